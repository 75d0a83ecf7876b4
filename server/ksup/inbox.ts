import type { Kysely, Transaction } from 'kysely'
import type { MessageState } from '../contracts/ksup/answers.ts'
import { problemOf, refusalCodes, type KsupCode } from '../contracts/ksup/errors.ts'
import { repeatOf, turnOf } from '../contracts/ksup/inbox.ts'
import { linkKeyOf } from '../contracts/ksup/link-key.ts'
import { toLocalTime } from '../contracts/time.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { Refusal } from '../storage/refusal.ts'
import { systemTimers, type Timers } from '../storage/timers.ts'
import type { KsupSystem, Warning } from '../../mocks/ksup/service.ts'
import { createInboxLoop } from './inbox-loop.ts'
import {
  countTurn,
  digestOf,
  findRow,
  inboxCounts,
  inboxMessage,
  inboxPage,
  insertIncoming,
  isTooLate,
  lastSeq,
  storedMessage,
  type Incoming,
  type StoredRow,
} from './inbox-store.ts'
import type { InboxTables } from './inbox-tables.ts'
import type { Inbox } from './service.ts'

export { inboxMigrations } from './inbox-tables.ts'
export type { Incoming } from './inbox-store.ts'

export interface InboxDeps {
  db: Database
  clock: Clock
  changes: Changes
  timers?: Timers
  /** IANA zone of the times on the wire (DD-09). */
  zone(): string
  apply: KsupSystem['apply']
  report(error: unknown): void
}

/** What the sender of a message is told. */
export type Receipt =
  | {
      kind: 'answered'
      result: 'applied' | 'duplicate' | 'no_action'
      warnings: Warning[]
      deal_number?: number
    }
  | { kind: 'queued'; warnings: Warning[] }
  | { kind: 'refused'; code: KsupCode; detail: string }

/** The inbox as the service of the server uses it. */
export interface ReceivingInbox extends Inbox {
  /** Stores a message, lets КСУП have it when its turn is, and tells what became of it so far (DD-04…DD-06). */
  receive(incoming: Incoming): Promise<Receipt>
  /** @returns `null` for an id that never came */
  state(id: string): Promise<MessageState | null>
  /** The journal entry that brought a message; the first one stays. */
  noteEntry(id: string, entry: number): Promise<void>
}

/** Whoever sends a message waits no longer for КСУП; then it is told that the message is kept (DD-04). */
const ANSWER_WITHIN_MS = 10_000

const refusedWith = (code: KsupCode, detail?: string): Receipt => ({
  kind: 'refused',
  code,
  detail: detail ?? `${refusalCodes[code].meaning.ru}. ${refusalCodes[code].action.ru}.`,
})

/** What a row that was dealt with says to its sender. */
function receiptOf(row: StoredRow): Receipt {
  const warnings = JSON.parse(row.warnings_json) as Warning[]
  if (row.state === 'queued') return { kind: 'queued', warnings }
  if (row.state === 'refused') return refusedWith(row.code ?? 'KS-INTERNAL', row.detail ?? undefined)
  return {
    kind: 'answered',
    result: row.result ?? 'no_action',
    warnings,
    ...(row.deal_number === null ? {} : { deal_number: row.deal_number }),
  }
}

/** A message that a person took out had no effect: the contract has no state of its own for it. */
const publicState = (state: StoredRow['state']): MessageState['state'] =>
  state === 'skipped' ? 'no_action' : state

const stateRefused = ({ id, state }: StoredRow): Refusal =>
  new Refusal('KSUP-MESSAGE-STATE', {
    ru: `С сообщением ${id} сейчас ничего сделать нельзя: его состояние «${state}» или его обрабатывает КСУП. Обновите список.`,
    en: `Nothing can be done to the message ${id} now: it is "${state}" or КСУП has it. Reload the list.`,
  })

