/** A stream of chances that the seed decides: a run is repeated by its seed. */
export interface Chance {
  /** A whole number from 0 to `below`, that excluded. */
  upTo(below: number): number
  one<Value>(values: readonly Value[]): Value
  bytes(length: number): Uint8Array
}

/** Mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const upTo = (below: number): number => next() % Math.max(1, below)
  return {
    upTo,
    one: (values) => values[upTo(values.length)]!,
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
  }
}
