import type { Selectable } from 'kysely'
import { ordCode } from '../../server/contracts/site-orders/codes.ts'
import { getOrders, ping } from '../../server/contracts/site-orders/operations.ts'
import type { OrdersBatch } from '../../server/contracts/site-orders/schema.ts'
import type { Text } from '../../server/contracts/text.ts'
import type { ContractClient, Reply } from '../../server/http/client.ts'
import type { Journal } from '../../server/journal/journal.ts'
import type { Changes } from '../../server/storage/changes.ts'
import {
  queueDictionaries,
  queueNewCounterparties,
  queueNewItems,
  queueStock,
  type BatchContext,
} from './batches.ts'
import { refuseOrder, takeOrder, type IntakeDeps, type Taken } from './intake.ts'
import type { ExchangeCycle, OutboxKind } from './model.ts'
import { pruneOutbox } from './outbox.ts'
import { ExchangeStopped, type DrainReport, type Sender } from './sending.ts'
import type { OnecDb, OnecTables } from './tables.ts'
import { refusalOf, refusalsOfVersion } from './unreadable.ts'

/** The exchange cycle of section 11 and its log. */

export interface CycleDeps extends IntakeDeps {
  client: ContractClient
  journal: Pick<Journal, 'annotate' | 'body'>
  changes: Changes
  sender: Sender
  /** Asked between two messages; a cycle that is told to stop ends after the message it is at. */
  stopping(): boolean
}

type Trigger = ExchangeCycle['trigger']
type StepReport = Omit<ExchangeCycle['steps'][number], 'step' | 'duration_ms'>

/** What one cycle knows while it runs. */
interface Run extends CycleDeps {
  orders: ExchangeCycle['orders']
}

interface Step {
  name: string
  /** A failure ends the cycle; that of any other step does not. */
  vital?: boolean
  run(run: Run): Promise<StepReport>
}

const failed = (count: number, failure: { code: string | null; message: string } | null): StepReport => ({
  count,
  code: failure?.code ?? null,
  message: failure && { ru: failure.message, en: failure.message },
})

/** A refused account ends the cycle wherever it shows (section 9, 401 and 403). */
function orStop(reply: Reply): Reply {
  if (!reply.ok && (reply.status === 401 || reply.status === 403))
    throw new ExchangeStopped(reply.code ?? `HTTP ${reply.status}`, reply.message)
  return reply
}

type Failure = Extract<Reply, { ok: false }>

/** Code of the site, of the transport, or of the fault that makes a whole answer unreadable (ORD-100 …). */
function codeOf(reply: Failure): string {
  const fault = reply.findings.find(({ code, severity }) => severity === 'error' && ordCode(code))
  return reply.code ?? fault?.code ?? reply.kind.toUpperCase()
}

async function callPing({ client }: Run): Promise<StepReport> {
  const reply = orStop(await client.call(ping))
  if (!reply.ok) throw new ExchangeStopped(codeOf(reply), reply.message)
  return failed(1, null)
}

/** A step that queues news of one kind and sends what of that kind is due. */
function announce(
  kind: OutboxKind,
  queue: (db: OnecDb, context: BatchContext) => Promise<{ count: number; remark?: Text }>,
) {
  return async ({ db, mappings, settings, clock, sender, stopping }: Run): Promise<StepReport> => {
    const context = { mappings, zone: settings().zone, now: clock() }
    const { count, remark } = await db.transaction().execute((trx) => queue(trx, context))
    const report = await sender.drain({ kinds: [kind], cycle: true, stopping })
    return remark ? { count, code: 'ONEC-UNMAPPED', message: remark } : failed(count, report.failure)
  }
}

/** Step 5: pages of marked orders until there are no more, or a page brings nothing new. */
async function takeOrders(run: Run): Promise<StepReport> {
  const { client, settings, sender, stopping } = run
  // Results that a broken session left behind go first: the site clears its marks by them.
  await sender.drain({ kinds: ['result'], cycle: true, stopping })
  const seen = new Set<string>()
  let cursor: string | undefined
  let count = 0
  let failure: DrainReport['failure'] = null
  for (;;) {
    const reply = orStop(await client.call(getOrders, { query: { limit: settings().pageSize, cursor } }))
    if (!reply.ok) {
      await refuseUnknownVersion(reply, run)
      return failed(count, { code: codeOf(reply), message: reply.message })
    }
    const page = reply.value as OrdersBatch
    let progress = false
    for (const take of takersOf(reply, page, run)) {
      if (stopping()) return failed(count, failure)
      const taken = await take(seen)
      if (!taken) continue
      count += 1
      run.orders.push({ order_id: taken.order_id, result: taken.result, codes: taken.codes })
      run.changes.publish({ area: 'onec', id: taken.order_id })
      const report = await sender.send(taken.messageId)
      failure = report.failure ?? failure
      if (report.delivered > 0 && taken.result !== 'deferred') progress = true
    }
    const { has_more, next_cursor } = page.exchange
    if (!has_more || !progress) return failed(count, failure)
    cursor = next_cursor ?? undefined
  }
}

