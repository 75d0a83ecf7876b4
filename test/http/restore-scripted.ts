import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { regate } from '../../server/contracts/regate/operations.ts'
import { createContractClient } from '../../server/http/client.ts'
import { createChanges } from '../../server/storage/changes.ts'
import type { RestoreTarget } from '../../mocks/restore/model.ts'
import { createRestore } from '../../mocks/restore/restore.ts'
import type { OpenBench } from './admin-bench.ts'

/** A publication that answers what a test tells it to, and a player whose pauses take no time. */

export interface ScriptedAnswer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

export interface SeenRequest {
  method: string
  url: string
  headers: IncomingHttpHeaders
}

export async function startScripted(bench: OpenBench) {
  const seen: SeenRequest[] = []
  let answers: ScriptedAnswer[] = []
  const server = createServer((request, response) => {
    seen.push({ method: request.method!, url: request.url!, headers: request.headers })
    // The last answer is for every further request.
    const { status, body, headers } = answers.length > 1 ? answers.shift()! : answers[0]!
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const target: RestoreTarget = {
    id: 'scripted',
    name: 'По сценарию',
    address: `http://127.0.0.1:${port}/trade`,
    user: 'restore',
    hasPassword: true,
  }
  const pauses: number[] = []
  const { journal } = bench.parts
  const restore = createRestore({
    targets: async () => [target],
    clientFor: ({ address, user }, timeoutMs) =>
      createContractClient({
        contract: regate,
        from: 'restore',
        to: 'onec',
        endpoint: async () => ({ address, user, password: 'секрет' }),
        journal,
        clock: () => new Date(),
        instance: 'another',
        timeoutMs,
        reader: () => 'lenient',
        profile: () => 'canonical',
        format: () => 'json',
        userAgent: 'ReStore/1.0 (Obmen)',
      }),
    zoneOf: () => 'Europe/Moscow',
    answerOf: (entry) => journal.body(entry, 'response'),
    clock: () => new Date(),
    changes: createChanges(),
    report(error) {
      throw error
    },
    timers: {
      set(run, delayMs) {
        pauses.push(delayMs)
        return setImmediate(run)
      },
      clear: (timer) => clearImmediate(timer as NodeJS.Immediate),
    },
  })
  return {
    restore,
    /** Requests that came, oldest first. */
    seen,
    /** Pauses that the player has made, ms. */
    pauses,
    /** What comes next; forgets what was seen. */
    answer(...next: ScriptedAnswer[]) {
      answers = next
      seen.length = 0
      pauses.length = 0
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const problem = (
  status: number,
  code: string,
  headers: Record<string, string> = {},
): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: {
    type: `urn:${code}`,
    title: 'Отказ',
    status,
    detail: `Отказ ${code}`,
    code,
    retryable: status >= 429,
    request_id: 'r-1',
  },
})
