import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import {
  isRetryableStatus,
  nextOutgoingState,
  OUTGOING_STATES,
  retryDelay,
} from '../../server/contracts/site-orders/states.ts'
import { siteCode, type OnecAction } from '../../server/contracts/site-orders/codes.ts'
import type { Reply } from '../../server/http/client.ts'
import type { Replacement } from '../../server/mappings/model.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import type { OutboxKind, OutboxMessage } from './model.ts'
import type { OnecDb, OnecTables } from './tables.ts'

/** The outgoing queue (sections 5.3, AD-34): what is to be sent is stored with the change that caused it. */

export type MessageRow = Selectable<OnecTables['onec_outbox']>

export interface NewMessage {
  kind: OutboxKind
  subject?: string | null
  seq?: number | null
  body: unknown
  replacements?: readonly Replacement[]
}

const replaceable = OUTGOING_STATES.filter((state) => nextOutgoingState(state, 'replace') === 'superseded')

/** Kinds of which only the latest about a subject matters. */
const latestOnly: ReadonlySet<OutboxKind> = new Set(['result', 'order', 'dictionary'])

/**
 * Queues a message inside the caller's transaction; an older one about the same subject that has not left is superseded.
 * @param now instant, ISO 8601
 * @returns id of the message
 */
export async function enqueue(db: OnecDb, message: NewMessage, now: string): Promise<number> {
  const { kind, subject = null, seq = null, body, replacements = [] } = message
  if (latestOnly.has(kind))
    await db
      .updateTable('onec_outbox')
      .set({ state: 'superseded', next_at: null })
      .where('kind', '=', kind)
      .where('subject', '=', subject)
      .where('state', 'in', replaceable)
      .execute()
  const { id } = await db
    .insertInto('onec_outbox')
    .values({
      kind,
      subject,
      seq,
      body_json: JSON.stringify(body),
      replacements_json: JSON.stringify(replacements),
      idempotency_key: randomUUID(),
      state: 'queued',
      attempts: 0,
      next_at: null,
      code: null,
      message: null,
      created_at: now,
      entry: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/**
 * Messages on their way, oldest first. One in state `sending` that nobody is sending was left by a process that ended;
 * whether it arrived is not known, so it goes again under its key.
 */
export async function pending(db: OnecDb): Promise<MessageRow[]> {
  return db
    .selectFrom('onec_outbox')
    .selectAll()
    .where('state', 'in', ['queued', 'waiting', 'sending'])
    .orderBy('id')
    .execute()
}

/**
 * Whether a waiting message may be sent. `cycle`: messages whose retry schedule is used up wait for the next cycle (AD-34).
 * @param now instant, ISO 8601 in UTC, as `next_at` is
 */
export function isDue({ state, next_at }: MessageRow, now: string, cycle: boolean): boolean {
  if (state !== 'waiting') return true
  return next_at === null ? cycle : next_at <= now
}

/** When the retry schedule wants the next message sent, `null` when it waits for nothing. */
export async function nextDueAt(db: OnecDb): Promise<Date | null> {
  const row = await db
    .selectFrom('onec_outbox')
    .select((select) => select.fn.min('next_at').as('next_at'))
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return row?.next_at ? new Date(row.next_at) : null
}

/** What 1C does after one attempt to send a message (section 9, AD-34). Pure. */
export type Outcome = 'deliver' | OnecAction

export function outcomeOf(reply: Reply): Outcome {
  if (reply.ok) return 'deliver'
  if (reply.status === 401 || reply.status === 403) return 'stop'
  // No program of the contract answered, so nothing is known: the same message goes again under the same key.
  if (reply.kind !== 'problem') return 'retry'
  const known = reply.code === null ? null : siteCode(reply.code)
  if (known) return known.onec
  if (reply.status === 413) return 'split'
  return reply.retryable || (reply.status !== null && isRetryableStatus(reply.status)) ? 'retry' : 'park'
}

type Ending = Pick<MessageRow, 'state' | 'attempts' | 'next_at' | 'code' | 'message' | 'entry'>

/**
 * The message after an attempt. Pure.
 * @param attempts how many attempts were made with this one
 */
export function ending(reply: Reply, attempts: number, now: Date): Ending {
  const outcome = outcomeOf(reply)
  const code = reply.ok ? null : (reply.code ?? reply.kind.toUpperCase())
  const common = { attempts, next_at: null, code, message: messageOf(reply), entry: reply.entry }
  switch (outcome) {
    case 'deliver':
      return { ...common, state: 'delivered' }
    case 'park':
      return { ...common, state: 'parked' }
    case 'drop':
    case 'split':
      return { ...common, state: 'superseded' }
    case 'stop':
      // The account is wrong, not the message: the attempt is not counted and the next cycle tries again.
      return { ...common, state: 'waiting', attempts: attempts - 1 }
    case 'retry': {
      const delay = retryDelay(attempts, reply.ok ? null : reply.retryAfterMs)
      const next_at = delay === null ? null : new Date(now.getTime() + delay).toISOString()
      return { ...common, state: 'waiting', next_at }
    }
  }
}

/** What a person should see about the last attempt: a refusal, or rows and warnings of a success. */
function messageOf(reply: Reply): string | null {
  if (!reply.ok) return reply.message
  const { rows = [], warnings = [] } = (reply.value ?? {}) as {
    rows?: { index: number; code?: string; message?: string }[]
    warnings?: { code: string; message: string }[]
  }
  const said = [
    ...rows.map(({ index, code, message }) => `№ ${index + 1}: ${[code, message].filter(Boolean).join(' ')}`),
    ...warnings.map(({ code, message }) => `${code} ${message}`),
  ]
  return said.length > 0 ? said.slice(0, 20).join('\n') : null
}

/* ---------- views and the operator ---------- */

const asMessage = (row: MessageRow): OutboxMessage => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  seq: row.seq,
  state: row.state,
  attempts: row.attempts,
  next_at: row.next_at,
  code: row.code,
  message: row.message,
  created_at: row.created_at,
  entry: row.entry,
})

const SHOWN = 500

export async function outboxView(db: OnecDb): Promise<OutboxMessage[]> {
  const rows = await db.selectFrom('onec_outbox').selectAll().orderBy('id', 'desc').limit(SHOWN).execute()
  return rows.map(asMessage)
}

export async function messageView(db: OnecDb, id: number): Promise<OutboxMessage> {
  return asMessage(await messageOfId(db, id))
}

/** @throws Refusal `ONEC-MESSAGE-UNKNOWN` */
export async function messageOfId(db: OnecDb, id: number): Promise<MessageRow> {
  const row = Number.isSafeInteger(id)
    ? await db.selectFrom('onec_outbox').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (row) return row
  throw new Refusal('ONEC-MESSAGE-UNKNOWN', {
    ru: `Сообщения ${id} нет в очереди отправки. Обновите список.`,
    en: `There is no message ${id} in the outgoing queue. Reload the list.`,
  })
}

/** An operator's "send again" of a waiting or parked message. @throws Refusal `ONEC-MESSAGE-STATE` for any other */
export async function putBack(db: OnecDb, id: number): Promise<void> {
  const row = await messageOfId(db, id)
  if (nextOutgoingState(row.state, 'resend') !== 'queued')
    throw new Refusal('ONEC-MESSAGE-STATE', {
      ru: `Сообщение ${id} не ждёт отправки, повторять нечего.`,
      en: `Message ${id} does not wait to be sent; there is nothing to repeat.`,
    })
  await db
    .updateTable('onec_outbox')
    .set({
      state: 'queued',
      attempts: 0,
      next_at: null,
      // A parked message was answered, and the site repeats a stored answer to the same key.
      ...(row.state === 'parked' ? { idempotency_key: randomUUID() } : {}),
    })
    .where('id', '=', id)
    .execute()
}

export async function undelivered(db: OnecDb): Promise<number> {
  const { count } = await db
    .selectFrom('onec_outbox')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('state', 'in', ['queued', 'sending', 'waiting', 'parked'])
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** How many settled messages are kept for the people who look at the queue. */
const KEPT = 2000

/** Forgets old delivered and superseded messages; those of versions stay as long as the document. */
export async function pruneOutbox(db: OnecDb): Promise<void> {
  const oldest = await db
    .selectFrom('onec_outbox')
    .select('id')
    .orderBy('id', 'desc')
    .offset(KEPT)
    .limit(1)
    .executeTakeFirst()
  if (!oldest) return
  await db
    .deleteFrom('onec_outbox')
    .where('id', '<=', oldest.id)
    .where('kind', '!=', 'order')
    .where('state', 'in', ['delivered', 'superseded'])
    .execute()
}
