import { z } from 'zod'
import type { ConnectionFacts } from '../../journal/model.ts'
import { headerOf } from '../../journal/transport.ts'
import { WrongInput } from '../../storage/refusal.ts'
import { encodeAsStated } from '../masking/encoding.ts'
import type { Found } from '../model.ts'

/**
 * HAR as programs of the field write it: members that 1.2 demands are absent, numbers are `-1`, `null` or fractions, bodies
 * come as base64, and web sockets and pushed messages stand among the requests. Only what is used is looked at.
 */

const lax = z.string().nullish().catch(null)
const number = z.number().nullish().catch(null)
const Pairs = z
  .array(z.object({ name: z.string(), value: z.coerce.string() }))
  .nullish()
  .catch([])

const Request = z.object({
  method: z.string().min(1),
  url: z.string().min(1),
  httpVersion: lax,
  headers: Pairs,
  postData: z
    .object({
      mimeType: lax,
      text: lax,
      encoding: lax,
      _encoding: lax,
      params: z
        .array(z.object({ name: z.string(), value: lax }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
})

const Response = z.object({
  status: number,
  headers: Pairs,
  content: z.object({ mimeType: lax, text: lax, encoding: lax }).nullish().catch(null),
  _error: lax,
})

const Entry = z.object({
  startedDateTime: z.string(),
  time: number,
  request: Request,
  response: Response.nullish(),
  serverIPAddress: lax,
  timings: z.record(z.string(), z.unknown()).nullish().catch(null),
  _resourceType: lax,
  _webSocketMessages: z.unknown().optional(),
  _error: lax,
  _obmen: z
    .object({ direction: z.enum(['in', 'out']) })
    .nullish()
    .catch(null),
})
type Entry = z.infer<typeof Entry>

type Headers = [string, string][]

/** HTTP/2 has its first line among the headers. */
const headersOf = (pairs: z.infer<typeof Pairs>): Headers =>
  (pairs ?? []).filter(({ name }) => !name.startsWith(':')).map(({ name, value }) => [name, value])

function bodyOf(
  text: string | null | undefined,
  encoding: string | null | undefined,
  contentType: string,
): Uint8Array {
  if (!text) return new Uint8Array()
  return encoding === 'base64' ? Buffer.from(text, 'base64') : encodeAsStated(text, contentType)
}

function requestBody({ postData }: z.infer<typeof Request>, contentType: string): Uint8Array {
  if (!postData) return new Uint8Array()
  if (postData.text) return bodyOf(postData.text, postData.encoding ?? postData._encoding, contentType)
  const params = postData.params ?? []
  // Firefox tells of a form by its fields alone.
  return params.length === 0
    ? new Uint8Array()
    : Buffer.from(
        new URLSearchParams(
          params.map(({ name, value }): [string, string] => [name, value ?? '']),
        ).toString(),
      )
}

/** `null` for what was not measured, which HAR says with -1. */
const measured = (value: unknown): number | null => (typeof value === 'number' && value >= 0 ? value : null)

function connectionOf({ request, serverIPAddress, timings }: Entry): ConnectionFacts {
  const [connect, ssl] = [measured(timings?.['connect']), measured(timings?.['ssl'])]
  return {
    remote: serverIPAddress ?? null,
    httpVersion: request.httpVersion?.replace(/^HTTP\//i, '') || null,
    reused: null,
    tls: null,
    timing: {
      dns: measured(timings?.['dns']),
      connect: connect === null ? null : connect - (ssl ?? 0),
      tls: ssl,
      send: measured(timings?.['send']),
      wait: measured(timings?.['wait']),
      receive: measured(timings?.['receive']),
    },
    notes: [],
  }
}

const isSocket = ({ request, _resourceType, _webSocketMessages }: Entry): boolean =>
  _resourceType === 'websocket' || _webSocketMessages !== undefined || /^wss?:/i.test(request.url)

function found(raw: unknown, place: string): Found {
  const parsed = Entry.safeParse(raw)
  const at = new Date(parsed.data?.startedDateTime ?? '')
  if (!parsed.success || Number.isNaN(at.getTime())) {
    const what = parsed.success ? 'startedDateTime' : (parsed.error.issues[0]?.path.join('.') ?? '')
    return {
      skip: {
        place,
        code: 'UNREADABLE',
        reason: { ru: `Запись HAR без нужного члена: ${what}`, en: `The HAR entry lacks a member: ${what}` },
      },
    }
  }
  const entry = parsed.data
  if (isSocket(entry))
    return {
      skip: {
        place,
        code: 'WEBSOCKET',
        reason: {
          ru: 'WebSocket: в контрактах его нет, в журнал не берётся',
          en: 'A web socket: no contract has one, it is not taken',
        },
      },
    }
  const { request, response } = entry
  const [requestHeaders, responseHeaders] = [headersOf(request.headers), headersOf(response?.headers)]
  const requestContentType = headerOf(requestHeaders, 'content-type') ?? request.postData?.mimeType ?? ''
  const said = response?.content?.mimeType ?? ''
  const responseContentType = headerOf(responseHeaders, 'content-type') ?? (said === 'x-unknown' ? '' : said)
  const status = response?.status && response.status > 0 ? Math.round(response.status) : null
  return {
    exchange: {
      place,
      at,
      method: request.method.toUpperCase(),
      url: request.url,
      requestHeaders,
      responseHeaders,
      request: requestBody(request, requestContentType),
      response: bodyOf(response?.content?.text, response?.content?.encoding, responseContentType),
      requestContentType,
      responseContentType,
      status,
      durationMs: measured(entry.time) ?? 0,
      failure: status === null ? (response?._error ?? entry._error ?? 'Ответа нет') : null,
      source: 'har',
      connection: connectionOf(entry),
      ...(entry._obmen ? { direction: entry._obmen.direction } : {}),
    },
  }
}

/**
 * The exchanges of a HAR, in its order.
 * @throws WrongInput `INTERCHANGE-HAR`
 */
export function readHar(bytes: Uint8Array): Found[] {
  let entries: unknown
  try {
    const text = new TextDecoder('utf-8').decode(bytes)
    entries = (JSON.parse(text) as { log?: { entries?: unknown } } | null)?.log?.entries
  } catch {
    entries = undefined
  }
  if (!Array.isArray(entries))
    throw new WrongInput('INTERCHANGE-HAR', {
      ru: 'Это не HAR: нужен JSON с log.entries. Сохраните его в инструментах разработчика браузера ещё раз.',
      en: 'This is no HAR: JSON with log.entries is wanted. Save it from the browser tools once more.',
    })
  return entries.map((entry, i) => found(entry, String(i + 1)))
}
