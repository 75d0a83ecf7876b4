import type { ConnectionFacts } from '../journal/model.ts'
import type { Journal } from '../journal/journal.ts'
import type { RecognisedEntry } from '../journal/recognise-entry.ts'
import type { StoredBody } from '../storage/bodies.ts'
import type { ProxyLink } from '../storage/document-schema.ts'
import type { Copied } from './body-copy.ts'
import { notes, type WireFault, type WireNote } from './faults.ts'
import { headerIn, pairsOf } from './headers.ts'
import { previewMappings } from './mapping-preview.ts'
import type { PassingMessages, PreviewTables } from './preview/values.ts'
import { valuesOf } from './query-reading.ts'
import { digestOf, questionOf } from './question.ts'
import { keptRequest, readExchange, type Read, type Readers } from './reading.ts'
import type { Recordings } from './recordings.ts'
import type { Turn } from './turns.ts'

/** What came from the caller. */
export interface Asked {
  at: Date
  link: ProxyLink
  /** It is the bench that calls. */
  own: boolean
  method: string
  /** Path with query at the bench. */
  path: string
  /** Path with query behind the link. */
  rest: string
  /** Path with query at the real side, and its whole address. */
  realPath: string
  url: string
  rawHeaders: readonly string[]
  httpVersion: string
  remote: string | null
  recognised: RecognisedEntry | null
}

/** What the caller got. */
export interface Told {
  /** `null`: nothing. */
  status: number | null
  headers: [string, string][]
  body: Copied
  /** `real`: it is the real side's own. */
  by: 'real' | 'recording' | 'proxy' | 'nobody'
  fault: WireFault | null
  notes: WireNote[]
  durationMs: number
  connection: Pick<ConnectionFacts, 'reused' | 'tls' | 'timing'>
  /** The entry that was played. */
  repeats: number | null
}

export interface RecordDeps extends Readers {
  journal: Pick<Journal, 'record'>
  recordings: Pick<Recordings, 'add'>
  mappings: PreviewTables
  /** Whether a fault of the bench is done to this exchange: what the caller gets is not the real side's own. */
  isAffected?(): boolean
}

const messagesOf = ({ requestValue, responseValue, bytes }: Read, url: string): PassingMessages => ({
  request: requestValue,
  response: responseValue,
  query: valuesOf(url),
  bytes,
})

export const inMemory = (body: Uint8Array | StoredBody): Uint8Array | null =>
  body instanceof Uint8Array ? body : null

/** What a request asks, as recordings are found by it. @param value what was read of its body */
export function askedOf(
  { method, rest, recognised }: Pick<Asked, 'method' | 'rest' | 'recognised'>,
  body: Uint8Array | StoredBody,
  value: unknown,
): { question: string; body: string | null } {
  const bytes = inMemory(body)
  const subject = recognised?.operation.subject?.(recognised.params, value, null) ?? null
  return {
    question: questionOf(method, rest, recognised, subject, bytes),
    body: bytes ? digestOf(bytes) : (body as StoredBody).sha256,
  }
}

/**
 * Records an exchange that has gone through. Everywhere else of the bench what was not recorded did not happen; of a stream
 * the end is known only when the caller has it, so here the entry comes after the answer.
 * @param turn entries get their numbers in this order, in which a link plays them again
 * @returns its number
 */
export async function recordExchange(
  asked: Asked,
  request: Copied,
  told: Told,
  turn: Turn,
  deps: RecordDeps,
): Promise<number> {
  const { link, recognised } = asked
  const { status, fault } = told
  const coding = (headers: readonly string[]): string => headerIn(headers, 'content-type') ?? ''
  const requestPart = {
    body: request.body,
    contentType: coding(asked.rawHeaders),
    coded: request.kept !== null,
  }
  const responsePart = {
    body: told.body.body,
    contentType: coding(told.headers.flat()),
    coded: told.body.kept !== null,
  }
  const isWhole = status !== null && fault === null && asked.method !== 'HEAD'
  const read = recognised
    ? await readExchange(
        recognised,
        asked.realPath,
        requestPart,
        isWhole ? { ...responsePart, status, headers: told.headers } : null,
        deps,
      )
    : null
  const id = recognised?.operation.id ?? ''
  const code = read?.code ?? fault?.code ?? null
  await turn.come
  const recorded = deps.journal.record({
    at: asked.at,
    direction: 'in',
    from: link.from,
    to: link.to,
    operation: recognised?.operation ?? null,
    method: asked.method,
    url: asked.url,
    path: asked.path,
    requestHeaders: pairsOf(asked.rawHeaders),
    responseHeaders: told.headers,
    request: keptRequest(recognised, request.body, read?.code ?? null),
    response: responsePart.body,
    requestContentType: requestPart.contentType,
    responseContentType: responsePart.contentType,
    status,
    durationMs: told.durationMs,
    findings: read?.findings ?? [],
    // The bench's own 1C adds what it has really done with the values.
    replacements:
      read && !asked.own ? previewMappings(id, messagesOf(read, asked.realPath), deps.mappings) : [],
    code,
    subject:
      recognised?.operation.subject?.(
        recognised.params,
        read?.requestValue ?? null,
        read?.responseValue ?? null,
      ) ?? null,
    requestId: headerIn(asked.rawHeaders, 'x-request-id'),
    failure: fault?.message.ru ?? null,
    repeats: told.repeats,
    source: 'proxy',
    connection: {
      remote: asked.remote,
      httpVersion: asked.httpVersion,
      ...told.connection,
      notes: [
        ...told.notes,
        ...(request.kept ? [notes.coding('request', request.kept)] : []),
        ...(told.body.kept ? [notes.coding('response', told.body.kept)] : []),
        ...(fault ? [{ code: fault.code, message: fault.message }] : []),
        ...(read?.notes ?? []),
      ],
    },
  })
  turn.pass()
  const entry = await recorded
  await deps.recordings.add({
    entry,
    link: link.id,
    ...askedOf(asked, request.body, read?.requestValue ?? null),
    at: asked.at.toISOString(),
    method: asked.method,
    path: asked.rest,
    status,
    code,
    failed: Number(fault !== null),
    playable: Number(told.by === 'real' && fault === null && !deps.isAffected?.()),
    adopted: 0,
  })
  return entry
}
