import type { CmlSummary } from '../contracts/commerceml/model.ts'
import type { Connection } from './connection.ts'
import type { ImportReport, ImportRow, Page } from './model.ts'

/** Reports kept with a base. */
const REPORTS_KEPT = 50

type ReportRow = [
  n: number,
  file: string,
  at: string,
  duration: number,
  outcome: string,
  refusal: string,
  counts: string,
  summary: string,
]

/** Writes a report, inside the transaction of its import or, when that was undone, in one of its own. */
export function keepReport(connection: Connection, report: ImportReport): void {
  connection
    .statement(
      `insert into imports (n, file, at, duration, outcome, refusal, counts, summary) values (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      report.id,
      report.file,
      report.at,
      report.durationMs,
      report.outcome,
      JSON.stringify(report.refusal),
      JSON.stringify(report.counts),
      JSON.stringify(report.summary),
    )
  const oldest = report.id - REPORTS_KEPT
  connection.statement('delete from import_rows where import <= ?').run(oldest)
  connection.statement('delete from imports where n <= ?').run(oldest)
}

/** Newest first. */
export function readReports(connection: Connection, limit: number): ImportReport[] {
  return connection
    .statement<ReportRow>(
      'select n, file, at, duration, outcome, refusal, counts, summary from imports order by n desc limit ?',
    )
    .all(limit)
    .map(([id, file, at, durationMs, outcome, refusal, counts, summary]) => ({
      id,
      file,
      at,
      durationMs,
      outcome: outcome as ImportReport['outcome'],
      refusal: JSON.parse(refusal) as ImportReport['refusal'],
      counts: JSON.parse(counts) as ImportReport['counts'],
      summary: JSON.parse(summary) as CmlSummary | null,
    }))
}

type RunRow = [
  kind: string,
  what: string,
  first: number | null,
  last: number | null,
  id: string,
  name: string,
  ru: string | null,
  en: string | null,
  begin: number,
]

const named: Record<ImportRow['kind'], string> = {
  item: 'select n, id, name from items',
  offer: `select n, json_extract(detail, '$.id'), coalesce(json_extract(detail, '$.name'), '') from offers`,
  document: 'select n, id, number from documents',
  ...Object.fromEntries(
    ['group', 'property', 'priceType', 'warehouse', 'unit', 'counterparty'].map((kind) => [
      kind,
      'select n, id, name from parts',
    ]),
  ),
} as Record<ImportRow['kind'], string>

/** Rows of a report in pages. Names are those that the records have now. */
export function readReportRows(
  connection: Connection,
  report: number,
  { what, offset, limit }: { what?: ImportRow['what'] | undefined; offset: number; limit: number },
): Page<ImportRow> {
  const where = 'import = ?1 and (?2 is null or what = ?2)'
  const length = 'coalesce(last - first + 1, 1)'
  const total =
    connection
      .statement<[number]>(`select coalesce(sum(${length}), 0) from import_rows where ${where}`)
      .get(report, what ?? null)?.[0] ?? 0
  const runs = connection
    .statement<RunRow>(
      `select kind, what, first, last, id, name, ru, en, begin from (
         select *, sum(${length}) over (order by n) - ${length} as begin from import_rows where ${where})
       where begin < ?4 and begin + ${length} > ?3 order by begin`,
    )
    .all(report, what ?? null, offset, offset + limit)
  const rows = runs.flatMap((run) => rowsOf(run, Math.max(offset - run[8], 0), offset + limit - run[8]))
  return { rows, total }

  function rowsOf(run: RunRow, from: number, to: number): ImportRow[] {
    const [kindName, whatName, first, last, id, name, ru, en] = run
    const kind = kindName as ImportRow['kind']
    const common = {
      kind,
      what: whatName as ImportRow['what'],
      reason: ru !== null && en !== null ? { ru, en } : null,
    }
    if (first === null || last === null) return [{ ...common, id, name }]
    return connection
      .statement<[number, string, string]>(`${named[kind]} where n between ? and ? order by n`)
      .all(first + from, Math.min(last, first + to - 1))
      .map(([, id, name]) => ({ ...common, id, name }))
  }
}
