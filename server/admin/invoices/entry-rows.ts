import { zoneOfEntry } from '../../entry-zone.ts'
import { buildInvoice } from '../../invoice/build.ts'
import { draftOfDocument } from '../../invoice/sources/body.ts'
import { invoiceCarriers } from '../../invoice/sources/carriers.ts'
import type { JournalRow } from '../../journal/model.ts'
import type { InvoiceSourceRow } from '../api-invoice-sources.ts'
import type { BenchParts } from '../deps.ts'
import { WHOLE_LIMIT } from '../opened-bodies.ts'
import { documentsOfEntry } from './entry-documents.ts'

/** Entries of the journal whose body holds a document for an invoice. */

/** Every one is read; more than these nobody looks through. */
const ENTRIES_LIMIT = 100

export async function entryRows(parts: BenchParts, limit: number): Promise<InvoiceSourceRow[]> {
  const { rows } = await parts.journal.page({
    q: `op:${Object.keys(invoiceCarriers).join(',')}`,
    limit: Math.min(limit, ENTRIES_LIMIT),
  })
  const found: InvoiceSourceRow[] = []
  for (const row of rows) found.push(...(await rowsOf(parts, row)))
  return found
}

async function rowsOf(parts: BenchParts, row: JournalRow): Promise<InvoiceSourceRow[]> {
  const part = invoiceCarriers[row.operation ?? '']
  const bytes = part === 'request' ? row.requestBytes : row.responseBytes
  if (!part || bytes === 0 || bytes > WHOLE_LIMIT) return []
  const zone = zoneOfEntry({ contract: row.contract, url: row.path }, parts.workspace.document.value)
  const { documents } = await documentsOfEntry(parts.journal, { id: row.id, part }, zone)
  return documents.map((document) => {
    const { model } = buildInvoice(draftOfDocument(document, { zone }))
    return {
      ref: { source: 'entry', id: row.id, part, document: document.id },
      source: 'entry',
      number: model.number ?? document.id,
      date: model.date ?? row.at.slice(0, 10),
      buyer: model.buyer.name,
      total: model.totals.to_pay,
      seq: model.footer.seq,
      changed_at: row.at,
    }
  })
}
