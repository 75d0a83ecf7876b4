import type { ContractClient } from '../../server/http/client.ts'
import type { Journal } from '../../server/journal/journal.ts'
import type { Mappings } from '../../server/mappings/mappings.ts'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { Database } from '../../server/storage/database.ts'
import type { SiteOrdersSettings } from '../../server/storage/document-schema.ts'
import type { Transaction } from 'kysely'
import { toLocalTime } from '../../server/contracts/time.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { extraIdentifier } from './batches.ts'
import {
  addCounterparty,
  addItem,
  asCounterparty,
  counterparties,
  elements,
  elementsByRef,
  emptyBase,
  items,
  itemView,
  organizations,
  seedBase,
  setStock,
} from './catalogue.ts'
import { cyclesView, logSkipped, runCycle, type CycleDeps } from './cycle.ts'
import type { OnecDemoData } from './demo.ts'
import { documentOf, orderDetail, orderRows, posted, saveDocument } from './documents.ts'
import { editDocument } from './editing.ts'
import { readConditions, writeConditions } from './facts.ts'
import { messageView, nextDueAt, outboxView, putBack, undelivered } from './outbox.ts'
import { queueVersion } from './returning.ts'
import { createAlarm, systemTimers, type Timers } from '../../server/storage/timers.ts'
import { createSender, ExchangeStopped, type DrainReport } from './sending.ts'
import type { OnecTables } from './tables.ts'
import { UnsendableElements } from './versions.ts'
import type {
  DictionaryKind,
  ExchangeCycle,
  OnecConditions,
  OnecCounterparty,
  OnecDictionaryItem,
  OnecItem,
  OnecNewCounterparty,
  OnecNewItem,
  OnecOrderDetail,
  OnecOrderEdit,
  OnecOrderRow,
  OnecOrganization,
  OutboxMessage,
} from './model.ts'

export { onecMigrations } from './tables.ts'

export interface OnecDeps {
  db: Database
  mappings: Mappings
  client: ContractClient
  /** `body` gives back an answer that could not be read whole, so that its orders are read one by one (AD-37). */
  journal: Pick<Journal, 'annotate' | 'body'>
  clock: Clock
  changes: Changes
  settings(): SiteOrdersSettings
  timers?: Timers
}

/**
 * The simulated УТ 11: its base, its exchange and its outgoing queue. It calls the site only over HTTP.
 * Refusals are `Refusal`s with codes `ONEC-…`. Money in kopecks, quantities in thousandths.
 */
export interface Onec {
  /** Fills an empty base. */
  seed(demo: OnecDemoData): Promise<void>
  /** Empties the base: catalogues, documents, queue, log of cycles. */
  reset(): Promise<void>

  /**
   * One exchange cycle (section 11); while one runs, another start is logged as skipped (AD-36).
   * @param signal ends it between two messages
   */
  runExchange(trigger: ExchangeCycle['trigger'], signal?: AbortSignal): Promise<ExchangeCycle>
  running(): boolean
  /** Sends what the retry schedule makes due, from now on by itself. */
  start(): void
  /** Ends the retries and waits for a running cycle to come to a stop between two messages. */
  stop(): Promise<void>
  cycles(): Promise<ExchangeCycle[]>

  orders(query?: { text?: string }): Promise<OnecOrderRow[]>
  order(order_id: string): Promise<OnecOrderDetail>
  edit(order_id: string, edit: OnecOrderEdit): Promise<OnecOrderDetail>
  /** Makes the next version of the order (AD-31), queues it and sends what is due. */
  returnToSite(order_id: string): Promise<OnecOrderDetail>

  /** The newest 500 messages, newest first. */
  outbox(): Promise<OutboxMessage[]>
  /** Puts a waiting or parked message back into the queue and sends what is due. */
  resend(id: number): Promise<OutboxMessage>
  /** Sends every message whose time has come. @param signal ends it between two messages */
  sendDue(signal?: AbortSignal): Promise<DrainReport>

  items(query?: { text?: string }): Promise<OnecItem[]>
  setStock(offer_id: string, storage_ref: string, quantity: number): Promise<OnecItem>
  newItem(item: OnecNewItem): Promise<OnecItem>
  counterparties(): Promise<OnecCounterparty[]>
  newCounterparty(counterparty: OnecNewCounterparty): Promise<OnecCounterparty>
  organizations(): Promise<OnecOrganization[]>
  dictionary(kind: DictionaryKind): Promise<OnecDictionaryItem[]>
  conditions(): Promise<OnecConditions>
  setConditions(conditions: Partial<OnecConditions>): Promise<OnecConditions>
  /** How many messages are not delivered yet. */
  counts(): Promise<{ outbox: number }>
}

