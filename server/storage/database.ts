import { types } from 'node:util'
import Sqlite from 'libsql'
import {
  CompiledQuery,
  Kysely,
  Migrator,
  sql,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Migration,
  type SqliteDatabase,
  type SqliteDialectConfig,
  type SqliteStatement,
} from 'kysely'
import { Refusal } from './refusal.ts'

/** One connection to the workspace database. Areas narrow it with `db.withTables<TheirTables>()`. */
export type Database = Kysely<unknown>

/** Numbered steps of one area. A step that was released is never changed; a new one is added after it. */
export interface AreaMigrations {
  area: string
  steps: readonly { id: number; name: string; up(db: Kysely<unknown>): Promise<void> }[]
}

/** A blob, a number, a text or nothing: what SQLite stores. */
const isStorable = (value: unknown): boolean =>
  (typeof value === 'string' && !value.includes('\0')) ||
  value === null ||
  Number.isFinite(value) ||
  (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) ||
  value instanceof Uint8Array

/**
 * The one place where values on their way to SQLite are checked. libsql aborts the process for a boolean, `undefined` or
 * an object, and silently changes NaN and a text with U+0000.
 * @throws TypeError that names the parameter
 */
export function checkParameters(statement: string, parameters: readonly unknown[]): void {
  let at = 0
  while (at < parameters.length && isStorable(parameters[at])) at += 1
  if (at === parameters.length) return
  const value = parameters[at]
  const kind = typeof value === 'string' ? 'text with U+0000' : Number.isNaN(value) ? 'NaN' : typeof value
  throw new TypeError(`Parameter ${at + 1} cannot be stored, it is ${kind}: ${statement.slice(0, 200)}`)
}

/** Blobs arrive as `ArrayBuffer`; everywhere else in the program bytes are `Uint8Array`. */
function withBytes(row: unknown): unknown {
  const record = row as Record<string, unknown>
  for (const column in record) {
    const value = record[column]
    if (types.isAnyArrayBuffer(value)) record[column] = new Uint8Array(value)
  }
  return record
}

const control = /^\s*(begin|commit|rollback)\b/i
const writing =
  /^\s*(?:(?:insert|update|delete|replace|create|alter|drop)\b|with\b[^]*\b(?:insert|update|delete)\b)/i

/**
 * Runs a prepared write so that it is committed when it returns. After SQLITE_BUSY libsql leaves the prepared statement
 * unfinished, and SQLite then holds back every later autocommit of the connection: answered data would be gone after a crash.
 * `exec` has no such fault, so it is `exec` that takes the lock, and a write finds it taken.
 */
function committed<Result>(raw: Sqlite.Database, write: () => Result): Result {
  if (raw.inTransaction) return write()
  raw.exec('begin immediate')
  try {
    const result = write()
    raw.exec('commit')
    return result
  } catch (error) {
    if (raw.inTransaction) raw.exec('rollback')
    throw error
  }
}

/** @param failed is told when the statement must not be run again: libsql may have left it unfinished */
function checkedStatement(raw: Sqlite.Database, text: string, failed: () => void): SqliteStatement {
  if (control.test(text)) return controlStatement(raw, text)
  const prepare = () => raw.prepare(text) as unknown as SqliteStatement
  const statement = prepare()
  const writes = writing.test(text)
  const execute = <Result>(run: () => Result): Result => {
    try {
      return writes ? committed(raw, run) : run()
    } catch (error) {
      failed()
      throw error
    }
  }
  return {
    reader: statement.reader,
    all(parameters) {
      checkParameters(text, parameters)
      return execute(() => statement.all(parameters)).map(withBytes)
    },
    run(parameters) {
      checkParameters(text, parameters)
      return execute(() => statement.run(parameters))
    },
    *iterate(parameters) {
      checkParameters(text, parameters)
      // Whoever reads row by row may stop half-way, so that statement is nobody else's.
      for (const row of prepare().iterate(parameters)) yield withBytes(row)
    },
  }
}

/** Texts are few, since values are parameters; the bound is for lists of parameters, which come in any length. */
const STATEMENTS_KEPT = 256

/** Prepares each text once: preparing takes longer than running most of them. When there are too many, the oldest goes. */
function preparedOnce(raw: Sqlite.Database): (text: string) => SqliteStatement {
  const kept = new Map<string, SqliteStatement>()
  return (text) => {
    const known = kept.get(text)
    if (known) return known
    const statement = checkedStatement(raw, text, () => kept.delete(text))
    kept.set(text, statement)
    if (kept.size > STATEMENTS_KEPT) kept.delete(kept.keys().next().value!)
    return statement
  }
}

