import { once } from 'node:events'
import { Agent, get as httpGet, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccounts } from '../../server/http/accounts.ts'
import { createLockout } from '../../server/http/lockout.ts'
import { hashPassword, matches } from '../../server/http/password-hash.ts'
import { get, startToyBench, type ToyBench, type ToyBenchOptions } from './toy-bench.ts'

let now: number
const clock = () => new Date(now)
const pass = (ms: number): void => void (now += ms)
beforeEach(() => {
  now = Date.parse('2026-01-01T00:00:00Z')
})

const right = { user: 'restore', password: 'пароль: да' }
const wrong = { ...right, password: 'нет' }
const rightHash = await hashPassword(right.password)

/** Accounts of one user whose hash the test can change. */
function oneAccount(hash: string | null = rightHash) {
  const state = { hash }
  const accounts = createAccounts({
    hashOf: (user) => (user === right.user ? state.hash : null),
    clock,
  })
  return { state, verify: accounts.verify }
}

async function times<T>(count: number, act: () => T | Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let i = 0; i < count; i += 1) results.push(await act())
  return results
}

describe('a stored password', () => {
  it('[B-17] is a salted hash that only the password matches', async () => {
    expect(rightHash).toMatch(/^scrypt\$16384\$8\$1\$[\w+/]+=*\$[\w+/]+=*$/)
    expect(rightHash).not.toContain(right.password)
    expect(await hashPassword(right.password)).not.toBe(rightHash)
    expect(await matches(right.password, rightHash)).toBe(true)
    expect(await matches(wrong.password, rightHash)).toBe(false)
  })

  it.each([
    '',
    'пароль: да',
    'scrypt$16384$8$1$AAAA',
    'scrypt$99999999$999$999$AAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA',
  ])('[B-17] that is no hash of ours matches nothing: %s', async (stored) => {
    expect(await matches(right.password, stored)).toBe(false)
  })
})

describe('verification', () => {
  it('[B-17] accepts the right password and refuses a wrong one and a name that nobody has', async () => {
    const { verify } = oneAccount()
    expect(await verify(right, '10.0.0.1')).toBe('ok')
    expect(await verify(wrong, '10.0.0.1')).toBe('refused')
    expect(await verify({ ...right, user: 'nobody' }, '10.0.0.1')).toBe('refused')
  })

  it('[B-17] computes a hash for a name that nobody has, too', async () => {
    const { verify } = oneAccount()
    const cost = async (account: typeof right) => {
      const { user: before } = process.cpuUsage()
      await verify(account, account.user)
      return process.cpuUsage().user - before
    }
    const known = await cost(wrong)
    expect(await cost({ ...right, user: 'nobody' })).toBeGreaterThan(known / 5)
  })

  it('[B-17] remembers what it verified, and forgets it with the hash', async () => {
    const { state, verify } = oneAccount()
    await verify(right, '10.0.0.1')
    const { user: before } = process.cpuUsage()
    await times(100, () => verify(right, '10.0.0.1'))
    await times(100, () => verify({ ...right }, '10.0.0.1'))
    // Two hundred hashes would take seconds.
    expect(process.cpuUsage().user - before).toBeLessThan(500_000)

    state.hash = await hashPassword('другой')
    expect(await verify(right, '10.0.0.1')).toBe('refused')
    state.hash = null
    expect(await verify(right, '10.0.0.1')).toBe('refused')
  })

  it('[B-05][B-17] lets hundreds of first requests of one account share one check', async () => {
    const { verify } = oneAccount()
    const { user: before } = process.cpuUsage()
    const verdicts = await Promise.all(Array.from({ length: 300 }, () => verify(right, '10.0.0.1')))
    expect(new Set(verdicts)).toEqual(new Set(['ok']))
    expect(process.cpuUsage().user - before).toBeLessThan(2_000_000)
  })

  it('[B-17] locks after five failures of a user at an address, not for other addresses', async () => {
    const { verify } = oneAccount()
    expect(await times(5, () => verify(wrong, '10.0.0.1'))).toEqual(Array(5).fill('refused'))
    expect(await verify(right, '10.0.0.1')).toEqual({ lockedMs: 30_000 })
    expect(await verify(right, '10.0.0.2')).toBe('ok')
    pass(30_000)
    expect(await verify({ ...right }, '10.0.0.1')).toBe('ok')
  })

  it('[B-17] does not hold a remembered account up by the wrong guesses of others', async () => {
    const { verify } = oneAccount()
    await verify(right, '10.0.0.1')
    await times(5, () => verify(wrong, '10.0.0.1'))
    expect(await verify(wrong, '10.0.0.1')).toEqual({ lockedMs: 30_000 })
    expect(await verify(right, '10.0.0.1')).toBe('ok')
  })
})