type Taker = (seen: Set<string>) => Promise<Taken | null>

/** One job for each order of the page, in its order on the page; those that the reader refused among them. */
function takersOf({ entry, rejected }: Extract<Reply, { ok: true }>, page: OrdersBatch, run: Run): Taker[] {
  const refusedAt = new Map(rejected.map((element) => [element.index, element]))
  const readable = [...page.orders]
  const once = (key: string, seen: Set<string>): boolean => !seen.has(key) && Boolean(seen.add(key))
  return Array.from({ length: readable.length + refusedAt.size }, (_, index): Taker => {
    const element = refusedAt.get(index)
    if (element) {
      const refused = refusalOf(element)
      return async (seen) =>
        refused && once(`${refused.order_id} ${refused.revision}`, seen)
          ? refuseOrder(refused.order_id, refused.revision, refused.codes, run)
          : null
    }
    const envelope = readable.shift()!
    return async (seen) =>
      once(`${envelope.order.order_id} ${envelope.exchange.revision}`, seen)
        ? takeOrder(envelope, { entry, pointer: `/orders/${index}` }, run)
        : null
  })
}

/** ORD-102: the page is of a contract that 1C does not speak. Its orders are told so, and the exchange stops. */
async function refuseUnknownVersion(reply: Failure, run: Run): Promise<void> {
  const fault = reply.findings.find(({ code, severity }) => code === 'ORD-102' && severity === 'error')
  if (!fault) return
  const body = await run.journal.body(reply.entry, 'response')
  const refusals = body ? refusalsOfVersion(body.bytes, fault.value ?? '') : []
  for (const { order_id, revision, codes } of refusals) {
    const taken = await refuseOrder(order_id, revision, codes, run)
    run.orders.push({ order_id, result: taken.result, codes: taken.codes })
    await run.sender.send(taken.messageId)
  }
  throw new ExchangeStopped('ORD-102', fault.message.ru)
}

const steps: readonly Step[] = [
  { name: 'ping', vital: true, run: callPing },
  {
    name: 'dictionaries',
    run: announce('dictionary', async (db, context) => ({ count: await queueDictionaries(db, context) })),
  },
  {
    name: 'nomenclature',
    run: announce('nomenclature', async (db, context) => ({ count: await queueNewItems(db, context) })),
  },
  {
    name: 'contragents',
    run: announce('contragents', async (db, context) => ({
      count: await queueNewCounterparties(db, context),
    })),
  },
  { name: 'orders', run: takeOrders },
  {
    name: 'versions',
    async run({ sender, stopping }) {
      const report = await sender.drain({ kinds: ['order', 'result'], cycle: true, stopping })
      return failed(report.sent, report.failure)
    },
  },
  { name: 'stock', run: sendStock },
]

/** Step 7; warehouses that nothing on the site answers for are named and listed, their rows wait. */
async function sendStock(run: Run): Promise<StepReport> {
  const { mappings } = run
  const silent: { ref: string; name: string }[] = []
  const report = await announce('stock', async (db, context) => {
    const queued = await queueStock(db, context)
    silent.push(...(queued?.unmapped ?? []))
    if (!queued || silent.length === 0) return { count: queued?.rows ?? 0 }
    const names = silent.map(({ name }) => name).join(', ')
    const remark = {
      ru: `Остатки не отправлены, склад не сопоставлен: ${names}`,
      en: `Stock not sent, the warehouse is not mapped: ${names}`,
    }
    return { count: queued.rows, remark }
  })(run)
  if (silent.length > 0)
    await mappings.noteUnmapped(
      silent.map(({ ref, name }) => ({
        kind: 'storage',
        direction: 'onec_to_site',
        value: ref,
        name,
        subject: null,
        entry: null,
      })),
    )
  return report
}

/* ---------- the log ---------- */

type CycleRow = Selectable<OnecTables['onec_cycle']>

