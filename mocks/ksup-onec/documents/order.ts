import { orderFile } from '../../../server/contracts/ksup/file.ts'
import {
  orderRows,
  orderSent,
  orderWriteFault,
  orderWritten,
} from '../../../server/contracts/ksup/conditions.ts'
import type { Order, OrderSent } from '../../../server/contracts/ksup/conditions.ts'
import { wireRow } from './document.ts'
import type { DocumentOf } from './document.ts'
import type { Facts } from './facts.ts'
import { formName, printedOrder } from './print.ts'
import { dealNumberFixed, dealNumberRequired } from './refusals.ts'
import type { Memory } from './store.ts'
import type { Around, Telling } from './telling.ts'

/** «Заказ клиента» (section 4.3, D-43…D-67, DD-26…DD-34). */

const orderOf = ({ ref, number, posted, deletion_mark, data }: DocumentOf<'order'>, facts: Facts): Order => ({
  ref,
  number,
  type: data.type,
  status: data.status,
  posted,
  deletionMark: deletion_mark,
  dealNumber: data.deal_number,
  rows: data.rows,
  shipments: facts.shipmentsOf(ref).map((shipment) => ({
    posted: shipment.posted,
    rows: shipment.data.rows,
  })),
})

/** Nothing, when the number was changed before КСУП took anything: all of it goes anew (DD-29). */
function sentOf({ ref, data }: DocumentOf<'order'>, facts: Facts): (OrderSent & Memory) | null {
  const sent = facts.known(ref) as (OrderSent & Memory) | null
  return sent !== null && !sent.delivered && sent.dealNumber !== data.deal_number ? null : sent
}

/** @throws Refusal `KSUP-ONEC-DEAL-NUMBER` (D-49, DD-27), `KSUP-ONEC-DEAL-NUMBER-FIXED` (DD-29) */
export function checkDealNumber(document: DocumentOf<'order'>, facts: Facts): void {
  const sent = sentOf(document, facts)
  const fault = orderWriteFault(orderOf(document, facts), sent)
  if (fault === 'deal-number-required') throw dealNumberRequired()
  if (fault === 'deal-number-fixed') throw dealNumberFixed(sent!.dealNumber)
}

/** The printed order, which travels with it (D-53, DD-11). */
export const orderForm = (
  document: DocumentOf<'order'>,
  facts: Facts,
  print: Around['print'],
): { name: string; bytes: Uint8Array } => ({
  name: formName(document),
  bytes: print(printedOrder(document, facts)),
})

export function orderTelling(
  document: DocumentOf<'order'>,
  { facts, settings: { closedPartial }, print }: Around,
): Telling {
  const order = orderOf(document, facts)
  const sent = sentOf(document, facts)
  const verdicts = orderWritten(order, sent, { closedPartial })
  const { number, dealNumber: deal_number } = order
  const composition = () => {
    const { name, bytes } = orderForm(document, facts, print)
    return {
      order_number_1c: number,
      deal_number,
      file: orderFile(name, bytes),
      rows: orderRows(order).map(wireRow),
    }
  }
  return {
    verdicts,
    messages: () =>
      verdicts
        .filter(({ wouldSend }) => wouldSend)
        .map(({ kind }) => ({
          kind,
          // D-64, D-67: the closing ones are the number of the deal alone.
          body: kind === 'order-add' || kind === 'order-change' ? composition() : { deal_number },
        })),
    known: () => orderSent(order, sent, { closedPartial }),
  }
}
