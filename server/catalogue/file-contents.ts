import type { CmlDocument } from '../contracts/commerceml/model.ts'
import type { Catalogue } from './catalogue.ts'
import type { Cell, Connection } from './connection.ts'
import { searchable } from './loaded-item.ts'
import type { CatalogueCounts, DocumentRow, FindingRow, Page } from './model.ts'

/** What an opened file holds besides its goods: documents, findings, and how much there is of everything. */

type DocumentCells = [
  id: string,
  number: string,
  date: string,
  operation: string,
  sum: number | null,
  currency: string,
  party: string,
  lines: number,
  basis: string | null,
  line: number,
]

/** In the order of the file. `text`: part of a number, a party, an `Ид` or a basis. */
export function readDocuments(
  connection: Connection,
  { text, offset, limit }: Parameters<Catalogue['documents']>[0],
): Page<DocumentRow> {
  const wanted = searchable(text?.trim() ?? '')
  const total = connection
    .statement<[number]>('select count(*) from documents where instr(search, ?) > 0')
    .get(wanted)![0]
  const rows = connection
    .statement<DocumentCells>(
      `select id, number, date, operation, sum, currency, party, lines, basis, line from documents
       where instr(search, ?) > 0 order by n limit ? offset ?`,
    )
    .all(wanted, limit, offset)
    .map(([id, number, date, operation, sum, currency, party, lines, basis, line]) => ({
      id,
      number,
      date,
      operation,
      sum,
      currency,
      party,
      lines,
      basis,
      line,
    }))
  return { rows, total }
}

/** @param operation the first document of the file with this `Ид` when it is not given */
export function readDocument(connection: Connection, id: string, operation?: string): CmlDocument | null {
  const row = connection
    .statement<[string]>(
      'select detail from documents where id = ?1 and (?2 is null or operation = ?2) order by n limit 1',
    )
    .get(id, operation ?? null)
  return row ? (JSON.parse(row[0]) as CmlDocument) : null
}

type FindingCells = [
  file: string,
  severity: string,
  code: string,
  ru: string,
  en: string,
  id: string,
  value: string | null,
  line: number,
  col: number,
]

export function readFindings(
  connection: Connection,
  { severity, code, offset, limit }: Parameters<Catalogue['findings']>[0],
): Awaited<ReturnType<Catalogue['findings']>> {
  const where = '(?1 is null or severity = ?1) and (?2 is null or code = ?2)'
  const filter: Cell[] = [severity ?? null, code ?? null]
  const total = connection
    .statement<[number]>(`select count(*) from findings where ${where}`)
    .get(...filter)![0]
  const rows = connection
    .statement<FindingCells>(
      `select file, severity, code, ru, en, id, value, line, col from findings where ${where} order by n limit ?3 offset ?4`,
    )
    .all(...filter, limit, offset)
    .map(([file, severity, code, ru, en, id, value, line, column]) => ({
      file,
      severity: severity as FindingRow['severity'],
      code,
      message: { ru, en },
      id,
      line,
      column,
      ...(value !== null && { value }),
    }))
  const codes = connection
    .statement<[string, string, number]>(
      'select code, severity, count(*) from findings group by code, severity order by count(*) desc, code',
    )
    .all()
    .map(([code, severity, count]) => ({ code, severity, count }))
  return { rows, total, codes }
}

export function readCounts(connection: Connection): CatalogueCounts {
  const parts = new Map(
    connection
      .statement<[string, number]>('select kind, count(*) from parts where known = 1 group by kind')
      .all(),
  )
  const count = (text: string): number =>
    connection.statement<[number]>(`select count(*) from ${text}`).get()![0]
  return {
    groups: parts.get('group') ?? 0,
    properties: parts.get('property') ?? 0,
    priceTypes: parts.get('priceType') ?? 0,
    warehouses: parts.get('warehouse') ?? 0,
    units: parts.get('unit') ?? 0,
    counterparties: parts.get('counterparty') ?? 0,
    items: count('items where known = 1'),
    inactive: count('items where known = 1 and active = 0'),
    // Deleted ones are neither: an offer that is not known is not active.
    offers: count('offers where known = 1'),
    documents: count('documents'),
    findings: count('findings'),
  }
}
