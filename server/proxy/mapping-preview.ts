import type { PriceStockAnswer } from '../contracts/ksup/price-stock-messages.ts'
import type {
  OrderEnvelope,
  OrdersBatch,
  OutgoingOrder,
  ProcessedOrder,
  Stock,
} from '../contracts/site-orders/schema.ts'
import { renameWarehouses } from '../ksup/warehouse-names.ts'
import type { MappingKind, Replacement } from '../mappings/model.ts'
import type { Resolver } from '../mappings/resolve.ts'

/**
 * What the mapping tables would do with the values of a message that passes by (site-orders section 10). A dry run: the
 * message goes on as it is, and no value is listed as not mapped.
 */

type Tables = Pick<Resolver, 'toOnec' | 'toSite'>
type Part = Replacement['part']

interface Value {
  kind: MappingKind
  pointer: string
  value: string | null | undefined
  name?: string | undefined
}

/** Values of an order as the site writes them, for 1C. */
function siteValues({ delivery, client, products }: OutgoingOrder, at: string): Value[] {
  const city = delivery.delivery_city_id
  return [
    {
      kind: 'city',
      pointer: `${at}/delivery/${city ? 'delivery_city_id' : 'delivery_city'}`,
      value: city ?? delivery.delivery_city,
      name: delivery.delivery_city,
    },
    { kind: 'delivery_method', pointer: `${at}/delivery/delivery_method`, value: delivery.delivery_method },
    {
      kind: 'transport_company',
      pointer: `${at}/delivery/delivery_transport_company`,
      value: delivery.delivery_transport_company,
    },
    { kind: 'payment_method', pointer: `${at}/client/payment_method`, value: client.payment_method },
    ...products.map(({ storage }, i): Value => ({
      kind: 'storage',
      pointer: `${at}/products/${i}/storage`,
      value: storage,
    })),
  ]
}

/** Values of an order as 1C writes them, for the site. */
function onecValues(
  { delivery, client, order_status, products }: ProcessedOrder['order'],
  at: string,
): Value[] {
  return [
    { kind: 'order_status', pointer: `${at}/order_status`, value: order_status },
    { kind: 'payment_method', pointer: `${at}/client/payment_method`, value: client.payment_method },
    { kind: 'city', pointer: `${at}/delivery/delivery_city_id`, value: delivery.delivery_city_id },
    { kind: 'delivery_method', pointer: `${at}/delivery/delivery_method`, value: delivery.delivery_method },
    {
      kind: 'transport_company',
      pointer: `${at}/delivery/delivery_transport_company`,
      value: delivery.delivery_transport_company,
    },
    ...products.map(({ offer }, i): Value => ({
      kind: 'storage',
      pointer: `${at}/products/${i}/offer/storage`,
      value: offer.storage,
    })),
  ]
}

const isThere = (value: Value): value is Value & { value: string } => Boolean(value.value)

function toOnec(values: Value[], part: Part, { toOnec: resolve }: Tables): Replacement[] {
  return values.filter(isThere).map(({ kind, pointer, value, name }) => {
    const { outcome, value: to, row } = resolve(kind, value, name)
    return { kind, pointer, part, direction: 'site_to_1c', from: value, to, outcome, row: row?.id ?? null }
  })
}

/**
 * 1C writes the site's own values once its mappings are right, so a value that a row has on the side of the site stands for
 * itself; one that a row has on the side of 1C would become the site's.
 */
function toSite(values: Value[], part: Part, tables: Tables): Replacement[] {
  return values.filter(isThere).map(({ kind, pointer, value }) => {
    const own = tables.toOnec(kind, value)
    const foreign = own.outcome === 'mapped' ? null : tables.toSite(kind, value)
    const { outcome, row } = foreign ?? own
    const to = foreign ? foreign.value : own.viaName ? own.siteId : value
    return { kind, pointer, part, direction: 'onec_to_site', from: value, to, outcome, row: row?.id ?? null }
  })
}

/** Each value once: a full stock names a warehouse ten thousand times. */
function onlyFirst(values: Value[]): Value[] {
  const seen = new Set<unknown>()
  return values.filter(({ value }) => !seen.has(value) && seen.add(value))
}

const previews: Readonly<
  Record<string, (request: unknown, response: unknown, tables: Tables) => Replacement[]>
> = {
  'site-orders.getOrders': (_request, response, tables) =>
    (response as OrdersBatch | null)?.orders.flatMap(({ order }, i) =>
      toOnec(siteValues(order, `/orders/${i}/order`), 'response', tables),
    ) ?? [],
  'site-orders.getOrder': (_request, response, tables) =>
    response ? toOnec(siteValues((response as OrderEnvelope).order, '/order'), 'response', tables) : [],
  'site-orders.postOrder': (request, _response, tables) =>
    request ? toSite(onecValues((request as ProcessedOrder).order, '/order'), 'request', tables) : [],
  'site-orders.postStock': (request, _response, tables) =>
    request
      ? toSite(
          onlyFirst(
            (request as Stock).stock.items.map(({ storage }, i): Value => ({
              kind: 'storage',
              pointer: `/stock/items/${i}/storage`,
              value: storage,
            })),
          ),
          'request',
          tables,
        )
      : [],
  'ksup.priceStock': (_request, response, { toSite: resolve }) =>
    response ? renameWarehouses(response as PriceStockAnswer, resolve).replacements : [],
}

/** @param request the value that was read of the request, `null` when none was; `response` alike */
export function previewMappings(
  operation: string,
  request: unknown,
  response: unknown,
  tables: Tables,
): Replacement[] {
  return previews[operation]?.(request, response, tables) ?? []
}
