import { regate as contract } from '../../server/contracts/regate/operations.ts'
import type { BookingAnswer, Warning } from '../../server/contracts/regate/schema.ts'
import { fromLocalTime } from '../../server/contracts/time.ts'
import { writeStatement } from '../../server/contracts/bank/write.ts'
import type { RegateOrder } from '../../server/invoice/sources/regate.ts'
import { ContractError, problemBody } from '../../server/http/errors.ts'
import type { Handlers } from '../../server/http/call.ts'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { Database } from '../../server/storage/database.ts'
import type { EnterpriseSettings } from '../../server/storage/document-schema.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import type { TranslatorTables } from '../../server/mappings/translator.ts'
import { createAlarm, systemTimers, type Timers } from '../../server/storage/timers.ts'
import { createAnswerCache } from './answers.ts'
import { allocateByHand, loadStatement } from './bank.ts'
import { bankIncomes } from './bank-incomes.ts'
import { countsOf, type BaseCounts } from './counts.ts'
import { addItems, emptyBase, seedBase, type RegateDemoData, type RegateDemoItem } from './demo.ts'
import { actOnOrder, actOnRefund } from './desk.ts'
import { readConditions, writeConditions } from './facts.ts'
import { createHandlers, type JobPayload } from './handlers.ts'
import { iconOf } from './icon.ts'
import { invoiceFacts } from './invoice-facts.ts'
import { cityRows, editItem, groupRows, itemCard, itemRows, storeRows } from './items.ts'
import { createJobKeys, type JobKeys } from './keys.ts'
import type {
  BankIncome,
  BankRow,
  BaseConditions,
  ClientRow,
  GroupRow,
  ItemCard,
  ItemEdit,
  ItemQuery,
  ItemRow,
  ManualAllocation,
  OrderAction,
  OrderDetail,
  OrderQuery,
  OrderRow,
  Page,
  PaymentRow,
  RefundAction,
  RefundRow,
  StatementReport,
  StoreRow,
} from './model.ts'
import { currentOrder, expireAll, firstExpiry } from './orders.ts'
import { statementOf, type StatementPeriod } from './outgoing-statement.ts'
import { LockConflict, type Job, type JobAnswer } from './queue/model.ts'
import { createQueue, type Queue } from './queue/queue.ts'
import { refuse } from './refusals.ts'
import { booking } from './rules/booking.ts'
import { client, clientupd } from './rules/client.ts'
import { paycard } from './rules/paycard.ts'
import { refund } from './rules/refund.ts'
import type { Rule } from './rules/rule.ts'
import type { RegateTables, RegateTransaction } from './tables.ts'
import { bankRows, clientRows, orderDetail, orderRows, paymentRows, refundRows } from './views.ts'

export { regateMigrations } from './tables.ts'
export { queueMigrations } from './queue/tables.ts'

export interface RegateDeps {
  db: Database
  clock: Clock
  changes: Changes
  /** The enterprises of the workspace as they stand now. */
  enterprises(): readonly EnterpriseSettings[]
  timers?: Timers
  /** The mapping tables that say what callers call cities and warehouses; none: as 1C does. */
  names?: TranslatorTables
  log?(error: unknown): void
}

/**
 * The simulated 1C bases that publish ReGate, one for each enterprise (BD-37): their data, the rules behind the methods, the
 * queue of writes, and what people do in 1C itself. Refusals to people are `Refusal`s with codes `REGATE-…` and `BANK-…`.
 */
export interface Regate {
  /** The service of an enterprise, for the HTTP host. */
  service(enterprise: string): { handlers: Handlers; idempotency: JobKeys }
  icon(enterprise: string, item_id: string): Promise<string | null>
  queue: Queue

  seed(enterprise: string, demo: RegateDemoData): Promise<void>
  empty(enterprise: string): Promise<void>
  counts(enterprise: string): Promise<BaseCounts>
  organizations(enterprise: string): Promise<string[]>
  /** Adds items made by a generator; for tests of large bases. */
  addItems(enterprise: string, items: readonly RegateDemoItem[]): Promise<void>

