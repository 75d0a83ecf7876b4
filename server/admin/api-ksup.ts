import { z } from 'zod'
import { COUNTERPARTY_KINDS } from '../contracts/ksup/conditions.ts'
import { LINK_STATES } from '../contracts/ksup/contact-link.ts'
import { DEAL_STATES } from '../contracts/ksup/deal-state.ts'
import { OBJECT_TYPES } from '../contracts/ksup/scalars.ts'
import { isLocalTime } from '../contracts/time.ts'
import {
  INBOX_STATES,
  SERVER_MODES,
  type InboxMessage,
  type InboxRow,
  type KsupConditions,
  type KsupOverview,
  type KsupPing,
} from '../ksup/model.ts'
import { SENDERS, type OutboxMessage, type OutboxPage, type OutboxStatus } from '../outbox/model.ts'
import { KsupSettings } from '../storage/document-schema.ts'
import {
  KSUP_MODES,
  type ContactCard,
  type ContactRow,
  type DealCard,
  type DealRow,
  type ItemCard as KsupItemCard,
  type ItemRow as KsupItemRow,
  type Notification,
  type Page,
  type PriceStockView,
} from '../../mocks/ksup/model.ts'
import {
  COVERED_OBJECTS,
  DOCUMENT_ACTIONS,
  DOCUMENT_KINDS,
  ONEC_MODES,
  type Agreement,
  type CounterpartyCard,
  type CounterpartyRow,
  type CoverageRow,
  type DocumentCard,
  type DocumentEdit as DocumentEditShape,
  type DocumentRowView,
  type GroupRow,
  type ItemCard,
  type ItemRow,
  type LoyaltyCard,
  type OperatorRow,
  type VerdictView,
} from '../../mocks/ksup-onec/model.ts'
import { get, post, put } from './endpoint.ts'

/** Calls of the admin API about the exchange with КСУП: КСУП, the server in the middle, 1C. Part of the table in `api.ts`. */

const paging = {
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
}
const ListQuery = z.object({ ...paging, text: z.string().max(200).optional() })

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
/** Kopecks. */
const money = z.number().int().nonnegative().max(1e14)
/** Thousandths. */
const quantity = z.number().int().positive().max(1e12)
const ref = z.guid()
const day = z.iso.date()
const localTime = z.string().refine(isLocalTime, 'local time as 2026-11-26T10:00:00')
const dealNumber = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const article = z.string().min(1).max(50)

const Addresses = z.array(z.object({ value: z.string().max(200), main: z.boolean() })).max(20)

const ContactEdit = z
  .object({
    name: z.string().min(1).max(200),
    type: z.enum(OBJECT_TYPES),
    emails: Addresses,
    phones: Addresses,
    code_1c: z.string().min(1).max(20).nullable(),
  })
  .partial()

const TaskEdit = z.object({
  id: z.number().int().optional(),
  title: z.string().min(1).max(200),
  active: z.boolean(),
  has_order: z.boolean(),
})

const KsupItemEdit = z
  .object({
    article,
    name: z.string().min(1).max(200),
    series: z.string().max(100).nullable(),
    manufacturer: z.string().max(150).nullable(),
  })
  .partial()

const DealEdit = z
  .object({
    title: z.string().min(1).max(200),
    type: z.string().min(1).max(60),
    state: z.enum(DEAL_STATES),
    contact: z.string().nullable(),
    responsible: z.string().max(100),
  })
  .partial()

const CounterpartyEdit = z
  .object({
    name: z.string().min(1).max(200),
    kind: z.enum(COUNTERPARTY_KINDS),
    inn: z.string().max(12).nullable(),
    emails: Addresses,
    phones: Addresses,
    deletion_mark: z.boolean(),
  })
  .partial()

const Period = { from: day, to: day.nullable() }

