import { quantityText, moneyText } from '../../../server/contracts/decimal.ts'
import type { RegateItem, RegateItemEdit } from '../../api/types.ts'
import { readMoney, readQuantity } from '../../format/money.ts'

/** What is edited right in the table of items: the price, its two tiers (B-41…B-43), the stock of a warehouse (B-40). */
export type ItemCell =
  { field: 'price' } | { field: 'tier'; tier: 0 | 1 } | { field: 'stock'; store_id: string }

/** Why a text was not taken; the sentences are in the dictionary under `enterprises.item.fault`. */
export type EditFault = 'money' | 'tier' | 'tierFirst' | 'tierOrder' | 'quantity' | 'reserved'

export type EditOutcome =
  | { change: RegateItemEdit }
  /** `least`: the smallest quantity there may be, thousandths. */
  | { fault: EditFault; least?: number }
  /** Nothing is to be written. */
  | null

type Tiers = RegateItem['tiers']

const stockOf = (item: RegateItem, store_id: string) => item.stock.find((one) => one.store_id === store_id)

/** The text that the editing of a cell starts with. */
export function editText(item: RegateItem, cell: ItemCell): string {
  if (cell.field === 'price') return item.price === null ? '' : moneyText(item.price)
  if (cell.field === 'stock') {
    const stock = stockOf(item, cell.store_id)
    return stock ? quantityText(stock.quantity) : ''
  }
  const tier = item.tiers[cell.tier]
  return tier ? `${quantityText(tier.over)}: ${moneyText(tier.price)}` : ''
}

/** Reads what a person typed into a cell: `1 120,50`, for a tier `5: 1120` or a new price alone, for a stock `18,7`. */
export function readEdit(item: RegateItem, cell: ItemCell, text: string): EditOutcome {
  const typed = text.trim()
  if (typed === editText(item, cell)) return null
  if (cell.field === 'price') return readPrice(item, typed)
  return cell.field === 'stock' ? readStock(item, cell.store_id, typed) : readTier(item, cell.tier, typed)
}

/** An empty price makes an item that cannot be ordered: callers get RG-NO-PRICE. */
function readPrice(item: RegateItem, typed: string): EditOutcome {
  const price = typed === '' ? null : readMoney(typed)
  if (typed !== '' && (price === null || price < 0)) return { fault: 'money' }
  return price === item.price ? null : { change: { price } }
}

function readStock(item: RegateItem, store_id: string, typed: string): EditOutcome {
  const quantity = readQuantity(typed === '' ? '0' : typed)
  if (quantity === null || quantity < 0) return { fault: 'quantity' }
  const before = stockOf(item, store_id)
  if (before && quantity < before.reserved) return { fault: 'reserved', least: before.reserved }
  return quantity === (before?.quantity ?? 0) ? null : { change: { stock: [{ store_id, quantity }] } }
}

function readTier(item: RegateItem, index: 0 | 1, typed: string): EditOutcome {
  const before = item.tiers[index]
  if (typed === '')
    return before ? { change: { tiers: item.tiers.filter((_, place) => place !== index) } } : null
  if (index > item.tiers.length) return { fault: 'tierFirst' }
  const tier = tierOf(typed, before)
  if (!tier) return { fault: 'tier' }
  const tiers: Tiers = Object.assign([...item.tiers], { [index]: tier })
  if (!ascending(tiers)) return { fault: 'tierOrder' }
  const same = before && before.over === tier.over && before.price === tier.price
  return same ? null : { change: { tiers } }
}

/** `5: 1120`; a price alone keeps the threshold that there was. */
function tierOf(typed: string, before: Tiers[number] | undefined): Tiers[number] | null {
  const parts = typed.replace(/^>\s*/, '').split(/[:;=]/)
  if (parts.length > 2) return null
  const over = parts.length === 2 ? readQuantity(parts[0]!) : (before?.over ?? null)
  const price = readMoney(parts.at(-1)!)
  return over === null || over <= 0 || price === null || price < 0 ? null : { over, price }
}

const ascending = (tiers: Tiers): boolean =>
  tiers.every(({ over }, index) => index === 0 || over > tiers[index - 1]!.over)

/** What a form of the whole item says that the item does not say yet; `null`: nothing. */
export function changedMembers<Item extends object>(
  before: Item,
  after: Partial<Item>,
): Partial<Item> | null {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Item]),
  )
  return changed.length === 0 ? null : (Object.fromEntries(changed) as Partial<Item>)
}
