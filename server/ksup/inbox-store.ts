import { createHash } from 'node:crypto'
import { sql, type Selectable } from 'kysely'
import type { KnownBody } from '../contracts/ksup/known-body.ts'
import { linkKeyOf } from '../contracts/ksup/link-key.ts'
import { isSuperseded, type Turn } from '../contracts/ksup/inbox.ts'
import { Refusal } from '../storage/refusal.ts'
import type { InboxDb, InboxTables } from './inbox-tables.ts'
import type { InboxMessage, InboxQuery, InboxRow, InboxState } from './model.ts'

/** Rows of the inbox: writing a new one, and what people see. */

/** A message as the service has read it. */
export interface Incoming {
  operation: string
  body: KnownBody
  /** It came without `meta`: the order is that of arrival. */
  withoutMeta: boolean
  /** What the reader had to say. */
  warnings: { code: string; message: string }[]
  subject: string | null
}

export type StoredMessage = Selectable<InboxTables['ksup_inbox']>

/** Every column but the body, which may be megabytes. */
const columns = [
  'position',
  'id',
  'operation',
  'type',
  'key',
  'seq',
  'has_meta',
  'source_ref',
  'subject',
  'digest',
  'state',
  'waits_for',
  'turn_taken',
  'hurried',
  'code',
  'detail',
  'result',
  'deal_number',
  'warnings_json',
  'attempts',
  'received_at',
  'finished_at',
  'next_at',
  'entry',
] as const
export type StoredRow = Pick<StoredMessage, (typeof columns)[number]>

const asRow = (stored: StoredRow): InboxRow => ({
  id: stored.id,
  operation: stored.operation,
  type: stored.type,
  key: stored.key,
  seq: stored.seq,
  subject: stored.subject,
  state: stored.state,
  waits_for: stored.waits_for,
  code: stored.code,
  detail: stored.detail,
  warnings: JSON.parse(stored.warnings_json) as InboxRow['warnings'],
  attempts: stored.attempts,
  received_at: stored.received_at,
  finished_at: stored.finished_at,
  next_at: stored.next_at,
  entry: stored.entry,
})

/** JSON whose members are in one order, whatever order they came in. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )

/** Of what a repeat has in common with the first try: its number and the moment of sending may differ. */
export function digestOf({ operation, body }: Incoming): string {
  const { attempt: _attempt, sent_at: _sentAt, ...meta } = body.meta
  return createHash('sha256')
    .update(canonical([operation, { ...body, meta }]))
    .digest('base64')
}

export async function insertIncoming(
  db: InboxDb,
  incoming: Incoming,
  row: Pick<StoredMessage, 'digest' | 'received_at' | 'state' | 'waits_for' | 'code' | 'detail'>,
): Promise<void> {
  const { operation, body, withoutMeta, warnings, subject } = incoming
  const { message_id: id, seq, source_ref = null } = body.meta
  const key = linkKeyOf(operation, body)
  const type = body.type ?? null
  await db
    .insertInto('ksup_inbox')
    .values({
      ...row,
      id,
      operation,
      type,
      key,
      seq,
      has_meta: withoutMeta ? 0 : 1,
      source_ref,
      subject,
      turn_taken: 0,
      hurried: 0,
      result: null,
      deal_number: null,
      warnings_json: JSON.stringify(warnings),
      attempts: 0,
      finished_at: row.state === 'queued' ? null : row.received_at,
      next_at: null,
      entry: null,
      search: [type, key, subject, id].join(' ').toLowerCase(),
      body_json: JSON.stringify(body),
    })
    .execute()
}

export const findRow = (db: InboxDb, id: string): Promise<StoredRow | undefined> =>
  db.selectFrom('ksup_inbox').select(columns).where('id', '=', id).executeTakeFirst()

