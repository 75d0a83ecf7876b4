/** A long list of which only the parts on the screen are held. Rows and pages count from 0. */

export const PAGE = 100
/** Pages that are kept: enough to scroll back and forth, few enough for any length. */
const KEPT = 40

/** Numbers of the pages that rows `first`…`last` lie in. */
export function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(Math.max(first, 0) / PAGE)
  const to = Math.floor(Math.max(last, 0) / PAGE)
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
}

/** The pages with one more; those farthest from it go when there are too many. */
export function withRows<Row>(
  pages: ReadonlyMap<number, readonly Row[]>,
  page: number,
  rows: readonly Row[],
): Map<number, readonly Row[]> {
  const all = new Map(pages).set(page, rows)
  const far = [...all.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page))
  for (const old of far.slice(0, all.size - KEPT)) all.delete(old)
  return all
}

export function rowAt<Row>(pages: ReadonlyMap<number, readonly Row[]>, index: number): Row | null {
  return pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null
}
