import type { ItemCard } from '../types.ts'
import { itemKinds } from '../../../server/contracts/ksup/conditions/words.ts'

/** What the card of an item edits. Kopecks and thousandths. */
export interface ItemForm {
  article: string
  name: string
  series: string
  manufacturer: string
  group: string | null
  kind: string
  deletionMark: boolean
  archived: boolean
  priceRetail: number | null
  /** «Акционная»; without a price there is none. */
  specialPrice: number | null
  specialFrom: string | null
  specialTo: string | null
  stock: { warehouse: string; on_hand: number; reserved: number }[]
}

export interface ItemEdit {
  article: string
  name: string
  series: string
  manufacturer: string
  group: string
  kind: string
  deletion_mark: boolean
  archived: boolean
  price_retail: number | null
  special: { price: number; from: string; to: string | null } | null
  stock: { warehouse: string; on_hand: number; reserved: number }[]
}

export const emptyItem = (group: string | null): ItemForm => ({
  article: '',
  name: '',
  series: '',
  manufacturer: '',
  group,
  kind: itemKinds.goods,
  deletionMark: false,
  archived: false,
  priceRetail: null,
  specialPrice: null,
  specialFrom: null,
  specialTo: null,
  stock: [],
})

export const formOf = (card: ItemCard): ItemForm => ({
  article: card.article,
  name: card.name,
  series: card.series,
  manufacturer: card.manufacturer,
  group: card.group.ref,
  kind: card.kind,
  deletionMark: card.deletion_mark,
  archived: card.archived,
  priceRetail: card.price_retail,
  specialPrice: card.special?.price ?? null,
  specialFrom: card.special?.from ?? null,
  specialTo: card.special?.to ?? null,
  stock: card.stock.map(({ warehouse, on_hand, reserved }) => ({ warehouse, on_hand, reserved })),
})

/** What the card cannot be written without. */
export type ItemMissing = 'name' | 'group' | 'special'

export function missingOf({ name, group, specialPrice, specialFrom, specialTo }: ItemForm): ItemMissing[] {
  const found: ItemMissing[] = []
  if (name.trim() === '') found.push('name')
  if (group === null) found.push('group')
  if (specialPrice !== null && (specialFrom === null || (specialTo !== null && specialTo < specialFrom)))
    found.push('special')
  return found
}

function editOf(form: ItemForm): ItemEdit {
  const { kind, archived, specialPrice, specialFrom, specialTo } = form
  return {
    article: form.article.trim(),
    name: form.name.trim(),
    series: form.series.trim(),
    manufacturer: form.manufacturer.trim(),
    group: form.group ?? '',
    kind,
    deletion_mark: form.deletionMark,
    archived,
    price_retail: form.priceRetail,
    special:
      specialPrice === null || specialFrom === null
        ? null
        : { price: specialPrice, from: specialFrom, to: specialTo },
    stock: form.stock,
  }
}

/** What is to be written: what differs from `before`, all of a new one; `null` when nothing does or something is missing. */
export function changesOf(before: ItemForm | null, form: ItemForm): Partial<ItemEdit> | null {
  if (missingOf(form).length > 0) return null
  const after = editOf(form)
  if (before === null) return after
  const was = editOf(before)
  const changed = Object.entries(after).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(was[field as keyof ItemEdit]),
  )
  return changed.length === 0 ? null : (Object.fromEntries(changed) as Partial<ItemEdit>)
}