  cities(enterprise: string): Promise<{ city_id: string; name: string }[]>
  stores(enterprise: string): Promise<StoreRow[]>
  groups(enterprise: string): Promise<GroupRow[]>
  items(enterprise: string, query: ItemQuery): Promise<Page<ItemRow>>
  item(enterprise: string, item_id: string): Promise<ItemCard>
  editItem(enterprise: string, item_id: string, edit: ItemEdit): Promise<ItemCard>
  clients(enterprise: string, text?: string): Promise<ClientRow[]>
  orders(enterprise: string, query: OrderQuery): Promise<OrderRow[]>
  order(enterprise: string, order_id: string): Promise<OrderDetail>
  /** What the invoice of an order is made of (B-49). @throws Refusal `REGATE-ORDER-UNKNOWN` */
  invoiceFacts(enterprise: string, order_id: string): Promise<RegateOrder>
  act(enterprise: string, order_id: string, action: OrderAction): Promise<OrderDetail>
  payments(enterprise: string): Promise<PaymentRow[]>
  refunds(enterprise: string): Promise<RefundRow[]>
  actOnRefund(enterprise: string, refund_id: string, action: RefundAction): Promise<RefundRow[]>
  bank(enterprise: string): Promise<BankRow[]>
  /** Every bank payment with its allocation, oldest first. An enterprise that is not there has none. */
  bankIncomes(enterprise: string): Promise<BankIncome[]>
  loadStatement(enterprise: string, name: string, bytes: Uint8Array): Promise<StatementReport>
  allocate(enterprise: string, document_id: number, allocation: ManualAllocation): Promise<BankRow[]>
  /** The bank payments of a period as a statement that a real 1C loads, windows-1251. */
  statement(enterprise: string, period: StatementPeriod): Promise<Uint8Array>
  conditions(enterprise: string): Promise<BaseConditions>
  setConditions(enterprise: string, conditions: Partial<BaseConditions>): Promise<BaseConditions>
  /** Expires the orders that are past their time (BD-15). @returns how many */
  expire(enterprise: string): Promise<number>

  /** Takes over unfinished writes and starts the schedule that expires orders (BD-15). */
  start(): Promise<void>
  stop(): Promise<void>
}

const rules: Record<string, Rule<never>> = { client, clientupd, booking, paycard, refund }

/** BD-15: orders are looked through so often; besides that each read and write of an order looks at it. */
const EXPIRY_MS = 5 * 60 * 1000