const ItemEdit = z
  .object({
    article: z.string().max(50),
    name: z.string().min(1).max(200),
    series: z.string().max(100),
    manufacturer: z.string().max(150),
    group: ref,
    kind: z.string().min(1).max(60),
    deletion_mark: z.boolean(),
    archived: z.boolean(),
    price_retail: money.nullable(),
    special: z.object({ price: money, ...Period }).nullable(),
    stock: z
      .array(z.object({ warehouse: z.string(), on_hand: z.number().int(), reserved: z.number().int() }))
      .max(100),
  })
  .partial()

const AgreementEdit = z.object({
  counterparty: ref,
  ...Period,
  prices: z.array(z.object({ article, price: money })).max(5000),
})

const row = { article, name: z.string().min(1).max(200), quantity, price: money, amount: money }
const rows = z.array(z.object(row)).max(5000)

/** A document as a person writes it. */
export const DocumentEdit = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('order'),
    ref: ref.optional(),
    post: z.boolean(),
    data: z.object({
      date: localTime,
      counterparty: ref,
      type: z.string().min(1).max(60),
      status: z.string().min(1).max(60),
      deal_number: dealNumber.nullable(),
      comment: z.string().max(1000).default(''),
      rows: z.array(z.object({ ...row, cancelled: z.boolean().default(false) })).max(5000),
    }),
  }),
  z.object({
    kind: z.literal('payment'),
    ref: ref.optional(),
    post: z.boolean(),
    data: z.object({
      date: day,
      counterparty: ref.nullable(),
      payer: z.string().max(200).default(''),
      shares: z
        .array(z.object({ order: ref.nullable(), amount: money.positive() }))
        .min(1)
        .max(500),
      comment: z.string().max(1000).default(''),
    }),
  }),
  z.object({
    kind: z.literal('shipment'),
    ref: ref.optional(),
    post: z.boolean(),
    data: z.object({ date: localTime, counterparty: ref.nullable(), order: ref.nullable(), rows }),
  }),
  z.object({
    kind: z.literal('receipt'),
    ref: ref.optional(),
    post: z.boolean(),
    data: z.object({
      date: localTime,
      operation: z.enum(['sale', 'return']),
      card: z.string().min(1).max(50).nullable(),
      rows,
    }),
  }),
]) satisfies z.ZodType<DocumentEditShape, unknown>

/** `null` keeps the password that is stored. */
const password = z.string().max(200).nullable()

