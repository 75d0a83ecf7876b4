import { sameRows } from '../rows.ts'
import type { DocumentRow } from '../rows.ts'
import type { ReasonCode } from './reasons.ts'
import { verdict, when } from './verdict.ts'
import type { Verdict } from './verdict.ts'
import { orderStatuses, orderTypes } from './words.ts'

/** «Заказ клиента» (section 4.3, D-45, D-49, D-62, D-65, DD-26…DD-34). */

export const MARKETING = orderTypes.marketing
export const CLOSED = orderStatuses.closed

export interface OrderRow extends DocumentRow {
  /** «Отменено». */
  cancelled: boolean
}

export interface OrderShipment {
  posted: boolean
  rows: readonly Pick<DocumentRow, 'article' | 'quantity'>[]
}

export interface Order {
  ref: string
  number: string
  type: string
  status: string
  posted: boolean
  deletionMark: boolean
  /** «№ сделки в КСУП». */
  dealNumber: number | null
  rows: readonly OrderRow[]
  /** Shipments by this order. */
  shipments: readonly OrderShipment[]
}

/** What 1C remembers of an order that it sent. */
export interface OrderSent {
  dealNumber: number
  rows: readonly DocumentRow[]
  closed: boolean
  closing: 'cancel' | 'finished' | null
}

export interface OrderSettings {
  /** DD-31: closed with a partial shipment is told as finished. @default false */
  closedPartial?: boolean
}

/** The rows that travel: those that are not cancelled in 1C. */
export const orderRows = ({ rows }: Order): DocumentRow[] =>
  rows
    .filter(({ cancelled }) => !cancelled)
    .map(({ article, name, quantity, price, amount }) => ({ article, name, quantity, price, amount }))

/** Why 1C refuses to write an order: D-49, DD-27, DD-29. `null` when it may be written. */
export function orderWriteFault(
  { type, dealNumber }: Order,
  sent: OrderSent | null,
): 'deal-number-required' | 'deal-number-fixed' | null {
  if (sent !== null && sent.dealNumber !== dealNumber) return 'deal-number-fixed'
  return dealNumber === null && type !== MARKETING ? 'deal-number-required' : null
}

/** Thousandths that were shipped, by article; nothing is told apart by price. */
function shippedOf({ shipments }: Order): Map<string, number> {
  const shipped = new Map<string, number>()
  for (const { article, quantity } of shipments.filter(({ posted }) => posted).flatMap(({ rows }) => rows))
    if (quantity > 0) shipped.set(article, (shipped.get(article) ?? 0) + quantity)
  return shipped
}

function orderedOf(order: Order): Map<string, number> {
  const ordered = new Map<string, number>()
  for (const { article, quantity } of orderRows(order))
    ordered.set(article, (ordered.get(article) ?? 0) + quantity)
  return ordered
}

/** What keeps any message about an order from going. */
const gates = (order: Order, sent: OrderSent | null): ReasonCode[] => [
  ...when(order.type === MARKETING, 'marketing'),
  ...when(order.deletionMark, sent === null ? 'deletion-mark' : 'deletion-mark-sent'),
  ...when(!order.posted, 'not-posted'),
  ...when(order.dealNumber === null && order.type !== MARKETING, 'no-deal-number'),
]

function compositionVerdict(order: Order, sent: OrderSent | null): Verdict {
  const rows = orderRows(order)
  if (sent === null)
    return verdict('order-add', [
      ...gates(order, sent),
      ...when(rows.length === 0, 'no-rows'),
      'first-posting',
    ])
  const isChanged = !sameRows(rows, sent.rows)
  const isReopened = sent.closed && order.status !== CLOSED
  return verdict('order-change', [
    ...gates(order, sent),
    ...when(!isChanged && !isReopened, 'rows-unchanged'),
    ...when(isChanged, 'rows-changed'),
    ...when(isReopened, 'reopened'),
  ])
}

function closingVerdicts(
  order: Order,
  sent: OrderSent | null,
  { closedPartial = false }: OrderSettings,
): Verdict[] {
  const shipped = shippedOf(order)
  const ordered = [...orderedOf(order)]
  const isClosed = order.status === CLOSED
  const hasShipment = shipped.size > 0
  const isPartial = hasShipment && ordered.some(([article]) => !shipped.has(article))
  const isShort = hasShipment && ordered.some(([article, quantity]) => (shipped.get(article) ?? 0) < quantity)
  const common = [...gates(order, sent), ...when(!isClosed, 'not-closed')]
  return [
    verdict('order-cancel', [
      ...common,
      ...when(hasShipment, 'has-shipment'),
      ...when(isClosed && sent?.closing === 'cancel', 'already-sent'),
      'closed',
    ]),
    verdict('order-finished', [
      ...common,
      ...when(!hasShipment, 'no-shipment'),
      // An open order is often shipped in part; only a closed one is a matter for the operator.
      ...when(isClosed && isPartial && !closedPartial, 'partial-shipment'),
      ...when(isClosed && sent?.closing === 'finished', 'already-sent'),
      'closed',
      isPartial ? 'closed-partial' : 'all-shipped',
      ...when(isClosed && isShort, 'short-shipment'),
    ]),
  ]
}

/**
 * What 1C would send about an order as it stands, in the order of sending: composition, then closing (table 4.3). Asked when
 * the order is written, and again when a shipment of a closed order is posted or unposted (DD-33).
 * @param sent what 1C remembers of it, `null` before the first `add`
 */
export function orderWritten(order: Order, sent: OrderSent | null, settings: OrderSettings = {}): Verdict[] {
  return [compositionVerdict(order, sent), ...closingVerdicts(order, sent, settings)]
}

/** What 1C remembers after it sent what `orderWritten` said; `null` as long as nothing went. */
export function orderSent(
  order: Order,
  sent: OrderSent | null,
  settings: OrderSettings = {},
): OrderSent | null {
  const going = orderWritten(order, sent, settings)
    .filter(({ wouldSend }) => wouldSend)
    .map(({ kind }) => kind)
  if (order.dealNumber === null || going.length === 0) return sent
  const closed = order.status === CLOSED
  const now = going.includes('order-finished') ? 'finished' : going.includes('order-cancel') ? 'cancel' : null
  return {
    dealNumber: order.dealNumber,
    rows: orderRows(order),
    closed,
    closing: closed ? (now ?? sent?.closing ?? null) : null,
  }
}
