import type { Target } from './links.ts'

/**
 * Headers as they go on. RFC 9110 §7.6.1: what belongs to one connection stays behind; everything else keeps its order, its
 * spelling and its repetitions. No `Via` and no `X-Forwarded-…` is added, against §7.6.3: a bench that listens in must not be
 * what the two systems differ by.
 */

/** Names and values in turn, as `rawHeaders` has them. */
export type RawHeaders = string[]

const ofOneConnection = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade'])

/** What tells where a body ends is never taken away by a `Connection` that names it: that would be smuggling. */
const neverNamed = new Set(['content-length', 'transfer-encoding', 'host'])

export const pairsOf = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, i): [string, string] => [raw[2 * i]!, raw[2 * i + 1]!])

export function headerIn(raw: readonly string[], name: string): string | null {
  for (let i = 0; i < raw.length; i += 2) if (raw[i]!.toLowerCase() === name) return raw[i + 1]!
  return null
}

function leftBehind(raw: readonly string[]): (name: string) => boolean {
  const connection = headerIn(raw, 'connection')
  if (connection === null) return (name) => ofOneConnection.has(name)
  const named = new Set(connection.split(',').map((token) => token.trim().toLowerCase()))
  return (name) => ofOneConnection.has(name) || (named.has(name) && !neverNamed.has(name))
}

function without(raw: readonly string[], dropped: (name: string) => boolean): RawHeaders {
  const kept: RawHeaders = []
  for (let i = 0; i < raw.length; i += 2) if (!dropped(raw[i]!.toLowerCase())) kept.push(raw[i]!, raw[i + 1]!)
  return kept
}

export interface RequestForm {
  headers: RawHeaders
  hasBody: boolean
}

/** The request's headers for the real side: `Host` names it, in the place where it stood. */
export function requestHeaders(method: string, raw: readonly string[], { authority }: Target): RequestForm {
  const headers = without(raw, leftBehind(raw))
  const at = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'host')
  // HTTP/1.0 has no Host; the request that goes on is of 1.1.
  if (at < 0) headers.unshift('Host', authority)
  else headers[at + 1] = authority
  const length = headerIn(headers, 'content-length')
  const chunked = headerIn(headers, 'transfer-encoding') !== null
  // Node would call a body that is not there chunked (RFC 9110 §8.6: a POST without one says 0).
  if (length === null && !chunked && !/^(?:GET|HEAD|DELETE|OPTIONS|TRACE)$/.test(method))
    headers.push('Content-Length', '0')
  return { headers, hasBody: chunked || (length !== null && Number(length) > 0) }
}

/** The answer's headers for the caller. @param old the caller speaks HTTP/1.0 and knows no chunks */
export function answerHeaders(raw: readonly string[], old: boolean): RawHeaders {
  const left = leftBehind(raw)
  return without(raw, (name) => left(name) || (old && name === 'transfer-encoding'))
}

/** What the caller hears from the bench in place of the real side's own words about the connection, when it plays a recording. */
const madeAnew = new Set(['content-length', 'transfer-encoding', 'content-encoding', 'trailer'])

/** Headers of a recorded answer. @param coded its body was kept as it came, coding and all */
export function playedHeaders(raw: readonly string[], coded: boolean): RawHeaders {
  const left = leftBehind(raw)
  return without(raw, (name) => left(name) || (madeAnew.has(name) && !(coded && name === 'content-encoding')))
}
