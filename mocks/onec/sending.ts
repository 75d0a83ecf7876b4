import type { Kysely } from 'kysely'
import type { Operation } from '../../server/contracts/operation.ts'
import {
  postContragents,
  postDictionary,
  postNomenclature,
  postOrder,
  postResult,
  postStock,
} from '../../server/contracts/site-orders/operations.ts'
import type { ContractClient } from '../../server/http/client.ts'
import type { Journal } from '../../server/journal/journal.ts'
import type { Replacement } from '../../server/mappings/model.ts'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import { createQueue } from '../../server/storage/queue.ts'
import { splitMessage } from './batches.ts'
import type { OutboxKind } from './model.ts'
import { ending, isDue, messageOfId, outcomeOf, pending, type MessageRow } from './outbox.ts'
import type { OnecTables } from './tables.ts'

/** Sends the outgoing queue. One message at a time; messages about one order never overtake each other (AD-35). */

export interface SenderDeps {
  db: Kysely<OnecTables>
  client: ContractClient
  journal: Pick<Journal, 'annotate'>
  clock: Clock
  changes: Changes
}

/** How a message travels. */
const routes: Record<
  OutboxKind,
  { operation: Operation; params?(message: MessageRow): Record<string, string> }
> = {
  result: { operation: postResult, params: ({ subject }) => ({ order_id: subject ?? '' }) },
  order: { operation: postOrder },
  stock: { operation: postStock },
  nomenclature: { operation: postNomenclature },
  contragents: { operation: postContragents },
  dictionary: { operation: postDictionary, params: ({ subject }) => ({ kind: subject ?? '' }) },
}

/** Kinds whose subject is an order. */
const aboutOrders: ReadonlySet<OutboxKind> = new Set(['result', 'order'])

/** The site refuses the account: the cycle ends, the queue stays (section 9, 401 and 403). */
export class ExchangeStopped extends Error {
  override readonly name = 'ExchangeStopped'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export interface DrainOptions {
  kinds?: readonly OutboxKind[]
  /** A cycle also takes the messages whose retry schedule is used up (AD-34). */
  cycle?: boolean
  /** Asked between two messages. */
  stopping?(): boolean
}

export interface DrainReport {
  sent: number
  delivered: number
  /** Code and message of the last one that was not delivered. */
  failure: { code: string; message: string } | null
}

export interface Sender {
  /** Sends what is due, oldest first. @throws ExchangeStopped on 401 and 403 */
  drain(options?: DrainOptions): Promise<DrainReport>
  /** Sends one message now, unless an earlier one about the same order is still on its way. @throws ExchangeStopped */
  send(id: number): Promise<DrainReport>
}

export function createSender({ db, client, journal, clock, changes }: SenderDeps): Sender {
  const oneAtATime = createQueue()

  /** Takes a message for sending; `false` when it was superseded meanwhile. */
  async function claim(message: MessageRow, attempts: number): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('onec_outbox')
      .set({ state: 'sending', attempts })
      .where('id', '=', message.id)
      .where('state', '=', message.state)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  }

  async function attempt(message: MessageRow): Promise<{ after: MessageRow; unreachable: boolean } | null> {
    const attempts = message.attempts + 1
    if (!(await claim(message, attempts))) return null
    const { operation, params } = routes[message.kind]
    const reply = await client.call(operation, {
      ...(params ? { params: params(message) } : {}),
      body: JSON.parse(message.body_json),
      idempotencyKey: message.idempotency_key,
    })
    const replacements = JSON.parse(message.replacements_json) as Replacement[]
    if (replacements.length > 0)
      await journal.annotate(
        reply.entry,
        replacements,
        aboutOrders.has(message.kind) ? message.subject : undefined,
      )

    const end = ending(reply, attempts, clock())
    await db.transaction().execute(async (trx) => {
      const newer = await trx
        .selectFrom('onec_outbox')
        .select('id')
        .where('kind', '=', message.kind)
        .where('subject', '=', message.subject)
        .where('id', '>', message.id)
        .executeTakeFirst()
      // A newer version was made while this one was on its way: only the latest is sent again.
      const state =
        newer && aboutOrders.has(message.kind) && end.state === 'waiting' ? 'superseded' : end.state
      await trx
        .updateTable('onec_outbox')
        .set({ ...end, state })
        .where('id', '=', message.id)
        .execute()
      if (outcomeOf(reply) === 'split') await splitMessage(trx, message, clock())
    })
    changes.publish({ area: 'onec', id: message.subject ?? message.id })
    if (outcomeOf(reply) === 'stop' && !reply.ok)
      throw new ExchangeStopped(reply.code ?? `HTTP ${reply.status}`, reply.message)
    return { after: await messageOfId(db, message.id), unreachable: !reply.ok && reply.kind === 'network' }
  }

  async function run(select: (message: MessageRow) => boolean, options: DrainOptions): Promise<DrainReport> {
    const report: DrainReport = { sent: 0, delivered: 0, failure: null }
    const held = new Set<string>()
    for (const message of await pending(db)) {
      if (options.stopping?.()) break
      const order = aboutOrders.has(message.kind) ? message.subject : null
      const now = clock().toISOString()
      const free = order === null || !held.has(order)
      const chosen = select(message) && isDue(message, now, options.cycle ?? false)
      if (!chosen || !free) {
        if (order !== null) held.add(order)
        continue
      }
      const attempted = await attempt(message)
      if (!attempted) continue
      const { after, unreachable } = attempted
      report.sent += 1
      if (after.state === 'delivered') report.delivered += 1
      else if (after.state !== 'superseded')
        report.failure = { code: after.code ?? '', message: after.message ?? '' }
      if (after.state === 'waiting' && order !== null) held.add(order)
      // Nobody answers: the rest would only wait for the same time-out, one after the other.
      if (unreachable) break
    }
    return report
  }

  return {
    drain(options = {}) {
      const { kinds } = options
      return oneAtATime(() => run(({ kind }) => !kinds || kinds.includes(kind), options))
    },
    send(id) {
      return oneAtATime(() => run((message) => message.id === id, { cycle: true }))
    },
  }
}
