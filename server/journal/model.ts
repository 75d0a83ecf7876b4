import type { Finding } from '../contracts/finding.ts'
import type { Side } from '../contracts/operation.ts'
import type { Replacement } from '../mappings/model.ts'

/** `in`: the bench was called. `out`: the bench called a system that is not itself. */
export type Direction = 'in' | 'out'

/** `untidy` was read with liberties; `unchecked` belongs to no known operation, or got no answer. */
export type Validity = 'valid' | 'untidy' | 'invalid' | 'unchecked'

/** One line of the journal. Times are ISO 8601 with zone, durations ms, sizes bytes. */
export interface JournalRow {
  id: number
  at: string
  direction: Direction
  from: Side | null
  to: Side | null
  contract: string | null
  operation: string | null
  method: string
  /** Path with query, personal data never occurs in it by contract (AD-43). */
  path: string
  status: number | null
  durationMs: number
  requestBytes: number
  responseBytes: number
  validity: Validity
  /** Error code of the answer (`SITE-STALE`) or the reason of a transport failure (`ECONNREFUSED`). */
  code: string | null
  /** Business object of the exchange, an order id as a rule. */
  subject: string | null
  requestId: string | null
  replaced: number
  unmapped: number
}

export interface BodyView {
  contentType: string
  bytes: number
  sha256: string
  /** Decoded text, `null` for binary. Cut to 1 MiB; the whole is at the body address. */
  text: string | null
  encoding: string
  truncated: boolean
}

export type JournalFinding = Finding & { part: 'request' | 'response' }

export interface JournalEntry extends JournalRow {
  url: string
  /** Secrets are masked before they are stored. */
  requestHeaders: [string, string][]
  responseHeaders: [string, string][]
  request: BodyView | null
  response: BodyView | null
  findings: JournalFinding[]
  replacements: Replacement[]
  /** Text of the transport failure, when there was no answer. */
  failure: string | null
  /** The entry this one repeats. */
  repeats: number | null
}

export interface JournalFilter {
  direction?: Direction
  from?: Side
  to?: Side
  operation?: string
  /** `2xx`, `4xx`, `5xx`, `failed` or an exact status. */
  status?: string
  validity?: Validity
  subject?: string
  unmapped?: boolean
  /** Part of path, operation, code, subject or request id; case-insensitive. */
  text?: string
}

export interface JournalPage {
  rows: JournalRow[]
  /** Pass as `before` to read on; `null` at the end. */
  next: number | null
  total: number
}
