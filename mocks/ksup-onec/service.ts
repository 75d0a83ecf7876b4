import type { Handlers } from '../../server/http/call.ts'
import type { PrintedOrder } from '../../server/invoice/order-form/model.ts'
import type { IdempotencyStore } from '../../server/http/idempotency.ts'
import type { Outbox } from '../../server/outbox/outbox.ts'
import type { KsupOnecDemoData } from './demo.ts'
import type {
  Agreement,
  AgreementEdit,
  BankPayment,
  CounterpartyCard,
  CounterpartyEdit,
  CounterpartyRow,
  CoverageRow,
  CoveredObject,
  DocumentAction,
  DocumentCard,
  DocumentEdit,
  DocumentQuery,
  DocumentRowView,
  GroupRow,
  ItemCard,
  ItemEdit,
  ItemRow,
  KsupOnecCounts,
  ListQuery,
  LoyaltyCard,
  OnecMode,
  OperatorRow,
  Page,
  VerdictView,
} from './model.ts'

/** The simulated 1C that exchanges with КСУП: its service, its documents, its outbox. Refusals to people have codes `KSUP-ONEC-…`. */
export interface KsupOnec {
  /** `/hs/ksup`, for the HTTP host. */
  service: { handlers: Handlers; idempotency: IdempotencyStore }
  outbox: Outbox
  start(): Promise<void>
  stop(): Promise<void>
  seed(demo: KsupOnecDemoData): Promise<void>
  empty(): Promise<boolean>
  reset(): Promise<void>

  mode(): OnecMode
  setMode(mode: OnecMode, slowMs: number): void
  counts(): Promise<KsupOnecCounts>

  counterparties(query: ListQuery): Promise<Page<CounterpartyRow>>
  /** @throws Refusal `KSUP-ONEC-COUNTERPARTY-UNKNOWN` */
  counterparty(ref: string): Promise<CounterpartyCard>
  /** `ref: null` makes a new one, which КСУП is told nothing of (D-06). */
  saveCounterparty(ref: string | null, edit: CounterpartyEdit): Promise<CounterpartyCard>
  /** Documents and cards of `from` become those of `into`; КСУП is told nothing (D-09). */
  mergeCounterparties(from: string, into: string): Promise<CounterpartyCard>

  groups(): Promise<GroupRow[]>
  saveGroup(
    ref: string | null,
    edit: { name?: string | undefined; exported?: boolean | undefined },
  ): Promise<GroupRow[]>
  items(query: ListQuery & { group?: string | undefined }): Promise<Page<ItemRow>>
  item(ref: string): Promise<ItemCard>
  saveItem(ref: string | null, edit: ItemEdit): Promise<ItemCard>
  warehouses(): Promise<string[]>

  cards(): Promise<LoyaltyCard[]>
  saveCard(code: string, owner: string | null): Promise<LoyaltyCard[]>
  agreements(query: ListQuery): Promise<Page<Agreement>>
  saveAgreement(ref: string | null, edit: AgreementEdit): Promise<Agreement>

  documents(query: DocumentQuery): Promise<Page<DocumentRowView>>
  /** @throws Refusal `KSUP-ONEC-DOCUMENT-UNKNOWN` */
  document(ref: string): Promise<DocumentCard>
  /** Writes a document and, when asked, posts it; what the contract says is stored for sending in the same transaction (DD-07). */
  saveDocument(edit: DocumentEdit): Promise<DocumentCard>
  act(ref: string, action: DocumentAction): Promise<DocumentCard>
  /** What would go if the document were saved so; nothing is written. */
  preview(edit: DocumentEdit): Promise<VerdictView[]>
  /** The lines that are still to be shipped of an order, or a part of its sum that is not paid, as a new document. */
  draftOf(order: string, kind: 'shipment' | 'payment'): Promise<DocumentEdit>
  /** What the printed order shows (DD-11). @throws Refusal `KSUP-ONEC-ORDER-UNKNOWN` */
  printedOrder(ref: string): Promise<PrintedOrder>
  /** The printed order (DD-11). */
  orderForm(ref: string): Promise<{ name: string; bytes: Uint8Array }>

  coverage(
    query: ListQuery & { object?: CoveredObject | undefined; blocked?: boolean | undefined },
  ): Promise<Page<CoverageRow>>
  operatorList(): Promise<OperatorRow[]>

  /** Payments of bank statements become incomes, each once; an allocation that came later is told as DD-37 says. */
  takeBankPayments(payments: readonly BankPayment[]): Promise<{ made: number; changed: number }>
}
