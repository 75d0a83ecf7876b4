import { mainAddress } from '../../../server/contracts/ksup/conditions.ts'
import type { PrintedOrder } from '../../../server/invoice/order-form/model.ts'
import { orderedRows } from './document.ts'
import type { DocumentOf } from './document.ts'
import type { Facts } from './facts.ts'

/** The printed «Заказ клиента» (D-46, D-53, DD-11). */

/** Whose base it is. */
const ORGANIZATION = 'ООО «Северный берег»'
const MANAGER = 'Отдел продаж'

export function printedOrder(
  { number, counterparty, data }: DocumentOf<'order'>,
  facts: Facts,
): PrintedOrder {
  const customer = facts.counterparty(counterparty)
  return {
    number,
    date: data.date,
    organization: ORGANIZATION,
    customer: {
      name: customer?.name ?? '',
      inn: customer?.inn ?? null,
      phone: mainAddress(customer?.phones ?? []),
      email: mainAddress(customer?.emails ?? []),
    },
    deal_number: data.deal_number,
    manager: MANAGER,
    comment: data.comment,
    rows: orderedRows(data),
  }
}

/** «Заказ клиента 0000-021502 от 18.09.2025.pdf»; a number with a path separator must not make a path of it (section 5.3). */
export function formName({ number, data: { date } }: DocumentOf<'order'>): string {
  const [year, month, day] = date.slice(0, 10).split('-')
  return `Заказ клиента ${number.replace(/[/\\]/g, '-')} от ${day}.${month}.${year}.pdf`
}
