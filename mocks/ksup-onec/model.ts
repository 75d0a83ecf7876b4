import type { Address, CounterpartyKind, Reason, Verdict } from '../../server/contracts/ksup/conditions.ts'
import type { MessageKind } from '../../server/contracts/ksup/direction.ts'
import type { DocumentRow } from '../../server/contracts/ksup/rows.ts'
import type { OutboxRow } from '../../server/outbox/model.ts'

/**
 * What the 1C that exchanges with КСУП shows of itself. Money in kopecks, quantities in thousandths; documents have local
 * times and days, everything else instants ISO 8601 in UTC. Pure: the screens import it.
 */

export type { Address, CounterpartyKind, DocumentRow, MessageKind, OutboxRow, Reason, Verdict }

export interface Page<Row> {
  rows: Row[]
  total: number
}

export interface ListQuery {
  text?: string | undefined
  offset?: number | undefined
  limit: number
}

/** What would go to КСУП about an object, and what has gone. */
export interface Sending {
  /** Verdicts for the object as it stands. */
  verdicts: VerdictView[]
  /** Messages of the object, newest first. */
  messages: OutboxRow[]
}

/** A verdict; an income has one for each order that it pays. */
export interface VerdictView extends Verdict {
  deal_number?: number | null
  amount?: number
}

/* ---------- directories ---------- */

export interface CounterpartyRow {
  ref: string
  /** «Код». */
  code_1c: string
  name: string
  /** «Юр/физ лицо» */
  kind: CounterpartyKind
  inn: string | null
  email: string | null
  phone: string | null
  code_ksup: string | null
  deletion_mark: boolean
}

export interface CounterpartyCard extends CounterpartyRow, Sending {
  emails: Address[]
  phones: Address[]
  cards: LoyaltyCard[]
  agreements: Agreement[]
}

export interface CounterpartyEdit {
  name?: string | undefined
  kind?: CounterpartyKind | undefined
  inn?: string | null | undefined
  emails?: Address[] | undefined
  phones?: Address[] | undefined
  deletion_mark?: boolean | undefined
}

export interface GroupRow {
  ref: string
  name: string
  /** On the list «Выгружается» (D-32). */
  exported: boolean
  items: number
}

export interface ItemRow {
  ref: string
  code: string
  article: string
  name: string
  series: string
  manufacturer: string
  group: { ref: string; name: string; exported: boolean }
  kind: string
  deletion_mark: boolean
  archived: boolean
  price_retail: number | null
  /** «Доступно» on all warehouses of the exchange. */
  available: number
}

export interface StockRow {
  warehouse: string
  on_hand: number
  reserved: number
  /** «Доступно»: may be below zero. */
  available: number
}

export interface ItemCard extends ItemRow, Sending {
  /** «Акционная» with its days, `to: null` is an open end. */
  special: { price: number; from: string; to: string | null } | null
  stock: StockRow[]
}

export interface ItemEdit {
  article?: string | undefined
  name?: string | undefined
  series?: string | undefined
  manufacturer?: string | undefined
  group?: string | undefined
  kind?: string | undefined
  deletion_mark?: boolean | undefined
  archived?: boolean | undefined
  price_retail?: number | null | undefined
  special?: { price: number; from: string; to: string | null } | null | undefined
  stock?: { warehouse: string; on_hand: number; reserved: number }[] | undefined
}

export interface LoyaltyCard {
  code: string
  /** The field «Клиент»; `null`: nobody's (DD-47). */
  owner: { ref: string; name: string; code_1c: string } | null
}

/** An individual agreement with special prices (D-107, DD-57). */
export interface Agreement {
  ref: string
  number: string
  counterparty: { ref: string; name: string }
  from: string
  to: string | null
  /** Kopecks by article. */
  prices: { article: string; name: string; price: number }[]
}

export interface AgreementEdit {
  counterparty: string
  from: string
  to: string | null
  prices: { article: string; price: number }[]
}

/* ---------- documents ---------- */

