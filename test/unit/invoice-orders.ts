import { fromKopecks, thousandths, kopecks } from '../../server/contracts/decimal.ts'
import { lineAmounts } from '../../server/contracts/site-orders/arithmetic.ts'
import { ProcessedOrder } from '../../server/contracts/site-orders/schema.ts'
import type { ProcessedLine } from '../../server/contracts/site-orders/schema.ts'
import { writePaymentString } from '../../server/invoice/qr/text.ts'

/** Orders of invented companies for the tests of the invoice. Every requisite holds unless a test breaks it. */

export const seller = {
  name: 'ООО «Лоза и Колос»',
  inn: '7800004568',
  kpp: '780001001',
  payment_account: '40702810200000067890',
  bank: 'АО «Банк Пример», г. Москва',
  bik: '049999901',
  correspondent_account: '30101810000000000901',
}

/** The payment string of the seller for a total of so many kopecks. */
export function paymentString(total: number, changes: Record<string, string> = {}): string {
  return writePaymentString({
    Name: 'ООО "Лоза и Колос"',
    PersonalAcc: seller.payment_account,
    BankName: 'АО "Банк Пример" г Москва',
    BIC: seller.bik,
    CorrespAcc: seller.correspondent_account,
    Sum: String(total),
    Purpose: 'Оплата по заказу клиента №0000-021488',
    PayeeINN: seller.inn,
    KPP: seller.kpp,
    ...changes,
  }).text
}

const names = [
  'Скакалка гимнастическая 3 м',
  'Мяч медицинский 3 кг, синий',
  'Обруч стальной усиленный для художественной гимнастики, диаметр 90 см, толщина трубы 16 мм, покрытие цинк',
  'Коврик для йоги 173×61×0,6 см',
  'Гантель обрезиненная 2,5 кг',
]

export interface LineChanges {
  name?: string
  unit?: string
  quantity?: number
  price?: number
  discount?: number
  nds_s?: string
}

/** The n-th line: different every time, with right arithmetic. */
export function aLine(n: number, changes: LineChanges = {}): ProcessedLine {
  const terms = { quantity: 1 + (n % 24), price: 90.5 + n * 1.27, discount: 0, nds_s: '20%', ...changes }
  const price = Math.round(terms.price * 100) / 100
  const amounts = lineAmounts({
    quantity: thousandths(terms.quantity),
    price: kopecks(price),
    discount: kopecks(terms.discount),
    nds_s: terms.nds_s,
  })
  return {
    tovar_id: `tovar-${n}`,
    offer: {
      offer_id: `5b0d6c1e-8a41-4f0e-9c57-${String(n).padStart(12, '0')}`,
      name: changes.name ?? names[n % names.length]!,
      unit: changes.unit ?? 'шт',
      storage: 'sclad_moscow',
      quantity: terms.quantity,
      price,
      discount: terms.discount,
      nds_s: terms.nds_s,
      nds_summa: fromKopecks(amounts.nds_summa),
      summa: fromKopecks(amounts.summa),
    },
  }
}

export const someLines = (count: number, changes?: LineChanges) =>
  Array.from({ length: count }, (_, n) => aLine(n + 1, changes))

export function totalKopecks(lines: readonly ProcessedLine[]): number {
  return lines.reduce((sum, { offer }) => sum + kopecks(offer.summa), 0)
}

/** A valid version of an order with these lines and a payment string that agrees with them. */
export function anOrder(
  lines: ProcessedLine[] = someLines(3),
  changes: Partial<ProcessedOrder['order']> = {},
): ProcessedOrder {
  return ProcessedOrder.parse({
    exchange: {
      seq: 1,
      base_revision: 2,
      ref_1c: '3c9e1b70-94a1-11f0-8de9-0242ac120002',
      changed_at: '2025-09-18T11:05:12',
    },
    order: {
      order_id: '7f0c2a54-1d3b-4b67-9a10-5a1c0f2e9d01',
      order_number: '0000-021488',
      order_time: '2025-09-18T10:24:05',
      order_status: 'Ожидает оплаты',
      order_QRCode: paymentString(totalKopecks(lines)),
      order_number_payment: 'Счет на оплату №0000-021488 от 18.09.2025',
      requisites: {
        organization: 'ИП Таранова Елизавета Павловна',
        inn: '770000123493',
        payment_account: '40802810700000045678',
        correspondent_account: '30101810000000000901',
        bik: '049999901',
        bank: 'АО «Банк Пример», г. Москва',
        company_address: '127000, г. Москва, ул. Примерная, д. 1',
        nds: 'Нет',
      },
      client: {
        payment_method: 'Безналичный расчет',
        name: 'Марина',
        email: 'marina@wind.example.ru',
        telefon: '+79000000001',
      },
      delivery: {
        delivery_city: 'Санкт-Петербург',
        delivery_method: 'tk_terminal',
        delivery_address: 'г. Санкт-Петербург, пр. Образцовый, д. 7',
      },
      products: lines,
      ...changes,
    },
  })
}

/** The same order with something in it that no longer agrees with the contract. */
export function damaged(
  order: ProcessedOrder,
  change: (order: ProcessedOrder['order']) => void,
): ProcessedOrder {
  const copy = structuredClone(order)
  change(copy.order)
  return copy
}
