import { toLocalTime } from '../../server/contracts/time.ts'
import type { Resolver } from '../../server/mappings/resolve.ts'
import { elements, itemsById, organizationOf } from './catalogue.ts'
import { saveDocument, type OrderDocument } from './documents.ts'
import { enqueue } from './outbox.ts'
import type { OnecDb } from './tables.ts'
import { makeVersion } from './versions.ts'

export interface ReturnContext {
  mappings: Pick<Resolver, 'toSite'>
  zone: string
  now: Date
}

/**
 * Makes the next version of a document and queues it, inside the caller's transaction, so that a version without a
 * message or a message without its version cannot be (AD-31). A version that has not left is superseded; `seq` still grows.
 * @throws UnsendableElements when a value of the document is not mapped; nothing is written then
 */
export async function queueVersion(
  db: OnecDb,
  document: OrderDocument,
  context: ReturnContext,
): Promise<void> {
  const { mappings, zone, now } = context
  const numbered = { ...document, seq: document.seq + 1 }
  const { body, replacements } = makeVersion(numbered, {
    mappings,
    elements: await elements(db),
    items: await itemsById(
      db,
      document.lines.map(({ offer_id }) => offer_id),
    ),
    organization: await organizationOf(db, document.organization_ref),
    now: toLocalTime(now, zone),
  })
  const { order_id, seq } = numbered
  const message_id = await enqueue(
    db,
    { kind: 'order', subject: order_id, seq, body, replacements },
    now.toISOString(),
  )
  await db
    .insertInto('onec_version')
    .values({ order_id, seq, made_at: now.toISOString(), body_json: JSON.stringify(body), message_id })
    .execute()
  await saveDocument(db, { ...numbered, changed: false })
}
