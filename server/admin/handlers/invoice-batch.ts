import type { BatchJob } from '../../invoice/batch/model.ts'
import { compareInvoices } from '../../invoice/compare/compare.ts'
import { emailDraft, invoiceLetter } from '../../invoice/email.ts'
import { invoiceBatchFiles, type InvoiceBatch } from '../api-invoice-batch.ts'
import type { BenchParts } from '../deps.ts'
import type { Batches } from '../invoices/batches.ts'
import { invoiceFileName, makeInvoice, pdfOf } from '../invoices/making.ts'
import type { RenderedFiles } from '../invoices/rendered.ts'
import type { AdminHandlers } from '../routes.ts'

/** Batches, comparison and letters of invoices. */
export function invoiceBatchHandlers(parts: BenchParts, batches: Batches, letters: RenderedFiles) {
  const shown = (job: BatchJob): InvoiceBatch => ({
    ...job,
    address: job.state === 'done' ? invoiceBatchFiles.invoiceBatch(job.id) : null,
  })
  return {
    'invoiceBatch.start': async ({ body }) => shown(await batches.start(body)),
    'invoiceBatch.list': () => batches.list().map(shown),
    'invoiceBatch.get': ({ params }) => shown(batches.get(params.id)),
    'invoiceBatch.cancel': async ({ params }) => shown(await batches.cancel(params.id)),
    async 'invoice.compare'({ body: { left, right, profile } }) {
      const [before, after] = await Promise.all(
        [left, right].map((ref) => makeInvoice(parts, { ref, profile })),
      )
      return compareInvoices(before!.invoice.model, after!.invoice.model)
    },
    async 'invoice.email'({ body: { ref, profile, to, ...given } }) {
      const made = await makeInvoice(parts, { ref, profile })
      const { model } = made.invoice
      const letter = { ...invoiceLetter(model), ...given }
      const name = invoiceFileName(model)
      const attachment = { name, bytes: pdfOf(made) }
      const bytes = await emailDraft({ to, ...letter, attachment, at: parts.clock() })
      const file = { name: name.replace(/\.pdf$/, '.eml'), bytes }
      const address = invoiceBatchFiles.invoiceEmail(letters.add(file))
      return { address, name: file.name, bytes: bytes.length, subject: letter.subject, text: letter.text }
    },
  } satisfies Partial<AdminHandlers>
}
