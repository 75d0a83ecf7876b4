import type { JournalRow } from '../api/types.ts'

export interface OperationShare {
  operation: string | null
  count: number
  /** Refused, or left without an answer. */
  failed: number
  /** Milliseconds of the middle one, of the longest. */
  medianMs: number
  longestMs: number
}

export interface Summary {
  count: number
  failed: number
  unmapped: number
  /** Times of the first and the last, ISO 8601. */
  from: string
  to: string
  requestBytes: number
  responseBytes: number
  /** Most frequent first. */
  operations: OperationShare[]
}

const isFailed = ({ status }: JournalRow): boolean => status === null || status >= 400

function shareOf(operation: string | null, rows: readonly JournalRow[]): OperationShare {
  const times = rows.map(({ durationMs }) => durationMs).sort((a, b) => a - b)
  return {
    operation,
    count: rows.length,
    failed: rows.filter(isFailed).length,
    medianMs: times[Math.floor((times.length - 1) / 2)] ?? 0,
    longestMs: times.at(-1) ?? 0,
  }
}

/** What several exchanges are together; `null` for none. */
export function summaryOf(rows: readonly JournalRow[]): Summary | null {
  const [first] = rows
  if (!first) return null
  const byOperation = new Map<string | null, JournalRow[]>()
  for (const row of rows) {
    const share = byOperation.get(row.operation)
    if (share) share.push(row)
    else byOperation.set(row.operation, [row])
  }
  const times = rows.map(({ at }) => at).sort()
  return {
    count: rows.length,
    failed: rows.filter(isFailed).length,
    unmapped: rows.reduce((sum, { unmapped }) => sum + unmapped, 0),
    from: times[0]!,
    to: times.at(-1)!,
    requestBytes: rows.reduce((sum, { requestBytes }) => sum + requestBytes, 0),
    responseBytes: rows.reduce((sum, { responseBytes }) => sum + responseBytes, 0),
    operations: [...byOperation]
      .map(([operation, some]) => shareOf(operation, some))
      .sort((a, b) => b.count - a.count || (a.operation ?? '').localeCompare(b.operation ?? '')),
  }
}
