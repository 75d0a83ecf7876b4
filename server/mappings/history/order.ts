import { isDeepStrictEqual } from 'node:util'

/**
 * The order of the rows of a table. It says which offer of a product is taken first (AD-26) and which of several cities answers
 * for one of 1C, so putting rows into another order is a change like any other. Pure.
 */

/** Ids of the rows that were there before and after. */
export interface OrderChange {
  before: string[]
  after: string[]
}

type Rows = readonly { id: string }[]

const idsOf = (rows: Rows): string[] => rows.map(({ id }) => id)

/** What a person did to the order of the rows that stayed, `null` when nothing. */
export function orderChange(before: Rows, after: Rows): OrderChange | null {
  const [was, is] = [new Set(idsOf(before)), new Set(idsOf(after))]
  const change = {
    before: idsOf(before).filter((id) => is.has(id)),
    after: idsOf(after).filter((id) => was.has(id)),
  }
  return isDeepStrictEqual(change.before, change.after) ? null : change
}

/** Do the rows that stayed keep their order, with new ones behind them? */
export function isAppended(before: Rows, after: Rows): boolean {
  const is = new Set(idsOf(after))
  const stayed = idsOf(before).filter((id) => is.has(id))
  return stayed.every((id, place) => after[place]!.id === id)
}

/** Rows named by `ids` come into that order, in the places that they have among the others. Ids without a row are passed over. */
export function arranged<Row extends { id: string }>(rows: readonly Row[], ids: readonly string[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const wanted = ids.flatMap((id) => byId.get(id) ?? [])
  const among = new Set(idsOf(wanted))
  let next = 0
  return rows.map((row) => (among.has(row.id) ? wanted[next++]! : row))
}

/** How many rows have to be taken out and put elsewhere to come from one order to the other. */
export function movedRows({ before, after }: OrderChange): number {
  const places = new Map(before.map((id, place) => [id, place]))
  // Ends of the longest rising runs by their length: what stands in the longest one did not have to move.
  const ends: number[] = []
  for (const id of after) {
    const place = places.get(id)!
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle]! < place) low = middle + 1
      else high = middle
    }
    ends[low] = place
  }
  return after.length - ends.length
}
