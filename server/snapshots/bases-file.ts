import { copyTables } from './copy.ts'
import { baseTables } from './objects.ts'
import { breathe, connect, quoted, type Connection } from './sqlite.ts'

/** The tables of the simulated bases in a file of their own, and back. */

/** The last entry of the journal: tells whether numbers of entries mean this journal or another one. */
export interface JournalTail {
  id: number
  at: string
}

/** Areas of the bases, with tables of theirs that are records of what was seen and stay out. */
export interface BaseAreas {
  areas: readonly string[]
  keptOut: readonly string[]
}

const bases: ReadonlySet<string> = new Set(baseTables)
const listed = `name in (${baseTables.map((name) => `'${name}'`).join(', ')})`

/**
 * Writes the rows of the bases into a new file, with the schema of all base areas, so that the steps of a newer program can
 * be carried out on it.
 */
export function writeBases(
  databaseFile: string,
  target: string,
  { areas, keptOut }: BaseAreas,
): Promise<{ journal: JournalTail | null; steps: string[] }> {
  const schema = new Set([...baseTables, ...keptOut, 'kysely_migration', 'kysely_migration_lock'])
  const wanted = {
    table: (name: string) => schema.has(name),
    rows: (name: string) => bases.has(name) || name.startsWith('kysely_'),
  }
  return copyTables(databaseFile, target, wanted, (file) => {
    const own = areas.map((area) => `name glob '${area}-[0-9][0-9][0-9][0-9]-*'`).join(' or ')
    file.run(`delete from main.kysely_migration where not (${own})`)
    putSequences(file, 'source', 'main')
    const [journal] = file.rows<JournalTail>('select id, at from source.journal order by id desc limit 1')
    return { journal: journal ?? null, steps: stepsOf(file, 'main') }
  })
}

/** Numbers that a base counts on with; one that is put back gives the same numbers again. */
function putSequences(connection: Connection, from: string, to: string): void {
  connection.run(`delete from ${to}.sqlite_sequence where ${listed}`)
  connection.run(`insert into ${to}.sqlite_sequence select * from ${from}.sqlite_sequence where ${listed}`)
}

/** Migration steps that a file has. */
export const stepsOf = (connection: Connection, schema: string): string[] =>
  connection
    .rows<{ name: string }>(`select name from ${schema}.kysely_migration order by name`)
    .map(({ name }) => name)

/** Names of the columns of a table; none when there is no such table. */
export const columnsOf = (connection: Connection, schema: string, table: string): string[] =>
  connection
    .rows<{ name: string }>(`select name from pragma_table_info('${table}', '${schema}') order by cid`)
    .map(({ name }) => name)

/** Column that names an entry of the journal. */
const ENTRY = 'entry'

/**
 * Puts the rows of a snapshot in the place of those that the bases have, in one transaction. Links to entries of another
 * journal, or to entries that are gone, are cut. Nobody else works with the database meanwhile.
 * @param snapshotFile has every table, at the steps of this program
 */
export async function putBases(
  databaseFile: string,
  snapshotFile: string,
  journal: JournalTail | null,
): Promise<void> {
  const database = connect(databaseFile)
  try {
    // Rows come table by table, so references hold again at the end only.
    database.rows('pragma foreign_keys = off')
    database.run('attach database ? as snapshot', snapshotFile)
    await database.transaction('immediate', async () => {
      const isOwn =
        journal !== null &&
        database.rows('select 1 from main.journal where id = ? and at = ?', journal.id, journal.at).length > 0
      for (const table of baseTables) {
        const columns = columnsOf(database, 'main', table)
        const list = columns.map(quoted).join(', ')
        const name = quoted(table)
        database.run(`delete from main.${name}`)
        database.run(`insert into main.${name} (${list}) select ${list} from snapshot.${name}`)
        if (columns.includes(ENTRY))
          database.run(
            `update main.${name} set ${ENTRY} = null where ${ENTRY} is not null
             ${isOwn ? `and ${ENTRY} not in (select id from main.journal)` : ''}`,
          )
        await breathe()
      }
      putSequences(database, 'snapshot', 'main')
    })
  } finally {
    database.close()
  }
}
