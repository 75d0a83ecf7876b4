import { CompiledQuery } from 'kysely'
import { groupCommit } from '../journal/group-commit.ts'
import type { Database } from '../storage/database.ts'
import type { ProxyTables } from './tables.ts'

export type ProxyExchange = ProxyTables['proxy_exchange']

/** One exchange of a link as a list shows it. */
export interface LinkExchange {
  entry: number
  at: string
  method: string
  path: string
  status: number | null
  code: string | null
}

export interface LinkCounts {
  exchanges: number
  failed: number
  /** Answers that can be played back. */
  recordings: number
  /** Those of them that were taken out of the journal. */
  adopted: number
  last: LinkExchange | null
  lastFailure: LinkExchange | null
}

export interface Recordings {
  /** What the link has already stays as it is. */
  add(exchange: ProxyExchange): Promise<void>
  /** Takes back what was adopted. @returns how many there were */
  release(link: string): Promise<number>
  /** Numbers of the entries that answer a question, in the order in which they were recorded. */
  answersTo(link: string, question: string, body: string | null): Promise<number[]>
  /** Recorded questions of a link that have most in common with one that has no answer. */
  nearest(link: string, method: string, path: string): Promise<LinkExchange[]>
  counts(link: string): Promise<LinkCounts>
  clear(): Promise<void>
}

const columns = [
  'entry',
  'link',
  'question',
  'body',
  'at',
  'method',
  'path',
  'status',
  'code',
  'failed',
  'playable',
  'adopted',
] as const satisfies readonly (keyof ProxyExchange)[]

const INSERT = `insert or ignore into proxy_exchange (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`

const shown = ['entry', 'at', 'method', 'path', 'status', 'code'] as const

/** So many of the newest recordings are looked at for the nearest ones. */
const NEAREST_AMONG = 500
const NEAREST_SHOWN = 3

const pathOnly = (path: string): string => path.split('?', 1)[0]!

/** How much two paths have in common, in segments, with a little for the method. */
function likeness(method: string, path: string, other: LinkExchange): number {
  const [own, its] = [pathOnly(path).split('/'), pathOnly(other.path).split('/')]
  const same = own.findIndex((segment, i) => segment !== its[i])
  return (same < 0 ? own.length : same) * 2 + Number(method === other.method)
}

/** What has gone through the links, beside the journal, which does not know what was asked. */
export function createRecordings(db: Database): Recordings {
  const tables = db.withTables<ProxyTables>()
  const insert = groupCommit(db)
  const of = (link: string) => tables.selectFrom('proxy_exchange').where('link', '=', link)
  const latest = (link: string) =>
    of(link).select(shown).where('adopted', '=', 0).orderBy('entry', 'desc').limit(1)

  return {
    async add(exchange) {
      await insert(
        CompiledQuery.raw(
          INSERT,
          columns.map((column) => exchange[column]),
        ),
      )
    },

    async release(link) {
      const { numDeletedRows } = await tables
        .deleteFrom('proxy_exchange')
        .where('link', '=', link)
        .where('adopted', '=', 1)
        .executeTakeFirst()
      return Number(numDeletedRows)
    },

    async answersTo(link, question, body) {
      const rows = await of(link)
        .select(['entry', 'body'])
        .where('question', '=', question)
        .where('playable', '=', 1)
        .orderBy('entry')
        .execute()
      // The same words over another body: better that answer than none, but the very same request goes first.
      const exact = rows.filter((row) => row.body === body)
      return (exact.length > 0 ? exact : rows).map(({ entry }) => entry)
    },

    async nearest(link, method, path) {
      const rows = await of(link)
        .select(shown)
        .where('playable', '=', 1)
        .orderBy('entry', 'desc')
        .limit(NEAREST_AMONG)
        .execute()
      const distinct = new Map(rows.map((row) => [`${row.method} ${row.path}`, row]))
      return [...distinct.values()]
        .sort((a, b) => likeness(method, path, b) - likeness(method, path, a))
        .slice(0, NEAREST_SHOWN)
    },

    async counts(link) {
      const { all, failed, recordings, adopted } = await of(link)
        .select(({ fn }) => [
          fn.countAll<number>().as('all'),
          fn.sum<number | null>('adopted').as('adopted'),
          fn.sum<number | null>('failed').as('failed'),
          fn.sum<number | null>('playable').as('recordings'),
        ])
        .executeTakeFirstOrThrow()
      const last = (await latest(link).executeTakeFirst()) ?? null
      const lastFailure = (await latest(link).where('failed', '=', 1).executeTakeFirst()) ?? null
      return {
        exchanges: all - (adopted ?? 0),
        failed: failed ?? 0,
        recordings: recordings ?? 0,
        adopted: adopted ?? 0,
        last,
        lastFailure,
      }
    },

    async clear() {
      await tables.deleteFrom('proxy_exchange').execute()
    },
  }
}
