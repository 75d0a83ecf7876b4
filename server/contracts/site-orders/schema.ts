import { z } from 'zod'
import { isDecimal, thousandths } from '../decimal.ts'
import { BIK, EMAIL, EMPTY_GUID, GUID, PHONE } from '../requisites.ts'
import { EMPTY_DATE, isLocalTime } from '../time.ts'
import { discountFits, isVatRate } from './arithmetic.ts'
import { isRetryableCode } from './codes.ts'
import { DICTIONARY_KINDS } from './dictionaries.ts'
import type { DictionaryKind } from './dictionaries.ts'
import { CANCELLED_STATUS, EXCHANGE_STATES } from './states.ts'
import { wire } from '../wire/kinds.ts'

/**
 * The messages of contract A in their canonical form (section 6). A message text of a refinement is the name of a rule;
 * `rules.ts` says it in Russian and English and with the code of the contract.
 * Empty strings are no values here: an optional text is absent or null, as LA-17 leaves it.
 */

export const CONTRACT = 'site-orders/1'

/** Size limit of a request body (AD-46). */
export const REQUEST_LIMIT_BYTES = 10 * 1024 * 1024

/** Limits of `limit` of GET /orders (AD-46). */
export const PAGE_LIMIT = { min: 1, max: 200, default: 50 } as const

export type { DictionaryKind }
export const DictionaryKindSchema = z.enum(DICTIONARY_KINDS)

/* ---------- scalars ---------- */

/** What JSON and XML 1.0 cannot both carry: control characters, lone surrogates, U+FFFE, U+FFFF. */
const NOT_CARRIED = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

const isCarried = (value: string): boolean => !NOT_CARRIED.test(value)

const text = (max: number) => z.string().min(1).max(max).refine(isCarried, 'characters')

export const OrderId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'order-id')
  .meta({ description: 'Unique id of the order, issued by the site, returned unchanged (AD-15)' })

export const Guid = z
  .string()
  .regex(GUID, 'guid')
  .refine((value) => value !== EMPTY_GUID, 'guid-empty')
  .register(wire, { kind: 'guid' })

export const LocalTime = z
  .string()
  .refine((value) => isLocalTime(value) && value !== EMPTY_DATE, 'time')
  .register(wire, { kind: 'time' })
  .meta({
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$',
    description: 'ISO 8601 local time (AD-14)',
  })

export const Money = z
  .number()
  .min(0)
  .refine((value) => isDecimal(value, 2), 'money')
  .register(wire, { kind: 'money' })
  .meta({ multipleOf: 0.01, description: 'Roubles, at most two fraction digits' })

const decimal3 = (value: number): boolean => isDecimal(value, 3)

export const Quantity = z
  .number()
  .refine(decimal3, 'quantity')
  .refine((value) => !decimal3(value) || thousandths(value) > 0, 'quantity-positive')
  .register(wire, { kind: 'quantity' })
  .meta({ multipleOf: 0.001, exclusiveMinimum: 0 })

const hasExactAmounts = ({
  quantity,
  price,
  discount,
}: {
  quantity: number
  price: number
  discount: number
}): boolean => decimal3(quantity) && isDecimal(price, 2) && isDecimal(discount, 2)

const StockQuantity = z
  .number()
  .refine(decimal3, 'quantity')
  .register(wire, { kind: 'quantity' })
  .meta({ multipleOf: 0.001 })

const integer = (min: number) => z.number().int().min(min).register(wire, { kind: 'integer' })

export const VatRate = z
  .string()
  .refine(isVatRate, 'vat-rate')
  .register(wire, { kind: 'vat-rate' })
  .meta({ examples: ['20%', '20/120', 'Без НДС'] })

export const YesNo = z.enum(['Да', 'Нет']).register(wire, { kind: 'yes-no' })

const Phone = z.string().regex(PHONE, 'phone').register(wire, { kind: 'phone' })
const Email = z.string().max(254).regex(EMAIL, 'email').refine(isCarried, 'characters')
const identifier = (dictionary: DictionaryKind, max: number) =>
  text(max).register(wire, { kind: 'text', dictionary })

const Inn = z.string().regex(/^(?:\d{10}|\d{12})$/, 'inn')
const Account = z.string().regex(/^\d{20}$/, 'account')
const Bik = z.string().regex(BIK, 'bik')

/* ---------- blocks that both directions share ---------- */

