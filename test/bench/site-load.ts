import type { Request } from 'autocannon'
import { someLines, anOrder } from '../unit/invoice-orders.ts'
import { BASE_PATH } from '../../server/contracts/site-orders/operations.ts'
import type { LoadPlan } from './load.ts'
import type { ServerProcess } from './server-process.ts'
import { account, CONNECTIONS, type RequestName } from './variants.ts'

/** Orders a page: with what the demo shop sells it comes to about 20 KB. */
const PAGE_ORDERS = 12
/** Lines of a returned order. */
const LINES = 10

const headers = {
  authorization: `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`,
  accept: 'application/json',
  'user-agent': '1C+Enterprise/8.3',
  'x-exchange-node': 'UT-1',
}

const pathOf: Record<RequestName, string> = {
  get: `${BASE_PATH}/orders?limit=${PAGE_ORDERS}`,
  post: `${BASE_PATH}/orders`,
}

/** The versions of one order, as 1C would send them: `seq` rises, so that the site stores each. */
export function versionsOf(order_id: string): () => Pick<Request, 'headers' | 'body'> {
  const version = anOrder(someLines(LINES), { order_id })
  const marker = '"seq":0,"base_revision":1'
  const text = JSON.stringify({ ...version, exchange: { ...version.exchange, seq: 0, base_revision: 1 } })
  const [before, after] = text.split(marker)
  let seq = 0
  return () => {
    seq += 1
    return {
      headers: {
        ...headers,
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': `${order_id}:${seq}`,
      },
      body: `${before}"seq":${seq},"base_revision":1${after}`,
    }
  }
}

/** What a server of the order exchange is loaded with. Versions go on from round to round. */
export interface Load {
  server: ServerProcess
  request: RequestName
  /** One for each connection of a `post`. */
  versions: ReturnType<typeof versionsOf>[]
}

/** A round of it, as the load generator takes it. */
export function planOf({ server, request, versions }: Load): LoadPlan {
  const free = [...versions]
  const posts = (): Request[] => {
    const next = free.pop()!
    return [{ method: 'POST', setupRequest: (request) => ({ ...request, ...next() }) }]
  }
  return {
    server,
    path: pathOf[request],
    connections: CONNECTIONS,
    headers,
    ...(request === 'post' ? { requests: posts } : {}),
  }
}

/** The answer to one request of the load. */
export async function answerOf({ server, request, versions }: Load): Promise<Uint8Array> {
  const response = await fetch(server.address + pathOf[request], {
    headers,
    ...(request === 'post' ? ({ method: 'POST', ...versions[0]!() } as RequestInit) : {}),
  })
  if (!response.ok) throw new Error(`${request}: ${response.status} ${await response.text()}`)
  return new Uint8Array(await response.arrayBuffer())
}
