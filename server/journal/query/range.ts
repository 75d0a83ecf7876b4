import {
  DURATION_STEP,
  readDuration,
  readMoment,
  readNumber,
  readSize,
  type Clock,
  type Span,
} from './quantity.ts'
import type { RangeKey } from './model.ts'
import type { KeyWord } from './vocabulary.ts'

export type Bounds = { from: number | null; to: number | null }

/** The least difference between two values: what `>` adds to `>=`. */
const STEP: Record<RangeKey, number> = { status: 1, id: 1, size: 1, duration: DURATION_STEP, at: 0 }

const tenths = (value: number) => Number(value.toFixed(1))

/** One written value as the interval it stands for, its end outside. */
function spanOf(key: RangeKey, text: string, clock: Clock): Span | null {
  if (key === 'at') return readMoment(text, clock)
  const value = key === 'duration' ? readDuration(text) : key === 'size' ? readSize(text) : readNumber(text)
  return value === null ? null : { from: value, to: tenths(value + STEP[key]) }
}

function compared(operator: string, { from, to }: Span): Bounds {
  if (operator === '>=') return { from, to: null }
  if (operator === '>') return { from: to, to: null }
  if (operator === '<') return { from: null, to: from }
  return { from: null, to }
}

/**
 * Reads `>=400`, `400..499` (both ends belong to it), `400..<500` (its end does not), `1s..`, a single value.
 * `undefined`: the text is no range; `null`: it is one that cannot be read.
 */
export function readRange(
  word: KeyWord,
  operator: string,
  raw: string,
  clock: Clock,
): Bounds | null | undefined {
  const key = word.range!
  const read = (text: string) => spanOf(key, text, clock)
  if (word.moment) {
    const span = operator === '' ? read(raw) : null
    if (!span) return null
    return word.moment === 'since' ? { from: span.from, to: null } : { from: null, to: span.to }
  }
  if (operator !== '') {
    const span = read(raw)
    return span && compared(operator, span)
  }
  const dots = raw.indexOf('..')
  if (dots >= 0) {
    const [low, high] = [raw.slice(0, dots), raw.slice(dots + 2)]
    const open = high.startsWith('<')
    const [first, last] = [
      low === '' ? null : read(low),
      high === '' ? null : read(open ? high.slice(1) : high),
    ]
    if ((low !== '' && !first) || (high !== '' && !last) || (!first && !last)) return null
    return { from: first?.from ?? null, to: last && (open ? last.from : last.to) }
  }
  if (word.set) return undefined
  const span = read(raw)
  if (!span) return null
  // «Длительность 2 с» is meant as at least so much; a date is meant as that day, a time ago as since then.
  return key === 'at' && span.to > span.from ? span : { from: span.from, to: null }
}
