import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEnterpriseAccounts } from '../../server/enterprises/accounts.ts'
import { EnterpriseSettings } from '../../server/storage/document-schema.ts'
import { memorySecrets } from '../../server/storage/secrets.ts'
import { createAdminClient } from '../../server/admin/client.ts'
import type { BookingAnswer, ClientAnswer, State } from '../../server/contracts/regate/schema.ts'
import {
  aBench,
  aBooking,
  clients,
  expectRefusal,
  items,
  newId,
  openRegate,
  stores,
  type RegateBench,
} from './regate-bench.ts'

let bench: RegateBench
beforeAll(async () => {
  bench = await openRegate()
})
afterAll(() => bench.stop())

const passwordOf = async (enterprise: string, user = 'restore') =>
  (await bench.parts.accounts.password(enterprise, user))!
const GLINA_STORE = 'c0a20001-6b2f-11f0-8de9-0242ac150007'

describe('several enterprises', () => {
  it('[B-19][BD-37][BD-43] are published side by side, each with its own base', async () => {
    const named = await Promise.all(
      ['kolos', 'glina', 'klyuch'].map(
        async (enterprise) => (await bench.call<State>('state', { enterprise })).body.organizations[0]!.name,
      ),
    )
    expect(named).toEqual(['Колос и Лён ООО', 'Глина и Огонь ООО', 'Ключ и Ягода ООО'])
    expect((await bench.call('state', { enterprise: 'nobody' })).status).toBe(404)
  })

  it('[BD-01][BD-37] the first of them answers without its id too', async () => {
    const { status, body } = await bench.call<State>('state', { publication: '/onec' })
    expect([status, body.organizations[0]!.name]).toEqual([200, 'Колос и Лён ООО'])
    const glina = { user: 'restore', password: await passwordOf('glina') }
    expectRefusal(await bench.call('state', { publication: '/onec', account: glina }), 401, 'RG-AUTH')
  })

  it('[BD-37] one client_id in two bases is two clients', async () => {
    const inBase = async (enterprise: string) =>
      (await bench.call<ClientAnswer>('client', { enterprise, body: { client_id: clients.company } })).body
    const [kolos, glina] = [await inBase('kolos'), await inBase('glina')]
    expect(kolos.ref_1c).not.toBe(glina.ref_1c)
    const shared = newId('client')
    for (const enterprise of ['kolos', 'glina'])
      expect((await bench.call('client', { enterprise, body: { client_id: shared } })).status).toBe(201)
  })

  it('[BD-08][BD-37] number their orders apart, and know nothing of each other’s', async () => {
    const own = await aBench()
    const kolos = await own.anOrder({ booking_id: 'rs-1' })
    const glina = await own.anOrder({
      enterprise: 'glina',
      booking_id: 'rs-1',
      store_id: GLINA_STORE,
      lines: [{ article: 'PL-003', quantity: 1 }],
    })
    expect([kolos.order_number, glina.order_number]).toEqual(['00-00000001', '00-00000001'])
    expect(kolos.order_id).not.toBe(glina.order_id)
    expectRefusal(
      await own.call('bookingstate', { enterprise: 'glina', query: { order_id: kolos.order_id } }),
      404,
      'RG-ORDER-UNKNOWN',
    )
    const foreign = aBooking({ store_id: GLINA_STORE })
    expectRefusal(await own.call('booking', { body: foreign }), 404, 'RG-STORE-UNKNOWN')
  })

  it('[BD-11][BD-37] keep their idempotency keys apart', async () => {
    const key = newId('key')
    const made = await bench.call('client', { key, body: { client_id: newId('client') } })
    const other = await bench.call('client', {
      enterprise: 'glina',
      key,
      body: { client_id: newId('client') },
    })
    expect([made.status, other.status]).toEqual([201, 201])
  })

  it('[B-19] can be added with a demo base or empty, and taken away with everything', async () => {
    const api = createAdminClient(bench.address)
    const body = { id: 'vtoroy', name: 'Второй', demo: 'klyuch' }
    const rows = await api.call('regate.addEnterprise', { body })
    expect(rows.at(-1)).toMatchObject({ id: 'vtoroy', users: ['restore'], counts: { stores: 2, orders: 0 } })
    expect((await bench.call('city', { enterprise: 'vtoroy' })).status).toBe(200)
    const params = { enterprise: 'vtoroy' }
    await api.call('regate.removeEnterprise', { params })
    expect((await bench.call('city', { enterprise: 'vtoroy' })).status).toBe(404)
    expect(await bench.parts.accounts.password('vtoroy', 'restore')).toBeNull()
    expect(await bench.parts.regate.counts('vtoroy')).toMatchObject({ stores: 0, items: 0, clients: 0 })
  })
})

