/**
 * Seeded random numbers: whole-number arithmetic alone, so that a seed means the same on every machine. The one generator of the
 * program is sfc32 (Doty-Humphrey's PractRand): 96 bits of state and a counter, so that streams do not meet.
 */

/** Numbers from 0 to 1, without 1. */
export type Random = () => number

export const TWO_TO_32 = 4_294_967_296
/** Turns after which the generator has forgotten how alike its seeds were. */
const WARM_UP = 12

const hashes = new Map<string, number>()

/** FNV-1a of a name, each reckoned once: streams of different names have nothing in common. There are a few dozen of them. */
function hashOf(text: string): number {
  const known = hashes.get(text)
  if (known !== undefined) return known
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hashes.set(text, hash >>> 0)
  return hash >>> 0
}

/**
 * Whole numbers of 32 bits, from 0.
 * @param seed a whole number from 0
 * @param stream what they are for: `company`
 * @param n number of the thing they are for, from 0: each has numbers of its own, whichever was made before
 */
export function randomWords(seed: number, stream: string, n = 0): () => number {
  let a = seed >>> 0
  let b = Math.floor(seed / TWO_TO_32) ^ hashOf(stream)
  let c = n >>> 0
  let turn = (Math.floor(n / TWO_TO_32) + 1) >>> 0

  function next(): number {
    const result = (a + b + turn) | 0
    turn = (turn + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + result) | 0
    return result >>> 0
  }
  for (let i = 0; i < WARM_UP; i += 1) next()
  return next
}

/** The same as numbers from 0 to 1. */
export function seededRandom(seed: number, stream: string, n = 0): Random {
  const next = randomWords(seed, stream, n)
  return () => next() / TWO_TO_32
}
