import { breathe, connect, quoted, type Connection } from './sqlite.ts'

interface SchemaRow {
  type: 'table' | 'index'
  name: string
  sql: string
}

/** What a copy takes of a database. */
export interface Wanted {
  /** Tables and their indexes. */
  table(name: string): boolean
  /** Tables whose rows are taken; the others are there and empty. */
  rows(name: string): boolean
}

/**
 * Copies tables of a database that is in use into a new file, as they were at one moment, through SQLite itself: a file that
 * the process has open must not be read past it. Others get their turn between the tables.
 * @param more reads or changes within the same moment; the database is attached as `source`
 */
export async function copyTables<Result>(
  database: string,
  target: string,
  wanted: Wanted,
  more: (connection: Connection) => Result,
): Promise<Result> {
  const file = connect(target)
  try {
    file.run('attach database ? as source', database)
    const [{ page_size: pageSize }] = file.rows<{ page_size: number }>('pragma source.page_size') as [
      { page_size: number },
    ]
    // The file gets its name when it is whole; until then nothing hangs on it.
    for (const pragma of [`page_size = ${pageSize}`, 'journal_mode = off', 'synchronous = off'])
      file.rows(`pragma main.${pragma}`)
    return await file.transaction('deferred', async () => {
      const schema = file
        .rows<SchemaRow & { tbl_name: string }>(
          `select type, name, tbl_name, sql from source.sqlite_master
           where type in ('table', 'index') and sql is not null and name not like 'sqlite\\_%' escape '\\'`,
        )
        .filter(({ tbl_name: table }) => wanted.table(table))
      const tables = schema.filter(({ type }) => type === 'table')
      for (const { sql } of tables) file.run(sql)
      for (const { name } of tables.filter(({ name }) => wanted.rows(name))) {
        file.run(`insert into main.${quoted(name)} select * from source.${quoted(name)}`)
        await breathe()
      }
      for (const { sql } of schema.filter(({ type }) => type === 'index')) {
        file.run(sql)
        await breathe()
      }
      return more(file)
    })
  } finally {
    file.close()
  }
}
