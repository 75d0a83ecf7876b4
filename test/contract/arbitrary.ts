import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { fromKopecks, fromThousandths } from '../../server/contracts/decimal.ts'
import { withAccountKey, withInnCheck } from '../../server/contracts/requisites.ts'
import { lineAmounts, VAT_RATES } from '../../server/contracts/site-orders/arithmetic.ts'
import type {
  Client,
  OrderEnvelope,
  ProcessedOrder,
  ProcessingResult,
  Requisites,
} from '../../server/contracts/site-orders/schema.ts'

/** Arbitrary valid messages of contract A for property tests. */

/** Text that JSON and XML can carry, with the characters that writers get wrong. */
export const wireText = (maxLength: number): Arbitrary<string> =>
  fc
    .string({
      unit: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...'абвгдеёЖЗ АБВ abcXYZ0123456789') },
        {
          weight: 3,
          arbitrary: fc.constantFrom(...`«»№—"'\\/<>&|=;:,.{}[]()%+-`, '\u00A0', '\t', '\n', '\r', '₽', '😀'),
        },
        {
          weight: 1,
          arbitrary: fc.constantFrom(']]>', '//', '/*', '[bookmark: _GoBack]', '\u2028', '\u0085', '&amp;'),
        },
      ),
      minLength: 1,
      maxLength: Math.floor(maxLength / 20),
    })
    .filter((text) => text.trim() !== '')

/** Drops members that are `undefined`, as JSON does. */
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T

const optional = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })
const nullish = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | null | undefined> =>
  fc.oneof(fc.constant(undefined), fc.constant(null), arbitrary)

const digits = (length: number): Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })

export const guid: Arbitrary<string> = fc.uuid()

export const localTime: Arbitrary<string> = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2025-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19))

const bik = digits(7).map((tail) => `04${tail}`)

const account = (prefix: string): Arbitrary<[string, string]> =>
  fc
    .tuple(bik, digits(12))
    .map(([code, tail]) => [code, withAccountKey(`${prefix}8100${tail}`.slice(0, 20).padEnd(20, '0'), code)])

export const requisites: Arbitrary<Requisites> = fc
  .record({
    company: fc.boolean(),
    stem: digits(10),
    kpp: digits(9),
    account: optional(account('40702')),
    organization: wireText(160),
    bank: optional(wireText(160)),
    company_address: optional(wireText(500)),
    actual_address: optional(wireText(500)),
    nds: optional(fc.constantFrom('Да' as const, 'Нет' as const)),
    emptyKpp: fc.boolean(),
  })
  .map(({ company, stem, kpp, account: pair, emptyKpp, ...rest }) =>
    compact({
      organization: rest.organization,
      inn: withInnCheck(company ? stem.slice(0, 9) : stem),
      kpp: company ? kpp : emptyKpp ? '' : undefined,
      payment_account: pair?.[1],
      bik: pair?.[0],
      bank: rest.bank,
      company_address: rest.company_address,
      actual_address: rest.actual_address,
      nds: rest.nds,
    }),
  )

export const client: Arbitrary<Client> = fc
  .record({
    payment_method: wireText(160),
    field_of_activity: optional(wireText(200)),
    site: optional(wireText(200)),
    name: wireText(160),
    email: optional(fc.constantFrom('ivan@primer.example', 'отдел@магазин.пример')),
    telefon: digits(10).map((number) => `+7${number}`),
    pasport_info: nullish(fc.record({ fio: wireText(160), number: digits(10), issued: wireText(300) })),
  })
  .map(compact)

const delivery = {
  delivery_city: wireText(120),
  delivery_city_id: optional(wireText(64)),
  delivery_method: wireText(64),
  delivery_address: optional(wireText(500)),
  delivery_transport_company: nullish(digits(9)),
}

const header = {
  order_id: fc.string({ unit: fc.constantFrom(...'abcXYZ019._-'), minLength: 1, maxLength: 64 }),
  order_number: digits(11),
  order_time: localTime,
  order_status: fc.constantFrom('На согласовании', 'Ожидает оплаты', 'Свой "статус" <1>'),
  order_number_payment: nullish(wireText(150)),
  requisites: nullish(requisites),
  client,
}

