import { nextExchangeState } from '../../server/contracts/site-orders/states.ts'
import { nextMarkNo, type OrderRecord, type ShopBase } from './orders.ts'

/**
 * Sets the export mark (A-21, A-23, AD-05, AD-06): `edited` with reason `changed`, `manual` by hand. What the codes of the
 * last result asked for is done with: tasks, waiting values, the count of deferrals and a stop of the node.
 * The caller saves the order.
 */
export async function setMark(
  base: ShopBase,
  order: OrderRecord,
  event: 'edited' | 'manual',
  at: string,
): Promise<void> {
  order.exchange_state = nextExchangeState(order.exchange_state, event, order.seq !== null)
  order.mark_reason = event === 'edited' ? 'changed' : 'manual'
  order.marked_at = at
  order.mark_no = await nextMarkNo(base)
  order.tasks = []
  order.deferred_times = 0
  order.deferred_since = null
  order.may_repeat = true
  await base.deleteFrom('site_waiting').where('order_id', '=', order.order_id).execute()
  await base.deleteFrom('site_stopped_node').where('order_id', '=', order.order_id).execute()
}

/** A change of the order's content: a new revision that 1C has to take (AD-04, AD-05). The caller saves the order. */
export async function raiseRevision(base: ShopBase, order: OrderRecord, at: string): Promise<void> {
  order.revision += 1
  order.changed_at = at
  await setMark(base, order, 'edited', at)
}
