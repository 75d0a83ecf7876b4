import type { CellColumn } from '../sharing/cells.ts'
import type { PolicyChange } from '../sharing/model.ts'
import type { MappingKind, MappingRow, OwnKind } from '../model.ts'
import type { OrderChange } from './order.ts'

/** The history of the mapping tables as screens see it. Pure. */

/** `file`: `obmen.json` was changed by somebody else, for instance by `git pull`. */
export const changeReasons = [
  'edit',
  'import',
  'suggestion',
  '1c',
  'file',
  'undo',
  'reset',
  'snapshot',
] as const
export type ChangeReason = (typeof changeReasons)[number]

/** One row of a change; `null`: it was not there. */
export interface RowChange {
  id: string
  /** Where it stood in the table, for a row that is gone; where it stands otherwise. */
  place: number
  before: MappingRow | null
  after: MappingRow | null
}

/** What a change did to one table. */
export interface TableChange {
  kind: MappingKind
  rows: RowChange[]
  policy: PolicyChange | null
  /** Rows that stayed and stand in another order now. Absent: they do not. */
  order?: OrderChange | undefined
  /** What a person says of an own kind; `null` on a side where there is no such kind. Absent: unchanged. */
  own?: OwnChange | undefined
}

export interface OwnChange {
  before: OwnKind | null
  after: OwnKind | null
}

/** Who changed a table and why. `by` is empty when that is not known. */
export interface Cause {
  by: string
  why: ChangeReason
  /** The change that was undone. */
  undoes?: number
}

export interface MappingChange extends Cause, TableChange {
  id: number
  at: string
  counts: { added: number; changed: number; removed: number }
  /** Rows that were put elsewhere; `mappings.change` tells the order before and after. */
  moved: number
  /** Rows that `rows` leaves out; `mappings.change` gives them all. */
  more: number
}

export interface HistoryPage {
  /** Newest first. */
  changes: MappingChange[]
  /** There are older ones. */
  more: boolean
}

/** A row of which something was changed since, so that it was left alone there. */
export interface ChangedSince {
  row: string
  /** What the row is called. */
  name: string
  /** `null`: the row is gone now, or is there again. */
  cells: { column: CellColumn; before: string; after: string; now: string }[] | null
}

export interface UndoResult {
  /** Rows that were put back, in whole or in part. */
  undone: number
  policyUndone: boolean
  /** What became of the order of the rows; `null`: the change left it alone, or it is as before already. */
  order: 'undone' | 'changed-since' | null
  /** Whether the kind itself is as it was before: an own kind was added, changed or removed. */
  ownUndone: boolean
  changedSince: ChangedSince[]
}