const asCycle = (row: CycleRow): ExchangeCycle => ({
  id: row.id,
  started_at: row.started_at,
  duration_ms: row.duration_ms,
  trigger: row.trigger,
  outcome: row.outcome,
  code: row.code,
  message: row.message_json === null ? null : (JSON.parse(row.message_json) as Text),
  steps: JSON.parse(row.steps_json) as ExchangeCycle['steps'],
  orders: JSON.parse(row.orders_json) as ExchangeCycle['orders'],
})

const KEPT_CYCLES = 500

/** The newest cycles, newest first. */
export async function cyclesView(db: OnecDb): Promise<ExchangeCycle[]> {
  const rows = await db.selectFrom('onec_cycle').selectAll().orderBy('id', 'desc').limit(100).execute()
  return rows.map(asCycle)
}

async function openCycle(
  db: OnecDb,
  started_at: string,
  trigger: Trigger,
  outcome: 'running' | 'skipped',
  message: Text | null,
): Promise<number> {
  const { id } = await db
    .insertInto('onec_cycle')
    .values({
      started_at,
      duration_ms: outcome === 'skipped' ? 0 : null,
      trigger,
      outcome,
      code: null,
      message_json: message && JSON.stringify(message),
      steps_json: '[]',
      orders_json: '[]',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function cycleOf(db: OnecDb, id: number): Promise<ExchangeCycle> {
  return asCycle(await db.selectFrom('onec_cycle').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
}

/** Logs a start that found another cycle running (AD-36). */
export async function logSkipped(
  { db, clock }: Pick<CycleDeps, 'db' | 'clock'>,
  trigger: Trigger,
): Promise<ExchangeCycle> {
  const message = {
    ru: 'Предыдущий цикл обмена ещё выполняется, запуск пропущен',
    en: 'The previous exchange cycle is still running; this start was skipped',
  }
  return cycleOf(db, await openCycle(db, clock().toISOString(), trigger, 'skipped', message))
}

/** Cycles that a process which ended has left open are closed, so that the log tells the truth. */
async function closeInterrupted(db: OnecDb): Promise<void> {
  const message: Text = {
    ru: 'Цикл прерван: программа была остановлена',
    en: 'The cycle was cut short: the program ended',
  }
  await db
    .updateTable('onec_cycle')
    .set({ outcome: 'stopped', code: 'ONEC-INTERRUPTED', message_json: JSON.stringify(message) })
    .where('outcome', '=', 'running')
    .execute()
}

/** Runs one cycle to its end and returns its log. The caller sees to it that only one runs. */
export async function runCycle(deps: CycleDeps, trigger: Trigger): Promise<ExchangeCycle> {
  const { db, clock, changes, stopping } = deps
  await closeInterrupted(db)
  const started = clock()
  const id = await openCycle(db, started.toISOString(), trigger, 'running', null)
  changes.publish({ area: 'onec' })

  const run: Run = { ...deps, orders: [] }
  const done: ExchangeCycle['steps'] = []
  let stopped: { code: string; message: Text } | null = null
  for (const step of steps) {
    if (stopping()) {
      stopped = {
        code: 'ONEC-STOPPED',
        message: { ru: 'Обмен остановлен до конца', en: 'The exchange was stopped before its end' },
      }
      break
    }
    const begun = clock().getTime()
    const report = await attempt(step, run)
    done.push({ step: step.name, duration_ms: clock().getTime() - begun, ...report.step })
    if (report.stopped) {
      stopped = report.stopped
      break
    }
  }
  await db
    .updateTable('onec_cycle')
    .set({
      duration_ms: clock().getTime() - started.getTime(),
      outcome: stopped ? 'stopped' : 'done',
      code: stopped?.code ?? null,
      message_json: stopped && JSON.stringify(stopped.message),
      steps_json: JSON.stringify(done),
      orders_json: JSON.stringify(run.orders),
    })
    .where('id', '=', id)
    .execute()
  await db
    .deleteFrom('onec_cycle')
    .where('id', '<=', id - KEPT_CYCLES)
    .execute()
  await pruneOutbox(db)
  changes.publish({ area: 'onec' })
  return cycleOf(db, id)
}

async function attempt(
  step: Step,
  run: Run,
): Promise<{ step: StepReport; stopped: { code: string; message: Text } | null }> {
  try {
    return { step: await step.run(run), stopped: null }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const message: Text = { ru: text, en: text }
    const stops = error instanceof ExchangeStopped
    const code = stops ? error.code : 'ONEC-INTERNAL'
    return { step: { count: 0, code, message }, stopped: stops || step.vital ? { code, message } : null }
  }
}
