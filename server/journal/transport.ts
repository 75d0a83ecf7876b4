import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { Clock } from '../storage/clock.ts'

/** A part of a file that is sent without being in memory as a whole. Offsets in bytes, `end` is exclusive. */
export interface FilePart {
  file: string
  start: number
  end: number
}

/** A request as bytes, ready to go over the wire. */
export interface WireRequest<Body extends Uint8Array | FilePart = Uint8Array> {
  method: string
  url: string
  headers: [string, string][]
  /** Empty: the request has no body. */
  body: Body
}

/** The bytes of a part, to be read once. */
export const readPart = ({ file, start, end }: FilePart) => createReadStream(file, { start, end: end - 1 })

export interface WireAnswer {
  status: number
  headers: [string, string][]
  contentType: string
  /** Bytes with content coding removed. */
  bytes: Uint8Array
}

/** Why no answer came: `ECONNREFUSED`, `TIMEOUT`, `CANCELLED`, `BAD-ADDRESS`, `ANSWER-TOO-LARGE`,
 * `REQUEST-IMPOSSIBLE` (a header that HTTP cannot carry) …, and a sentence for people. */
export interface TransportFailure {
  code: string
  message: string
}

export type Sent = { at: Date; durationMs: number } & (
  { answer: WireAnswer; failure: null } | { answer: null; failure: TransportFailure }
)

/** Answers beyond this are not read: nothing that the contracts describe is that large. */
const ANSWER_LIMIT = 64 * 1024 * 1024

export const headerOf = (headers: readonly [string, string][], name: string): string | null =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null

class AnswerTooLarge extends Error {
  readonly code = 'ANSWER-TOO-LARGE'
  override readonly message = `Ответ больше ${ANSWER_LIMIT / 1024 / 1024} МиБ, он не прочитан`
}

async function readAnswer(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > ANSWER_LIMIT) throw new AnswerTooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Why nothing can be sent to an address, `null` when something can. Does not repeat the address: it may hold a password. */
function addressFault(address: string): TransportFailure | null {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return null
  const message =
    url && /^https?:$/.test(url.protocol)
      ? 'Имя и пароль в адресе не передаются, задайте их отдельно'
      : 'Адрес должен начинаться с http:// или https:// и содержать имя узла'
  return { code: 'BAD-ADDRESS', message }
}

/** A streamed body has its length stated: many servers of the field do not take a chunked one. */
function payloadOf({ headers, body }: WireRequest<Uint8Array | FilePart>): RequestInit {
  if (body instanceof Uint8Array) return { headers, ...(body.length > 0 ? { body: Buffer.from(body) } : {}) }
  const length = body.end - body.start
  if (length === 0) return { headers }
  const stated = [...headers, ['Content-Length', String(length)]]
  // Where the page is checked, `RequestInit` is that of a browser, which knows other streams.
  return { headers: stated, body: Readable.toWeb(readPart(body)), duplex: 'half' } as unknown as RequestInit
}

/** `fetch` hides the reason of a network failure in `cause`. */
function failureOf(error: unknown, timeoutMs: number): TransportFailure {
  if (error instanceof AnswerTooLarge) return { code: error.code, message: error.message }
  if (error instanceof Error && error.name === 'TimeoutError')
    return { code: 'TIMEOUT', message: `Ответа нет ${Math.round(timeoutMs / 1000)} с` }
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'CANCELLED', message: 'Запрос отменён, ответа не дождались' }
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error) {
    const code = (cause as NodeJS.ErrnoException).code ?? cause.name
    return { code, message: cause.message || code }
  }
  return { code: 'REQUEST-IMPOSSIBLE', message: error instanceof Error ? error.message : String(error) }
}

/** Sends a request and waits for the whole answer, or until `signal` ends the wait. Never rejects: a network that fails is a result. */
export async function send(
  request: WireRequest<Uint8Array | FilePart>,
  options: { clock: Clock; timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<Sent> {
  const at = options.clock()
  const tooLong = AbortSignal.timeout(options.timeoutMs)
  const started = performance.now()
  const durationMs = () => performance.now() - started
  const fault = addressFault(request.url)
  if (fault) return { at, durationMs: 0, answer: null, failure: fault }
  try {
    const response = await fetch(request.url, {
      method: request.method,
      ...payloadOf(request),
      // A redirected POST would arrive as a GET; the address in the settings has to be right instead.
      redirect: 'manual',
      signal: options.signal ? AbortSignal.any([options.signal, tooLong]) : tooLong,
    })
    const bytes = await readAnswer(response)
    const headers = [...response.headers] as [string, string][]
    const contentType = response.headers.get('content-type') ?? ''
    const answer = { status: response.status, headers, contentType, bytes }
    return { at, durationMs: durationMs(), answer, failure: null }
  } catch (error) {
    return { at, durationMs: durationMs(), answer: null, failure: failureOf(error, options.timeoutMs) }
  }
}

/** `X-Obmen-Entry`: the bench that answered, and the number under which it recorded the exchange. */
export const ENTRY_HEADER = 'X-Obmen-Entry'

export const entryHeader = (instance: string, entry: number): string => `${instance}:${entry}`

type OwnListener = (entry: number) => void
const ownListeners = new Map<string, OwnListener>()

/**
 * Tells of every exchange that a bench had with itself, by the number of its entry.
 * @returns the function that ends it
 */
export function onOwnExchange(instance: string, listener: OwnListener): () => void {
  ownListeners.set(instance, listener)
  return () => void ownListeners.delete(instance)
}

/** Number of the entry when the answer came from this very bench, which has recorded the exchange already. */
export function recordedEntry(answer: WireAnswer | null, instance: string): number | null {
  const [by, entry] = (answer && headerOf(answer.headers, ENTRY_HEADER.toLowerCase()))?.split(':') ?? []
  if (by !== instance || !/^\d{1,15}$/.test(entry ?? '')) return null
  ownListeners.get(instance)?.(Number(entry))
  return Number(entry)
}

/** The value of `Authorization` for an account (RFC 7617, UTF-8). */
export const basicAuthorization = (account: { user: string; password: string }): string =>
  `Basic ${Buffer.from(`${account.user}:${account.password}`, 'utf8').toString('base64')}`
