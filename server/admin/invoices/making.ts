import { buildInvoice } from '../../invoice/build.ts'
import { shortDate } from '../../invoice/header.ts'
import type { InvoiceModel } from '../../invoice/model.ts'
import { withQr } from '../../invoice/qr/compose.ts'
import { QrOptions } from '../../invoice/qr/options.ts'
import { invoicesPdf } from '../../invoice/pdf.ts'
import type { InvoiceProfile } from '../../invoice/profiles/model.ts'
import type { PrintedInvoice } from '../../invoice/profiles/printing.ts'
import type { InvoiceRequest } from '../api-invoice-sources.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import { readInvoice, type ReadInvoice } from './reading.ts'

/** An invoice with the profile that it is printed by, and what it was made of. */
export interface MadeInvoice extends PrintedInvoice, Pick<ReadInvoice, 'payload' | 'among'> {}

/** Only orders of the site carry a payment string by their contract; for the others one is composed unless a profile says otherwise. */
const composed = QrOptions.parse({ absent: 'compose' })

/**
 * The invoice of a document with its profile: the one that was asked for, else that of the seller. The payment code is the one
 * that the profile wants.
 *
 * @throws AdminRefusal of `readInvoice`; 404 `INVOICE-PROFILE-UNKNOWN`
 */
export async function makeInvoice(parts: BenchParts, { ref, profile }: InvoiceRequest): Promise<MadeInvoice> {
  const { draft, payload, among } = await readInvoice(parts, ref)
  const printed = await parts.invoicePrinting.prepare(buildInvoice(draft), profileOf(parts, profile))
  const invoice =
    printed.profile === null && draft.source !== 'order' ? withQr(printed.invoice, composed) : printed.invoice
  return { ...printed, invoice, payload, ...(among && { among }) }
}

/** The same document and profile give the same bytes. */
export const pdfOf = (invoice: PrintedInvoice): Uint8Array => invoicesPdf([invoice])

function profileOf(
  { invoicePrinting }: BenchParts,
  asked: InvoiceRequest['profile'],
): InvoiceProfile | undefined {
  if (typeof asked !== 'string') return asked
  const found = invoicePrinting.profile(asked)
  if (found) return found
  throw new AdminRefusal(404, 'INVOICE-PROFILE-UNKNOWN', {
    ru: `Профиля печати «${asked}» в рабочем пространстве нет. Выберите другой или не указывайте: он найдётся по поставщику.`,
    en: `The workspace has no print profile "${asked}". Choose another one or none: it is found by the seller.`,
  })
}

/** `Счет на оплату № 21488 от 18.07.2022.pdf`; what a file system refuses stands as a hyphen. */
export function invoiceFileName({ title, number, date }: InvoiceModel): string {
  const name = number !== null && date !== null ? `Счет на оплату № ${number} от ${shortDate(date)}` : title
  return `${name.replace(/[\\/:*?"<>|]/g, '-').slice(0, 150)}.pdf`
}

/** Pages of a PDF that this bench has made: its page objects are not compressed. */
export function pageCount(pdf: Uint8Array): number {
  return (
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\/Type\s*\/Page\b/g)?.length ?? 0
  )
}
