/** Identifiers that are remembered; with the largest table the set takes 32 MB. */
export const ID_LIMIT = 2_000_000

/**
 * A set of identifiers in 8 bytes each: their 64-bit hashes in an open table. Half a million ids take 8 MB, where strings
 * would take 60; two different ids meet in one hash about once in 10^8 files of that size.
 */
export class IdSet {
  private low = new Uint32Array(1024)
  private high = new Uint32Array(1024)
  private hashLow = 0
  private hashHigh = 0
  size = 0

  /** `true` when it was not there. A full set takes nothing more and says `true`. */
  add(space: number, id: string): boolean {
    if (this.find(space, id) < 0) return false
    if (this.size >= ID_LIMIT) return true
    if ((this.size + 1) * 2 > this.low.length) this.grow()
    this.put(this.hashLow, this.hashHigh)
    this.size++
    return true
  }

  has(space: number, id: string): boolean {
    return this.find(space, id) < 0
  }

  /** Memory that the table takes. */
  get bytes(): number {
    return this.low.byteLength + this.high.byteLength
  }

  get full(): boolean {
    return this.size >= ID_LIMIT
  }

  /** Index of the free place, -1 when the id is there. The hashes stay for `add`. */
  private find(space: number, id: string): number {
    let low = 0x811c9dc5 ^ space
    let high = 0x9e3779b9 ^ space
    for (let at = 0; at < id.length; at++) {
      const code = id.charCodeAt(at)
      low = Math.imul(low ^ code, 0x01000193)
      high = Math.imul(high + code, 0x85ebca6b) ^ (high >>> 13)
    }
    low = Math.imul(low ^ (low >>> 16), 0x7feb352d) >>> 0
    // A pair of zeros is a free place.
    high = (Math.imul(high ^ (high >>> 15), 0x846ca68b) | 1) >>> 0
    this.hashLow = low
    this.hashHigh = high
    const mask = this.low.length - 1
    for (let at = low & mask; ; at = (at + 1) & mask) {
      if (this.high[at] === 0) return at
      if (this.high[at] === high && this.low[at] === low) return -1
    }
  }

  private put(low: number, high: number): void {
    const mask = this.low.length - 1
    let at = low & mask
    while (this.high[at] !== 0) at = (at + 1) & mask
    this.low[at] = low
    this.high[at] = high
  }

  private grow(): void {
    const { low, high } = this
    this.low = new Uint32Array(low.length * 2)
    this.high = new Uint32Array(low.length * 2)
    for (let at = 0; at < low.length; at++) if (high[at] !== 0) this.put(low[at]!, high[at]!)
  }
}
