import type { OutboxStatus } from '../outbox/model.ts'
import type { SideMode } from '../storage/document-schema.ts'
import type { KsupCounts, KsupMode } from '../../mocks/ksup/model.ts'
import type { KsupOnecCounts, OnecMode } from '../../mocks/ksup-onec/model.ts'

/** The integration server between КСУП and 1C. Instants are ISO 8601 in UTC. Pure: the screens import it. */

export const INBOX_STATES = ['queued', 'applied', 'no_action', 'refused', 'skipped'] as const
/** `skipped`: a person took a queued or refused message out. */
export type InboxState = (typeof INBOX_STATES)[number]

/** A message that 1C sent (DD-04: stored first, then applied). */
export interface InboxRow {
  /** `meta.message_id`, or the id made of the body (section 5.2). */
  id: string
  operation: string
  /** `type` of an order, a shipment or a receipt. */
  type: string | null
  key: string
  seq: number
  /** What it is about: a code, an article, a deal number. */
  subject: string | null
  state: InboxState
  /** What a queued one waits for: КСУП, or the messages before it (DD-06). */
  waits_for: 'ksup' | 'turn' | null
  code: string | null
  detail: string | null
  warnings: { code: string; message: string }[]
  /** Tries to hand it to КСУП. */
  attempts: number
  received_at: string
  finished_at: string | null
  next_at: string | null
  /** Journal entry that brought it. */
  entry: number | null
}

export interface InboxMessage extends InboxRow {
  body: unknown
}

export interface InboxQuery {
  text?: string | undefined
  state?: InboxState | undefined
  offset?: number | undefined
  limit: number
}

export const SERVER_MODES = ['ok', 'error', 'slow', 'lost-answer', 'maintenance'] as const
/**
 * How the server behaves towards 1C: it answers; fails before it stores anything; takes its time; does its work and drops the
 * connection instead of answering, so that 1C sends twice; is under maintenance.
 */
export type ServerMode = (typeof SERVER_MODES)[number]

/** What a person has switched on to see how the others take it. */
export interface KsupConditions {
  ksup: KsupMode
  server: ServerMode
  onec: OnecMode
  /** How long a slow side takes, ms. */
  slow_ms: number
}

export interface KsupBlockState {
  mode: SideMode
  /** Where it is reached now. */
  address: string
  /** Where it is reached when it is `proxied`. */
  link_address: string
  has_password: boolean
}

/** The three blocks at a glance. */
export interface KsupOverview {
  blocks: { ksup: KsupBlockState; server: KsupBlockState; onec: KsupBlockState }
  ksup: KsupCounts
  onec: KsupOnecCounts
  inbox: Record<InboxState, number>
  outbox: { onec: OutboxStatus; server: OutboxStatus }
  conditions: KsupConditions
}

/** What 1C's `GET /ping` came to. */
export interface KsupPing {
  ok: boolean
  address: string
  /** Clock of 1C, local time. */
  time: string | null
  /** ms */
  took: number
  code: string | null
  message: string | null
  entry: number | null
}
