import type { MappingChoices, MappingPut, MappingRowView } from '../../api/types.ts'
import { withTyped } from './choices.ts'
import { cellOf, withCell, type ColumnKey } from './columns.ts'
import type { Range } from './selection.ts'

/** What is saved as one change: all of it or nothing. */
export interface Batch {
  put: MappingPut[]
  remove: string[]
  order?: string[]
}

/** A change together with the one that takes it back. */
export interface Change {
  forward: Batch
  backward: Batch
}

/** A key for a new row; it never travels. */
export function newRowId(): string {
  return `row-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`
}

export function blankRow(id = newRowId()) {
  return { id, site_id: '', site_name: '', ref_1c: '', code_1c: '', name_1c: '' } satisfies MappingPut
}

/** What is kept of a row: without what the server derives. */
export function bare(row: MappingRowView): MappingPut {
  const { state: _state, updated_at: _at, updated_by: _by, ...kept } = row
  return kept
}

const same = (a: MappingPut, b: MappingPut) => {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof MappingPut>
  return [...keys].every((key) => (a[key] ?? '') === (b[key] ?? ''))
}

/** The batch that makes `after` out of `before`; `null` when they are the same. */
export function batchOf(before: readonly MappingPut[], after: readonly MappingPut[]): Batch | null {
  const old = new Map(before.map((row) => [row.id, row]))
  const kept = new Set(after.map(({ id }) => id))
  const put = after.filter((row) => {
    const was = old.get(row.id)
    return !was || !same(was, row)
  })
  const remove = before.filter(({ id }) => !kept.has(id)).map(({ id }) => id)
  const untouchedOrder = [
    ...before.filter(({ id }) => kept.has(id)).map(({ id }) => id),
    ...after.filter(({ id }) => !old.has(id)).map(({ id }) => id),
  ]
  const order = after.map(({ id }) => id)
  const moved = order.some((id, index) => id !== untouchedOrder[index])
  if (put.length === 0 && remove.length === 0 && !moved) return null
  return { put, remove, ...(moved ? { order } : {}) }
}

/** The change from `before` to `after` with its way back; `null` when nothing changes. */
export function changeOf(before: readonly MappingPut[], after: readonly MappingPut[]): Change | null {
  const forward = batchOf(before, after)
  const backward = batchOf(after, before)
  return forward && backward && { forward, backward }
}

const isBlank = (row: MappingPut, columns: readonly ColumnKey[]) =>
  columns.every((key) => cellOf(row, key) === '')

/**
 * Pastes cells with their upper left corner at a place. `shown` are the rows on the screen in their order; lines beyond
 * its end become new rows, cells beyond the last column are dropped. One pasted cell fills a whole selected range.
 * Returns the rows that changed or are new.
 */
export function pasted(
  shown: readonly MappingPut[],
  columns: readonly ColumnKey[],
  range: Range,
  cells: readonly (readonly string[])[],
  choices: MappingChoices,
): MappingPut[] {
  const first = cells[0]
  if (!first) return []
  const single = cells.length === 1 && first.length === 1
  const height = single ? range.bottom - range.top + 1 : cells.length
  const width = single ? range.right - range.left + 1 : Math.max(...cells.map((line) => line.length))
  const changed: MappingPut[] = []
  for (let line = 0; line < height; line++) {
    const before = shown[range.top + line] ?? blankRow()
    let row = before
    for (let step = 0; step < width; step++) {
      const key = columns[range.left + step]
      const text = single ? first[0] : cells[line]?.[step]
      if (key && text !== undefined) row = withTyped(row, key, text, choices)
    }
    const isNew = !shown[range.top + line]
    if (isNew ? !isBlank(row, columns) : !same(before, row)) changed.push(row)
  }
  return changed
}

/** Empties the cells of a range; returns the rows that changed. */
export function cleared(
  shown: readonly MappingPut[],
  columns: readonly ColumnKey[],
  range: Range,
): MappingPut[] {
  return shown.slice(range.top, range.bottom + 1).flatMap((before) => {
    const row = columns
      .slice(range.left, range.right + 1)
      .reduce((kept, key) => (cellOf(kept, key) === '' ? kept : withCell(kept, key, '')), before)
    return row === before ? [] : [row]
  })
}

/** The table with some rows replaced; those it does not have yet come at the end. */
export function withRows(rows: readonly MappingPut[], changed: readonly MappingPut[]): MappingPut[] {
  const byId = new Map(changed.map((row) => [row.id, row]))
  const known = new Set(rows.map(({ id }) => id))
  return [...rows.map((row) => byId.get(row.id) ?? row), ...changed.filter(({ id }) => !known.has(id))]
}

/**
 * The table without rows that a changed row has made superfluous: pairing a value of the site with a value of 1C uses up
 * the rows «нет на сайте» and «нет в 1С» that waited for it. Left in place, they would make a conflict (section 10).
 */
export function withoutHalves(rows: readonly MappingPut[], changed: readonly MappingPut[]): MappingPut[] {
  const whole = changed.filter(({ site_id, ref_1c }) => site_id !== '' && ref_1c !== '')
  const ids = new Set(whole.map(({ id }) => id))
  const [sites, refs] = [
    new Set(whole.map(({ site_id }) => site_id)),
    new Set(whole.map(({ ref_1c }) => ref_1c)),
  ]
  const isHalf = ({ id, site_id, ref_1c }: MappingPut) =>
    !ids.has(id) && ((site_id === '' && refs.has(ref_1c)) || (ref_1c === '' && sites.has(site_id)))
  return rows.filter((row) => !isHalf(row))
}

/** Puts the cells of the first line of a range into its other lines; a single line takes those of the line above it. */
export function filledDown(
  shown: readonly MappingPut[],
  columns: readonly ColumnKey[],
  { top, bottom, left, right }: Range,
  choices: MappingChoices,
): MappingPut[] {
  const from = top === bottom ? top - 1 : top
  const source = shown[from]
  if (!source) return []
  const cells = columns.slice(left, right + 1).map((key) => cellOf(source, key))
  const lines = Array.from({ length: Math.min(bottom, shown.length - 1) - from }, () => cells)
  return pasted(shown, columns, { top: from + 1, bottom, left, right }, lines, choices)
}
