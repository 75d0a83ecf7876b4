import type Koa from 'koa'
import type { Ping } from '../../server/contracts/site-orders/schema.ts'
import { CONTRACT } from '../../server/contracts/site-orders/schema.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { Answer, Call, Handlers } from '../../server/http/contract-routes.ts'
import { ContractError } from '../../server/http/errors.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { accountOrders, shownVersion } from './account.ts'
import { accountRoutes } from './account-routes.ts'
import { catalogue, customersOf, dictionariesOf, shopWindow } from './catalogue.ts'
import { contragentsHandler } from './contragents.ts'
import type { SiteDemoData } from './demo.ts'
import { acceptDictionaryHandler, dictionaryHandler } from './dictionaries.ts'
import { makeDraft } from './draft.ts'
import { exportHandler, exportOneHandler } from './export.ts'
import type {
  AccountOrder,
  OnecVersion,
  OrderDraft,
  SiteCustomer,
  SiteDictionaries,
  SiteOrderDetail,
  SiteOrderRow,
  SiteProduct,
} from './model.ts'
import { nomenclatureHandler } from './nomenclature.ts'
import { latestVersions, versionOf } from './orders.ts'
import type { Shop, SiteDeps } from './parts.ts'
import { resultHandler } from './result.ts'
import { emptyShop, fillShop } from './seed.ts'
import { sessionCookie } from './session.ts'
import { cancelOrder, editOrder, markOrder, placeOrder } from './shop.ts'
import { stockHandler } from './stock.ts'
import type { SiteTables } from './tables.ts'
import { versionHandler } from './version.ts'
import { orderDetail, orderRows } from './views.ts'
import { markWaiting } from './waiting.ts'

export type { SiteDeps } from './parts.ts'
export { siteMigrations } from './tables.ts'

/** The simulated web shop: one side of contract A, its admin and its personal account. */
export interface Site {
  /** The ten operations of the contract, by operation id. */
  handlers: Handlers
  /** `/site/account/…`: the personal account. */
  routes(): Koa.Middleware

  /** `true` before the first `seed`. */
  empty(): Promise<boolean>
  seed(demo: SiteDemoData): Promise<void>
  /** Takes everything out of the shop. */
  reset(): Promise<void>

  orders(query: { text?: string | undefined; state?: string | undefined }): Promise<SiteOrderRow[]>
  order(order_id: string): Promise<SiteOrderDetail>
  draft(customer_id?: string): Promise<OrderDraft>
  place(draft: OrderDraft): Promise<SiteOrderDetail>
  edit(order_id: string, draft: OrderDraft): Promise<SiteOrderDetail>
  mark(order_id: string): Promise<SiteOrderDetail>
  cancel(order_id: string): Promise<SiteOrderDetail>

  products(): Promise<SiteProduct[]>
  customers(): Promise<SiteCustomer[]>
  dictionaries(): Promise<SiteDictionaries>
  counts(): Promise<{ marked: number }>

  /** Orders in the personal account of a buyer. */
  account(customer_id: string): Promise<AccountOrder[]>
  /**
   * @returns the buyer and a `Set-Cookie` header that opens their account
   * @throws ContractError 404 SHOP-CUSTOMER-UNKNOWN, 409 SHOP-NO-ACCOUNT
   */
  signIn(customer_id: string): Promise<{ customer: SiteCustomer; cookie: string }>
  /** The latest 1C version of an order or the one with this `seq`, as it was stored; `null` while there is none. */
  latestVersion(
    order_id: string,
    seq?: number,
  ): Promise<{ seq: number; received_at: string; body: OnecVersion } | null>
  /** The latest 1C version of every order that has one. */
  latestVersions(): Promise<{ order_id: string; seq: number; received_at: string; body: OnecVersion }[]>
  /** That version with names from the catalogue where 1C sent none, as the shop prints it. */
  shownVersion(order_id: string, seq?: number): Promise<OnecVersion | null>
}

/** @throws ContractError 403 SITE-FORBIDDEN for a node whose exchange an ORD-102 has stopped (section 9) */
async function refuseStoppedNode({ base }: Shop, node: string | null): Promise<void> {
  const stopped = await base
    .selectFrom('site_stopped_node')
    .select('order_id')
    .where('node', '=', node ?? '')
    .executeTakeFirst()
  if (stopped)
    throw new ContractError(
      403,
      'SITE-FORBIDDEN',
      `Обмен с узлом ${node ?? ''} остановлен после ORD-102 по заказу ${stopped.order_id}. Чтобы продолжить, пометьте этот заказ для выгрузки на сайте.`,
    )
}