describe('the lock', () => {
  const guess = (lockout: ReturnType<typeof createLockout>, right: boolean): number => {
    const { lockedMs, end } = lockout.begin('who')
    if (lockedMs === 0) end(right)
    return lockedMs
  }

  it('[B-17] grows from 30 s to 15 min with every further failure, and a success ends it', () => {
    const lockout = createLockout(clock)
    for (let i = 0; i < 5; i += 1) expect(guess(lockout, false)).toBe(0)
    const locks: number[] = []
    for (let i = 0; i < 7; i += 1) {
      const lockedMs = guess(lockout, false)
      locks.push(lockedMs / 1000)
      pass(lockedMs)
      guess(lockout, false)
    }
    expect(locks).toEqual([30, 60, 120, 240, 480, 900, 900])
    pass(900_000)
    expect(guess(lockout, true)).toBe(0)
    expect(guess(lockout, false)).toBe(0)
    expect(guess(lockout, false)).toBe(0)
  })

  it('[B-17] does not come from failures that are more than a minute apart', () => {
    const lockout = createLockout(clock)
    for (let i = 0; i < 20; i += 1) {
      expect(guess(lockout, false)).toBe(0)
      pass(15_001)
    }
  })

  it('[B-17] cannot be got around by guessing many times at once', () => {
    const lockout = createLockout(clock)
    const guesses = Array.from({ length: 50 }, () => lockout.begin('who'))
    expect(guesses.filter(({ lockedMs }) => lockedMs === 0)).toHaveLength(5)
  })
})

describe('over HTTP', () => {
  let bench: ToyBench
  afterEach(() => bench.stop())
  const start = async (options: ToyBenchOptions) => void (bench = await startToyBench({ clock, ...options }))

  const basic = ({ user, password }: typeof right) => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  })

  it('[B-17] a locked account is told when to come back', async () => {
    await start({ credentials: oneAccount() })
    expect((await get(bench, '/a', basic(right))).status).toBe(200)
    for (let i = 0; i < 5; i += 1) {
      const refused = await get(bench, '/a', basic(wrong))
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /)
      expect(refused.headers.has('retry-after')).toBe(false)
    }
    const locked = await get(bench, '/a', basic(wrong))
    expect(locked.status).toBe(401)
    expect(locked.headers.get('retry-after')).toBe('30')
    expect(await locked.json()).toMatchObject({ code: 'SITE-AUTH' })
  })

  it('[B-17] every request of a connection is checked by what it brings itself and by the hash of that moment', async () => {
    const accounts = oneAccount()
    await start({ credentials: accounts })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ports = new Set<number | undefined>()
    const statusOf = async (headers: Record<string, string>) => {
      const request = httpGet(`${bench.things}/a`, { agent, headers })
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      ports.add(response.socket.localPort)
      await once(response.resume(), 'end')
      return response.statusCode
    }
    expect(await statusOf(basic(right))).toBe(200)
    expect(await statusOf(basic(wrong))).toBe(401)
    expect(await statusOf(basic(right))).toBe(200)
    expect(await statusOf({})).toBe(401)
    accounts.state.hash = await hashPassword('другой')
    expect(await statusOf(basic(right))).toBe(401)
    expect(ports.size).toBe(1)
    agent.destroy()
  })

  it('[B-17] a call without credentials is asked for them', async () => {
    await start({ credentials: oneAccount() })
    const refused = await get(bench, '/a', { authorization: '' })
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /)
  })

  it('[BD-42] more requests a second than one login may make are refused until there is room again', async () => {
    await start({ ratePerSecond: () => 3 })
    const statuses = async () => (await times(4, () => get(bench, '/a'))).map(({ status }) => status)
    expect(await statuses()).toEqual([200, 200, 200, 429])
    const refused = await get(bench, '/a')
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(await refused.json()).toMatchObject({ code: 'SITE-RATE', retryable: true })
    pass(334)
    expect(await statuses()).toEqual([200, 429, 429, 429])
    pass(60_000)
    expect(await statuses()).toEqual([200, 200, 200, 429])
  })

  it('[BD-42] every login has a rate of its own', async () => {
    await start({ ratePerSecond: () => 1, credentials: { verify: () => 'ok' } })
    expect((await get(bench, '/a', basic(right))).status).toBe(200)
    expect((await get(bench, '/a', basic(right))).status).toBe(429)
    expect((await get(bench, '/a', basic({ ...right, user: 'other' }))).status).toBe(200)
  })
})