describe('accounts', () => {
  it('[B-17][BD-05] ask for Basic, and take the password of this enterprise alone', async () => {
    const nobody = await bench.call('state', { account: null })
    expectRefusal(nobody, 401, 'RG-AUTH')
    expect(nobody.headers.get('www-authenticate')).toMatch(/^Basic realm=".+", charset="UTF-8"$/)
    const foreign = { user: 'restore', password: await passwordOf('glina') }
    expectRefusal(await bench.call('state', { account: foreign }), 401, 'RG-AUTH')
    expect((await bench.call('state', { enterprise: 'glina', account: foreign })).status).toBe(200)
  })

  it('[B-17] break the header that Base64Строка of 1C cuts into lines: told apart in words', async () => {
    const answer = await bench.call('state', {
      account: null,
      headers: { authorization: 'Basic bm90 YmFzZQ' },
    })
    expect(expectRefusal(answer, 401, 'RG-AUTH').detail).toContain('Base64Строка')
  })

  it('[BD-05] take credentials in UTF-8, and a new password at once', async () => {
    const own = await aBench()
    const password = 'пароль: длинный'
    const before = (await own.parts.accounts.password('kolos', 'restore'))!
    await own.parts.accounts.setPassword('kolos', 'restore', password)
    expect((await own.call('state', { account: { user: 'restore', password } })).status).toBe(200)
    expectRefusal(await own.call('state', { account: { user: 'restore', password: before } }), 401, 'RG-AUTH')
    await expect(own.parts.accounts.setPassword('kolos', 'restore', 'кратко')).rejects.toMatchObject({
      code: 'REGATE-PASSWORD',
    })
    await expect(own.parts.accounts.setPassword('kolos', 'никто', null)).rejects.toMatchObject({
      code: 'REGATE-USER-UNKNOWN',
    })
  })

  it('[B-17] made by several at once have the password that their hash is of', async () => {
    const users = ['one', 'two', 'three', 'four']
    const list = [EnterpriseSettings.parse({ id: 'x', name: 'Проба', users })]
    const accounts = createEnterpriseAccounts({
      secrets: memorySecrets({}),
      clock: () => new Date(),
      enterprises: () => list,
    })
    await Promise.all([accounts.load(), accounts.load(), accounts.load()])
    const verdicts = users.map(async (user) => {
      const password = (await accounts.password('x', user))!
      return accounts.verifier('x').verify({ user, password }, '127.0.0.1')
    })
    expect(await Promise.all(verdicts)).toEqual(['ok', 'ok', 'ok', 'ok'])
  })

  it('[B-17] forget a user that was taken off the list', async () => {
    const own = await aBench()
    const { id: _, ...settings } = own.parts.enterprises.settings('kolos')
    await own.parts.enterprises.save('kolos', { ...settings, users: ['restore', 'second'] })
    const account = { user: 'second', password: (await own.parts.accounts.password('kolos', 'second'))! }
    expect((await own.call('state', { account })).status).toBe(200)
    await own.parts.enterprises.save('kolos', settings)
    expectRefusal(await own.call('state', { account }), 401, 'RG-AUTH')
  })

  it('[B-17] are kept as salted hashes: no password in the workspace but with the secrets of the player', async () => {
    const own = await aBench()
    await own.call('state')
    const password = (await own.parts.accounts.password('kolos', 'restore'))!
    const secret = await own.parts.workspace.secrets.get('regate.kolos.restore')
    expect(secret).toMatch(/^scrypt\$/)
    const basic = Buffer.from(`restore:${password}`).toString('base64')
    for (const file of await filesOf(own.workspace)) {
      if (/secrets/.test(file)) continue
      const bytes = await readFile(file)
      expect(bytes.includes(password), file).toBe(false)
      expect(bytes.includes(basic), file).toBe(false)
    }
  })

  it('[B-17] are locked after five wrong guesses, told for how long, and open again after it', async () => {
    const own = await aBench()
    const guess = () => own.call('state', { account: { user: 'restore', password: 'угадай-ка' } })
    for (let i = 0; i < 5; i += 1) expectRefusal(await guess(), 401, 'RG-AUTH')
    const right = { user: 'restore', password: (await own.parts.accounts.password('kolos', 'restore'))! }
    const locked = await own.call('state', { account: right })
    expectRefusal(locked, 401, 'RG-AUTH')
    expect(locked.headers.get('retry-after')).toBe('30')
    expect((await own.call('state', { enterprise: 'glina' })).status).toBe(200)
    await own.moveClock(30_000)
    expect((await own.call('state', { account: right })).status).toBe(200)
  })
})

