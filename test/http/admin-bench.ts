import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { AdminError, createAdminClient } from '../../server/admin/client.ts'
import type { BenchState } from '../../server/admin/model.ts'
import { startBench, type BenchOptions } from '../../server/bench.ts'
import type { SiteOrdersSettings } from '../../server/storage/document-schema.ts'
import { catalogueWorker } from '../catalogue-worker.ts'
import { memorySecrets } from '../../server/storage/secrets.ts'
import { demoAccounts } from './demo-accounts.ts'

export const sitePassword = 'пароль: стенда'
export const authorization = `Basic ${Buffer.from(`1c:${sitePassword}`).toString('base64')}`

/** The two orders that the demo begins with. */
export const demoOrders = {
  mapped: '7f0c2a54-1d3b-4b67-9a10-5a1c0f2e9d01',
  /** Its delivery method «Курьер по городу» has no row of 1C. */
  unmapped: '7f0c2a54-1d3b-4b67-9a10-5a1c0f2e9d02',
} as const

/** A folder for a workspace that nobody has, and how to remove it. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'obmen-bench-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** An address of this machine where nobody listens. */
export async function deafAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

/**
 * A whole bench as `obmen serve` makes it, on a free port. `stop` takes the workspace away too, unless one was given.
 * @param options `workspace`: a folder that stays
 */
export async function openBench(options: Partial<BenchOptions> = {}) {
  const folder = options.workspace ? null : await temporaryFolder()
  const bench = await startBench({
    workspace: folder?.path ?? null,
    port: 0,
    schedules: true,
    catalogueWorker: await catalogueWorker(),
    secrets: memorySecrets({ ...(await demoAccounts()), 'site.password': sitePassword }),
    ...options,
  })
  const { address } = bench
  const api = createAdminClient(address, bench.token ?? undefined)
  let stopped = false
  const stop = async () => {
    if (stopped) return
    stopped = true
    await bench.stop()
    await folder?.remove()
  }
  return {
    ...bench,
    /** As they are now: others after a restore. */
    get parts() {
      return bench.parts
    },
    api,
    stop,
    /** `GET` or `POST` of the exchange API, as a 1C that is not ours would call it. */
    exchange: (path: string, init: RequestInit = {}) =>
      fetch(`${address}/site/api/1c/v1${path}`, {
        ...init,
        headers: { authorization, ...(init.headers as Record<string, string>) },
      }),
    /** A page of the personal account with the session that `sign-in` gave. */
    async browse(path: string, customer_id: string) {
      const signedIn = await fetch(`${address}/api/site/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ customer_id }),
      })
      const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
      return fetch(`${address}/site/account${path}`, { headers: { cookie }, redirect: 'manual' })
    },
    /** Settings of the contract with some of them changed. */
    async configure(change: Partial<SiteOrdersSettings>): Promise<BenchState> {
      const { siteOrders } = await api.call('state.read')
      return api.call('settings.siteOrders', { body: { ...siteOrders, ...change } })
    },
    /** Takes what is marked; the cycle must come to its end. */
    async exchangeOrders() {
      const cycle = await api.call('onec.exchange')
      expect(cycle).toMatchObject({ outcome: 'done', code: null })
      return cycle
    },
    /** Fills the row that the demo leaves open, so that the order which waits for it can be taken. */
    async mapCourier() {
      const { rows } = await api.call('mappings.table', { params: { kind: 'delivery_method' } })
      const row = rows.find(({ site_id }) => site_id === 'courier_city')!
      const { onec } = await api.call('mappings.choices', { params: { kind: 'delivery_method' } })
      const courier = onec.find(({ name }) => name === 'Курьер')!
      await api.call('mappings.save', {
        params: { kind: 'delivery_method' },
        body: { put: [{ ...row, ref_1c: courier.ref, code_1c: courier.code, name_1c: courier.name }] },
      })
      return { row, courier }
    },
    /** Entries of the journal about one subject or operation, oldest first. */
    async entries(filter: { operation?: string; subject?: string; direction?: 'in' | 'out' } = {}) {
      const { rows } = await api.call('journal.page', { query: { ...filter, limit: 500 } })
      return rows.reverse()
    },
    entry: (id: number) => api.call('journal.entry', { params: { id } }),
  }
}

export type OpenBench = Awaited<ReturnType<typeof openBench>>

/** The refusal that a call of the admin API ends with. */
export async function refusal(call: Promise<unknown>): Promise<AdminError> {
  const outcome = await call.then(
    (answer) => answer,
    (error: unknown) => error,
  )
  if (outcome instanceof AdminError) return outcome
  throw new Error(`Not refused: ${JSON.stringify(outcome)}`)
}