/** @throws Refusal `KSUP-MESSAGE-UNKNOWN` */
export async function storedMessage(
  db: InboxDb,
  id: string,
): Promise<StoredRow & { body_json: string | null }> {
  const stored = await db
    .selectFrom('ksup_inbox')
    .select([...columns, 'body_json'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (stored) return stored
  throw new Refusal('KSUP-MESSAGE-UNKNOWN', {
    ru: `Сообщения ${id} сервер не получал. Обновите список.`,
    en: `The server has not received the message ${id}. Reload the list.`,
  })
}

export async function inboxMessage(db: InboxDb, id: string): Promise<InboxMessage> {
  const { body_json, ...row } = await storedMessage(db, id)
  return { ...asRow(row), body: JSON.parse(body_json ?? 'null') as unknown }
}

/** Messages that wait, in the order of their arrival. */
export const queuedRows = (db: InboxDb): Promise<StoredRow[]> =>
  db.selectFrom('ksup_inbox').select(columns).where('state', '=', 'queued').orderBy('position').execute()

export async function lastSeq(db: InboxDb, key: string): Promise<number> {
  const row = await db.selectFrom('ksup_inbox_key').select('seq').where('key', '=', key).executeTakeFirst()
  return row?.seq ?? 0
}

/** The number of a settled message counts, whatever became of it (DD-06). */
export async function countTurn(db: InboxDb, row: StoredRow): Promise<void> {
  if (row.has_meta === 0 || row.turn_taken === 1) return
  await db
    .insertInto('ksup_inbox_key')
    .values({ key: row.key, seq: row.seq })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ seq: sql<number>`max(ksup_inbox_key.seq, excluded.seq)` }),
    )
    .execute()
}

const turnOfRow = (
  row: Pick<StoredRow, 'operation' | 'seq' | 'has_meta' | 'position' | 'source_ref'>,
): Turn => ({
  operation: row.operation,
  seq: row.has_meta === 0 ? null : row.seq,
  arrival: row.position,
  sourceRef: row.source_ref,
})

/** Whether a newer message makes a refused one void. */
export async function isTooLate(db: InboxDb, row: StoredRow): Promise<boolean> {
  const applied = await db
    .selectFrom('ksup_inbox')
    .select(['operation', 'seq', 'has_meta', 'position', 'source_ref'])
    .where('key', '=', row.key)
    .where('state', '=', 'applied')
    .execute()
  return isSuperseded(turnOfRow(row), applied.map(turnOfRow))
}

const escaped = (text: string): string => text.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)

export async function inboxPage(
  db: InboxDb,
  { text, state, offset = 0, limit }: InboxQuery,
): Promise<{ rows: InboxRow[]; total: number }> {
  let found = db.selectFrom('ksup_inbox')
  if (state) found = found.where('state', '=', state)
  if (text) found = found.where(sql<boolean>`search like ${`%${escaped(text)}%`} escape '\\'`)
  const rows = await found.select(columns).orderBy('position', 'desc').offset(offset).limit(limit).execute()
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(asRow), total: Number(total) }
}

export async function inboxCounts(db: InboxDb): Promise<Record<InboxState, number>> {
  const counts: Record<InboxState, number> = { queued: 0, applied: 0, no_action: 0, refused: 0, skipped: 0 }
  const groups = await db
    .selectFrom('ksup_inbox')
    .select(['state', (select) => select.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  for (const { state, count } of groups) counts[state] = Number(count)
  return counts
}

/** Settled messages whose bodies are kept for people who look. */
const BODIES_KEPT = 500
/** Messages whose ids are kept, so that a repeat is known. */
const ROWS_KEPT = 20_000

async function positionBefore(db: InboxDb, kept: number): Promise<number> {
  const oldest = await db
    .selectFrom('ksup_inbox')
    .select('position')
    .orderBy('position', 'desc')
    .offset(kept)
    .limit(1)
    .executeTakeFirst()
  return oldest?.position ?? 0
}

/** Forgets bodies, then rows, of messages that were settled long ago. What waits or was refused waits for a person. */
export async function forgetOld(db: InboxDb): Promise<void> {
  const settled: InboxState[] = ['applied', 'no_action', 'skipped']
  await db
    .updateTable('ksup_inbox')
    .set({ body_json: null })
    .where('position', '<=', await positionBefore(db, BODIES_KEPT))
    .where('state', 'in', settled)
    .where('body_json', 'is not', null)
    .execute()
  await db
    .deleteFrom('ksup_inbox')
    .where('position', '<=', await positionBefore(db, ROWS_KEPT))
    .where('state', 'in', settled)
    .execute()
}
