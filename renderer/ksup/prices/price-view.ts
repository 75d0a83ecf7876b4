import type { PriceRow } from '../types.ts'

/** An article of the answer with a row for each of its warehouses (D-108). */
export interface PriceGroup {
  article: string
  /** Name in 1C. */
  name: string
  /** Name in КСУП, `null` when it has no such article. */
  knownName: string | null
  check: PriceRow['check']
  written: boolean
  rows: PriceRow[]
}

/** Rows by article, in the order of the answer. */
export function groupsOf(rows: readonly PriceRow[]): PriceGroup[] {
  const groups = new Map<string, PriceGroup>()
  for (const row of rows) {
    const { article, name, known_name, check, written } = row
    const group = groups.get(article) ?? { article, name, knownName: known_name, check, written, rows: [] }
    group.rows.push(row)
    groups.set(article, group)
  }
  return [...groups.values()]
}

/** A person has to say whether it is the same item: the names differ and nothing of it was written (D-110, DD-58). */
export const isWaiting = ({ check, written }: PriceGroup): boolean => check === 'differs' && !written
