import { fromThousandths } from '../../server/contracts/decimal.ts'
import { rules, ruleOf } from '../../server/contracts/site-orders/rules.ts'
import { OutgoingOrder } from '../../server/contracts/site-orders/schema.ts'
import { ContractError } from '../../server/http/errors.ts'
import { catalogue, customerBlocks, dictionariesOf, type CatalogueProduct } from './catalogue.ts'
import type { OrderDraft, SiteOrder } from './model.ts'
import type { Shop } from './parts.ts'

/** Lines of a filled-in draft. */
const DRAFT_LINES = 2
/** Pieces a line, thousandths; less when the warehouse has less. */
const DRAFT_QUANTITY = 3000
const PIECE = 1000

/**
 * A filled-in draft that 1C can take as it is: everything in it is mapped and in stock, as far as the shop has such things.
 * @param customer_id none: the first customer with an account; `''` or a buyer without an account: an unregistered buyer
 * @throws ContractError 404 SHOP-CUSTOMER-UNKNOWN, 409 SHOP-EMPTY
 */
export async function makeDraft(shop: Shop, customer_id?: string): Promise<OrderDraft> {
  const blocks = await customerBlocks(shop.base)
  const chosen = customer_id
    ? blocks.find((one) => one.customer_id === customer_id)
    : blocks.find(({ registered }) => registered === (customer_id === undefined))
  if (customer_id && !chosen)
    throw new ContractError(404, 'SHOP-CUSTOMER-UNKNOWN', `Покупателя ${customer_id} в магазине нет.`)
  const lines = await draftLines(shop)
  if (lines.length === 0)
    throw new ContractError(
      409,
      'SHOP-EMPTY',
      'В магазине нет товаров на продаже. Верните демонстрационные данные в настройках.',
    )
  return {
    customer_id: chosen?.registered ? chosen.customer_id : null,
    requisites: chosen?.requisites ?? null,
    client: chosen?.client ?? (await unknownClient(shop)),
    delivery: chosen?.delivery ?? (await anyDelivery(shop)),
    lines,
  }
}

async function unknownClient({ base }: Shop): Promise<SiteOrder['client']> {
  const { payment_method } = await dictionariesOf(base)
  return {
    payment_method: payment_method[0]?.id ?? '',
    name: 'Покупатель без регистрации',
    telefon: '+79000000000',
    pasport_info: null,
  }
}

async function anyDelivery({ base }: Shop): Promise<SiteOrder['delivery']> {
  const { city, delivery_method } = await dictionariesOf(base)
  const method = delivery_method.find(({ pickup }) => pickup) ?? delivery_method[0]
  return {
    delivery_city: city[0]?.name ?? '',
    ...(city[0] ? { delivery_city_id: city[0].id } : {}),
    delivery_method: method?.id ?? '',
  }
}

/** Two products that are bound and in stock; another pair for each next order, so that a day of orders looks alive. */
async function draftLines(shop: Shop): Promise<OrderDraft['lines']> {
  const onSale = (await catalogue(shop)).filter(({ on_sale }) => on_sale)
  const ready = onSale.flatMap((product) => {
    const at = warehouseWith(product, shop)
    return at ? [{ tovar_id: product.tovar_id, ...at }] : []
  })
  const { orders } = await shop.base
    .selectFrom('site_order')
    .select(({ fn }) => fn.countAll<number>().as('orders'))
    .executeTakeFirstOrThrow()
  const usable =
    ready.length > 0
      ? ready
      : onSale.map(({ tovar_id, stock }) => ({
          tovar_id,
          storage: stock[0]?.storage ?? '',
          quantity: PIECE,
        }))
  const count = Math.min(DRAFT_LINES, usable.length)
  return Array.from({ length: count }, (_, i) => usable[(orders * count + i) % usable.length]!)
}

/** A mapped warehouse that has a whole piece of an alternative, or of every part of a kit. */
function warehouseWith(product: CatalogueProduct, { mappings }: Shop) {
  const storages = [...new Set(product.stock.map(({ storage }) => storage))]
  for (const storage of storages) {
    if (mappings.toOnec('storage', storage).outcome !== 'mapped') continue
    const inStock = product.offers.map(
      (offer) =>
        product.stock.find((row) => row.offer_id === offer && row.storage === storage)?.quantity ?? 0,
    )
    if (inStock.length === 0) return null
    const available = product.mode === 'kit' ? Math.min(...inStock) : Math.max(...inStock)
    const whole = Math.floor(available / PIECE) * PIECE
    if (whole > 0) return { storage, quantity: Math.min(DRAFT_QUANTITY, whole) }
  }
  return null
}

/** The lines of an order with the offers that the mapping table has for each product now (A-60…A-62, AD-26, AD-28). */
export function withOffers(
  products: SiteOrder['products'],
  mappings: Shop['mappings'],
): SiteOrder['products'] {
  return products.map(({ tovar_id, storage, quantity }) => {
    const { mode, offers } = mappings.offersOf(tovar_id)
    return {
      tovar_id,
      storage,
      quantity,
      offers: offers.map((offer_id) => ({ offer_id })),
      ...(mode === 'kit' && offers.length > 0 ? { offers_mode: mode } : {}),
    }
  })
}

/**
 * The shop's own order made of a draft.
 * @param header what the draft does not say: ids, time, status
 * @throws ContractError 422 SHOP-DRAFT with the place of everything that is not as the contract wants it
 */
export function orderOf(
  draft: OrderDraft,
  header: Pick<SiteOrder, 'order_id' | 'order_number' | 'order_time' | 'order_status'>,
  products: ReadonlyMap<string, CatalogueProduct>,
  mappings: Shop['mappings'],
): SiteOrder {
  const unknown = draft.lines.findIndex(({ tovar_id }) => !products.get(tovar_id)?.on_sale)
  if (unknown >= 0)
    throw refusedDraft([
      {
        pointer: `/lines/${unknown}/tovar_id`,
        message: `товара ${draft.lines[unknown]!.tovar_id} нет в продаже`,
      },
    ])
  const lines = draft.lines.map(({ tovar_id, storage, quantity }) => ({
    tovar_id,
    storage,
    quantity: fromThousandths(quantity),
    offers: [],
  }))
  const order = {
    ...header,
    requisites: draft.requisites ?? null,
    client: draft.client,
    delivery: draft.delivery,
    products: withOffers(lines, mappings),
  }
  const parsed = OutgoingOrder.safeParse(order)
  if (parsed.success) return parsed.data
  throw refusedDraft(
    parsed.error.issues.map((issue) => ({
      pointer: `/${issue.path.map(String).join('/')}`.replace(/^\/products\//, '/lines/'),
      message: rules[ruleOf(issue, valueAt(order, issue.path)).rule].ru,
    })),
  )
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value)

function refusedDraft(faults: { pointer: string; message: string }[]): ContractError {
  const detail = faults.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ')
  return new ContractError(422, 'SHOP-DRAFT', `Заказ заполнен не полностью или неверно. ${detail}`, {
    errors: faults.map((fault) => ({ rule: 'order', ...fault })),
  })
}
