import type { Kysely, Transaction } from 'kysely'
import { linkKeyOf } from '../contracts/ksup/link-key.ts'
import type { KnownBody } from '../contracts/ksup/known-body.ts'
import { ksup } from '../contracts/ksup/operations.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { Refusal, WrongInput } from '../storage/refusal.ts'
import { systemTimers, type Timers } from '../storage/timers.ts'
import type { OutboxMessage, OutboxRow, Sender } from './model.ts'
import type { Outbox, SendResult, Settlement } from './outbox.ts'
import { createSendLoop } from './sender.ts'
import { insertMessage, messageOf, pageOf, rowsOf, statusOf } from './store.ts'
import type { OutboxTables } from './tables.ts'

export { outboxMigrations } from './tables.ts'

export interface OutboxDeps {
  db: Database
  sender: Sender
  clock: Clock
  changes: Changes
  /** Where live events of this outbox belong. */
  area: 'ksup' | 'ksup-onec'
  timers?: Timers
  /** IANA zone of `meta.sent_at` (DD-09). */
  zone(): string
  /** Makes one call. What the other side or the network does is a result; it rejects for defects only. */
  send(
    message: { id: string; operation: string; body: Record<string, unknown> },
    signal: AbortSignal,
  ): Promise<SendResult>
  /** What else is to be stored with the new state of a message, in the same transaction. */
  settled?(trx: Transaction<unknown>, settlement: Settlement): Promise<void>
  report(error: unknown): void
}

/** States in which a person may still do something, by what is done. */
const allowed = {
  sendAgain: ['parked', 'ignored', 'waiting'],
  skip: ['new', 'waiting', 'parked'],
  edit: ['parked', 'waiting', 'ignored'],
} as const satisfies Record<string, readonly OutboxRow['state'][]>

/** Codes that a refused account leaves on the message that met it. */
const ACCOUNT_CODES = ['KS-AUTH', 'KS-FORBIDDEN', 'HTTP-401', 'HTTP-403']

/** What a person did instead of an answer. */
const byHand = (code: string): SendResult => ({
  answer: { status: null, code },
  message: null,
  value: null,
  entry: null,
})

/** The receiver may hold the message already: it is on its way, or its last try had no answer of the receiver. */
const mayHaveArrived = ({ state, code }: OutboxRow): boolean =>
  state === 'sending' || (state === 'waiting' && !/^(?:KS|HTTP)-/.test(code ?? ''))

const stateRefused = ({ id, title, state }: OutboxRow): Refusal =>
  new Refusal('OUTBOX-STATE', {
    ru: `Сообщение ${id} («${title}») сейчас в состоянии «${state}»: это с ним сделать нельзя. Обновите список.`,
    en: `The message ${id} (${title}) is "${state}" now: this cannot be done to it. Reload the list.`,
  })

/** @throws Refusal `OUTBOX-BODY` with the place and the rule, when the contract does not allow the body */
function checkBody(
  { operation, body: { meta } }: OutboxMessage,
  body: Readonly<Record<string, unknown>>,
): void {
  const message = ksup.operations.find(({ id }) => id === operation)?.request
  if (!message) throw new TypeError(`${operation} has no body`)
  const bytes = Buffer.from(JSON.stringify({ meta, ...body }))
  const { findings } = message.read({ bytes, contentType: 'application/json' }, 'strict')
  const fault = findings.find(({ severity }) => severity === 'error')
  if (!fault) return
  const { pointer, code, message: text, expected } = fault
  const hint = expected === undefined ? '' : ` (${expected})`
  throw new WrongInput('OUTBOX-BODY', {
    ru: `${pointer || '/'}: ${text.ru}${hint} [${code}]. Исправьте тело и отправьте снова.`,
    en: `${pointer || '/'}: ${text.en}${hint} [${code}]. Correct the body and send again.`,
  })
}

