import { STATUS_CODES } from 'node:http'
import { isIP } from 'node:net'
import { headerOf } from '../../journal/transport.ts'
import type { Outgoing, OutgoingBody } from '../export/outgoing.ts'
import { decodeText, encodeAsStated } from '../masking/encoding.ts'
import type { HarContent, HarEntry, HarPair } from './model.ts'

const pairs = (headers: readonly [string, string][]): HarPair[] =>
  headers.map(([name, value]) => ({ name, value }))

function cookies(headers: readonly [string, string][], name: string): HarPair[] {
  const separator = name === 'cookie' ? /;\s*/ : /;.*$/s
  return headers
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value.split(separator).filter((pair) => pair.includes('=')))
    .map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }))
}

/** Text when a reader that knows nothing but the HAR gets the same bytes out of it, base64 otherwise. */
function textOf({ bytes, contentType }: OutgoingBody): { text: string; encoding?: 'base64' } {
  const decoded = decodeText(bytes, contentType)
  if (decoded && Buffer.from(encodeAsStated(decoded.text, contentType)).equals(bytes))
    return { text: decoded.text }
  return { text: Buffer.from(bytes).toString('base64'), encoding: 'base64' }
}

function content(body: OutgoingBody): HarContent {
  const mimeType = body.contentType || 'application/octet-stream'
  if (body.left) return { size: body.size, mimeType, comment: body.left.ru }
  if (body.bytes.length === 0) return { size: 0, mimeType: body.contentType || 'x-unknown' }
  return { size: body.bytes.length, mimeType: body.contentType, ...textOf(body) }
}

function postData(body: OutgoingBody): HarEntry['request']['postData'] {
  if (body.left) return { mimeType: body.contentType, text: '', comment: body.left.ru }
  if (body.bytes.length === 0) return undefined
  const { text, encoding } = textOf(body)
  return { mimeType: body.contentType, text, ...(encoding ? { _encoding: encoding } : {}) }
}

function queryOf(url: string): HarPair[] {
  const at = url.indexOf('?')
  return at < 0 ? [] : [...new URLSearchParams(url.slice(at))].map(([name, value]) => ({ name, value }))
}

/** A sentence for other tools: what the bench says of the exchange. */
function comment({ contract, operation, code, findings }: Outgoing): string {
  const said = findings.map(({ part, severity, code: rule, line, column, message }) => {
    const where = part === 'request' ? 'запрос' : 'ответ'
    return `${severity} ${rule} (${where}, ${line}:${column}): ${message.ru}`
  })
  return [[contract, operation, code].filter(Boolean).join(' '), ...said].filter(Boolean).join('\n')
}

function timings({ connection, durationMs }: Outgoing): HarEntry['timings'] {
  if (!connection) return { send: 0, wait: durationMs, receive: 0 }
  const { dns, connect, tls, send, wait, receive } = connection.timing
  return {
    ...(dns === null ? {} : { dns }),
    // HAR counts the handshake as a part of connecting.
    ...(connect === null ? {} : { connect: connect + (tls ?? 0) }),
    ...(tls === null ? {} : { ssl: tls }),
    send: send ?? 0,
    wait: wait ?? durationMs,
    receive: receive ?? 0,
  }
}

/** An address that only a path is known of (an access log) still has to be one for HAR. */
const absolute = (url: string): string => (URL.canParse(url) ? url : `http://unknown.invalid${url}`)

/** One entry of a HAR. */
export function harEntry(entry: Outgoing): HarEntry {
  const { id, direction, from, to, contract, operation, code, subject, findings } = entry
  const httpVersion = entry.connection?.httpVersion
    ? `HTTP/${entry.connection.httpVersion.replace(/^HTTP\//i, '')}`
    : 'HTTP/1.1'
  const remote = (entry.connection?.remote ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  const sent = postData(entry.request)
  const said = comment(entry)
  return {
    ...(entry.session === null ? {} : { pageref: entry.session }),
    startedDateTime: entry.at,
    time: entry.durationMs,
    request: {
      method: entry.method,
      url: absolute(entry.url),
      httpVersion,
      cookies: cookies(entry.requestHeaders, 'cookie'),
      headers: pairs(entry.requestHeaders),
      queryString: queryOf(entry.url),
      ...(sent ? { postData: sent } : {}),
      headersSize: -1,
      bodySize: entry.requestBytes,
    },
    response: {
      status: entry.status ?? 0,
      statusText: STATUS_CODES[entry.status ?? 0] ?? '',
      httpVersion,
      cookies: cookies(entry.responseHeaders, 'set-cookie'),
      headers: pairs(entry.responseHeaders),
      content: content(entry.response),
      redirectURL: headerOf(entry.responseHeaders, 'location') ?? '',
      headersSize: -1,
      bodySize: entry.responseBytes,
      ...(entry.failure === null ? {} : { _error: entry.failure }),
    },
    cache: {},
    timings: timings(entry),
    ...(isIP(remote) ? { serverIPAddress: remote } : {}),
    ...(said ? { comment: said } : {}),
    _obmen: { entry: id, direction, from, to, contract, operation, code, subject, findings },
  }
}

/** A HAR as pieces of text, one entry in memory at a time. Pages are the sessions of the journal. */
export async function* harFile(entries: AsyncIterable<Outgoing>, version: string): AsyncGenerator<string> {
  const creator = { name: 'Obmen', version }
  yield `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"entries":[`
  const pages = new Map<string, { id: string; startedDateTime: string; title: string; pageTimings: object }>()
  let first = true
  for await (const entry of entries) {
    if (entry.session !== null && !pages.has(entry.session))
      pages.set(entry.session, {
        id: entry.session,
        startedDateTime: entry.at,
        title: [entry.contract, entry.session].filter(Boolean).join(' '),
        pageTimings: {},
      })
    yield `${first ? '\n' : ',\n'}${JSON.stringify(harEntry(entry))}`
    first = false
  }
  yield `\n],"pages":${JSON.stringify([...pages.values()])}}}\n`
}