/** `kpp` may be empty for an ИП, as the contract allows; whether it has to be there depends on the ИНН. */
export const Requisites = z
  .strictObject({
    organization: text(160),
    inn: Inn,
    kpp: z
      .string()
      .regex(/^(?:\d{9})?$/, 'kpp')
      .optional(),
    payment_account: Account.optional(),
    correspondent_account: Account.optional(),
    bik: Bik.optional(),
    bank: text(160).optional(),
    company_address: text(500).optional(),
    actual_address: text(500).optional(),
    nds: YesNo.optional(),
  })
  .refine(({ inn, kpp }) => inn.length !== 10 || Boolean(kpp), { path: ['kpp'], error: 'kpp-required' })
  .refine(({ inn, kpp }) => inn.length !== 12 || !kpp, { path: ['kpp'], error: 'kpp-forbidden' })
  .refine(({ payment_account, bik }) => payment_account === undefined || bik !== undefined, {
    path: ['bik'],
    error: 'bik-required',
  })
export type Requisites = z.infer<typeof Requisites>

/** All three members or none. */
export const PassportInfo = z.strictObject({
  fio: text(160),
  number: z.string().regex(/^[0-9A-Za-z -]{4,20}$/, 'passport'),
  issued: text(300),
})

export const Client = z
  .strictObject({
    payment_method: text(160),
    field_of_activity: text(200).optional(),
    site: text(200).optional(),
    name: text(160),
    email: Email.optional(),
    telefon: Phone.optional(),
    pasport_info: PassportInfo.nullable().optional(),
  })
  .refine(({ email, telefon }) => email !== undefined || telefon !== undefined, {
    path: ['email'],
    error: 'contact-required',
  })
export type Client = z.infer<typeof Client>

const deliveryFields = {
  delivery_city: text(120),
  delivery_city_id: text(64).optional(),
  delivery_method: identifier('delivery_method', 64),
  delivery_address: text(500).optional(),
  delivery_transport_company: identifier('transport_company', 20).nullable().optional(),
}

const orderHeader = {
  order_id: OrderId,
  order_number: text(30),
  order_time: LocalTime,
  order_status: text(60),
  order_QRCode: text(1000).nullable().optional(),
  order_number_payment: text(150).nullable().optional(),
}

const TovarId = text(64)
const Storage = identifier('storage', 64)

/* ---------- 6.1: site -> 1C ---------- */

export const OutgoingLine = z.strictObject({
  tovar_id: TovarId,
  storage: Storage,
  quantity: Quantity,
  offers: z
    .array(z.strictObject({ offer_id: Guid }))
    .max(100)
    .superRefine((offers, context) => {
      const seen = new Set<string>()
      offers.forEach(({ offer_id }, index) => {
        if (seen.has(offer_id))
          context.addIssue({ code: 'custom', path: [index, 'offer_id'], message: 'offer-repeated' })
        seen.add(offer_id)
      })
    }),
  offers_mode: z.enum(['alternatives', 'kit']).optional(),
})
export type OutgoingLine = z.infer<typeof OutgoingLine>

/** The order as the site sends it: the `order` member. */
export const OutgoingOrder = z.strictObject({
  ...orderHeader,
  requisites: Requisites.nullable().optional(),
  client: Client,
  delivery: z.strictObject(deliveryFields),
  products: z.array(OutgoingLine).min(1, 'products-empty').max(1000),
})
export type OutgoingOrder = z.infer<typeof OutgoingOrder>

/* ---------- 6.3: processing result ---------- */

export const RESULTS = ['accepted', 'accepted_with_warnings', 'rejected', 'deferred'] as const

export const ResultCode = z.strictObject({
  code: z.string().regex(/^ORD-\d{3}$/, 'code'),
  severity: z.enum(['info', 'warning', 'error']),
  field: text(200).optional(),
  value: z.string().max(200).refine(isCarried, 'characters').optional(),
  message: text(500),
})
export type ResultCode = z.infer<typeof ResultCode>

/** What 1C found when it checked an order: the acknowledgement of AD-01. */
export const ProcessingResult = z
  .strictObject({
    order_id: OrderId,
    revision: integer(1),
    result: z.enum(RESULTS),
    checked_at: LocalTime,
    ref_1c: Guid.optional(),
    number_1c: text(30).optional(),
    codes: z.array(ResultCode).max(5000),
  })
  .superRefine(({ result, codes, ref_1c, number_1c }, context) => {
    const refuse = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message })
    const errors = codes.filter(({ severity }) => severity === 'error')
    const warnings = codes.filter(({ severity }) => severity === 'warning')
    const taken = result === 'accepted' || result === 'accepted_with_warnings'
    if (taken && ref_1c === undefined) refuse('ref_1c', 'accepted-ref')
    if (taken && number_1c === undefined) refuse('number_1c', 'accepted-number')
    if (result !== 'accepted' && codes.length === 0) refuse('codes', 'codes-empty')
    if (result === 'accepted' && errors.length + warnings.length > 0) refuse('codes', 'accepted-clean')
    if (result === 'accepted_with_warnings' && (errors.length > 0 || warnings.length === 0))
      refuse('codes', 'accepted-warnings')
    if (result === 'rejected' && !errors.some(({ code }) => !isRetryableCode(code)))
      refuse('codes', 'rejected-errors')
    if (result === 'deferred' && (errors.length === 0 || !errors.every(({ code }) => isRetryableCode(code))))
      refuse('codes', 'deferred-errors')
  })
