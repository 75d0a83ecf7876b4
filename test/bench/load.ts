import { createHistogram } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import autocannon, { type Client, type Request } from 'autocannon'
import { someLines, anOrder } from '../unit/invoice-orders.ts'
import { BASE_PATH } from '../../server/contracts/site-orders/operations.ts'
import type { ServerProcess } from './server-process.ts'
import { account, CONNECTIONS, type RequestName } from './variants.ts'

/** Orders a page: with what the demo shop sells it comes to about 20 KB. */
const PAGE_ORDERS = 12
/** Longer than any answer takes on a machine that is busy with other things. */
const TIMEOUT_S = 60
/** How soon the load stops when it is told to. */
const SAMPLE_MS = 100
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

/** What a server is loaded with. Versions go on from round to round. */
export interface Load {
  server: ServerProcess
  request: RequestName
  /** One for each connection of a `post`. */
  versions: ReturnType<typeof versionsOf>[]
}

/** What a round of load has shown. */
export interface Round {
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Milliseconds of the server's processor for one request. */
  cpu: number
  answered: number
}

/**
 * Loads a server: when all connections are there, each sends its next request as soon as it has the answer to the one before.
 * @throws Error when a request was refused or unanswered: such a round measures nothing
 */
export async function loaded({ server, request, versions }: Load, seconds: number): Promise<Round> {
  const microseconds = createHistogram()
  const begun = new Set<Client>()
  let answered = 0

  async function measure(): Promise<Round> {
    const before = await server.gather()
    const started = performance.now()
    await setTimeout(seconds * 1000)
    const after = await server.usage()
    return {
      perSecond: (answered / (performance.now() - started)) * 1000,
      p50: microseconds.percentile(50) / 1000,
      p99: microseconds.percentile(99) / 1000,
      cpu: (after.cpuTime - before.cpuTime) / answered,
      answered,
    }
  }

  const measured = measure()
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const load = autocannon(
      {
        url: server.address + pathOf[request],
        connections: CONNECTIONS,
        timeout: TIMEOUT_S,
        duration: TIMEOUT_S,
        sampleInt: SAMPLE_MS,
        headers,
        ...(request === 'post' ? { setupClient: postVersions([...versions]) } : {}),
      },
      (error, result) => (error ? reject(error as Error) : resolve(result)),
    )
    load.on('response', (client, _status, _bytes, responseTime) => {
      answered += 1
      // The first request of a connection has waited for the other connections.
      if (begun.has(client)) microseconds.record(Math.max(1, Math.round(responseTime * 1000)))
      else begun.add(client)
    })
    measured.then(() => load.stop(), reject)
  })
  const { non2xx, errors, statusCodeStats } = result
  if (non2xx + errors > 0 || begun.size < CONNECTIONS)
    throw new Error(
      `${server.address}: answers ${JSON.stringify(statusCodeStats)}, ${errors} requests without one`,
    )
  return measured
}

function postVersions(free: ReturnType<typeof versionsOf>[]) {
  return (client: Client): void => {
    const next = free.pop()!
    client.setRequests([{ method: 'POST', setupRequest: (request) => ({ ...request, ...next() }) }])
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