describe('limits', () => {
  it('[BD-42] one login makes so many requests a second, others are not held up', async () => {
    const own = await aBench()
    await own.configure({ ratePerSecond: 5 })
    const answers = await Promise.all(Array.from({ length: 8 }, () => own.call('city')))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429])
    const refused = answers.find(({ status }) => status === 429)!
    expectRefusal(refused, 429, 'RG-RATE')
    expect(refused.headers.get('retry-after')).toBe('1')
    expect((await own.call('city', { enterprise: 'glina' })).status).toBe(200)
    await own.moveClock(1000)
    expect((await own.call('city')).status).toBe(200)
  })

  it('[B-16] plain HTTP is refused where the enterprise asks for HTTPS, and never redirected', async () => {
    const own = await aBench()
    await own.configure({ plainHttp: false })
    const answer = await own.call('city')
    expect(expectRefusal(answer, 403, 'RG-FORBIDDEN').detail).toContain('HTTPS')
    expect((await own.call('city', { enterprise: 'glina' })).status).toBe(200)
  })

  it('[BD-42] a body of more than 1 MiB and an order of more than 200 lines are refused', async () => {
    const huge = { client_id: newId('client'), client: { address: 'я'.repeat(600_000) } }
    expectRefusal(await bench.call('client', { body: huge }), 413, 'RG-TOO-LARGE')
    const lines = Array.from({ length: 201 }, () => ({ item_id: items.pie, quantity: 1 }))
    expectRefusal(await bench.call('booking', { body: aBooking({ lines }) }), 422, 'RG-VALIDATION')
    const { status, body } = await bench.call<BookingAnswer>('booking', {
      body: aBooking({ lines: lines.slice(1) }),
    })
    expect([status, body.lines.length]).toEqual([201, 200])
  })

  it('[B-03][BD-09] a full queue refuses with Retry-After and takes nothing', async () => {
    const own = await aBench()
    const { queue } = own.parts.regate
    await own.configure({ queue: { ...own.parts.enterprises.settings('kolos').queue, capacity: 2 } })
    queue.setPaused('kolos', true)
    const now = { headers: { prefer: 'wait=0' } }
    const [first, second, third] = [newId('client'), newId('client'), newId('client')]
    for (const [client_id, position] of [
      [first, 1],
      [second, 2],
    ])
      expect((await own.call('client', { body: { client_id }, ...now })).body).toMatchObject({ position })
    const full = await own.call('client', { body: { client_id: third }, ...now })
    expectRefusal(full, 503, 'RG-QUEUE-FULL')
    expect(full.headers.get('retry-after')).toBe('5')
    queue.setPaused('kolos', false)
    await own.call('client', { body: { client_id: first } })
    expect(await own.parts.regate.clients('kolos', third)).toEqual([])
  })

  it('[B-04][BD-09] reads and another enterprise go on while the queue stands', async () => {
    const own = await aBench()
    own.parts.regate.queue.setPaused('kolos', true)
    const query = { store_id: stores.main }
    expect((await own.call('assortment', { query })).status).toBe(200)
    const body = { client_id: newId('client') }
    expect((await own.call('client', { enterprise: 'glina', body })).status).toBe(201)
  })
})

