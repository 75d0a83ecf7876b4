import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deafAddress, demoOrders, openBench, refusal, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** Time of the bench is moved, nobody waits for it. Real HTTP throughout. */

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const enterprise = 'kolos'

let bench: OpenBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.stop())

const freeze = (at?: string) =>
  bench.api.call('clock.set', { body: { action: 'freeze', ...(at ? { at } : {}) } })
const move = (byMs: number) => bench.api.call('clock.set', { body: { action: 'move', byMs } })

describe('the clock of the bench', () => {
  it('is read, stopped at a moment, moved, let go and put back', async () => {
    const { api, parts } = bench
    expect(await api.call('clock.read')).toMatchObject({ frozen: false, aheadMs: 0, zone: 'Europe/Moscow' })

    const heard: string[] = []
    parts.changes.subscribe(({ area }) => void heard.push(area))
    const stopped = await freeze('2026-03-01T09:00:00+03:00')
    expect(stopped).toMatchObject({ now: '2026-03-01T06:00:00.000Z', frozen: true, aheadMs: null, rang: 0 })
    expect(heard).toContain('clock')
    expect(await move(DAY)).toMatchObject({ now: '2026-03-02T06:00:00.000Z', frozen: true })
    // What the exchange writes down is of this moment.
    const { started_at } = await api.call('onec.exchange')
    expect(started_at).toBe('2026-03-02T06:00:00.000Z')

    const going = await api.call('clock.set', { body: { action: 'go' } })
    expect(going.frozen).toBe(false)
    expect(going.aheadMs).toBeLessThan(0)
    expect(await api.call('clock.set', { body: { action: 'reset' } })).toMatchObject({ aheadMs: 0 })
  })

  it('tells what it cannot do', async () => {
    const call = (body: object) => refusal(bench.api.call('clock.set', { body: body as never }))
    expect(await call({ action: 'move' })).toMatchObject({ status: 422, code: 'ADMIN-VALIDATION' })
    expect(await call({ action: 'freeze', at: '0001-01-01T00:00:00Z' })).toMatchObject({
      code: 'CLOCK-BEYOND',
    })
    expect(await call({ action: 'move', byMs: -1e15 })).toMatchObject({ status: 422, code: 'CLOCK-BEYOND' })
    expect(await call({ action: 'next' })).toMatchObject({ status: 409, code: 'CLOCK-NOTHING-DUE' })
  })

  it('obeys the command line', async () => {
    const clock = (...args: string[]) => run(['clock', ...args, '--address', bench.address])
    expect((await clock('freeze', '2026-03-01T09:00')).stdout).toBe('2026-03-01T09:00:00 Europe/Moscow\n')
    expect((await clock('move', '1d12h')).stdout).toBe('2026-03-02T21:00:00 Europe/Moscow\n')
    expect((await clock('read')).stderr).toContain('часы остановлены')
    expect(JSON.parse((await clock('reset', '--json')).stdout)).toMatchObject({ frozen: false, aheadMs: 0 })
    expect(await clock('next')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('события нет') as string,
    })
    expect(await clock('move', 'завтра')).toMatchObject({ code: 1 })
  })
})

describe('by the clock', () => {
  it('[BD-15] a booking expires after three days, and its reserve is free again', async () => {
    const { api } = bench
    await freeze('2026-03-01T09:00:00+03:00')
    const play = async (method: string, values: Record<string, unknown>) => {
      const call = await api.call('restore.call', { body: { target: enterprise, method, values } })
      expect(call.body).not.toHaveProperty('code')
      return call.body as { order_id: string }
    }
    const [store] = await api.call('regate.stores', { params: { enterprise } })
    const { rows } = await api.call('regate.items', { params: { enterprise } })
    const item = rows.find(
      ({ price, unlimited, min_volume, stock }) =>
        price !== null &&
        (unlimited || stock.some((one) => one.store_id === store!.store_id && one.quantity >= min_volume)),
    )!
    await play('client', {
      client_id: 'rs-1',
      client: { type: 'company', name: 'ООО «Рига»', inn: '5000007894' },
    })
    const { order_id } = await play('booking', {
      booking_id: 'rs-ord-1',
      client_id: 'rs-1',
      store_id: store!.store_id,
      delivery: { type: 'pickup' },
      lines: [{ item_id: item.item_id, quantity: item.min_volume / 1000 }],
    })
    const status = async () =>
      (await api.call('regate.order', { params: { enterprise, order: order_id } })).status
    await move(3 * DAY - MINUTE)
    expect(await status()).toBe(100)
    // The schedule comes every five minutes.
    expect((await move(6 * MINUTE)).rang).toBe(1)
    expect(await status()).toBe(410)
  })

  it("[AD-34] 1C's outbox tries again after 5, 15 and 60 seconds", async () => {
    const { api } = bench
    await freeze()
    const side = { mode: 'real', address: await deafAddress(), user: '1c', password: null } as const
    await bench.exchangeOrders()
    await api.call('sides.save', { params: { side: 'site' }, body: side })
    await api.call('onec.return', { params: { id: demoOrders.mapped } })
    const attempts = async () =>
      (await api.call('onec.outbox')).find(({ state }) => state === 'waiting')!.attempts
    const seen = [await attempts()]
    for (const seconds of [4, 1, 15, 60]) {
      await move(seconds * 1000)
      seen.push(await attempts())
    }
    expect(seen).toEqual([1, 1, 2, 3, 4])
  })

  it("a schedule of five minutes makes twelve cycles in an hour, and the next one is the clock's next event", async () => {
    const { api } = bench
    await freeze()
    const { id } = await api.call('errands.save', {
      body: { errand: 'onec.exchange', when: { kind: 'every', minutes: 5 } },
    })
    await move(60 * MINUTE)
    const { runs } = await api.call('errands.history', { query: { schedule: id } })
    expect(runs.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 12 }, () => 'ok'))
    expect(await api.call('onec.cycles')).toHaveLength(12)
    const { now, next } = await api.call('clock.read')
    expect(Date.parse(next!) - Date.parse(now)).toBe(5 * MINUTE)
    expect(await api.call('clock.set', { body: { action: 'next' } })).toMatchObject({ now: next, rang: 1 })
  })

  it('a lockout after wrong passwords ends', async () => {
    await freeze()
    const url = `${bench.address}/onec/${enterprise}/hs/regate/state`
    const knock = async (password: string) => {
      const headers = { authorization: `Basic ${Buffer.from(`restore:${password}`).toString('base64')}` }
      return (await fetch(url, { headers })).status
    }
    const { password } = await bench.api.call('regate.setPassword', {
      params: { enterprise },
      body: { user: 'restore', password: 'верный пароль' },
    })
    for (let guess = 0; guess < 5; guess += 1) expect(await knock('неверный')).toBe(401)
    // Nothing is checked now, whatever is given.
    expect(await knock(password)).toBe(401)
    await move(MINUTE)
    expect(await knock(password)).toBe(200)
  })
})