/** Makes the side. Nothing runs until `start` or a call. */
export function createOnec(deps: OnecDeps): Onec {
  const { mappings, client, journal, clock, changes, settings, timers = systemTimers } = deps
  const db = deps.db.withTables<OnecTables>()
  const sender = createSender({ db, client, journal, clock, changes })
  const write = <Result>(job: (trx: Transaction<OnecTables>) => Promise<Result>): Promise<Result> =>
    db.transaction().execute(job)
  const changed = (id?: string): void =>
    changes.publish({ area: 'onec', ...(id === undefined ? {} : { id }) })
  const localNow = (): string => toLocalTime(clock(), settings().zone)

  let stopping = false
  let cycle: Promise<ExchangeCycle> | null = null
  const cycleDeps: Omit<CycleDeps, 'stopping'> = {
    db,
    mappings,
    client,
    journal,
    clock,
    changes,
    settings,
    sender,
  }
  const isEnding = (signal?: AbortSignal) => (): boolean => stopping || signal?.aborted === true

  async function runExchange(
    trigger: ExchangeCycle['trigger'],
    signal?: AbortSignal,
  ): Promise<ExchangeCycle> {
    if (cycle) return logSkipped(cycleDeps, trigger)
    cycle = runCycle({ ...cycleDeps, stopping: isEnding(signal) }, trigger)
    try {
      return await cycle
    } finally {
      cycle = null
      await armRetry()
    }
  }

  /* ---------- what happens by itself ---------- */

  const retryAlarm = createAlarm(() => background(() => sendDue()), clock, timers)
  let started = false
  const running = new Set<Promise<void>>()

  /** Work that nobody waits for; a fault of it is a defect and must be seen. */
  function background(work: () => Promise<unknown>): void {
    const job = work().then(
      () => undefined,
      (error: unknown) => console.error(error),
    )
    running.add(job)
    void job.finally(() => running.delete(job))
  }

  async function armRetry(): Promise<void> {
    const at = started && !stopping ? await nextDueAt(db) : null
    if (at) retryAlarm.set(at)
    else retryAlarm.off()
  }

  async function sendDue(signal?: AbortSignal): Promise<DrainReport> {
    try {
      return await sender.drain({ stopping: isEnding(signal) })
    } catch (error) {
      // The message that the site refused the account for says so in the queue; the next cycle tries again.
      if (!(error instanceof ExchangeStopped)) throw error
      return { sent: 1, delivered: 0, failure: { code: error.code, message: error.message } }
    } finally {
      await armRetry()
    }
  }

  return {
    seed: (demo) => write((trx) => seedBase(trx, demo)),
    reset: () => write(emptyBase),

    runExchange,
    running: () => cycle !== null,
    start() {
      if (started) return
      started = true
      background(() => sendDue())
    },
    async stop() {
      stopping = true
      started = false
      retryAlarm.off()
      await cycle?.catch(() => undefined)
      await Promise.all(running)
    },
    cycles: () => cyclesView(db),

    orders: (query) => orderRows(db, query),
    order: (order_id) => orderDetail(db, order_id),
    async edit(order_id, edit) {
      await write(async (trx) => {
        const document = await documentOf(trx, order_id)
        await saveDocument(trx, await editDocument(trx, document, edit, { mappings, now: localNow() }))
      })
      changed(order_id)
      return orderDetail(db, order_id)
    },
    async returnToSite(order_id) {
      try {
        await write(async (trx) => {
          const document = posted(await documentOf(trx, order_id))
          await queueVersion(trx, document, { mappings, zone: settings().zone, now: clock() })
        })
      } catch (error) {
        if (error instanceof UnsendableElements) await noteUnsendable(error, order_id)
        throw error
      }
      changed(order_id)
      await sendDue()
      return orderDetail(db, order_id)
    },

    outbox: () => outboxView(db),
    async resend(id) {
      await write((trx) => putBack(trx, id))
      await sendDue()
      return messageView(db, id)
    },
    sendDue,

    items: (query) => items(db, query),
    async setStock(offer_id, storage_ref, quantity) {
      await write((trx) => setStock(trx, offer_id, storage_ref, quantity))
      changed()
      return itemView(db, offer_id)
    },
    async newItem(item) {
      const offer_id = await write((trx) => addItem(trx, item))
      changed()
      return itemView(db, offer_id)
    },
    counterparties: () => counterparties(db),
    async newCounterparty({ requisites = null, client: contact = null }) {
      if (requisites === null && contact === null)
        throw new Refusal('ONEC-COUNTERPARTY-EMPTY', {
          ru: 'Укажите реквизиты или контактное лицо контрагента.',
          en: 'Give the requisites or the contact person of the counterparty.',
        })
      const made = await write((trx) => addCounterparty(trx, requisites, contact))
      changed()
      return asCounterparty(made)
    },
    organizations: () => organizations(db),
    async dictionary(kind) {
      const rows = elementsByRef(await elements(db), kind)
      return [...rows.values()].map(({ ref, code, name, archived }) => ({
        ref,
        code,
        name,
        site_id: extraIdentifier(kind, ref, mappings) ?? '',
        archived: archived === 1,
      }))
    },
    conditions: () => readConditions(db),
    async setConditions(conditions) {
      const next = await write(async (trx) => {
        const merged = { ...(await readConditions(trx)), ...conditions }
        await writeConditions(trx, merged)
        return merged
      })
      changed()
      return next
    },
    counts: async () => ({ outbox: await undelivered(db) }),
  }

  /** Lists what kept a version from being made, so that the person finds the rows to fill. */
  async function noteUnsendable(error: UnsendableElements, order_id: string): Promise<void> {
    await mappings.noteUnmapped(
      error.elements
        .filter(({ outcome }) => outcome === 'unmapped')
        .map(({ kind, ref, name }) => ({
          kind,
          direction: 'onec_to_site',
          value: ref,
          name,
          subject: order_id,
          entry: null,
        })),
    )
  }
}
