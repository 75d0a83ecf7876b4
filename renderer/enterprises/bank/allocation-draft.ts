import { checkAllocation, type AllocationRefusal } from '../../../server/contracts/bank/allocation.ts'
import type { BankDocument, RegateOrder } from '../../api/types.ts'

/** The splitting of a payment by hand, before it is written. Amounts in kopecks. */
export interface AllocationDraft {
  client_id: string | null
  /** What each order gets, by its id; `null`: a field that was emptied. */
  amounts: Record<string, number | null>
}

/** An order waits for money in this status only (regate section 8.3). */
export const AWAITS_PAYMENT = 100

/** What of a payment no order has got yet. */
export function freeMoney({ payment }: BankDocument): number {
  const used = payment.allocations.filter(({ order_id }) => order_id !== null)
  return payment.amount - used.reduce((sum, { amount }) => sum + amount, 0)
}

export const restOf = ({ amount, paid }: RegateOrder): number => Math.max(amount - paid, 0)

/** The parts that get money. */
export const partsOf = ({ amounts }: AllocationDraft): { order_id: string; amount: number }[] =>
  Object.entries(amounts).flatMap(([order_id, amount]) => (amount ? [{ order_id, amount }] : []))

/** What stays on the client's balance; below zero when more is given out than there is. */
export const balanceOf = (draft: AllocationDraft, free: number): number =>
  free - partsOf(draft).reduce((sum, { amount }) => sum + amount, 0)

/** What the oldest orders would take, one after another, until the money ends. @param orders newest first */
export function spread(free: number, orders: readonly RegateOrder[]): Record<string, number> {
  let left = free
  const amounts: Record<string, number> = {}
  for (const order of [...orders].reverse()) {
    const amount = Math.min(restOf(order), left)
    if (amount > 0) amounts[order.order_id] = amount
    left -= amount
  }
  return amounts
}

/** What the server would refuse, told while a person types. */
export function faultsOf(
  draft: AllocationDraft,
  free: number,
  orders: readonly RegateOrder[],
): AllocationRefusal[] {
  return checkAllocation(
    {
      client_id: draft.client_id ?? '',
      orders: partsOf(draft).map(({ order_id, amount }) => ({ order_id, kopecks: amount })),
      balanceKopecks: Math.max(balanceOf(draft, free), 0),
    },
    {
      amountKopecks: free,
      clientKnown: draft.client_id !== null,
      orders: orders.map((order) => ({
        order_id: order.order_id,
        order_number: order.order_number,
        client_id: order.client_id,
        status: order.status,
        restKopecks: restOf(order),
      })),
    },
  )
}
