import { createHash } from 'node:crypto'
import type { JournalTables } from '../../journal/table.ts'
import type { AreaMigrations, Database } from '../../storage/database.ts'
import type { ForeignExchange } from '../model.ts'

type SeenTables = Pick<JournalTables, 'journal' | 'journal_removed'> & {
  imported: { fingerprint: string; entry: number }
}

export const interchangeMigrations: AreaMigrations = {
  area: 'interchange',
  steps: [
    {
      id: 1,
      name: 'imported',
      async up(db) {
        await db.schema
          .createTable('imported')
          .addColumn('fingerprint', 'text', (column) => column.primaryKey())
          .addColumn('entry', 'integer', (column) => column.notNull())
          .execute()
      },
    },
  ],
}

/** The same call at the same time with the same bytes is the same exchange, whichever file it comes in. */
export function fingerprintOf(exchange: ForeignExchange, nth: number): string {
  const hash = createHash('sha256')
  const { at, method, url, status, request, response, source, connection } = exchange
  const remote = source === 'log' ? (connection?.remote ?? '') : ''
  hash.update(JSON.stringify([at.toISOString(), method, url, status, remote, nth, request.length]))
  return hash.update(request).update(response).digest('hex')
}

/** Exchanges that were imported before. */
export interface Seen {
  /** Those of the fingerprints whose entries are still in the journal. */
  known(fingerprints: readonly string[]): Promise<Set<string>>
  remember(rows: readonly { fingerprint: string; entry: number }[]): Promise<void>
}

/** SQLite takes so many parameters in a statement for sure. */
const CHUNK = 400

function* chunks<T>(list: readonly T[]): Generator<T[]> {
  for (let at = 0; at < list.length; at += CHUNK) yield list.slice(at, at + CHUNK)
}

export function createSeen(db: Database): Seen {
  const tables = db.withTables<SeenTables>()
  return {
    async known(fingerprints) {
      const found = new Set<string>()
      for (const some of chunks(fingerprints)) {
        const rows = await tables
          .selectFrom('imported')
          .innerJoin('journal', 'journal.id', 'imported.entry')
          .leftJoin('journal_removed', 'journal_removed.id', 'imported.entry')
          .select('imported.fingerprint')
          .where('imported.fingerprint', 'in', some)
          .where('journal_removed.id', 'is', null)
          .execute()
        for (const { fingerprint } of rows) found.add(fingerprint)
      }
      return found
    },
    async remember(rows) {
      for (const some of chunks(rows))
        await tables
          .insertInto('imported')
          .values(some)
          .onConflict((conflict) =>
            conflict.column('fingerprint').doUpdateSet((eb) => ({ entry: eb.ref('excluded.entry') })),
          )
          .execute()
    },
  }
}
