import { groupRows, sameRows } from '../../../server/contracts/ksup/rows.ts'
import { nowLocal } from '../../../server/contracts/time.ts'
import type { OnecContext } from '../context.ts'
import type { DocumentData, DocumentEdit, DocumentKind } from '../model.ts'
import type { AnyDocument, DocumentOf } from './document.ts'
import { documentUnknown } from './refusals.ts'

/** What becomes of a document when a person writes it. */

/**
 * A shipment that was told of keeps its date, and a new composition is a «Корректировка реализации» (D-86, DD-41).
 * @param isTold КСУП was told of it
 */
function corrected(
  data: Omit<DocumentData['shipment'], 'corrections'>,
  before: DocumentOf<'shipment'> | null,
  isTold: boolean,
  now: string,
): DocumentData['shipment'] {
  if (before === null || !isTold) return { ...data, corrections: before?.data.corrections ?? [] }
  const { date, rows, corrections } = before.data
  const isSame = sameRows(groupRows(rows), groupRows(data.rows))
  return { ...data, date, corrections: isSame ? corrections : [...corrections, now] }
}

function dataOf(
  edit: DocumentEdit,
  before: AnyDocument | null,
  isTold: boolean,
  now: string,
): DocumentData[DocumentKind] {
  switch (edit.kind) {
    case 'order':
      return edit.data
    case 'payment':
      return { ...edit.data, bank_key: before?.kind === 'payment' ? before.data.bank_key : null }
    case 'shipment':
      return corrected(edit.data, before?.kind === 'shipment' ? before : null, isTold, now)
    case 'receipt':
      return { ...edit.data, deal_number: before?.kind === 'receipt' ? before.data.deal_number : null }
  }
}

/**
 * The document as it is written; one that is posted stays so.
 * @param before `null` for a new one
 * @throws Refusal `KSUP-ONEC-DOCUMENT-UNKNOWN` for one of another kind
 */
export function edited(
  edit: DocumentEdit,
  {
    before,
    isTold,
    ref,
    number,
    clock,
    settings,
  }: Pick<OnecContext, 'clock' | 'settings'> & {
    before: AnyDocument | null
    isTold: boolean
    ref: string
    number: string
  },
): AnyDocument {
  if (before !== null && before.kind !== edit.kind) throw documentUnknown(before.ref)
  const now = clock()
  return {
    ref,
    kind: edit.kind,
    number,
    posted: edit.post || (before?.posted ?? false),
    deletion_mark: before?.deletion_mark ?? false,
    counterparty: edit.kind === 'receipt' ? null : edit.data.counterparty,
    updated_at: now.toISOString(),
    data: dataOf(edit, before, isTold, nowLocal(now, settings().zone)),
  } as AnyDocument
}
