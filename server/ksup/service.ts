import type Koa from 'koa'
import type { Outbox } from '../outbox/outbox.ts'
import type { Sender } from '../outbox/model.ts'
import type { KsupSettings } from '../storage/document-schema.ts'
import type { Ksup } from '../../mocks/ksup/service.ts'
import type { KsupOnec } from '../../mocks/ksup-onec/service.ts'
import type {
  InboxMessage,
  InboxQuery,
  InboxRow,
  InboxState,
  KsupConditions,
  KsupOverview,
  KsupPing,
} from './model.ts'
import type { Block, KsupEndpoint } from './settings.ts'

/** What the server has received (DD-04…DD-06). */
export interface Inbox {
  start(): Promise<void>
  stop(): Promise<void>
  counts(): Promise<Record<InboxState, number>>
  list(query: InboxQuery): Promise<{ rows: InboxRow[]; total: number }>
  /** @throws Refusal `KSUP-MESSAGE-UNKNOWN` */
  message(id: string): Promise<InboxMessage>
  /** A queued or refused one is handed to КСУП now. @throws Refusal `KSUP-MESSAGE-STATE` */
  retry(id: string): Promise<InboxMessage>
  /** Takes a queued or refused one out; those behind it go on. @throws Refusal `KSUP-MESSAGE-STATE` */
  skip(id: string): Promise<InboxMessage>
  /** КСУП is there again, or may be: everything queued is tried. */
  poke(): void
  /** Resolves when nothing can be handed over now. */
  idle(): Promise<void>
  clear(): Promise<void>
}

export interface KsupPasswords {
  ksup: string | null
  server: string | null
  onec: string | null
  /** Of the callers of the bench's own server and 1C. */
  serverAccount: string | null
  onecAccount: string | null
}

/** The three blocks put together. */
export interface KsupParts {
  ksup: Ksup
  onec: KsupOnec
  inbox: Inbox
  /** What the server sends to 1C on behalf of КСУП. */
  serverOutbox: Outbox
  outbox(sender: Sender): Outbox
  /** `/ksup/api/ksup/v1/…`, `/ksup/hs/ksup/…` and `/onec/hs/ksup/…`. */
  routes: Koa.Middleware
  settings(): KsupSettings
  /** @param passwords `null` keeps the one that is stored */
  saveSettings(settings: KsupSettings, passwords: KsupPasswords): Promise<KsupSettings>
  overview(): Promise<KsupOverview>
  conditions(): KsupConditions
  setConditions(conditions: Partial<KsupConditions>): KsupConditions
  ping(): Promise<KsupPing>
  /** The account of today for an address of the exchange; `null` for any other address. */
  accountOf(url: string): Promise<{ user: string; password: string } | null>
  /** Where a block is reached now, and with which account. */
  endpoint(block: Block): Promise<KsupEndpoint>
  /** Bank payments of the enterprise of the settings become incomes of 1C. */
  takeBankPayments(): Promise<{ made: number; changed: number }>
  /** Fills what is empty with the demo and goes on with what was left. */
  start(): Promise<void>
  stop(): Promise<void>
  /** The demo data anew. */
  reset(): Promise<void>
}
