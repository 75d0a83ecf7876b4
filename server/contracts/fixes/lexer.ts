/**
 * Lexemes of a text that means to be JSON, however untidy: nothing is refused, every character belongs to a lexeme or is
 * white space. Fixes are made of them; what the text means is the business of the readers in `wire/`.
 */

export type LexemeKind =
  'open' | 'close' | 'comma' | 'colon' | 'text' | 'word' | 'comment' | 'bookmark' | 'space'

export interface Lexeme {
  kind: LexemeKind
  from: number
  to: number
}

const PUNCTUATION: Readonly<Record<string, LexemeKind>> = {
  '{': 'open',
  '[': 'open',
  '}': 'close',
  ']': 'close',
  ',': 'comma',
  ':': 'colon',
}
const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”' }
const BOOKMARK = /\[bookmark:[^\]\r\n]*\]/y
const JSON_SPACE = /[ \t\r\n]+/y
/** White space that JSON does not know. */
const OTHER_SPACE = /[^\S \t\r\n]+/y
const WORD = /[^\s{}[\],:"'“/]+/y
const COMMENT = /\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)/y

function textEnd(text: string, at: number): number {
  const closing = CLOSING[text[at]!]!
  for (let i = at + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1
    else if (text[i] === closing) return i + 1
  }
  return text.length
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** All lexemes in their order, white space of JSON left out. */
export function lexJson(text: string): Lexeme[] {
  const lexemes: Lexeme[] = []
  let at = 0
  const take = (kind: LexemeKind, to: number): void => {
    lexemes.push({ kind, from: at, to })
    at = to
  }
  while (at < text.length) {
    const char = text[at]!
    const plain = endOf(JSON_SPACE, text, at)
    if (plain > at) {
      at = plain
      continue
    }
    const space = endOf(OTHER_SPACE, text, at)
    const mark = char === '[' ? endOf(BOOKMARK, text, at) : at
    const comment = char === '/' ? endOf(COMMENT, text, at) : at
    const punctuation = PUNCTUATION[char]
    if (space > at) take('space', space)
    else if (mark > at) take('bookmark', mark)
    else if (comment > at) take('comment', comment)
    else if (punctuation) take(punctuation, at + 1)
    else if (CLOSING[char]) take('text', textEnd(text, at))
    else take('word', Math.max(endOf(WORD, text, at), at + 1))
  }
  return lexemes
}

/** The places of offsets, and the offsets of places. Lines and columns count from 1. */
export function placesOf(text: string) {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return {
    offset: (line: number, column: number): number =>
      (starts[Math.min(Math.max(line, 1), starts.length) - 1] ?? 0) + Math.max(column, 1) - 1,
    place(offset: number): { line: number; column: number } {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = Math.ceil((low + high) / 2)
        if (starts[middle]! <= offset) low = middle
        else high = middle - 1
      }
      return { line: low + 1, column: offset - starts[low]! + 1 }
    },
  }
}

export type Places = ReturnType<typeof placesOf>

/** What is written between the quotes of a text lexeme, as JSON writes it. */
export function requoted(lexeme: string): string {
  const body = lexeme.slice(1, /^(?:"[\s\S]*"|'[\s\S]*'|“[\s\S]*”)$/.test(lexeme) ? -1 : undefined)
  return `"${body.replace(/\\([\s\S])|"/g, (found, escaped: string | undefined) =>
    escaped === undefined ? '\\"' : escaped === "'" ? "'" : found,
  )}"`
}
