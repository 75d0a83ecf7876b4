import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import * as examples from '../../server/contracts/ksup/examples.ts'
import { ksupOnec, ksupServer } from '../../server/contracts/ksup/operations.ts'
import type { Contract } from '../../server/contracts/operation.ts'
import type { Answer, Call } from '../../server/http/call.ts'
import { createContractClient } from '../../server/http/client.ts'
import { createHost } from '../../server/http/host.ts'
import { createJournal, journalMigrations } from '../../server/journal/journal.ts'
import { createInbox, inboxMigrations } from '../../server/ksup/inbox.ts'
import { ksupRoutes } from '../../server/ksup/routes.ts'
import { createServerBehaviour } from '../../server/ksup/server-behaviour.ts'
import { createWayToOnec } from '../../server/ksup/way-to-onec.ts'
import { outboxMigrations } from '../../server/outbox/create-outbox.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { KsupSettings } from '../../server/storage/document-schema.ts'
import type { Applied, Ksup, KsupSystem, ReceivedMessage } from '../../mocks/ksup/service.ts'
import { fakeTime } from '../unit/fake-time.ts'

/** The integration server behind a real socket, on a clock that the test moves; КСУП and 1C are a few lines of script. */

export const accounts = {
  server: { user: '1c', password: 'сервер-1' },
  onec: { user: 'ksup', password: 'база-2' },
}
export type Account = { user: string; password: string }

const basic = ({ user, password }: Account): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

export const done = (more: Partial<Extract<Applied, { kind: 'done' }>> = {}): Applied => ({
  kind: 'done',
  result: 'applied',
  warnings: [],
  ...more,
})
export const unavailable: Applied = { kind: 'unavailable', detail: 'КСУП не отвечает' }

type Settled = Parameters<Ksup['requestSettled']>[1]

