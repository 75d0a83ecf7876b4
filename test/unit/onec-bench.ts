import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Operation, RejectedElement } from '../../server/contracts/operation.ts'
import type {
  OrderEnvelope,
  ProcessedOrder,
  ProcessingResult,
} from '../../server/contracts/site-orders/schema.ts'
import type { Finding } from '../../server/contracts/finding.ts'
import type { CallInput, ContractClient, Reply } from '../../server/http/client.ts'
import { createMappings, mappingMigrations } from '../../server/mappings/mappings.ts'
import type { Replacement } from '../../server/mappings/model.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import type { WorkspaceDocument } from '../../server/storage/document-schema.ts'
import type { DocumentStore } from '../../server/storage/document.ts'
import { createOnec, onecMigrations, type Onec } from '../../mocks/onec/onec.ts'
import type { Timers } from '../../server/storage/timers.ts'
import { demoDocument, demoOnec } from '../../fixtures/demo/demo.ts'
import { offers, products } from '../../fixtures/demo/refs.ts'

/** A simulated 1C on a database in memory, with a site that is a few lines of script instead of a server. */

export const now = new Date('2026-03-10T09:30:00.000Z')

type Call = { operation: string; input: CallInput; body: unknown }

const problem = (
  status: number,
  code: string | null,
  extra: Partial<Extract<Reply, { ok: false }>> = {},
): Reply => ({
  ok: false,
  kind: 'problem',
  status,
  code,
  message: `отказ ${code}`,
  retryable: status >= 500,
  retryAfterMs: null,
  entry: 900,
  problem: {},
  findings: [],
  ...extra,
})

/** Refusals and failures as the client reports them. */
export const replies = {
  problem,
  network: (): Reply => problem(0, 'ECONNREFUSED', { kind: 'network', status: null, problem: null }),
  html: (): Reply => problem(200, null, { kind: 'not-a-problem', problem: null }),
  unreadable: (findings: Finding[]): Reply =>
    problem(200, null, { kind: 'unreadable', findings, problem: null }),
}

/** Is asked before the script's own answer; `null` leaves it to the script. */
export type Interference = (operation: string, input: CallInput, nth: number) => Reply | null

export interface ScriptedSite {
  client: ContractClient
  calls: Call[]
  /** Orders with a set export mark, oldest first. */
  marked: Map<string, OrderEnvelope>
  results: ProcessingResult[]
  versions: Map<string, ProcessedOrder[]>
  /** Elements of the next page that the reader refused. */
  rejected: RejectedElement[]
  interfere: Interference | null
  /** The process is killed at the nth call: before it reaches the site, or after the site has done its part. */
  killAt: { nth: number; when: 'before' | 'after'; killed(): void } | null
  names(): string[]
}

