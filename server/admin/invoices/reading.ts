import type { Finding } from '../../contracts/finding.ts'
import type { WireBody } from '../../contracts/operation.ts'
import { processedOrderMessage } from '../../contracts/site-orders/operations.ts'
import { DEFAULT_ZONE, toLocalTime } from '../../contracts/time.ts'
import { zoneOfEntry } from '../../entry-zone.ts'
import type { InvoiceDraft } from '../../invoice/draft.ts'
import {
  documentsOfBody,
  draftOfDocument,
  type BodyDocument,
  type KnownFacts,
} from '../../invoice/sources/body.ts'
import { cmlDraft } from '../../invoice/sources/cml.ts'
import { manualDraft } from '../../invoice/sources/manual.ts'
import { orderDraft } from '../../invoice/sources/order.ts'
import type { InvoiceRef, InvoiceRefSource } from '../../invoice/sources/ref.ts'
import { regateDraft } from '../../invoice/sources/regate.ts'
import { withOffset } from '../../invoice/sources/zoned.ts'
import { entryUnknown } from '../../journal/journal.ts'
import { maskPersonal } from '../../journal/mask.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import { documentsOfEntry } from './entry-documents.ts'
import { knownKsupParties, readKsup } from './ksup-orders.ts'

/** What an invoice is made of, with the document itself as text. */
export interface ReadInvoice {
  draft: InvoiceDraft
  payload: string
  /** Of a body with several documents: which there are, and the one that was taken. */
  among?: { documents: string[]; taken: string }
}

/**
 * Reads the document that an invoice is to be made of, wherever it is.
 *
 * @throws AdminRefusal 404 `INVOICE-NONE` when 1C has not returned the order, 422 `INVOICE-BODY` when no invoice can be made of
 * the body, 404 `INVOICE-DOCUMENT-UNKNOWN` when the body has no such document; refusals of the bases when they have none
 */
export function readInvoice(parts: BenchParts, ref: InvoiceRef): Promise<ReadInvoice> {
  const read = readers[ref.source] as (parts: BenchParts, ref: InvoiceRef) => Promise<ReadInvoice>
  return read(parts, ref)
}

type RefOf<Source extends InvoiceRefSource> = Extract<InvoiceRef, { source: Source }>

const asText = (value: unknown): string => JSON.stringify(value, null, 2)

const readers: {
  [Source in InvoiceRefSource]: (parts: BenchParts, ref: RefOf<Source>) => Promise<ReadInvoice>
} = {
  async order({ site, workspace }, { id, seq }) {
    const version = await site.shownVersion(id, seq)
    if (!version) throw orderWithoutInvoice(id)
    const stored = await site.latestVersion(id, version.exchange.seq)
    return {
      draft: orderDraft(version, { zone: workspace.document.value.siteOrders.zone }),
      payload: new TextDecoder().decode(processedOrderMessage.write(stored?.body ?? version).bytes),
    }
  },

  async regate({ regate, enterprises }, { enterprise, id }) {
    const { zone } = enterprises.settings(enterprise)
    const order = await regate.invoiceFacts(enterprise, id)
    return { draft: regateDraft(order, zone), payload: asText(order) }
  },

  ksup: ({ ksup }, { id }) => readKsup(ksup, id),

  async cml({ commerceMl, workspace }, { id }) {
    const { document, changedAt } = await commerceMl.site.order(id)
    const { zone } = workspace.document.value.siteOrders
    const changed_at = withOffset(toLocalTime(new Date(changedAt), zone), zone)
    return { draft: cmlDraft(document, changed_at), payload: asText(document) }
  },

  async entry(parts, ref) {
    const entry = await parts.journal.entry(ref.id)
    if (!entry) throw entryUnknown(ref.id)
    const zone = zoneOfEntry(entry, parts.workspace.document.value)
    const { documents, findings, text } = await documentsOfEntry(parts.journal, ref, zone)
    const found = chosen(documents, ref.document, findings)
    const known = await knownFacts(parts, found)
    const draft = draftOfDocument(found, { zone, known })
    return { draft, payload: maskPersonal(text), ...amongOf(documents, found) }
  },

  async text(parts, { text, document }) {
    const zone = parts.workspace.document.value.siteOrders.zone
    const body = bodyOfText(text)
    const { documents, findings } = documentsOfBody(body, zone)
    const found = chosen(documents, document, findings)
    const known = await knownFacts(parts, found)
    const draft = draftOfDocument(found, { zone: zoneOf(parts, found), known })
    return { draft, payload: text, ...amongOf(documents, found) }
  },

  manual: async (_parts, { invoice }) => ({ draft: manualDraft(invoice), payload: asText(invoice) }),
}

