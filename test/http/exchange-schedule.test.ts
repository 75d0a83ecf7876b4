import { afterEach, describe, expect, it } from 'vitest'
import type { Timers } from '../../server/storage/timers.ts'
import { deafAddress, demoOrders, openBench, temporaryFolder, type OpenBench } from './admin-bench.ts'

const minute = 60_000

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
    waiting: () => set.size,
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

describe('the exchange as a scheduled errand', () => {
  it('runs by itself each time its minutes have passed, and the state says when next', async () => {
    const { clock, timers, pass } = handMade()
    bench = await openBench({ clock, timers })
    const { api, configure } = bench
    expect((await api.call('state.read')).exchange.nextAt).toBeNull()
    const state = await configure({ schedule: { enabled: true, minutes: 5 } })
    expect(state.exchange).toEqual({ running: false, nextAt: '2026-02-02T06:05:00.000Z' })

    const cycles = () => api.call('onec.cycles')
    pass(5 * minute - 1)
    expect(await cycles()).toEqual([])
    pass(1)
    const [first] = await until(bench, cycles, ([cycle]) => cycle?.outcome === 'done')
    expect(first).toMatchObject({
      trigger: 'schedule',
      outcome: 'done',
      started_at: '2026-02-02T06:05:00.000Z',
    })
    expect(first!.orders).toHaveLength(2)
    expect((await api.call('state.read')).exchange.nextAt).toBe('2026-02-02T06:10:00.000Z')

    pass(5 * minute)
    await until(bench, cycles, (all) => all.length === 2 && all.every(({ outcome }) => outcome === 'done'))
  })

  it('follows new minutes at once, and stops when it is switched off', async () => {
    const { clock, timers, pass, waiting } = handMade()
    bench = await openBench({ clock, timers })
    const { api, configure } = bench
    // Other parts of the bench have timers of their own.
    const others = waiting()
    await configure({ schedule: { enabled: true, minutes: 60 } })
    const sooner = await configure({ schedule: { enabled: true, minutes: 2 } })
    expect(sooner.exchange.nextAt).toBe('2026-02-02T06:02:00.000Z')
    const off = await configure({ schedule: { enabled: false, minutes: 2 } })
    expect(off.exchange.nextAt).toBeNull()
    expect(waiting()).toBe(others)
    pass(60 * minute)
    expect(await api.call('onec.cycles')).toEqual([])
  })

  it('goes on after a restart of the bench', async () => {
    const { path, remove } = await temporaryFolder()
    try {
      const before = handMade()
      bench = await openBench({ workspace: path, ...before })
      await bench.configure({ schedule: { enabled: true, minutes: 15 } })
      await bench.stop()
      expect(before.waiting()).toBe(0)

      const after = handMade()
      bench = await openBench({ workspace: path, ...after })
      expect((await bench.api.call('state.read')).exchange.nextAt).toBe('2026-02-02T06:15:00.000Z')
      after.pass(15 * minute)
      const cycles = await until(
        bench,
        () => bench!.api.call('onec.cycles'),
        ([cycle]) => cycle?.outcome === 'done',
      )
      expect(cycles).toEqual([expect.objectContaining({ trigger: 'schedule' })])
      await bench.stop()
    } finally {
      await remove()
    }
  })
})

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
