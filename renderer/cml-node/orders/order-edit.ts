import type { OrderLine } from '../../cml/orders/order-line.ts'
import type { OnecOrder, OnecOrderEdit } from '../types.ts'

/** Marks of «Заказ клиента» that a person sets. */
export const marks = ['posted', 'paid', 'shipped', 'cancelled'] as const
export type Mark = (typeof marks)[number]

/** What the form of an order edits. Kopecks and thousandths. */
export interface OrderForm extends Record<Mark, boolean> {
  status: string
  comment: string
  lines: OrderLine[]
}

export function formOf(order: OnecOrder): OrderForm {
  const { status, posted, paid, shipped, cancelled, document } = order
  return {
    status,
    posted,
    paid,
    shipped,
    cancelled,
    comment: document.comment,
    lines: document.lines.map(({ id, price, quantity }) => ({
      id,
      price: price ?? 0,
      quantity: quantity ?? 0,
    })),
  }
}

/** What is to be written; `null` when the form says what the order says. Lines go all together. */
export function editOf(order: OnecOrder, form: OrderForm): OnecOrderEdit | null {
  const before = formOf(order)
  const edit: OnecOrderEdit = {}
  if (form.status !== before.status) edit.status = form.status
  if (form.comment !== before.comment) edit.comment = form.comment
  for (const mark of marks) if (form[mark] !== before[mark]) edit[mark] = form[mark]
  if (JSON.stringify(form.lines) !== JSON.stringify(before.lines)) edit.lines = form.lines
  return Object.keys(edit).length === 0 ? null : edit
}
