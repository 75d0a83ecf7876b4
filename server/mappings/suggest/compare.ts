import type { ReasonCode } from './model.ts'
import type { PreparedName, Reading, Word } from './prepare.ts'
import { endAlike, typosBetween } from './spelling.ts'
import { isKnownName } from './words.ts'

/** How certain it is that two names mean one thing, and why. Pure. */

export interface Likeness {
  confidence: number
  reason: ReasonCode
  /** Letters that are wrong, for `typo`. */
  typos: number
}

const like = (confidence: number, reason: ReasonCode, typos = 0): Likeness => ({ confidence, reason, typos })

/** A name that is told apart only by what stands beside it. */
const DIFFERENT_PLACE = 0.55
/** Some words of one name are missing in the other. */
const PART = 0.74

/** Names that are equal once something that carries no meaning is left out. */
function equality(a: PreparedName, b: PreparedName): Likeness | null {
  if (a.raw === b.raw) return like(0.99, 'same')
  if (a.folded === b.folded) return like(0.98, a.wasMixed || b.wasMixed ? 'lookalike' : 'folded')
  // «Цех 2, корпус 1» has the same words as «Цех 1, корпус 2».
  if (a.numbers !== b.numbers) return null
  if (a.joined === b.joined) {
    if (a.alias || b.alias) return like(0.93, 'alias')
    if (a.core.length !== b.core.length) return like(0.94, 'joined')
    return like(a.wasMixed || b.wasMixed ? 0.94 : 0.95, a.wasMixed || b.wasMixed ? 'lookalike' : 'noise')
  }
  if (a.sorted === b.sorted) return like(0.94, 'order')
  if (a.seen === b.joined || b.seen === a.joined) return like(0.93, 'lookalike')
  if (a.layout === b.joined || b.layout === a.joined) return like(0.92, 'layout')
  if (a.script !== b.script && (a.skeleton === b.skeleton || a.sortedSkeleton === b.sortedSkeleton))
    return like(a.skeleton.length < 3 ? 0.75 : 0.92, 'translit')
  return null
}

/** What a typing error leaves of the certainty, by the length of the word: a letter of a short word makes another word. */
function typoConfidence(edits: number, length: number): number {
  if (edits === 1) {
    if (length >= 8) return 0.92
    if (length >= 6) return 0.89
    return length === 5 ? 0.85 : length === 4 ? 0.74 : 0
  }
  if (length >= 11) return 0.87
  return length >= 9 ? 0.83 : length >= 7 ? 0.7 : 0
}

function typoOf(a: string, b: string, places: boolean): Likeness | null {
  if (Math.min(a.length, b.length) < 4) return null
  const edits = typosBetween(a, b, 2)
  if (edits > 2) return null
  const confidence = typoConfidence(edits, Math.max(a.length, b.length) - (edits === 1 ? 0 : 1))
  // Places end differently on purpose (Киров, Кирово; Михайловск, Михайловка), and people seldom miss the first letter.
  if (places && !endAlike(a, b)) return like(Math.min(confidence, PART), 'typo', edits)
  return like(a[0] === b[0] ? confidence : confidence - 0.07, 'typo', edits)
}

function wordLikeness(a: Word, b: Word, { places }: Reading): Likeness | null {
  if (a.text === b.text) return like(1, 'same')
  if (/^\d/.test(a.text) || /^\d/.test(b.text)) return null
  const [short, long] = a.text.length < b.text.length ? [a, b] : [b, a]
  if (short.dotted && long.text.startsWith(short.text))
    return like(short.text.length >= 3 ? 0.93 : 0.88, 'abbreviation')
  if (!places && a.stem === b.stem) return like(0.94, 'ending')
  if (a.script !== b.script) {
    if (a.skeleton === b.skeleton) return like(0.93, 'translit')
    const typo = typoOf(a.skeleton, b.skeleton, places)
    return typo && { ...typo, confidence: typo.confidence - 0.04 }
  }
  // «Тольяти», «Воронежь», «Улан-Уде»: these letters are not heard.
  if (a.softened === b.softened && a.softened.length >= 3)
    return like(a.softened.length >= 5 ? 0.93 : 0.87, 'typo', typosBetween(a.text, b.text, 2))
  const typo = typoOf(a.text, b.text, places)
  if (typo && typo.confidence >= 0.8) return typo
  return a.skeleton === b.skeleton && a.text.length >= 5 ? like(0.86, 'typo', 1) : typo
}

/** Words less alike than this are two words. */
const LEAST_ALIKE = 0.7

interface Matched {
  word: Word
  other: Word
  likeness: Likeness
}

/** Longer names are compared by their first words. */
const MOST_WORDS = 14

