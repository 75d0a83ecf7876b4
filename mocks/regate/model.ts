import type { Text } from '../../server/contracts/text.ts'

/**
 * What a base of an enterprise shows of itself. Money in kopecks, quantities in thousandths, instants ISO 8601 in UTC.
 * Pure: the screens import it.
 */

export interface EnterpriseRow {
  id: string
  name: string
  /** Base address of the publication, without `/hs/…`. */
  address: string
  organizations: string[]
  users: string[]
  counts: { stores: number; items: number; clients: number; orders: number; waiting: number }
  conditions: BaseConditions
}

export interface StoreRow {
  store_id: string
  name: string
  city: string
  address: string
  work_hours: string | null
  pickup: boolean
  delivery: boolean
}

export interface GroupRow {
  group_id: string
  parent_id: string | null
  name: string
  /** Items directly in the group. */
  items: number
}

export interface PriceTier {
  /** Thousandths: the price holds for strictly more (BD-31). */
  over: number
  /** Kopecks. */
  price: number
}

export interface ItemStock {
  store_id: string
  quantity: number
  reserved: number
}

export interface ItemRow {
  item_id: string
  group_id: string
  article: string
  name: string
  brand: string | null
  barcode: string | null
  unit: string
  portion: number
  min_volume: number
  step: number
  unlimited: boolean
  price: number | null
  tiers: PriceTier[]
  nds_s: string
  stock: ItemStock[]
}

export interface ItemCard extends ItemRow {
  country: string | null
  short_description: string
  full_description: string
  icon_hue: number | null
  changed_at: string
}

/** A part of a list, in the order of the base. */
export interface Page<Row> {
  rows: Row[]
  /** Pass it on to get the rows after these; `null` at the end. */
  next: number | null
  total: number
}

export interface ItemQuery {
  text?: string | undefined
  group_id?: string | undefined
  /** Rows after this position. */
  after?: number | undefined
  limit: number
}

/** What a person may change in an item. */
export interface ItemEdit {
  name?: string | undefined
  article?: string | undefined
  barcode?: string | null | undefined
  brand?: string | null | undefined
  group_id?: string | undefined
  short_description?: string | undefined
  full_description?: string | undefined
  price?: number | null | undefined
  tiers?: PriceTier[] | undefined
  portion?: number | undefined
  min_volume?: number | undefined
  step?: number | undefined
  unlimited?: boolean | undefined
  stock?: { store_id: string; quantity: number }[] | undefined
}

export interface ClientRow {
  client_id: string
  code_1c: string
  name: string
  type: string | null
  inn: string | null
  kpp: string | null
  phone: string | null
  email: string | null
  incomplete: boolean
  balance: number
  orders: number
}

export interface OrderRow {
  order_id: string
  order_number: string
  booking_id: string
  client_id: string
  client: string
  store: string
  status: number
  payment_code: number
  amount: number
  paid: number
  created_at: string
  valid_until: string | null
  flagged: boolean
}

export interface OrderLine {
  item_id: string
  article: string
  name: string
  unit: string
  quantity: number
  price: number
  amount: number
  reserved: number
}

export interface OrderEvent {
  at: string
  event: string
  status: number
  payment_code: number
  note: string
}

export interface PaymentRow {
  id: number
  kind: number
  transaction_id: string | null
  client_id: string | null
  client: string | null
  amount: number
  paid_at: string
  document: string
  /** Where the money is; without an order it is on the balance. */
  allocations: { order_id: string | null; order_number: string | null; amount: number }[]
  refused_with: string | null
  /** What the payment system or the bank said (B-54). */
  details: Record<string, unknown>
}

export interface PostingRow {
  at: string
  document: string
  debit: string
  credit: string
  amount: number
}

export interface RefundRow {
  refund_id: string
  order_id: string
  order_number: string
  state: 'prepared' | 'executed' | 'failed'
  amount: number
  to_card: string
  original_transaction_id: string
  order_number_1c: string
  goods_returned: boolean
  return_confirmed: boolean
  /** The order's goods had left, so that there is something to take back. */
  shipped: boolean
  reason: string
  created_at: string
}

export interface OrderDetail extends OrderRow {
  organization_id: string
  delivery: unknown
  comment: string | null
  shipped: boolean
  lines: OrderLine[]
  events: OrderEvent[]
  payments: PaymentRow[]
  postings: PostingRow[]
  refunds: RefundRow[]
  /** What may be done with the order now. */
  actions: OrderAction[]
}

/** What a person at 1C does with an order; no method of the service does it (BD-24). */
export const ORDER_ACTIONS = ['cash', 'e-money', 'cancel', 'ship'] as const
export type OrderAction = (typeof ORDER_ACTIONS)[number]

export const REFUND_ACTIONS = ['execute', 'fail', 'confirm-return'] as const
export type RefundAction = (typeof REFUND_ACTIONS)[number]

export interface OrderQuery {
  text?: string | undefined
  status?: number | undefined
  client_id?: string | undefined
  limit: number
}

/** A payment of a bank statement that waits for a person, or was posted. */
export interface BankRow {
  id: number
  statement: string
  loaded_at: string
  outcome: string
  rule: string | null
  reason: Text | null
  waiting: boolean
  payment: PaymentRow
  payer: { name: string; inn: string; kpp: string; account: string; number: string; purpose: string }
}

/** A payment of a bank statement with what it was allocated to, as another exchange of the same 1C tells of it. */
export interface BankIncome {
  /** Tells it from every other payment, for ever. */
  key: string
  number: string
  /** `YYYY-MM-DD`, the day the money came. */
  date: string
  payer: string
  payer_inn: string
  amount: number
  purpose: string
  /** By number of the order; the rest is on the client's balance or waits for a person. */
  shares: { order_number: string; amount: number }[]
}

export interface StatementReport {
  statement: string
  documents: {
    number: string
    date: string
    payer: string
    amount: number
    outcome: 'order' | 'ambiguous-order' | 'ambiguous-client' | 'unrecognised' | 'repeated' | 'not-ours'
    client: string | null
    order_number: string | null
    /** Kopecks that went to the order; the rest is on the balance. */
    allocated: number
    reason: Text | null
  }[]
  findings: { severity: string; code: string; message: Text; line: number; column: number }[]
}

/** Where a person says the money of a payment belongs; what no part names stays on the client's balance. */
export interface ManualAllocation {
  client_id: string
  parts: { order_id: string; amount: number }[]
}

/** What a person has switched on in a base, to see how its callers take it. */
export interface BaseConditions {
  maintenance: boolean
  no_licence: boolean
  /** Every write meets a lock. */
  locked: boolean
  /** Id of an answer of the platform that every request gets instead of the service's (section 7.3). */
  platform: string | null
}
