import type { Generated, Selectable } from 'kysely'
import type { Finding } from '../contracts/finding.ts'
import type { Side } from '../contracts/operation.ts'
import type { Replacement } from '../mappings/model.ts'
import type { Direction, EntrySource, JournalRow, Validity } from './model.ts'
import type { UseTables } from './uses/schema.ts'

/** The table as Kysely sees it. A body is in `…_body`, or in the bodies folder under `…_sha256`, or absent. */
export interface JournalTable {
  id: Generated<number>
  at: string
  direction: Direction
  side_from: Side | null
  side_to: Side | null
  contract: string | null
  operation: string | null
  method: string
  path: string
  status: number | null
  duration_ms: number
  request_bytes: number
  response_bytes: number
  validity: Validity
  code: string | null
  subject: string | null
  request_id: string | null
  replaced: number
  unmapped: number
  repeats: number | null
  failure: string | null
  url: string
  request_type: string
  response_type: string
  request_headers: string
  response_headers: string
  findings: string
  replacements: string
  request_sha256: string | null
  response_sha256: string | null
  request_body: Uint8Array | null
  response_body: Uint8Array | null
}

export type JournalTables = {
  journal: JournalTable
  /** Of entries that are not plainly `live`. */
  journal_fact: { id: number; source: EntrySource; connection: string | null }
  journal_pin: { id: number }
  /** What was done to entries on purpose, see `faults.ts`. */
  journal_fault: {
    entry: number
    place: number
    rule: string
    name: string
    kind: string
    ru: string
    en: string
  }
  journal_word: { id: number; word: string }
  journal_chunk: { first: number; bytes: Uint8Array }
  journal_deletion: { id: Generated<number>; at: string }
  /** Entries that can be brought back. */
  journal_removed: { id: number; deletion: number }
  /** Packed bodies by what they hold, see `upkeep/`. */
  journal_body: { sha256: string; bytes: Uint8Array }
  journal_indexed: { upto: number }
  journal_key: { kind: string; value: string; entry: number }
} & UseTables

/** What a list shows. */
export const listColumns = [
  'id',
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
] as const satisfies readonly (keyof JournalTable)[]

/** What stands beside the row. */
export type Beside = Pick<JournalRow, 'source' | 'pinned' | 'session' | 'faults'>

export function rowOf(
  stored: Pick<Selectable<JournalTable>, (typeof listColumns)[number]>,
  beside: Beside,
): JournalRow {
  return {
    id: stored.id,
    at: stored.at,
    direction: stored.direction,
    from: stored.side_from,
    to: stored.side_to,
    contract: stored.contract,
    operation: stored.operation,
    method: stored.method,
    path: stored.path,
    status: stored.status,
    durationMs: stored.duration_ms,
    requestBytes: stored.request_bytes,
    responseBytes: stored.response_bytes,
    validity: stored.validity,
    code: stored.code,
    subject: stored.subject,
    requestId: stored.request_id,
    replaced: stored.replaced,
    unmapped: stored.unmapped,
    repeats: stored.repeats,
    ...beside,
  }
}

/** `untidy`: something was said, nothing of it an error. */
export function validityOf(checkable: boolean, findings: readonly Pick<Finding, 'severity'>[]): Validity {
  if (!checkable) return 'unchecked'
  if (findings.some(({ severity }) => severity === 'error')) return 'invalid'
  return findings.length > 0 ? 'untidy' : 'valid'
}

/** A value is replaced when a row or the policy's fixed row answered for it, and unmapped in every other case. */
export function countReplacements(list: readonly Pick<Replacement, 'outcome'>[]): {
  replaced: number
  unmapped: number
} {
  const replaced = list.filter(({ outcome }) => outcome === 'mapped' || outcome === 'defaulted').length
  return { replaced, unmapped: list.length - replaced }
}
