import { lexJson, requoted, type Lexeme, type Places } from './lexer.ts'
import { fixTitles, type Fix, type FixKind, type TextEdit } from './model.ts'

/** Fixes of the spelling of JSON itself: what an ordinary parser would stumble over. */

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const WORDS: Readonly<Record<string, string>> = {
  true: 'true',
  false: 'false',
  null: 'null',
  none: 'null',
  nil: 'null',
  undefined: 'null',
  истина: 'true',
  ложь: 'false',
}

/** A number that only its spelling keeps from being one: `+5`, `.5`, `5.`, `1 234`. `null` when it is another thing. */
function plainNumber(word: string): string | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(word)
  if (!match) return null
  const [, sign, whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return null
  // Zeros in front may belong to a code that is text.
  if (/^0\d/.test(whole)) return null
  return `${sign === '-' ? '-' : ''}${whole || '0'}${fraction ? `.${fraction}` : ''}`
}

interface Found {
  kind: FixKind
  edit: TextEdit
  safe: boolean
}

function fixOfWord(word: string, { from, to }: Lexeme, isName: boolean): Found | null {
  const replace = (kind: FixKind, text: string, safe = true): Found => ({
    kind,
    safe,
    edit: { from, to, text },
  })
  if (isName) return replace('bare-name', JSON.stringify(word))
  if (JSON_NUMBER.test(word) || ['true', 'false', 'null'].includes(word)) return null
  const known = WORDS[word.toLowerCase()]
  if (known !== undefined) return replace('word', known)
  const number = plainNumber(word)
  if (number !== null) return replace('number', number)
  return replace('bare-text', JSON.stringify(word), false)
}

const endsValue = ({ kind }: Lexeme): boolean => kind === 'text' || kind === 'word' || kind === 'close'
const beginsValue = ({ kind }: Lexeme): boolean => kind === 'text' || kind === 'word' || kind === 'open'

function found(text: string): Found[] {
  const all = lexJson(text)
  const result: Found[] = []
  const add = (kind: FixKind, edit: TextEdit, safe = true): void => void result.push({ kind, edit, safe })
  for (const { kind, from, to } of all) {
    if (kind === 'comment' || kind === 'bookmark') add(kind, { from, to, text: '' })
    if (kind === 'space') add('space', { from, to, text: ' ' })
  }
  const lexemes = all.filter(({ kind }) => !['comment', 'bookmark', 'space'].includes(kind))
  lexemes.forEach((lexeme, i) => {
    const { kind, from, to } = lexeme
    const next = lexemes[i + 1]
    const written = text.slice(from, to)
    if (kind === 'text' && written[0] !== '"') add('quotes', { from, to, text: requoted(written) })
    if (kind === 'comma' && next?.kind === 'close') add('trailing-comma', { from, to, text: '' })
    if (kind === 'word') {
      const fix = fixOfWord(written, lexeme, next?.kind === 'colon')
      if (fix) result.push(fix)
    }
    if (next && endsValue(lexeme) && beginsValue(next) && text.slice(to, next.from).includes('\n'))
      add('missing-comma', { from: to, to, text: ',' })
  })
  return result
}

/** What the readers name a liberty with; the rest they refuse as malformed. One finding for each liberty and line. */
const NOTED: ReadonlySet<FixKind> = new Set<FixKind>(['quotes', 'trailing-comma', 'comment'])

/** @param codes code of the finding that a kind of fix takes away, `null` when the text cannot be read because of it */
export function syntaxFixes(text: string, places: Places, codeOf: (kind: FixKind) => string | null): Fix[] {
  const byLine = new Map<string, Fix>()
  const fixes: Fix[] = []
  for (const { kind, edit, safe } of found(text)) {
    const { line, column } = places.place(edit.from)
    const key = `${kind}:${line}`
    const known = NOTED.has(kind) ? byLine.get(key) : undefined
    if (known) {
      known.edits.push(edit)
      continue
    }
    const fix: Fix = {
      id: `${kind}:${edit.from}`,
      kind,
      title: fixTitles[kind],
      safe,
      line,
      column,
      code: codeOf(kind),
      pointer: '',
      edits: [edit],
    }
    byLine.set(key, fix)
    fixes.push(fix)
  }
  return fixes
}
