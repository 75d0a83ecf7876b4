import type { ServerResponse } from 'node:http'

/** An answer that has been made and not sent. */
export interface TappedAnswer {
  status: number
  reason: string | undefined
  /** Without what frames the body on the wire. */
  headers: [string, string][]
  body: Buffer
  /** As the side has stated it; of an answer without a body (HEAD) it says more than the body does. */
  statedLength: string | null
}

const FRAMING = new Set(['content-length', 'transfer-encoding'])

function pairsOf(given: unknown): [string, string][] {
  if (given === null || typeof given !== 'object') return []
  if (!Array.isArray(given))
    return Object.entries(given as Record<string, unknown>).flatMap(([name, value]) => valuesOf(name, value))
  if (Array.isArray(given[0]))
    return (given as [string, unknown][]).flatMap(([name, value]) => valuesOf(name, value))
  return Array.from({ length: Math.floor(given.length / 2) }, (_, i) => i * 2).flatMap((at) =>
    valuesOf(String(given[at]), given[at + 1]),
  )
}

const valuesOf = (name: string, value: unknown): [string, string][] =>
  (Array.isArray(value) ? value : [value])
    .filter((one) => one !== undefined)
    .map((one): [string, string] => [name, String(one)])

type Callback = (error?: Error | null) => void

/**
 * Holds back what is written to a response, whoever writes it (Koa, or the proxy past Koa), and hands it over when it is whole.
 * `send` and `cut` are then the only ways out.
 */
export function tapResponse(response: ServerResponse, whole: (answer: TappedAnswer) => void): void {
  const chunks: Buffer[] = []
  let head: (Pick<TappedAnswer, 'reason'> & { status: number; headers: [string, string][] }) | null = null
  let ended = false

  const take = (chunk: unknown, encoding?: unknown): void => {
    if (chunk === null || chunk === undefined || typeof chunk === 'function') return
    chunks.push(
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
        : Buffer.from(chunk as Uint8Array),
    )
  }
  const callbackOf = (given: readonly unknown[]): Callback | undefined =>
    given.find((one): one is Callback => typeof one === 'function')

  const tapped = {
    writeHead(status: number, ...rest: unknown[]) {
      const reason = typeof rest[0] === 'string' ? rest.shift() : undefined
      head = { status, reason: reason as string | undefined, headers: pairsOf(rest[0]) }
      return response
    },
    write(chunk: unknown, ...rest: unknown[]) {
      take(chunk, rest[0])
      const done = callbackOf(rest)
      if (done) process.nextTick(done)
      return true
    },
    end(...given: unknown[]) {
      if (ended) return response
      ended = true
      take(given[0], given[1])
      const done = callbackOf(given)
      if (done) response.once('finish', () => done())
      for (const name of Object.keys(tapped)) delete (response as unknown as Record<string, unknown>)[name]
      const set = response.getHeaderNames().flatMap((name) => valuesOf(name, response.getHeader(name)))
      const all = [...set, ...(head?.headers ?? [])]
      for (const name of response.getHeaderNames()) response.removeHeader(name)
      whole({
        status: head?.status ?? response.statusCode,
        reason: head?.reason,
        headers: all.filter(([name]) => !FRAMING.has(name.toLowerCase())),
        body: Buffer.concat(chunks),
        statedLength: all.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? null,
      })
      return response
    },
    flushHeaders() {},
    addTrailers() {},
  }
  Object.assign(response, tapped)
}

/** Sends the head of an answer that was held back. @param length what `Content-Length` says; `null`: nothing */
export function sendHead(
  response: ServerResponse,
  { status, reason, headers }: Pick<TappedAnswer, 'status' | 'reason' | 'headers'>,
  length: string | null,
): void {
  const all = [...headers, ...(length === null ? [] : [['Content-Length', length] as const])].flat()
  if (reason === undefined) response.writeHead(status, all)
  else response.writeHead(status, reason, all)
}
