/** A piece of a long list, newest first, without gaps. Ids fall from row to row. */
export interface RowWindow<Row extends { id: number }> {
  rows: readonly Row[]
  /** Nothing newer was known when the rows were read. */
  newest: boolean
  /** Nothing older exists. */
  oldest: boolean
}

/** Rows in the memory of the page at most; whoever reads on gets them again from the server. */
export const WINDOW_LIMIT = 4000

export const emptyWindow = { rows: [], newest: true, oldest: true } as const

/** Older rows below; what is too much goes above. */
export function below<Row extends { id: number }>(
  window: RowWindow<Row>,
  older: readonly Row[],
  oldest: boolean,
): RowWindow<Row> {
  const rows = [...window.rows, ...older]
  const surplus = Math.max(0, rows.length - WINDOW_LIMIT)
  return { rows: rows.slice(surplus), newest: window.newest && surplus === 0, oldest }
}

/** Newer rows above; what is too much goes below. */
export function above<Row extends { id: number }>(
  window: RowWindow<Row>,
  newer: readonly Row[],
  newest: boolean,
): RowWindow<Row> {
  const rows = [...newer, ...window.rows]
  return {
    rows: rows.slice(0, WINDOW_LIMIT),
    newest,
    oldest: window.oldest && rows.length <= WINDOW_LIMIT,
  }
}

/** Rows that were read again take the place of the shown ones: an entry gets its replacements a moment later. */
export function renewed<Row extends { id: number }>(
  window: RowWindow<Row>,
  page: readonly Row[],
): RowWindow<Row> {
  const again = new Map(page.map((row) => [row.id, row]))
  return { ...window, rows: window.rows.map((row) => again.get(row.id) ?? row) }
}
