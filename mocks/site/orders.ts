import type { Kysely, Selectable } from 'kysely'
import type { OrderStatus, ExchangeState } from '../../server/contracts/site-orders/states.ts'
import { ORDER_STATUSES } from '../../server/contracts/site-orders/states.ts'
import type { OnecVersion, OrderResult, SiteHistoryEvent, SiteOrder, SiteTask } from './model.ts'
import type { SiteTables } from './tables.ts'

/** The shop's tables, inside or outside of a transaction. */
export type ShopBase = Kysely<SiteTables>

export type MarkReason = 'new' | 'changed' | 'manual'

/** An order as the shop thinks of it; the row of `site_order` with its JSON and flags read. */
export interface OrderRecord {
  order_id: string
  order_number: string
  placed_at: string
  customer_id: string | null
  authorized: boolean
  own: SiteOrder
  prices: number[]
  revision: number
  exchange_state: ExchangeState
  mark_reason: MarkReason
  marked_at: string
  mark_no: number
  changed_at: string
  cancelled_by_client: boolean
  status: string
  seq: number | null
  last_result: OrderResult | null
  result_mark_no: number | null
  deferred_times: number
  deferred_since: string | null
  taken_revision: number
  may_repeat: boolean
  tasks: SiteTask[]
}

export interface StoredVersion {
  seq: number
  received_at: string
  body: OnecVersion
  fingerprint: string
  warnings: string[]
}

const read = <T>(json: string): T => JSON.parse(json) as T

export function toRecord(row: Selectable<SiteTables['site_order']>): OrderRecord {
  const { own_json, prices_json, last_result_json, tasks_json, ...plain } = row
  return {
    ...plain,
    authorized: row.authorized === 1,
    own: read(own_json),
    prices: read(prices_json),
    exchange_state: row.exchange_state as ExchangeState,
    mark_reason: row.mark_reason as MarkReason,
    cancelled_by_client: row.cancelled_by_client === 1,
    last_result: last_result_json === null ? null : read(last_result_json),
    may_repeat: row.may_repeat === 1,
    tasks: read(tasks_json),
  }
}

function toRow(order: OrderRecord): SiteTables['site_order'] {
  const { own, prices, last_result, tasks, ...plain } = order
  return {
    ...plain,
    authorized: Number(order.authorized),
    own_json: JSON.stringify(own),
    prices_json: JSON.stringify(prices),
    cancelled_by_client: Number(order.cancelled_by_client),
    last_result_json: last_result && JSON.stringify(last_result),
    may_repeat: Number(order.may_repeat),
    tasks_json: JSON.stringify(tasks),
  }
}

export async function findOrder(base: ShopBase, order_id: string): Promise<OrderRecord | null> {
  const row = await base
    .selectFrom('site_order')
    .selectAll()
    .where('order_id', '=', order_id)
    .executeTakeFirst()
  return row ? toRecord(row) : null
}

export async function insertOrder(base: ShopBase, order: OrderRecord): Promise<void> {
  await base.insertInto('site_order').values(toRow(order)).execute()
}

export async function saveOrder(base: ShopBase, order: OrderRecord): Promise<void> {
  await base.updateTable('site_order').set(toRow(order)).where('order_id', '=', order.order_id).execute()
}

/** A number larger than that of any mark set so far. */
export async function nextMarkNo(base: ShopBase): Promise<number> {
  const { last } = await base
    .selectFrom('site_order')
    .select(({ fn }) => fn.max('mark_no').as('last'))
    .executeTakeFirstOrThrow()
  return Number(last ?? 0) + 1
}

/** Stores the version as the latest; the shop's own data is not touched. */
export async function insertVersion(base: ShopBase, order_id: string, version: StoredVersion): Promise<void> {
  await base
    .insertInto('site_version')
    .values({
      order_id,
      seq: version.seq,
      received_at: version.received_at,
      body_json: JSON.stringify(version.body),
      fingerprint: version.fingerprint,
      warnings_json: JSON.stringify(version.warnings),
    })
    .execute()
}

function toVersion(row: Selectable<SiteTables['site_version']>): StoredVersion {
  return {
    seq: row.seq,
    received_at: row.received_at,
    body: read(row.body_json),
    fingerprint: row.fingerprint,
    warnings: read(row.warnings_json),
  }
}

/** Versions of an order, newest first. */
export async function versionsOf(base: ShopBase, order_id: string): Promise<StoredVersion[]> {
  const rows = await base
    .selectFrom('site_version')
    .selectAll()
    .where('order_id', '=', order_id)
    .orderBy('seq', 'desc')
    .execute()
  return rows.map(toVersion)
}

/** The version with this `seq`, the latest one without; `null` while there is none. */
export async function versionOf(
  base: ShopBase,
  order_id: string,
  seq?: number,
): Promise<StoredVersion | null> {
  const row = await base
    .selectFrom('site_version')
    .selectAll()
    .where('order_id', '=', order_id)
    .$if(seq !== undefined, (query) => query.where('seq', '=', seq!))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? toVersion(row) : null
}

/** Latest versions of all orders, or of the orders of one customer. */
export async function latestVersions(
  base: ShopBase,
  customer_id?: string,
): Promise<Map<string, StoredVersion>> {
  const rows = await base
    .selectFrom('site_version')
    .innerJoin('site_order', (join) =>
      join
        .onRef('site_order.order_id', '=', 'site_version.order_id')
        .onRef('site_order.seq', '=', 'site_version.seq'),
    )
    .selectAll('site_version')
    .$if(customer_id !== undefined, (query) => query.where('site_order.customer_id', '=', customer_id!))
    .execute()
  return new Map(rows.map((row) => [row.order_id, toVersion(row)]))
}

/** What happened to an order; what is left out is empty. */
export type EventDraft = Pick<SiteHistoryEvent, 'kind' | 'text'> & Partial<SiteHistoryEvent>

export async function addEvent(
  base: ShopBase,
  order_id: string,
  at: string,
  draft: EventDraft,
): Promise<void> {
  const event: SiteHistoryEvent = {
    at,
    revision: null,
    seq: null,
    codes: [],
    changes: [],
    entry: null,
    ...draft,
  }
  await base
    .insertInto('site_history')
    .values({ order_id, at, event_json: JSON.stringify(event) })
    .execute()
}

/** History of an order, newest first. */
export async function historyOf(base: ShopBase, order_id: string): Promise<SiteHistoryEvent[]> {
  const rows = await base
    .selectFrom('site_history')
    .select('event_json')
    .where('order_id', '=', order_id)
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => read(row.event_json))
}

/** The starter status with this name (5.2), `undefined` for any other name of the open dictionary. */
export function knownStatus(name: string): OrderStatus | undefined {
  return ORDER_STATUSES.find((status) => status.name === name)
}
