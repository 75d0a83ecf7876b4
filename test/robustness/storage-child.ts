import { join } from 'node:path'
import { sql } from 'kysely'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { openWorkspace } from '../../server/storage/workspace.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { aDocument, aRow } from '../unit/storage-factory.ts'

/**
 * A process that works on a workspace until it is killed, for storage-crash.test.ts. It prints a line for each thing that it
 * has been told is stored: `<task> <number>`.
 */
const [task, path] = process.argv.slice(2) as [keyof typeof tasks, string]

const say = (number: number | string) => process.stdout.write(`${task} ${number}\n`)

const open = () =>
  openWorkspace(path, { clock: () => new Date(), changes: createChanges(), initialDocument: aDocument })

const tasks = {
  async hold() {
    await open()
    say(process.pid)
    setInterval(() => {}, 60_000)
  },

  async document() {
    const { document } = await open()
    for (let number = document.value.mappings.city.rows.length; ; number += 1) {
      await document.update(({ mappings }) => {
        mappings.city.rows.push(aRow({ id: `${number}`, site_name: 'Город '.repeat(200) }))
      })
      say(number)
    }
  },

  async database() {
    const { databaseFile } = await open()
    const db = await openDatabase(databaseFile, [
      { area: 'test', steps: [{ id: 1, name: 'pairs', up: async (on) => void (await pairs.execute(on)) }] },
    ])
    const { rows } = await sql<{ n: number }>`select coalesce(max(number), -1) as n from pair`.execute(db)
    for (let number = rows[0]!.n + 1; ; number += 1) {
      await db.transaction().execute(async (trx) => {
        await sql`insert into pair values (${number}, 'left', ${'x'.repeat(3000)})`.execute(trx)
        await sql`insert into pair values (${number}, 'right', ${'x'.repeat(3000)})`.execute(trx)
      })
      say(number)
    }
  },

  async bodies() {
    const bodies = createBodies(join(path, 'bodies'))
    for (let number = 0; ; number += 1)
      say(await bodies.put(Buffer.alloc(100_000, `${process.pid} ${number} `)))
  },
}

const pairs = sql`create table pair (number integer, side text, body text, primary key (number, side))`

await tasks[task]()
