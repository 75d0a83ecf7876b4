import { MARKETING } from '../../../server/contracts/ksup/conditions/orders.ts'
import type { DocumentCard, DocumentEdit, DocumentKind, OrderLine, PaymentShare } from '../types.ts'
import { orderStatuses, orderTypes } from '../../../server/contracts/ksup/conditions/words.ts'
import { linesTotal } from './lines.ts'

/** What the form of a document holds; each kind of document uses its part of it. Kopecks and thousandths. */
export interface DocumentForm {
  kind: DocumentKind
  /** Local time; a day for a payment. */
  date: string
  counterparty: string | null
  type: string
  status: string
  dealNumber: number | null
  comment: string
  payer: string
  shares: PaymentShare[]
  order: string | null
  operation: 'sale' | 'return'
  card: string | null
  rows: OrderLine[]
}

/** @param now local time */
export const emptyForm = (kind: DocumentKind, now: string): DocumentForm => ({
  kind,
  date: kind === 'payment' ? now.slice(0, 10) : now,
  counterparty: null,
  type: orderTypes.normal,
  status: orderStatuses.executing,
  dealNumber: null,
  comment: '',
  payer: '',
  shares: kind === 'payment' ? [{ order: null, amount: 0 }] : [],
  order: null,
  operation: 'sale',
  card: null,
  rows: [],
})

/** The form of a document that is stored or that was filled by another one. */
export function formOf(document: DocumentCard | DocumentEdit): DocumentForm {
  const { kind, data } = document
  const empty = emptyForm(kind, data.date)
  const lines = (rows: readonly Omit<OrderLine, 'cancelled'>[]): OrderLine[] =>
    rows.map((row) => ({ ...row, cancelled: false }))
  switch (kind) {
    case 'order': {
      const { counterparty, type, status, deal_number: dealNumber, comment, rows } = data
      return {
        ...empty,
        counterparty,
        type,
        status,
        dealNumber,
        comment,
        rows: rows.map((row) => ({ ...row })),
      }
    }
    case 'payment': {
      const { counterparty, payer, shares, comment } = data
      return { ...empty, counterparty, payer, comment, shares: shares.map((share) => ({ ...share })) }
    }
    case 'shipment':
      return { ...empty, counterparty: data.counterparty, order: data.order, rows: lines(data.rows) }
    case 'receipt':
      return { ...empty, operation: data.operation, card: data.card, rows: lines(data.rows) }
  }
}

const plainRows = (rows: readonly OrderLine[]) =>
  rows.map(({ article, name, quantity, price, amount }) => ({ article, name, quantity, price, amount }))

/** What the form cannot be written without, whatever 1C itself demands. */
export type Missing = 'date' | 'counterparty' | 'shares' | 'quantity'

export function missingOf({ kind, date, counterparty, shares, rows }: DocumentForm): Missing[] {
  const found: Missing[] = []
  if (date === '') found.push('date')
  if (kind === 'order' && counterparty === null) found.push('counterparty')
  if (kind === 'payment' && (shares.length === 0 || shares.some(({ amount }) => amount <= 0)))
    found.push('shares')
  if (rows.some(({ quantity }) => quantity <= 0)) found.push('quantity')
  return found
}

/** «№ сделки в КСУП» is mandatory for every type but «Маркетинг» (D-49, DD-27). */
export const needsDealNumber = ({ kind, type, dealNumber }: DocumentForm): boolean =>
  kind === 'order' && type !== MARKETING && dealNumber === null

/** What is written; `null` while something is missing. @param ref of the stored document, `null` for a new one */
export function editOf(form: DocumentForm, ref: string | null, post: boolean): DocumentEdit | null {
  if (missingOf(form).length > 0) return null
  const { kind, date, counterparty, comment, rows } = form
  const head = { ...(ref === null ? {} : { ref }), post }
  switch (kind) {
    case 'order': {
      const { type, status, dealNumber } = form
      const data = { date, counterparty: counterparty!, type, status, deal_number: dealNumber, comment, rows }
      return { kind, ...head, data }
    }
    case 'payment': {
      const { payer, shares } = form
      return { kind, ...head, data: { date, counterparty, payer: payer.trim(), shares, comment } }
    }
    case 'shipment':
      return { kind, ...head, data: { date, counterparty, order: form.order, rows: plainRows(rows) } }
    case 'receipt': {
      const { operation, card } = form
      return { kind, ...head, data: { date, operation, card, rows: plainRows(rows) } }
    }
  }
}

/** Kopecks of the document as the form has it. */
export const formTotal = ({ kind, rows, shares }: DocumentForm): number =>
  kind === 'payment' ? shares.reduce((sum, { amount }) => sum + amount, 0) : linesTotal(rows)

export const sameForm = (a: DocumentForm, b: DocumentForm): boolean => JSON.stringify(a) === JSON.stringify(b)