describe('idempotency keys', () => {
  it('[BD-11] give the stored answer again, after a restart too', async () => {
    let own = await openRegate()
    try {
      const request = { key: 'k-1', body: aBooking({ booking_id: 'rs-77' }) }
      const first = await own.call('booking', request)
      const again = await own.call('booking', request)
      expect([again.status, again.body]).toEqual([201, first.body])
      expect(again.headers.get('idempotency-replayed')).toBe('true')
      own = await own.restarted()
      const later = await own.call('booking', request)
      expect([later.status, later.body]).toEqual([201, first.body])
      expect(later.headers.get('idempotency-replayed')).toBe('true')
      expect(await own.parts.regate.counts('kolos')).toMatchObject({ orders: 1 })
    } finally {
      await own.stop()
    }
  })

  it('[BD-11] repeat a refusal of the business rules, and belong to one body', async () => {
    const key = newId('key')
    const wrong = { key, body: aBooking({ client_id: 'nobody' }) }
    const first = expectRefusal(await bench.call('booking', wrong), 404, 'RG-CLIENT-UNKNOWN')
    const again = expectRefusal(await bench.call('booking', wrong), 404, 'RG-CLIENT-UNKNOWN')
    expect(again.detail).toBe(first.detail)
    expectRefusal(await bench.call('booking', { key, body: aBooking() }), 422, 'RG-KEY-REUSED')
  })

  it('[BD-09][BD-11] answer 202, are in use while the job waits, and give its outcome after', async () => {
    const own = await aBench()
    const { queue } = own.parts.regate
    queue.setPaused('kolos', true)
    const request = { key: 'k-2', body: aBooking() }
    const accepted = await own.call<{ request_id: string }>('booking', {
      ...request,
      headers: { prefer: 'wait=0' },
    })
    expect(accepted.status).toBe(202)
    expect(accepted.headers.get('preference-applied')).toBe('wait=0')
    const busy = await own.call('booking', request)
    expectRefusal(busy, 409, 'RG-KEY-IN-USE')
    expect(busy.headers.get('retry-after')).toBe('1')
    queue.setPaused('kolos', false)
    // Comes after it in the line of the client.
    await own.call('client', { body: { client_id: clients.company } })
    const final = await own.call<BookingAnswer>('booking', request)
    expect(final.status).toBe(201)
    const job = await own.call(`queue/${accepted.body.request_id}`)
    expect(job.body).toMatchObject({ state: 'done', result: { status: 201, body: final.body } })
    expect(await own.parts.regate.counts('kolos')).toMatchObject({ orders: 1 })
  })

  it('[B-03][BD-09] what was accepted is carried out after a restart', async () => {
    let own = await openRegate()
    try {
      own.parts.regate.queue.setPaused('kolos', true)
      const request = { key: 'k-3', body: aBooking() }
      expect((await own.call('booking', { ...request, headers: { prefer: 'wait=0' } })).status).toBe(202)
      own = await own.restarted()
      await own.call('client', { body: { client_id: clients.company } })
      expect((await own.call('booking', request)).status).toBe(201)
      expect(await own.parts.regate.counts('kolos')).toMatchObject({ orders: 1 })
    } finally {
      await own.stop()
    }
  })

  it('[BD-11] are not asked for by a read', async () => {
    const own = await aBench()
    await own.configure({ reader: 'strict' })
    expect((await own.call('city', { body: {} })).status).toBe(200)
    expectRefusal(await own.call('client', { key: null, body: { client_id: 'a' } }), 400, 'RG-KEY-MISSING')
  })
})

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
