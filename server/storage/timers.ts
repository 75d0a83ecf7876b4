/** Timers as the schedule needs them; the real ones unless a test brings its own. */
export interface Timers {
  set(run: () => void, delayMs: number): unknown
  clear(timer: unknown): void
  /** What rings at a moment of the clock, when that clock may be moved; pauses go on in real time. @default these timers */
  alarms?: Timers
}

export const systemTimers: Timers = {
  set: (run, delayMs) => setTimeout(run, delayMs).unref(),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
}

/** One alarm that can be set anew; it rings once. */
export interface Alarm {
  /** When it rings, `null` while it is off. */
  readonly at: Date | null
  set(at: Date): void
  off(): void
}

/** The longest delay a timer takes; a later alarm is set again on the way. */
export const LONGEST_MS = 2_000_000_000

export function createAlarm(ring: () => void, now: () => Date, given: Timers): Alarm {
  const { alarms: timers = given } = given
  let timer: unknown = null
  let at: Date | null = null
  const arm = (): void => {
    const left = Math.max(at!.getTime() - now().getTime(), 0)
    timer = timers.set(left > LONGEST_MS ? arm : fire, Math.min(left, LONGEST_MS))
  }
  const fire = (): void => {
    at = null
    timer = null
    ring()
  }
  const off = (): void => {
    if (timer !== null) timers.clear(timer)
    timer = null
    at = null
  }
  return {
    get at() {
      return at
    },
    set(moment) {
      off()
      at = moment
      arm()
    },
    off,
  }
}