const quantity = fc.integer({ min: 1, max: 5_000_000 })

const outgoingLine = fc
  .record({
    tovar_id: wireText(64),
    storage: wireText(64),
    quantity: quantity.map(fromThousandths),
    offers: fc.uniqueArray(guid, { maxLength: 4 }).map((ids) => ids.map((offer_id) => ({ offer_id }))),
    offers_mode: optional(fc.constantFrom('alternatives' as const, 'kit' as const)),
  })
  .map(compact)

export const processingResult: Arbitrary<ProcessingResult> = fc
  .record({
    order_id: header.order_id,
    revision: fc.integer({ min: 1, max: 99 }),
    checked_at: localTime,
    message: wireText(500),
    value: fc.constantFrom('', 'x', ' y '),
  })
  .map(({ order_id, revision, checked_at, message, value }) => ({
    order_id,
    revision,
    result: 'rejected' as const,
    checked_at,
    codes: [
      {
        code: 'ORD-401',
        severity: 'error' as const,
        field: 'order.delivery.delivery_method',
        value,
        message,
      },
    ],
  }))

/** An order as the site sends it, with its exchange data. */
export const orderEnvelope: Arbitrary<OrderEnvelope> = fc.record({
  exchange: fc
    .record({
      revision: fc.integer({ min: 1, max: 1_000_000 }),
      mark_reason: fc.constantFrom('new' as const, 'changed' as const, 'manual' as const),
      marked_at: localTime,
      authorized: fc.boolean(),
      cancelled_by_client: optional(fc.boolean()),
      last_result: nullish(processingResult),
    })
    .map(compact),
  order: fc
    .record({
      ...header,
      order_QRCode: nullish(wireText(1000)),
      delivery: fc.record(delivery).map(compact),
      products: fc.array(outgoingLine, { minLength: 1, maxLength: 5 }),
    })
    .map(compact),
})

const returnedLine = fc
  .record({
    tovar_id: fc.option(wireText(64), { nil: null }),
    offer_id: guid,
    name: optional(wireText(200)),
    unit: optional(fc.constantFrom('шт', 'м', 'уп.')),
    storage: wireText(64),
    quantity,
    price: fc.integer({ min: 0, max: 50_000_000 }),
    discountShare: fc.integer({ min: 0, max: 1000 }),
    nds_s: fc.constantFrom(...VAT_RATES, '20/120', '10/110'),
  })
  .map(({ tovar_id, offer_id, name, unit, storage, quantity: amount, price, discountShare, nds_s }) => {
    const discount = Number((BigInt(price) * BigInt(amount) * BigInt(discountShare)) / 1_000_000n)
    const { summa, nds_summa } = lineAmounts({ quantity: amount, price, discount, nds_s })
    return {
      tovar_id,
      offer: compact({
        offer_id,
        name,
        unit,
        storage,
        quantity: fromThousandths(amount),
        price: fromKopecks(price),
        discount: fromKopecks(discount),
        nds_s,
        nds_summa: fromKopecks(nds_summa),
        summa: fromKopecks(summa),
      }),
    }
  })

/** An order as 1C returns it, sums exact. */
export const processedOrder: Arbitrary<ProcessedOrder> = fc.record({
  exchange: fc.record({
    seq: fc.integer({ min: 1, max: 1_000_000 }),
    base_revision: fc.integer({ min: 0, max: 1_000_000 }),
    ref_1c: guid,
    changed_at: localTime,
  }),
  order: fc
    .record({
      ...header,
      seller: nullish(
        fc.record({ name: wireText(160), inn: digits(9).map(withInnCheck), address: wireText(500) }),
      ),
      delivery: fc.record({ ...delivery, number_delivery: nullish(wireText(50)) }).map(compact),
      products: fc.uniqueArray(returnedLine, {
        minLength: 1,
        maxLength: 5,
        selector: ({ offer }) => offer.offer_id,
      }),
    })
    .map(compact),
})
