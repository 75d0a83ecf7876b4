import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { demoDocument, demoSite } from '../../fixtures/demo/demo.ts'
import { createSite, siteMigrations } from '../../mocks/site/site.ts'
import { siteOrders } from '../../server/contracts/site-orders/operations.ts'
import { contractRoutes } from '../../server/http/contract-routes.ts'
import { createHost } from '../../server/http/host.ts'
import { createIdempotencyStore, httpMigrations } from '../../server/http/idempotency.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import { invoicePdf } from '../../server/invoice/pdf.ts'
import { orderDraft } from '../../server/invoice/sources/order.ts'
import { createJournal, journalMigrations, type Journal } from '../../server/journal/journal.ts'
import { createMappings, mappingMigrations } from '../../server/mappings/mappings.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { systemClock as clock } from '../../server/storage/clock.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { openWorkspace } from '../../server/storage/workspace.ts'
import type { Gate } from './gate.ts'
import { account, CONNECTIONS, type ServerReady, type Stored } from './variants.ts'

/** A journal that keeps nothing: what remains of a request without its recording. */
const withoutRecording = (journal: Journal): Journal => ({ ...journal, record: async () => 0 })

/**
 * The site of `server/bench.ts` on a workspace on disk: the demo shop and an order for each connection, all of them
 * marked for export.
 * @param recording `false`: the same composition, but its journal keeps nothing
 */
export async function siteServer(folder: string, { recording, gate }: { recording: boolean; gate: Gate }) {
  const changes = createChanges()
  const workspace = await openWorkspace(folder, { clock, changes, initialDocument: demoDocument })
  const { document } = workspace
  const db = await openDatabase(workspace.databaseFile, [
    journalMigrations,
    httpMigrations,
    mappingMigrations,
    siteMigrations,
  ])
  const journal = createJournal({ db, bodies: createBodies(workspace.bodiesDir), changes })
  const settings = () => document.value.siteOrders
  const site = createSite({
    db,
    mappings: createMappings({ document, db, clock, changes }),
    clock,
    changes,
    settings,
    invoice: { build: (version) => buildInvoice(orderDraft(version)), pdf: invoicePdf },
    sessionKey: randomUUID(),
  })
  await site.seed(demoSite)
  const orders: string[] = []
  for (let i = 0; i < CONNECTIONS; i++) orders.push((await site.place(await site.draft())).order_id)

  const host = createHost({
    host: '127.0.0.1',
    port: 0,
    mounts: [
      (_ctx, next) => gate.pass().then(next),
      contractRoutes({
        prefix: '/site',
        contract: siteOrders,
        handlers: site.handlers,
        from: 'onec',
        to: 'site',
        instance: randomUUID(),
        reader: () => settings().reader,
        profile: () => settings().profile,
        credentials: async () => account,
        journal: recording ? journal : withoutRecording(journal),
        idempotency: createIdempotencyStore({ db, clock }),
        clock,
        requireKey: () => settings().reader === 'strict',
      }),
    ],
  })
  const { address } = await host.start()
  return {
    ready: { address: `${address}/site`, orders } satisfies ServerReady,
    async stored(): Promise<Stored> {
      const { rows } = await sql<Stored>`
        select (select count(*) from site_version) as versions,
               (select count(*) from journal) as entries,
               (select count(*) from journal where validity = 'valid') as valid`.execute(db)
      return rows[0]!
    },
    async stop() {
      await host.stop()
      await db.destroy()
      await workspace.close()
    },
  }
}
