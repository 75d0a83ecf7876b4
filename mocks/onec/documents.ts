import type { Selectable } from 'kysely'
import { lineAmounts } from '../../server/contracts/site-orders/arithmetic.ts'
import type { OutgoingState } from '../../server/contracts/site-orders/states.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import type { PricedLine } from './allocation.ts'
import { elements, elementsByRef, itemsById } from './catalogue.ts'
import type { OnecLine, OnecOrderDetail, OnecOrderRow, ResultBody, VersionBody } from './model.ts'
import type { OnecDb, OnecTables } from './tables.ts'

/** «Заказ клиента»: the document that an order of the site becomes. Its key is `order_id` (section 11). */

export interface DocumentLine extends Omit<PricedLine, 'tovar_id'> {
  /** `null`: added by a person, the site does not sell it. */
  tovar_id: string | null
}

/** 1C references of the header; `null` where a raw value was let through. */
export interface DocumentRefs {
  city: string | null
  delivery_method: string | null
  transport_company: string | null
  payment_method: string | null
}

export interface OrderDocument {
  order_id: string
  ref_1c: string
  number_1c: string
  site_number: string
  date: string
  organization_ref: string
  counterparty_ref: string | null
  status_ref: string
  requisites: VersionBody['order']['requisites']
  client: VersionBody['order']['client']
  delivery: VersionBody['order']['delivery']
  refs: DocumentRefs
  order_number_payment: string | null
  revision: number
  seq: number
  posted: boolean
  changed: boolean
  edited: boolean
  open_by_user: boolean
  deletion_mark: boolean
  result: ResultBody
  changed_at: string
  lines: DocumentLine[]
}

type OrderRow = Selectable<OnecTables['onec_order']>

const flag = (value: boolean): number => (value ? 1 : 0)
const parse = <T>(text: string): T => JSON.parse(text) as T

function toRow(document: OrderDocument): OrderRow {
  const { requisites, client, delivery, refs, result, lines: _lines, ...rest } = document
  return {
    ...rest,
    requisites_json: requisites ? JSON.stringify(requisites) : null,
    client_json: JSON.stringify(client),
    delivery_json: JSON.stringify(delivery),
    city_ref: refs.city,
    delivery_method_ref: refs.delivery_method,
    carrier_ref: refs.transport_company,
    payment_method_ref: refs.payment_method,
    posted: flag(document.posted),
    changed: flag(document.changed),
    edited: flag(document.edited),
    open_by_user: flag(document.open_by_user),
    deletion_mark: flag(document.deletion_mark),
    result_json: JSON.stringify(result),
  }
}

function fromRow(row: OrderRow, lines: DocumentLine[]): OrderDocument {
  return {
    order_id: row.order_id,
    ref_1c: row.ref_1c,
    number_1c: row.number_1c,
    site_number: row.site_number,
    date: row.date,
    organization_ref: row.organization_ref,
    counterparty_ref: row.counterparty_ref,
    status_ref: row.status_ref,
    requisites: row.requisites_json === null ? null : parse(row.requisites_json),
    client: parse(row.client_json),
    delivery: parse(row.delivery_json),
    refs: {
      city: row.city_ref,
      delivery_method: row.delivery_method_ref,
      transport_company: row.carrier_ref,
      payment_method: row.payment_method_ref,
    },
    order_number_payment: row.order_number_payment,
    revision: row.revision,
    seq: row.seq,
    posted: row.posted === 1,
    changed: row.changed === 1,
    edited: row.edited === 1,
    open_by_user: row.open_by_user === 1,
    deletion_mark: row.deletion_mark === 1,
    result: parse(row.result_json),
    changed_at: row.changed_at,
    lines,
  }
}

export async function findDocument(db: OnecDb, order_id: string): Promise<OrderDocument | null> {
  const row = await db
    .selectFrom('onec_order')
    .selectAll()
    .where('order_id', '=', order_id)
    .executeTakeFirst()
  if (!row) return null
  const lines = await db
    .selectFrom('onec_order_line')
    .select(['tovar_id', 'offer_id', 'storage_ref', 'quantity', 'price', 'discount', 'nds_s'])
    .where('order_id', '=', order_id)
    .orderBy('position')
    .execute()
  return fromRow(row, lines)
}

/** @throws Refusal `ONEC-ORDER-UNKNOWN` */
export async function documentOf(db: OnecDb, order_id: string): Promise<OrderDocument> {
  const found = await findDocument(db, order_id)
  if (found) return found
  throw new Refusal('ONEC-ORDER-UNKNOWN', {
    ru: `Заказа ${order_id} в 1С нет. Заберите заказы с сайта.`,
    en: `There is no order ${order_id} in 1C. Take the orders from the site.`,
  })
}

/** The document itself. @throws Refusal `ONEC-ORDER-NOT-POSTED` for one that was refused and is only written */
export function posted(document: OrderDocument): OrderDocument {
  if (document.posted) return document
  throw new Refusal('ONEC-ORDER-NOT-POSTED', {
    ru: `Заказ ${document.number_1c} не проведён: исправьте причины отказа и заберите заказ с сайта снова.`,
    en: `Order ${document.number_1c} is not posted: remove the reasons of the refusal and take the order again.`,
  })
}

/** Writes the document whole, over the one with the same key. */
export async function saveDocument(db: OnecDb, document: OrderDocument): Promise<void> {
  const row = toRow(document)
  const { order_id, ...values } = row
  await db
    .insertInto('onec_order')
    .values(row)
    .onConflict((conflict) => conflict.column('order_id').doUpdateSet(values))
    .execute()
  await db.deleteFrom('onec_order_line').where('order_id', '=', order_id).execute()
  for (const [position, line] of document.lines.entries())
    await db
      .insertInto('onec_order_line')
      .values({ order_id, position, ...line })
      .execute()
}