export function scriptedSite(): ScriptedSite {
  let entry = 0
  const keys = new Map<string, Reply>()
  const site: ScriptedSite = {
    calls: [],
    marked: new Map(),
    results: [],
    versions: new Map(),
    rejected: [],
    interfere: null,
    killAt: null,
    names: () => site.calls.map(({ operation }) => operation),
    client: {
      async call(operation: Operation, input: CallInput = {}) {
        const name = operation.id.split('.')[1]!
        const body = structuredClone(input.body)
        // What 1C sends is canonical and validates, whatever the test is about.
        if (operation.request) operation.request.schema.parse(body)
        const kill = site.killAt?.nth === site.calls.length + 1 ? site.killAt : null
        const dead = () => {
          kill?.killed()
          // Nothing of a killed process runs on: its call never comes back.
          return new Promise<never>(() => {})
        }
        if (kill?.when === 'before') {
          site.killAt = null
          return dead()
        }
        site.calls.push({ operation: name, input, body })
        const nth = site.names().filter((known) => known === name).length
        const answer = site.interfere?.(name, input, nth) ?? null
        if (answer) return answer
        const known = input.idempotencyKey && keys.get(input.idempotencyKey)
        entry += 1
        const reply = known || respond(name, input, body, entry)
        if (input.idempotencyKey) keys.set(input.idempotencyKey, reply)
        if (kill) site.killAt = null
        return kill ? dead() : reply
      },
    },
  }

  const ok = (value: unknown, at: number): Reply => ({
    ok: true,
    status: 200,
    value,
    findings: [],
    rejected: [],
    entry: at,
    replayed: false,
  })

  function respond(name: string, input: CallInput, body: unknown, at: number): Reply {
    switch (name) {
      case 'getOrders': {
        const limit = Number(input.query?.['limit'] ?? 50)
        const skip = Number(input.query?.['cursor'] ?? 0)
        const all = [...site.marked.values()]
        const orders = structuredClone(all.slice(skip, skip + limit))
        const has_more = all.length > skip + limit
        const rejected = site.rejected.splice(0)
        const exchange = {
          schema: 'site-orders/1',
          generated_at: '2026-03-10T12:30:00',
          has_more,
          // Marks are cleared as results arrive, so the rest moves to the front.
          next_cursor: null,
        }
        return { ...ok({ exchange, orders }, at), rejected } as Reply
      }
      case 'postResult': {
        const result = body as ProcessingResult
        site.results.push(result)
        const current = site.marked.get(result.order_id)
        if (current?.exchange.revision === result.revision && result.result !== 'deferred')
          site.marked.delete(result.order_id)
        return ok({ exchange_state: 'accepted' }, at)
      }
      case 'postOrder': {
        const version = body as ProcessedOrder
        const stored = site.versions.get(version.order.order_id) ?? []
        const last = stored.at(-1)?.exchange.seq ?? 0
        if (version.exchange.seq < last) return problem(409, 'SITE-STALE')
        site.versions.set(version.order.order_id, [...stored, version])
        return ok(
          {
            order_id: version.order.order_id,
            stored_seq: version.exchange.seq,
            exchange_state: 'returned',
            warnings: [],
          },
          at,
        )
      }
      case 'ping':
        return ok({ service: 'site', contract: 'site-orders/1', time: '2026-03-10T12:30:00' }, at)
      default:
        return ok({ accepted: 1, rejected: 0, rows: [] }, at)
    }
  }
  return site
}

export interface OnecBench {
  onec: Onec
  site: ScriptedSite
  document: WorkspaceDocument
  mappings: ReturnType<typeof createMappings>
  annotations: { entry: number; replacements: Replacement[]; subject: string | null | undefined }[]
  /** Bytes that the journal gives for the answer of any entry. */
  recordedAnswer: { bytes: Uint8Array }
  clock: { now: Date; forward(ms: number): void }
  timers: FakeTimers
  /** A process that starts again on the same database. */
  restart(): OnecBench
  close(): Promise<void>
}

/** Timers that ring when the clock is moved past them. */
export interface FakeTimers extends Timers {
  pending: Map<number, { run: () => void; at: number }>
  ring(at: number): void
}

function fakeTimers(clock: { now: Date }): FakeTimers {
  let id = 0
  const pending: FakeTimers['pending'] = new Map()
  return {
    pending,
    set(run, delayMs) {
      id += 1
      pending.set(id, { run, at: clock.now.getTime() + delayMs })
      return id
    },
    clear: (timer) => void pending.delete(timer as number),
    ring(at) {
      for (const [key, timer] of [...pending])
        if (timer.at <= at) {
          pending.delete(key)
          timer.run()
        }
    },
  }
}