/** Text has no encoding any more, whatever its XML prolog says: the mark in front says UTF-8. */
function bodyOfText(text: string): WireBody {
  const bare = text.replace(/^\ufeff/, '')
  const isMarkup = bare.trimStart().startsWith('<')
  return {
    bytes: new TextEncoder().encode(isMarkup ? `\ufeff${bare}` : bare),
    contentType: '; charset=utf-8',
  }
}

/** Local times of a text are in the zone of their contract. */
function zoneOf({ workspace, enterprises }: BenchParts, { kind }: BodyDocument): string {
  const { siteOrders, ksup } = workspace.document.value
  if (kind === 'ksup') return ksup.zone
  return kind === 'regate' ? (enterprises.list()[0]?.zone ?? DEFAULT_ZONE) : siteOrders.zone
}

/** Names, rates and parties of the bases for documents that do not carry them. */
async function knownFacts(
  { regate, enterprises, ksup }: BenchParts,
  found: BodyDocument,
): Promise<KnownFacts> {
  if (found.kind === 'ksup') return { ksup: await knownKsupParties(ksup, found.message.deal_number) }
  if (found.kind !== 'regate') return {}
  for (const { id } of enterprises.list()) {
    const order = await regate.invoiceFacts(id, found.answer.order_id).catch(nullWhenUnknown)
    if (order) return { regate: order }
  }
  return {}
}

function nullWhenUnknown(error: unknown): null {
  if (error instanceof Refusal && error.code === 'REGATE-ORDER-UNKNOWN') return null
  throw error
}

function chosen(
  documents: readonly BodyDocument[],
  wanted: string | undefined,
  findings: readonly Finding[],
): BodyDocument {
  const [first] = documents
  if (!first) throw bodyWithoutInvoice(findings)
  if (wanted === undefined) return first
  const found = documents.find(({ id }) => id === wanted)
  if (found) return found
  throw new AdminRefusal(404, 'INVOICE-DOCUMENT-UNKNOWN', {
    ru: `Документа ${wanted} в этом теле нет. Есть: ${listed(documents)}.`,
    en: `The body has no document ${wanted}. It has: ${listed(documents)}.`,
  })
}

const amongOf = (documents: readonly BodyDocument[], { id }: BodyDocument): Pick<ReadInvoice, 'among'> =>
  documents.length > 1 ? { among: { documents: documents.map((one) => one.id), taken: id } } : {}

const listed = (documents: readonly BodyDocument[]): string =>
  documents
    .slice(0, 10)
    .map(({ id }) => id)
    .join(', ')

const orderWithoutInvoice = (id: string): AdminRefusal =>
  new AdminRefusal(404, 'INVOICE-NONE', {
    ru: `Счёта по заказу ${id} нет: 1С его ещё не возвращала. Обработайте заказ в 1С и верните на сайт.`,
    en: `There is no invoice for order ${id}: 1C has not returned it yet. Process it in 1C and return it.`,
  })

/** What the reader found says more than that no document is there. */
function bodyWithoutInvoice(findings: readonly Finding[]): AdminRefusal {
  const errors = findings.filter(({ severity }) => severity === 'error')
  return new AdminRefusal(
    422,
    'INVOICE-BODY',
    {
      ru: `Счёт строится по заказу из 1С, заказу ReGate или КСУП, документу CommerceML или счёту вручную. ${errors[0]?.message.ru ?? 'Здесь нет ни одного из них с суммами.'}`,
      en: `An invoice is made of an order of 1C, of ReGate or КСУП, of a CommerceML document, or by hand. ${errors[0]?.message.en ?? 'None of them with sums is here.'}`,
    },
    errors.map(({ pointer, code, message, line, column }) => ({
      pointer,
      rule: code,
      message: message.ru,
      line,
      column,
    })),
  )
}
