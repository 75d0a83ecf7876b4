import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { retryPause } from '../../server/contracts/regate/retry.ts'

/** Where the service is now; it resolves when the server that was killed is up again. */
export type Served = () => Promise<{ base: string; authorization: string }>

/** An answer that reached its caller whole. */
export interface Answered {
  requestId: string
  method: string
  status: number
  text: string
}

/** What a call came to: the final answer, however many tries it took. */
export interface Outcome {
  status: number
  body: Record<string, unknown>
  code: string | null
}

export interface Caller {
  /** A write, repeated under its key as section 7.2 tells; a 202 is followed to its end. */
  write(method: string, key: string, body: object, waitSeconds?: number): Promise<Outcome>
  read(method: string, query: Record<string, string>): Promise<Outcome>
  /** Every answer that arrived, also the ones that told to come again. */
  answered: readonly Answered[]
  /** Tries that ended without an answer. */
  lost(): number
  close(): void
}

interface Received {
  status: number
  retryAfterMs: number | null
  text: string
}

/** How soon the address of a 202 is asked again. */
const POLL_MS = 100

/** @param onAnswer is told of every answer that arrived */
export function createCaller(served: Served, onAnswer: () => void = () => {}): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
  const answered: Answered[] = []
  let tries = 0
  let lost = 0

  /** Rejects when the connection ended before the answer was whole. */
  const send = (
    url: string,
    options: { method: string; headers: Record<string, string>; body: string | null },
  ): Promise<Received> =>
    new Promise((resolve, reject) => {
      const { method, headers, body } = options
      const sent = request(url, { agent, method, headers }, (response) => {
        const chunks: Buffer[] = []
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('error', reject)
          .on('end', () => {
            const after = response.headers['retry-after']
            resolve({
              status: response.statusCode!,
              retryAfterMs: after === undefined ? null : Number(after) * 1000,
              text: Buffer.concat(chunks).toString('utf8'),
            })
          })
      })
      sent.on('error', reject)
      sent.end(body)
    })

  async function once(
    method: string,
    path: string,
    write: { key: string; text: string; wait: number } | null,
  ): Promise<Received> {
    const { base, authorization } = await served()
    const requestId = `load-${(tries += 1)}`
    const headers = {
      authorization,
      accept: 'application/json',
      'x-request-id': requestId,
      ...(write
        ? {
            'content-type': 'application/json; charset=utf-8',
            'idempotency-key': write.key,
            prefer: `wait=${write.wait}`,
          }
        : {}),
    }
    const received = await send(`${base}/hs/regate/${path}`, {
      method: write ? 'POST' : 'GET',
      headers,
      body: write?.text ?? null,
    })
    answered.push({ requestId, method, status: received.status, text: received.text })
    onAnswer()
    return received
  }

  /** Tries until there is an answer that is not «come again». */
  async function untilFinal(
    kind: 'read' | 'write',
    attempt: () => Promise<Received>,
    what: string,
  ): Promise<Received> {
    for (let failures = 0; ;) {
      const received = await attempt().catch((error: NodeJS.ErrnoException) => {
        if (!['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(error.code ?? '')) throw error
        lost += 1
        return null
      })
      // The pauses of the policy would outlast a restart. Here `served` waits for it instead, so a lost try does not count.
      if (!received) continue
      if (received.status < 400 || bodyOf(received)['retryable'] !== true) return received
      failures += 1
      if (retryPause(kind, failures, received.retryAfterMs) === null)
        throw new Error(`${what}: no final answer in ${failures} tries, the last was ${received.text}`)
      await pause(received.retryAfterMs ?? 0)
    }
  }

  const bodyOf = ({ text }: Received) => (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
  const outcomeOf = (status: number, body: Record<string, unknown>): Outcome => ({
    status,
    body,
    code: status >= 400 ? String(body['code']) : null,
  })

  /** The final answer of a write that was accepted: the address of a 202 tells it. */
  async function followed(requestId: string, what: string): Promise<Outcome> {
    for (;;) {
      const received = await untilFinal('read', () => once('queue', `queue/${requestId}`, null), what)
      const { result } = bodyOf(received) as {
        result?: { status: number; body: Record<string, unknown> } | null
      }
      if (received.status !== 200) throw new Error(`${what}: accepted, then ${received.text}`)
      if (result) return outcomeOf(result.status, result.body)
      await pause(POLL_MS)
    }
  }

  return {
    answered,
    lost: () => lost,
    close: () => agent.destroy(),
    async write(method, key, body, wait = 30) {
      const text = JSON.stringify(body)
      const what = `${method} ${key}`
      const received = await untilFinal('write', () => once(method, method, { key, text, wait }), what)
      if (received.status === 202) return followed(String(bodyOf(received)['request_id']), what)
      return outcomeOf(received.status, bodyOf(received))
    },
    async read(method, query) {
      const path = `${method}?${new URLSearchParams(query).toString()}`
      const received = await untilFinal('read', () => once(method, path, null), path)
      return outcomeOf(received.status, bodyOf(received))
    },
  }
}
