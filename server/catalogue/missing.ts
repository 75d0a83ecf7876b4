import type { Loading } from './loading.ts'
import { emptyNote, leftNote } from './reasons.ts'
import type { Tally } from './settle.ts'

/** A list of a file that says it is the whole: the goods of a catalogue, or the offers of one. */
export interface FullList {
  kind: 'item' | 'offer'
  id: string
  name: string
  line: number
  /** Number of the catalogue that it is the whole of. */
  scope: number
  /** Whether records came that make it one: a package of prices alone is no list of offers. */
  records: boolean
  /** Whether anything came at all. */
  empty: boolean
}

/** Rows looked at between two questions whether to go on. */
const STEP = 20_000

/**
 * Contract section 6: what a full export does not mention. Called when the whole file was read; only records of the same
 * catalogue are touched.
 * @param goOn throws when the import was cancelled
 */
export function applyMissing(
  { connection, change, missing, notes }: Loading,
  list: FullList,
  tally: Tally<never>,
  removed: (n: number) => void,
  goOn: () => void,
): void {
  if (list.empty) notes.note(emptyNote(list.kind, list))
  if (!list.records) return
  const table = list.kind === 'item' ? 'items' : 'offers'
  const page = connection.statement<[number, number]>(
    `select n, active from ${table} where n between ? and ? and scope = ? and known = 1 order by n limit ${STEP}`,
  )
  const deactivate = connection.statement(`update ${table} set active = 0, change = ? where n = ?`)
  const end = connection.statement<[number | null]>(`select max(n) from ${table}`).get()?.[0] ?? 0
  let left = 0
  for (const [first, last] of tally.seen.gaps(end)) {
    for (let from = first; from <= last;) {
      goOn()
      const rows = page.all(from, last, list.scope)
      for (const [n, active] of rows) leave(n, active === 1)
      from = rows.length < STEP ? last + 1 : rows.at(-1)![0] + 1
    }
  }
  if (left > 0) notes.note(leftNote(list.kind, left, list))

  function leave(n: number, active: boolean): void {
    if (missing === 'delete') {
      remove(table, n)
      tally.mark(n, 'removed')
      removed(n)
    } else if (!active) return
    else if (missing === 'deactivate') {
      deactivate.run(change, n)
      tally.mark(n, 'missing')
    } else left += 1
  }

  /** The row stays and holds its number, so that reports and references keep their meaning. */
  function remove(from: 'items' | 'offers', n: number): void {
    connection.statement(`update ${from} set known = 0, active = 0, change = ? where n = ?`).run(change, n)
    if (from === 'items') connection.statement('delete from links where item = ?').run(n)
  }
}

/** Offers of goods that were deleted go with them. */
export function removeOffersOf({ connection, change }: Loading, item: number, offers: Tally<never>): void {
  const rows = connection.statement<[number]>('select n from offers where item = ? and known = 1').all(item)
  for (const [n] of rows) {
    connection.statement('update offers set known = 0, active = 0, change = ? where n = ?').run(change, n)
    if (!offers.seen.has(n)) offers.mark(n, 'removed')
  }
}
