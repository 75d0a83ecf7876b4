import type { RegateItem } from '../../api/types.ts'

/** A part of the list as it was read. `after` and `next` are places of the base: the next part begins after `next`. */
export interface ItemPage {
  after: number | undefined
  next: number | null
  rows: RegateItem[]
}

/** The parts that hold rows of a stretch of the list, by their place. @param first, last rows of the screen, from 0 */
export function pagesInView(pages: readonly ItemPage[], first: number, last: number): number[] {
  const found: number[] = []
  let start = 0
  pages.forEach(({ rows }, index) => {
    if (start <= last && start + rows.length > first) found.push(index)
    start += rows.length
  })
  return found
}

/** The list with one part read anew. Parts that no longer join on to it are dropped: they are read when they are scrolled to. */
export function withPage(pages: readonly ItemPage[], index: number, fresh: ItemPage): ItemPage[] {
  const joins = pages[index]?.next === fresh.next
  return [...pages.slice(0, index), fresh, ...(joins ? pages.slice(index + 1) : [])]
}

/** The list with one row replaced, wherever it stands. */
export function withRow(pages: readonly ItemPage[], row: RegateItem): ItemPage[] {
  return pages.map((page) =>
    page.rows.some(({ item_id }) => item_id === row.item_id)
      ? { ...page, rows: page.rows.map((one) => (one.item_id === row.item_id ? row : one)) }
      : page,
  )
}
