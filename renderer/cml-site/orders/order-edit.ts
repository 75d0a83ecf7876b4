import type { OrderLine } from '../../cml/orders/order-line.ts'
import type { SiteOrder, SiteOrderEdit } from '../types.ts'

/** What the form of an order edits. Kopecks and thousandths. */
export interface SiteOrderForm {
  /** Id of the status. */
  status: string
  paid: boolean
  cancelled: boolean
  comment: string
  lines: OrderLine[]
}

export function formOf({ status, paid, cancelled, document }: SiteOrder): SiteOrderForm {
  return {
    status: status.id,
    paid,
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
export function editOf(order: SiteOrder, form: SiteOrderForm): SiteOrderEdit | null {
  const before = formOf(order)
  const edit: SiteOrderEdit = {}
  if (form.status !== before.status) edit.status = form.status
  if (form.paid !== before.paid) edit.paid = form.paid
  if (form.cancelled !== before.cancelled) edit.cancelled = form.cancelled
  if (form.comment !== before.comment) edit.comment = form.comment
  if (JSON.stringify(form.lines) !== JSON.stringify(before.lines)) edit.lines = form.lines
  return Object.keys(edit).length === 0 ? null : edit
}
