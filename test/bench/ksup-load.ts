import type { Request } from 'autocannon'
import { articleOf, CLIENT_CODE, ksupAccount, ORDERS } from './ksup-base.ts'
import type { LoadPlan } from './load.ts'
import type { ServerProcess } from './server-process.ts'
import type { RecordedMessage } from './variants.ts'

/** What 1C and КСУП are loaded with. */

/** Articles of one request. */
export const articleCounts = [1, 500] as const
export type ArticleCount = (typeof articleCounts)[number]

/** Connections that ask for prices. */
export const priceConnections = [1, 16] as const
export type PriceConnections = (typeof priceConnections)[number]

/**
 * Orders that are posted at once, and the connections that bring the same bytes to bare Koa: as many as the outbox sends at the
 * same time.
 */
export const orderLoads = [
  { together: 1, connections: 1 },
  { together: ORDERS, connections: 4 },
] as const
export type OrderLoad = (typeof orderLoads)[number]

const headers = {
  authorization: `Basic ${Buffer.from(`${ksupAccount.user}:${ksupAccount.password}`).toString('base64')}`,
  accept: 'application/json',
  'content-type': 'application/json; charset=utf-8',
  'user-agent': 'KSUP-Server/1.0',
}

export const servicePath = '/onec/hs/ksup/pricestock'
/** Bare Koa finds its bytes by the path alone. */
export const barePricePath = (articles: ArticleCount): string => `/prices/${articles}`
export const bareOrderPath = '/orders'

/** Items between two neighbours of a request: 500 of them are spread over the whole base. */
const STRIDE = 10

/** Every connection asks for articles of its own. */
const bodyOf = (articles: ArticleCount, connection: number): string =>
  JSON.stringify({
    contact_code: CLIENT_CODE,
    articles: Array.from({ length: articles }, (_, n) => articleOf(connection + n * STRIDE)),
  })

export interface PriceLoad {
  server: ServerProcess
  path: string
  articles: ArticleCount
}

export function pricePlan({ server, path, articles }: PriceLoad, connections: number): LoadPlan {
  let next = 0
  const requests = (): Request[] => [{ method: 'POST', path, body: bodyOf(articles, next++) }]
  return { server, path, connections, headers, requests }
}

/** The answer to one request of the load, as the first connection would get it. */
export async function priceAnswer({ server, path, articles }: PriceLoad): Promise<Uint8Array> {
  const response = await fetch(server.address + path, {
    method: 'POST',
    headers,
    body: bodyOf(articles, 0),
  })
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`)
  return new Uint8Array(await response.arrayBuffer())
}

/** The message of an order, again and again, for a server that only takes it in. */
export const orderPlan = (
  server: ServerProcess,
  { request }: RecordedMessage,
  connections: number,
): LoadPlan => ({
  server,
  path: bareOrderPath,
  connections,
  headers,
  requests: () => [{ method: 'POST', path: bareOrderPath, body: Buffer.from(request) }],
})
