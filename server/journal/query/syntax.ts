import type { QueryProblem } from './model.ts'

/** The shape of a query text: words, fields, groups, with their places. What they mean is `parse.ts`'s business. */

/** One value of a field or one bare word. `text` is without quotes and escapes. */
export interface Value {
  text: string
  quoted: boolean
  /** An asterisk follows: the word may go on. */
  star: boolean
  from: number
  to: number
}

export interface WordNode {
  kind: 'word'
  not: boolean
  value: Value
  from: number
  to: number
}

export interface FieldNode {
  kind: 'field'
  not: boolean
  /** As typed. */
  key: string
  keyFrom: number
  /** `>`, `>=`, `<`, `<=` or nothing. */
  operator: string
  /** The text after the colon and the operator. */
  raw: string
  values: Value[]
  from: number
  to: number
}

export interface GroupNode {
  kind: 'group'
  not: boolean
  of: Node[][]
  from: number
  to: number
}

export type Node = WordNode | FieldNode | GroupNode

const CLOSING: Record<string, string> = { '"': '"', '«': '»', '“': '”', '„': '“' }
/** Groups within groups beyond this are not read: nobody types them, and the reader calls itself. */
const DEPTH = 20

/** Reads a text into nodes. Never throws. */
export function readSyntax(
  text: string,
  isKey: (word: string) => boolean,
): { alternatives: Node[][]; problems: QueryProblem[] } {
  const problems: QueryProblem[] = []
  let at = 0

  const problem = (ru: string, en: string, from: number, to: number) =>
    problems.push({ message: { ru, en }, from, to })
  const isSpace = (char: string | undefined) => char !== undefined && /\s/.test(char)
  const endsWord = (char: string | undefined) =>
    char === undefined || isSpace(char) || char === ')' || char === '|'

  function quoted(): Value {
    const from = at
    const closing = CLOSING[text[at]!]!
    let value = ''
    for (at++; at < text.length && text[at] !== closing; at++) {
      if (text[at] === '\\' && at + 1 < text.length) at++
      value += text[at]
    }
    if (at < text.length) at++
    else problem('Кавычка не закрыта.', 'The quotation mark is not closed.', from, text.length)
    const star = text[at] === '*'
    if (star) at++
    return { text: value, quoted: true, star, from, to: at }
  }

  function bare(endsAlso: string): Value {
    const from = at
    while (!endsWord(text[at]) && !endsAlso.includes(text[at]!)) at++
    const whole = text.slice(from, at)
    const star = whole.endsWith('*')
    return { text: star ? whole.slice(0, -1) : whole, quoted: false, star, from, to: at }
  }

  const value = (endsAlso: string) => (text[at]! in CLOSING ? quoted() : bare(endsAlso))

  function field(not: boolean, from: number): FieldNode | null {
    const match = /^([\p{L}_-]+)(:?)(>=|<=|>|<|=)?/u.exec(text.slice(at, at + 60))
    if (!match || !(match[2] || match[3]) || !isKey(match[1]!)) return null
    const keyFrom = at
    at += match[0].length
    const rawFrom = at
    const values: Value[] = []
    if (!endsWord(text[at])) {
      values.push(value(','))
      while (text[at] === ',') {
        at++
        if (!endsWord(text[at])) values.push(value(','))
      }
      // What stands right behind a quotation mark belongs to no value.
      if (!endsWord(text[at])) bare('')
    }
    return {
      kind: 'field',
      not,
      key: match[1]!,
      keyFrom,
      operator: match[3] === '=' ? '' : (match[3] ?? ''),
      raw: text.slice(rawFrom, at),
      values,
      from,
      to: at,
    }
  }

  function group(not: boolean, from: number, depth: number): GroupNode {
    at++
    const of = alternatives(depth + 1)
    if (text[at] === ')') at++
    else problem('Скобка не закрыта.', 'The bracket is not closed.', from, text.length)
    return { kind: 'group', not, of, from, to: at }
  }

  function node(depth: number): Node | null {
    const from = at
    const not = text[at] === '-' && !endsWord(text[at + 1])
    if (not) at++
    if (text[at] === '(') {
      if (depth < DEPTH) return group(not, from, depth)
      at++
      problem('Слишком много скобок внутри скобок.', 'Too many brackets within brackets.', from, at)
      return null
    }
    const found = field(not, from)
    if (found) return found
    const word = value('')
    return { kind: 'word', not, value: word, from, to: at }
  }

  /** Up to the closing bracket of its group, or to the end. */
  function alternatives(depth: number): Node[][] {
    const found: Node[][] = [[]]
    while (at < text.length) {
      const char = text[at]!
      if (isSpace(char)) at++
      else if (char === '|') {
        at++
        found.push([])
      } else if (char === ')') {
        if (depth > 0) break
        problem('Лишняя закрывающая скобка.', 'A closing bracket too many.', at, at + 1)
        at++
      } else {
        const one = node(depth)
        if (one) found.at(-1)!.push(one)
      }
    }
    return found
  }

  return { alternatives: alternatives(0), problems }
}
