import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { demoDocument } from '../../fixtures/demo/demo.ts'
import { ksupMigrations } from '../../mocks/ksup/ksup.ts'
import { ksupOnecMigrations } from '../../mocks/ksup-onec/onec.ts'
import { createHost } from '../../server/http/host.ts'
import { httpMigrations } from '../../server/http/idempotency.ts'
import { orderFormPdf } from '../../server/invoice/order-form/order-form.ts'
import { createMappings, mappingMigrations } from '../../server/mappings/mappings.ts'
import { createJournal, journalMigrations } from '../../server/journal/journal.ts'
import { assembleKsup } from '../../server/ksup/assembly.ts'
import { inboxMigrations } from '../../server/ksup/inbox-tables.ts'
import { outboxMigrations } from '../../server/outbox/create-outbox.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { systemClock as clock } from '../../server/storage/clock.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { openWorkspace } from '../../server/storage/workspace.ts'
import type { Gate } from './gate.ts'
import { ksupAccount, ksupBase, onecBase, ORDERS } from './ksup-base.ts'
import { createOrderPosting } from './ksup-orders.ts'
import type { RecordedMessage, ServerReady, Stored } from './variants.ts'

/** 1C, the integration server and КСУП of `server/bench.ts` on a workspace on disk. */
export async function ksupServer(folder: string, gate: Gate) {
  const changes = createChanges()
  const workspace = await openWorkspace(folder, {
    clock,
    changes,
    initialDocument() {
      const document = demoDocument()
      return { ...document, ksup: { ...document.ksup, onecUser: ksupAccount.user } }
    },
  })
  const db = await openDatabase(workspace.databaseFile, [
    journalMigrations,
    httpMigrations,
    mappingMigrations,
    outboxMigrations,
    inboxMigrations,
    ksupMigrations,
    ksupOnecMigrations,
  ])
  const journal = createJournal({ db, bodies: createBodies(workspace.bodiesDir), changes })
  let address = ''
  const parts = await assembleKsup({
    workspace,
    db,
    journal,
    mappings: createMappings({ document: workspace.document, db, clock, changes }),
    clock,
    changes,
    instance: randomUUID(),
    demo: { ksup: ksupBase, onec: onecBase },
    address: () => address,
    print: orderFormPdf,
    bankPayments: async () => [],
    log() {},
    report: (error) => console.error(error),
  })
  await parts.saveSettings(parts.settings(), {
    ksup: null,
    server: null,
    onec: null,
    serverAccount: null,
    onecAccount: ksupAccount.password,
  })
  const host = createHost({
    host: '127.0.0.1',
    port: 0,
    mounts: [(_ctx, next) => gate.pass().then(next), parts.routes],
  })
  ;({ address } = await host.start())
  await parts.start()
  const posting = createOrderPosting(parts)

  return {
    ready: { address, orders: [] } satisfies ServerReady,
    orders: {
      round: posting.round,
      /** The first version of every order; the message of the last one as it has travelled. */
      async first(): Promise<RecordedMessage> {
        await posting.deliver(ORDERS)
        const { rows } = await parts.onec.outbox.list({ state: 'delivered', limit: 1 })
        const entry = rows[0]!.entry!
        const bytes = async (part: 'request' | 'response') => (await journal.body(entry, part))!.bytes
        return { request: await bytes('request'), answer: await bytes('response') }
      },
    },
    async stored(): Promise<Stored> {
      const { rows } = await sql<Stored>`
        select (select count(*) from ksup_event where kind in ('order-added', 'order-changed')) as versions,
               (select count(*) from journal) as entries,
               (select count(*) from journal where validity = 'valid') as valid`.execute(db)
      return rows[0]!
    },
    async stop() {
      await parts.stop()
      await host.stop()
      await db.destroy()
      await workspace.close()
    },
  }
}
