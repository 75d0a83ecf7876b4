import type { Kysely } from 'kysely'
import { entriesWithFaults } from '../faults.ts'
import { CHUNK, placeOf, type Chunk } from '../lines/chunk.ts'
import type { Lines } from '../lines/lines.ts'
import type { Query, TextTerm } from '../query/model.ts'
import type { JournalTables } from '../table.ts'
import { asksForRemoved, compile, presentOnly, type IdSource } from './compile.ts'
import { entriesFrom, entriesWith, matchOf } from './full-text.ts'
import { all, inSet, type Refine } from './refine.ts'

export interface Range {
  /** The newest entries that are older than this one. */
  before?: number | undefined
  /** The oldest entries that are newer than this one; `before` does not count then. */
  after?: number | undefined
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
function collector(limit: number, { before = Infinity, after }: Pick<Range, 'before' | 'after'>) {
  const ids: number[] = []
  let total = 0
  return {
    take({ columns }: Chunk, picked: Uint16Array, count: number) {
      total += count
      for (let i = count - 1; i >= 0; i -= 1) {
        const id = columns.id[picked[i]!]!
        if (after === undefined ? id < before && ids.length < limit : id > after) ids.push(id)
        else if (after !== undefined || ids.length >= limit) break
      }
      // The oldest are wanted, which come last.
      if (after !== undefined && ids.length > limit) ids.splice(0, ids.length - limit)
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
  { subject, ...range }: Range,
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
    faults: async (patterns) => new Set(await entriesWithFaults(tables, patterns, SET_LIMIT)),
  }
  const texts = query.terms.filter(isPlainText)
  const others = { terms: query.terms.filter((term) => !isPlainText(term)) }
  const refine = all([
    presentOnly(asksForRemoved(query)),
    ...(subject === undefined ? [] : [inSet(await source.keys('subject', [subject]))]),
    await compile(others, lines.words, source),
  ])
  if (texts.length === 0) return byColumns(lines, refine, range)
  const match = matchOf(texts)
  const { after } = range
  if (after === undefined) return byText(lines, tables, match, refine, range)
  const { total, atLeast } = await byText(lines, tables, match, refine, { limit: 0 })
  return {
    ids: await textsAfter(lines, tables, match, refine, { after, limit: range.limit }),
    total,
    atLeast,
  }
}

function byColumns(lines: Lines, refine: Refine, { limit, ...range }: Range): Found {
  const found = collector(limit, range)
  const picked = new Uint16Array(CHUNK)
  for (let at = lines.chunks.length - 1; at >= 0; at -= 1) {
    const chunk = lines.chunks[at]!
    picked.set(every)
    found.take(chunk, picked, refine(chunk.columns, picked, chunk.length))
  }
  return { ids: found.ids, total: found.total, atLeast: false }
}

/** Picks entries out of the chunks of lines that hold them. */
function refiner(lines: Lines, refine: Refine) {
  const picked = new Uint16Array(CHUNK)
  let place = lines.chunks.length - 1
  /** @param ids newest first, and older than those of the call before */
  return (ids: readonly number[], take: (chunk: Chunk, picked: Uint16Array, count: number) => void): void => {
    for (let i = 0; i < ids.length;) {
      while (place > 0 && lines.chunks[place]!.columns.id[0]! > ids[i]!) place -= 1
      const chunk = lines.chunks[place]
      if (!chunk) return
      const first = chunk.columns.id[0]!
      const here: number[] = []
      while (i < ids.length && (ids[i]! >= first || place === 0)) {
        const at = placeOf(chunk, ids[i]!)
        if (at >= 0) here.push(at)
        i += 1
      }
      here.reverse()
      picked.set(here)
      take(chunk, picked, refine(chunk.columns, picked, here.length))
    }
  }
}

async function byText(
  lines: Lines,
  tables: Kysely<JournalTables>,
  match: string,
  refine: Refine,
  { before, limit }: Range,
): Promise<Found> {
  const found = collector(limit, { before })
  const passing = refiner(lines, refine)
  let from = 2 ** 53 - 1
  let looked = 0
  for (;;) {
    const ids = await entriesWith(tables, match, { before: from, limit: STEP })
    passing(ids, found.take)
    looked += ids.length
    if (ids.length < STEP) return { ids: found.ids, total: found.total, atLeast: false }
    from = ids.at(-1)!
    if (found.ids.length >= limit && (found.total >= COUNT_LIMIT || looked >= 2 * COUNT_LIMIT))
      return { ids: found.ids, total: found.total, atLeast: true }
  }
}

/** The oldest entries with the texts above `after`, newest first. */
async function textsAfter(
  lines: Lines,
  tables: Kysely<JournalTables>,
  match: string,
  refine: Refine,
  { after, limit }: { after: number; limit: number },
): Promise<number[]> {
  const found: number[] = []
  for (let from = after; found.length < limit;) {
    const ids = await entriesFrom(tables, match, { after: from, limit: STEP })
    const step = collector(limit - found.length, { after: from })
    refiner(lines, refine)(ids.toReversed(), step.take)
    found.unshift(...step.ids)
    if (ids.length < STEP) break
    from = ids.at(-1)!
  }
  return found
}
