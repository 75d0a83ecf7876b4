import { groupRows } from '../rows.ts'
import type { DocumentRow } from '../rows.ts'
import { verdict, when } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** Receipts of the till (D-88…D-98, DD-47, DD-49). */

export interface Receipt {
  ref: string
  operation: 'sale' | 'return'
  posted: boolean
  deletionMark: boolean
  /** Local time. */
  date: string
  /** The loyalty card; its owner is the counterparty of the field «Клиент» (D-95). */
  card: { owner: { code1c: string } | null } | null
  rows: readonly DocumentRow[]
}

/** «Код 1С» of the buyer, through the card (D-95); `null` without a card or an owner. */
export const buyerCode = ({ card }: Receipt): string | null => card?.owner?.code1c ?? null

/** The rows that travel: by article and price (DD-43). */
export const receiptRows = ({ rows }: Receipt): DocumentRow[] => groupRows(rows)

/**
 * Would 1C tell КСУП of a receipt? Once, when it is posted; never of a change (D-89).
 * @param isSent it was told already
 */
export function receiptWritten(receipt: Receipt, isSent: boolean): Verdict {
  const { operation, posted, deletionMark, card, rows } = receipt
  const hasBuyer = buyerCode(receipt) !== null
  return verdict(hasBuyer ? 'retail' : 'retail-no-card', [
    ...when(operation === 'return', 'till-return'),
    ...when(deletionMark, isSent ? 'deletion-mark-sent' : 'deletion-mark'),
    ...when(!posted, 'not-posted'),
    ...when(isSent, 'already-sent'),
    ...when(hasBuyer && rows.length === 0, 'no-rows'),
    hasBuyer ? 'has-card' : card === null ? 'no-card' : 'card-without-owner',
  ])
}