export type ProcessingResult = z.infer<typeof ProcessingResult>

export const ExchangeStateSchema = z.enum(EXCHANGE_STATES)

/** Answer to a processing result. */
export const ProcessingResultAnswer = z.strictObject({ exchange_state: ExchangeStateSchema })
export type ProcessingResultAnswer = z.infer<typeof ProcessingResultAnswer>

/* ---------- envelopes of 6.1 ---------- */

export const MARK_REASONS = ['new', 'changed', 'manual'] as const

/** Exchange data of one order: beside the order, never inside it (AD-07). */
export const OrderExchange = z.strictObject({
  revision: integer(1),
  mark_reason: z.enum(MARK_REASONS),
  marked_at: LocalTime,
  authorized: z.boolean().register(wire, { kind: 'boolean' }),
  cancelled_by_client: z.boolean().register(wire, { kind: 'boolean' }).optional(),
  last_result: ProcessingResult.nullable().optional(),
})
export type OrderExchange = z.infer<typeof OrderExchange>

/** One order with its exchange data: an element of the batch and the answer of GET /orders/{order_id}. */
export const OrderEnvelope = z.strictObject({ exchange: OrderExchange, order: OutgoingOrder })
export type OrderEnvelope = z.infer<typeof OrderEnvelope>

/** Answer of GET /orders. */
export const OrdersBatch = z.strictObject({
  exchange: z.strictObject({
    schema: z.literal(CONTRACT, 'contract-version'),
    generated_at: LocalTime,
    has_more: z.boolean().register(wire, { kind: 'boolean' }),
    next_cursor: text(500).nullable(),
  }),
  orders: z.array(OrderEnvelope).max(PAGE_LIMIT.max),
})
export type OrdersBatch = z.infer<typeof OrdersBatch>

/* ---------- 6.2: 1C -> site ---------- */

export const Offer = z
  .strictObject({
    offer_id: Guid,
    name: text(200).optional(),
    unit: text(25).optional(),
    storage: Storage,
    quantity: Quantity,
    price: Money,
    discount: Money,
    nds_s: VatRate,
    nds_summa: Money,
    summa: Money,
  })
  .refine((offer) => !hasExactAmounts(offer) || discountFits(offer), {
    path: ['discount'],
    error: 'discount-gross',
  })
export type Offer = z.infer<typeof Offer>

/** The seller of the invoice when 1C states it; otherwise the QR string does (AD-20). */
export const Seller = z.strictObject({
  name: text(160),
  inn: Inn.optional(),
  kpp: text(9).optional(),
  payment_account: Account.optional(),
  bank: text(160).optional(),
  bik: Bik.optional(),
  correspondent_account: text(20).optional(),
  address: text(500).optional(),
})
export type Seller = z.infer<typeof Seller>

export const ProcessedLine = z.strictObject({ tovar_id: TovarId.nullable(), offer: Offer })
export type ProcessedLine = z.infer<typeof ProcessedLine>

/** The order as 1C returns it: the `order` member. */
export const ReturnedOrder = z
  .strictObject({
    ...orderHeader,
    seller: Seller.nullable().optional(),
    requisites: Requisites.nullable().optional(),
    client: Client,
    delivery: z.strictObject({ ...deliveryFields, number_delivery: text(50).nullable().optional() }),
    products: z.array(ProcessedLine).max(1000),
  })
  .refine(({ products, order_status }) => products.length > 0 || order_status === CANCELLED_STATUS, {
    path: ['products'],
    error: 'products-empty',
  })
  .superRefine(({ products }, context) => {
    const seen = new Set<string>()
    products.forEach(({ offer }, index) => {
      const key = JSON.stringify([offer.offer_id, offer.storage, offer.price])
      if (seen.has(key))
        context.addIssue({ code: 'custom', path: ['products', index, 'offer'], message: 'line-repeated' })
      seen.add(key)
    })
  })
export type ReturnedOrder = z.infer<typeof ReturnedOrder>

export const VersionExchange = z.strictObject({
  seq: integer(1),
  base_revision: integer(0),
  ref_1c: Guid,
  changed_at: LocalTime,
})

/** Body of POST /orders: one complete version of an order (AD-30). */
export const ProcessedOrder = z.strictObject({ exchange: VersionExchange, order: ReturnedOrder })
export type ProcessedOrder = z.infer<typeof ProcessedOrder>

/** Answer to a processed order. */
export const ProcessedOrderAnswer = z.strictObject({
  order_id: OrderId,
  stored_seq: integer(1),
  exchange_state: ExchangeStateSchema,
  warnings: z
    .array(
      z.strictObject({
        code: text(60),
        pointer: z.string().max(500),
        message: text(500),
        value: z.string().max(200).optional(),
      }),
    )
    .max(10_000),
})
export type ProcessedOrderAnswer = z.infer<typeof ProcessedOrderAnswer>

