import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { siteOrders } from '../../server/contracts/site-orders/operations.ts'
import { contractRoutes } from '../../server/http/contract-routes.ts'
import { createHost } from '../../server/http/host.ts'
import { createIdempotencyStore, httpMigrations } from '../../server/http/idempotency.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import { invoicePdf } from '../../server/invoice/pdf.ts'
import { orderDraft } from '../../server/invoice/sources/order.ts'
import { createJournal, journalMigrations } from '../../server/journal/journal.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { openShop, type ShopOptions } from '../unit/site-shop.ts'

const account = { user: '1c', password: 'тест' }
const authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`

/** The simulated site behind a real socket, with journal and idempotency keys; gone after `stop`. */
export async function startSite(options: ShopOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-site-'))
  const shop = await openShop({
    invoice: { build: (version) => buildInvoice(orderDraft(version)), pdf: invoicePdf },
    areas: [journalMigrations, httpMigrations],
    ...options,
  })
  const { db, clock, changes, document } = shop
  const journal = createJournal({ db, bodies: createBodies(folder), changes })
  const defects: unknown[] = []
  const host = createHost({
    host: '127.0.0.1',
    port: 0,
    mounts: [
      contractRoutes({
        prefix: '/site',
        contract: siteOrders,
        handlers: shop.site.handlers,
        from: 'onec',
        to: 'site',
        reader: () => document.value.siteOrders.reader,
        profile: () => 'canonical',
        credentials: async () => account,
        requireKey: () => document.value.siteOrders.reader === 'strict',
        journal,
        idempotency: createIdempotencyStore({ db, clock }),
        clock,
        instance: 'test',
        log: (error) => defects.push(error),
      }),
      shop.site.routes(),
    ],
    log: (error) => defects.push(error),
  })
  const { address } = await host.start()
  const contract = `${address}/site/api/1c/v1`
  return {
    ...shop,
    address,
    journal,
    /** What the host called a defect of ours. */
    defects,
    get: (path: string, headers: Record<string, string> = {}) =>
      fetch(contract + path, { headers: { authorization, ...headers } }),
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(contract + path, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json; charset=utf-8',
          'idempotency-key': randomUUID(),
          'x-exchange-node': 'UT-1',
          ...headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    /** A page of the personal account, as the browser of a buyer asks for it. */
    async browse(path: string, customer_id?: string) {
      const cookie = customer_id && (await shop.site.signIn(customer_id)).cookie.split(';')[0]
      return fetch(`${address}/site/account${path}`, {
        redirect: 'manual',
        headers: cookie ? { cookie } : {},
      })
    },
    async stop() {
      await host.stop()
      await shop.stop()
      await rm(folder, { recursive: true })
    },
  }
}

export type TestSite = Awaited<ReturnType<typeof startSite>>
