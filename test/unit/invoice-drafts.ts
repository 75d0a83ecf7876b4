import fc from 'fast-check'
import { NO_BANK, NOTHING_STATED, type DraftLine, type InvoiceDraft } from '../../server/invoice/draft.ts'
import { plainHeader } from '../../server/invoice/header.ts'
import type { Party } from '../../server/invoice/model.ts'
import { seller as orderSeller } from './invoice-orders.ts'

/** Invoices of every kind, made of drafts: what no single exchange would bring. */

export const company: Party = {
  name: orderSeller.name,
  inn: orderSeller.inn,
  kpp: orderSeller.kpp,
  address: '190000, г. Санкт-Петербург, ул. Примерная, д. 7, лит. А',
  phone: '+7 (812) 000-00-00',
}

export const proprietor: Party = {
  name: 'ИП Таранова Елизавета Павловна',
  inn: '770000123493',
  kpp: null,
  address: '127000, г. Москва, ул. Примерная, д. 1',
  phone: null,
}

export function aDraft(changes: Partial<InvoiceDraft> = {}): InvoiceDraft {
  return {
    source: 'manual',
    header: plainHeader('215', '2026-03-05', { basis: 'Договор поставки № 7 от 12.01.2026' }),
    seller: company,
    bank: {
      ...NO_BANK,
      bank: orderSeller.bank,
      bik: orderSeller.bik,
      payment_account: orderSeller.payment_account,
      correspondent_account: orderSeller.correspondent_account,
    },
    buyer: proprietor,
    buyer_bank: null,
    vat_mode: 'included',
    rates_on: '2026-03-05',
    lines: [draftLine({})],
    stated: NOTHING_STATED,
    payment: null,
    delivery_place: '',
    order_number: '',
    seq: null,
    changed_at: null,
    checks: [],
    ...changes,
  }
}

export const draftLine = (changes: Partial<DraftLine>): DraftLine => ({
  offer_id: '1',
  name: 'Коврик для йоги 173×61×0,6 см',
  unit: 'шт',
  quantity: 3000,
  price: 129_900,
  discount: 0,
  vat_rate: '22%',
  stated: { sum: null, vat: null },
  checks: [],
  ...changes,
})

const names = fc.constantFrom(
  'Скакалка гимнастическая 3 м',
  'Вино игристое «Южный склон», полусухое белое, 0,75 л',
  'Обруч стальной усиленный для художественной гимнастики, диаметр 90 см, толщина трубы 16 мм',
  'Доставка до терминала',
  'Кабель ВВГнг(А)-LS 3×2,5 ГОСТ 31996-2012, бухта 100 м, чёрный с маркировкой каждые 50 см',
  'Ёлка искусственная 1,8 м',
)

const rates = ['22%', '20%', '10%', '7%', '5%', '0%', 'Без НДС'] as const

const line = (vat_mode: InvoiceDraft['vat_mode'], discounted: boolean): fc.Arbitrary<DraftLine> =>
  fc
    .record({
      name: names,
      unit: fc.constantFrom('шт', 'упак', 'кг', 'м', null),
      quantity: fc.oneof(
        fc.integer({ min: 1, max: 400 }).map((n) => n * 1000),
        fc.integer({ min: 1, max: 99_999 }),
      ),
      price: fc.integer({ min: 1, max: 9_999_999 }),
      share: fc.integer({ min: 0, max: discounted ? 30 : 0 }),
      vat_rate: vat_mode === 'none' ? fc.constant('Без НДС') : fc.constantFrom(...rates),
    })
    .map(({ share, ...terms }) =>
      draftLine({ ...terms, discount: Math.floor((terms.price * terms.quantity * share) / 100_000) }),
    )

/** A draft with its number in the title, so that it can be told from all others. */
export const anyDraft: fc.Arbitrary<Omit<InvoiceDraft, 'header' | 'order_number'>> = fc
  .record({
    vat_mode: fc.constantFrom('included', 'on_top', 'none'),
    discounted: fc.boolean(),
    // Most invoices are short.
    count: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 1, max: 12 }) },
      { weight: 1, arbitrary: fc.integer({ min: 13, max: 60 }) },
    ),
    seller: fc.constantFrom(company, proprietor),
    buyer: fc.constantFrom(company, proprietor),
  })
  .chain(({ vat_mode, discounted, count, ...parties }) =>
    fc
      .array(line(vat_mode, discounted), { minLength: count, maxLength: count })
      .map((lines) => aDraft({ ...parties, vat_mode, lines })),
  )
