import type { Text } from '../text.ts'

/* ---------- 5.1: exchange state of an order on the site ---------- */

export const EXCHANGE_STATES = ['marked', 'accepted', 'rejected', 'returned', 'returned_marked'] as const
export type ExchangeState = (typeof EXCHANGE_STATES)[number]

/**
 * What happens to an order. `accepted` and `rejected` are results about the current revision; a result about an older
 * revision (AD-04) and a `deferred` one are `kept`; `version` is a POST /orders from 1C; `edited` and `manual` set the mark.
 */
export const EXCHANGE_EVENTS = ['accepted', 'rejected', 'kept', 'version', 'edited', 'manual'] as const
export type ExchangeEvent = (typeof EXCHANGE_EVENTS)[number]

/** A new order starts here. */
export const INITIAL_STATE: ExchangeState = 'marked'

/** The transitions of 5.1. What is not listed leaves the state alone: without a mark a result has nothing to clear. */
export const exchangeTransitions: Readonly<
  Record<ExchangeState, Readonly<Partial<Record<ExchangeEvent, ExchangeState>>>>
> = {
  marked: { accepted: 'accepted', rejected: 'rejected', version: 'returned_marked' },
  accepted: { version: 'returned', edited: 'marked', manual: 'marked' },
  rejected: { version: 'returned', edited: 'marked', manual: 'marked' },
  returned: { edited: 'returned_marked', manual: 'returned_marked' },
  returned_marked: { accepted: 'returned', rejected: 'rejected' },
}

/**
 * The state after an event. An order that was rejected after 1C had returned it keeps its 1C version, so a new mark
 * brings it back to `returned_marked`, not to `marked` (the table of 5.1: the notice stays hidden).
 */
export function nextExchangeState(
  state: ExchangeState,
  event: ExchangeEvent,
  hasVersion: boolean,
): ExchangeState {
  const next = exchangeTransitions[state][event] ?? state
  return next === 'marked' && hasVersion ? 'returned_marked' : next
}

/** The event that a processing result is, given the revision the site has now (AD-04). */
export function resultEvent(
  result: 'accepted' | 'accepted_with_warnings' | 'rejected' | 'deferred',
  revision: number,
  currentRevision: number,
): ExchangeEvent {
  if (result === 'deferred' || revision !== currentRevision) return 'kept'
  return result === 'rejected' ? 'rejected' : 'accepted'
}

/** What a state means for those who look at the order. */
export interface ExchangeFacts {
  /** The export mark is set, so GET /orders returns the order. */
  mark: boolean
  /** The notice of A-48 is shown. */
  notice: boolean
  /** The invoice can be downloaded. */
  invoice: boolean
}

/** The table of 5.1. */
export function exchangeFacts(state: ExchangeState, hasVersion: boolean): ExchangeFacts {
  return { mark: state === 'marked' || state === 'returned_marked', notice: !hasVersion, invoice: hasVersion }
}

/** `deferred` more often than this in a row raises an alarm on the site; the mark stays (section 9). */
export const DEFERRED_ALARM_AFTER = 20

/* ---------- 5.2: business statuses, the starter set of an open dictionary ---------- */

export interface OrderStatus {
  code: string
  /** The name on the wire. */
  name: string
  title: Text
  client_may_edit: boolean
  final: boolean
}

export const ORDER_STATUSES = [
  {
    code: 'approval',
    name: 'На согласовании',
    title: { ru: 'На согласовании', en: 'In approval' },
    client_may_edit: true,
    final: false,
  },
  {
    code: 'awaiting_payment',
    name: 'Ожидает оплаты',
    title: { ru: 'Ожидает оплаты', en: 'Awaiting payment' },
    client_may_edit: false,
    final: false,
  },
  {
    code: 'in_work',
    name: 'К выполнению',
    title: { ru: 'К выполнению', en: 'In work' },
    client_may_edit: false,
    final: false,
  },
  {
    code: 'shipping',
    name: 'В процессе отгрузки',
    title: { ru: 'В процессе отгрузки', en: 'Being shipped' },
    client_may_edit: false,
    final: false,
  },
  {
    code: 'shipped',
    name: 'Отгружен',
    title: { ru: 'Отгружен', en: 'Shipped' },
    client_may_edit: false,
    final: false,
  },
  {
    code: 'closed',
    name: 'Закрыт',
    title: { ru: 'Закрыт', en: 'Closed' },
    client_may_edit: false,
    final: true,
  },
  {
    code: 'cancelled',
    name: 'Отменён',
    title: { ru: 'Отменён', en: 'Cancelled' },
    client_may_edit: false,
    final: true,
  },
] as const satisfies readonly OrderStatus[]

/** New orders leave the site with this status. */
export const NEW_ORDER_STATUS = 'На согласовании'
/** The only status with which a returned order may have no lines. */
export const CANCELLED_STATUS = 'Отменён'

/* ---------- 5.3: outgoing version in 1C ---------- */

export const OUTGOING_STATES = ['queued', 'sending', 'delivered', 'waiting', 'parked', 'superseded'] as const
export type OutgoingState = (typeof OUTGOING_STATES)[number]

/** `replace`: a newer version of the order was made; `resend`: an operator's "send again". */
export const OUTGOING_EVENTS = ['send', 'deliver', 'retry', 'park', 'replace', 'resend'] as const
export type OutgoingEvent = (typeof OUTGOING_EVENTS)[number]

export const outgoingTransitions: Readonly<
  Record<OutgoingState, Readonly<Partial<Record<OutgoingEvent, OutgoingState>>>>
> = {
  queued: { send: 'sending', replace: 'superseded' },
  sending: { deliver: 'delivered', retry: 'waiting', park: 'parked' },
  waiting: { send: 'sending', replace: 'superseded', resend: 'queued' },
  parked: { resend: 'queued', replace: 'superseded' },
  delivered: {},
  superseded: {},
}

/** The state of an outgoing message after an event, `null` when the event is not possible in it. */
export function nextOutgoingState(state: OutgoingState, event: OutgoingEvent): OutgoingState | null {
  return outgoingTransitions[state][event] ?? null
}

/* ---------- AD-34: retry schedule ---------- */

/** Pauses before the attempts after the first, in ms; after the last one the message waits for the next cycle. */
export const RETRY_DELAYS_MS = [5_000, 15_000, 60_000, 300_000, 900_000] as const

/** Statuses of AD-34 that are tried again; every other 4xx parks the message. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500
}

/**
 * The pause before the next attempt, in ms, after `failures` failed ones (from 1); a longer `Retry-After` is honoured.
 * `null`: wait for the next cycle.
 */
export function retryDelay(failures: number, retryAfterMs: number | null = null): number | null {
  const planned = RETRY_DELAYS_MS[failures - 1]
  return planned === undefined ? null : Math.max(planned, retryAfterMs ?? 0)
}
