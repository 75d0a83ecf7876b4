import type { Selectable } from 'kysely'
import type { CmlDocument } from '../../server/contracts/commerceml/model.ts'
import {
  siteStatusIds,
  siteStatusNames,
  type SiteStatusId,
} from '../../server/contracts/commerceml/site-profiles.ts'
import type { Text } from '../../server/contracts/text.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import type { CmlSiteOrder, CmlSiteOrderRow, SiteStatus } from './model.ts'
import { nextOf, type CmlSiteBase, type CmlSiteTables } from './tables.ts'

/** An order of the site as its rules work with it. */
export interface SiteOrder {
  number: string
  document: CmlDocument
  payments: CmlDocument[]
  shipments: CmlDocument[]
  buyerKey: string
  buyerNo: number
  status: SiteStatusId
  statusAt: string
  paid: boolean
  shipped: boolean
  cancelled: boolean
  createdAt: string
  changedAt: string
  changedBy: 'site' | '1c'
  changeNo: number
  takenNo: number
  id1c: string | null
  number1c: string | null
  version1c: string | null
}

export type OrderRow = Selectable<CmlSiteTables['cml_site_order']>

export const toOrder = (row: OrderRow): SiteOrder => ({
  number: row.number,
  document: JSON.parse(row.document_json) as CmlDocument,
  payments: JSON.parse(row.payments_json) as CmlDocument[],
  shipments: JSON.parse(row.shipments_json) as CmlDocument[],
  buyerKey: row.buyer_key,
  buyerNo: row.buyer_no,
  status: row.status as SiteStatusId,
  statusAt: row.status_at,
  paid: row.paid === 1,
  shipped: row.shipped === 1,
  cancelled: row.cancelled === 1,
  createdAt: row.created_at,
  changedAt: row.changed_at,
  changedBy: row.changed_by as SiteOrder['changedBy'],
  changeNo: row.change_no,
  takenNo: row.taken_no,
  id1c: row.id_1c,
  number1c: row.number_1c,
  version1c: row.version_1c,
})

export const buyerOf = ({ parties }: CmlDocument): string => parties[0]?.name ?? ''

/** Texts come from anywhere; SQLite texts may not hold U+0000. */
const json = (value: unknown): string => JSON.stringify(value)

function toRow(order: SiteOrder): OrderRow {
  const buyer = buyerOf(order.document)
  return {
    number: order.number,
    document_json: json(order.document),
    payments_json: json(order.payments),
    shipments_json: json(order.shipments),
    sum: order.document.sum ?? 0,
    buyer,
    buyer_key: order.buyerKey,
    buyer_no: order.buyerNo,
    search: [order.number, buyer, order.number1c ?? ''].join(' ').toLowerCase(),
    status: order.status,
    status_at: order.statusAt,
    paid: Number(order.paid),
    shipped: Number(order.shipped),
    cancelled: Number(order.cancelled),
    created_at: order.createdAt,
    changed_at: order.changedAt,
    changed_by: order.changedBy,
    change_no: order.changeNo,
    taken_no: order.takenNo,
    id_1c: order.id1c,
    number_1c: order.number1c,
    version_1c: order.version1c,
  }
}

export async function findOrder(base: CmlSiteBase, number: string): Promise<SiteOrder | null> {
  const row = await base
    .selectFrom('cml_site_order')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirst()
  return row ? toOrder(row) : null
}

/** @throws Refusal `CML-ORDER-UNKNOWN` */
export async function orderOf(base: CmlSiteBase, number: string): Promise<SiteOrder> {
  const order = await findOrder(base, number)
  if (order) return order
  throw new Refusal('CML-ORDER-UNKNOWN', {
    ru: `Заказа ${number} на сайте нет. Откройте список заказов заново.`,
    en: `There is no order ${number} at the site. Open the list of orders again.`,
  })
}

/** Stores an order with the next change number: it is the newest change of all. */
export async function saveOrder(base: CmlSiteBase, order: SiteOrder): Promise<SiteOrder> {
  const changed = { ...order, changeNo: await nextOf(base, 'change') }
  const row = toRow(changed)
  await base
    .insertInto('cml_site_order')
    .values(row)
    .onConflict((conflict) => conflict.column('number').doUpdateSet(row))
    .execute()
  return changed
}

export async function addHistory(
  base: CmlSiteBase,
  number: string,
  at: Date,
  by: 'site' | '1c',
  { ru, en }: Text,
): Promise<void> {
  await base.insertInto('cml_site_history').values({ number, at: at.toISOString(), by, ru, en }).execute()
}

/** Goes out with the next `query` of a site that sends what has changed (section 3.2). */
export const isWaiting = ({ changedBy, changeNo, takenNo }: SiteOrder): boolean =>
  changedBy === 'site' && changeNo > takenNo

export const statusOf = (id: SiteStatusId): SiteStatus => ({
  id,
  name: siteStatusNames[id].ru,
  final: siteStatusNames[id].final,
})

export const siteStatuses = (): SiteStatus[] => siteStatusIds.map(statusOf)

export const orderRow = (order: SiteOrder): CmlSiteOrderRow => ({
  number: order.number,
  sum: order.document.sum ?? 0,
  currency: order.document.currency,
  buyer: buyerOf(order.document),
  status: statusOf(order.status),
  createdAt: order.createdAt,
  changedAt: order.changedAt,
  changedBy: order.changedBy,
  waiting: isWaiting(order),
  paid: order.paid,
  shipped: order.shipped,
  cancelled: order.cancelled,
  number1c: order.number1c,
})

export async function orderView(base: CmlSiteBase, number: string): Promise<CmlSiteOrder> {
  const order = await orderOf(base, number)
  const history = await base
    .selectFrom('cml_site_history')
    .select(['at', 'by', 'ru', 'en'])
    .where('number', '=', number)
    .orderBy('id')
    .execute()
  return {
    ...orderRow(order),
    document: order.document,
    payments: order.payments,
    shipments: order.shipments,
    history: history.map(({ at, by, ru, en }) => ({ at, by: by as 'site' | '1c', text: { ru, en } })),
  }
}

/** Orders by their number or buyer, newest first. */
export async function orderPage(
  base: CmlSiteBase,
  { text, offset, limit }: { text?: string | undefined; offset: number; limit: number },
): Promise<{ rows: CmlSiteOrderRow[]; total: number }> {
  const wanted = text?.trim().toLowerCase() ?? ''
  let found = base.selectFrom('cml_site_order')
  if (wanted !== '')
    found = found.where(({ fn, val }) => fn<number>('instr', ['search', val(wanted)]), '>', 0)
  const rows = await found
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('number', 'desc')
    .offset(offset)
    .limit(limit)
    .execute()
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(toOrder).map(orderRow), total: Number(total) }
}