export function createSite({ db, ...deps }: SiteDeps): Site {
  const shop: Shop = { ...deps, base: db.withTables<SiteTables>() }
  deps.mappings.onFixed((fixed) => markWaiting(shop, fixed))

  const guarded = (handle: (call: Call) => Promise<Answer>) =>
    async function exchangeOfNode(call: Call): Promise<Answer> {
      await refuseStoppedNode(shop, call.node)
      try {
        return await handle(call)
      } catch (error) {
        // The mapping tables cannot be written until a person mends `obmen.json`; the message is to come again then.
        if (error instanceof Refusal) throw new ContractError(503, 'SITE-MAINTENANCE', error.text.ru)
        throw error
      }
    }

  async function ping(): Promise<Answer> {
    const body: Ping = {
      service: 'site',
      contract: CONTRACT,
      time: toLocalTime(shop.clock(), shop.settings().zone),
    }
    return { status: 200, body }
  }

  return {
    handlers: {
      'site-orders.ping': ping,
      'site-orders.getOrders': guarded(exportHandler(shop)),
      'site-orders.getOrder': guarded(exportOneHandler(shop)),
      'site-orders.postResult': guarded(resultHandler(shop)),
      'site-orders.postOrder': guarded(versionHandler(shop)),
      'site-orders.postStock': guarded(stockHandler(shop)),
      'site-orders.postNomenclature': guarded(nomenclatureHandler(shop)),
      'site-orders.postContragents': guarded(contragentsHandler(shop)),
      'site-orders.getDictionary': guarded(dictionaryHandler(shop)),
      'site-orders.postDictionary': guarded(acceptDictionaryHandler(shop)),
    },
    routes: () => accountRoutes(shop),

    async empty() {
      const product = await shop.base.selectFrom('site_product').select('tovar_id').executeTakeFirst()
      return product === undefined
    },
    seed: (demo) => fillShop(shop, demo),
    reset: () => emptyShop(shop.base),

    orders: (query) => orderRows(shop, query),
    order: (order_id) => orderDetail(shop, order_id),
    draft: (customer_id) => makeDraft(shop, customer_id),
    async place(draft) {
      return orderDetail(shop, await placeOrder(shop, draft))
    },
    async edit(order_id, draft) {
      await editOrder(shop, order_id, draft)
      return orderDetail(shop, order_id)
    },
    async mark(order_id) {
      await markOrder(shop, order_id)
      return orderDetail(shop, order_id)
    },
    async cancel(order_id) {
      await cancelOrder(shop, order_id)
      return orderDetail(shop, order_id)
    },

    products: async () => shopWindow(await catalogue(shop)),
    customers: () => customersOf(shop.base),
    dictionaries: () => dictionariesOf(shop.base),
    async counts() {
      const { marked } = await shop.base
        .selectFrom('site_order')
        .select(({ fn }) => fn.countAll<number>().as('marked'))
        .where('exchange_state', 'in', ['marked', 'returned_marked'])
        .executeTakeFirstOrThrow()
      return { marked }
    },

    account: (customer_id) => accountOrders(shop, customer_id),
    async signIn(customer_id) {
      const customer = (await customersOf(shop.base)).find((one) => one.customer_id === customer_id)
      if (!customer)
        throw new ContractError(404, 'SHOP-CUSTOMER-UNKNOWN', `Покупателя ${customer_id} в магазине нет.`)
      if (!customer.registered)
        throw new ContractError(
          409,
          'SHOP-NO-ACCOUNT',
          `У покупателя ${customer.name} нет учётной записи, личного кабинета у него нет.`,
        )
      return { customer, cookie: sessionCookie(customer_id, shop.sessionKey, shop.clock()) }
    },
    async latestVersion(order_id, seq) {
      const version = await versionOf(shop.base, order_id, seq)
      return version && { seq: version.seq, received_at: version.received_at, body: version.body }
    },
    async latestVersions() {
      const versions = await latestVersions(shop.base)
      return [...versions].map(([order_id, { seq, received_at, body }]) => ({
        order_id,
        seq,
        received_at,
        body,
      }))
    },
    shownVersion: (order_id, seq) => shownVersion(shop, order_id, seq),
  }
}
