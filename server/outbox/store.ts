import { randomUUID } from 'node:crypto'
import { sql, type Selectable } from 'kysely'
import { nowLocal } from '../contracts/time.ts'
import { Refusal } from '../storage/refusal.ts'
import type {
  NewMessage,
  OutboxMessage,
  OutboxPage,
  OutboxQuery,
  OutboxRow,
  OutboxStatus,
  Sender,
} from './model.ts'
import type { OutboxDb, OutboxTables } from './tables.ts'

/** Rows of the outbox: writing a new one, and what people see. */

type Stored = Selectable<OutboxTables['outbox_message']>
type WithoutBody = Omit<Stored, 'body_json'>

/** Every column but the body, which may be megabytes. */
const columns = [
  'position',
  'id',
  'sender',
  'operation',
  'kind',
  'key',
  'seq',
  'object',
  'title',
  'state',
  'attempts',
  'next_at',
  'code',
  'message',
  'result',
  'warnings_json',
  'created_at',
  'finished_at',
  'entry',
  'replaced_by',
] as const

export function asRow(stored: Omit<WithoutBody, 'search'>): OutboxRow {
  const { position: _position, warnings_json, ...row } = stored
  return { ...row, warnings: JSON.parse(warnings_json) as OutboxRow['warnings'] }
}

/** The number of the next message of a key (DD-06). */
async function nextSeq(db: OutboxDb, sender: Sender, key: string): Promise<number> {
  const { seq } = await db
    .insertInto('outbox_key')
    .values({ sender, key, seq: 1 })
    .onConflict((conflict) =>
      conflict.columns(['sender', 'key']).doUpdateSet({ seq: sql<number>`outbox_key.seq + 1` }),
    )
    .returning('seq')
    .executeTakeFirstOrThrow()
  return seq
}

export interface Origin {
  sender: Sender
  now: Date
  zone: string
}

/** Stores a message with its `meta` (section 5.2). @returns its id and number */
export async function insertMessage(
  db: OutboxDb,
  { sender, now, zone }: Origin,
  message: NewMessage,
): Promise<{ id: string; seq: number }> {
  const { operation, kind, key, object, title, body, sourceRef, resolves } = message
  const id = randomUUID()
  const seq = await nextSeq(db, sender, key)
  const meta = {
    message_id: id,
    seq,
    sent_at: nowLocal(now, zone),
    ...(sourceRef === undefined ? {} : { source_ref: sourceRef }),
    ...(resolves === undefined ? {} : { resolves }),
  }
  await db
    .insertInto('outbox_message')
    .values({
      id,
      sender,
      operation,
      kind,
      key,
      seq,
      object,
      title,
      body_json: JSON.stringify({ meta, ...body }),
      state: 'new',
      attempts: 0,
      next_at: null,
      code: null,
      message: null,
      result: null,
      warnings_json: '[]',
      created_at: now.toISOString(),
      finished_at: null,
      entry: null,
      replaced_by: null,
      search: [title, key, object, id].join(' ').toLowerCase(),
    })
    .execute()
  return { id, seq }
}

/** @throws Refusal `OUTBOX-UNKNOWN` */
export async function messageOf(db: OutboxDb, sender: Sender, id: string): Promise<OutboxMessage> {
  const stored = await db
    .selectFrom('outbox_message')
    .select([...columns, 'body_json'])
    .where('sender', '=', sender)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!stored)
    throw new Refusal('OUTBOX-UNKNOWN', {
      ru: `Сообщения ${id} нет в очереди отправки. Обновите список.`,
      en: `The outbox has no message ${id}. Reload the list.`,
    })
  const { body_json, ...row } = stored
  return { ...asRow(row), body: JSON.parse(body_json ?? '{}') as Record<string, unknown> }
}

const escaped = (text: string): string => text.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)

export async function pageOf(db: OutboxDb, sender: Sender, query: OutboxQuery): Promise<OutboxPage> {
  const { text, state, object, offset = 0, limit } = query
  let found = db.selectFrom('outbox_message').where('sender', '=', sender)
  if (state) found = found.where('state', '=', state)
  if (object) found = found.where('object', '=', object)
  if (text) found = found.where(sql<boolean>`search like ${`%${escaped(text)}%`} escape '\\'`)
  const rows = await found.select(columns).orderBy('position', 'desc').offset(offset).limit(limit).execute()
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: rows.map(asRow), total: Number(total) }
}

export async function rowsOf(db: OutboxDb, sender: Sender, object: string): Promise<OutboxRow[]> {
  const rows = await db
    .selectFrom('outbox_message')
    .select(columns)
    .where('sender', '=', sender)
    .where('object', '=', object)
    .orderBy('position', 'desc')
    .execute()
  return rows.map(asRow)
}

export async function stopOf(db: OutboxDb, sender: Sender): Promise<OutboxStatus['stopped']> {
  const stop = await db
    .selectFrom('outbox_stop')
    .select(['code', 'message', 'at'])
    .where('sender', '=', sender)
    .executeTakeFirst()
  return stop ?? null
}

export async function statusOf(db: OutboxDb, sender: Sender): Promise<OutboxStatus> {
  const counts: OutboxStatus['counts'] = {
    new: 0,
    sending: 0,
    delivered: 0,
    waiting: 0,
    parked: 0,
    ignored: 0,
  }
  let next_at: string | null = null
  const groups = await db
    .selectFrom('outbox_message')
    .select([
      'state',
      (select) => select.fn.countAll<number>().as('count'),
      (select) => select.fn.min('next_at').as('due'),
    ])
    .where('sender', '=', sender)
    .groupBy('state')
    .execute()
  for (const { state, count, due } of groups) {
    counts[state] = Number(count)
    if (state === 'waiting') next_at = due
  }
  return { counts, stopped: await stopOf(db, sender), next_at }
}

/** Settled messages whose bodies are kept for people who look. */
const BODIES_KEPT = 500
/** Settled messages that are kept at all. */
const ROWS_KEPT = 5_000

/** Forgets bodies, then rows, of messages that were settled long ago. A parked one waits for a person and stays. */
export async function forgetOld(db: OutboxDb, sender: Sender): Promise<void> {
  for (const [kept, forget] of [
    [
      BODIES_KEPT,
      (position: number) =>
        db
          .updateTable('outbox_message')
          .set({ body_json: null })
          .where('sender', '=', sender)
          .where('position', '<=', position)
          .where('state', '=', 'delivered')
          .where('body_json', 'is not', null),
    ],
    [
      ROWS_KEPT,
      (position: number) =>
        db
          .deleteFrom('outbox_message')
          .where('sender', '=', sender)
          .where('position', '<=', position)
          .where('state', 'in', ['delivered', 'ignored']),
    ],
  ] as const) {
    const oldest = await db
      .selectFrom('outbox_message')
      .select('position')
      .where('sender', '=', sender)
      .orderBy('position', 'desc')
      .offset(kept)
      .limit(1)
      .executeTakeFirst()
    if (oldest) await forget(oldest.position).execute()
  }
}
