import type { Transaction } from 'kysely'
import type { ContactData } from '../../server/contracts/ksup/conditions.ts'
import type { KsupCode } from '../../server/contracts/ksup/errors.ts'
import type { PriceStockAnswer, PriceStockRequest } from '../../server/contracts/ksup/price-stock-messages.ts'
import type { KsupDemoData } from './demo.ts'
import type {
  ContactCard,
  ContactEdit,
  ContactRow,
  DealCard,
  DealEdit,
  DealFile,
  DealQuery,
  DealRow,
  ItemCard,
  ItemEdit,
  ItemRow,
  KsupCounts,
  KsupMode,
  ListQuery,
  NewDeal,
  Notification,
  Page,
  PriceStockView,
  TaskEdit,
} from './model.ts'

/** The internal interface between КСУП and the integration server (section 3), and what people do in КСУП. */

export interface Warning {
  code: string
  message: string
}

/** A message that 1C sent and the server has stored. */
export interface ReceivedMessage {
  operation: string
  /** Value of the operation's request schema, `meta` included. */
  body: unknown
  messageId: string
  /** What КСУП calls the type of a retail deal (D-94); as 1C does when not given. */
  dealType?: string
}

/** What КСУП made of a message. */
export type Applied =
  | { kind: 'done'; result: 'applied' | 'duplicate' | 'no_action'; warnings: Warning[]; deal_number?: number }
  | { kind: 'refused'; code: KsupCode; detail: string }
  /** КСУП did not take it: the server keeps it and tries again (DD-04). */
  | { kind: 'unavailable'; detail: string }

/** КСУП as the server sees it, simulated or real. */
export interface KsupSystem {
  /** One message, one transaction (DD-61). The same message again has no effect and the same outcome. Never rejects. */
  apply(message: ReceivedMessage): Promise<Applied>
}

export type PriceStockReply =
  | { ok: true; answer: PriceStockAnswer; entry: number | null }
  | { ok: false; code: string; message: string; entry: number | null }

/** The way to 1C, as the server gives it to КСУП. */
export interface WayToOnec {
  /** Stores a request for a counterparty in the caller's transaction (DD-13). @returns its message_id */
  requestContact(
    trx: Transaction<unknown>,
    contact: ContactData & { code_ksup: string; title: string },
  ): Promise<string>
  /** Sends what was stored; after the transaction. */
  poke(): void
  /** Prices and stock now; never queued. */
  priceStock(request: PriceStockRequest): Promise<PriceStockReply>
}

/** The simulated КСУП. Refusals to people are `Refusal`s with codes `KSUP-…`. */
export interface Ksup extends KsupSystem {
  seed(demo: KsupDemoData): Promise<void>
  /** `true` when there is nothing in it. */
  empty(): Promise<boolean>
  /** Forgets everything; whoever waits for a slow КСУП is sent away. */
  reset(): Promise<void>
  /** Sends away whoever waits for a slow КСУП. */
  stop(): void

  mode(): KsupMode
  setMode(mode: KsupMode, slowMs: number): void
  counts(): Promise<KsupCounts>

  contacts(query: ListQuery & { link?: ContactRow['link'] | undefined }): Promise<Page<ContactRow>>
  /** @throws Refusal `KSUP-CONTACT-UNKNOWN` */
  contact(code: string): Promise<ContactCard>
  /** A new one with the next code. */
  createContact(edit: ContactEdit & { name: string }): Promise<ContactCard>
  editContact(code: string, edit: ContactEdit): Promise<ContactCard>
  saveTask(code: string, task: TaskEdit): Promise<ContactCard>
  removeTask(code: string, id: number): Promise<ContactCard>
  /** An operator asks 1C again for a contact whose request failed (section 4.1). @throws Refusal `KSUP-CONTACT-STATE` */
  requestAgain(code: string): Promise<ContactCard>
  /** Deletes nothing at 1C (D-08). */
  removeContact(code: string): Promise<void>
  /** Joins `from` to `into`; tells 1C nothing (D-09). */
  mergeContacts(from: string, into: string): Promise<ContactCard>
  /** What became of a request for a counterparty; called by the server in the transaction that settles its message. */
  requestSettled(
    trx: Transaction<unknown>,
    settled: {
      messageId: string
      ok: boolean
      code: string | null
      message: string | null
      /** `code_ksup` of the body: a message that an operator edited has a new id. */
      codeKsup?: string
    },
  ): Promise<void>

  items(query: ListQuery): Promise<Page<ItemRow>>
  /** @throws Refusal `KSUP-ITEM-UNKNOWN` */
  item(id: number): Promise<ItemCard>
  /** Adds an item, or changes one; tells 1C nothing (section 8). */
  saveItem(id: number | null, edit: ItemEdit): Promise<ItemCard>
  removeItem(id: number): Promise<void>

  deals(query: DealQuery): Promise<Page<DealRow>>
  /** @throws Refusal `KSUP-DEAL-UNKNOWN` */
  deal(number: number): Promise<DealCard>
  createDeal(deal: NewDeal): Promise<DealCard>
  editDeal(number: number, edit: DealEdit): Promise<DealCard>
  removeDeal(number: number): Promise<void>
  /** @throws Refusal `KSUP-FILE-UNKNOWN` */
  file(number: number, id: number): Promise<DealFile & { bytes: Uint8Array }>

  notifications(query: {
    state?: Notification['state'] | undefined
    offset?: number | undefined
    limit: number
  }): Promise<Page<Notification>>
  closeNotification(id: number): Promise<void>

  /** «Получить цены и остатки»: rows whose names agree are written, others wait for `confirm` (D-110). @throws Refusal with the code of 1C */
  priceStock(request: { contact: string | null; articles: string[] }): Promise<PriceStockView>
  /** A person accepts rows whose names differ. @throws Refusal `KSUP-REQUEST-UNKNOWN` */
  confirmPrices(request: string, articles: string[]): Promise<PriceStockView>
}
