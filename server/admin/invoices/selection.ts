import { shortDate } from '../../invoice/header.ts'
import type { InvoiceRef } from '../../invoice/sources/ref.ts'
import { BATCH_BOUND, type InvoiceBatchRequest } from '../api-invoice-batch.ts'
import { InvoiceSourceQuery, type InvoiceSourceRow } from '../api-invoice-sources.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import { invoiceSources } from './listing.ts'

/** A document of a batch. */
export interface ChosenDocument {
  ref: InvoiceRef
  /** For people. */
  document: string
}

/** Above anything that a base of the bench holds: a document must not fall out of its period because the base is large. */
const EVERY = 1_000_000

/**
 * What a batch is made of: documents that were chosen, or all of a period by date and number.
 *
 * @throws AdminRefusal 422 `INVOICE-BATCH-EMPTY`, `INVOICE-BATCH-TOO-MANY`
 */
export async function chosenDocuments(
  parts: BenchParts,
  request: InvoiceBatchRequest,
): Promise<ChosenDocument[]> {
  if ('refs' in request) return request.refs.map((ref) => ({ ref, document: nameOf(ref) }))
  const { from, to, sources } = request.period
  const queries = (sources ?? [undefined]).map((source) => InvoiceSourceQuery.parse({ source, from, to }))
  const lists = await Promise.all(queries.map((query) => invoiceSources(parts, { ...query, limit: EVERY })))
  const rows = lists.flatMap((list) => list.rows).sort(byDateAndNumber)
  if (rows.length === 0) throw nothingIn(from, to)
  if (rows.length > BATCH_BOUND) throw tooMany(rows.length)
  return rows.map((row) => ({ ref: row.ref, document: wordsOf(row) }))
}

const numbers = new Intl.Collator('ru', { numeric: true })

const byDateAndNumber = (a: InvoiceSourceRow, b: InvoiceSourceRow): number =>
  numbers.compare(a.date, b.date) || numbers.compare(a.number, b.number)

const wordsOf = ({ number, date, buyer }: InvoiceSourceRow): string =>
  [`№ ${number} от ${shortDate(date)}`, buyer].filter(Boolean).join(', ')

const nameOf = (ref: InvoiceRef): string =>
  ref.source === 'manual' ? `№ ${ref.invoice.number}` : ref.source === 'text' ? 'текст' : String(ref.id)

const nothingIn = (from: string, to: string): AdminRefusal =>
  new AdminRefusal(422, 'INVOICE-BATCH-EMPTY', {
    ru: `С ${shortDate(from)} по ${shortDate(to)} нет ни одного документа, по которому строится счёт. Выберите другой период или источник.`,
    en: `From ${from} to ${to} there is no document that an invoice is made of. Choose another period or source.`,
  })

const tooMany = (count: number): AdminRefusal =>
  new AdminRefusal(422, 'INVOICE-BATCH-TOO-MANY', {
    ru: `Документов в периоде ${count}, за один раз печатается до ${BATCH_BOUND}. Возьмите период короче.`,
    en: `The period has ${count} documents, up to ${BATCH_BOUND} are printed at a time. Take a shorter one.`,
  })