export const DOCUMENT_KINDS = ['order', 'payment', 'shipment', 'receipt'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

export interface OrderLine extends DocumentRow {
  /** «Отменено». */
  cancelled: boolean
}

export interface OrderData {
  /** Local time. */
  date: string
  /** Reference. */
  counterparty: string
  type: string
  status: string
  /** «№ сделки в КСУП» (D-48). */
  deal_number: number | null
  comment: string
  rows: OrderLine[]
}

export interface PaymentData {
  /** `YYYY-MM-DD` */
  date: string
  /** Reference, `null` for a payer that 1C does not have. */
  counterparty: string | null
  payer: string
  /** What is tied to which order; `order: null` is tied to none. */
  shares: { order: string | null; amount: number }[]
  comment: string
  /** The payment of a bank statement that it was made of. */
  bank_key: string | null
}

export interface ShipmentData {
  /** Local time of the original document (DD-41). */
  date: string
  counterparty: string | null
  /** Reference of the order, `null` for none (DD-45). */
  order: string | null
  rows: DocumentRow[]
  /** «Корректировка реализации»: when the composition was corrected. */
  corrections: string[]
}

export interface ReceiptData {
  /** Local time. */
  date: string
  operation: 'sale' | 'return'
  /** Code of the loyalty card, `null` for none. */
  card: string | null
  rows: DocumentRow[]
  /** Deal that КСУП made of it (section 6.7). */
  deal_number: number | null
}

export interface DocumentData {
  order: OrderData
  payment: PaymentData
  shipment: ShipmentData
  receipt: ReceiptData
}

export interface DocumentRowView {
  ref: string
  kind: DocumentKind
  number: string
  date: string
  posted: boolean
  deletion_mark: boolean
  counterparty: string | null
  /** Of the document; of its order for payments and shipments. Several: a payment of several orders. */
  deal_numbers: number[]
  amount: number
  /** Type and status of an order, operation of a receipt. */
  type: string | null
  status: string | null
  /** What became of the last message of the document. */
  sent: OutboxRow['state'] | null
  updated_at: string
}

/** What a person may do with a document besides editing it. */
export const DOCUMENT_ACTIONS = ['post', 'unpost', 'mark', 'unmark', 'close', 'reopen'] as const
export type DocumentAction = (typeof DOCUMENT_ACTIONS)[number]

type CardOf<Kind extends DocumentKind> = DocumentRowView &
  Sending & {
    kind: Kind
    data: DocumentData[Kind]
    actions: DocumentAction[]
    operator: Reason[]
    related: DocumentRowView[]
  }
export type DocumentCard = { [Kind in DocumentKind]: CardOf<Kind> }[DocumentKind]

/** What a person writes of a document; the rest comes by itself. */
export interface DocumentInput {
  order: OrderData
  payment: Omit<PaymentData, 'bank_key'>
  shipment: Omit<ShipmentData, 'corrections'>
  receipt: Omit<ReceiptData, 'deal_number'>
}

/** A document as a person writes it. `ref` is absent for a new one; `post`: «Провести и закрыть». */
export type DocumentEdit = {
  [Kind in DocumentKind]: {
    kind: Kind
    ref?: string | undefined
    post: boolean
    data: DocumentInput[Kind]
  }
}[DocumentKind]

export interface DocumentQuery extends ListQuery {
  kind?: DocumentKind | undefined
  deal_number?: number | undefined
}

/* ---------- conditions of sending ---------- */

export const COVERED_OBJECTS = ['counterparty', 'item', ...DOCUMENT_KINDS] as const
export type CoveredObject = (typeof COVERED_OBJECTS)[number]

/** A line of the page «условия отправки». */
export interface CoverageRow {
  object: CoveredObject
  ref: string
  title: string
  verdicts: VerdictView[]
  /** State of the last message about it. */
  sent: OutboxRow['state'] | null
}

/** A line of the operator's list: what no message tells КСУП (DD-31, DD-36, DD-45, DD-64). */
export interface OperatorRow {
  object: CoveredObject
  ref: string
  title: string
  reasons: Reason[]
}

export const ONEC_MODES = ['ok', 'down', 'locked', 'slow'] as const
/** How the service of 1C behaves towards КСУП: it answers; it is not there; data are locked; it takes its time. */
export type OnecMode = (typeof ONEC_MODES)[number]

export interface KsupOnecCounts {
  counterparties: number
  items: number
  documents: Record<DocumentKind, number>
  /** Lines of the operator's list. */
  operator: number
}

/** A payment of a bank statement as the bank part of ReGate holds it (point of contact of contracts B and D). */
export interface BankPayment {
  /** Tells it from every other one, for ever. */
  key: string
  number: string
  /** `YYYY-MM-DD`, the day the money came. */
  date: string
  payer: string
  payer_inn: string
  amount: number
  purpose: string
  /** What was allocated to orders, by number of the order; the rest is tied to none. */
  shares: { order_number: string; amount: number }[]
}
