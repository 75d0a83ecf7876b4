import type { RegateItemCard, RegateItemEdit } from '../../api/types.ts'
import { changedMembers } from './item-edit.ts'

/** Members of an item that its card edits. */
export type ItemForm = Required<Omit<RegateItemEdit, 'stock'>> & {
  stock: { store_id: string; quantity: number }[]
}

export function formOf(card: RegateItemCard): ItemForm {
  return {
    name: card.name,
    article: card.article,
    barcode: card.barcode,
    brand: card.brand,
    group_id: card.group_id,
    short_description: card.short_description,
    full_description: card.full_description,
    price: card.price,
    tiers: card.tiers.map((tier) => ({ ...tier })),
    portion: card.portion,
    min_volume: card.min_volume,
    step: card.step,
    unlimited: card.unlimited,
    stock: card.stock.map(({ store_id, quantity }) => ({ store_id, quantity })),
  }
}

/** What is to be written; `null` when the form says what the card says. */
export function editOf(card: RegateItemCard, form: ItemForm): RegateItemEdit | null {
  const before = formOf(card)
  const changed = changedMembers(before, form)
  if (!changed?.stock) return changed
  // Only the warehouses that were changed: others may have moved meanwhile.
  const stock = changed.stock.filter(
    ({ store_id, quantity }) => before.stock.find((one) => one.store_id === store_id)?.quantity !== quantity,
  )
  return { ...changed, stock }
}
