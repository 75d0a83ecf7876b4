import { rm, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { clientProfiles } from '../../server/contracts/commerceml/client-profiles.ts'
import { cmlFault, type CmlFaultId } from '../../server/contracts/commerceml/faults.ts'
import type { ItemCard, Page } from '../../server/catalogue/model.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { CmlNodeSettings } from '../../server/storage/document-schema.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { systemTimers } from '../../server/storage/timers.ts'
import { runCatalogue } from './catalogue-run.ts'
import { RunStopped, StepFailed, type CmlOnecDeps, type RunContext } from './context.ts'
import { counterpartyRows } from './counterparties.ts'
import type { CmlOnecDemoData } from './demo.ts'
import { createFaultBook } from './faults.ts'
import { fill } from './fill.ts'
import { editItem, type ItemEdit } from './items.ts'
import type {
  CmlNodeState,
  CmlOnecCounterparty,
  CmlOnecOrder,
  CmlOnecOrderRow,
  CmlRun,
  CmlRunRow,
  RunKind,
} from './model.ts'
import { editOrder, orderPage, orderRecord, orderView, type OrderEdit } from './orders.ts'
import { runOrders } from './orders-run.ts'
import { changedCount, forgetNodes, registrationOf } from './registration.ts'
import { createRunRecord, type RunRecord } from './run-record.ts'
import { createRunStore, noTotals, type ResumePoint } from './run-store.ts'
import { openSession } from './session.ts'
import type { CmlOnecTables } from './tables.ts'

export { cmlOnecMigrations } from './tables.ts'
export type { CmlOnecDeps } from './context.ts'

export interface RunOrder {
  kind: RunKind
  /** «Полная выгрузка» for this run only. */
  full?: boolean | undefined
  /** Goes on with this stopped run. */
  resume?: number | undefined
}

/**
 * The 1C end of CommerceML: «узел обмена с сайтом» of УТ 11 and its relatives (commerceml sections 2–4, 9–14). It calls its
 * sites only over HTTP. Refusals are `Refusal`s with codes `CML-…`. Money in kopecks, quantities in thousandths.
 */
export interface CmlOnec {
  nodes(): Promise<CmlNodeState[]>
  /**
   * Starts a session and returns at once.
   * @param node id of a node, or settings that are for this run only
   * @throws Refusal `CML-NODE-UNKNOWN`, `CML-NODE-BUSY`, `CML-RUN-UNKNOWN`, `CML-RUN-NOT-RESUMABLE`
   */
  start(node: string | CmlNodeSettings, order: RunOrder, trigger: CmlRun['trigger']): Promise<CmlRun>
  /** Resolves when the run has ended. @throws Refusal `CML-RUN-UNKNOWN` */
  finished(run: number): Promise<CmlRun>
  /** Ends a run at once, its running request too. A run that has ended stays as it is. */
  stop(run: number): Promise<CmlRun>
  /** Newest first. */
  runs(node?: string): Promise<CmlRunRow[]>
  run(id: number): Promise<CmlRun>

  /** @throws Refusal `CML-ITEM-UNKNOWN` */
  editItem(edit: ItemEdit): Promise<ItemCard>
  /** Adds made-up goods. */
  fill(items: number, seed: number): Promise<void>

  orders(query: { text?: string | undefined; offset: number; limit: number }): Promise<Page<CmlOnecOrderRow>>
  /** @throws Refusal `CML-ORDER-UNKNOWN` */
  order(id: string): Promise<CmlOnecOrder>
  /** @throws Refusal `CML-ORDER-UNKNOWN`, `CML-ORDER-EMPTY` */
  editOrder(id: string, edit: OrderEdit): Promise<CmlOnecOrder>
  counterparties(): Promise<CmlOnecCounterparty[]>

  empty(): Promise<boolean>
  seed(demo: CmlOnecDemoData): Promise<void>
  /** Empties the base: goods, orders, runs, registration of changes. */
  reset(): Promise<void>
  /** Ends every run. */
  stopAll(): Promise<void>
}

interface Running {
  record: RunRecord
  stopping: AbortController
  done: Promise<CmlRun>
}

const nodeUnknown = (id: string) =>
  new Refusal('CML-NODE-UNKNOWN', {
    ru: `Узла обмена «${id}» нет: возможно, его удалили. Обновите список.`,
    en: `There is no exchange node "${id}": it may have been removed. Reload the list.`,
  })

const nodeBusy = ({ name }: CmlNodeSettings) =>
  new Refusal('CML-NODE-BUSY', {
    ru: `Обмен узла «${name}» уже идёт. Дождитесь его конца или остановите.`,
    en: `The node "${name}" is exchanging already. Wait for the end or stop it.`,
  })

const notResumable = (id: number) =>
  new Refusal('CML-RUN-NOT-RESUMABLE', {
    ru: `Сеанс №${id} продолжить нельзя: он не был остановлен или относится к другому узлу. Начните новый.`,
    en: `Session ${id} cannot go on: it was not stopped, or belongs to another node. Start a new one.`,
  })

/** Makes the side. Nothing runs until a call. */
export function createCmlOnec(given: CmlOnecDeps): CmlOnec {
  const deps = { ...given, timers: given.timers ?? systemTimers }
  const { catalogue, clock, changes, timers } = deps
  const db = deps.db.withTables<CmlOnecTables>()
  const store = createRunStore(db)
  const faultsOf = createFaultBook()
  const running = new Map<number, Running>()
  /** Nodes whose run is being made. */
  const starting = new Set<string>()
  // Whatever a program that is gone has left running is ended before anything is read.
  const ready = store.closeLeft(clock().toISOString())
  ready.catch(() => undefined)

  const published = (): void => changes.publish({ area: 'cml-onec' })
  const runningOf = (node: string): Running | undefined =>
    [...running.values()].find(({ record }) => record.run.node === node)

  function nodeOf(id: string): CmlNodeSettings {
    const node = deps.nodes().find((one) => one.id === id)
    if (!node) throw nodeUnknown(id)
    return node
  }

  async function pointOf(node: CmlNodeSettings, resume: number | undefined): Promise<ResumePoint | null> {
    if (resume === undefined) return null
    const before = await store.run(resume)
    const point = await store.resumePoint(resume)
    if (point === null || before.node !== node.id) throw notResumable(resume)
    return point
  }

  /** Does what was ordered. @returns whether all went well */
  async function exchange(context: RunContext, order: RunOrder, point: ResumePoint | null): Promise<boolean> {
    const { node, profile, record } = context
    if (order.kind === 'check') {
      await openSession(context, 'catalog', 0, profile.form.version)
      record.log('info', 'Соединение с сервером установлено, авторизация выполнена.')
      return true
    }
    const goods = order.kind === 'catalogue' || (order.kind === 'all' && node.catalogue)
    const orders = order.kind === 'orders' || (order.kind === 'all' && node.orders)
    let ok = true
    if (goods && point?.part !== 'orders')
      ok = await runCatalogue(context, db, {
        full: point?.full ?? order.full ?? node.full,
        from: point?.portion ?? 1,
      })
    if (orders) ok = (await runOrders(context, db)) && ok
    return ok
  }

  async function perform(context: RunContext, order: RunOrder, point: ResumePoint | null): Promise<CmlRun> {
    const { record, signal, folder } = context
    const done = async (state: 'stopped' | 'done' | 'failed', text: string) => {
      record.log(state === 'done' ? 'info' : state === 'failed' ? 'error' : 'warning', text)
      await rm(folder, { recursive: true, force: true })
      await record.finish(state)
      return record.run
    }
    try {
      await mkdir(folder, { recursive: true })
      for (const id of context.faults.active())
        record.log('info', `Включён сбой ${id}: ${cmlFault(id as CmlFaultId).title.ru}.`)
      if (point) record.log('info', `Продолжение сеанса №${order.resume} с порции ${point.portion}.`)
      const ok = await exchange(context, order, point)
      return await done(ok ? 'done' : 'failed', ok ? 'Обмен выполнен' : 'Обмен не выполнен')
    } catch (error) {
      if (error instanceof RunStopped || signal.aborted) return done('stopped', 'Обмен прерван пользователем')
      if (error instanceof StepFailed) return done('failed', 'Обмен не выполнен')
      deps.log(error instanceof Error ? (error.stack ?? error.message) : String(error))
      const reason =
        error instanceof Refusal ? error.text.ru : 'Внутренняя ошибка стенда, подробности в его выводе.'
      record.log('error', reason)
      return done('failed', 'Обмен не выполнен')
    }
  }

  async function start(
    which: string | CmlNodeSettings,
    order: RunOrder,
    trigger: CmlRun['trigger'],
  ): Promise<CmlRun> {
    await ready
    const node = typeof which === 'string' ? nodeOf(which) : which
    const { id } = node
    if (runningOf(id) || starting.has(id)) throw nodeBusy(node)
    starting.add(id)
    try {
      const point = await pointOf(node, order.resume)
      const draft: Omit<CmlRun, 'id'> = {
        node: id,
        kind: order.kind,
        trigger,
        state: 'running',
        startedAt: clock().toISOString(),
        finishedAt: null,
        progress: { sent: 0, total: 0, text: { ru: 'Подготовка', en: 'Preparing' } },
        steps: [],
        log: [],
        totals: noTotals(),
        resumable: false,
      }
      const run: CmlRun = { ...draft, id: await store.add(draft) }
      const record = createRunRecord({ run, store, changes, clock, timers })
      const stopping = new AbortController()
      const context: RunContext = {
        deps,
        node,
        profile: clientProfiles[node.profile],
        record,
        faults: faultsOf(node.id, node.faults),
        signal: stopping.signal,
        folder: join(deps.temp, `run-${run.id}`),
      }
      const done = perform(context, order, point).finally(() => {
        running.delete(run.id)
        published()
      })
      done.catch((error: unknown) => deps.log(String(error)))
      running.set(run.id, { record, stopping, done })
      published()
      return structuredClone(run)
    } finally {
      starting.delete(id)
    }
  }

  const runOf = async (id: number): Promise<CmlRun> => {
    await ready
    const own = running.get(id)
    return own ? structuredClone(own.record.run) : store.run(id)
  }
  const asRow = ({ steps, log: _, ...row }: CmlRun): CmlRunRow => ({ ...row, steps: steps.length })

  const countChanged = changedCount(catalogue)

  async function nodeState(node: CmlNodeSettings): Promise<CmlNodeState> {
    const own = runningOf(node.id)
    const registration = await registrationOf(db, node.id)
    return {
      id: node.id,
      name: node.name,
      address: node.address,
      profile: node.profile,
      running: own?.record.run.id ?? null,
      last: own ? asRow(structuredClone(own.record.run)) : await store.last(node.id),
      changed: await countChanged(node, registration.acknowledged),
      failedPortions: registration.failed.map(({ portion }) => portion),
    }
  }

  return {
    async nodes() {
      await ready
      return Promise.all(deps.nodes().map(nodeState))
    },
    start,
    async finished(id) {
      return structuredClone(await (running.get(id)?.done ?? runOf(id)))
    },
    async stop(id) {
      const own = running.get(id)
      if (!own) return runOf(id)
      own.stopping.abort()
      return structuredClone(await own.done)
    },
    async runs(node) {
      await ready
      const rows = await store.rows(node)
      return rows.map((row) => {
        const own = running.get(row.id)
        return own ? asRow(structuredClone(own.record.run)) : row
      })
    },
    run: runOf,

    async editItem(edit) {
      const card = await editItem(catalogue, edit)
      published()
      return card
    },
    async fill(items, seed) {
      await fill(catalogue, items, seed)
      published()
    },

    orders: (query) => orderPage(db, query),
    order: async (id) => orderView(await orderRecord(db, id)),
    async editOrder(id, edit) {
      const order = await editOrder(db, id, edit, toLocalTime(clock()))
      published()
      return order
    },
    counterparties: () => counterpartyRows(db),

    async empty() {
      const { items } = await catalogue.counts()
      const order = await db.selectFrom('cml_onec_order').select('id').limit(1).executeTakeFirst()
      return items === 0 && !order
    },
    async seed({ records }) {
      await catalogue.put(records)
      published()
    },
    async reset() {
      for (const { stopping } of running.values()) stopping.abort()
      await Promise.all([...running.values()].map(({ done }) => done))
      await catalogue.clear()
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('cml_onec_order').execute()
        await trx.deleteFrom('cml_onec_counterparty').execute()
        await forgetNodes(trx)
      })
      await store.clear()
    },
    async stopAll() {
      for (const { stopping } of running.values()) stopping.abort()
      await Promise.all([...running.values()].map(({ done }) => done))
      await ready
    },
  }
}
