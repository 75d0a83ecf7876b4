import type { BitSet } from './bit-set.ts'
import type { Connection } from './connection.ts'
import type { ImportRow } from './model.ts'
import { outcomes, type Outcome } from './reasons.ts'

/** Rows of a report: neighbours of a table are one row, so that a first import of a million items is a line. */
export function keepRows(
  connection: Connection,
  report: number,
  { kind, of }: { kind: ImportRow['kind']; of(outcome: Outcome): BitSet },
): void {
  const insert = connection.statement(
    `insert into import_rows (import, kind, what, first, last, id, name, ru, en) values (?, ?, ?, ?, ?, '', '', ?, ?)`,
  )
  for (const [outcome, { what, reason }] of Object.entries(outcomes)) {
    if (what === null) continue
    for (const [first, last] of of(outcome as Outcome).runs())
      insert.run(report, kind, what, first, last, reason?.ru ?? null, reason?.en ?? null)
  }
}