/* ---------- 6.4-6.6 ---------- */

export const StockItem = z.strictObject({ offer_id: Guid, storage: Storage, quantity: StockQuantity })
export type StockItem = z.infer<typeof StockItem>

/** Body of POST /stock. `part` of `parts` when a full set does not fit into one body. */
export const Stock = z.strictObject({
  stock: z
    .strictObject({
      mode: z.enum(['full', 'delta']),
      as_of: LocalTime,
      part: integer(1).optional(),
      parts: integer(1).optional(),
      items: z.array(StockItem).max(5000),
    })
    .refine(({ part, parts }) => (part === undefined) === (parts === undefined), {
      path: ['parts'],
      error: 'parts-together',
    })
    .refine(({ part, parts }) => part === undefined || parts === undefined || part <= parts, {
      path: ['part'],
      error: 'part-range',
    }),
})
export type Stock = z.infer<typeof Stock>

export const NomenclatureItem = z.strictObject({
  offer_id: Guid,
  code_1c: text(20),
  artikul: text(50).optional(),
  name: text(200),
  full_name: text(1000).optional(),
  unit: text(25),
  nds_s: VatRate,
  group: z.strictObject({ id: text(64), name: text(200) }).optional(),
  barcodes: z.array(text(60)).max(100).optional(),
  archived: z.boolean().register(wire, { kind: 'boolean' }).optional(),
})
export type NomenclatureItem = z.infer<typeof NomenclatureItem>

/** Body of POST /nomenclature. */
export const Nomenclature = z.strictObject({ nomenclature: z.array(NomenclatureItem).max(1000) })
export type Nomenclature = z.infer<typeof Nomenclature>

export const Contragent = z.strictObject({
  ref_1c: Guid,
  code_1c: text(20),
  requisites: Requisites.optional(),
  client: Client.optional(),
  site_client_id: text(64).optional(),
})
export type Contragent = z.infer<typeof Contragent>

/** Body of POST /contragents. */
export const Contragents = z.strictObject({ contragents: z.array(Contragent).max(500) })
export type Contragents = z.infer<typeof Contragents>

/* ---------- dictionaries, answers by row, ping, problem ---------- */

/**
 * Body of GET and POST /dictionaries/{kind}. `id` is the identifier that travels in orders (the extra attribute of A-41);
 * from 1C it is null while nobody has typed it in, then `ref_1c` is there.
 */
export const DictionaryItem = z
  .strictObject({
    id: text(64).nullable(),
    name: text(200),
    ref_1c: Guid.optional(),
    code_1c: text(20).optional(),
    archived: z.boolean().register(wire, { kind: 'boolean' }).optional(),
  })
  .refine(({ id, ref_1c }) => id !== null || ref_1c !== undefined, { path: ['id'], error: 'id-or-ref' })
export type DictionaryItem = z.infer<typeof DictionaryItem>

export const Dictionary = z.strictObject({
  kind: DictionaryKindSchema,
  items: z.array(DictionaryItem).max(10_000),
})
export type Dictionary = z.infer<typeof Dictionary>

export const RowResult = z.strictObject({
  index: integer(0),
  result: z.enum(['ok', 'ignored', 'error']),
  code: text(60).optional(),
  message: text(500).optional(),
})
export type RowResult = z.infer<typeof RowResult>

/** Answer to a batch body: `rows` lists only rows that are not `ok` (AD-37). */
export const RowResults = z.strictObject({
  accepted: integer(0),
  rejected: integer(0),
  rows: z.array(RowResult).max(10_000),
})
export type RowResults = z.infer<typeof RowResults>

export const Ping = z.strictObject({
  service: z.literal('site'),
  contract: z.literal(CONTRACT),
  time: LocalTime,
})
export type Ping = z.infer<typeof Ping>

/** No body within its own limits has more errors that are worth listing. */
const ERRORS_LIMIT = 30_000

export const ProblemError = z.strictObject({
  pointer: z.string(),
  rule: z.string(),
  message: z.string().optional(),
  expected: z.string().optional(),
  actual: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
})
export type ProblemError = z.infer<typeof ProblemError>

/** Body of every refusal (AD-38, RFC 9457). Other members are allowed there by the RFC. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int().min(400).max(599),
  detail: z.string().optional(),
  instance: z.string().optional(),
  code: z.string().regex(/^SITE-[A-Z-]+$/, 'problem-code'),
  retryable: z.boolean(),
  request_id: z.string(),
  errors: z.array(ProblemError).max(ERRORS_LIMIT).optional(),
})
export type Problem = z.infer<typeof Problem>