export interface Told {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

export interface CallOptions {
  /** `null`: no Authorization. */
  account?: Account | null
  headers?: Record<string, string>
}

export const SERVICE = '/ksup/api/ksup/v1'

let last = 0
const incomeBase = examples.income
/** An income of a deal, with an id of its own. */
export const anIncome = (deal: number, seq: number, more: Record<string, unknown> = {}) => {
  last += 1
  return {
    meta: {
      message_id: randomUUID(),
      seq,
      sent_at: '2025-09-20T10:00:05',
      source_ref: `c1000000-94a5-11f0-8de9-${String(last).padStart(12, '0')}`,
    },
    deal_number: deal,
    date: incomeBase.date,
    amount: incomeBase.amount,
    ...more,
  }
}

export async function ksupServerBench() {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-ksup-'))
  const time = fakeTime()
  const db = await openDatabase(':memory:', [journalMigrations, inboxMigrations, outboxMigrations])
  const changes = createChanges()
  const journal = createJournal({ db, bodies: createBodies(folder), changes })
  const settings = KsupSettings.parse({})
  const defects: unknown[] = []
  const report = (error: unknown): void => void defects.push(error)
  /** What КСУП was given, in order. */
  const applied: ReceivedMessage[] = []
  const settled: Settled[] = []
  const onecCalls: { operation: string; request: unknown }[] = []
  const common = { db, clock: time.now, changes, timers: time.timers, report }

  let address = ''
  const clientOf = (contract: Contract, endpoint: () => { address: string } & Account) =>
    createContractClient({
      contract,
      from: 'ksup',
      to: 'onec',
      endpoint: async () => endpoint(),
      journal,
      clock: time.now,
      instance: 'test',
      reader: () => settings.reader,
      profile: () => 'canonical',
      format: () => 'json',
      userAgent: 'test',
    })
  const onecAt = { address: '' }
  const onecClient = clientOf(ksupOnec, () => ({
    address: onecAt.address || `${address}/onec`,
    ...accounts.onec,
  }))

  const bench = {
    time,
    db,
    journal,
    settings,
    defects,
    applied,
    settled,
    onecCalls,
    /** Where 1C is; `''`: the scripted one. */
    onecAt,
    /** What КСУП makes of a message. */
    ksup: (async () => done()) as KsupSystem['apply'],
    /** What 1C answers. */
    onec: (async () => ({ status: 200, body: examples.ping })) as (call: Call) => Promise<Answer>,
    inbox: null as unknown as ReturnType<typeof createInbox>,
    behaviour: createServerBehaviour(time.timers),
    way: null as unknown as ReturnType<typeof createWayToOnec>,
    address: '',
    /** A client of this server, as another server has it. */
    client: clientOf(ksupServer, () => ({ address: `${address}/ksup`, ...accounts.server })),
    /** Ends the process without a word to anybody. */
    kill: async () => {},
    stop: async () => {},
    /** A process on this database. */
    async start() {
      const alive = { yes: true }
      const apply = async (message: ReceivedMessage): Promise<Applied> => {
        if (!alive.yes) return new Promise(() => {})
        applied.push(message)
        const outcome = await bench.ksup(message)
        // A process that was killed hears nothing.
        return alive.yes ? outcome : new Promise(() => {})
      }
      const inbox = createInbox({ ...common, zone: () => settings.zone, apply })
      bench.inbox = inbox
      bench.way = createWayToOnec({
        ...common,
        zone: () => settings.zone,
        client: onecClient,
        async settled(_trx, settlement) {
          settled.push(settlement)
        },
      })
      const scripted = (call: Call): Promise<Answer> => {
        onecCalls.push({ operation: call.operation.id, request: call.request })
        return bench.onec(call)
      }
      const host = createHost({
        host: '127.0.0.1',
        port: 0,
        graceMs: 0,
        mounts: [
          ksupRoutes({
            blocks: { settings: () => settings, account: async (of) => accounts[of] },
            inbox,
            behaviour: bench.behaviour,
            onec: {
              service: {
                handlers: Object.fromEntries(ksupOnec.operations.map(({ id }) => [id, scripted])),
                idempotency: {
                  begin: async () => ({ state: 'new' }),
                  finish: async () => {},
                  release: () => {},
                },
              },
            },
            forwarding: { db, client: onecClient, way: bench.way.way },
            journal,
            clock: time.now,
            instance: 'test',
            log: report,
          }),
        ],
        log: report,
      })
      address = (await host.start()).address
      bench.address = address
      await inbox.start()
      await bench.way.outbox.start()
      bench.kill = async () => {
        alive.yes = false
        await host.stop()
      }
      bench.stop = async () => {
        await host.stop()
        await inbox.stop()
        await bench.way.outbox.stop()
      }
    },
    async call(
      path: string,
      body?: unknown,
      { account = accounts.server, headers = {} }: CallOptions = {},
    ): Promise<Told> {
      const raw = body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body)
      const response = await fetch(bench.address + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(account ? { authorization: basic(account) } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: raw }),
      })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? {} : JSON.parse(text)) as Told['body'],
      }
    },
    /** A message of 1C to the server. */
    post: (path: string, body: unknown, options?: CallOptions): Promise<Told> =>
      bench.call(SERVICE + path, body, options),
    income: (body: unknown): Promise<Told> => bench.post('/incomes', body),
    /** State of a message as 1C asks for it (DD-04). */
    state: (id: string): Promise<Told> => bench.call(`${SERVICE}/messages/${id}`),
    /** Ids of what КСУП was given. */
    given: () => applied.map(({ messageId }) => messageId),
  }
  onTestFinished(async () => {
    await bench.stop()
    await db.destroy()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  await bench.start()
  return bench
}

export type KsupServerBench = Awaited<ReturnType<typeof ksupServerBench>>

/** Holds an answer against what every refusal is (DD-59). */
export function expectRefusal(told: Told, status: number, code: string, messageId?: string): void {
  expect(told.body, JSON.stringify(told.body)).toMatchObject({ status, code })
  expect(told.status).toBe(status)
  expect(told.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(typeof told.body['retryable']).toBe('boolean')
  if (messageId !== undefined) expect(told.body['message_id']).toBe(messageId)
}

/** What the inbox has, newest first. */
export const rowsOf = async ({ inbox }: KsupServerBench) => (await inbox.list({ limit: 100 })).rows

/** A call of КСУП that the test ends when it wants. */
export function held() {
  let end!: (outcome: Applied) => void
  let begun!: () => void
  const promise = new Promise<Applied>((resolve) => void (end = resolve))
  const began = new Promise<void>((resolve) => void (begun = resolve))
  return {
    apply: (): Promise<Applied> => {
      begun()
      return promise
    },
    /** КСУП has the message. */
    began,
    end,
  }
}
