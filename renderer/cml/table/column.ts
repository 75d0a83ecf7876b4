/** A column of a table; `width` is a track of a CSS grid. */
export interface Column {
  key: string
  title: string
  width: string
  right?: boolean
  sortable?: boolean
}

export interface Sorting {
  key: string
  descending: boolean
}

/** The order after a click on a heading: up, down, and then as the base has it. */
export function nextSorting(now: Sorting | null, key: string): Sorting | null {
  if (now?.key !== key) return { key, descending: false }
  return now.descending ? null : { key, descending: true }
}
