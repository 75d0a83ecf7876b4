import { LONGEST_DELAY_MS, type FaultOf } from './model.ts'

/** Numbers from 0 to 1, without 1. */
export type Random = () => number

/** The generator mulberry32: the same seed gives the same numbers on every machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

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
