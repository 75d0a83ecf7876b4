import { randomWords, TWO_TO_32 } from '../../storage/random.ts'

/**
 * What rows are made of: no state between them. Row 5 of a run of ten is row 5 of a run of a million, because its numbers come of
 * the seed, the name of the stream and its own number.
 */
export interface Random {
  /** 0 up to and without `bound`. */
  int(bound: number): number
  /** Both ends included. */
  between(least: number, most: number): number
  /** @throws RangeError for an empty list */
  pick<T>(list: readonly T[]): T
  /** `true` in so many cases of a hundred. */
  chance(percent: number): boolean
  /** Decimal digits, the first of which may be 0. */
  digits(count: number): string
  /** A GUID of version 4, lower case. */
  guid(): string
}

/**
 * The random numbers of one row.
 * @param seed a whole number from 0
 * @param stream what is made, such as `company`
 * @param n number of the row, from 0
 */
export function randomOf(seed: number, stream: string, n: number): Random {
  const next = randomWords(seed, stream, n)
  const int = (bound: number): number => Math.floor((next() / TWO_TO_32) * bound)
  const hex = (): string => next().toString(16).padStart(8, '0')
  return {
    int,
    between: (least, most) => least + int(most - least + 1),
    pick(list) {
      if (list.length === 0) throw new RangeError('There is nothing to pick from')
      return list[int(list.length)]!
    },
    chance: (percent) => int(100) < percent,
    digits: (count) => Array.from({ length: count }, () => int(10)).join(''),
    guid() {
      const all = hex() + hex() + hex() + hex()
      const variant = '89ab'[Number.parseInt(all[16]!, 16) & 3]
      return `${all.slice(0, 8)}-${all.slice(8, 12)}-4${all.slice(13, 16)}-${variant}${all.slice(17, 20)}-${all.slice(20)}`
    },
  }
}

/** The GUID of a made thing, wherever it is named. */
export const refOf = (seed: number, stream: string, n: number): string =>
  randomOf(seed, `${stream} ref`, n).guid()

/**
 * A number of so many digits that no other `n` below 10^digits has: numbers that look random and never repeat.
 * @param digits 1 to 7
 */
export function serialOf(seed: number, n: number, digits: number): string {
  const modulus = 10 ** digits
  // Odd and no multiple of five, so it shares no divisor with a power of ten and the numbers are a permutation.
  return String((n * 618_033 + (seed % modulus)) % modulus).padStart(digits, '0')
}