export function createRegate(deps: RegateDeps): Regate {
  const { clock, changes, timers = systemTimers, log = console.error } = deps
  const db = deps.db.withTables<RegateTables>()
  const cache = createAnswerCache(clock)
  const conditions = new Map<string, BaseConditions>()
  const services = new Map<string, { handlers: Handlers; idempotency: JobKeys }>()

  const settingsOf = (enterprise: string): EnterpriseSettings => {
    const found = deps.enterprises().find(({ id }) => id === enterprise)
    if (found) return found
    throw new Refusal('REGATE-ENTERPRISE-UNKNOWN', {
      ru: `Предприятия «${enterprise}» в рабочем пространстве нет.`,
      en: `The workspace has no enterprise "${enterprise}".`,
    })
  }

  const changed = (enterprise: string): void => {
    changes.publish({ area: 'regate', id: enterprise })
    followExpiry()
  }

  /** One transaction that changes a base. What readers hold of it is old from now on. */
  async function write<Result>(
    enterprise: string,
    job: (trx: RegateTransaction) => Promise<Result>,
  ): Promise<Result> {
    const result = await db.transaction().execute(async (trx) => {
      cache.changed(enterprise)
      return job(trx)
    })
    changed(enterprise)
    return result
  }

  const conditionsOf = (enterprise: string): BaseConditions | Promise<BaseConditions> =>
    conditions.get(enterprise) ?? readConditionsOnce(enterprise)

  async function readConditionsOnce(enterprise: string): Promise<BaseConditions> {
    const read = await readConditions(db, enterprise)
    conditions.set(enterprise, read)
    return read
  }

  const problem = (error: ContractError, requestId: string): JobAnswer => ({
    status: error.status,
    body: problemBody(error, contract, requestId),
  })

  async function work(job: Job, transaction: Parameters<Parameters<typeof createQueue>[0]['work']>[1]) {
    const { enterprise, method, requestId } = job
    const trx = transaction.withTables<RegateTables>()
    if ((await readConditions(trx, enterprise)).locked)
      throw new LockConflict(`Data of ${enterprise} are locked`)
    const rule = rules[method]
    if (!rule) throw new TypeError(`No rule for ${method}`)
    const { request, warnings } = job.payload as JobPayload
    cache.changed(enterprise)
    const context = {
      trx,
      enterprise,
      settings: settingsOf(enterprise),
      now: clock(),
      warnings: [...warnings] as Warning[],
    }
    try {
      const answer = await rule(context, request as never)
      if (answer instanceof ContractError) return problem(answer, requestId)
      if (method === 'booking') expireBy((answer.body as BookingAnswer).valid_until, context.settings.zone)
      return answer
    } catch (error) {
      if (error instanceof ContractError) return problem(error, requestId)
      throw error
    }
  }

  const queue = createQueue({
    db: deps.db,
    clock,
    timers,
    work,
    settings: (enterprise) => settingsOf(enterprise).queue,
    refusal: (reason, job) =>
      problem(
        reason === 'lock'
          ? refuse('RG-LOCK', 'Данные заняты другим сеансом 1С. Повторите запрос с тем же ключом.')
          : refuse('RG-INTERNAL', 'Ошибка на стороне 1С. Повторите запрос с тем же ключом позже.'),
        job.requestId,
      ),
    changed,
    log,
  })

  /* ---------- what happens by itself ---------- */

  const expiry = createAlarm(() => void background(), clock, timers)
  /** When the schedule began: its passes count from there. */
  let begun = clock().getTime()
  let expiring: Promise<void> = Promise.resolve()
  let follows = false
  let stopped = false

  async function expire(enterprise: string): Promise<number> {
    const due = await db.transaction().execute(async (trx) => {
      cache.changed(enterprise)
      return expireAll(trx, enterprise, clock())
    })
    if (due > 0) changed(enterprise)
    return due
  }

  function background(): void {
    expiring = (async () => {
      for (const { id } of deps.enterprises()) await expire(id)
      await setExpiry()
    })().catch(log)
  }

  /**
   * Sets the alarm for the first pass of the schedule that will find something to expire: the passes between would find nothing,
   * and a clock that is moved by days would have to stop for each of them.
   */
  async function setExpiry(): Promise<void> {
    const ids = deps.enterprises().map(({ id }) => id)
    const due = stopped ? null : await firstExpiry(db, ids)
    if (stopped) return
    if (due === null) return expiry.off()
    expiry.set(passAfter(due))
  }

  const passAfter = (due: Date): Date => {
    const moment = Math.max(due.getTime(), clock().getTime() + 1)
    return new Date(begun + Math.ceil((moment - begun) / EXPIRY_MS) * EXPIRY_MS)
  }

  /** An order was made that may be the first one to expire; the alarm must not wait until the change is told. */
  function expireBy(until: string | null, zone: string): void {
    if (until === null || stopped) return
    const pass = passAfter(fromLocalTime(until, zone))
    if (expiry.at === null || pass < expiry.at) expiry.set(pass)
  }

  /** Orders have changed. Changes that come together are looked at together. */
  function followExpiry(): void {
    if (follows || stopped) return
    follows = true
    expiring = expiring
      .then(() => {
        follows = false
        return setExpiry()
      })
      .catch(log)
  }

  /** Expires what is due of these orders, in a transaction of its own: a refusal of what follows must not undo it (BD-15). */
  async function upToDate(enterprise: string, order_ids: readonly string[]): Promise<void> {
    await write(enterprise, async (trx) => {
      for (const order_id of order_ids) await currentOrder(trx, enterprise, { order_id }, clock())
    })
  }

  const desk = (enterprise: string, trx: RegateTransaction) => ({
    trx,
    enterprise,
    eMoney: settingsOf(enterprise).eMoney,
    now: clock(),
  })

  const bankContext = (enterprise: string) => ({
    enterprise,
    zone: settingsOf(enterprise).zone,
    now: clock(),
  })

  return {
    queue,
    service(enterprise) {
      let known = services.get(enterprise)
      if (!known) {
        const idempotency = createJobKeys(queue, enterprise)
        const handlers = createHandlers({
          enterprise,
          db,
          write: (job) => write(enterprise, job),
          queue,
          cache,
          keys: idempotency,
          settings: () => settingsOf(enterprise),
          conditions: () => conditionsOf(enterprise),
          now: clock,
          timers,
          names: deps.names ?? null,
        })
        services.set(enterprise, (known = { handlers, idempotency }))
      }
      return known
    },
    icon: (enterprise, item_id) => iconOf(db, enterprise, item_id),

    seed: (enterprise, demo) => write(enterprise, (trx) => seedBase(trx, enterprise, demo, clock())),
    empty: async (enterprise) => {
      conditions.delete(enterprise)
      await write(enterprise, (trx) => emptyBase(trx, enterprise))
      await queue.forget(enterprise)
    },
    counts: (enterprise) => countsOf(db, enterprise),
    async organizations(enterprise) {
      const rows = await db
        .selectFrom('regate_organization')
        .select('name')
        .where('enterprise', '=', enterprise)
        .orderBy('position')
        .execute()
      return rows.map(({ name }) => name)
    },
    addItems: (enterprise, items) =>
      write(enterprise, (trx) => addItems(trx, enterprise, items, clock().toISOString())),

    cities: (enterprise) => cityRows(db, enterprise),
    stores: (enterprise) => storeRows(db, enterprise),
    groups: (enterprise) => groupRows(db, enterprise),
    items: (enterprise, query) => itemRows(db, enterprise, query),
    item: (enterprise, item_id) => itemCard(db, enterprise, item_id),
    async editItem(enterprise, item_id, edit) {
      await write(enterprise, (trx) => editItem(trx, enterprise, item_id, edit, clock().toISOString()))
      return itemCard(db, enterprise, item_id)
    },
    clients: (enterprise, text) => clientRows(db, enterprise, text),
    orders: (enterprise, query) => orderRows(db, enterprise, query),
    order: (enterprise, order_id) => orderDetail(db, enterprise, order_id, settingsOf(enterprise).eMoney),
    invoiceFacts: (enterprise, order_id) =>
      invoiceFacts(db, enterprise, order_id, settingsOf(enterprise).zone),
    async act(enterprise, order_id, action) {
      await upToDate(enterprise, [order_id])
      await write(enterprise, (trx) => actOnOrder(desk(enterprise, trx), order_id, action))
      return orderDetail(db, enterprise, order_id, settingsOf(enterprise).eMoney)
    },
    payments: (enterprise) => paymentRows(db, enterprise),
    refunds: (enterprise) => refundRows(db, enterprise),
    async actOnRefund(enterprise, refund_id, action) {
      await write(enterprise, (trx) => actOnRefund(desk(enterprise, trx), refund_id, action))
      return refundRows(db, enterprise)
    },
    bank: (enterprise) => bankRows(db, enterprise),
    async bankIncomes(enterprise) {
      const settings = deps.enterprises().find(({ id }) => id === enterprise)
      return settings ? bankIncomes(db, enterprise, settings.zone) : []
    },
    loadStatement: (enterprise, name, bytes) =>
      loadStatement(db, (job) => write(enterprise, job), bankContext(enterprise), name, bytes),
    async allocate(enterprise, document_id, allocation) {
      await upToDate(
        enterprise,
        allocation.parts.map(({ order_id }) => order_id),
      )
      await write(enterprise, (trx) => allocateByHand(trx, bankContext(enterprise), document_id, allocation))
      return bankRows(db, enterprise)
    },
    async statement(enterprise, period) {
      const made = await statementOf(db, enterprise, period, settingsOf(enterprise).zone)
      return writeStatement(made, 'windows-1251')
    },
    conditions: async (enterprise) => conditionsOf(enterprise),
    async setConditions(enterprise, given) {
      const next = { ...(await conditionsOf(enterprise)), ...given }
      await write(enterprise, (trx) => writeConditions(trx, enterprise, next))
      conditions.set(enterprise, next)
      return next
    },

    expire,

    async start() {
      await queue.start()
      begun = clock().getTime()
      background()
    },
    async stop() {
      stopped = true
      expiry.off()
      await expiring
      await queue.stop()
    },
  }
}