export const ksupApi = {
  'ksup.overview': get<KsupOverview>()('/ksup'),
  'ksup.settings': get<KsupSettings>()('/ksup/settings'),
  'ksup.saveSettings': put<KsupSettings>()(
    '/ksup/settings',
    z.object({
      settings: KsupSettings,
      passwords: z
        .object({
          ksup: password,
          server: password,
          onec: password,
          serverAccount: password,
          onecAccount: password,
        })
        .partial()
        .default({}),
    }),
  ),
  'ksup.conditions': put<KsupConditions>()(
    '/ksup/conditions',
    z
      .object({
        ksup: z.enum(KSUP_MODES),
        server: z.enum(SERVER_MODES),
        onec: z.enum(ONEC_MODES),
        slow_ms: z.number().int().min(0).max(60_000),
      })
      .partial(),
  ),
  'ksup.ping': post<KsupPing>()('/ksup/ping'),

  'ksup.contacts': get<Page<ContactRow>>()(
    '/ksup/contacts',
    ListQuery.extend({ link: z.enum(LINK_STATES).optional() }),
  ),
  'ksup.contact': get<ContactCard>()('/ksup/contacts/:code'),
  'ksup.createContact': post<ContactCard>()('/ksup/contacts', ContactEdit.required({ name: true })),
  'ksup.editContact': put<ContactCard>()('/ksup/contacts/:code', ContactEdit),
  'ksup.saveTask': post<ContactCard>()('/ksup/contacts/:code/tasks', TaskEdit),
  'ksup.removeTask': post<ContactCard>()('/ksup/contacts/:code/tasks/:task/remove'),
  /** Asks 1C again after it refused. */
  'ksup.requestContact': post<ContactCard>()('/ksup/contacts/:code/request'),
  'ksup.removeContact': post<object>()('/ksup/contacts/:code/remove'),
  'ksup.mergeContacts': post<ContactCard>()(
    '/ksup/contacts/:code/merge',
    z.object({ /** The contact that stays. */ into: z.string() }),
  ),

  'ksup.items': get<Page<KsupItemRow>>()('/ksup/items', ListQuery),
  'ksup.item': get<KsupItemCard>()('/ksup/items/:id'),
  'ksup.createItem': post<KsupItemCard>()(
    '/ksup/items',
    KsupItemEdit.required({ article: true, name: true }),
  ),
  'ksup.editItem': put<KsupItemCard>()('/ksup/items/:id', KsupItemEdit),
  'ksup.removeItem': post<object>()('/ksup/items/:id/remove'),

  'ksup.deals': get<Page<DealRow>>()(
    '/ksup/deals',
    ListQuery.extend({
      state: z.enum(DEAL_STATES).optional(),
      type: z.string().max(60).optional(),
      contact: z.string().optional(),
    }),
  ),
  'ksup.deal': get<DealCard>()('/ksup/deals/:number'),
  'ksup.createDeal': post<DealCard>()(
    '/ksup/deals',
    DealEdit.omit({ state: true }).required({ title: true }).extend({ number: dealNumber.optional() }),
  ),
  'ksup.editDeal': put<DealCard>()('/ksup/deals/:number', DealEdit),
  'ksup.removeDeal': post<object>()('/ksup/deals/:number/remove'),

  'ksup.notifications': get<Page<Notification>>()(
    '/ksup/notifications',
    z.object({ ...paging, state: z.enum(['open', 'closed']).optional() }),
  ),
  'ksup.closeNotification': post<object>()('/ksup/notifications/:id/close'),

  /** «Получить цены и остатки» */
  'ksup.priceStock': post<PriceStockView>()(
    '/ksup/price-stock',
    z.object({ contact: z.string().max(20).nullable(), articles: z.array(article).min(1).max(500) }),
  ),
  'ksup.confirmPrices': post<PriceStockView>()(
    '/ksup/price-stock/:request/confirm',
    z.object({ articles: z.array(article).max(500) }),
  ),

  'ksup.inbox': get<{ rows: InboxRow[]; total: number }>()(
    '/ksup/inbox',
    ListQuery.extend({ state: z.enum(INBOX_STATES).optional() }),
  ),
  'ksup.inboxMessage': get<InboxMessage>()('/ksup/inbox/:id'),
  'ksup.inboxRetry': post<InboxMessage>()('/ksup/inbox/:id/retry'),
  'ksup.inboxSkip': post<InboxMessage>()('/ksup/inbox/:id/skip'),

  'outbox.status': get<OutboxStatus>()('/outbox/:sender'),
  'outbox.list': get<OutboxPage>()(
    '/outbox/:sender/messages',
    ListQuery.extend({
      state: z.enum(['new', 'sending', 'delivered', 'waiting', 'parked', 'ignored']).optional(),
      object: z.string().optional(),
    }),
  ),
  'outbox.message': get<OutboxMessage>()('/outbox/:sender/messages/:id'),
  'outbox.send': post<OutboxMessage>()('/outbox/:sender/messages/:id/send'),
  'outbox.skip': post<OutboxMessage>()('/outbox/:sender/messages/:id/skip'),
  'outbox.edit': post<OutboxMessage>()(
    '/outbox/:sender/messages/:id/edit',
    z.object({ body: z.record(z.string(), z.unknown()) }),
  ),
  'outbox.resume': post<OutboxStatus>()('/outbox/:sender/resume'),

  'ksupOnec.counterparties': get<Page<CounterpartyRow>>()('/ksup-onec/counterparties', ListQuery),
  'ksupOnec.counterparty': get<CounterpartyCard>()('/ksup-onec/counterparties/:ref'),
  'ksupOnec.createCounterparty': post<CounterpartyCard>()(
    '/ksup-onec/counterparties',
    CounterpartyEdit.required({ name: true }),
  ),
  'ksupOnec.editCounterparty': put<CounterpartyCard>()('/ksup-onec/counterparties/:ref', CounterpartyEdit),
  'ksupOnec.mergeCounterparties': post<CounterpartyCard>()(
    '/ksup-onec/counterparties/:ref/merge',
    z.object({ /** The one that stays. */ into: ref }),
  ),
  'ksupOnec.groups': get<GroupRow[]>()('/ksup-onec/groups'),
  'ksupOnec.createGroup': post<GroupRow[]>()(
    '/ksup-onec/groups',
    z.object({ name: z.string().min(1).max(100), exported: z.boolean() }),
  ),
  'ksupOnec.editGroup': put<GroupRow[]>()(
    '/ksup-onec/groups/:ref',
    z.object({ name: z.string().min(1).max(100), exported: z.boolean() }).partial(),
  ),
  'ksupOnec.items': get<Page<ItemRow>>()('/ksup-onec/items', ListQuery.extend({ group: ref.optional() })),
  'ksupOnec.item': get<ItemCard>()('/ksup-onec/items/:ref'),
  'ksupOnec.createItem': post<ItemCard>()('/ksup-onec/items', ItemEdit.required({ name: true, group: true })),
  'ksupOnec.editItem': put<ItemCard>()('/ksup-onec/items/:ref', ItemEdit),
  'ksupOnec.warehouses': get<string[]>()('/ksup-onec/warehouses'),
  'ksupOnec.cards': get<LoyaltyCard[]>()('/ksup-onec/cards'),
  'ksupOnec.saveCard': post<LoyaltyCard[]>()(
    '/ksup-onec/cards',
    z.object({ code: z.string().min(1).max(50), owner: ref.nullable() }),
  ),
  'ksupOnec.agreements': get<Page<Agreement>>()('/ksup-onec/agreements', ListQuery),
  'ksupOnec.createAgreement': post<Agreement>()('/ksup-onec/agreements', AgreementEdit),
  'ksupOnec.editAgreement': put<Agreement>()('/ksup-onec/agreements/:ref', AgreementEdit),

  'ksupOnec.documents': get<Page<DocumentRowView>>()(
    '/ksup-onec/documents',
    ListQuery.extend({
      kind: z.enum(DOCUMENT_KINDS).optional(),
      deal_number: z.coerce.number().int().optional(),
    }),
  ),
  'ksupOnec.document': get<DocumentCard>()('/ksup-onec/documents/:ref'),
  'ksupOnec.saveDocument': post<DocumentCard>()('/ksup-onec/documents', DocumentEdit),
  /** Verdicts of a document as it would be saved; nothing is written. */
  'ksupOnec.preview': post<VerdictView[]>()('/ksup-onec/preview', DocumentEdit),
  'ksupOnec.act': post<DocumentCard>()(
    '/ksup-onec/documents/:ref/act',
    z.object({ action: z.enum(DOCUMENT_ACTIONS) }),
  ),
  /** A new shipment or payment filled by an order. */
  'ksupOnec.draft': get<DocumentEditShape>()(
    '/ksup-onec/documents/:ref/draft',
    z.object({ kind: z.enum(['shipment', 'payment']) }),
  ),
  'ksupOnec.coverage': get<Page<CoverageRow>>()(
    '/ksup-onec/coverage',
    ListQuery.extend({ object: z.enum(COVERED_OBJECTS).optional(), blocked: flag.optional() }),
  ),
  'ksupOnec.operator': get<OperatorRow[]>()('/ksup-onec/operator'),
  /** Incomes out of the bank payments of the enterprise of the settings. */
  'ksupOnec.takeBank': post<{ made: number; changed: number }>()('/ksup-onec/take-bank'),
} as const

/** The sender named in an address. */
export const OutboxSender = z.enum(SENDERS)
