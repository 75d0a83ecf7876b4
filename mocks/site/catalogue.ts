import type { SiteCustomer, SiteDictionaries, SiteOrder, SiteProduct } from './model.ts'
import type { ShopBase } from './orders.ts'
import type { Shop } from './parts.ts'

/** A product with its stock by offer. Kopecks and thousandths. */
export interface CatalogueProduct extends Omit<SiteProduct, 'stock'> {
  stock: { offer_id: string; storage: string; quantity: number; stale: boolean }[]
}

/** Products in the order of the shop window, with the offers of the mapping table (AD-27). */
export async function catalogue({ base, mappings }: Shop): Promise<CatalogueProduct[]> {
  const products = await base.selectFrom('site_product').selectAll().orderBy('position').execute()
  const rows = await base.selectFrom('site_stock').selectAll().orderBy('storage').execute()
  return products.map(({ tovar_id, name, artikul, price, unit, on_sale }) => {
    const { mode, offers } = mappings.offersOf(tovar_id)
    return {
      tovar_id,
      name,
      artikul,
      price,
      unit,
      on_sale: on_sale === 1,
      offers,
      mode,
      stock: rows
        .filter(({ offer_id }) => offers.includes(offer_id))
        .map(({ offer_id, storage, quantity, stale }) => ({
          offer_id,
          storage,
          quantity,
          stale: stale === 1,
        })),
    }
  })
}

/**
 * What the shop window shows: the stock of a product is the sum of its alternatives, or as many kits as the scarcest part
 * makes (AD-26).
 */
export function shopWindow(products: readonly CatalogueProduct[]): SiteProduct[] {
  return products.map((product) => {
    const storages = [...new Set(product.stock.map(({ storage }) => storage))]
    const stock = storages.map((storage) => {
      const rows = product.stock.filter((row) => row.storage === storage)
      const quantities = rows.map(({ quantity }) => quantity)
      const kits = rows.length < product.offers.length ? 0 : Math.min(...quantities)
      return {
        storage,
        quantity: product.mode === 'kit' ? kits : quantities.reduce((sum, one) => sum + one, 0),
        stale: rows.some(({ stale }) => stale),
      }
    })
    return { ...product, stock }
  })
}

export async function dictionariesOf(base: ShopBase): Promise<SiteDictionaries> {
  const rows = await base.selectFrom('site_dictionary').selectAll().orderBy('position').execute()
  const of = (kind: keyof SiteDictionaries) => rows.filter((row) => row.kind === kind)
  const plain = (kind: keyof SiteDictionaries) => of(kind).map(({ id, name }) => ({ id, name }))
  return {
    city: plain('city'),
    delivery_method: of('delivery_method').map(({ id, name, pickup }) => ({
      id,
      name,
      pickup: pickup === 1,
    })),
    storage: plain('storage'),
    transport_company: of('transport_company').map(({ id, name, code_1c }) => ({ id, name, code_1c })),
    payment_method: plain('payment_method'),
    order_status: plain('order_status'),
  }
}

/** A customer with the blocks that an order of theirs is filled with. */
export interface CustomerBlocks {
  customer_id: string
  registered: boolean
  requisites: SiteOrder['requisites']
  /** `null`: 1C has named the buyer without a contact. */
  client: SiteOrder['client'] | null
  /** `null`: no order so far. */
  delivery: SiteOrder['delivery'] | null
}

export async function customerBlocks(base: ShopBase): Promise<CustomerBlocks[]> {
  const rows = await base.selectFrom('site_customer').selectAll().orderBy('customer_id').execute()
  return rows.map(({ customer_id, registered, requisites_json, client_json, delivery_json }) => ({
    customer_id,
    registered: registered === 1,
    requisites: JSON.parse(requisites_json) as SiteOrder['requisites'],
    client: JSON.parse(client_json) as SiteOrder['client'] | null,
    delivery: delivery_json === null ? null : (JSON.parse(delivery_json) as SiteOrder['delivery']),
  }))
}

export async function customersOf(base: ShopBase): Promise<SiteCustomer[]> {
  const rows = await base.selectFrom('site_customer').selectAll().orderBy('customer_id').execute()
  return rows.map(({ customer_id, name, email, telefon, requisites_json, ref_1c, registered }) => ({
    customer_id,
    name,
    email,
    telefon,
    organization: (JSON.parse(requisites_json) as SiteOrder['requisites'])?.organization ?? null,
    ref_1c,
    registered: registered === 1,
  }))
}

/** Names of 1C items that the shop knows: as 1C described them, else of the product that they are bound to. */
export async function itemNames(
  { base, mappings }: Shop,
  offers: readonly string[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const offer of offers) {
    const product = mappings.productOf(offer)
    const row =
      (await base.selectFrom('site_item').select('name').where('offer_id', '=', offer).executeTakeFirst()) ??
      (product === null
        ? undefined
        : await base
            .selectFrom('site_product')
            .select('name')
            .where('tovar_id', '=', product)
            .executeTakeFirst())
    if (row) names.set(offer, row.name)
  }
  return names
}
