import { orderStatuses } from '../../../server/contracts/ksup/conditions.ts'
import type { DocumentRow } from '../../../server/contracts/ksup/rows.ts'
import { storedCounterparty } from '../counterparty-store.ts'
import type { OnecDb } from '../tables.ts'
import { amountOf, ordersOf } from './document.ts'
import type { AnyDocument } from './document.ts'
import type { Facts } from './facts.ts'
import { checkDealNumber } from './order.ts'
import {
  cardUnknown,
  lineWrong,
  markedForDeletion,
  orderUnknown,
  sharesMissing,
  statusUnknown,
  sumTooLarge,
} from './refusals.ts'

/** What 1C looks at before it writes a document. */

function checkRows(rows: readonly DocumentRow[]): void {
  rows.forEach(({ quantity, price, amount }, index) => {
    const wrong = (ru: string, en: string) => lineWrong(index + 1, { ru, en })
    if (quantity <= 0) throw wrong('количество должно быть больше нуля', 'the quantity must be above zero')
    if (price < 0) throw wrong('цена не может быть меньше нуля', 'the price cannot be below zero')
    if (amount < 0) throw wrong('сумма не может быть меньше нуля', 'the amount cannot be below zero')
  })
}

function checkLines(document: AnyDocument): void {
  if (document.kind !== 'payment') return checkRows(document.data.rows)
  const { shares } = document.data
  if (shares.length === 0) throw sharesMissing()
  shares.forEach(({ amount }, index) => {
    if (amount > 0) return
    throw lineWrong(index + 1, {
      ru: 'сумма должна быть больше нуля',
      en: 'the amount must be above zero',
    })
  })
}

/** @throws Refusal with a code `KSUP-ONEC-…`: nothing is written then */
export async function checkDocument(db: OnecDb, document: AnyDocument, facts: Facts): Promise<void> {
  const { kind, data, counterparty, posted, deletion_mark } = document
  if (posted && deletion_mark) throw markedForDeletion()
  if (kind !== 'receipt' && counterparty !== null) await storedCounterparty(db, counterparty)
  for (const order of ordersOf(document)) if (!facts.order(order)) throw orderUnknown(order)
  if (kind === 'receipt' && data.card !== null && facts.owner(data.card) === undefined)
    throw cardUnknown(data.card)
  checkLines(document)
  if (!Number.isSafeInteger(amountOf(document))) throw sumTooLarge()
  if (kind !== 'order') return
  if (!(Object.values(orderStatuses) as string[]).includes(data.status)) throw statusUnknown(data.status)
  checkDealNumber(document, facts)
}
