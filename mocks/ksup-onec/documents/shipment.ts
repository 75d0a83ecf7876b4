import { SALE, shipmentRows, shipmentWritten } from '../../../server/contracts/ksup/conditions.ts'
import type { ShipmentDocument, ShipmentSent } from '../../../server/contracts/ksup/conditions.ts'
import { wireRow } from './document.ts'
import type { DocumentOf } from './document.ts'
import type { Facts } from './facts.ts'
import type { Around, Telling } from './telling.ts'

/** «Реализация товаров и услуг» (D-77…D-87, DD-41…DD-45). */

function shipmentOf(
  { ref, posted, deletion_mark, data }: DocumentOf<'shipment'>,
  facts: Facts,
): ShipmentDocument {
  const order = data.order === null ? undefined : facts.order(data.order)
  return {
    ref,
    kind: SALE,
    posted,
    deletionMark: deletion_mark,
    date: data.date,
    order: order ? { dealNumber: order.data.deal_number } : null,
    rows: data.rows,
  }
}

export function shipmentTelling(document: DocumentOf<'shipment'>, { facts }: Around): Telling {
  const shipment = shipmentOf(document, facts)
  const { date, order } = shipment
  const verdict = shipmentWritten(shipment, facts.known(document.ref) as ShipmentSent | null)
  const rows = shipmentRows(shipment)
  return {
    verdicts: [verdict],
    messages: () =>
      verdict.wouldSend
        ? [{ kind: verdict.kind, body: { deal_number: order!.dealNumber, date, rows: rows.map(wireRow) } }]
        : [],
    known: () => ({ date, rows }) satisfies ShipmentSent,
  }
}
