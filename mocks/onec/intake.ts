import type { Kysely } from 'kysely'
import type {
  OrderEnvelope,
  ProcessingResult,
  ResultCode,
} from '../../server/contracts/site-orders/schema.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { Journal } from '../../server/journal/journal.ts'
import type { Mappings } from '../../server/mappings/mappings.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { SiteOrdersSettings } from '../../server/storage/document-schema.ts'
import { addCounterparty, elements, type CounterpartyRow, type ElementRow } from './catalogue.ts'
import { asCode, type OrderFacts } from './checks/check.ts'
import { examine } from './checks/checks.ts'
import { findDocument, saveDocument, type OrderDocument } from './documents.ts'
import { draftDocument, filledDocument } from './filling.ts'
import { gatherFacts } from './gathering.ts'
import { replacementsOf, resolveOrder, unmappedOf, type IncomingValues } from './incoming.ts'
import { enqueue } from './outbox.ts'
import { isAccepted, resultOf } from './result.ts'
import { queueVersion } from './returning.ts'
import type { OnecDb, OnecTables } from './tables.ts'
import { UnsendableElements } from './versions.ts'

/** Taking orders of the site: checks, «Заказ клиента», processing result (section 11, step 5). */

export interface IntakeDeps {
  db: Kysely<OnecTables>
  mappings: Mappings
  journal: Pick<Journal, 'annotate'>
  clock: Clock
  settings(): SiteOrdersSettings
}

export interface Taken {
  order_id: string
  result: ProcessingResult['result']
  codes: string[]
  /** The result message in the queue. */
  messageId: number
}

/** Where an order stood: journal entry of the answer and pointer of the envelope in it. */
export interface Source {
  entry: number
  pointer: string
}

/**
 * Takes one order: checks it, writes or updates the document and queues the result, all in one transaction (AD-37), so
 * that a process killed anywhere has taken the order whole or not at all. Never throws for what is in the order; an
 * unexpected fault becomes a `deferred` result with ORD-900.
 */
export async function takeOrder(envelope: OrderEnvelope, source: Source, deps: IntakeDeps): Promise<Taken> {
  try {
    return await taken(envelope, source, deps)
  } catch (error) {
    const code = isLockConflict(error)
      ? asCode('ORD-901', { message: 'Истекло время ожидания блокировки в базе 1С' })
      : asCode('ORD-900', { message: `Непредвиденная ошибка в 1С: ${String(error)}` })
    return refuseOrder(envelope.order.order_id, envelope.exchange.revision, [code], deps)
  }
}

const isLockConflict = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')

/** Queues a result about an order of which no document is made. */
export async function refuseOrder(
  order_id: string,
  revision: number,
  codes: readonly ResultCode[],
  { db, clock, settings }: Pick<IntakeDeps, 'db' | 'clock' | 'settings'>,
): Promise<Taken> {
  const now = clock()
  const checked_at = toLocalTime(now, settings().zone)
  const result = resultOf({ order_id, revision, checked_at, codes, document: null })
  const messageId = await db
    .transaction()
    .execute((trx) => enqueue(trx, { kind: 'result', subject: order_id, body: result }, now.toISOString()))
  return asTaken(result, messageId)
}

const asTaken = (result: ProcessingResult, messageId: number): Taken => ({
  order_id: result.order_id,
  result: result.result,
  codes: result.codes.map(({ code }) => code),
  messageId,
})

async function taken(envelope: OrderEnvelope, source: Source, deps: IntakeDeps): Promise<Taken> {
  const { db, mappings, settings, clock } = deps
  const { order, exchange } = envelope
  const dictionaries = await elements(db)
  const values = resolveOrder(order, { mappings, elements: dictionaries, mode: settings().reader })
  await tellOfValues(values, order.order_id, source, deps)

  const now = clock()
  return db.transaction().execute(async (trx) => {
    const document = await findDocument(trx, order.order_id)
    const known = document?.posted && document.result.revision === exchange.revision
    if (known && exchange.mark_reason !== 'manual' && isAccepted(document.result.result)) {
      const again: ProcessingResult = { ...document.result, checked_at: toLocalTime(now, settings().zone) }
      const message = { kind: 'result', subject: order.order_id, body: again } as const
      return asTaken(again, await enqueue(trx, message, now.toISOString()))
    }
    const facts = await gatherFacts(trx, { envelope, values, document, dictionaries }, settings(), now)
    return write(trx, facts, dictionaries, deps, now)
  })
}

