import type { ProcessedOrder, ProcessingResult } from '../../server/contracts/site-orders/schema.ts'
import type { OutgoingState } from '../../server/contracts/site-orders/states.ts'
import type { Text } from '../../server/contracts/text.ts'

export type { DictionaryKind } from '../../server/contracts/site-orders/dictionaries.ts'
export type { OutgoingState } from '../../server/contracts/site-orders/states.ts'

/** What the simulated УТ 11 shows of itself. Money in kopecks, quantities in thousandths, times ISO 8601 with zone, dates of documents local. */

export type VersionBody = ProcessedOrder
export type ResultBody = ProcessingResult

export interface OnecLine {
  tovar_id: string | null
  offer_id: string
  name: string
  unit: string
  storage_ref: string
  quantity: number
  price: number
  discount: number
  nds_s: string
  /** Derived from the four above by the contract's arithmetic. */
  nds_summa: number
  summa: number
}

export interface OnecOrderRow {
  order_id: string
  ref_1c: string
  number_1c: string
  site_number: string
  date: string
  counterparty: string
  status: string
  total: number
  /** Site revision the document was made from. */
  revision: number
  /** Number of the last version made for the site, 0 before the first (AD-31). */
  seq: number
  outgoing: OutgoingState | null
  posted: boolean
  /** Changed in 1C after the last returned version. */
  changed: boolean
  result: ResultBody['result']
}

export interface OnecOrderDetail extends OnecOrderRow {
  lines: OnecLine[]
  requisites: VersionBody['order']['requisites']
  client: VersionBody['order']['client']
  delivery: VersionBody['order']['delivery']
  /** 1C references the delivery fields were resolved to. */
  resolved: {
    city: string | null
    delivery_method: string | null
    transport_company: string | null
    payment_method: string | null
  }
  organization_ref: string
  order_number_payment: string | null
  open_by_user: boolean
  deletion_mark: boolean
  last_result: ResultBody
  versions: { seq: number; made_at: string; body: VersionBody; state: OutgoingState }[]
}

/** What a person may change in a processed order before it goes back (issue point 7). */
export interface OnecOrderEdit {
  lines?: {
    tovar_id: string | null
    offer_id: string
    storage_ref: string
    quantity: number
    price: number
    discount: number
    nds_s: string
  }[]
  status?: string
  requisites?: VersionBody['order']['requisites']
  delivery?: Partial<VersionBody['order']['delivery']>
  order_number_payment?: string | null
  open_by_user?: boolean
  deletion_mark?: boolean
}

export type OutboxKind = 'result' | 'order' | 'stock' | 'nomenclature' | 'contragents' | 'dictionary'

export interface OutboxMessage {
  id: number
  kind: OutboxKind
  subject: string | null
  seq: number | null
  state: OutgoingState
  attempts: number
  next_at: string | null
  code: string | null
  message: string | null
  created_at: string
  entry: number | null
}

/** One run of the exchange (site-orders section 11). */
export interface ExchangeCycle {
  id: number
  started_at: string
  duration_ms: number | null
  trigger: 'button' | 'schedule' | 'api'
  outcome: 'running' | 'done' | 'stopped' | 'skipped'
  /** Why it stopped. */
  code: string | null
  message: Text | null
  steps: {
    step: string
    count: number
    duration_ms: number
    code: string | null
    message: Text | null
  }[]
  orders: { order_id: string; result: ResultBody['result']; codes: string[] }[]
}

export interface OnecItem {
  offer_id: string
  code_1c: string
  artikul: string
  name: string
  unit: string
  nds_s: string
  price: number | null
  archived: boolean
  deletion_mark: boolean
  stock: { storage_ref: string; storage: string; quantity: number }[]
}

export interface OnecCounterparty {
  ref_1c: string
  code_1c: string
  name: string
  inn: string
  kpp: string
  blocked: boolean
}

/**
 * What stands in the way of the whole infobase, switched by a person to try the codes that only a real one produces:
 * maintenance ORD-902, licences ORD-903, a lock ORD-901, a closed period ORD-504.
 */
export interface OnecConditions {
  maintenance: boolean
  no_licence: boolean
  locked: boolean
  /** Local date `yyyy-MM-dd`: documents of earlier days cannot be written. */
  closed_before: string | null
}

export interface OnecNewItem {
  name: string
  artikul?: string
  unit?: string
  nds_s?: string
  /** Kopecks, `null` while there is no price. */
  price?: number | null
}

export interface OnecNewCounterparty {
  requisites?: VersionBody['order']['requisites']
  client?: VersionBody['order']['client']
}

export interface OnecDictionaryItem {
  ref: string
  code: string
  name: string
  /** The extra identifier attribute, typed by hand. */
  site_id: string
  archived: boolean
}

export interface OnecOrganization {
  ref: string
  name: string
  inn: string
  kpp: string
  account: string
  bank: string
  bik: string
  correspondent_account: string
  address: string
}
