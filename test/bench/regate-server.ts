import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { demoDocument } from '../../fixtures/demo/demo.ts'
import { queueMigrations, regateMigrations } from '../../mocks/regate/regate.ts'
import { assembleEnterprises } from '../../server/enterprises/assembly.ts'
import { createHost } from '../../server/http/host.ts'
import { httpMigrations } from '../../server/http/idempotency.ts'
import { createJournal, journalMigrations } from '../../server/journal/journal.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { systemClock as clock } from '../../server/storage/clock.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { openWorkspace } from '../../server/storage/workspace.ts'
import type { Gate } from './gate.ts'
import { baseOf, bases, regateAccount, settingsOf, type BaseName } from './regate-base.ts'
import type { ServerReady, Stored } from './variants.ts'

const names = Object.keys(bases) as BaseName[]

/** The enterprises of `server/bench.ts` on a workspace on disk: a base of 200 items and one of 10 000. */
export async function regateServer(folder: string, gate: Gate) {
  const changes = createChanges()
  const workspace = await openWorkspace(folder, {
    clock,
    changes,
    initialDocument() {
      const document = demoDocument()
      return { ...document, regate: { ...document.regate, enterprises: names.map(settingsOf) } }
    },
  })
  const db = await openDatabase(workspace.databaseFile, [
    journalMigrations,
    httpMigrations,
    regateMigrations,
    queueMigrations,
  ])
  let address = ''
  const enterprises = assembleEnterprises({
    workspace,
    db,
    journal: createJournal({ db, bodies: createBodies(workspace.bodiesDir), changes }),
    clock,
    changes,
    instance: randomUUID(),
    demos: names.map((id) => ({ settings: { id, name: id }, base: baseOf(id) })),
    address: () => address,
    httpsAddress: () => null,
    log() {},
    report: (error) => console.error(error),
  })
  await enterprises.start()
  for (const id of names)
    await enterprises.accounts.setPassword(id, regateAccount.user, regateAccount.password)

  const host = createHost({
    host: '127.0.0.1',
    port: 0,
    mounts: [(_ctx, next) => gate.pass().then(next), enterprises.routes],
  })
  ;({ address } = await host.start())
  return {
    ready: { address, orders: [] } satisfies ServerReady,
    async stored(): Promise<Stored> {
      const { rows } = await sql<Stored>`
        select (select count(*) from regate_order) as versions,
               (select count(*) from journal) as entries,
               (select count(*) from journal where validity = 'valid') as valid`.execute(db)
      return rows[0]!
    },
    async stop() {
      await host.stop()
      await enterprises.stop()
      await db.destroy()
      await workspace.close()
    },
  }
}
