import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Selectable } from 'kysely'
import Sqlite from 'libsql'
import { expect, onTestFinished } from 'vitest'
import type { RegateTables } from '../../mocks/regate/tables.ts'
import { startBench, type Bench } from '../../server/bench.ts'
import type {
  BookingAnswer,
  BookingRequest,
  BookingState,
  Problem,
  RefundAnswer,
} from '../../server/contracts/regate/schema.ts'
import type { EnterpriseSettings } from '../../server/storage/document-schema.ts'
import { memorySecrets, type Secrets } from '../../server/storage/secrets.ts'
import { catalogueWorker } from '../catalogue-worker.ts'
import { demoAccounts } from './demo-accounts.ts'
import { checkAgainstSpec } from './spec-check.ts'
import { fakeTime, type FakeTime } from '../unit/fake-time.ts'

/** The service of the demo enterprises over real HTTP, on a clock that the test moves. */

const reference = (area: string, n: number) =>
  `${area}${String(n).padStart(4, '0')}-6b2f-11f0-8de9-0242ac150007`

/** Places of the demo base `kolos`. */
export const stores = { main: reference('c0a1', 1), cold: reference('c0a1', 2), shop: reference('c0a1', 3) }
export const cities = { petersburg: reference('b0a1', 1), pskov: reference('b0a1', 3) }
export const groups = {
  milk: reference('d011', 1),
  cheese: reference('d011', 2),
  bread: reference('d011', 7),
}
/** Items of `kolos`: cheese by 0.17 kg with two price tiers, bread by the piece, pie to order, loaf without a price. */
export const items = {
  cheese: reference('e012', 1),
  bar: reference('e012', 4),
  milk: reference('e012', 6),
  bread: reference('e012', 18),
  pie: reference('e012', 20),
  loaf: reference('e012', 21),
}
export const NOWHERE = 'ffffffff-6b2f-11f0-8de9-0242ac150007'
/** Clients of `kolos`: a company with INN and KPP, an entrepreneur, a person without an INN. */
export const clients = { company: 'rs-100245', trader: 'rs-100310', person: 'rs-100311' }

export interface CallOptions {
  enterprise?: string
  /** Parameters of a GET; ignored when there is a `body`. */
  query?: Record<string, string | number>
  /** A JSON value, or the text of a body as it is. */
  body?: unknown
  verb?: string
  headers?: Record<string, string>
  /** `null`: no Idempotency-Key. @default a new one with every POST that writes */
  key?: string | null
  /** `null`: no Authorization. @default the user `restore` with its password */
  account?: { user: string; password: string } | null
  /** @default `/onec/<enterprise>` */
  publication?: string
}

export interface Answered<Body> {
  status: number
  headers: Headers
  text: string
  /** `null` when the answer is no JSON. */
  body: Body
}

const WRITES = ['client', 'clientupd', 'booking', 'paycard', 'refund']

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export type BookingDraft = Partial<BookingRequest> & { enterprise?: string }

let ids = 0
/** An identifier that ReStore has not issued yet. */
export const newId = (kind: string): string => `${kind}-${(ids += 1)}`

/** A bread order: 54.00 a piece. */
export const aBooking = (draft: Partial<BookingRequest> = {}): BookingRequest => ({
  booking_id: newId('order'),
  client_id: clients.company,
  store_id: stores.main,
  delivery: { type: 'pickup' },
  lines: [{ item_id: items.bread, quantity: 2 }],
  ...draft,
})

export const aPayment = (amount: number, payment: Record<string, unknown> = {}) => ({
  transaction_id: newId('pay'),
  amount,
  currency: 'RUB',
  paid_at: '2025-09-18T12:04:51',
  system: 'Пример-Эквайринг',
  pan_mask: '4000 00** **** 0002',
  ...payment,
})

export interface RegateBench extends Bench {
  time: FakeTime
  /** What the bench reported as its own faults. */
  faults: string[]
  call<Body = Problem>(method: string, options?: CallOptions): Promise<Answered<Body>>
  /** @returns the client's id */
  aClient(client?: Record<string, unknown>, enterprise?: string): Promise<string>
  anOrder(draft?: BookingDraft): Promise<BookingAnswer>
  aPaidOrder(draft?: BookingDraft): Promise<BookingAnswer>
  refunded(order_id: string): Promise<RefundAnswer>
  stateOf(order_id: string, enterprise?: string): Promise<BookingState>
  balanceOf(client_id: string, enterprise?: string): Promise<number>
  /** Thousandths in the warehouse and of them reserved. */
  stockOf(item_id: string, store_id?: string): Promise<{ quantity: number; reserved: number }>
  moveClock(ms: number): Promise<void>
  /** What the database has in a table, whatever the screens show of it. */
  rows<Table extends keyof RegateTables>(table: Table): Selectable<RegateTables[Table]>[]
  /** Changes the database behind the back of the bench. */
  change(statement: string): void
  configure(change: Partial<EnterpriseSettings>, enterprise?: string): Promise<void>
  /** The same workspace in a new process, as far as the bench can tell. */
  restarted(): Promise<RegateBench>
}

export interface RegateOptions {
  /** A folder that stays, with secrets of its own. */
  workspace?: string
  time?: FakeTime
  /** @default in the workspace when that is given, else in memory */
  secrets?: Secrets
}

/**
 * Starts a bench on a free port; it ends with the test, or with the file when it is opened outside one.
 * The demo's limit of requests a second is off: the clock stands still while a test calls.
 */
