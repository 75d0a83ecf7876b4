import type { HeadDifference } from './model.ts'

/** What of an exchange is outside its bodies. */
export interface ExchangeHead {
  method: string
  path: string
  status: number | null
  durationMs: number
  code: string | null
  requestHeaders: readonly (readonly [string, string])[]
  responseHeaders: readonly (readonly [string, string])[]
}

/** Headers that differ from exchange to exchange by their nature. */
const VOLATILE = new Set([
  'age',
  'authorization',
  'connection',
  'content-length',
  'cookie',
  'date',
  'etag',
  'expires',
  'host',
  'idempotency-key',
  'keep-alive',
  'last-modified',
  'server-timing',
  'set-cookie',
  'traceparent',
  'user-agent',
  'x-request-id',
])

/** Values of each name in lower case; repeated headers in their order. */
function byName(headers: ExchangeHead['requestHeaders']): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    const before = found.get(key)
    found.set(key, before === undefined ? value : `${before}, ${value}`)
  }
  return found
}

function headers(
  part: 'request' | 'response',
  left: ExchangeHead['requestHeaders'],
  right: ExchangeHead['requestHeaders'],
): HeadDifference[] {
  const [l, r] = [byName(left), byName(right)]
  return [...new Set([...l.keys(), ...r.keys()])]
    .sort()
    .filter((name) => l.get(name) !== r.get(name))
    .map((name) => ({
      part,
      name,
      left: l.get(name) ?? null,
      right: r.get(name) ?? null,
      volatile: VOLATILE.has(name),
    }))
}

/** In what two exchanges differ outside their bodies. Order and case of header names mean nothing. */
export function compareHeads(left: ExchangeHead, right: ExchangeHead): HeadDifference[] {
  const fact = (name: string, l: string | number | null, r: string | number | null, volatile = false) =>
    l === r
      ? []
      : [
          {
            part: 'exchange' as const,
            name,
            left: l === null ? null : String(l),
            right: r === null ? null : String(r),
            volatile,
          },
        ]
  return [
    ...fact('method', left.method, right.method),
    ...fact('path', left.path, right.path),
    ...fact('status', left.status, right.status),
    ...fact('code', left.code, right.code),
    ...fact('durationMs', left.durationMs, right.durationMs, true),
    ...headers('request', left.requestHeaders, right.requestHeaders),
    ...headers('response', left.responseHeaders, right.responseHeaders),
  ]
}
