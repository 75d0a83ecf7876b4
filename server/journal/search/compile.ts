import { Mark, sides, sources, validities } from '../lines/chunk.ts'
import type { Words } from '../lines/words.ts'
import type { Query, RangeTerm, SetTerm, Term, TextTerm } from '../query/model.ts'
import { mask } from './mask.ts'
import { all, any, between, inSet, inTable, tableOf, type Refine } from './refine.ts'

/** Finds the entries of terms that the columns do not answer: full text, business objects, faults. */
export interface IdSource {
  text(terms: readonly TextTerm[]): Promise<ReadonlySet<number>>
  keys(kinds: 'order' | 'session' | 'subject', values: readonly string[]): Promise<ReadonlySet<number>>
  faults(patterns: readonly string[]): Promise<ReadonlySet<number>>
}

const BYTE = 256
const WORD = 65_536

const marked = (test: (marks: number) => boolean): Refine => inTable('marks', tableOf(BYTE, test))
const has = (mark: number): Refine => marked((marks) => (marks & mark) !== 0)

function byWord(
  column: 'operation' | 'code' | 'method',
  words: Words,
  test: (word: string) => boolean,
): Refine {
  const table = new Uint8Array(WORD)
  for (const word of words.all()) if (test(word)) table[words.known(word)!] = 1
  return inTable(column, table)
}

const oneOf = <Value>(list: readonly (Value | null)[], values: readonly string[]) =>
  tableOf(BYTE, (number) => number < list.length && values.includes(String(list[number])))

/** One test for each mark that may be asked for. */
const isMarked: Readonly<Record<string, Refine>> = {
  pinned: has(Mark.pinned),
  failed: has(Mark.failed),
  repeat: has(Mark.repeat),
  removed: has(Mark.removed),
  untidy: inTable('validity', oneOf(validities, ['untidy'])),
  invalid: inTable('validity', oneOf(validities, ['invalid'])),
}

const mappingMarks: Readonly<Record<string, Refine>> = {
  unmapped: has(Mark.unmapped),
  replaced: has(Mark.replaced),
  none: marked((marks) => (marks & (Mark.unmapped | Mark.replaced)) === 0),
}

const eachOf = (table: Readonly<Record<string, Refine>>, values: readonly string[]): Refine =>
  any(values.flatMap((value) => table[value] ?? []))

function statusIs(values: readonly string[]): Refine {
  const exact = new Set(values.filter((value) => /^\d{3}$/.test(value)).map(Number))
  const families = new Set(values.flatMap((value) => /^([1-5])xx$/i.exec(value)?.[1] ?? []).map(Number))
  const known = inTable(
    'status',
    tableOf(WORD, (status) => exact.has(status) || (status > 0 && families.has(Math.floor(status / 100)))),
  )
  return values.includes('failed') ? any([known, has(Mark.failed)]) : known
}

async function setRefine({ key, values }: SetTerm, words: Words, source: IdSource): Promise<Refine> {
  const masks = values.map(mask)
  const matches = (text: string): boolean => masks.some((one) => one.test(text))
  switch (key) {
    case 'from':
    case 'to':
      return inTable(key, oneOf(sides, values))
    case 'side':
      return any([inTable('from', oneOf(sides, values)), inTable('to', oneOf(sides, values))])
    case 'op':
      return byWord(
        'operation',
        words,
        (word) =>
          matches(word) ||
          matches(word.slice(word.indexOf('.') + 1)) ||
          matches(word.slice(word.lastIndexOf('.') + 1)),
      )
    case 'contract':
      return byWord('operation', words, (word) =>
        values.some((value) => matches(word.split('.')[0]!) || value.split('/')[0] === word.split('.')[0]),
      )
    case 'method':
    case 'code':
      return byWord(key, words, matches)
    case 'valid':
      return inTable('validity', oneOf(validities, values))
    case 'source':
      return inTable('source', oneOf(sources, values))
    case 'dir':
      return marked((marks) => values.includes((marks & Mark.out) === 0 ? 'in' : 'out'))
    case 'is':
      return eachOf(isMarked, values)
    case 'mapping':
      return eachOf(mappingMarks, values)
    case 'status':
      return statusIs(values)
    case 'id':
      return inSet(new Set(values.map(Number)))
    case 'order':
    case 'session':
      return inSet(await source.keys(key, values))
    case 'fault':
      return inSet(await source.faults(values))
  }
}

const rangeRefine = ({ key, from, to }: RangeTerm): Refine => {
  const column = key
  return between(column, from ?? (key === 'status' ? 1 : -Infinity), to ?? Infinity)
}

async function refineOf(term: Term, words: Words, source: IdSource): Promise<Refine> {
  switch (term.kind) {
    case 'text':
      return inSet(await source.text([term]))
    case 'set':
      return setRefine(term, words, source)
    case 'range':
      return rangeRefine(term)
    case 'any': {
      const list: Refine[] = []
      for (const query of term.of) list.push(await compile(query, words, source))
      return any(list)
    }
  }
}

/** All terms of a query as one filter. */
export async function compile({ terms }: Query, words: Words, source: IdSource): Promise<Refine> {
  const list: Refine[] = []
  for (const term of terms) {
    const refine = await refineOf(term, words, source)
    list.push(term.not ? any([refine], true) : refine)
  }
  return all(list)
}

/** Removed entries are shown to whoever asks for them. */
export const asksForRemoved = ({ terms }: Query): boolean =>
  terms.some((term) =>
    term.kind === 'any'
      ? term.of.some(asksForRemoved)
      : term.kind === 'set' && term.key === 'is' && term.values.includes('removed'),
  )

export const presentOnly = (withRemoved: boolean): Refine =>
  marked((marks) => (marks & (withRemoved ? Mark.gone : Mark.gone | Mark.removed)) === 0)
