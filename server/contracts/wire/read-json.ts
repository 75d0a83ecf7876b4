import { parse } from '@humanwhocodes/momoa'
import type { DocumentNode, Token, ValueNode } from '@humanwhocodes/momoa'
import type { Text } from '../text.ts'
import type { FaultCodes, Notes } from './notes.ts'
import type { Spot, WireNode } from './tree.ts'

/**
 * More lexemes than any message of the contracts has (a page of 200 orders with 50 lines each has 250 thousand); the
 * syntax tree takes about half a kilobyte for each.
 */
const LEXEME_LIMIT = 600_000

/** Deeper nesting than any message of the contracts needs; keeps the recursive parser off the end of the stack. */
const DEPTH_LIMIT = 64

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const JSON_SPACE = /^[ \t\n\r]*$/
/** Escapes that JSON knows; inside single quotes the single quote is escaped too. */
const DOUBLE_QUOTED_ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/g
const SINGLE_QUOTED_ESCAPE = /\\(?:["\\/bfnrt']|u[0-9a-fA-F]{4})/g
const BOOKMARK = /\[bookmark:[^\]\r\n]*\]/y

interface Options {
  codes: FaultCodes
  notes: Notes
  /**
   * Ids of the liberties that may be taken. `syntax`: single quotes, trailing commas, line comments. `bookmark`: a word
   * processor's `[bookmark: …]` between tokens is dropped (LA-16); only for fixtures, never on the wire.
   */
  liberties: Readonly<Partial<Record<'syntax' | 'bookmark', string | undefined>>>
}

/** Places of offsets in a text, each found in logarithmic time: a hostile body may ask for a million of them. */
function placesIn(text: string): (offset: number) => Spot {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - starts[low]! + 1 }
  }
}

/** End of the string or comment that starts at `at`, or `at` itself when none starts there. */
function skipQuoted(text: string, at: number): number {
  const char = text[at]
  if (char === '/' && text[at + 1] === '/') {
    const end = text.indexOf('\n', at)
    return end < 0 ? text.length : end
  }
  if (char !== '"' && char !== "'") return at
  for (let i = at + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1
    else if (text[i] === char) return i + 1
  }
  return text.length
}

/**
 * Looks over the text before it is parsed: blanks bookmarks out, refuses what is nested too deeply or has too
 * many lexemes. Offsets stay as they are, so places stay true.
 */
function prepare(text: string, { codes, notes, liberties: { bookmark } }: Options): string | null {
  const spotAt = placesIn(text)
  const refuse = (at: number, code: string, message: Text, value?: string): null => {
    notes.add(spotAt(at), { severity: 'error', code, message, value })
    return null
  }
  const pieces: string[] = []
  let copied = 0
  let depth = 0
  let lexemes = 0
  let at = 0
  while (at < text.length) {
    const next = skipQuoted(text, at)
    if (next > at) {
      lexemes += 1
      at = next
      continue
    }
    const char = text[at]!
    if (char === '[') {
      BOOKMARK.lastIndex = at
      const mark = BOOKMARK.exec(text)?.[0]
      if (mark !== undefined) {
        if (bookmark === undefined) return refuse(at, codes.malformed, bookmarkText, mark)
        notes.add(spotAt(at), { code: bookmark, message: bookmarkText, value: mark })
        pieces.push(text.slice(copied, at), ' '.repeat(mark.length))
        at += mark.length
        copied = at
        continue
      }
    }
    if (char === '[' || char === '{') depth += 1
    if (char === ']' || char === '}') depth -= 1
    if (depth > DEPTH_LIMIT) {
      return refuse(at, codes['too-deep'], {
        ru: `Вложенность больше ${DEPTH_LIMIT} уровней: такого сообщения в контракте нет`,
        en: `Nested more than ${DEPTH_LIMIT} levels deep: the contract has no such message`,
      })
    }
    if (STRUCTURE.has(char)) lexemes += 1
    if (lexemes > LEXEME_LIMIT) {
      return refuse(at, codes['too-large'], {
        ru: `Больше ${LEXEME_LIMIT} лексем: разделите сообщение на части`,
        en: `More than ${LEXEME_LIMIT} lexemes: split the message`,
      })
    }
    at += 1
  }
  return copied === 0 ? text : pieces.join('') + text.slice(copied)
}

const STRUCTURE = new Set('{}[],:')

const bookmarkText: Text = {
  ru: 'Закладка текстового редактора между лексемами: удалите её',
  en: 'A bookmark of a word processor between tokens: delete it',
}

function syntaxError(error: unknown, text: string, { codes, notes }: Options): null {
  const { line, column, offset } = error as { line?: number; column?: number; offset?: number }
  if (line === undefined || column === undefined || offset === undefined) throw error
  const char = text.slice(offset, offset + 1)
  const rest = text.slice(offset).trim()
  const message: Text =
    text.trim() === ''
      ? { ru: 'Тело пустое: ожидался объект JSON', en: 'The body is empty: a JSON object was expected' }
      : rest === '' || offset >= text.length - 1
        ? {
            ru: 'Текст обрывается раньше времени: не закрыта строка, скобка или объект',
            en: 'The text ends too early: a string, a bracket or an object is not closed',
          }
        : {
            ru: `Неожиданный символ «${char}»: это не JSON, проверьте запятые, кавычки и скобки перед ним`,
            en: `Unexpected character "${char}": not JSON, check the commas, quotes and brackets before it`,
          }
  notes.add(
    { line, column },
    { severity: 'error', code: codes.malformed, message, value: text.slice(offset, offset + 40) },
  )
  return null
}

