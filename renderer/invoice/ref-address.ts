import { InvoiceRef } from '../../server/invoice/sources/ref.ts'

/**
 * Documents in addresses: `order:ID`, `order:ID:3` for the third version, `regate:ENTERPRISE:ID`, `ksup:ID`, `cml:ID`,
 * `entry:12:request`, with the body inside and the document after it. A text and an invoice by hand have no address of their
 * own: `held-document.ts` holds them. Pure.
 */

/** The invoice that is typed in by hand; no order has such an id. */
export const MANUAL_ADDRESS = 'manual'

/** `null` for a document that has no address. */
export function addressOfRef(ref: InvoiceRef): string | null {
  const parts = partsOf(ref)
  return parts && parts.map((part) => encodeURIComponent(part)).join(':')
}

function partsOf(ref: InvoiceRef): string[] | null {
  switch (ref.source) {
    case 'order':
      return ['order', ref.id, ...(ref.seq === undefined ? [] : [String(ref.seq)])]
    case 'regate':
      return ['regate', ref.enterprise, ref.id]
    case 'ksup':
    case 'cml':
      return [ref.source, ref.id]
    case 'entry': {
      const tail = ref.document === undefined ? [] : [ref.document]
      const inner = ref.inner || tail.length > 0 ? [ref.inner ?? ''] : []
      return ['entry', String(ref.id), ref.part, ...inner, ...tail]
    }
    default:
      return null
  }
}

/** The document that an address names, `null` when it names none. An id alone is that of an order, as links of old have it. */
export function refOfAddress(address: string): InvoiceRef | null {
  if (address === '') return null
  const [source, first, second, third, fourth] = address.split(':').map(decoded)
  const read = InvoiceRef.safeParse(
    first === undefined ? { source: 'order', id: source } : named(source!, first, [second, third, fourth]),
  )
  return read.data ?? null
}

type Rest = readonly (string | undefined)[]

function named(source: string, first: string, [second, third, fourth]: Rest): unknown {
  switch (source) {
    case 'order':
      return { source, id: first, seq: second === undefined ? undefined : Number(second) }
    case 'regate':
      return { source, enterprise: first, id: second }
    case 'entry':
      return { source, id: Number(first), part: second, inner: third || undefined, document: fourth }
    default:
      return { source, id: first }
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A percent sign that was typed by hand.
    return part
  }
}

/** What tells documents apart, whichever version of them is meant. */
export function keyOfRef(ref: InvoiceRef): string {
  return ref.source === 'order' ? `order:${ref.id}` : (addressOfRef(ref) ?? JSON.stringify(ref))
}

/** Whether a row of the list is the document that is shown; a body of the journal without a document means its first one. */
export function isShown(row: InvoiceRef, shown: InvoiceRef | null): boolean {
  if (shown === null) return false
  if (row.source !== 'entry' || shown.source !== 'entry') return keyOfRef(row) === keyOfRef(shown)
  const same = row.id === shown.id && row.part === shown.part
  return same && (shown.document === undefined || shown.document === row.document)
}
