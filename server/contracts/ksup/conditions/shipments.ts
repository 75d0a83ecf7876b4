import { groupRows, sameRows } from '../rows.ts'
import type { DocumentRow } from '../rows.ts'
import { verdict, when } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** Shipments (D-80…D-87, DD-41…DD-45, DD-64). */

export const SALE = 'Реализация товаров и услуг'

export interface ShipmentDocument {
  ref: string
  /** Kind of the document. */
  kind: string
  posted: boolean
  deletionMark: boolean
  /** Local time of the original document (DD-41). */
  date: string
  /** The order it was made by, `null` for none. */
  order: { dealNumber: number | null } | null
  rows: readonly DocumentRow[]
}

/** What was delivered last. */
export interface ShipmentSent {
  date: string
  rows: readonly DocumentRow[]
}

/** The rows that travel: by article and price (DD-43); none of a document that is no longer posted (DD-42). */
export const shipmentRows = ({ posted, rows }: ShipmentDocument): DocumentRow[] =>
  posted ? groupRows(rows) : []

/** Would 1C tell КСУП of a written shipment? */
export function shipmentWritten(document: ShipmentDocument, sent: ShipmentSent | null): Verdict {
  const { kind, posted, deletionMark, date, order } = document
  const rows = shipmentRows(document)
  const gates = [
    ...when(kind !== SALE, 'not-a-sale'),
    ...when(deletionMark, sent === null ? 'deletion-mark' : 'deletion-mark-sent'),
    ...when(order === null, 'no-order'),
    ...when(order !== null && order.dealNumber === null, 'no-deal-number'),
  ]
  if (sent === null)
    return verdict('shipment-add', [
      ...gates,
      ...when(!posted, 'not-posted'),
      ...when(posted && rows.length === 0, 'no-rows'),
      'shipment-posted',
    ])
  const isSame = date === sent.date && sameRows(rows, sent.rows)
  return verdict('shipment-change', [
    ...gates,
    ...when(isSame, 'unchanged'),
    rows.length === 0 ? 'shipment-cancelled' : 'corrected',
  ])
}