const libertyTexts = {
  quotes: {
    ru: 'Строки в одинарных кавычках вместо двойных',
    en: 'Strings in single quotes instead of double ones',
  },
  comma: { ru: 'Лишняя запятая перед закрывающей скобкой', en: 'A trailing comma before a closing bracket' },
  comment: { ru: 'Комментарий // внутри JSON', en: 'A // comment inside JSON' },
} satisfies Record<string, Text>

const faults = {
  Identifier: {
    ru: 'Имя без кавычек: возьмите его в двойные кавычки',
    en: 'A name without quotes: put it into double quotes',
  },
  NaN: { ru: 'NaN не является числом JSON', en: 'NaN is not a JSON number' },
  Infinity: { ru: 'Infinity не является числом JSON', en: 'Infinity is not a JSON number' },
  BlockComment: {
    ru: 'Комментарий /* */ внутри JSON: уберите его',
    en: 'A /* */ comment inside JSON: drop it',
  },
  number: {
    ru: 'Запись числа не по JSON: допустимы цифры, точка и минус, без ведущих нулей',
    en: 'Not a JSON number: digits, a point and a minus are allowed, no leading zeros',
  },
  string: {
    ru: 'В строке управляющий символ или неизвестная последовательность после \\: запишите её по правилам JSON',
    en: 'A control character or an unknown escape in a string: write it by the rules of JSON',
  },
  space: {
    ru: 'Между лексемами стоит знак, который не является пробелом JSON (например, неразрывный пробел): удалите его',
    en: 'Between tokens stands a character that is no JSON space (a no-break space, for example): delete it',
  },
} satisfies Record<string, Text>

/** `true` for what may stand between quotes. Linear in its length, whatever it holds. */
function isStringBody(body: string, single: boolean): boolean {
  const rest = body.replace(single ? SINGLE_QUOTED_ESCAPE : DOUBLE_QUOTED_ESCAPE, '')
  for (let i = 0; i < rest.length; i += 1) {
    if (rest[i] === '\\' || rest.charCodeAt(i) < 0x20) return false
  }
  return true
}

/** momoa reads JSON5, which is more than the liberty with syntax allows: the tokens tell what was really written. */
function checkTokens(
  text: string,
  tokens: readonly Token[],
  { codes, notes, liberties: { syntax } }: Options,
): void {
  const spotAt = placesIn(text)
  const refuse = (token: Token, message: Text): void =>
    notes.add(token.loc.start, { severity: 'error', code: codes.malformed, message })
  const noted = new Set<string>()
  /** One finding for each liberty and line. */
  const liberty = (token: Token, kind: keyof typeof libertyTexts): void => {
    const key = `${kind}:${token.loc.start.line}`
    if (noted.has(key)) return
    noted.add(key)
    notes.add(token.loc.start, {
      severity: syntax === undefined ? 'error' : 'warning',
      code: syntax ?? codes.malformed,
      message: libertyTexts[kind],
    })
  }
  let end = 0
  let comma: Token | null = null
  for (const token of tokens) {
    const [from, to] = token.range ?? [0, 0]
    if (from > end && !JSON_SPACE.test(text.slice(end, from))) {
      const odd = end + text.slice(end, from).search(/[^ \t\n\r]/)
      notes.add(spotAt(odd), { severity: 'error', code: codes.malformed, message: faults.space })
    }
    end = to
    if (token.type === 'LineComment') {
      liberty(token, 'comment')
      continue
    }
    if (comma && (token.type === 'RBrace' || token.type === 'RBracket')) liberty(comma, 'comma')
    comma = token.type === 'Comma' ? token : null
    if (
      token.type === 'Identifier' ||
      token.type === 'NaN' ||
      token.type === 'Infinity' ||
      token.type === 'BlockComment'
    )
      refuse(token, faults[token.type])
    if (token.type === 'Number' && !JSON_NUMBER.test(text.slice(from, to))) refuse(token, faults.number)
    if (token.type === 'String') {
      const single = text[from] === "'"
      const body = text.slice(from + 1, to - 1)
      if (!isStringBody(body, single)) refuse(token, faults.string)
      else if (single) liberty(token, 'quotes')
    }
  }
  if (!JSON_SPACE.test(text.slice(end))) {
    const odd = end + text.slice(end).search(/[^ \t\n\r]/)
    notes.add(spotAt(odd), { severity: 'error', code: codes.malformed, message: faults.space })
  }
}

function toTree(text: string, node: ValueNode): WireNode {
  const spot: Spot = { line: node.loc.start.line, column: node.loc.start.column }
  switch (node.type) {
    case 'Object':
      return {
        kind: 'object',
        spot,
        members: node.members.map(({ name, value }) => ({
          name: name.type === 'String' ? name.value : name.name,
          spot: { line: name.loc.start.line, column: name.loc.start.column },
          value: toTree(text, value),
        })),
      }
    case 'Array':
      return { kind: 'array', spot, items: node.elements.map(({ value }) => toTree(text, value)) }
    case 'String':
      return { kind: 'text', spot, text: node.value }
    case 'Boolean':
      return { kind: 'literal', spot, value: node.value }
    case 'Null':
      return { kind: 'literal', spot, value: null }
    default:
      return { kind: 'number', spot, raw: text.slice(node.loc.start.offset, node.loc.end.offset) }
  }
}

/** JSON text to a tree with places. `null` when it is refused; the reasons are in the notes. */
export function readJson(text: string, options: Options): WireNode | null {
  const prepared = prepare(text, options)
  if (prepared === null) return null
  let document: DocumentNode
  try {
    document = parse(prepared, { mode: 'json5', allowTrailingCommas: true, ranges: true, tokens: true })
  } catch (error) {
    return syntaxError(error, prepared, options)
  }
  checkTokens(prepared, document.tokens ?? [], options)
  return options.notes.refused() ? null : toTree(prepared, document.body)
}