/** Words of both names, each with the likest of the other: equal ones first, so that no likeness takes them away. */
function aligned(a: readonly Word[], b: readonly Word[], reading: Reading): Matched[] {
  const free = [...b]
  const pairs: Matched[] = []
  const rest: Word[] = []
  for (const word of a) {
    const at = free.findIndex(({ text }) => text === word.text)
    if (at < 0) rest.push(word)
    else {
      const [other] = free.splice(at, 1)
      pairs.push({ word, other: other!, likeness: like(1, 'same') })
    }
  }
  const likely = rest
    .flatMap((word) => free.map((other) => ({ word, other, likeness: wordLikeness(word, other, reading) })))
    .filter((pair): pair is Matched => pair.likeness !== null && pair.likeness.confidence >= LEAST_ALIKE)
    .sort((x, y) => y.likeness.confidence - x.likeness.confidence)
  for (const pair of likely) {
    const [at, from] = [free.indexOf(pair.other), rest.indexOf(pair.word)]
    if (at < 0 || from < 0) continue
    free.splice(at, 1)
    rest.splice(from, 1)
    pairs.push(pair)
  }
  return pairs
}

const weightOf = (words: readonly Word[]): number =>
  words.reduce((sum, { text }) => sum + Math.min(text.length, 8), 0)

const weightOfPair = ({ word, other }: Matched): number => weightOf([word, other]) / 2

function wordByWord(a: PreparedName, b: PreparedName, reading: Reading, oneToMany: boolean): Likeness | null {
  const left = a.core.slice(0, MOST_WORDS)
  const right = b.core.slice(0, MOST_WORDS)
  const pairs = aligned(left, right, reading)
  if (pairs.length === 0) return null
  const matched = pairs.reduce((sum, pair) => sum + weightOfPair(pair), 0)
  const mean = pairs.reduce((sum, pair) => sum + pair.likeness.confidence * weightOfPair(pair), 0) / matched
  const worst = pairs.reduce((least, pair) =>
    pair.likeness.confidence < least.likeness.confidence ? pair : least,
  )
  const whole = pairs.length === left.length && pairs.length === right.length
  if (whole) {
    const typos = pairs.reduce((sum, { likeness }) => sum + likeness.typos, 0)
    // One word beyond recognition is not made good by others that are right: «Каменск-Уральский», «Краснотурьинск-Уральский».
    return like(Math.min(0.94, (mean + worst.likeness.confidence) / 2), worst.likeness.reason, typos)
  }
  const coverage = (2 * matched) / (weightOf(left) + weightOf(right))
  // The characteristic of an item follows the name of the product: «Мат гимнастический, серый».
  if (oneToMany && pairs.length === left.length && left.length > 1)
    return like(Math.min(0.94, 0.78 + 0.14 * coverage) * mean, 'part')
  return like(Math.min(PART, mean * coverage), 'part')
}

/** The whole name with its spaces forgotten, when a space is among what was mistyped. */
function joinedTypo(a: PreparedName, b: PreparedName, { places }: Reading): Likeness | null {
  if (a.core.length === b.core.length && a.script === b.script) return null
  if (Math.min(a.joined.length, b.joined.length) < 6) return null
  const typo =
    a.script === b.script ? typoOf(a.joined, b.joined, places) : typoOf(a.skeleton, b.skeleton, places)
  return typo && { ...typo, confidence: typo.confidence - 0.03 }
}

/** Do the numbers of two names let them be one? A name without any may have left them out. */
function numbersAgree(a: string, b: string, oneToMany: boolean): boolean {
  if (a === '' || b === '' || a === b) return true
  return oneToMany && `${b}|`.startsWith(`${a}|`)
}

const better = (a: Likeness | null, b: Likeness | null): Likeness | null =>
  !a || (b && b.confidence > a.confidence) ? b : a

/**
 * How alike two names of one kind are; `null` when they are not.
 * @param oneToMany the right name may go on with what the left one does not say (products, AD-26)
 */
export function compareNames(
  a: PreparedName,
  b: PreparedName,
  reading: Reading,
  oneToMany = false,
): Likeness | null {
  if (a.joined === '' || b.joined === '') return null
  const equal = equality(a, b)
  // «Склад 1» and «Склад 2» are as near as can be and never the same.
  if (!equal && !numbersAgree(a.numbers, b.numbers, oneToMany)) return null
  // Towns that exist under both names are two towns.
  if (!equal && reading.places && isKnownName(a.joined) && isKnownName(b.joined)) return null
  const found = equal ?? better(wordByWord(a, b, reading, oneToMany), joinedTypo(a, b, reading))
  if (!found) return null
  const apart =
    (a.settlement && b.settlement && a.settlement !== b.settlement) ||
    (a.region && b.region && a.region !== b.region)
  if (apart) return { ...found, confidence: Math.min(found.confidence, DIFFERENT_PLACE) }
  const oneSided = (a.region === null) !== (b.region === null)
  return oneSided && found.reason !== 'same' ? { ...found, confidence: found.confidence - 0.04 } : found
}
