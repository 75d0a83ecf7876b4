/**
 * The quick way for bodies that need no liberties: the language's own parser, when it cannot lose anything. Repeated
 * names and numbers that a JSON number cannot hold are looked for in the text itself; whoever is in doubt takes the
 * reader that keeps places.
 */

/** As the full reader has it: what a parser makes of more than that takes memory without a bound. */
const LEXEME_LIMIT = 600_000

/** Any decimal of so many characters is held exactly. */
const EXACT_LENGTH = 15

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** Digits, point, exponent. */
const isNumberPart = (code: number): boolean =>
  isDigit(code) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === 0x2d

/** Deeper values are left to the full reader: what looks at an accepted value may go into it recursively. */
const DEPTH_LIMIT = 64

/**
 * Number of members in the text, `null` when it is deep or has too many lexemes, or a number in it may not be held
 * exactly, or is negative.
 */
function countMembers(text: string): number | null {
  let members = 0
  let lexemes = 0
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) continue
    lexemes += 1
    if (lexemes > LEXEME_LIMIT) return null
    if (code === 0x22) {
      at += 1
      while (at < text.length && text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1
    } else if (code === 0x3a) {
      members += 1
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1
      if (depth > DEPTH_LIMIT) return null
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1
    } else if (code === 0x2d) {
      return null
    } else if (isDigit(code)) {
      const start = at
      while (isNumberPart(text.charCodeAt(at + 1))) at += 1
      if (at - start >= EXACT_LENGTH) return null
    }
  }
  return members
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  if (Array.isArray(value)) return value.reduce<number>((count, item) => count + countNames(item), 0)
  const members = Object.values(value)
  return members.reduce<number>((count, member) => count + countNames(member), members.length)
}

/**
 * The value of a JSON text that `accepts` takes as it is, `undefined` when it does not or when anything could have been
 * lost: repeated names, inexact numbers.
 */
export function readPlainJson(text: string, accepts: (value: unknown) => boolean): unknown {
  // Counted first: a hostile body is not parsed without the bounds of the full reader.
  const members = countMembers(text)
  if (members === null) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return accepts(value) && countNames(value) === members ? value : undefined
}
