import { discountAmount, lineAmounts } from '../../server/contracts/site-orders/arithmetic.ts'
import type { OnecLine, OnecOrderDetail, OnecOrderEdit } from '../api/types.ts'
import { withoutEmpty } from '../site/draft.ts'

/** The part of a 1C order that a person may change, as the form holds it. Kopecks and thousandths. */
export interface OrderForm {
  lines: OnecLine[]
  status: string
  requisites: NonNullable<OnecOrderDetail['requisites']> | null
  delivery: OnecOrderDetail['delivery']
  order_number_payment: string
  open_by_user: boolean
  deletion_mark: boolean
}

export function formOf(order: OnecOrderDetail): OrderForm {
  return structuredClone({
    lines: order.lines,
    status: order.status,
    requisites: order.requisites ?? null,
    delivery: order.delivery,
    order_number_payment: order.order_number_payment ?? '',
    open_by_user: order.open_by_user,
    deletion_mark: order.deletion_mark,
  })
}

/** The line with its sums counted anew; a line that is not filled in yet counts nothing. */
export function recount(line: OnecLine): OnecLine {
  const whole = [line.quantity, line.price, line.discount].every((n) => Number.isSafeInteger(n))
  if (!whole) return line
  const { summa, nds_summa } = lineAmounts(line)
  return { ...line, summa, nds_summa }
}

/** Sums of the document, in kopecks. */
export function totalsOf(lines: readonly OnecLine[]) {
  const sum = (of: (line: OnecLine) => number) => lines.reduce((total, line) => total + of(line), 0)
  return { discount: sum((l) => l.discount), nds: sum((l) => l.nds_summa), total: sum((l) => l.summa) }
}

/** All lines with the same discount, in hundredths of a per cent. */
export function discountAll(lines: readonly OnecLine[], hundredthsOfPercent: number): OnecLine[] {
  return lines.map((line) =>
    recount({ ...line, discount: discountAmount(line.price, line.quantity, hundredthsOfPercent) }),
  )
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function linesToSend(lines: readonly OnecLine[]): NonNullable<OnecOrderEdit['lines']> {
  return lines.map(({ tovar_id, offer_id, storage_ref, quantity, price, discount, nds_s }) => ({
    tovar_id,
    offer_id,
    storage_ref,
    quantity,
    price,
    discount,
    nds_s,
  }))
}

/** What differs between the order and its form; `null` when nothing does. */
export function editOf(order: OnecOrderDetail, form: OrderForm): OnecOrderEdit | null {
  const before = formOf(order)
  const edit: OnecOrderEdit = {}
  if (!same(linesToSend(before.lines), linesToSend(form.lines))) edit.lines = linesToSend(form.lines)
  if (before.status !== form.status) edit.status = form.status
  if (!same(before.requisites, form.requisites)) {
    edit.requisites = form.requisites ? withoutEmpty(form.requisites) : null
  }
  if (!same(before.delivery, form.delivery)) edit.delivery = withoutEmpty(form.delivery)
  if (before.order_number_payment !== form.order_number_payment) {
    edit.order_number_payment = form.order_number_payment.trim() || null
  }
  if (before.open_by_user !== form.open_by_user) edit.open_by_user = form.open_by_user
  if (before.deletion_mark !== form.deletion_mark) edit.deletion_mark = form.deletion_mark
  return Object.keys(edit).length === 0 ? null : edit
}
