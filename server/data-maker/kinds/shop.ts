import { demoMappings } from '../../../fixtures/demo/mappings.ts'
import { demoOnec } from '../../../fixtures/demo/onec.ts'
import { demoSite } from '../../../fixtures/demo/site.ts'
import { units, type Unit } from '../trades/trade.ts'
import { makeItem } from './items.ts'
import { offersOf } from './offers.ts'
import { stockQuantity, type Warehouse } from './stock.ts'

/** What site orders are made of: goods that can be ordered, and where and how they go. Money in kopecks, quantities in thousandths. */
export interface Shop {
  goods: { length: number; at(n: number): ShopGoods }
  cities: readonly { id: string; name: string }[]
  methods: readonly { id: string; pickup: boolean }[]
  carriers: readonly string[]
}

export interface ShopGoods {
  tovar_id: string
  name: string
  price: number
  offers: readonly string[]
  mode: 'alternatives' | 'kit'
  /** `false` for what is cut or weighed. */
  whole: boolean
  /** Warehouses that have some, by their identifier on the site. */
  stock: readonly { storage: string; quantity: number }[]
}

/** Identifiers that a table of the demo answers for. */
const mapped = (kind: 'city' | 'delivery_method' | 'storage'): ReadonlySet<string> =>
  new Set(demoMappings[kind]!.rows.filter(({ ref_1c }) => ref_1c !== '').map(({ site_id }) => site_id))

const ways = (): Omit<Shop, 'goods'> => ({
  cities: demoSite.dictionaries.city.filter(({ id }) => mapped('city').has(id)),
  methods: demoSite.dictionaries.delivery_method.filter(({ id }) => mapped('delivery_method').has(id)),
  carriers: demoSite.dictionaries.transport_company.map(({ code_1c }) => code_1c),
})

/** The warehouses of the demo, in which made goods lie too. */
export const demoWarehouses: readonly Warehouse[] = demoSite.dictionaries.storage

const WHOLE_UNITS: ReadonlySet<string> = new Set(
  Object.entries(units).flatMap(([unit, { whole }]) => (whole ? [unit] : [])),
)
export const isWhole = (unit: string): boolean => WHOLE_UNITS.has(unit)

/** What is in every warehouse of each offer: of alternatives all that there is, of a kit what the scarcest part allows. */
export function stockByStorage(
  stock: readonly { offer_id: string; storage: string; quantity: number }[],
  offers: readonly string[],
  mode: ShopGoods['mode'],
): ShopGoods['stock'] {
  const storages = [...new Set(stock.map(({ storage }) => storage))]
  return storages.flatMap((storage) => {
    const each = offers.map(
      (offer) => stock.find((row) => row.offer_id === offer && row.storage === storage)?.quantity ?? 0,
    )
    const quantity = mode === 'kit' ? Math.min(...each) : Math.max(...each)
    return quantity >= 1000 ? [{ storage, quantity }] : []
  })
}

/** The demo's shop as far as 1C can take orders of it: bound goods that have a price and a stock. */
export function demoShop(): Shop {
  const items = new Map(demoOnec.items.map((item) => [item.offer_id, item]))
  const goods = demoSite.products.flatMap((product): ShopGoods[] => {
    const rows = demoMappings.product!.rows.filter(({ site_id }) => site_id === product.tovar_id)
    const offers = rows.map(({ ref_1c }) => ref_1c)
    const mode = rows[0]?.mode ?? 'alternatives'
    const sold = offers.every((offer) => {
      const item = items.get(offer)
      return item !== undefined && item.price !== null && !item.archived && !item.deletion_mark
    })
    const stock = stockByStorage(product.stock, offers, mode)
    if (!sold || stock.length === 0) return []
    const { tovar_id, name, price, unit } = product
    return [{ tovar_id, name, price, offers, mode, whole: isWhole(unit), stock }]
  })
  return { goods: { length: goods.length, at: (n) => goods[n]! }, ...ways() }
}

/** A shop of made goods, with the cities and deliveries of the demo. @param count of different goods */
export function madeShop(seed: number, trade: string, count: number): Shop {
  const at = (n: number): ShopGoods => {
    const item = makeItem(seed, n, trade)
    const offers = offersOf(item)
    const stock = demoWarehouses.flatMap(({ id }, warehouse) =>
      offers.map(({ ref }, part) => ({
        offer_id: ref,
        storage: id,
        quantity: stockQuantity(seed, item, n, warehouse, part),
      })),
    )
    const refs = offers.map(({ ref }) => ref)
    return {
      tovar_id: item.tovar_id,
      name: item.name,
      price: item.price_kopecks,
      offers: refs,
      mode: 'alternatives',
      whole: units[item.unit as Unit].whole,
      stock: stockByStorage(stock, refs, 'alternatives'),
    }
  }
  return { goods: { length: count, at: remembered(at) }, ...ways() }
}

/** Goods that an order names are likely to be named again; the bound keeps a large shop out of memory. */
function remembered(make: (n: number) => ShopGoods, most = 5000): (n: number) => ShopGoods {
  const known = new Map<number, ShopGoods>()
  return (n) => {
    let found = known.get(n)
    if (!found) {
      if (known.size >= most) known.clear()
      known.set(n, (found = make(n)))
    }
    return found
  }
}
