import type { MessageKind } from '../contracts/ksup/direction.ts'
import type { OutboxState } from '../contracts/ksup/outbox-state.ts'

/** Messages that one side sends to another, stored with what caused them (DD-07, section 4.4). Instants are ISO 8601 in UTC. Pure. */

/** Who sends: the simulated 1C, or the integration server on behalf of КСУП. */
export const SENDERS = ['onec', 'server'] as const
export type Sender = (typeof SENDERS)[number]

/** A message to be sent; the outbox adds `meta`. */
export interface NewMessage {
  /** Id of the operation: `ksup.orders`. */
  operation: string
  kind: MessageKind
  /** Link key: within it messages go one after the other (DD-06, DD-08). */
  key: string
  /** Reference of the object that it tells of. */
  object: string
  /** The object in words: «Заказ клиента 0000-021502». */
  title: string
  /** The body without `meta`, as the contract's schema has it. */
  body: Readonly<Record<string, unknown>>
  /** `meta.source_ref`. */
  sourceRef?: string
  /** `meta.resolves` (DD-37). */
  resolves?: string
}

export interface OutboxRow {
  /** `meta.message_id`. */
  id: string
  sender: Sender
  operation: string
  kind: MessageKind
  key: string
  seq: number
  object: string
  title: string
  state: OutboxState['state']
  /** Tries so far. */
  attempts: number
  /** When a waiting one is tried again. */
  next_at: string | null
  /** Why it was not delivered: a code of the contract, `NETWORK`, `HTTP-502`, `SKIPPED`, `REPLACED`. */
  code: string | null
  /** The last answer in words. */
  message: string | null
  /** `result` of a delivered one. */
  result: string | null
  warnings: { code: string; message: string }[]
  created_at: string
  finished_at: string | null
  /** Journal entry of the last try. */
  entry: number | null
  /** Id of the message that took its place. */
  replaced_by: string | null
}

export interface OutboxMessage extends OutboxRow {
  /** As it travels, `meta` included. */
  body: Record<string, unknown>
}

export interface OutboxQuery {
  text?: string | undefined
  state?: OutboxRow['state'] | undefined
  object?: string | undefined
  offset?: number | undefined
  limit: number
}

export interface OutboxPage {
  rows: OutboxRow[]
  total: number
}

/** The outbox of one sender at a glance. */
export interface OutboxStatus {
  counts: Record<OutboxRow['state'], number>
  /** Nothing goes until a person resumes it: account or rights were refused (section 7). */
  stopped: { code: string; message: string; at: string } | null
  /** When the next waiting message is due. */
  next_at: string | null
}
