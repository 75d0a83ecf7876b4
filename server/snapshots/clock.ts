import type { BenchTime } from '../storage/time.ts'
import type { Manifest } from './manifest.ts'
import type { ClockChoice } from './model.ts'

/** Puts the clock where a restore wants it. Nothing rings: what is due by then does so when the clock is let go or moved. */
export function putClock(time: BenchTime, { at, clock }: Manifest, choice: ClockChoice): void {
  if (choice === 'leave') return
  if (choice === 'freeze' || clock.aheadMs === null) return time.freeze(new Date(at))
  if (clock.aheadMs === 0) return time.reset()
  time.freeze(new Date(time.machine().getTime() + clock.aheadMs))
  time.go()
}
