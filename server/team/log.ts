import { sql, type Selectable } from 'kysely'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Caller, LogRow, Outcome } from './model.ts'
import type { TeamTables } from './tables.ts'

/** Rows that are kept; the oldest go. */
const KEPT = 20_000
/** Rows over the bound that are waited for, so that not every call deletes one. */
const SLACK = 200
/** Of a subject, characters. */
const SUBJECT_LENGTH = 200

export interface Deed {
  call: string
  subject: string
  outcome: Outcome
  status: number
  code: string | null
}

export interface LogQuery {
  /** A part of a login or of a name. */
  who?: string
  /** A part of a call or of its subject. */
  text?: string
  outcome?: Outcome | undefined
  /** Only rows with a smaller number. */
  before?: number | undefined
  limit: number
}

/** Who did what: every call that changes something. */
export interface TeamLog {
  note(caller: Pick<Caller, 'kind' | 'login' | 'name'>, deed: Deed): Promise<void>
  /** Newest first. */
  page(query: LogQuery): Promise<LogRow[]>
  /** The last success of a call with a subject. */
  last(call: string, subject: string): Promise<LogRow | null>
}

export function createTeamLog(given: Database, clock: Clock, kept = KEPT): TeamLog {
  const db = given.withTables<TeamTables>()
  const read = () => db.selectFrom('team_log').selectAll().orderBy('id', 'desc')
  const shown = (rows: Selectable<TeamTables['team_log']>[]) => rows as LogRow[]

  /** Part of a text, in any case also for Cyrillic, which SQLite's own `like` does not fold. */
  const forms = (part: string) => [...new Set([part, part.toLowerCase(), capital(part.toLowerCase())])]

  return {
    async note({ kind, login, name }, { subject, ...deed }) {
      const row = {
        at: clock().toISOString(),
        login: login ?? '',
        who: name,
        kind,
        subject: subject.replaceAll('\0', '').slice(0, SUBJECT_LENGTH),
        ...deed,
      }
      const { insertId } = await db.insertInto('team_log').values(row).executeTakeFirstOrThrow()
      const id = Number(insertId)
      if (id % SLACK === 0)
        await db
          .deleteFrom('team_log')
          .where('id', '<=', id - kept)
          .execute()
    },
    async page({ who = '', text = '', outcome, before, limit }) {
      let query = read().limit(limit)
      if (who !== '')
        query = query.where(({ or, eb }) =>
          or(forms(who).flatMap((form) => [holds(eb.ref('login'), form), holds(eb.ref('who'), form)])),
        )
      if (text !== '')
        query = query.where(({ or, eb }) =>
          or(forms(text).flatMap((form) => [holds(eb.ref('call'), form), holds(eb.ref('subject'), form)])),
        )
      if (outcome !== undefined) query = query.where('outcome', '=', outcome)
      if (before !== undefined) query = query.where('id', '<', before)
      return shown(await query.execute())
    },
    async last(call, subject) {
      const rows = await read()
        .where('call', '=', call)
        .where('subject', '=', subject.slice(0, SUBJECT_LENGTH))
        .where('outcome', '=', 'ok')
        .limit(1)
        .execute()
      return shown(rows)[0] ?? null
    },
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const holds = (column: unknown, part: string) => sql<boolean>`instr(${column}, ${part}) > 0`
