import { exchangeFacts } from '../../server/contracts/site-orders/states.ts'
import { grossAmount, totalsOf } from '../../server/contracts/site-orders/arithmetic.ts'
import { thousandths } from '../../server/contracts/decimal.ts'
import type { Text } from '../../server/contracts/text.ts'
import { heldBackBy } from './export.ts'
import type { OnecVersion, SiteOrderDetail, SiteOrderRow, SiteTask } from './model.ts'
import {
  findOrder,
  historyOf,
  latestVersions,
  toRecord,
  versionsOf,
  type OrderRecord,
  type StoredVersion,
} from './orders.ts'
import type { Shop } from './parts.ts'
import { orderUnknown } from './refusals.ts'
import { mayCancel, mayEdit } from './shop.ts'
import { knownStatusNames } from './statuses.ts'

/** Orders as the people of the shop see them. */

/** Kopecks by the prices of the shop window; the final sum comes from 1C. */
export function estimate({ own, prices }: Pick<OrderRecord, 'own' | 'prices'>): number {
  return own.products.reduce(
    (sum, { quantity }, i) => sum + grossAmount(prices[i] ?? 0, thousandths(quantity)),
    0,
  )
}

export const totalOf = (version: OnecVersion): number =>
  totalsOf(version.order.products.map(({ offer }) => offer)).total

const urgency: Record<SiteTask['audience'], number> = { developer: 0, manager: 1, client: 2 }

function attentionTo(order: OrderRecord, shop: Shop): Text | null {
  const held = heldBackBy(order, shop)
  if (held)
    return {
      ru: `Не выгружается: значение «${held.value}» сопоставлено неоднозначно`,
      en: `Not exported: the mapping of "${held.value}" is in conflict`,
    }
  const [task] = [...order.tasks].sort((a, b) => urgency[a.audience] - urgency[b.audience])
  return task ? { ru: `${task.code}. ${task.text.ru}`, en: `${task.code}. ${task.text.en}` } : null
}

function rowOf(
  order: OrderRecord,
  version: StoredVersion | undefined,
  names: ReadonlySet<string>,
  shop: Shop,
): SiteOrderRow {
  const { mark } = exchangeFacts(order.exchange_state, order.seq !== null)
  const { requisites, client } = version?.body.order ?? order.own
  return {
    order_id: order.order_id,
    order_number: order.order_number,
    order_time: order.placed_at,
    customer_id: order.customer_id,
    customer: requisites?.organization ?? client.name,
    authorized: order.authorized,
    status: order.status,
    status_known: names.has(order.status),
    exchange_state: order.exchange_state,
    revision: order.revision,
    mark_reason: mark ? order.mark_reason : null,
    total: version ? totalOf(version.body) : estimate(order),
    total_final: version !== undefined,
    seq: order.seq,
    last_result: order.last_result?.result ?? null,
    deferred_times: order.deferred_times,
    attention: attentionTo(order, shop),
  }
}

/**
 * Orders, newest first.
 * @param text part of a number, an id, a customer or a status, in any case
 * @param state exchange state
 */
export async function orderRows(
  shop: Shop,
  { text, state }: { text?: string | undefined; state?: string | undefined },
): Promise<SiteOrderRow[]> {
  const rows = await shop.base
    .selectFrom('site_order')
    .selectAll()
    .$if(Boolean(state), (query) => query.where('exchange_state', '=', state!))
    .orderBy('placed_at', 'desc')
    .orderBy('order_number', 'desc')
    .execute()
  const versions = await latestVersions(shop.base)
  const names = await knownStatusNames(shop)
  const wanted = (text ?? '').trim().toLocaleLowerCase('ru')
  return rows
    .map(toRecord)
    .map((order) => rowOf(order, versions.get(order.order_id), names, shop))
    .filter(({ order_number, order_id, customer, status }) =>
      [order_number, order_id, customer, status].some((one) => one.toLocaleLowerCase('ru').includes(wanted)),
    )
}

/** @throws ContractError 404 SITE-ORDER-UNKNOWN */
export async function orderDetail(shop: Shop, order_id: string): Promise<SiteOrderDetail> {
  const order = await findOrder(shop.base, order_id)
  if (!order) throw orderUnknown(order_id)
  const versions = await versionsOf(shop.base, order_id)
  return {
    ...rowOf(order, versions[0], await knownStatusNames(shop), shop),
    own: order.own,
    versions: versions.map(({ seq, received_at, body, warnings }) => ({ seq, received_at, body, warnings })),
    history: await historyOf(shop.base, order_id),
    tasks: order.tasks,
    may_edit: mayEdit(order),
    may_cancel: mayCancel(order),
  }
}
