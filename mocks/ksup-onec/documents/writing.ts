import { messageKinds } from '../../../server/contracts/ksup/direction.ts'
import type { MessageKind } from '../../../server/contracts/ksup/direction.ts'
import type { KnownBody } from '../../../server/contracts/ksup/known-body.ts'
import { linkKeyOf } from '../../../server/contracts/ksup/link-key.ts'
import type { NewMessage } from '../../../server/outbox/model.ts'
import { anyTables } from '../context.ts'
import type { OnecContext } from '../context.ts'
import { readKnown, writeKnown } from '../known.ts'
import type { OnecTransaction } from '../tables.ts'
import { isClosed, ordersOf, titleOf } from './document.ts'
import type { AnyDocument, DocumentOf } from './document.ts'
import { factsOf } from './facts.ts'
import { orderFixed, stillSending } from './refusals.ts'
import { asDocument, documentsOf, writeDocument } from './store.ts'
import type { Memory } from './store.ts'
import { tellingOf } from './telling.ts'
import type { Told } from './telling.ts'

/** Writing a document and storing what is told of it, in one transaction (DD-07). */

function messageOf(document: AnyDocument, { kind, body, resolves }: Told): NewMessage {
  const row: { operation: string; type?: string } = messageKinds[kind]
  const { operation, type } = row
  const { ref } = document
  const whole = type === undefined ? body : { type, ...body }
  return {
    operation,
    kind,
    key: linkKeyOf(operation, { ...whole, meta: { source_ref: ref } } as KnownBody),
    object: ref,
    title: titleOf(document),
    body: whole,
    sourceRef: ref,
    ...(resolves === undefined ? {} : { resolves }),
  }
}

/** Stores for sending what is due about a document as it stands, and remembers it. */
async function tell(trx: OnecTransaction, context: OnecContext, document: AnyDocument): Promise<void> {
  const { outbox, print, settings } = context
  const facts = await factsOf(trx, [document])
  const telling = tellingOf(document, { facts, print, settings: settings() })
  const messages = telling.messages()
  if (messages.length === 0) return
  const ids = new Map<MessageKind, string>()
  for (const message of messages)
    ids.set(message.kind, (await outbox.enqueue(anyTables(trx), messageOf(document, message))).id)
  const known = telling.known(ids)
  const isDelivered = (facts.known(document.ref) as Memory | null)?.delivered === true
  await writeKnown(trx, document.ref, isDelivered ? { ...(known as Memory), delivered: true } : known)
}

/**
 * Takes back what was told of a document as long as КСУП has taken nothing of it (DD-29).
 * @throws Refusal `KSUP-ONEC-SENDING` while nobody knows whether it is taken
 */
async function takeBack(trx: OnecTransaction, { outbox }: OnecContext, ref: string): Promise<void> {
  const known = await readKnown<Memory>(trx, ref)
  if (known === null || known.delivered) return
  if ((await outbox.withdraw(anyTables(trx), ref)) === null) throw stillSending()
  await trx.deleteFrom('ksup_onec_known').where('ref', '=', ref).execute()
}

/** Shipments and payments of an order. */
async function dependantsOf(trx: OnecTransaction, order: string): Promise<AnyDocument[]> {
  const rows = await trx
    .selectFrom('ksup_onec_document')
    .selectAll()
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('order_ref', '=', order),
        exists(
          selectFrom('ksup_onec_share')
            .select('payment')
            .whereRef('payment', '=', 'ksup_onec_document.ref')
            .where('order_ref', '=', order),
        ),
      ]),
    )
    .orderBy('position')
    .execute()
  return rows.map(asDocument)
}

const dealOf = (document: AnyDocument | null): number | null =>
  document?.kind === 'order' ? document.data.deal_number : null

/** An order that got another number: what was told to the old deal and not taken there goes to the new one. */
async function moveToDeal(
  trx: OnecTransaction,
  context: OnecContext,
  order: DocumentOf<'order'>,
): Promise<void> {
  const dependants = await dependantsOf(trx, order.ref)
  for (const { ref } of [order, ...dependants]) await takeBack(trx, context, ref)
  await tell(trx, context, order)
  for (const dependant of dependants) await tell(trx, context, dependant)
}

/** A shipment by another order than before: messages cannot take it out of the deal that has it. */
async function moveToOrder(
  trx: OnecTransaction,
  context: OnecContext,
  shipment: DocumentOf<'shipment'>,
): Promise<void> {
  if ((await readKnown<Memory>(trx, shipment.ref))?.delivered) throw orderFixed()
  await takeBack(trx, context, shipment.ref)
}

/** A closed order is looked at again when its shipments changed (DD-33). */
async function tellClosedOrders(
  trx: OnecTransaction,
  context: OnecContext,
  refs: readonly string[],
): Promise<void> {
  for (const order of await documentsOf(trx, 'order', [...new Set(refs)]))
    if (isClosed(order)) await tell(trx, context, order)
}

/**
 * Writes a checked document and tells of it what is due.
 * @param before as it was, `null` for a new one
 */
export async function writeAndTell(
  trx: OnecTransaction,
  context: OnecContext,
  before: AnyDocument | null,
  after: AnyDocument,
): Promise<void> {
  await writeDocument(trx, after)
  if (after.kind === 'order' && before !== null && dealOf(before) !== dealOf(after))
    return moveToDeal(trx, context, after)
  if (after.kind !== 'shipment') return tell(trx, context, after)
  const was = before?.kind === 'shipment' ? before : null
  if (was !== null && was.data.order !== after.data.order) await moveToOrder(trx, context, after)
  await tell(trx, context, after)
  await tellClosedOrders(trx, context, [...(was ? ordersOf(was) : []), ...ordersOf(after)])
}