/** @param change what differs from the demo workspace */
export async function onecBench(
  change: (document: WorkspaceDocument) => void = () => {},
): Promise<OnecBench> {
  const db = await openDatabase(':memory:', [mappingMigrations, onecMigrations])
  const document = demoDocument()
  change(document)
  const listeners = new Set<() => void>()
  const store: DocumentStore = {
    value: document,
    problem: null,
    async update(edit) {
      edit(document)
      document.mappings = { ...document.mappings }
      for (const listener of listeners) listener()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {},
  }
  const site = scriptedSite()
  const clock = {
    now,
    forward(ms: number) {
      clock.now = new Date(clock.now.getTime() + ms)
      timers.ring(clock.now.getTime())
    },
  }
  const timers = fakeTimers(clock)
  const changes = createChanges()
  const mappings = createMappings({ document: store, db, clock: () => clock.now, changes })
  const annotations: OnecBench['annotations'] = []
  const recordedAnswer = { bytes: new Uint8Array() }

  const start = (): OnecBench => ({
    onec: createOnec({
      db,
      mappings,
      client: site.client,
      journal: {
        async annotate(entry, replacements, subject) {
          annotations.push({ entry, replacements, subject })
        },
        body: async () => ({ bytes: recordedAnswer.bytes, contentType: 'application/json' }),
      },
      clock: () => clock.now,
      changes,
      settings: () => document.siteOrders,
      timers,
    }),
    site,
    document,
    mappings,
    annotations,
    recordedAnswer,
    clock,
    timers,
    restart: start,
    close: () => db.destroy(),
  })
  const bench = start()
  await bench.onec.seed(demoOnec)
  return bench
}

type Order = OrderEnvelope['order']

export interface OrderChange extends Partial<Omit<Order, 'client' | 'delivery' | 'requisites' | 'products'>> {
  client?: Partial<Order['client']>
  delivery?: Partial<Order['delivery']>
  requisites?: Partial<NonNullable<Order['requisites']>> | null
  products?: Order['products']
  exchange?: Partial<OrderEnvelope['exchange']>
}

/** A line of one product with its offers in priority order. */
export const aLine = (
  offerIds: readonly string[],
  quantity = 2,
  rest: Partial<Order['products'][number]> = {},
): Order['products'][number] => ({
  tovar_id: products.rope,
  storage: 'sclad_moscow',
  quantity,
  offers: offerIds.map((offer_id) => ({ offer_id })),
  ...rest,
})

/** A correct order of a known company that 1C accepts without a remark; change what the test is about. */
export function anOrder(change: OrderChange = {}): OrderEnvelope {
  const { exchange, client, delivery, requisites, products: lines, ...order } = change
  const envelope: OrderEnvelope = {
    exchange: {
      revision: 1,
      mark_reason: 'new',
      marked_at: '2026-03-10T12:00:00',
      authorized: true,
      last_result: null,
      ...exchange,
    },
    order: {
      order_id: randomUUID(),
      order_number: '004500',
      order_time: '2026-03-10T11:59:00',
      order_status: 'На согласовании',
      requisites:
        requisites === null
          ? null
          : {
              organization: 'ООО «Северная Тропа Снаряжение»',
              inn: '7703993186',
              kpp: '770301001',
              ...requisites,
            },
      client: { payment_method: 'cashless', name: 'Марина', telefon: '+79000000101', ...client },
      delivery: {
        delivery_city: 'Санкт-Петербург',
        delivery_city_id: 'spb',
        delivery_method: 'tk_terminal',
        delivery_address: 'пр. Образцовый, д. 7',
        delivery_transport_company: '000009791',
        ...delivery,
      },
      products: lines ?? [aLine([offers.rope])],
      ...order,
    },
  }
  return envelope
}

/** Marks orders on the site and runs one cycle. @returns the result message of the last order */
export async function exchange(bench: OnecBench, ...envelopes: OrderEnvelope[]): Promise<ProcessingResult> {
  for (const envelope of envelopes) bench.site.marked.set(envelope.order.order_id, envelope)
  await bench.onec.runExchange('api')
  const last = bench.site.results.findLast(({ order_id }) => order_id === envelopes.at(-1)!.order.order_id)
  expect(last, 'no result came for the order').toBeDefined()
  return last!
}

export const codesOf = (result: ProcessingResult): string[] => result.codes.map(({ code }) => code)
