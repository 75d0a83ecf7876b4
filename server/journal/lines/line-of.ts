import type { EntrySource } from '../model.ts'
import type { ExchangeDraft, StoredRow } from '../recording.ts'
import type { Line } from './chunk.ts'
import type { Words } from './words.ts'

/** The columns of an exchange that was recorded just now. */
export function lineOf(
  { id, draft, row, source }: { id: number; draft: ExchangeDraft; row: StoredRow; source: EntrySource },
  words: Words,
): Line {
  return {
    id,
    at: draft.at.getTime(),
    durationMs: row.duration_ms as number,
    bytes: (row.request_bytes as number) + (row.response_bytes as number),
    status: draft.status,
    from: draft.from,
    to: draft.to,
    direction: draft.direction,
    validity: row.validity as Line['validity'],
    source,
    failed: draft.failure !== null,
    replaced: row.replaced as number,
    unmapped: row.unmapped as number,
    repeats: draft.repeats,
    pinned: false,
    operation: words.number(row.operation as string | null),
    code: words.number(row.code as string | null),
    method: words.number(draft.method),
  }
}