const controlStatement = (raw: Sqlite.Database, text: string): SqliteStatement => ({
  reader: false,
  all: () => [],
  run() {
    raw.exec(text)
    return { changes: 0, lastInsertRowid: 0 }
  },
  *iterate() {},
})

class WorkspaceDriver extends SqliteDriver {
  /** The write lock is taken at once: a transaction that reads first could otherwise fail half-way with SQLITE_BUSY. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

class WorkspaceAdapter extends SqliteAdapter {
  /** SQLite rolls table changes back like any other; so a step that is killed half-way leaves nothing. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class WorkspaceDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): SqliteDriver {
    return new WorkspaceDriver(this.#config)
  }

  override createAdapter(): SqliteAdapter {
    return new WorkspaceAdapter()
  }
}

function openFile(file: string): SqliteDatabase {
  const raw = new Sqlite(file)
  // NORMAL in WAL mode loses nothing when the process is killed (only the last commits when the power is cut).
  for (const pragma of [
    'busy_timeout = 5000',
    'journal_mode = WAL',
    'synchronous = NORMAL',
    'foreign_keys = ON',
  ])
    raw.pragma(pragma)
  return {
    prepare: preparedOnce(raw),
    close() {
      // libsql leaves the last checkpoint undone while a statement waits for the garbage collector. Without it nothing is
      // lost, the log only stays; so a program that looks at the file just now is no reason to wait or to fail.
      raw.pragma('busy_timeout = 0')
      try {
        raw.pragma('wal_checkpoint(TRUNCATE)')
      } catch (error) {
        if (!isSqliteError(error)) throw error
      }
      raw.close()
    },
  }
}

const stepName = (area: string, id: number, name: string) => `${area}-${String(id).padStart(4, '0')}-${name}`

/** The steps of areas as a database names those that it has. */
export const stepNames = (areas: readonly AreaMigrations[]): string[] =>
  areas.flatMap(({ area, steps }) => steps.map(({ id, name }) => stepName(area, id, name)))

/**
 * Opens the database, makes it when it is absent, and brings its tables to the newest step of every area.
 * @param file path, or `:memory:`
 * @throws Refusal `DATABASE-UNREADABLE` (not a database, damaged, no access), `DATABASE-NEWER` (written by a newer
 *   program); the file is then as it was
 */
export async function openDatabase(file: string, areas: readonly AreaMigrations[]): Promise<Database> {
  let db: Database | null = null
  try {
    db = new Kysely<unknown>({ dialect: new WorkspaceDialect({ database: openFile(file) }) })
    await migrate(db, file, areas)
    return db
  } catch (error) {
    await db?.destroy()
    if (error instanceof Refusal || !isSqliteError(error)) throw error
    throw new Refusal(
      'DATABASE-UNREADABLE',
      {
        ru: `База ${file} не открывается: ${error.message}. Уберите файл из папки или восстановите его из копии.`,
        en: `The database ${file} cannot be opened: ${error.message}. Move the file away or restore it from a copy.`,
      },
      { cause: error },
    )
  }
}

export const isSqliteError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_')

async function migrate(db: Database, file: string, areas: readonly AreaMigrations[]): Promise<void> {
  const steps: Record<string, Migration> = {}
  for (const { area, steps: own } of areas)
    for (const { id, name, up } of own) steps[stepName(area, id, name)] = { up }
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => steps },
    // Areas grow independently: step 2 of one may be older than step 1 of another.
    allowUnorderedMigrations: true,
  })
  const newer = (await appliedSteps(db)).filter((name) => !(name in steps))
  if (newer.length > 0)
    throw new Refusal('DATABASE-NEWER', {
      ru: `База ${file} записана более новой версией программы (шаг ${newer[0]}). Откройте её той версией или новее.`,
      en: `The database ${file} was written by a newer version of the program (step ${newer[0]}). Open it with that one.`,
    })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

async function appliedSteps(db: Database): Promise<string[]> {
  const tables = await sql`select 1 from sqlite_master where name = 'kysely_migration'`.execute(db)
  if (tables.rows.length === 0) return []
  const applied = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return applied.rows.map(({ name }) => name)
}