/** The outbox of one sender. Nothing is sent until `start`. */
export function createOutbox(deps: OutboxDeps): Outbox {
  const { sender, clock, changes, area, zone, timers = systemTimers, report } = deps
  const db = deps.db.withTables<OutboxTables>() as Kysely<OutboxTables>
  const changed = (): void => changes.publish({ area })
  const loop = createSendLoop({
    db,
    sender,
    clock,
    timers,
    send: deps.send,
    ...(deps.settled ? { settled: deps.settled } : {}),
    changed,
    report,
  })
  const tablesOf = (trx: Transaction<unknown>) => trx.withTables<OutboxTables>()
  const origin = () => ({ sender, now: clock(), zone: zone() })

  /** Changes a message that is in one of the states, in a transaction of its own. @throws Refusal `OUTBOX-STATE` */
  async function change(
    id: string,
    states: readonly OutboxRow['state'][],
    job: (trx: Transaction<OutboxTables>, message: OutboxMessage) => Promise<string>,
  ): Promise<OutboxMessage> {
    const shown = await db.transaction().execute(async (trx) => {
      const message = await messageOf(trx, sender, id)
      // What a newer message has replaced is history.
      if (!states.includes(message.state) || message.replaced_by !== null) throw stateRefused(message)
      return job(trx, message)
    })
    changed()
    loop.poke()
    return messageOf(db, sender, shown)
  }

  /** Takes a message out of the queue. */
  const take = (
    trx: Transaction<OutboxTables>,
    id: string,
    code: string,
    replaced_by: string | null = null,
  ) =>
    trx
      .updateTable('outbox_message')
      .set({ state: 'ignored', code, next_at: null, replaced_by, finished_at: clock().toISOString() })
      .where('id', '=', id)
      .execute()

  return {
    enqueue: (trx, message) => insertMessage(tablesOf(trx), origin(), message),
    poke: () => loop.poke(),
    start: () => loop.start(),
    stop: () => loop.stop(),
    idle: () => loop.idle(),

    status: () => statusOf(db, sender),
    list: (query) => pageOf(db, sender, query),
    message: (id) => messageOf(db, sender, id),
    of: (object, trx) => rowsOf(trx ? tablesOf(trx) : db, sender, object),

    sendAgain: (id) =>
      change(id, allowed.sendAgain, async (trx) => {
        await trx
          .updateTable('outbox_message')
          .set({ state: 'new', attempts: 0, next_at: null, code: null, finished_at: null })
          .where('id', '=', id)
          .execute()
        return id
      }),
    skip: (id) =>
      change(id, allowed.skip, async (trx, message) => {
        await take(trx, id, 'SKIPPED')
        await deps.settled?.(trx as unknown as Transaction<unknown>, {
          message,
          next: { state: 'ignored', code: 'SKIPPED' },
          result: byHand('SKIPPED'),
        })
        return id
      }),
    edit: (id, body) =>
      change(id, allowed.edit, async (trx, message) => {
        checkBody(message, body)
        const { operation, kind, object, title, body: before } = message
        const meta = before['meta'] as KnownBody['meta']
        const made = await insertMessage(trx, origin(), {
          operation,
          kind,
          key: linkKeyOf(operation, { ...body, meta } as KnownBody),
          object,
          title,
          body,
          ...(meta.source_ref === undefined ? {} : { sourceRef: meta.source_ref }),
          ...(meta.resolves === undefined ? {} : { resolves: meta.resolves }),
        })
        await take(trx, id, 'REPLACED', made.id)
        return made.id
      }),
    async withdraw(trx, object) {
      const tables = tablesOf(trx)
      const rows = (await rowsOf(tables, sender, object)).filter(
        ({ state }) => state !== 'delivered' && state !== 'ignored',
      )
      if (rows.some(mayHaveArrived)) return null
      for (const { id } of rows) await take(tables, id, 'WITHDRAWN')
      return rows.length
    },

    async resume() {
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('outbox_stop').where('sender', '=', sender).execute()
        // The account was wrong, not the message.
        await trx
          .updateTable('outbox_message')
          .set({ state: 'new', attempts: 0, code: null, finished_at: null })
          .where('sender', '=', sender)
          .where('state', '=', 'parked')
          .where('code', 'in', ACCOUNT_CODES)
          .execute()
      })
      changed()
      loop.poke()
      return statusOf(db, sender)
    },
    async clear() {
      await db.transaction().execute(async (trx) => {
        for (const table of ['outbox_message', 'outbox_key', 'outbox_stop'] as const)
          await trx.deleteFrom(table).where('sender', '=', sender).execute()
      })
      changed()
    },
  }
}
