import type { Finding } from '../../contracts/finding.ts'
import { CmlRefusal, type CmlDocument } from '../../contracts/commerceml/model.ts'
import { createCmlReader } from '../../contracts/commerceml/reader/reader.ts'
import { identify } from '../../contracts/identify.ts'
import type { OrderMessage } from '../../contracts/ksup/deals.ts'
import type { WireBody } from '../../contracts/operation.ts'
import type { BookingAnswer } from '../../contracts/regate/orders.ts'
import { readOrderDocument } from '../../contracts/site-orders/document.ts'
import { DEFAULT_ZONE } from '../../contracts/time.ts'
import type { InvoiceDraft } from '../draft.ts'
import { cmlDraft, isInvoiceable } from './cml.ts'
import { isComposed, orderMessageDraft, type ComposedOrder, type KsupOrder } from './ksup.ts'
import { ManualInvoice } from './manual-model.ts'
import { manualDraft } from './manual.ts'
import { orderDraft, type InvoiceSource } from './order.ts'
import { bookingDraft, type RegateOrder } from './regate.ts'

/** What of a body an invoice can be made of. */
export type BodyDocument =
  | { kind: 'order'; id: string; order: InvoiceSource }
  | { kind: 'regate'; id: string; answer: BookingAnswer }
  | { kind: 'ksup'; id: string; message: ComposedOrder }
  | { kind: 'cml'; id: string; document: CmlDocument }
  | { kind: 'manual'; id: string; invoice: ManualInvoice }

export interface BodyReading {
  documents: BodyDocument[]
  findings: Finding[]
}

/** Documents of one CommerceML file that can be chosen from. */
const DOCUMENTS_LIMIT = 1000

/**
 * Reads the documents of a body: an order that 1C returned, an answer of `booking`, an order message of КСУП, every document of a
 * CommerceML file that has goods, or an invoice by hand. Bodies of no such kind have none, and the findings say why.
 */
export function documentsOfBody(body: WireBody, zone = DEFAULT_ZONE): BodyReading {
  const commerceMl = readCommerceMl(body.bytes)
  if (commerceMl) return commerceMl
  const manual = readManual(body.bytes)
  if (manual) return manual
  const found = identify(body, { fixture: true })
  if (found?.operation.id === 'regate.booking' && found.message === 'response') {
    const { value, findings } = found.form.read(body, 'lenient', { zone })
    const answer = value as BookingAnswer | null
    return {
      documents: answer ? [{ kind: 'regate', id: answer.order_id, answer }] : [],
      findings: [...findings],
    }
  }
  if (found?.operation.id === 'ksup.orders' && found.message === 'request') {
    const { value, findings } = found.form.read(body, 'lenient', { zone })
    const message = value as OrderMessage | null
    return {
      documents:
        message && isComposed(message) ? [{ kind: 'ksup', id: String(message.deal_number), message }] : [],
      findings: [...findings],
    }
  }
  const { direction, value, findings } = readOrderDocument(body, { fixture: true, zone })
  if (direction !== 'in' || value === null) return { documents: [], findings }
  return { documents: [{ kind: 'order', id: value.order.order_id, order: value }], findings }
}

/** What the bases know of the document of a body, which the body itself does not say. */
export interface KnownFacts {
  regate?: RegateOrder | null
  ksup?: Pick<KsupOrder, 'seller' | 'buyer'> | null
}

/** @param zone IANA zone of the local times of the document */
export function draftOfDocument(
  found: BodyDocument,
  { zone = DEFAULT_ZONE, known = {} }: { zone?: string; known?: KnownFacts } = {},
): InvoiceDraft {
  switch (found.kind) {
    case 'order':
      return orderDraft(found.order, { zone })
    case 'regate':
      return bookingDraft(found.answer, zone, known.regate ?? null)
    case 'ksup':
      return orderMessageDraft(found.message, zone, known.ksup ?? null)
    case 'cml':
      return cmlDraft(found.document)
    case 'manual':
      return manualDraft(found.invoice)
  }
}

/** `null` for a body that is no CommerceML at all. */
function readCommerceMl(bytes: Uint8Array): BodyReading | null {
  if (!startsWithMarkup(bytes)) return null
  const documents: BodyDocument[] = []
  const findings: Finding[] = []
  let isCommerceMl = false
  const reader = createCmlReader({
    onRecord(record) {
      if (record.kind === 'root') isCommerceMl = true
      if (record.kind === 'document' && isInvoiceable(record) && documents.length < DOCUMENTS_LIMIT)
        documents.push({ kind: 'cml', id: record.number || record.id, document: record })
    },
    onFinding({ severity, code, message, line, column }) {
      findings.push({ severity, code, message, pointer: '', line, column })
    },
  })
  try {
    reader.write(bytes)
    reader.end()
  } catch (error) {
    if (!(error instanceof CmlRefusal)) throw error
    if (!isCommerceMl) return null
    const { code, text, place } = error
    return {
      documents: [],
      findings: [...findings, { severity: 'error', code, message: text, pointer: '', ...place }],
    }
  }
  return isCommerceMl ? { documents, findings } : null
}

const LESS_THAN = 0x3c
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf])

function startsWithMarkup(bytes: Uint8Array): boolean {
  const first = bytes.subarray(0, 200).find((byte) => !BLANKS.has(byte))
  return first === LESS_THAN
}

/** `null` for a body that does not look like an invoice by hand: its own members are a seller, a buyer and lines. */
function readManual(bytes: Uint8Array): BodyReading | null {
  const value = jsonOf(bytes)
  if (typeof value !== 'object' || value === null) return null
  if (!['seller', 'buyer', 'lines', 'number'].every((name) => Object.hasOwn(value, name))) return null
  const { data, error } = ManualInvoice.safeParse(value)
  if (data) return { documents: [{ kind: 'manual', id: data.number, invoice: data }], findings: [] }
  return {
    documents: [],
    findings: error.issues.map(({ path, message }) => ({
      severity: 'error',
      code: 'INVOICE-MANUAL',
      pointer: `/${path.map(String).join('/')}`,
      line: 1,
      column: 1,
      message: { ru: message, en: message },
    })),
  }
}

/** An invoice by hand is strict JSON; anything else is for the readers of the contracts. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
