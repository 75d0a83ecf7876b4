import type { WireBody } from '../../contracts/operation.ts'
import { buildInvoice } from '../../invoice/build.ts'
import type { InvoicePreview } from '../../invoice/model.ts'
import { documentsOfBody, draftOfDocument } from '../../invoice/sources/body.ts'
import { invoiceFiles, type InvoiceOfDocument, type InvoiceRequest } from '../api-invoice-sources.ts'
import type { BenchParts } from '../deps.ts'
import { invoiceSources } from '../invoices/listing.ts'
import { invoiceFileName, makeInvoice, pageCount, pdfOf } from '../invoices/making.ts'
import type { RenderedFiles } from '../invoices/rendered.ts'
import type { AdminHandlers } from '../routes.ts'

/** The invoice of the first document of a body; `null` when it has none. */
export function invoiceOfBody(body: WireBody, zone?: string): InvoicePreview | null {
  const [document] = documentsOfBody(body, zone).documents
  return document ? buildInvoice(draftOfDocument(document, zone ? { zone } : {})) : null
}

export function invoiceHandlers(parts: BenchParts, rendered: RenderedFiles) {
  async function invoiceOf(request: InvoiceRequest): Promise<InvoiceOfDocument> {
    const { invoice, payload, profile, among } = await makeInvoice(parts, request)
    return { ...invoice, payload, profile: profile?.id ?? null, among: among ?? null }
  }
  return {
    'invoice.sources': ({ query }) => invoiceSources(parts, query),
    'invoice.of': ({ body }) => invoiceOf(body),
    'invoice.render': async ({ body }) => {
      const made = await makeInvoice(parts, body)
      const bytes = pdfOf(made)
      const name = invoiceFileName(made.invoice.model)
      const address = invoiceFiles.invoiceRendered(rendered.add({ bytes, name }))
      return { address, pages: pageCount(bytes), bytes: bytes.length, name }
    },
  } satisfies Partial<AdminHandlers>
}
