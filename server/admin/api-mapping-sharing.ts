import { z } from 'zod'
import type { HistoryPage, MappingChange, UndoResult } from '../mappings/history/model.ts'
import type { MappingRowView } from '../mappings/model.ts'
import { MappingKindId, type MappingKind } from '../mappings/model.ts'
import type { FileImport, MappingFormat, TableDifference } from '../mappings/sharing/model.ts'
import type { FileProblem } from '../mappings/sharing/rows.ts'
import { get, post } from './endpoint.ts'

/** Mapping tables in files of any format, their differences and their history. */

/** A file of some 8 MiB; the request holds one more of the like when two are compared. */
const FileBase64 = z.string().max(11 * 1024 * 1024)

/** A side of a comparison: the tables of the workspace as they are, or a file. */
const Compared = z.union([z.literal('workspace'), z.object({ base64: FileBase64 })])

export const mappingSharingApi = {
  /** CSV, XLSX or JSON, told apart by the content. All tables are taken or none; without `apply` nothing changes. */
  'mappings.importFile': post<FileImport>()(
    '/mappings-import',
    z.object({
      base64: FileBase64,
      /** Without it, all that the file has. */
      kind: MappingKindId.optional(),
      apply: z.boolean().default(false),
    }),
  ),
  /** Row by row and cell by cell; tables that only one side has are not compared. */
  'mappings.diff': post<{ tables: TableDifference[]; problems: FileProblem[] }>()(
    '/mappings-diff',
    z.object({ left: Compared, right: Compared, kind: MappingKindId.optional() }),
  ),
  /** Changes, newest first. `row` and `before` (a change's id) narrow the list. */
  'mappings.history': get<HistoryPage>()(
    '/mappings-history',
    z.object({
      kind: MappingKindId.optional(),
      row: z.string().optional(),
      before: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  ),
  /** One change with all its rows. */
  'mappings.change': get<MappingChange>()('/mappings-history/:id'),
  /** Puts back what still holds; names the rows that were changed since. */
  'mappings.undoChange': post<UndoResult & { kind: MappingKind; rows: MappingRowView[] }>()(
    '/mappings-history/:id/undo',
  ),
} as const

/** Tables as files, by address. `kinds`: all when empty. */
export const mappingSharingFiles = {
  mappingsExport: (format: MappingFormat, kinds: readonly MappingKind[] = []) =>
    `/api/mappings-export/${format}${kinds.length > 0 ? `?kinds=${kinds.join(',')}` : ''}`,
} as const
