import type { Finding } from '../contracts/finding.ts'
import type { Side } from '../contracts/operation.ts'
import type { Text } from '../contracts/text.ts'
import type { Replacement } from '../mappings/model.ts'
import type { QueryProblem } from './query/model.ts'

/** `in`: the bench was called. `out`: the bench called a system that is not itself. */
export type Direction = 'in' | 'out'

/** `untidy` was read with liberties; `unchecked` belongs to no known operation, or got no answer. */
export type Validity = 'valid' | 'untidy' | 'invalid' | 'unchecked'

/** How an entry came into the journal: seen on the wire, through the proxy, or read from a file. */
export type EntrySource = 'live' | 'proxy' | 'har' | 'file' | 'log'

/** What was seen of the connection. Times ms, `null` when it was not seen. */
export interface ConnectionFacts {
  /** `192.0.2.7:51034`: who called, for an exchange that came in; who was called, for one that went out. */
  remote: string | null
  httpVersion: string | null
  /** The connection had served another exchange before. */
  reused: boolean | null
  tls: {
    protocol: string
    cipher: string
    /** The chain ends at a known root. */
    authorized: boolean
    subject: string
    issuer: string
    validTo: string
  } | null
  timing: {
    dns: number | null
    connect: number | null
    tls: number | null
    /** From the first byte of the request to the last. */
    send: number | null
    /** From the last byte of the request to the first of the answer. */
    wait: number | null
    receive: number | null
  }
  /** What went wrong on the wire, in the order in which it was seen. */
  notes: { code: string; message: Text }[]
}

/** Something that was done to an exchange on purpose. */
export interface FaultMark {
  /** Id of the rule, and the name that it had then. */
  rule: string
  name: string
  kind: string
  /** What was done. */
  done: Text
}

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
  /** The entry this one repeats. */
  repeats: number | null
  source: EntrySource
  pinned: boolean
  /** What it is a part of: a session of CommerceML, a cycle of 1C, a purchase. `null` until the entry is indexed. */
  session: string | null
  /** What faults have done to it; empty for most. */
  faults: readonly FaultMark[]
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
  connection: ConnectionFacts | null
  /** Ids of business objects that occur in the exchange, by kind: `order`, `booking`, `client`, `deal` … */
  keys: { kind: string; value: string }[]
}

export interface JournalFilter {
  /** A query in the language of `query/`; every other member narrows it further. */
  q?: string
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
  /** Pass as `before` (or as `after`, whichever was asked for) to read on; `null` at the end. */
  next: number | null
  /** How many match; at least so many when `atLeast`. */
  total: number
  atLeast: boolean
  /** Entries whose bodies are not searchable yet. */
  notIndexed: number
  /** What of the query was not understood; the rest of it was. */
  problems: QueryProblem[]
}

/** Exchanges that belong together. */
export interface JournalSession {
  id: string
  contract: string | null
  /** What kind of whole it is. */
  kind: 'commerceml' | 'cycle' | 'purchase' | 'deal'
  title: Text
  first: number
  last: number
  from: string
  to: string
  entries: number
  failed: number
}

/** Entries that were removed and can still be brought back. */
export interface JournalDeletion {
  id: number
  at: string
  entries: number
}

/** What the journal takes on the disk, bytes, and what is wrong with it. */
export interface JournalHealth {
  entries: number
  pinned: number
  removed: number
  databaseBytes: number
  bodyFiles: number
  bodyBytes: number
  problems: { code: string; message: Text; entries: number[] }[]
}
