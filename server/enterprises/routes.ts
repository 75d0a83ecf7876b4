import type Koa from 'koa'
import { keptBody } from '../contracts/regate/disclosure.ts'
import { regate as contract } from '../contracts/regate/operations.ts'
import { publicationDocs } from '../docs/publication.ts'
import { contractRoutes } from '../http/contract-routes.ts'
import type { Journal } from '../journal/journal.ts'
import type { Clock } from '../storage/clock.ts'
import type { EnterpriseSettings } from '../storage/document-schema.ts'
import type { Regate } from '../../mocks/regate/regate.ts'
import type { EnterpriseAccounts } from './accounts.ts'

export interface EnterpriseRoutesOptions {
  enterprises(): readonly EnterpriseSettings[]
  regate: Regate
  accounts: EnterpriseAccounts
  journal: Journal
  clock: Clock
  instance: string
  /** Where the bench listens over HTTPS, `null` when it does not. */
  httpsAddress(): string | null
  log(error: unknown): void
}

/** `/onec/<id>/hs/regate/…`, and `/onec/hs/regate/…` for the first enterprise (BD-01, BD-37). */
const SERVICE = /^(\/onec(?:\/([a-z0-9-]+))?)\/hs\/regate(?:\/(.*))?$/

const ICON = /^icons\/([0-9a-f-]{36})\.svg$/

/** The path below which an enterprise publishes its services. */
export const publicationOf = (id: string): string => `/onec/${id}`

/** What a web server says of a publication that it does not have (section 7.3): no program of the contract answers. */
function notPublished(ctx: Koa.Context): void {
  ctx.status = 404
  ctx.type = 'html'
  ctx.body = '<!DOCTYPE html><html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>'
}

/** The service ReGate of every enterprise of the workspace, as the list stands at each request. */
export function enterpriseRoutes(options: EnterpriseRoutesOptions): Koa.Middleware {
  const { enterprises, regate, accounts, journal, clock, instance, log } = options
  const chains = new Map<string, Koa.Middleware>()
  const documentation = publicationDocs()

  const find = (id: string): EnterpriseSettings | undefined => enterprises().find((one) => one.id === id)

  function chainOf(prefix: string, id: string): Koa.Middleware {
    const key = `${prefix} ${id}`
    let chain = chains.get(key)
    if (!chain) {
      const settings = () => find(id)!
      chain = contractRoutes({
        prefix,
        contract,
        ...regate.service(id),
        from: 'restore',
        to: 'onec',
        instance,
        reader: () => settings().reader,
        readOptions: () => ({ zone: settings().zone, now: clock() }),
        profile: () => 'canonical',
        credentials: accounts.verifier(id),
        journal,
        clock,
        requireKey: () => settings().reader === 'strict',
        ratePerSecond: () => settings().ratePerSecond,
        plain: () => (settings().plainHttp ? 'serve' : 'refuse'),
        httpsAddress: () => options.httpsAddress(),
        kept: keptBody,
        log,
      })
      chains.set(key, chain)
    }
    return chain
  }

  async function sendIcon(id: string, item_id: string, ctx: Koa.Context, next: Koa.Next): Promise<void> {
    const picture = await regate.icon(id, item_id)
    if (picture === null) return next()
    ctx.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'max-age=86400' })
    ctx.type = 'image/svg+xml'
    ctx.body = picture
  }

  return function enterpriseRoutes(ctx, next) {
    const match = SERVICE.exec(ctx.path)
    if (!match) return next()
    const [, prefix, named, rest] = match
    const id = named ?? enterprises()[0]?.id
    const enterprise = id === undefined ? undefined : find(id)
    if (id === undefined || !enterprise) return notPublished(ctx)
    if (rest && documentation(ctx, rest, { name: enterprise.name, prefix: prefix! })) return
    const icon = ctx.method === 'GET' && rest ? ICON.exec(rest) : null
    if (!icon) return chainOf(prefix!, id)(ctx, next)
    return sendIcon(id, icon[1]!, ctx, next)
  }
}
