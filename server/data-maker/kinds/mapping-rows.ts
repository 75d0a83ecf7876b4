import { makeItem } from './items.ts'
import { offersOf } from './offers.ts'

/** A row of the table «Товары»: a product of the site and the position of 1C that it is bound to. */
export interface MadeMappingRow {
  site_id: string
  site_name: string
  ref_1c: string
  code_1c: string
  name_1c: string
}

/** Rows of item number `n`: one for each position that 1C has of it. */
export function makeMappingRows(seed: number, n: number, trade: string): MadeMappingRow[] {
  const item = makeItem(seed, n, trade)
  return offersOf(item).map(({ ref, code, name }) => ({
    site_id: item.tovar_id,
    site_name: item.name,
    ref_1c: ref,
    code_1c: code,
    name_1c: name,
  }))
}
