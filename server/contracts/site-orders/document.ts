import { z } from 'zod'
import type { Finding } from '../finding.ts'
import type { ReaderMode, ReadOptions, WireBody } from '../operation.ts'
import { createNotes } from '../wire/notes.ts'
import { memberOf } from '../wire/tree.ts'
import { inspectOutgoing, inspectReturned } from './inspect.ts'
import { createMessage } from './message.ts'
import type { SiteOrdersMessage } from './message.ts'
import { orderEnvelopeMessage, processedOrderMessage } from './operations.ts'
import { isReturned, readTree } from './read-tree.ts'
import { OutgoingOrder, ReturnedOrder } from './schema.ts'
import type { OrderEnvelope, ProcessedOrder } from './schema.ts'

/** An order without exchange data, as the seed's samples and files of people are: no message of the wire. */

export const OutgoingDocument = z.strictObject({ order: OutgoingOrder })
export type OutgoingDocument = z.infer<typeof OutgoingDocument>

export const ReturnedDocument = z.strictObject({ order: ReturnedOrder })
export type ReturnedDocument = z.infer<typeof ReturnedDocument>

export const outgoingDocumentMessage = createMessage<OutgoingDocument>({
  schema: OutgoingDocument,
  formats: ['json', 'xml'],
  reader: 'onec',
  order: 'order',
  inspect: ({ order }, inspection) => inspectOutgoing(order, '/order', inspection),
})

export const returnedDocumentMessage = createMessage<ReturnedDocument>({
  schema: ReturnedDocument,
  formats: ['json', 'xml'],
  reader: 'site',
  order: 'order',
  inspect: ({ order }, inspection) => inspectReturned(order, '/order', inspection),
})

/** An order that was read: `out` from the site, `in` from 1C; `value` is `null` when it is refused. */
export type OrderDocumentRead = { findings: Finding[] } & (
  | { direction: null; value: null }
  | {
      direction: 'out'
      message: SiteOrdersMessage<OrderEnvelope> | SiteOrdersMessage<OutgoingDocument>
      value: OrderEnvelope | OutgoingDocument | null
    }
  | {
      direction: 'in'
      message: SiteOrdersMessage<ProcessedOrder> | SiteOrdersMessage<ReturnedDocument>
      value: ProcessedOrder | ReturnedDocument | null
    }
)

/**
 * Reads one order of either direction, JSON or XML, with or without exchange data. The direction is told by what the
 * lines hold. `direction` is `null` when the bytes are no JSON or XML at all.
 */
export function readOrderDocument(
  body: WireBody,
  { mode = 'lenient', ...options }: ReadOptions & { mode?: ReaderMode } = {},
): OrderDocumentRead {
  const notes = createNotes()
  const fixture = options.fixture ?? false
  const tree = readTree(body, { mode, fixture, reader: 'site', formats: ['json', 'xml'], notes })
  if (!tree) return { direction: null, value: null, findings: notes.list() }
  const hasExchange = memberOf(tree, 'exchange') !== undefined
  if (isReturned(tree)) {
    const message = hasExchange ? processedOrderMessage : returnedDocumentMessage
    const { value, findings } = message.read(body, mode, options)
    return { direction: 'in', message, value, findings }
  }
  const message = hasExchange ? orderEnvelopeMessage : outgoingDocumentMessage
  const { value, findings } = message.read(body, mode, options)
  return { direction: 'out', message, value, findings }
}
