import type { PriceStockAnswer } from '../contracts/ksup/price-stock-messages.ts'
import type {
  OrderEnvelope,
  OrdersBatch,
  OutgoingOrder,
  ProcessedOrder,
  Stock,
} from '../contracts/site-orders/schema.ts'
import { RETAIL_DEAL_TYPE } from '../contracts/ksup/deal-state.ts'
import type { Retail } from '../contracts/ksup/schema.ts'
import { renameWarehouses } from '../ksup/warehouse-names.ts'
import type { Replacement } from '../mappings/model.ts'
import { previewCml } from './preview/cml.ts'
import { previewRegate } from './preview/regate.ts'
import {
  asOnecNames,
  asSiteNames,
  onlyFirst,
  type PassingMessages,
  type PassingValue,
  type PreviewTables,
} from './preview/values.ts'

/**
 * What the mapping tables would do with the values of a message that passes by (site-orders section 10). A dry run: the
 * message goes on as it is, and no value is listed as not mapped.
 */

/** Values of an order as the site writes them, for 1C. */
function siteValues({ delivery, client, products }: OutgoingOrder, at: string): PassingValue[] {
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
    ...products.map(({ storage }, i): PassingValue => ({
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
): PassingValue[] {
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
    ...products.map(({ offer }, i): PassingValue => ({
      kind: 'storage',
      pointer: `${at}/products/${i}/offer/storage`,
      value: offer.storage,
    })),
  ]
}

type Preview = (messages: PassingMessages, tables: PreviewTables) => Replacement[]

const previews: Readonly<Record<string, Preview>> = {
  'site-orders.getOrders': ({ response }, tables) =>
    (response as OrdersBatch | null)?.orders.flatMap(({ order }, i) =>
      asOnecNames(siteValues(order, `/orders/${i}/order`), 'response', tables),
    ) ?? [],
  'site-orders.getOrder': ({ response }, tables) =>
    response ? asOnecNames(siteValues((response as OrderEnvelope).order, '/order'), 'response', tables) : [],
  'site-orders.postOrder': ({ request }, tables) =>
    request ? asSiteNames(onecValues((request as ProcessedOrder).order, '/order'), 'request', tables) : [],
  'site-orders.postStock': ({ request }, tables) =>
    request
      ? asSiteNames(
          onlyFirst(
            (request as Stock).stock.items.map(({ storage }, i): PassingValue => ({
              kind: 'storage',
              pointer: `/stock/items/${i}/storage`,
              value: storage,
            })),
          ),
          'request',
          tables,
        )
      : [],
  'ksup.priceStock': ({ response }, { toSite }) =>
    response ? renameWarehouses(response as PriceStockAnswer, toSite).replacements : [],
  // The type of the deal that КСУП makes of a receipt (D-94).
  'ksup.retail': ({ request }, tables) =>
    (request as Retail | null)?.type === 'roznica' && tables.inUse('ksup_deal_type')
      ? asSiteNames(
          [{ kind: 'ksup_deal_type', pointer: '/type', value: RETAIL_DEAL_TYPE }],
          'request',
          tables,
        )
      : [],
}

/** What the tables would do with the values of an exchange. */
export function previewMappings(
  operation: string,
  messages: PassingMessages,
  tables: PreviewTables,
): Replacement[] {
  const preview = previews[operation]
  if (preview) return preview(messages, tables)
  if (operation.startsWith('regate.')) return previewRegate(messages, tables)
  return operation.startsWith('commerceml.') ? previewCml(operation, messages, tables) : []
}
