import type { OrderDraft, SiteDictionaries, SiteOrder } from './model.ts'

/**
 * What a simulated shop is filled with at first start. Money in kopecks, quantities in thousandths. Which 1C items a
 * product is bound to is not here: that is the mapping table `product` (AD-27).
 */
export interface SiteDemoData {
  dictionaries: SiteDictionaries
  customers: readonly SiteDemoCustomer[]
  products: readonly SiteDemoProduct[]
  orders: readonly SiteDemoOrder[]
}

export interface SiteDemoCustomer {
  customer_id: string
  /** `false`: a known buyer without an account; no personal account, no notice, no invoice (AD-39). */
  registered: boolean
  requisites: SiteOrder['requisites']
  client: SiteOrder['client']
  /** Delivery of the customer's last order, offered when the next draft is made. */
  delivery: SiteOrder['delivery']
}

export interface SiteDemoProduct {
  tovar_id: string
  name: string
  artikul: string
  unit: string
  /** Kopecks; the price of the shop window, final only in 1C's invoice. */
  price: number
  /** What the shop knows of the stock of the product's offers before 1C sends any; `storage` is the site's identifier. */
  stock: readonly { offer_id: string; storage: string; quantity: number }[]
}

/** An order placed before the first start; it is marked for export like any new one. */
export interface SiteDemoOrder {
  order_id: string
  order_number: string
  /** Age of the order when the shop is filled. */
  minutes_ago: number
  draft: OrderDraft
}
