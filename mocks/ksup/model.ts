import type { Address, Verdict } from '../../server/contracts/ksup/conditions.ts'
import type { ObjectType } from '../../server/contracts/ksup/scalars.ts'
import type { DealState } from '../../server/contracts/ksup/deal-state.ts'
import type { LinkState } from '../../server/contracts/ksup/contact-link.ts'
import type { FileType } from '../../server/contracts/ksup/file.ts'
import type { ArticleError } from '../../server/contracts/ksup/price-stock-messages.ts'
import type { DocumentRow } from '../../server/contracts/ksup/rows.ts'

/**
 * What КСУП shows of itself. Money in kopecks, quantities in thousandths, instants ISO 8601 in UTC; local times and days are
 * those of the messages. Pure: the screens import it.
 */

export type { Address, DocumentRow, ObjectType, Verdict }

export interface Page<Row> {
  rows: Row[]
  total: number
}

export interface ListQuery {
  text?: string | undefined
  offset?: number | undefined
  limit: number
}

/* ---------- contacts ---------- */

export interface Task {
  id: number
  title: string
  active: boolean
  /** It is about an order: with an active one the contact goes to 1C (D-12). */
  has_order: boolean
}

export interface ContactRow {
  code_ksup: string
  name: string
  type: ObjectType
  /** The main ones. */
  email: string | null
  phone: string | null
  /** «Код 1С». */
  code_1c: string | null
  link: LinkState
  active_tasks: number
  deals: number
  deleted: boolean
}

export interface ContactCard extends ContactRow {
  emails: Address[]
  phones: Address[]
  tasks: Task[]
  deal_rows: DealRow[]
  /** Would КСУП ask 1C for a counterparty now, and why (not)? */
  verdict: Verdict
  /** The request to 1C: what became of it. */
  request: { message_id: string; code: string | null; message: string | null; at: string } | null
  events: KsupEvent[]
}

/** What a person may write into a contact. */
export interface ContactEdit {
  name?: string | undefined
  type?: ObjectType | undefined
  emails?: Address[] | undefined
  phones?: Address[] | undefined
  /** Set or cleared by hand, so that conditions can be provoked. */
  code_1c?: string | null | undefined
}

export interface TaskEdit {
  id?: number | undefined
  title: string
  active: boolean
  has_order: boolean
}

/* ---------- items ---------- */

export interface ItemRow {
  /** Internal id of КСУП. */
  id: number
  article: string
  name: string
  series: string | null
  manufacturer: string | null
  created_at: string
  changed_at: string
  deleted: boolean
}

/** What the button «Получить цены и остатки» wrote last. */
export interface ItemPrice {
  contact_code: string
  warehouse: string
  available: number
  price_retail: number | null
  price_special: number | null
  price_contract: number | null
  /** Local time of 1C. */
  as_of: string
}

export interface ItemCard extends ItemRow {
  source_ref: string | null
  prices: ItemPrice[]
  events: KsupEvent[]
}

export interface ItemEdit {
  article?: string | undefined
  name?: string | undefined
  series?: string | null | undefined
  manufacturer?: string | null | undefined
}

/* ---------- deals ---------- */

export interface DealRow {
  number: number
  title: string
  /** «Тип сделки»: «Продажа», «Розница» or what a person typed. */
  type: string
  state: DealState
  contact: { code_ksup: string; name: string; code_1c: string | null } | null
  responsible: string
  order_number_1c: string | null
  /** Sums of the order, of the shipments and of the incomes. */
  amount: number
  shipped: number
  received: number
  opened_at: string
  closed_at: string | null
  updated_at: string
  deleted: boolean
}

export interface DealFile {
  id: number
  name: string
  mime: string
  type: FileType
  /** Bytes. */
  size: number
  sha256: string
  /** The last one that came; older ones stay in the history (DD-12). */
  current: boolean
  received_at: string
  message_id: string
}

export interface DealShipment {
  id: number
  /** GUID of the document of 1C; `null` for one in the shape of the seed. */
  source_ref: string | null
  date: string
  rows: DocumentRow[]
  amount: number
  /** How often it was corrected. */
  changes: number
  updated_at: string
}

export interface DealIncome {
  id: number
  source_ref: string | null
  /** `YYYY-MM-DD` */
  date: string
  amount: number
  received_at: string
}

export const EVENT_KINDS = [
  'opened',
  'order-added',
  'order-changed',
  'cancelled',
  'finished',
  'reopened',
  'shipment-added',
  'shipment-changed',
  'income',
  'retail',
  'edited',
  'link-requested',
  'linked',
  'link-failed',
  'changed-in-1c',
  'created-in-1c',
  'deleted',
  'merged',
  'prices',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** A line of the timeline. */
export interface KsupEvent {
  id: number
  at: string
  kind: EventKind
  /** In words, Russian: names, numbers, sums. */
  text: string
  /** The message that brought it, `null` for what a person did in КСУП. */
  message_id: string | null
  warnings: { code: string; message: string }[]
}

export interface DealCard extends DealRow {
  /** Name of the counterparty is not in the messages: only the contact of the deal is shown (DD-62). */
  rows: DocumentRow[]
  files: DealFile[]
  shipments: DealShipment[]
  incomes: DealIncome[]
  events: KsupEvent[]
}

export interface DealQuery extends ListQuery {
  state?: DealState | undefined
  type?: string | undefined
  contact?: string | undefined
}

export interface DealEdit {
  title?: string | undefined
  type?: string | undefined
  /** `active` reopens a closed deal: only a person does that (DD-34). */
  state?: DealState | undefined
  contact?: string | null | undefined
  responsible?: string | undefined
}

export interface NewDeal {
  title: string
  type?: string | undefined
  /** Any free number when not given. */
  number?: number | undefined
  contact?: string | null | undefined
  responsible?: string | undefined
}

/* ---------- notifications ---------- */

/** «Есть неразнесённый доход» (D-75, DD-39). */
export interface Notification {
  id: number
  at: string
  to: string
  /** `YYYY-MM-DD` */
  date: string
  amount: number
  /** The payer, when 1C tells it. */
  comment: string | null
  message_id: string
  state: 'open' | 'closed'
  closed_at: string | null
  /** The deal that the money was assigned to later (DD-37), `null` when a person closed it. */
  deal_number: number | null
}

/* ---------- prices and stock ---------- */

export interface PriceStockView {
  /** Id of the request, for `confirm`. */
  request: string
  contact_code: string | null
  as_of: string
  rows: {
    article: string
    /** Name in 1C. */
    name: string
    /** Name in КСУП, `null` when it has no such article. */
    known_name: string | null
    warehouse: string
    available: number
    price_retail: number | null
    price_special: number | null
    price_contract: number | null
    /** «Номенклатуры совпадают» (D-110, DD-58). */
    check: 'same' | 'differs' | 'unknown'
    written: boolean
  }[]
  errors: ArticleError[]
  warnings: { code: string; message: string }[]
  entry: number | null
}

/* ---------- what КСУП is asked and asks ---------- */

export const KSUP_MODES = ['ok', 'down', 'error', 'slow'] as const
/** How КСУП behaves: it answers; it is not there; it fails with an internal error; it takes its time. */
export type KsupMode = (typeof KSUP_MODES)[number]

export interface KsupCounts {
  contacts: number
  items: number
  deals: Record<DealState, number>
  /** Open ones. */
  notifications: number
  /** Receipts without a card that were taken (DD-51). */
  receipts_without_card: number
}