/** What the mappings did goes to the journal, what they could not do to the list of unmapped values. Safe to repeat. */
async function tellOfValues(
  values: IncomingValues,
  order_id: string,
  { entry, pointer }: Source,
  { mappings, journal }: IntakeDeps,
): Promise<void> {
  await journal.annotate(entry, replacementsOf(values, pointer))
  const list = unmappedOf(values).map(({ kind, value, name = '', passed }) => ({
    kind,
    direction: 'site_to_1c' as const,
    value,
    name,
    // A value that a policy lets through holds no order up.
    subject: passed ? null : order_id,
    entry,
  }))
  if (list.length > 0) await mappings.noteUnmapped(list)
}

/** Writes what the checks allow and queues the result. */
async function write(
  trx: OnecDb,
  facts: OrderFacts,
  dictionaries: readonly ElementRow[],
  deps: IntakeDeps,
  now: Date,
): Promise<Taken> {
  const { order, exchange } = facts.envelope
  const codes = examine(facts)
  const said = (document: OrderDocument | null): ProcessingResult =>
    resultOf({
      order_id: order.order_id,
      revision: exchange.revision,
      checked_at: facts.now,
      codes,
      document: document?.posted ? document : null,
    })
  const enqueueResult = (result: ProcessingResult): Promise<number> =>
    enqueue(trx, { kind: 'result', subject: order.order_id, body: result }, now.toISOString())

  const provisional = said(null)
  if (isAccepted(provisional.result)) {
    const counterparty = await counterpartyFor(trx, facts, codes)
    const document = await filledDocument(trx, facts, counterparty, dictionaries)
    const result = said({ ...document, posted: true })
    const written = { ...document, posted: true, result }
    await saveDocument(trx, written)
    const messageId = await enqueueResult(result)
    if (exchange.cancelled_by_client) await returnCancelled(trx, written, deps, now)
    return asTaken(result, messageId)
  }

  const result = said(facts.document)
  const { document } = facts
  const baseIsClosed = codes.some(({ code }) => code.startsWith('ORD-9'))
  if (document && (document.posted || document.open_by_user || document.deletion_mark))
    await saveDocument(trx, { ...document, result })
  // AD-28: what cannot be accepted stays in 1C as a document that is written but not posted.
  else if (!baseIsClosed)
    await saveDocument(trx, { ...(await draftDocument(trx, facts, dictionaries)), result })
  return asTaken(result, await enqueueResult(result))
}

/** The one that was found, or a new one (ORD-204); its reference travels as the value of the code. */
async function counterpartyFor(
  trx: OnecDb,
  { envelope: { order }, counterparties }: OrderFacts,
  codes: ResultCode[],
): Promise<CounterpartyRow> {
  if (counterparties[0]) return counterparties[0]
  const made = await addCounterparty(trx, order.requisites ?? null, order.client)
  codes.push(
    asCode('ORD-204', {
      field: order.requisites ? 'order.requisites' : 'order.client',
      value: made.ref_1c,
      message: `Создан новый контрагент «${made.name}», код ${made.code_1c}`,
    }),
  )
  return made
}

/** The site has to see «Отменён» (AD-50), so the cancelled order goes back at once, where its values can be sent. */
async function returnCancelled(
  trx: OnecDb,
  document: OrderDocument,
  deps: IntakeDeps,
  now: Date,
): Promise<void> {
  try {
    await queueVersion(trx, document, { mappings: deps.mappings, zone: deps.settings().zone, now })
  } catch (error) {
    if (!(error instanceof UnsendableElements)) throw error
  }
}
