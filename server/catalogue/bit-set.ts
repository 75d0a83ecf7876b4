/** A set of small whole numbers, an eighth of a byte each: a million rows of a base are 125 KB. */
export class BitSet {
  #words = new Uint32Array(1024)

  has(n: number): boolean {
    return ((this.#words[n >>> 5] ?? 0) & (1 << (n & 31))) !== 0
  }

  add(n: number): void {
    const at = n >>> 5
    if (at >= this.#words.length) {
      const wider = new Uint32Array(Math.max(at + 1, this.#words.length * 2))
      wider.set(this.#words)
      this.#words = wider
    }
    this.#words[at]! |= 1 << (n & 31)
  }

  delete(n: number): void {
    const at = n >>> 5
    if (at < this.#words.length) this.#words[at]! &= ~(1 << (n & 31))
  }

  clear(): void {
    this.#words.fill(0)
  }

  get size(): number {
    let size = 0
    for (let word of this.#words) for (; word !== 0; word &= word - 1) size += 1
    return size
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let at = 0; at < this.#words.length; at += 1) {
      const word = this.#words[at]!
      if (word === 0) continue
      for (let bit = 0; bit < 32; bit += 1) if ((word & (1 << bit)) !== 0) yield at * 32 + bit
    }
  }

  /** Neighbouring members as runs, in order: `[first, last]`. */
  *runs(): Generator<[number, number]> {
    let first = -1
    let last = -2
    for (const n of this) {
      if (n !== last + 1) {
        if (first >= 0) yield [first, last]
        first = n
      }
      last = n
    }
    if (first >= 0) yield [first, last]
  }

  /** What lies between the members up to and with `end`, as runs: `[first, last]`, from 1. */
  gaps(end: number): Generator<[number, number]> {
    return gapsOf(this.runs(), end)
  }
}

/** What lies between runs that are in order, up to and with `end`, as runs: `[first, last]`, from 1. */
export function* gapsOf(runs: Iterable<[number, number]>, end: number): Generator<[number, number]> {
  let next = 1
  for (const [first, last] of runs) {
    if (first > next) yield [next, first - 1]
    next = last + 1
  }
  if (next <= end) yield [next, end]
}
