import { emptyFile, readCsvTable, writeMappingsCsv } from '../csv.ts'
import {
  isMappingKind,
  mappingKinds,
  type OwnKind,
  type MappingKind,
  type MappingTable,
  type MappingTables,
  type UnmappedPolicy,
} from '../model.ts'
import { tableOf } from '../kinds.ts'
import { readMappingsJson, writeMappingsJson } from './json.ts'
import type { FileImport, MappingFormat } from './model.ts'
import { problem, readRows, type FileProblem, type FileRows, type FileTable } from './rows.ts'
import { readMappingsXlsx, writeMappingsXlsx } from './xlsx.ts'

/** Mapping tables out of a file of any format, and into one. */

export interface TableOfFile extends FileRows {
  kind: MappingKind
  /** What the file says of values without a row; CSV and workbooks say nothing. */
  policy: UnmappedPolicy | undefined
  /** What JSON says of an own kind. */
  own?: OwnKind | undefined
}

export interface MappingFile {
  format: FileImport['format']
  tables: TableOfFile[]
  /** What concerns no table. */
  problems: FileProblem[]
}

/** The format by the bytes; a name may be wrong. */
function formatOf(bytes: Uint8Array): FileImport['format'] {
  if ((bytes[0] === 0x50 && bytes[1] === 0x4b) || (bytes[0] === 0xd0 && bytes[1] === 0xcf)) return 'xlsx'
  const start = new TextDecoder().decode(bytes.subarray(0, 100)).trimStart()
  return start.startsWith('{') || start.startsWith('[') ? 'json' : 'csv'
}

/**
 * Reads a file.
 * @param only the kind that is wanted; a CSV file needs no column `kind` then
 * @throws WrongInput `MAPPING-WORKBOOK`, `MAPPING-JSON` for a file that is refused as a whole
 */
export async function readMappingFile(bytes: Uint8Array, only: MappingKind | null): Promise<MappingFile> {
  const format = formatOf(bytes)
  const file = await readers[format](bytes, only)
  const tables = file.tables.filter(({ kind }) => only === null || kind === only)
  const missing = only !== null && tables.length === 0 && file.problems.length === 0
  return {
    format,
    tables,
    problems: missing
      ? [problem(1, `В файле нет таблицы ${only}.`, `The file has no table ${only}.`)]
      : file.problems,
  }
}

const readers: Record<
  MappingFile['format'],
  (bytes: Uint8Array, only: MappingKind | null) => Promise<Omit<MappingFile, 'format'>>
> = {
  async csv(bytes, only) {
    const table = readCsvTable(bytes)
    if (!table) return { tables: [], problems: [emptyFile()] }
    if (only !== null)
      return { tables: [{ kind: only, policy: undefined, ...readRows(table, only) }], problems: [] }
    const { tables, problems } = byKind(table)
    return {
      tables: tables.map(([kind, part]) => ({ kind, policy: undefined, ...readRows(part, kind) })),
      problems,
    }
  },
  async xlsx(bytes) {
    const sheets = await readMappingsXlsx(bytes)
    // A workbook has a sheet of each kind, and some are only a header.
    const filled = sheets.filter(({ table }) => table.lines.length > 0)
    return {
      tables: filled.map(({ kind, table }) => ({ kind, policy: undefined, ...readRows(table, kind) })),
      problems: filled.length === 0 ? [emptyFile()] : [],
    }
  },
  async json(bytes) {
    const { tables, unknown } = readMappingsJson(new TextDecoder().decode(bytes))
    return {
      tables,
      problems: unknown.map((name) =>
        problem(
          1,
          `Таблицы «${name}» нет; есть ${mappingKinds.join(', ')}.`,
          `There is no table "${name}"; there are ${mappingKinds.join(', ')}.`,
        ),
      ),
    }
  },
}

/** One CSV file may hold rows of several kinds, told apart by the column `kind`. */
function byKind({ columns, lines }: FileTable): {
  tables: [MappingKind, FileTable][]
  problems: FileProblem[]
} {
  const place = columns.indexOf('kind')
  if (place < 0)
    return {
      tables: [],
      problems: [
        problem(
          1,
          'В файле нет столбца kind. Укажите, какая это таблица.',
          'The file has no column kind. Say which table it is.',
        ),
      ],
    }
  const parts = new Map<MappingKind, FileTable>()
  const problems: FileProblem[] = []
  for (const line of lines) {
    if (!line.fault && line.cells.every((cell) => cell.trim() === '')) continue
    const name = (line.cells[place] ?? '').trim()
    const kind = isMappingKind(name) ? name : null
    if (line.fault) problems.push({ line: line.line, message: line.fault })
    else if (!kind)
      problems.push(
        problem(
          line.line,
          `kind «${name}»: есть ${mappingKinds.join(', ')}.`,
          `kind "${name}": there are ${mappingKinds.join(', ')}.`,
        ),
      )
    else {
      const part = parts.get(kind)
      if (part) part.lines.push(line)
      else parts.set(kind, { columns, lines: [line] })
    }
  }
  if (parts.size === 0 && problems.length === 0) problems.push(emptyFile())
  return { tables: [...parts], problems }
}

export const contentTypes: Readonly<Record<MappingFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
}

/** The tables as the bytes of a file. @throws Refusal `MAPPING-CELL-LONG` */
export async function writeMappingFile(
  format: Exclude<MappingFormat, 'html'>,
  tables: MappingTables,
  kinds: readonly MappingKind[],
): Promise<Uint8Array> {
  const chosen: { kind: MappingKind; table: MappingTable }[] = kinds.map((kind) => ({
    kind,
    table: tableOf(tables, kind),
  }))
  if (format === 'xlsx') return writeMappingsXlsx(chosen)
  return Buffer.from(format === 'csv' ? writeMappingsCsv(chosen) : writeMappingsJson(chosen))
}