/** What the site would see differently: everything of the document but its bookkeeping. */
export function contentOf(document: OrderDocument): string {
  const { requisites, client, delivery, refs, order_number_payment, status_ref, lines } = document
  return JSON.stringify([requisites, client, delivery, refs, order_number_payment, status_ref, lines])
}

/* ---------- views ---------- */

const totalOf = (lines: readonly DocumentLine[]): number =>
  lines.reduce((total, line) => total + lineAmounts(line).summa, 0)

async function outgoingStates(db: OnecDb): Promise<Map<string, OutgoingState>> {
  const rows = await db
    .selectFrom('onec_order')
    .innerJoin('onec_version', (join) =>
      join
        .onRef('onec_version.order_id', '=', 'onec_order.order_id')
        .onRef('onec_version.seq', '=', 'onec_order.seq'),
    )
    .innerJoin('onec_outbox', 'onec_outbox.id', 'onec_version.message_id')
    .select(['onec_order.order_id', 'onec_outbox.state'])
    .execute()
  return new Map(rows.map(({ order_id, state }) => [order_id, state]))
}

function asRow(
  document: OrderDocument,
  counterparty: string,
  status: string,
  outgoing: OutgoingState | null,
): OnecOrderRow {
  return {
    order_id: document.order_id,
    ref_1c: document.ref_1c,
    number_1c: document.number_1c,
    site_number: document.site_number,
    date: document.date,
    counterparty,
    status,
    total: totalOf(document.lines),
    revision: document.revision,
    seq: document.seq,
    outgoing,
    posted: document.posted,
    changed: document.changed,
    result: document.result.result,
  }
}

/** Documents, newest first; `text` is a part of number, counterparty or order id. */
export async function orderRows(
  db: OnecDb,
  query: { text?: string; order_id?: string } = {},
): Promise<OnecOrderRow[]> {
  const { order_id } = query
  const rows = await db
    .selectFrom('onec_order')
    .$if(order_id !== undefined, (select) => select.where('onec_order.order_id', '=', order_id!))
    .leftJoin('onec_counterparty', 'onec_counterparty.ref_1c', 'onec_order.counterparty_ref')
    .leftJoin('onec_element', (join) =>
      join
        .onRef('onec_element.ref', '=', 'onec_order.status_ref')
        .on('onec_element.kind', '=', 'order_status'),
    )
    .selectAll('onec_order')
    .select(['onec_counterparty.name as counterparty', 'onec_element.name as status'])
    .orderBy('onec_order.number_1c', 'desc')
    .execute()
  const lines = await db
    .selectFrom('onec_order_line')
    .selectAll()
    .$if(order_id !== undefined, (select) => select.where('order_id', '=', order_id!))
    .orderBy('position')
    .execute()
  const linesByOrder = new Map<string, DocumentLine[]>()
  for (const { order_id, position: _position, ...line } of lines)
    linesByOrder.set(order_id, [...(linesByOrder.get(order_id) ?? []), line])
  const outgoing = await outgoingStates(db)
  const wanted = query.text?.trim().toLocaleLowerCase('ru') ?? ''
  return rows
    .map((row) => {
      const document = fromRow(row, linesByOrder.get(row.order_id) ?? [])
      const counterparty = row.counterparty ?? document.requisites?.organization ?? document.client.name
      return asRow(document, counterparty, row.status ?? '', outgoing.get(row.order_id) ?? null)
    })
    .filter((row) =>
      [row.number_1c, row.site_number, row.counterparty, row.order_id, row.status]
        .join('\n')
        .toLocaleLowerCase('ru')
        .includes(wanted),
    )
}

/** @throws Refusal `ONEC-ORDER-UNKNOWN` */
export async function orderDetail(db: OnecDb, order_id: string): Promise<OnecOrderDetail> {
  const document = await documentOf(db, order_id)
  const [row] = await orderRows(db, { order_id })
  const items = await itemsById(
    db,
    document.lines.map(({ offer_id }) => offer_id),
  )
  const versions = await db
    .selectFrom('onec_version')
    .innerJoin('onec_outbox', 'onec_outbox.id', 'onec_version.message_id')
    .select(['onec_version.seq', 'made_at', 'onec_version.body_json', 'state'])
    .where('order_id', '=', order_id)
    .orderBy('onec_version.seq', 'desc')
    .execute()
  return {
    ...row!,
    lines: document.lines.map((line): OnecLine => {
      const { summa, nds_summa } = lineAmounts(line)
      const item = items.get(line.offer_id)
      return { ...line, name: item?.name ?? '', unit: item?.unit ?? '', summa, nds_summa }
    }),
    requisites: document.requisites,
    client: document.client,
    delivery: document.delivery,
    resolved: document.refs,
    organization_ref: document.organization_ref,
    order_number_payment: document.order_number_payment,
    open_by_user: document.open_by_user,
    deletion_mark: document.deletion_mark,
    last_result: document.result,
    versions: versions.map(({ seq, made_at, body_json, state }) => ({
      seq,
      made_at,
      body: parse<VersionBody>(body_json),
      state,
    })),
  }
}

/** Code of a status element (section 5.2), `null` for one of the user's own. */
export async function statusCode(db: OnecDb, status_ref: string): Promise<string | null> {
  return elementsByRef(await elements(db), 'order_status').get(status_ref)?.code ?? null
}
