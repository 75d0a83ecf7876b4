import type { CmlFinding } from '../contracts/commerceml/model.ts'
import type { Connection } from './connection.ts'
import type { ImportRow } from './model.ts'
import type { Note } from './reasons.ts'

/** Rows kept for one code of a report; what is beyond is counted. */
const NOTES_KEPT = 10_000
/** Findings kept for one code, as many as the reader hands out. */
const FINDINGS_KEPT = 1000

/** What an import has to say about single records: rows of its report, and findings where they are kept. */
export interface Notes {
  note(note: Note): void
  finding(finding: CmlFinding): void
  /** Skipped records by kind. */
  skipped: ReadonlyMap<ImportRow['kind'], number>
}

export function createNotes({
  connection,
  report,
  file,
  keepFindings,
}: {
  connection: Connection
  /** Number of the report that the rows belong to. */
  report: number
  file: string
  keepFindings: boolean
}): Notes {
  const skipped = new Map<ImportRow['kind'], number>()
  const noted = new Map<string, number>()
  const found = new Map<string, number>()

  const counted = (counts: Map<string, number>, code: string): number => {
    const count = (counts.get(code) ?? 0) + 1
    counts.set(code, count)
    return count
  }

  return {
    skipped,
    finding({ severity, code, message, id, value, line, column }) {
      if (!keepFindings || counted(found, code) > FINDINGS_KEPT) return
      connection
        .statement(
          'insert into findings (file, severity, code, ru, en, id, value, line, col) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(file, severity, code, message.ru, message.en, id, value ?? null, line, column)
    },
    note({ code, kind, id, name, text }) {
      skipped.set(kind, (skipped.get(kind) ?? 0) + 1)
      if (counted(noted, code) > NOTES_KEPT) return
      connection
        .statement(
          `insert into import_rows (import, kind, what, id, name, ru, en) values (?, ?, 'skipped', ?, ?, ?, ?)`,
        )
        .run(report, kind, id, name, text.ru, text.en)
    },
  }
}
