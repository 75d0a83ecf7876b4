import { createHistogram } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import autocannon, { type Client } from 'autocannon'
import type { ServerProcess } from './server-process.ts'

/** Longer than any answer takes on a machine that is busy with other things. */
const TIMEOUT_S = 60
/** How soon the load stops when it is told to. */
const SAMPLE_MS = 100

/** What a server is loaded with. */
export interface LoadPlan {
  server: ServerProcess
  /** Path with query that every connection asks for, unless its requests say otherwise. */
  path: string
  connections: number
  headers: Record<string, string>
  /** The requests of one connection, `undefined` for plain reads of the path. */
  requests?: (() => autocannon.Request[]) | undefined
}

/** What a round of load has shown. */
export interface Round {
  perSecond: number
  /** Milliseconds. */
  p50: number
  p95: number
  p99: number
  /** Milliseconds of the server's processor for one request. */
  cpu: number
  answered: number
}

/**
 * Loads a server: when all connections are there, each sends its next request as soon as it has the answer to the one before.
 * @throws Error when a request was refused or unanswered: such a round measures nothing
 */
export async function loaded(plan: LoadPlan, seconds: number): Promise<Round> {
  const { server, path, connections, headers, requests } = plan
  const microseconds = createHistogram()
  const begun = new Set<Client>()
  let answered = 0
  let allAnswered = () => {}
  const everybody = new Promise<void>((resolve) => (allAnswered = resolve))

  async function measure(): Promise<Round> {
    const before = await server.gather(connections)
    const started = performance.now()
    // On a slow server the first answers may take longer than the round: it lasts until every connection has one.
    await Promise.all([setTimeout(seconds * 1000), everybody])
    const after = await server.usage()
    return {
      perSecond: (answered / (performance.now() - started)) * 1000,
      p50: microseconds.percentile(50) / 1000,
      p95: microseconds.percentile(95) / 1000,
      p99: microseconds.percentile(99) / 1000,
      cpu: (after.cpuTime - before.cpuTime) / answered,
      answered,
    }
  }

  const measured = measure()
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const load = autocannon(
      {
        url: server.address + path,
        connections,
        timeout: TIMEOUT_S,
        duration: TIMEOUT_S,
        sampleInt: SAMPLE_MS,
        headers,
        ...(requests ? { setupClient: (client: Client) => client.setRequests(requests()) } : {}),
      },
      (error, result) => (error ? reject(error as Error) : resolve(result)),
    )
    load.on('response', (client, _status, _bytes, responseTime) => {
      answered += 1
      // The first request of a connection has waited for the other connections.
      if (begun.has(client)) microseconds.record(Math.max(1, Math.round(responseTime * 1000)))
      else if (begun.add(client).size === connections) allAnswered()
    })
    measured.then(() => load.stop(), reject)
  })
  const { non2xx, errors, statusCodeStats } = result
  if (non2xx + errors > 0 || begun.size < connections)
    throw new Error(
      `${server.address}: answers ${JSON.stringify(statusCodeStats)}, ${errors} requests without one`,
    )
  return measured
}