export async function openRegate(options: RegateOptions = {}): Promise<RegateBench> {
  const folder = options.workspace ?? (await mkdtemp(join(tmpdir(), 'obmen-regate-')))
  const time = options.time ?? fakeTime()
  const secrets = options.secrets ?? (options.workspace ? null : memorySecrets(await demoAccounts()))
  const faults: string[] = []
  const bench = await startBench({
    workspace: folder,
    port: 0,
    catalogueWorker: await catalogueWorker(),
    clock: time.now,
    timers: time.timers,
    ...(secrets ? { secrets } : {}),
    log: (line) => faults.push(line),
  })
  const { regate, accounts, workspace } = bench.parts

  let stopped = false
  const stop = async () => {
    if (stopped) return
    stopped = true
    await bench.stop()
    if (!options.workspace) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }

  async function configure(change: Partial<EnterpriseSettings>, enterprise = 'kolos') {
    await workspace.document.update((draft) => {
      Object.assign(
        draft.regate.enterprises.find(({ id }) => id === enterprise)!,
        change,
      )
    })
  }
  for (const { id } of workspace.document.value.regate.enterprises) await configure({ ratePerSecond: 0 }, id)

  /** Whether the service itself answers: no stranger where nothing is published, nor the platform in its place (7.3). */
  const serves = async (enterprise: string): Promise<boolean> =>
    workspace.document.value.regate.enterprises.some(({ id }) => id === enterprise) &&
    (await regate.conditions(enterprise)).platform === null

  /** Every request of these tests goes out here, and every answer is held against the OpenAPI document. */
  async function send(enterprise: string, url: string, init: RequestInit): Promise<Answered<unknown>> {
    const response = await fetch(url, init)
    const text = await response.text()
    const { status, headers } = response
    if (await serves(enterprise))
      checkAgainstSpec({ url, method: init.method ?? 'GET' }, { status, headers, text })
    return { status, headers, text, body: parsed(text) }
  }

  async function call<Body>(method: string, given: CallOptions = {}): Promise<Answered<Body>> {
    const { enterprise = 'kolos', query, body, headers = {}, key, publication } = given
    const account =
      given.account === undefined
        ? { user: 'restore', password: (await accounts.password(enterprise, 'restore')) ?? '' }
        : given.account
    const writes = WRITES.includes(method)
    const search = query
      ? `?${new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])).toString()}`
      : ''
    const sent: Record<string, string> = {
      ...(account
        ? {
            authorization: `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`,
          }
        : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...(key === null || !writes ? {} : { 'idempotency-key': key ?? randomUUID() }),
      ...headers,
    }
    const answer = await send(
      enterprise,
      `${bench.address}${publication ?? `/onec/${enterprise}`}/hs/regate/${method}${search}`,
      {
        method: given.verb ?? (body === undefined && !writes ? 'GET' : 'POST'),
        headers: sent,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
    )
    return answer as Answered<Body>
  }

  async function anOrder({ enterprise = 'kolos', ...draft }: BookingDraft = {}) {
    const { status, body } = await call<BookingAnswer>('booking', { enterprise, body: aBooking(draft) })
    expect(status, JSON.stringify(body)).toBe(201)
    return body
  }

  const open: RegateBench = {
    ...bench,
    time,
    faults,
    stop,
    call,
    configure,
    anOrder,
    async aClient(client, enterprise = 'kolos') {
      const client_id = newId('client')
      const { status } = await call('client', {
        enterprise,
        body: { client_id, ...(client ? { client } : {}) },
      })
      expect(status).toBe(201)
      return client_id
    },
    async aPaidOrder(draft = {}) {
      const order = await anOrder(draft)
      const { status } = await call('paycard', {
        enterprise: draft.enterprise ?? 'kolos',
        body: { order_id: order.order_id, payment: aPayment(order.amount) },
      })
      expect(status).toBe(200)
      return order
    },
    async refunded(order_id) {
      const { status, body } = await call<RefundAnswer>('refund', {
        body: { order_id, refund_id: newId('ref'), reason: 'Не подошло' },
      })
      expect(status).toBe(200)
      return body
    },
    async stateOf(order_id, enterprise = 'kolos') {
      const { status, body } = await call<BookingState>('bookingstate', { enterprise, query: { order_id } })
      expect(status).toBe(200)
      return body
    },
    async balanceOf(client_id, enterprise = 'kolos') {
      const { body } = await call<{ balance: { amount: number } }>('client', {
        enterprise,
        body: { client_id },
      })
      return body.balance.amount
    },
    async stockOf(item_id, store_id = stores.main) {
      const { stock } = await regate.item('kolos', item_id)
      const { quantity, reserved } = stock.find((place) => place.store_id === store_id)!
      return { quantity, reserved }
    },
    moveClock: (ms) => time.advance(ms),
    rows(table) {
      const db = new Sqlite(workspace.databaseFile, { readonly: true })
      try {
        return db.prepare(`select * from ${table} where enterprise = 'kolos' order by rowid`).all() as never
      } finally {
        db.close()
      }
    },
    change(statement) {
      const db = new Sqlite(workspace.databaseFile)
      try {
        db.exec(statement)
      } finally {
        db.close()
      }
    },
    async restarted() {
      await bench.stop()
      stopped = true
      return openRegate({ workspace: folder, time, ...(secrets ? { secrets } : {}) })
    },
  }
  return open
}

/** A bench that ends with the test that opened it. */
export async function aBench(options: RegateOptions = {}): Promise<RegateBench> {
  const bench = await openRegate(options)
  onTestFinished(() => bench.stop())
  return bench
}

/** A folder for a workspace that outlives a bench. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-regate-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Holds an answer against what every refusal of the service is (regate section 3). */
export function expectRefusal(answer: Answered<unknown>, status: number, code: string): Problem {
  expect(answer.body, answer.text).toMatchObject({ code, status })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  return answer.body as Problem
}
