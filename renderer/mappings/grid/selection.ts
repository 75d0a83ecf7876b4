/** A cell by its place on the screen. */
export interface Cell {
  row: number
  column: number
}

/** The cell with the cursor, and the opposite corner of the range that is selected with it. */
export interface Selection {
  cursor: Cell
  anchor: Cell
}

export interface Range {
  top: number
  bottom: number
  left: number
  right: number
}

/** How many rows and columns there are. */
export interface Extent {
  rows: number
  columns: number
}

const clamp = (value: number, size: number) => Math.min(Math.max(value, 0), Math.max(size - 1, 0))

export function at(row: number, column: number): Selection {
  return { cursor: { row, column }, anchor: { row, column } }
}

/** Moves the cursor, kept inside; with `extend` the anchor stays and a range grows. */
export function move(
  selection: Selection,
  rows: number,
  columns: number,
  extent: Extent,
  extend = false,
): Selection {
  const cursor = {
    row: clamp(selection.cursor.row + rows, extent.rows),
    column: clamp(selection.cursor.column + columns, extent.columns),
  }
  return { cursor, anchor: extend ? selection.anchor : cursor }
}

/** Tab: the next cell, from the end of a line to the start of the next one; Shift+Tab the other way. */
export function next(selection: Selection, step: 1 | -1, extent: Extent): Selection {
  const flat = selection.cursor.row * extent.columns + selection.cursor.column + step
  const last = extent.rows * extent.columns - 1
  const place = Math.min(Math.max(flat, 0), Math.max(last, 0))
  return at(Math.floor(place / extent.columns), place % extent.columns)
}

export function rangeOf({ cursor, anchor }: Selection): Range {
  return {
    top: Math.min(cursor.row, anchor.row),
    bottom: Math.max(cursor.row, anchor.row),
    left: Math.min(cursor.column, anchor.column),
    right: Math.max(cursor.column, anchor.column),
  }
}

export function inRange(range: Range, row: number, column: number): boolean {
  return row >= range.top && row <= range.bottom && column >= range.left && column <= range.right
}

/** Keeps a selection inside a table that became smaller. */
export function within(selection: Selection, extent: Extent): Selection {
  const fit = ({ row, column }: Cell): Cell => ({
    row: clamp(row, extent.rows),
    column: clamp(column, extent.columns),
  })
  return { cursor: fit(selection.cursor), anchor: fit(selection.anchor) }
}
