import { randomBytes } from 'node:crypto'
import type Koa from 'koa'
import compose from 'koa-compose'
import type { ReadOptions } from '../contracts/operation.ts'
import { siteOrders } from '../contracts/site-orders/operations.ts'
import { createContractClient, type ContractClient } from '../http/client.ts'
import { contractRoutes } from '../http/contract-routes.ts'
import { nodeHeader } from '../http/exchange-node.ts'
import { createIdempotencyStore, keysOf } from '../http/idempotency.ts'
import { ownPath } from '../http/link-paths.ts'
import type { Journal } from '../journal/journal.ts'
import type { Mappings } from '../mappings/mappings.ts'
import { siteMappingKinds } from '../mappings/model.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Timers } from '../storage/timers.ts'
import type { Workspace } from '../storage/workspace.ts'
import type { OnecDemoData } from '../../mocks/onec/demo.ts'
import { createOnec, type Onec } from '../../mocks/onec/onec.ts'
import type { SiteDemoData } from '../../mocks/site/demo.ts'
import type { SiteDeps } from '../../mocks/site/parts.ts'
import { createSite, type Site } from '../../mocks/site/site.ts'

export interface SiteOrdersOptions {
  workspace: Workspace
  db: Database
  journal: Journal
  mappings: Mappings
  clock: Clock
  /** What the sides go by. */
  clocks: { site: Clock; onec: Clock }
  changes: Changes
  instance: string
  demo: { site: SiteDemoData; onec: OnecDemoData }
  /** Where the bench listens. */
  address(): string
  /** A real site for this run only, instead of what the workspace says. */
  real?: { address: string; user: string }
  /** Makes the invoice of a version, and prints it. */
  invoice: SiteDeps['invoice']
  timers: Timers
}

/** The exchange of orders between 1C and the site, put together. */
export interface SiteOrdersParts {
  site: Site
  onec: Onec
  /** 1C's client of the site, wherever the site is. */
  client: ContractClient
  /** The site wherever it is; `null` while the bench plays it. */
  realSite(): { address: string; user: string } | null
  /** Address and account of the site itself, past the recording proxy. */
  siteEndpoint(): Promise<{ address: string; user: string; password: string }>
  /** What the bytes of a message do not tell. */
  readOptions(): ReadOptions
  /** The site's service and its personal account, below `/site`. */
  routes: Koa.Middleware
  /** Sends what the retry schedule of 1C makes due, from now on. */
  start(): void
  stop(): Promise<void>
  /** Empties both bases. */
  clear(): Promise<void>
  /** Fills empty bases with the demo. */
  seed(): Promise<void>
}

/** Makes the parts, fills empty bases with the demo; nothing runs until `start`. */
export async function assembleSiteOrders(options: SiteOrdersOptions): Promise<SiteOrdersParts> {
  const { workspace, db, journal, mappings, clock, clocks, changes, instance, demo, address, timers } =
    options
  const { document, secrets } = workspace
  const settings = () => document.value.siteOrders

  const secret = async (name: string) => {
    const known = await secrets.get(name)
    if (known !== null) return known
    const made = randomBytes(24).toString('base64url')
    await secrets.set(name, made)
    return made
  }
  const sitePassword = await secret('site.password')
  const sessionKey = await secret('session.key')

  /** The zone of the connection, and whose name stands where an identifier is expected (LA-12). */
  const readOptions = (): ReadOptions => ({
    zone: settings().zone,
    now: clock(),
    resolve(dictionary, name) {
      const kind = siteMappingKinds.find((known) => known === dictionary)
      const found = kind && mappings.toOnec(kind, name)
      return found?.viaName ? found.siteId : null
    },
  })

  const realSite = () => {
    const side = document.value.sides.site
    return options.real ?? (side.mode === 'simulated' ? null : side)
  }
  const siteAccount = async () => ({
    user: (realSite() ?? document.value.sides.site).user,
    password: (await secrets.get('site.password')) ?? sitePassword,
  })
  const siteEndpoint = async () => ({
    address: realSite()?.address ?? `${address()}/site`,
    ...(await siteAccount()),
  })
  const client = createContractClient({
    contract: siteOrders,
    from: 'onec',
    to: 'site',
    async endpoint() {
      const isProxied = !options.real && document.value.sides.site.mode === 'proxied'
      const endpoint = await siteEndpoint()
      return isProxied ? { ...endpoint, address: address() + ownPath('side.site') } : endpoint
    },
    journal,
    clock,
    instance,
    reader: () => settings().reader,
    readOptions,
    profile: () => settings().profile,
    format: () => settings().format,
    userAgent: '1C+Enterprise/8.3',
    headers: () => [nodeHeader(settings().node)],
  })

  const site = createSite({
    db,
    mappings,
    clock: clocks.site,
    changes,
    settings,
    invoice: options.invoice,
    sessionKey,
  })
  const onec = createOnec({ db, mappings, client, journal, clock: clocks.onec, changes, settings, timers })

  async function seed(): Promise<void> {
    await site.seed(demo.site)
    await onec.seed(demo.onec)
  }
  if (await site.empty()) await seed()

  const service = contractRoutes({
    prefix: '/site',
    contract: siteOrders,
    handlers: site.handlers,
    from: 'onec',
    to: 'site',
    instance,
    reader: () => settings().reader,
    readOptions,
    profile: () => settings().profile,
    credentials: siteAccount,
    journal,
    idempotency: keysOf(createIdempotencyStore({ db, clock }), 'site'),
    clock,
    requireKey: () => settings().reader === 'strict',
  })
  return {
    site,
    onec,
    client,
    realSite,
    siteEndpoint,
    readOptions,
    routes: compose([service, site.routes()]),
    start: () => onec.start(),
    stop: () => onec.stop(),
    async clear() {
      await site.reset()
      await onec.reset()
    },
    seed,
  }
}