/** The inbox of the integration server. Messages are stored from the start, КСУП gets them after `start`. */
export function createInbox(deps: InboxDeps): ReceivingInbox {
  const { clock, changes, timers = systemTimers, zone, apply, report } = deps
  const db = deps.db.withTables<InboxTables>() as Kysely<InboxTables>
  const changed = (): void => changes.publish({ area: 'ksup' })
  const loop = createInboxLoop({ db, clock, timers, apply, changed, report })
  /** Digests of the messages whose senders wait for an answer. */
  const arriving = new Map<string, string>()

  /** Stores a message that is new. @returns `null`: it waits for its turn or for КСУП, the loop sees to it */
  async function store(
    trx: Transaction<InboxTables>,
    incoming: Incoming,
    digest: string,
  ): Promise<Receipt | null> {
    const received_at = clock().toISOString()
    const { body, operation, withoutMeta } = incoming
    const key = linkKeyOf(operation, body)
    const turn = withoutMeta ? null : turnOf(body.meta.seq, await lastSeq(trx, key), 0)
    if (turn?.kind === 'refused') {
      const receipt = refusedWith(turn.code)
      const { detail } = receipt as { detail: string }
      await insertIncoming(trx, incoming, {
        digest,
        received_at,
        state: 'refused',
        waits_for: null,
        code: turn.code,
        detail,
      })
      return receipt
    }
    const ahead = await trx
      .selectFrom('ksup_inbox')
      .select('id')
      .where('key', '=', key)
      .where('state', '=', 'queued')
      .executeTakeFirst()
    await insertIncoming(trx, incoming, {
      digest,
      received_at,
      state: 'queued',
      waits_for: turn?.kind === 'wait' || ahead ? 'turn' : 'ksup',
      code: null,
      detail: null,
    })
    return null
  }

  /** Makes a refused message wait for КСУП again, unless a newer one came meanwhile. @returns `false`: it is too late */
  async function judgeAnew(trx: Transaction<InboxTables>, row: StoredRow): Promise<boolean> {
    const stale = row.code === 'KS-STALE' || (await isTooLate(trx, row))
    await trx
      .updateTable('ksup_inbox')
      .set(
        stale
          ? { code: 'KS-STALE', detail: (refusedWith('KS-STALE') as { detail: string }).detail }
          : {
              state: 'queued',
              waits_for: 'ksup',
              turn_taken: 1,
              code: null,
              detail: null,
              next_at: null,
              finished_at: null,
            },
      )
      .where('id', '=', row.id)
      .execute()
    return !stale
  }

  /** A message whose id is known (DD-05). @returns `null`: it is judged anew */
  async function repeated(
    trx: Transaction<InboxTables>,
    row: StoredRow,
    digest: string,
  ): Promise<Receipt | null> {
    const repeat = repeatOf({ bodyDigest: row.digest }, digest)
    if (repeat?.kind === 'refused') return refusedWith(repeat.code)
    if (row.state === 'refused') return (await judgeAnew(trx, row)) ? null : refusedWith('KS-STALE')
    if (row.state === 'queued')
      return loop.isRunning(row.id) ? refusedWith('KS-KEY-IN-USE') : { kind: 'queued', warnings: [] }
    return {
      kind: 'answered',
      result: 'duplicate',
      warnings: [],
      ...(row.deal_number === null ? {} : { deal_number: row.deal_number }),
    }
  }

  /** Waits until КСУП has said something, but not for ever. */
  async function tried(id: string, key: string): Promise<void> {
    let timer: unknown
    const limit = new Promise<void>((resolve) => {
      timer = timers.set(resolve, ANSWER_WITHIN_MS)
    })
    await Promise.race([loop.tried(id, key), limit])
    timers.clear(timer)
  }

  async function take(incoming: Incoming, id: string, digest: string): Promise<Receipt> {
    const receipt = await db.transaction().execute(async (trx) => {
      const known = await findRow(trx, id)
      return known ? repeated(trx, known, digest) : store(trx, incoming, digest)
    })
    changed()
    if (receipt) return receipt
    await tried(id, linkKeyOf(incoming.operation, incoming.body))
    const row = await findRow(db, id)
    // Emptied while КСУП had it: the sender tries again.
    return row ? receiptOf(row) : refusedWith('KS-INTERNAL')
  }

  /** A person changes a queued or refused message that КСУП does not have at the moment. */
  async function change(
    id: string,
    job: (trx: Transaction<InboxTables>, row: StoredRow) => Promise<void>,
  ): Promise<StoredRow> {
    const row = await db.transaction().execute(async (trx) => {
      const stored = await storedMessage(trx, id)
      const isOpen = stored.state === 'queued' || stored.state === 'refused'
      if (!isOpen || loop.isRunning(id)) throw stateRefused(stored)
      await job(trx, stored)
      return stored
    })
    changed()
    return row
  }

  return {
    async receive(incoming) {
      const id = incoming.body.meta.message_id
      const digest = digestOf(incoming)
      const same = arriving.get(id)
      if (same !== undefined) return refusedWith(same === digest ? 'KS-KEY-IN-USE' : 'KS-KEY-REUSED')
      arriving.set(id, digest)
      try {
        return await take(incoming, id, digest)
      } finally {
        arriving.delete(id)
      }
    },

    async state(id) {
      const row = await findRow(db, id)
      if (!row) return null
      const local = (instant: string): string => toLocalTime(new Date(instant), zone())
      return {
        message_id: id,
        state: publicState(row.state),
        received_at: local(row.received_at),
        finished_at: row.finished_at === null ? null : local(row.finished_at),
        problem:
          row.state === 'refused' && row.code
            ? problemOf(row.code, { messageId: id, ...(row.detail === null ? {} : { detail: row.detail }) })
            : null,
        warnings: JSON.parse(row.warnings_json) as Warning[],
      }
    },

    async noteEntry(id, entry) {
      await db
        .updateTable('ksup_inbox')
        .set({ entry })
        .where('id', '=', id)
        .where('entry', 'is', null)
        .execute()
    },

    start: () => loop.start(),
    stop: () => loop.stop(),
    idle: () => loop.idle(),
    counts: () => inboxCounts(db),
    list: (query) => inboxPage(db, query),
    message: (id) => inboxMessage(db, id),

    async retry(id) {
      const { key } = await change(id, async (trx, row) => {
        if (row.state === 'refused') return void (await judgeAnew(trx, row))
        await trx.updateTable('ksup_inbox').set({ next_at: null, hurried: 1 }).where('id', '=', id).execute()
      })
      await tried(id, key)
      return inboxMessage(db, id)
    },
    async skip(id) {
      await change(id, async (trx, row) => {
        await trx
          .updateTable('ksup_inbox')
          .set({ state: 'skipped', waits_for: null, next_at: null, finished_at: clock().toISOString() })
          .where('id', '=', id)
          .execute()
        await countTurn(trx, row)
      })
      loop.poke()
      return inboxMessage(db, id)
    },
    poke: () => loop.hurry(),
    async clear() {
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('ksup_inbox').execute()
        await trx.deleteFrom('ksup_inbox_key').execute()
      })
      changed()
    },
  }
}
