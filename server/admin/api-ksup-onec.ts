import { z } from 'zod'
import { COUNTERPARTY_KINDS } from '../contracts/ksup/conditions.ts'
import { isLocalTime } from '../contracts/time.ts'
import {
  COVERED_OBJECTS,
  DOCUMENT_ACTIONS,
  DOCUMENT_KINDS,
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
  type Page,
  type VerdictView,
} from '../../mocks/ksup-onec/model.ts'
import { Addresses, article, dealNumber, ListQuery } from './api-ksup-values.ts'
import { get, post, put } from './endpoint.ts'

/** Calls of the admin API about the 1C that exchanges with КСУП. Part of the table in `api.ts`. */

const flag = z.enum(['true', 'false']).transform((value) => value === 'true')
/** Kopecks. */
const money = z.number().int().nonnegative().max(1e14)
/** Thousandths. */
const quantity = z.number().int().positive().max(1e12)
const ref = z.guid()
const day = z.iso.date()
const localTime = z.string().refine(isLocalTime, 'local time as 2026-11-26T10:00:00')

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

export const ksupOnecApi = {
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
