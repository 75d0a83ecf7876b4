import { randomUUID } from 'node:crypto'
import type { Finding } from '../contracts/finding.ts'
import type {
  Contract,
  Operation,
  ReaderMode,
  ReadOptions,
  RejectedElement,
  Side,
  WireBody,
  WireFormat,
  WriterProfile,
} from '../contracts/operation.ts'
import type { Journal } from '../journal/journal.ts'
import { judgeAnswer, type Judgement } from '../journal/judge.ts'
import { draftOf } from '../journal/sent.ts'
import {
  basicAuthorization,
  headerOf,
  recordedEntry,
  send,
  type TransportFailure,
  type WireAnswer,
  type WireRequest,
} from '../journal/transport.ts'
import type { Clock } from '../storage/clock.ts'
import { isRetryable } from './errors.ts'

export interface ContractClientOptions {
  /** Whose codes tell what may be sent again. */
  contract: Contract
  from: Side
  to: Side
  /** Where the other side is now; operation paths go below `address`. */
  endpoint(): Promise<{ address: string; user: string; password: string | null }>
  journal: Journal
  clock: Clock
  /** Id of this running bench, the first half of `X-Obmen-Entry`. */
  instance: string
  /** @default 60_000 (AD-47) */
  timeoutMs?: number
  reader(): ReaderMode
  /** Zone of the connection, names of dictionary elements (LA-12). */
  readOptions?(): ReadOptions
  profile(): WriterProfile
  format(): WireFormat
  userAgent: string
  /** Headers that this caller sends with everything. */
  headers?(): [string, string][]
}

export type Reply =
  | {
      ok: true
      status: number
      value: unknown
      findings: Finding[]
      /** Elements of a list that `value` is without, because they are refused alone (AD-37). */
      rejected: readonly RejectedElement[]
      entry: number
      replayed: boolean
    }
  | {
      ok: false
      /** `not-a-problem`: an answer that no program of the contract gave (HTML of a proxy, an empty 200). */
      kind: 'network' | 'problem' | 'not-a-problem' | 'unreadable'
      status: number | null
      code: string | null
      message: string
      retryable: boolean
      retryAfterMs: number | null
      entry: number
      problem: object | null
      /** What the reader said of an `unreadable` answer. */
      findings: Finding[]
    }

export interface CallInput {
  params?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  /** UUID; made when absent. A retry passes the key of the first attempt. */
  idempotencyKey?: string
  /** Value of `Prefer` (RFC 7240): `wait=20`. */
  prefer?: string
  /** Ends the call; the reply is then a failure `CANCELLED`, or `TIMEOUT` for a signal of time. */
  signal?: AbortSignal
}

export interface ContractClient {
  /**
   * Makes one call. What the other side or the network does is a reply and never a rejection.
   * @throws TypeError for a body that the operation does not describe: that is a defect of the caller
   */
  call<O extends Operation>(operation: O, input?: CallInput): Promise<Reply>
}

const NO_BODY: WireBody = { bytes: new Uint8Array(), contentType: '' }

function addressOf(base: string, operation: Operation, input: CallInput): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ''),
  )
  const query = new URLSearchParams(
    Object.entries(input.query ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): [string, string] => [name, String(value)]),
  ).toString()
  return `${base.replace(/\/+$/, '')}${path}${query && `?${query}`}`
}

/** `Retry-After` in ms: seconds or an HTTP date. */
function retryAfterOf(answer: WireAnswer, now: Date): number | null {
  const value = headerOf(answer.headers, 'retry-after')
  if (value === null) return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const until = Date.parse(value)
  return Number.isNaN(until) ? null : Math.max(until - now.getTime(), 0)
}

function messageOf(judgement: Judgement, answer: WireAnswer): string {
  const { problem, findings } = judgement
  if (problem) return String(problem['detail'] ?? problem['title'] ?? judgement.code)
  const first = findings.find(({ severity }) => severity === 'error')
  const where = first && first.pointer !== '' ? ` (${first.pointer})` : ''
  return `HTTP ${answer.status}: ${first?.message.ru ?? 'ответ не читается'}${where}`
}

