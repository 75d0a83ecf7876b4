import { describe, expect, it } from 'vitest'
import { createTime } from '../../server/storage/time.ts'
import { createAlarm, type Timers } from '../../server/storage/timers.ts'

const start = new Date('2026-03-01T09:00:00Z')
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000)

/** A machine whose time is moved by hand, to see what of it the bench hears. */
function machine() {
  let now = start.getTime()
  const pending = new Map<number, { due: number; run: () => void }>()
  let last = 0
  const timers: Timers = {
    set(run, delayMs) {
      pending.set((last += 1), { due: now + delayMs, run })
      return last
    },
    clear: (id) => void pending.delete(id as number),
  }
  return {
    clock: () => new Date(now),
    timers,
    pending,
    pass(minutes: number) {
      now += minutes * 60_000
      for (const [id, { due, run }] of [...pending])
        if (due <= now) {
          pending.delete(id)
          run()
        }
    },
  }
}

/** An alarm every `minutes`, with what the clock showed when it rang. */
function everyMinutes(time: ReturnType<typeof createTime>, minutes: number) {
  const rang: string[] = []
  const alarm = createAlarm(
    () => {
      rang.push(time.clock().toISOString().slice(11, 16))
      alarm.set(new Date(time.clock().getTime() + minutes * 60_000))
    },
    time.clock,
    time.timers,
  )
  alarm.set(new Date(time.clock().getTime() + minutes * 60_000))
  return rang
}

describe('the time of the bench', () => {
  it('is the time of the machine until somebody touches it', () => {
    const real = machine()
    const time = createTime(real)
    const rang = everyMinutes(time, 5)
    real.pass(5)
    expect(rang).toEqual(['09:05'])
    expect(time.state()).toEqual({ now: after(5), frozen: false, aheadMs: 0 })
  })

  it('stands still while it is frozen, and no alarm rings by itself', () => {
    const real = machine()
    const time = createTime(real)
    const rang = everyMinutes(time, 5)
    time.freeze()
    real.pass(60)
    expect(rang).toEqual([])
    expect(time.clock()).toEqual(start)
    expect(time.state()).toEqual({ now: start, frozen: true, aheadMs: null })
  })

  it('rings every alarm at its own moment when it is moved, and waits for what each set going', async () => {
    const real = machine()
    const order: string[] = []
    const time = createTime({ ...real, settled: async () => void order.push('settled') })
    time.freeze()
    const rang = everyMinutes(time, 20)
    await time.move(after(60))
    expect(rang).toEqual(['09:20', '09:40', '10:00'])
    expect(order).toHaveLength(4)
    expect(time.clock()).toEqual(after(60))
  })

  it('goes on from where it stands, and alarms keep to it', async () => {
    const real = machine()
    const time = createTime(real)
    time.freeze(after(100))
    const rang = everyMinutes(time, 5)
    time.go()
    expect(time.state()).toMatchObject({ frozen: false, aheadMs: 100 * 60_000 })
    real.pass(5)
    expect(rang).toEqual(['10:45'])
  })

  it('is moved while it runs, too', async () => {
    const real = machine()
    const time = createTime(real)
    const rang = everyMinutes(time, 30)
    await time.move(after(45))
    expect(rang).toEqual(['09:30'])
    real.pass(15)
    expect(rang).toEqual(['09:30', '10:00'])
  })

  it('rings nothing on the way back, and an alarm then waits longer', async () => {
    const real = machine()
    const time = createTime(real)
    const rang = everyMinutes(time, 5)
    await time.move(after(-30))
    real.pass(30)
    expect(rang).toEqual([])
    real.pass(5)
    expect(rang).toEqual(['09:05'])
  })

  it('takes an alarm that is further away than a timer can wait', async () => {
    const real = machine()
    const time = createTime(real)
    const rang = everyMinutes(time, 5)
    await time.move(after(-60 * 24 * 40))
    expect(Math.max(...[...real.pending.values()].map(({ due }) => due - start.getTime()))).toBeLessThan(
      2 ** 31,
    )
    real.pass(60 * 24 * 30)
    expect(rang).toEqual([])
    real.pass(60 * 24 * 10 + 5)
    expect(rang).toEqual(['09:05'])
  })

  it('is the time of the machine again after a reset', async () => {
    const real = machine()
    const time = createTime(real)
    await time.move(after(600))
    time.freeze()
    time.reset()
    expect(time.clock()).toEqual(start)
    expect(time.state()).toMatchObject({ frozen: false, aheadMs: 0 })
  })

  it('does not touch pauses: they take the time that they take', async () => {
    const real = machine()
    const time = createTime(real)
    let over = false
    time.freeze()
    time.timers.set(() => (over = true), 60_000)
    await time.move(after(60))
    expect(over).toBe(false)
    real.pass(1)
    expect(over).toBe(true)
  })

  it('an alarm that is off does not ring', async () => {
    const time = createTime(machine())
    let rang = 0
    const alarm = createAlarm(() => (rang += 1), time.clock, time.timers)
    alarm.set(after(5))
    alarm.off()
    await time.move(after(10))
    expect(rang).toBe(0)
  })
})
