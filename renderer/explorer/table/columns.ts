/** A column of a table of the explorer. */
export interface Column<Row> {
  key: string
  title: string
  /** Of `grid-template-columns`: `120px`, `minmax(160px, 2fr)`. */
  width: string
  text(row: Row): string
  /** What the pointer shows when the text says less. */
  hint?(row: Row): string
  tone?(row: Row): string
  right?: boolean
  mono?: boolean
  /** A click on the heading sorts by it. */
  sortable?: boolean
}
