import type { z } from 'zod'
import type { Text } from '../../server/contracts/text.ts'
import type {
  OutgoingOrder,
  ProcessedOrder,
  ProcessingResult,
} from '../../server/contracts/site-orders/schema.ts'

/** What the simulated shop shows of itself. Money in kopecks, quantities in thousandths, times ISO 8601 with zone. */

export type SiteOrder = z.infer<typeof OutgoingOrder>
export type OnecVersion = z.infer<typeof ProcessedOrder>
export type OrderResult = z.infer<typeof ProcessingResult>

export type ExchangeState = 'marked' | 'accepted' | 'rejected' | 'returned' | 'returned_marked'

export interface SiteOrderRow {
  order_id: string
  order_number: string
  order_time: string
  customer_id: string | null
  customer: string
  authorized: boolean
  /** Status shown to the client: 1C's once a version exists. */
  status: string
  status_known: boolean
  exchange_state: ExchangeState
  revision: number
  mark_reason: 'new' | 'changed' | 'manual' | null
  /** Sum the client sees: of the last 1C version, or an estimate by the shop's prices. */
  total: number
  total_final: boolean
  seq: number | null
  last_result: OrderResult['result'] | null
  deferred_times: number
  /** The most pressing of the open tasks, `null` when there are none. */
  attention: Text | null
}

/**
 * Something that a person has to do or to know because of a code of 1C (section 9). Tasks stay until the order is marked
 * again or 1C sends another result or version.
 */
export interface SiteTask {
  code: string
  audience: 'client' | 'manager' | 'developer'
  text: Text
  /** Path of the field that 1C named, such as `order.requisites.inn`. */
  field: string | null
}

export interface SiteHistoryEvent {
  at: string
  kind: 'created' | 'edited' | 'marked' | 'taken' | 'result' | 'version' | 'cancelled' | 'action'
  revision: number | null
  seq: number | null
  /** Site actions that a code caused, as sentences. */
  text: Text
  codes: {
    code: string
    severity: 'info' | 'warning' | 'error'
    message: string
    action: Text
  }[]
  /** Fields that differ from the version before, as pointers with both values. */
  changes: { pointer: string; before: string | null; after: string | null }[]
  entry: number | null
}

export interface SiteOrderDetail extends SiteOrderRow {
  /** The shop's own data. */
  own: SiteOrder
  /** Versions received from 1C, newest first, apart from `own`. */
  versions: { seq: number; received_at: string; body: OnecVersion; warnings: string[] }[]
  history: SiteHistoryEvent[]
  tasks: SiteTask[]
  may_edit: boolean
  may_cancel: boolean
}

export interface SiteProduct {
  tovar_id: string
  name: string
  artikul: string
  price: number
  unit: string
  on_sale: boolean
  offers: string[]
  mode: 'alternatives' | 'kit'
  /** `stale`: 1C said there is not enough (ORD-305) and has not sent the figure anew. */
  stock: { storage: string; quantity: number; stale: boolean }[]
}

export interface SiteCustomer {
  customer_id: string
  name: string
  email: string
  telefon: string
  organization: string | null
  ref_1c: string | null
  /** A buyer without an account has no personal account. */
  registered: boolean
}

export interface SiteDictionaries {
  city: { id: string; name: string }[]
  delivery_method: { id: string; name: string; pickup: boolean }[]
  storage: { id: string; name: string }[]
  transport_company: { id: string; name: string; code_1c: string }[]
  payment_method: { id: string; name: string }[]
  order_status: { id: string; name: string }[]
}

/** An order in the personal account, as the client sees it (A-26, A-28, A-35, A-47…A-50). */
export interface AccountOrder {
  order_id: string
  order_number: string
  order_time: string
  status: string
  total: number
  /** Text of the red notice, or `null` once 1C returned the order. */
  notice: string | null
  /** Address of the invoice, or `null` while there is none. */
  invoice: string | null
  /** What the shop tells the client about the order because of 1C's codes. */
  messages: Text[]
  /** `false` hides «Повторить заказ» (ORD-203). */
  may_repeat: boolean
  waybill: string | null
  organization: string | null
  lines: { name: string; quantity: number; unit: string; price: number; discount: number; total: number }[]
}

/** What a person fills in to place or change an order on the site. */
export interface OrderDraft {
  /** `null`: an unregistered buyer. */
  customer_id: string | null
  requisites?: SiteOrder['requisites']
  client: SiteOrder['client']
  delivery: SiteOrder['delivery']
  lines: { tovar_id: string; storage: string; quantity: number }[]
}
