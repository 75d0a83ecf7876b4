import type { Kysely, Selectable } from 'kysely'
import type { CmlDocument } from '../../server/contracts/commerceml/model.ts'
import type { Text } from '../../server/contracts/text.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { sumOf } from './loading-rules.ts'
import type { CmlOnecOrder, CmlOnecOrderRow } from './model.ts'
import type { CmlOnecTables } from './tables.ts'

/** Orders of the simulated 1C as people see and change them. */

export type OrderRecord = Selectable<CmlOnecTables['cml_onec_order']>

interface Numbered {
  number: string
  date: string
}

export const documentOf = ({ document_json }: Pick<OrderRecord, 'document_json'>): CmlDocument =>
  JSON.parse(document_json) as CmlDocument

const numbered = (json: string | null): Numbered | null =>
  json === null ? null : (JSON.parse(json) as Numbered)

export const paymentOf = ({ payment_json }: OrderRecord): Numbered | null => numbered(payment_json)
export const shipmentOf = ({ shipment_json }: OrderRecord): Numbered | null => numbered(shipment_json)

const rowOf = (order: OrderRecord): CmlOnecOrderRow => ({
  id: order.id,
  number: order.number,
  siteNumber: order.site_number,
  date: order.date,
  counterparty: documentOf(order).parties[0]?.name ?? '',
  sum: order.sum,
  currency: order.currency,
  status: order.status,
  posted: order.posted === 1,
  paid: order.paid === 1,
  shipped: order.shipped === 1,
  cancelled: order.cancelled === 1,
  changed: order.changed === 1,
})

export const orderView = (order: OrderRecord): CmlOnecOrder => ({
  ...rowOf(order),
  document: documentOf(order),
  node: order.node,
  organization: order.organization,
  agreement: order.agreement,
  manager: order.manager,
  payment: paymentOf(order),
  shipment: shipmentOf(order),
  notes: JSON.parse(order.notes_json) as Text[],
})

/** What the search looks in. */
export const searchOf = (siteNumber: string, number: string, document: CmlDocument): string =>
  [siteNumber, number, ...document.parties.map(({ name }) => name), document.comment].join('\n').toLowerCase()

/** @throws Refusal `CML-ORDER-UNKNOWN` */
export async function orderRecord(db: Kysely<CmlOnecTables>, id: string): Promise<OrderRecord> {
  const order = await db.selectFrom('cml_onec_order').selectAll().where('id', '=', id).executeTakeFirst()
  if (order) return order
  throw new Refusal('CML-ORDER-UNKNOWN', {
    ru: `Заказа ${id} в 1С нет: возможно, базу очистили. Обновите список.`,
    en: `1C has no order ${id}: the base may have been emptied. Reload the list.`,
  })
}

export async function orderPage(
  db: Kysely<CmlOnecTables>,
  { text, offset, limit }: { text?: string | undefined; offset: number; limit: number },
): Promise<{ rows: CmlOnecOrderRow[]; total: number }> {
  const wanted = (text ?? '').trim().toLowerCase()
  const all = db.selectFrom('cml_onec_order')
  // `instr` takes % and _ for what they are.
  const some =
    wanted === ''
      ? all
      : all.where((where) => where(where.fn('instr', ['search', where.val(wanted)]), '>', 0))
  const rows = await some
    .selectAll()
    .orderBy('date', 'desc')
    .orderBy('number', 'desc')
    .offset(offset)
    .limit(limit)
    .execute()
  const { total } = await some.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return { rows: rows.map(rowOf), total }
}

/** The next number of 1C: eleven characters, as its own. */
export async function nextNumber(db: Kysely<CmlOnecTables>): Promise<string> {
  const { last } = await db
    .selectFrom('cml_onec_order')
    .select(({ fn }) => fn.max('number').as('last'))
    .executeTakeFirstOrThrow()
  const taken = Number(/(\d+)$/.exec(last ?? '')?.[1] ?? 0)
  return `СМ00-${String(taken + 1).padStart(6, '0')}`
}

export interface OrderEdit {
  status?: string | undefined
  posted?: boolean | undefined
  paid?: boolean | undefined
  shipped?: boolean | undefined
  cancelled?: boolean | undefined
  /** Kopecks and thousandths; a line that is not named goes. */
  lines?: { id: string; price: number; quantity: number }[] | undefined
  comment?: string | undefined
}

const flag = (value: boolean | undefined, before: number): number =>
  value === undefined ? before : value ? 1 : 0

/** A payment or a shipment has the number of its order: 1C numbers each kind on its own. */
const made = (wanted: number, before: string | null, order: OrderRecord, date: string): string | null => {
  if (wanted === 0) return null
  return before ?? JSON.stringify({ number: order.number, date })
}

function withLines(document: CmlDocument, lines: NonNullable<OrderEdit['lines']>): CmlDocument {
  const wanted = new Map(lines.map((line) => [line.id, line]))
  return {
    ...document,
    lines: document.lines.flatMap((line) => {
      const edit = wanted.get(line.id)
      if (!edit) return []
      const { price, quantity } = edit
      if (price === line.price && quantity === line.quantity) return [line]
      // A price that a person has set is what the buyer pays: the discount of the site is gone.
      return [{ ...line, price, quantity, sum: sumOf(price, quantity), discounts: [] }]
    }),
  }
}

/**
 * A person's change: the order goes up with the next exchange.
 * @param now local time of 1C
 * @throws Refusal `CML-ORDER-UNKNOWN`, `CML-ORDER-EMPTY` when no line is left
 */
export async function editOrder(
  db: Kysely<CmlOnecTables>,
  id: string,
  edit: OrderEdit,
  now: string,
): Promise<CmlOnecOrder> {
  return db.transaction().execute(async (trx) => {
    const order = await orderRecord(trx, id)
    const before = documentOf(order)
    const lines = edit.lines ? withLines(before, edit.lines) : before
    if (lines.lines.length === 0 && before.lines.length > 0)
      throw new Refusal('CML-ORDER-EMPTY', {
        ru: `В заказе ${order.number} не осталось строк. Отмените заказ, если он не нужен.`,
        en: `No line is left in the order ${order.number}. Cancel the order when it is not wanted.`,
      })
    const sum = lines.lines.reduce((total, line) => total + (line.sum ?? 0), 0)
    const document: CmlDocument = {
      ...lines,
      comment: edit.comment ?? before.comment,
      sum: edit.lines ? sum : before.sum,
    }
    const paid = flag(edit.paid, order.paid)
    const shipped = flag(edit.shipped, order.shipped)
    const changed = {
      status: edit.status ?? order.status,
      posted: flag(edit.posted, order.posted),
      paid,
      shipped,
      cancelled: flag(edit.cancelled, order.cancelled),
      payment_json: made(paid, order.payment_json, order, now),
      shipment_json: made(shipped, order.shipment_json, order, now),
      sum: edit.lines ? sum : order.sum,
      document_json: JSON.stringify(document),
      search: searchOf(order.site_number, order.number, document),
      changed: 1,
      revision: order.revision + 1,
    }
    await trx.updateTable('cml_onec_order').set(changed).where('id', '=', id).execute()
    return orderView({ ...order, ...changed })
  })
}
