import type { ConnectionFacts, Direction, EntrySource } from '../journal/model.ts'
import type { Text } from '../contracts/text.ts'
import type { RuleHits } from './masking/masker.ts'

export const exportFormats = ['har', 'http', 'curl', 'curl-cmd', 'ticket'] as const
export type ExportFormat = (typeof exportFormats)[number]

export const importKinds = ['har', 'http', 'curl', 'log', 'raw'] as const
export type ImportKind = (typeof importKinds)[number]

/** A request as a person wrote it down for another tool. */
export interface ParsedRequest {
  method: string
  url: string
  headers: [string, string][]
  body: Uint8Array
  /** Options that mean nothing here, and what was done about them. */
  notes: Text[]
}

/** An exchange that somebody else has seen. */
export interface ForeignExchange {
  /** Where it stands in its file, for people: `3`, `12:` … */
  place: string
  at: Date
  method: string
  url: string
  requestHeaders: [string, string][]
  responseHeaders: [string, string][]
  request: Uint8Array
  response: Uint8Array
  requestContentType: string
  responseContentType: string
  status: number | null
  durationMs: number
  failure: string | null
  source: EntrySource
  connection: ConnectionFacts | null
  /** Known of an exchange that a bench has recorded. */
  direction?: Direction
}

/** What came of one exchange of a file; `skip` says why it stays out. */
export type Found = { exchange: ForeignExchange; skip?: never } | { skip: Skipped; exchange?: never }

export interface Skipped {
  place: string
  code: 'DUPLICATE' | 'WEBSOCKET' | 'UNREADABLE' | 'EMPTY' | 'TOO-LARGE'
  reason: Text
}

export interface PlannedRow {
  place: string
  at: string
  method: string
  url: string
  status: number | null
  operation: string | null
  findings: number
  errors: number
}

/** What would come into the journal, or has come. Lists are cut, counts are whole. */
export interface ImportReport {
  kind: ImportKind
  applied: boolean
  entries: number
  recognised: number
  /** With findings of severity error. */
  invalid: number
  skipped: Record<Skipped['code'], number>
  rows: PlannedRow[]
  skips: Skipped[]
  from: string | null
  to: string | null
}

export interface ExportPreview {
  entries: number
  bytes: number
  rules: RuleHits[]
  /** Bodies that stay out. */
  left: { entry: number; part: 'request' | 'response'; reason: Text }[]
}
