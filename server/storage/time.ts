import { systemClock, type Clock } from './clock.ts'
import { LONGEST_MS, systemTimers, type Timers } from './timers.ts'

/** Where the bench's time stands. */
export interface TimeState {
  now: Date
  /** The clock stands still until it is moved or let go. */
  frozen: boolean
  /** How far the clock is from the machine's own, ms; `null` while it is frozen. */
  aheadMs: number | null
}

/** The time of one bench: it can be frozen and moved, so that expiry, schedules and retries are seen at once. */
export interface BenchTime {
  clock: Clock
  /** Pauses keep to real time, alarms ring by the bench's clock. */
  timers: Timers
  /** The machine's own time. */
  machine: Clock
  state(): TimeState
  /** When the next alarm rings, `null`: none is set. */
  next(): Date | null
  /** Stops the clock, at another moment when one is given. */
  freeze(at?: Date): void
  /** Lets a frozen clock go on from where it stands. */
  go(): void
  /**
   * Moves the clock. On the way forward each alarm rings at its own moment, and what it set going is waited for (`settled`)
   * before the next one. Back: nothing rings. Moves wait for each other.
   * @returns how many alarms rang on the way
   */
  move(to: Date): Promise<number>
  /** Resolves when the clock is not being moved. */
  still(): Promise<void>
  /** The machine's own time again. */
  reset(): void
}

export interface TimeOptions {
  clock?: Clock
  timers?: Timers
  /** Resolves when what an alarm has set going is done. */
  settled?: () => Promise<void>
}

/** Moments at which alarms may ring during one move; what is left rings together at its end. */
const MOST_STOPS = 2000

interface Waiting {
  due: number
  run: () => void
  /** Of the real timer, while one is set. */
  timer: unknown
}

export function createTime(options: TimeOptions = {}): BenchTime {
  const { clock: real = systemClock, timers: base = systemTimers, settled = async () => {} } = options
  let aheadMs = 0
  /** The moment at which the clock stands, `null` while it runs. */
  let standing: number | null = null
  const waiting = new Set<Waiting>()
  let moving: Promise<unknown> = Promise.resolve()
  let rung = 0

  const now = (): number => standing ?? real().getTime() + aheadMs

  function ring(one: Waiting): void {
    if (!waiting.delete(one)) return
    if (one.timer !== null) base.clear(one.timer)
    rung += 1
    one.run()
  }
  function arm(one: Waiting): void {
    if (one.timer !== null) base.clear(one.timer)
    const left = Math.max(one.due - now(), 0)
    const wake = left > LONGEST_MS ? () => arm(one) : () => ring(one)
    one.timer = standing === null ? base.set(wake, Math.min(left, LONGEST_MS)) : null
  }
  const armAll = (): void => waiting.forEach(arm)
  /** Puts the hands without ringing anything. */
  function put(moment: number): void {
    if (standing === null) aheadMs = moment - real().getTime()
    else standing = moment
  }

  const alarms: Timers = {
    set(run, delayMs) {
      const one: Waiting = { due: now() + delayMs, run, timer: null }
      waiting.add(one)
      arm(one)
      return one
    },
    clear(timer) {
      const one = timer as Waiting
      if (waiting.delete(one) && one.timer !== null) base.clear(one.timer)
    },
  }

  const dueBy = (moment: number): Waiting[] => [...waiting].filter(({ due }) => due <= moment)

  async function move(to: number): Promise<number> {
    const before = rung
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      const next = Math.min(...dueBy(to).map(({ due }) => due))
      if (next === Infinity) break
      put(Math.max(next, now()))
      for (const one of dueBy(now())) ring(one)
      await settled()
    }
    put(to)
    for (const one of dueBy(to)) ring(one)
    armAll()
    await settled()
    return rung - before
  }

  return {
    clock: () => new Date(now()),
    timers: { set: base.set.bind(base), clear: base.clear.bind(base), alarms },
    machine: real,
    next() {
      const due = Math.min(...[...waiting].map((one) => one.due))
      return due === Infinity ? null : new Date(due)
    },
    state: () => ({
      now: new Date(now()),
      frozen: standing !== null,
      aheadMs: standing === null ? aheadMs : null,
    }),
    freeze(at) {
      standing = at?.getTime() ?? now()
      armAll()
    },
    go() {
      if (standing === null) return
      aheadMs = standing - real().getTime()
      standing = null
      armAll()
    },
    move(to) {
      const moved = moving.then(() => move(to.getTime()))
      // One that fails is told to whoever began it; the clock can be moved again.
      moving = moved.catch(() => {})
      return moved
    },
    async still() {
      for (let waited; waited !== moving;) {
        waited = moving
        await waited
      }
    },
    reset() {
      standing = null
      aheadMs = 0
      armAll()
    },
  }
}
