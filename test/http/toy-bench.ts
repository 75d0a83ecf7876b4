import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Koa from 'koa'
import {
  contractRoutes,
  type ContractRoutesOptions,
  type Handlers,
} from '../../server/http/contract-routes.ts'
import { createHost, type HostOptions } from '../../server/http/host.ts'
import { createIdempotencyStore, httpMigrations } from '../../server/http/idempotency.ts'
import { createJournal, journalMigrations } from '../../server/journal/journal.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { toyContract, type Thing } from './toy-contract.ts'

export const account = { user: '1c', password: 'пароль: да' }
export const authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`

const counting = (): Handlers => {
  const times = new Map<string, number>()
  const next = (name: string): number => {
    times.set(name, (times.get(name) ?? 0) + 1)
    return times.get(name)!
  }
  return {
    'toy.getThing': async ({ params }) => ({
      status: 200,
      body: { name: params['name'], times: next(`get ${params['name']}`) },
    }),
    'toy.postThing': async ({ request }) => {
      const { name } = request as Thing
      return { status: 201, body: { name, times: next(name) } }
    },
  }
}

export interface ToyBenchOptions extends Partial<ContractRoutesOptions> {
  /** `:memory:` when absent. */
  database?: string
  mountsBefore?: Koa.Middleware[]
  mountsAfter?: Koa.Middleware[]
  graceMs?: number
  tls?: HostOptions['tls']
}

/** A host with the toy contract at `/site`, its journal in memory; everything is gone after `stop`. */
export async function startToyBench(options: ToyBenchOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-http-'))
  const db = await openDatabase(options.database ?? ':memory:', [journalMigrations, httpMigrations])
  const clock = options.clock ?? (() => new Date())
  const changes = createChanges()
  const journal = options.journal ?? createJournal({ db, bodies: createBodies(folder), changes })
  const defects: unknown[] = []
  const routes = contractRoutes({
    prefix: '/site',
    contract: toyContract,
    from: 'onec',
    to: 'site',
    reader: () => 'lenient',
    profile: () => 'canonical',
    credentials: async () => account,
    requireKey: () => false,
    idempotency: createIdempotencyStore({ db, clock }),
    instance: 'toy',
    log: (error) => defects.push(error),
    ...options,
    clock,
    journal,
    handlers: { ...counting(), ...options.handlers },
  })
  const host = createHost({
    host: '127.0.0.1',
    port: 0,
    mounts: [...(options.mountsBefore ?? []), routes, ...(options.mountsAfter ?? [])],
    graceMs: options.graceMs,
    tls: options.tls,
    log: (error) => defects.push(error),
  })
  const { address, port, tls } = await host.start()
  return {
    address,
    port,
    tls,
    things: `${address}/site/api/toy/things`,
    db,
    journal,
    changes,
    defects,
    host,
    async stop() {
      await host.stop()
      await db.destroy()
      await rm(folder, { recursive: true })
    },
  }
}

export type ToyBench = Awaited<ReturnType<typeof startToyBench>>

/** Sends a thing as a well-behaved 1C would; `headers` are added or replaced. */
export function post(
  bench: ToyBench,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(bench.things, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json; charset=utf-8', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  })
}

export function get(bench: ToyBench, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(bench.things + path, { headers: { authorization, ...headers } })
}
