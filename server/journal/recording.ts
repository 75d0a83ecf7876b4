import type { Operation, Side } from '../contracts/operation.ts'
import type { Replacement } from '../mappings/model.ts'
import type { Bodies, StoredBody } from '../storage/bodies.ts'
import type { Row } from './group-commit.ts'
import { maskHeaders, maskUrl } from './mask.ts'
import type { ConnectionFacts, Direction, EntrySource, FaultMark, JournalFinding } from './model.ts'
import { countReplacements, validityOf, type JournalTables } from './table.ts'

/** One exchange as its recorder saw it. Secrets in headers are masked by the journal, not by the caller. */
export interface ExchangeDraft {
  at: Date
  direction: Direction
  from: Side | null
  to: Side | null
  /** `null`: the exchange belongs to no known operation. */
  operation: Operation | null
  method: string
  url: string
  /** Path with query. */
  path: string
  requestHeaders: readonly [string, string][]
  responseHeaders: readonly [string, string][]
  /** Bytes with content coding removed, empty when there was no body; or a body that streamed by and is stored already. */
  request: Uint8Array | StoredBody
  response: Uint8Array | StoredBody
  /** Values of `Content-Type`, `''` when there was none. */
  requestContentType: string
  responseContentType: string
  status: number | null
  durationMs: number
  findings: JournalFinding[]
  replacements: Replacement[]
  code: string | null
  subject: string | null
  requestId: string | null
  failure: string | null
  repeats: number | null
  /** @default 'live' */
  source?: EntrySource
  connection?: ConnectionFacts | null
  /** What was done to it on purpose. @default nothing */
  faults?: readonly FaultMark[]
}

/** Larger bodies live in the bodies folder: rows stay small enough to be read by pages. */
const INLINE_LIMIT = 32 * 1024

const insertColumns = [
  'at',
  'direction',
  'side_from',
  'side_to',
  'contract',
  'operation',
  'method',
  'path',
  'status',
  'duration_ms',
  'request_bytes',
  'response_bytes',
  'validity',
  'code',
  'subject',
  'request_id',
  'replaced',
  'unmapped',
  'repeats',
  'failure',
  'url',
  'request_type',
  'response_type',
  'request_headers',
  'response_headers',
  'findings',
  'replacements',
  'request_sha256',
  'response_sha256',
  'request_body',
  'response_body',
] as const satisfies readonly (keyof JournalTables['journal'])[]

/** A body is in its row, or in the bodies folder, or was empty. */
interface Place {
  inline: Uint8Array | null
  sha256: string | null
}

const NOWHERE: Place = { inline: null, sha256: null }

/** Compiled once: building the statement anew takes longer than running it. */
const INSERT = `insert into journal (${insertColumns.join(', ')}) values (${insertColumns.map(() => '?').join(', ')})`

/** Texts of the other side may hold anything; SQLite texts may not hold U+0000. */
export const storable = (text: string | null): string | null =>
  text !== null && text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text

/** Most exchanges have nothing to say. */
const listText = (list: readonly unknown[]): string => (list.length === 0 ? '[]' : JSON.stringify(list))

/** Headers that come again and again as the same object, written. Only a frozen one cannot have changed meanwhile. */
const writtenHeaders = new WeakMap<object, string>()

function headersText(headers: readonly [string, string][]): string {
  const known = writtenHeaders.get(headers)
  if (known !== undefined) return known
  const text = JSON.stringify(maskHeaders(headers))
  if (Object.isFrozen(headers)) writtenHeaders.set(headers, text)
  return text
}

export type StoredRow = Record<(typeof insertColumns)[number], string | number | Uint8Array | null>

/** Where a body goes; only one that is too large for a row has to be waited for. */
function place(bodies: Bodies, bytes: Uint8Array | StoredBody): Place | Promise<Place> {
  if (!(bytes instanceof Uint8Array)) return { inline: null, sha256: bytes.sha256 }
  if (bytes.length === 0) return NOWHERE
  if (bytes.length <= INLINE_LIMIT) return { inline: bytes, sha256: null }
  return bodies.put(bytes).then((sha256) => ({ inline: null, sha256 }))
}

const sizeOf = (bytes: Uint8Array | StoredBody): number =>
  bytes instanceof Uint8Array ? bytes.length : bytes.bytes

/** The row of an exchange; a promise when a large body has to be stored first. */
export function rowOfDraft(bodies: Bodies, draft: ExchangeDraft): StoredRow | Promise<StoredRow> {
  const request = place(bodies, draft.request)
  const response = place(bodies, draft.response)
  return request instanceof Promise || response instanceof Promise
    ? Promise.all([request, response]).then((places) => rowWith(draft, ...places))
    : rowWith(draft, request, response)
}

function rowWith(draft: ExchangeDraft, request: Place, response: Place): StoredRow {
  const { replaced, unmapped } = countReplacements(draft.replacements)
  return {
    at: draft.at.toISOString(),
    direction: draft.direction,
    side_from: draft.from,
    side_to: draft.to,
    contract: draft.operation?.contract ?? null,
    operation: draft.operation?.id ?? null,
    method: draft.method,
    path: storable(draft.path),
    status: draft.status,
    duration_ms: Math.round(draft.durationMs * 10) / 10,
    request_bytes: sizeOf(draft.request),
    response_bytes: sizeOf(draft.response),
    validity: validityOf(draft.operation !== null && draft.failure === null, draft.findings),
    code: storable(draft.code),
    subject: storable(draft.subject),
    request_id: storable(draft.requestId),
    replaced,
    unmapped,
    repeats: draft.repeats,
    failure: storable(draft.failure),
    url: storable(maskUrl(draft.url)),
    request_type: storable(draft.requestContentType),
    response_type: storable(draft.responseContentType),
    request_headers: headersText(draft.requestHeaders),
    response_headers: headersText(draft.responseHeaders),
    findings: listText(draft.findings),
    replacements: listText(draft.replacements),
    request_sha256: request.sha256,
    response_sha256: response.sha256,
    request_body: request.inline,
    response_body: response.inline,
  }
}

export const insertOf = (row: StoredRow): Row => ({
  sql: INSERT,
  parameters: insertColumns.map((column) => row[column]),
})
