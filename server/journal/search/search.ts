import type { Kysely } from 'kysely'
import { CHUNK, placeOf, type Chunk } from '../lines/chunk.ts'
import type { Lines } from '../lines/lines.ts'
import type { Query, TextTerm } from '../query/model.ts'
import type { JournalTables } from '../table.ts'
import { asksForRemoved, compile, presentOnly, type IdSource } from './compile.ts'
import { entriesWith, matchOf } from './full-text.ts'
import { all, inSet, type Refine } from './refine.ts'

export interface Range {
  /** Exclusive. */
  before?: number | undefined
  limit: number
  /** The business object that entries are about, exactly. */
  subject?: string | undefined
}

export interface Found {
  /** Newest first. */
  ids: number[]
  total: number
  /** There are more than `total`: they were not counted to the end. */
  atLeast: boolean
}

/** Entries of one full text term inside a group or behind a minus. */
const SET_LIMIT = 200_000
/** Matches of full text are counted so far. */
const COUNT_LIMIT = 10_000
/** Entries that are taken out of the index of texts at once. */
const STEP = 2000

/** Kinds of keys that a term finds; `order:` finds every id of a business object. */
const kindsOf = {
  order: ['order', 'booking', 'deal', 'subject', 'client', 'contact'],
  session: ['session'],
  subject: ['subject'],
} as const

const every = Uint16Array.from({ length: CHUNK }, (_, i) => i)

/** Collects what passes, chunk by chunk from the newest. */
function collector(limit: number, before: number) {
  const ids: number[] = []
  let total = 0
  return {
    take({ columns }: Chunk, picked: Uint16Array, count: number) {
      total += count
      for (let i = count - 1; i >= 0 && ids.length < limit; i -= 1) {
        const id = columns.id[picked[i]!]!
        if (id < before) ids.push(id)
      }
    },
    get ids() {
      return ids
    },
    get total() {
      return total
    },
  }
}

const isPlainText = (term: Query['terms'][number]): term is TextTerm => term.kind === 'text' && !term.not

/**
 * Entries that a query finds, newest first. Columns are looked through whole, so `total` is exact; with full text the newest
 * matches are counted up to a bound.
 */
export async function search(
  { lines, tables }: { lines: Lines; tables: Kysely<JournalTables> },
  query: Query,
  { before = Infinity, limit, subject }: Range,
): Promise<Found> {
  const source: IdSource = {
    async text(terms) {
      return new Set(await entriesWith(tables, matchOf(terms), { before: 2 ** 53 - 1, limit: SET_LIMIT }))
    },
    async keys(key, values) {
      const rows = await tables
        .selectFrom('journal_key')
        .select('entry')
        .where('kind', 'in', [...kindsOf[key]])
        .where('value', 'in', [...values])
        .orderBy('entry', 'desc')
        .limit(SET_LIMIT)
        .execute()
      return new Set(rows.map(({ entry }) => entry))
    },
  }
  const texts = query.terms.filter(isPlainText)
  const others = { terms: query.terms.filter((term) => !isPlainText(term)) }
  const refine = all([
    presentOnly(asksForRemoved(query)),
    ...(subject === undefined ? [] : [inSet(await source.keys('subject', [subject]))]),
    await compile(others, lines.words, source),
  ])
  return texts.length > 0
    ? byText(lines, tables, matchOf(texts), refine, { before, limit })
    : byColumns(lines, refine, { before, limit })
}

function byColumns(
  lines: Lines,
  refine: Refine,
  { before, limit }: { before: number; limit: number },
): Found {
  const found = collector(limit, before)
  const picked = new Uint16Array(CHUNK)
  for (let at = lines.chunks.length - 1; at >= 0; at -= 1) {
    const chunk = lines.chunks[at]!
    picked.set(every)
    found.take(chunk, picked, refine(chunk.columns, picked, chunk.length))
  }
  return { ids: found.ids, total: found.total, atLeast: false }
}

async function byText(
  lines: Lines,
  tables: Kysely<JournalTables>,
  match: string,
  refine: Refine,
  { before, limit }: { before: number; limit: number },
): Promise<Found> {
  const picked = new Uint16Array(CHUNK)
  const found = collector(limit, before)
  let from = 2 ** 53 - 1
  let place = lines.chunks.length - 1
  let looked = 0
  for (;;) {
    const ids = await entriesWith(tables, match, { before: from, limit: STEP })
    for (let i = 0; i < ids.length;) {
      while (place > 0 && lines.chunks[place]!.columns.id[0]! > ids[i]!) place -= 1
      const chunk = lines.chunks[place]
      if (!chunk) break
      const first = chunk.columns.id[0]!
      const here: number[] = []
      while (i < ids.length && (ids[i]! >= first || place === 0)) {
        const at = placeOf(chunk, ids[i]!)
        if (at >= 0) here.push(at)
        i += 1
      }
      here.reverse()
      picked.set(here)
      found.take(chunk, picked, refine(chunk.columns, picked, here.length))
    }
    looked += ids.length
    if (ids.length < STEP) return { ids: found.ids, total: found.total, atLeast: false }
    from = ids.at(-1)!
    if (found.ids.length >= limit && (found.total >= COUNT_LIMIT || looked >= 2 * COUNT_LIMIT))
      return { ids: found.ids, total: found.total, atLeast: true }
  }
}
