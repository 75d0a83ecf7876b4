import type { Random } from '../storage/random.ts'
import { LONGEST_DELAY_MS, type FaultOf } from './model.ts'

/** A number of the standard normal distribution (Box–Muller). */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return radius * Math.cos(2 * Math.PI * random())
}

/** How long one answer is held back, whole ms. */
export function drawDelay({ time }: FaultOf<'delay'>, random: Random): number {
  const drawn =
    time.form === 'fixed'
      ? time.ms
      : time.form === 'normal'
        ? time.mean + time.deviation * normal(random)
        : time.median * Math.exp(time.spread * normal(random))
  return Math.round(Math.min(Math.max(drawn, 0), LONGEST_DELAY_MS))
}