const kinds = { problem: 'problem', foreign: 'not-a-problem', unreadable: 'unreadable' } as const

/** A refused account stays refused whoever says so; any other foreign answer is a failure of transport (section 9). */
function mayRetry(contract: Contract, judgement: Judgement, { status }: WireAnswer): boolean {
  if (judgement.kind === 'foreign') return status !== 401 && status !== 403
  return judgement.kind === 'problem' && isRetryable(contract.codes, status, judgement.code)
}

/** Failures that do not pass by themselves. */
const wantsPerson = new Set(['BAD-ADDRESS', 'REQUEST-IMPOSSIBLE', 'CANCELLED'])

/** What the caller is told of a network that failed. */
function failed({ code, message }: TransportFailure, entry: number): Reply {
  return {
    ok: false,
    kind: 'network',
    status: null,
    code,
    message,
    retryable: !wantsPerson.has(code),
    retryAfterMs: null,
    entry,
    problem: null,
    findings: [],
  }
}

/** What the caller is told of an answer. */
function answered(
  contract: Contract,
  answer: WireAnswer,
  judgement: Judgement,
  entry: number,
  now: Date,
): Reply {
  const { kind, value, findings, rejected, code, problem } = judgement
  const { status } = answer
  if (kind === 'message') {
    const replayed = headerOf(answer.headers, 'idempotency-replayed') === 'true'
    return { ok: true, status, value, findings, rejected, entry, replayed }
  }
  return {
    ok: false,
    kind: kinds[kind],
    status,
    code,
    message: messageOf(judgement, answer),
    retryable: mayRetry(contract, judgement, answer),
    retryAfterMs: retryAfterOf(answer, now),
    entry,
    problem,
    findings,
  }
}

/** Calls one side of a contract as another: headers of its section 3, one journal entry an exchange, failures included. */
export function createContractClient(options: ContractClientOptions): ContractClient {
  const { contract, from, to, journal, clock, instance, timeoutMs = 60_000 } = options

  function write(operation: Operation, body: unknown): WireBody {
    const message = operation.request
    if (!message) return NO_BODY
    const format = message.formats.includes(options.format()) ? options.format() : message.formats[0]
    return message.write(body, format, options.profile())
  }

  function accepted(operation: Operation): string {
    const formats = Object.values(operation.responses).flatMap(({ formats }) => formats)
    return options.format() === 'xml' && formats.includes('xml')
      ? 'application/xml, application/json;q=0.9'
      : 'application/json'
  }

  async function requestOf(operation: Operation, input: CallInput): Promise<WireRequest> {
    const { address, user, password } = await options.endpoint()
    const { bytes: body, contentType } = write(operation, input.body)
    const headers: [string, string][] = [
      ['User-Agent', options.userAgent],
      ['Accept', accepted(operation)],
      ['X-Request-Id', randomUUID()],
      ...(options.headers?.() ?? []),
    ]
    if (password !== null) headers.push(['Authorization', basicAuthorization({ user, password })])
    if (contentType !== '') headers.push(['Content-Type', contentType])
    if (operation.method === 'POST') headers.push(['Idempotency-Key', input.idempotencyKey ?? randomUUID()])
    if (input.prefer !== undefined) headers.push(['Prefer', input.prefer])
    return { method: operation.method, url: addressOf(address, operation, input), headers, body }
  }

  return {
    async call(operation, input = {}) {
      const request = await requestOf(operation, input)
      const sent = await send(request, { clock, timeoutMs, signal: input.signal })
      const { answer } = sent
      const judgement = answer && judgeAnswer(operation, answer, options.reader(), options.readOptions?.())
      const subject =
        operation.subject?.(input.params ?? {}, input.body ?? null, judgement?.value ?? null) ?? null
      const entry =
        recordedEntry(answer, instance) ??
        (await journal.record(draftOf({ from, to, operation, request, sent, judgement, subject })))
      if (sent.failure) return failed(sent.failure, entry)
      return answered(contract, sent.answer, judgement!, entry, clock())
    },
  }
}
