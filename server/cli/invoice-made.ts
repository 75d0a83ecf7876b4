import { writeFile } from 'node:fs/promises'
import type { InvoiceOfDocument } from '../admin/api-invoice-sources.ts'
import { AdminError, type AdminClient } from '../admin/client.ts'
import { describeFinding } from '../admin/validation.ts'
import { buildInvoice } from '../invoice/build.ts'
import type { InvoicePreview } from '../invoice/model.ts'
import { documentsOfBody, draftOfDocument } from '../invoice/sources/body.ts'
import type { InvoiceRef } from '../invoice/sources/ref.ts'
import { lookAt } from '../understanding/examine.ts'
import { download } from './download.ts'
import type { FileSide } from './invoice-side.ts'
import { Failure, readInput, say } from './terminal.ts'
import { withBench, type BenchChoice } from './with-bench.ts'

interface MakingOptions {
  document?: string
  profile?: string
  part?: 'request' | 'response'
  /** Where the PDF goes. */
  output?: string
}

/** The invoice of a document of a file, without any workspace; its PDF is written where one is wanted. @throws Failure when it has none */
export async function invoiceOfFile(
  file: string,
  { document, output }: MakingOptions,
): Promise<InvoicePreview> {
  const { documents, findings } = documentsOfBody(
    lookAt({ bytes: await readInput(file), contentType: '' }).body,
  )
  for (const found of findings) say(describeFinding(file, found))
  if (documents.length === 0)
    throw new Failure(`${file}: счёт не построен: в файле нет документа с суммами, по которому он строится`)
  const found = documents.find(({ id }) => document === undefined || id === document)
  if (!found)
    throw new Failure(
      `${file}: документа ${document} в файле нет. Есть: ${documents.map(({ id }) => id).join(', ')}`,
    )
  if (document === undefined && documents.length > 1)
    say(`${file}: документов ${documents.length}, взят первый: ${found.id}. Другой выбирает --document`)
  const invoice = buildInvoice(draftOfDocument(found))
  if (output !== undefined) {
    const { invoicePdf } = await import('../invoice/pdf.ts')
    await writeFile(output, invoicePdf(invoice))
  }
  return invoice
}

/** The invoice of a document of a workspace, or of a file printed by a profile of the workspace. */
export async function invoiceOfBench(
  given: InvoiceRef | FileSide,
  options: MakingOptions & BenchChoice,
  engineDir: string,
): Promise<InvoicePreview> {
  const { document, profile, output, part } = options
  const asked: InvoiceRef = 'file' in given ? { source: 'text', text: await given.text(), document } : given
  return withBench(options, engineDir, async (api, address, token) => {
    const { ref, invoice } = await invoiceOf(api, asked, profile, part !== undefined)
    if (document === undefined && invoice.among)
      say(
        `Документов ${invoice.among.documents.length}, взят первый: ${invoice.among.taken}. Другой выбирает --document`,
      )
    if (output !== undefined) {
      const rendered = await api.call('invoice.render', { body: { ref, profile } })
      await download(address, rendered.address, { token }, output)
    }
    return invoice
  })
}

/** Of an entry whose part nobody named, the response is tried when the request has no document. */
async function invoiceOf(
  api: AdminClient,
  ref: InvoiceRef,
  profile: string | undefined,
  isPartNamed: boolean,
): Promise<{ ref: InvoiceRef; invoice: InvoiceOfDocument }> {
  try {
    return { ref, invoice: await api.call('invoice.of', { body: { ref, profile } }) }
  } catch (error) {
    const isEmpty =
      error instanceof AdminError && ['INVOICE-BODY', 'JOURNAL-ENTRY-UNKNOWN'].includes(error.code)
    if (!isEmpty || ref.source !== 'entry' || isPartNamed) throw error
    const other: InvoiceRef = { ...ref, part: 'response' }
    return { ref: other, invoice: await api.call('invoice.of', { body: { ref: other, profile } }) }
  }
}
