import { sql } from 'kysely'
import type { RegateTransaction } from './tables.ts'

/** What changes at one place of the stock, thousandths: the goods that are there, and what of them orders hold. */
export interface StockMove {
  enterprise: string
  store_id: string
  item_id: string
  quantity?: number
  reserved?: number
}

/** Moves stock. The item counts as changed, so `changed_since` lists it (BD-34). @param at instant, ISO 8601 */
export async function moveStock(trx: RegateTransaction, move: StockMove, at: string): Promise<void> {
  const { enterprise, store_id, item_id, quantity = 0, reserved = 0 } = move
  await trx
    .updateTable('regate_stock')
    .set({
      quantity: sql<number>`quantity + ${quantity}`,
      reserved: sql<number>`reserved + ${reserved}`,
    })
    .where('enterprise', '=', enterprise)
    .where('store_id', '=', store_id)
    .where('item_id', '=', item_id)
    .execute()
  await trx
    .updateTable('regate_item')
    .set({ changed_at: at })
    .where('enterprise', '=', enterprise)
    .where('item_id', '=', item_id)
    .execute()
}
