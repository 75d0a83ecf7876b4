import { randomUUID } from 'node:crypto'
import type { Nomenclature, RowResult } from '../../server/contracts/site-orders/schema.ts'
import type { Answer, Call } from '../../server/http/contract-routes.ts'
import type { MappingBatch, MappingRow } from '../../server/mappings/model.ts'
import type { ShopBase } from './orders.ts'
import { BY_ONEC, type Shop } from './parts.ts'
import { refusedRow, rowResults, rowsRead } from './row-results.ts'

type Item = Nomenclature['nomenclature'][number]

/**
 * `POST /nomenclature` (section 6.5): an item shows up in the mapping editor as new in 1C and not bound; the shop makes no product
 * card of it. Of an item that is bound already the row gets the new name and code.
 */
export function nomenclatureHandler(shop: Shop) {
  return async function acceptNomenclature(call: Call): Promise<Answer> {
    const items = (call.request as Nomenclature).nomenclature
    const said: RowResult[] = []
    const latest = new Map<string, Item>()
    for (const { index, item } of rowsRead(items, call.rejected)) {
      if (latest.has(item.offer_id))
        said.push(refusedRow(index, `Номенклатура ${item.offer_id} повторяется в одном сообщении.`))
      else latest.set(item.offer_id, item)
    }
    await shop.base.transaction().execute(async (base) => {
      for (const item of latest.values()) await storeItem(base, item)
    })
    const table = shop.mappings.table('product').rows
    const bound = new Map<string, MappingRow[]>()
    for (const row of table) bound.set(row.ref_1c, [...(bound.get(row.ref_1c) ?? []), row])
    const put = [...latest.values()].flatMap((item) => changedRows(item, bound.get(item.offer_id) ?? []))
    if (put.length > 0) await shop.mappings.save('product', { put, remove: [] }, BY_ONEC)
    shop.changes.publish({ area: 'site' })
    return { status: 200, body: rowResults(items, call.rejected, said) }
  }
}

async function storeItem(base: ShopBase, item: Item): Promise<void> {
  const row = {
    offer_id: item.offer_id,
    name: item.name,
    unit: item.unit,
    body_json: JSON.stringify(item),
  }
  await base
    .insertInto('site_item')
    .values(row)
    .onConflict((conflict) => conflict.column('offer_id').doUpdateSet(row))
    .execute()
}

/** Rows of the product table that the item makes or changes. */
function changedRows(item: Item, bound: readonly MappingRow[]): MappingBatch['put'] {
  const fromOnec = { code_1c: item.code_1c, name_1c: item.name }
  if (bound.length === 0)
    return [
      {
        id: randomUUID(),
        site_id: '',
        site_name: '',
        ref_1c: item.offer_id,
        ...fromOnec,
        ...(item.archived ? { archived: true } : {}),
      },
    ]
  return bound
    .map((row): { before: MappingRow; after: MappingRow } => ({
      before: row,
      after: { ...row, ...fromOnec, archived: item.archived ?? row.archived ?? false },
    }))
    .filter(
      ({ before, after }) =>
        before.code_1c !== after.code_1c ||
        before.name_1c !== after.name_1c ||
        (before.archived ?? false) !== after.archived,
    )
    .map(({ after }) => after)
}
