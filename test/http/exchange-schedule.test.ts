import { afterEach, describe, expect, it } from 'vitest'
import type { Timers } from '../../server/storage/timers.ts'
import { deafAddress, demoOrders, openBench, type OpenBench } from './admin-bench.ts'

/** A clock that stands until it is moved, and the timers that go by it. */
function handMade() {
  let now = new Date('2026-02-02T06:00:00.000Z').getTime()
  const set = new Map<number, { run: () => void; at: number }>()
  let made = 0
  const timers: Timers = {
    set(run, delayMs) {
      made += 1
      set.set(made, { run, at: now + delayMs })
      return made
    },
    clear: (timer) => void set.delete(timer as number),
  }
  return {
    clock: () => new Date(now),
    timers,
    /** Moves the clock and lets every timer ring whose time has come. */
    pass(ms: number) {
      now += ms
      for (const [id, { run, at }] of [...set]) {
        if (at > now) continue
        set.delete(id)
        run()
      }
    },
  }
}

let bench: OpenBench | undefined
afterEach(async () => {
  await bench?.stop()
  bench = undefined
})

/** Resolves with the first answer that fits; asked anew after each change of the bench. */
function until<T>({ parts }: OpenBench, read: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = () =>
      void read().then((value) => {
        if (!fits(value)) return
        stop()
        resolve(value)
      }, reject)
    const stop = parts.changes.subscribe(look)
    look()
  })
}

describe('the outgoing queue', () => {
  it('[AD-34] a version that met no site is sent again after 5 s, 15 s, 60 s, 5 and 15 minutes, then by the next cycle', async () => {
    const { clock, timers, pass } = handMade()
    bench = await openBench({ clock, timers })
    const { api } = bench
    await bench.exchangeOrders()
    const side = { mode: 'real', user: '1c', password: null } as const
    await api.call('sides.save', {
      params: { side: 'site' },
      body: { ...side, address: await deafAddress() },
    })
    await api.call('onec.return', { params: { id: demoOrders.mapped } })
    const message = async () => (await api.call('onec.outbox')).find(({ kind }) => kind === 'order')!
    const seconds = [5, 15, 60, 300, 900]
    for (const [tried, wait] of seconds.entries()) {
      const waiting = await until(
        bench,
        message,
        ({ state, attempts }) => state === 'waiting' && attempts === tried + 1,
      )
      expect(waiting).toMatchObject({ code: 'ECONNREFUSED' })
      expect(Date.parse(waiting.next_at!) - clock().getTime()).toBe(wait * 1000)
      pass(wait * 1000)
    }
    const last = await until(
      bench,
      message,
      ({ state, attempts }) => state === 'waiting' && attempts === seconds.length + 1,
    )
    expect(last.next_at).toBeNull()

    await api.call('sides.save', {
      params: { side: 'site' },
      body: { mode: 'simulated', address: '', user: '1c', password: null },
    })
    await bench.exchangeOrders()
    expect(await message()).toMatchObject({ state: 'delivered' })
    expect(
      (await bench.entries({ operation: 'site-orders.postOrder' })).map(({ direction }) => direction),
    ).toEqual([...Array<string>(6).fill('out'), 'in'])
  })
})
