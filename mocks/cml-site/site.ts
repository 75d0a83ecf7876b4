import { createReadStream, type ReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type Koa from 'koa'
import { siteProfiles } from '../../server/contracts/commerceml/site-profiles.ts'
import { uploadName } from '../../server/contracts/commerceml/upload-name.ts'
import { DEFAULT_ZONE } from '../../server/contracts/time.ts'
import { forgetSourceCheck, sourceChecked } from './access.ts'
import type { CmlSiteDemo } from './demo.ts'
import { editOrder, fillSite, placeDraft, type OrderDraft, type OrderEdit } from './desk.ts'
import { createFaults } from './faults.ts'
import { LAST_COMMITTED, waitingOrders } from './giving.ts'
import { picturesOf } from './import.ts'
import type { CmlSiteOrder, CmlSiteOrderRow, CmlSiteState, SiteStatus, TakenDocument } from './model.ts'
import { orderPage, orderView, siteStatuses } from './orders.ts'
import type { CmlSiteDeps, SiteParts } from './parts.ts'
import { cmlRoutes, SITE_PREFIX } from './routes.ts'
import { createSessions, sessionView } from './sessions.ts'
import { markOf, type CmlSiteTables } from './tables.ts'
import { removeLeftovers } from './uploads.ts'

export type { CmlSiteDemo } from './demo.ts'
export type { OrderDraft, OrderEdit } from './desk.ts'
export type { CmlSiteDeps } from './parts.ts'
export { cmlSiteMigrations } from './tables.ts'

/** The simulated site's end of CommerceML: `1c_exchange.php`, its orders, its uploads. */
export interface CmlSite {
  /** `/site` with every path of the settings; other paths are passed on. */
  routes(): Koa.Middleware

  /** @param address of the bench, without a slash at the end; `''`: addresses stay relative */
  state(address: string): Promise<CmlSiteState>
  /** Ends every exchange, cancels its imports, and takes requests without sessid again (section 3.4). */
  endSessions(): Promise<void>
  statuses(): SiteStatus[]
  orders(query: {
    text?: string | undefined
    offset: number
    limit: number
  }): Promise<{ rows: CmlSiteOrderRow[]; total: number }>
  /** @throws Refusal `CML-ORDER-UNKNOWN` */
  order(number: string): Promise<CmlSiteOrder>
  /** @throws Refusal `CML-OFFER-UNKNOWN`, `CML-OFFER-NO-PRICE` */
  place(draft: OrderDraft): Promise<CmlSiteOrder>
  /** @throws Refusal `CML-ORDER-UNKNOWN`, `CML-STATUS-UNKNOWN`, `CML-LINE-UNKNOWN` */
  editOrder(edit: OrderEdit): Promise<CmlSiteOrder>
  /** What became of the last documents of 1C, newest first (section 11.3). */
  taken(limit?: number): Promise<(TakenDocument & { at: string; file: string })[]>
  /** A picture of an item by its path in the files, `null` when it did not arrive. */
  picture(path: string): Promise<{ bytes: number; stream: ReadStream } | null>

  /** `true` before the first `seed`. */
  empty(): Promise<boolean>
  seed(demo: CmlSiteDemo): Promise<void>
  /** Takes everything out: sessions, uploads, pictures, orders. The catalogue base is emptied too. */
  reset(): Promise<void>

  /** Resolves when no import runs. */
  settle(): Promise<void>
  /** Cancels what runs; the site answers no more after that. */
  stop(): Promise<void>
}

const TABLES = ['cml_site_order', 'cml_site_history', 'cml_site_taken', 'cml_site_mark'] as const

export function createCmlSite({
  db,
  log = console.error,
  zone = DEFAULT_ZONE,
  ...deps
}: CmlSiteDeps): CmlSite {
  const sessions = createSessions(deps.uploads, deps.clock)
  const parts: SiteParts = {
    ...deps,
    base: db.withTables<CmlSiteTables>(),
    sessions,
    faults: createFaults(() => deps.settings().faults),
    zone,
    log,
  }
  const { base, changes } = parts
  const changed = (): void => changes.publish({ area: 'cml-site' })
  /** Sessions of an earlier run are gone; what they uploaded is of no use to anybody. */
  const ready = removeLeftovers(deps.uploads, ['pictures'])
  ready.catch(log)

  const settle = async (): Promise<void> => {
    const works = sessions.list().flatMap(({ imports }) => [...imports.values()].map(({ work }) => work.done))
    await Promise.allSettled(works)
  }

  return {
    routes() {
      const route = cmlRoutes(parts)
      return async function commerceMlSite(ctx, next) {
        await ready
        return route(ctx, next)
      }
    },

    async state(address) {
      const { paths, profile } = deps.settings()
      const { user } = await deps.credentials()
      const { total } = await base
        .selectFrom('cml_site_order')
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const waiting = await waitingOrders(base, siteProfiles[profile].sale.selects)
      return {
        addresses: paths.map((entry) => ({
          url: `${address}${SITE_PREFIX}${entry.path}`,
          profile: entry.profile ?? profile,
        })),
        user,
        sessions: sessions.list().map(sessionView),
        orders: { total: Number(total), waiting: waiting.length },
        lastCommitted: await markOf(base, LAST_COMMITTED),
        sourceCheck: await sourceChecked(parts),
      }
    },
    async endSessions() {
      await sessions.end()
      await forgetSourceCheck(parts)
      changed()
    },
    statuses: siteStatuses,
    orders: (query) => orderPage(base, query),
    order: (number) => orderView(base, number),
    async place(draft) {
      const number = await placeDraft(parts, draft)
      changed()
      return orderView(base, number)
    },
    async editOrder(edit) {
      await editOrder(parts, edit)
      changed()
      return orderView(base, edit.number)
    },
    async taken(limit = 100) {
      const rows = await base
        .selectFrom('cml_site_taken')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(({ at, file, number, document_id, outcome, ru, en }) => ({
        at,
        file,
        number,
        id: document_id,
        outcome: outcome as TakenDocument['outcome'],
        text: { ru, en },
      }))
    },
    async picture(path) {
      const answer = uploadName(path)
      if ('refusal' in answer) return null
      const file = join(picturesOf(deps), answer.name)
      const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
        return null
      })
      return found?.isFile() ? { bytes: found.size, stream: createReadStream(file) } : null
    },

    async empty() {
      const order = await base.selectFrom('cml_site_order').select('number').limit(1).executeTakeFirst()
      return order === undefined && (await markOf(base, 'change')) === null
    },
    async seed(demo) {
      await fillSite(parts, demo)
      changed()
    },
    async reset() {
      await sessions.end()
      await removeLeftovers(deps.uploads, [])
      await deps.catalogue.clear()
      await base.transaction().execute(async (trx) => {
        for (const table of TABLES) await trx.deleteFrom(table).execute()
      })
      changed()
    },

    settle,
    async stop() {
      await ready.catch(() => undefined)
      const settled = settle()
      await sessions.end()
      await settled
    },
  }
}
