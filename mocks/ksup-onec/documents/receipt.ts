import { buyerCode, receiptRows, receiptWritten } from '../../../server/contracts/ksup/conditions.ts'
import type { Receipt } from '../../../server/contracts/ksup/conditions.ts'
import { wireRow } from './document.ts'
import type { DocumentOf } from './document.ts'
import type { Facts } from './facts.ts'
import type { Around, Telling } from './telling.ts'

/** Receipts of the till (D-88…D-98, DD-43, DD-47, DD-49). */

/** The buyer through the card: card → «Клиент» → counterparty → «Код» (D-95). */
function cardOf({ data }: DocumentOf<'receipt'>, facts: Facts): Receipt['card'] {
  if (data.card === null) return null
  const owner = facts.counterparty(facts.owner(data.card) ?? null)
  return { owner: owner ? { code1c: owner.code_1c } : null }
}

export function receiptTelling(document: DocumentOf<'receipt'>, { facts }: Around): Telling {
  const { ref, posted, deletion_mark, data } = document
  const receipt: Receipt = {
    ref,
    operation: data.operation,
    posted,
    deletionMark: deletion_mark,
    date: data.date,
    card: cardOf(document, facts),
    rows: data.rows,
  }
  const verdict = receiptWritten(receipt, facts.known(ref) !== null)
  const sold = { code_1c: buyerCode(receipt), date: data.date, rows: receiptRows(receipt).map(wireRow) }
  return {
    verdicts: [verdict],
    // D-97: without a card it is the type alone.
    messages: () =>
      verdict.wouldSend ? [{ kind: verdict.kind, body: verdict.kind === 'retail' ? sold : {} }] : [],
    known: () => true,
  }
}
