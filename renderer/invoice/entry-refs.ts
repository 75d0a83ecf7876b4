import { invoiceCarriers } from '../../server/invoice/sources/carriers.ts'
import type { JournalRow } from '../api/types.ts'
import type { InvoiceRef } from './types.ts'

type Carrier = Pick<JournalRow, 'id' | 'operation' | 'requestBytes' | 'responseBytes'>

/** The document of an entry of the journal; `null` when its operation brings none. */
export function refOfEntry({ id, operation, requestBytes, responseBytes }: Carrier): InvoiceRef | null {
  const part = invoiceCarriers[operation ?? '']
  const bytes = part === 'request' ? requestBytes : responseBytes
  return part !== undefined && bytes > 0 ? { source: 'entry', id, part } : null
}
