import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { buildInvoice } from '../../server/invoice/build.ts'
import { compareInvoices } from '../../server/invoice/compare/compare.ts'
import type { FieldDifference } from '../../server/invoice/compare/model.ts'
import type { InvoiceModel } from '../../server/invoice/model.ts'
import { manualDraft } from '../../server/invoice/sources/manual.ts'
import { ManualInvoice, type ManualLine } from '../../server/invoice/sources/manual-model.ts'
import { orderDraft } from '../../server/invoice/sources/order.ts'
import { aLine, anOrder, paymentString, seller } from './invoice-orders.ts'

/** What a manager is told of two versions of one invoice. */

type Line = z.input<typeof ManualLine>

const { name, inn, kpp, ...bank } = seller
const ball: Line = { name: 'Мяч', unit: 'шт', quantity: 3_000, price: 100_00, vat_rate: '20%' }
const rope: Line = { name: 'Скакалка', unit: 'шт', quantity: 1_000, price: 50_00, vat_rate: '10%' }
const mat: Line = { name: 'Коврик', unit: 'шт', quantity: 2_500, price: 8_00, vat_rate: '10%' }

function invoice(lines: Line[], changes: Partial<z.input<typeof ManualInvoice>> = {}): InvoiceModel {
  const given = {
    number: '7',
    date: '2025-09-18',
    seller: { name, inn, kpp },
    bank,
    buyer: { name: 'ООО «Ветер»', inn: '7700000009' },
    lines,
    ...changes,
  }
  return buildInvoice(manualDraft(ManualInvoice.parse(given))).model
}

const plain = (text: string) => text.replaceAll('\u00A0', ' ')
const words = ({ label, before, after, by }: FieldDifference) =>
  plain(`${label.ru}: ${before?.ru ?? '—'} → ${after?.ru ?? '—'}${by === undefined ? '' : ` (${by})`}`)

/** Everything that is said, sections first. */
function told(before: InvoiceModel, after: InvoiceModel): string[] {
  const { sections, lines, reordered } = compareInvoices(before, after)
  return [
    ...sections.flatMap(({ title, differences }) => differences.map((one) => `${title.ru} · ${words(one)}`)),
    ...lines.map(
      ({ kind, name, before, after, differences }) =>
        `${kind} ${before ?? '—'}→${after ?? '—'} ${name} · ${differences.map(words).join('; ')}`,
    ),
    ...(reordered ? ['reordered'] : []),
  ]
}

describe('two invoices side by side', () => {
  it('have nothing to say when they are equal', () => {
    const comparison = compareInvoices(invoice([ball, rope]), invoice([ball, rope]))
    expect(comparison).toMatchObject({ same: true, sections: [], lines: [], reordered: false })
    expect(comparison.summary).toEqual({ ru: 'Счета одинаковы.', en: 'The invoices are the same.' })
  })

  it('a changed line brings its quantity, sum and VAT, and what follows in the totals', () => {
    const before = invoice([ball, rope])
    const after = invoice([{ ...ball, quantity: 13_000 }, rope])
    expect(told(before, after)).toEqual([
      'Итоги · Всего к оплате: 350,00 → 1 350,00 (+1 000,00)',
      'Итоги · Сумма НДС: 54,55 → 221,22 (+166,67)',
      'Итоги · НДС 20%: 50,00 → 216,67 (+166,67)',
      'changed 1→1 Мяч · Количество: 3 шт → 13 шт (+10); Сумма: 300,00 → 1 300,00 (+1 000,00); НДС: 50,00 → 216,67 (+166,67)',
    ])
    expect(plain(compareInvoices(before, after).summary.ru)).toBe(
      'К оплате на 1 000,00 больше. Строк изменено: 1.',
    )
    expect(plain(compareInvoices(after, before).summary.en)).toBe('1 000,00 less to pay. Lines changed: 1.')
  })

  it('lines are matched by what they are, whatever their places: added, removed, renamed, moved', () => {
    expect(told(invoice([ball, rope]), invoice([mat, ball, rope])).slice(-1)).toEqual([
      'added —→1 Коврик · Количество: — → 2,5 шт; Цена: — → 8,00; Сумма: — → 20,00',
    ])
    expect(told(invoice([ball, rope]), invoice([rope])).slice(-1)).toEqual([
      'removed 1→— Мяч · Количество: 3 шт → —; Цена: 100,00 → —; Сумма: 300,00 → —',
    ])
    expect(told(invoice([ball, rope]), invoice([rope, ball]))).toEqual(['reordered'])

    const ordered = (...lines: ReturnType<typeof aLine>[]) => buildInvoice(orderDraft(anOrder(lines))).model
    const renamed = told(ordered(aLine(1), aLine(2)), ordered(aLine(2), aLine(1, { name: 'Мяч, красный' })))
    expect(renamed).toEqual([
      'changed 1→2 Мяч, красный · Наименование: Мяч медицинский 3 кг, синий → Мяч, красный',
      'reordered',
    ])
    // The same item twice: the one that is the same stays, the other has changed.
    const some = (quantity: number) => ({ ...ball, quantity })
    const twice = told(invoice([some(5_000), some(7_000)]), invoice([some(7_000), some(6_000)]))
    expect(twice.filter((line) => /^(changed|added|removed)/.test(line))).toEqual([
      expect.stringMatching(/^changed 1→2 Мяч · Количество: 5 шт → 6 шт \(\+1\); Сумма: /),
    ])
  })

  it('prices, discounts, rates, units and VAT inside or on top', () => {
    const changed = { ...ball, price: 90_00, discount: 10_00, vat_rate: 'Без НДС', unit: 'компл' }
    expect(told(invoice([ball]), invoice([changed])).at(-1)).toBe(
      'changed 1→1 Мяч · Единица: шт → компл; Цена: 100,00 → 90,00 (-10,00); Скидка: 0,00 → 10,00 (+10,00); ' +
        'Сумма: 300,00 → 260,00 (-40,00); Ставка НДС: 20% → Без НДС; НДС: 50,00 → 0,00 (-50,00)',
    )
    const onTop = told(invoice([ball]), invoice([ball], { vat_mode: 'on_top' }))
    expect(onTop).toEqual([
      'Шапка · НДС в ценах: включён → сверху',
      'Итоги · Всего к оплате: 300,00 → 360,00 (+60,00)',
      'Итоги · Сумма НДС: 50,00 → 60,00 (+10,00)',
      'changed 1→1 Мяч · НДС: 50,00 → 60,00 (+10,00)',
    ])
    const rates = told(invoice([ball, rope]), invoice([ball, { ...rope, vat_rate: 'Без НДС' }]))
    expect(rates.filter((line) => line.startsWith('Итоги'))).toEqual([
      'Итоги · Сумма НДС: 54,55 → 50,00 (-4,55)',
      'Итоги · НДС 10%: 4,55 → —',
      'Итоги · Строки без НДС: — → есть',
    ])
  })

  it('[I-02] header, parties, bank and the fields of the payment string', () => {
    const before = invoice([ball], { payment: paymentString(300_00), basis: 'Заказ 1' })
    const after = invoice([ball], {
      number: '8',
      date: '2025-09-20',
      kind: 'contract',
      delivery_place: 'г. Казань',
      seller: { name, inn, kpp: '780001002', phone: '+7 812 000-00-01' },
      bank: { ...bank, payment_account: '40702810200000067891' },
      buyer: { name: 'ООО «Буря»', inn: '7700000009' },
      payment: paymentString(350_00, { Purpose: 'Оплата', PayerINN: '7700000009' }).replace(
        'ST00012',
        'ST00011',
      ),
    })
    const all = told(before, after)
    expect(all.filter((line) => !line.includes('Условия'))).toEqual([
      'Шапка · Вид документа: Счет на оплату → Счет-договор',
      'Шапка · Номер: 7 → 8',
      'Шапка · Дата: 18.09.2025 → 20.09.2025',
      'Шапка · Основание: Заказ 1 → —',
      'Продавец · КПП: 780001001 → 780001002',
      'Продавец · Телефон: — → +7 812 000-00-01',
      'Покупатель · Наименование: ООО «Ветер» → ООО «Буря»',
      'Банк · Расчётный счёт: 40702810200000067890 → 40702810200000067891',
      'QR-код · Кодировка: UTF-8 → windows-1251',
      'QR-код · Сумма: 300,00 → 350,00 (+50,00)',
      'QR-код · Назначение платежа: Оплата по заказу клиента №0000-021488 → Оплата',
      'QR-код · ИНН плательщика: — → 7700000009',
    ])
    expect(all.some((line) => line.startsWith('Шапка · Условия договора: — → 1. '))).toBe(true)

    const link = 'https://qr.nspk.ru/AS10003F'
    expect(told(before, invoice([ball], { payment: link, basis: 'Заказ 1' }))).toContain(
      `QR-код · Ссылка на оплату: — → ${link}`,
    )
    expect(told(before, invoice([ball], { basis: 'Заказ 1' }))).toEqual(['QR-код · Строка оплаты: есть → —'])
  })

  it('accounts for every line, and swapping the sides swaps what was added and removed', () => {
    const line = fc.record({
      name: fc.constantFrom('Мяч', 'Скакалка', 'Обруч'),
      quantity: fc.integer({ min: 1, max: 9_000 }),
      price: fc.integer({ min: 0, max: 9_99 }),
      vat_rate: fc.constantFrom('20%', '10%', 'Без НДС'),
    })
    const lines = fc.array(line, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(lines, lines, (left, right) => {
        const [before, after] = [invoice(left), invoice(right)]
        const there = compareInvoices(before, after)
        const count = (kind: string) => there.lines.filter((one) => one.kind === kind).length
        expect(left.length - count('removed')).toBe(right.length - count('added'))
        const back = compareInvoices(after, before)
        expect(back.lines.filter(({ kind }) => kind === 'added')).toHaveLength(count('removed'))
        expect(back.same).toBe(there.same)
        const sumOf = (model: InvoiceModel, number: number | null) =>
          number === null ? 0 : model.lines[number - 1]!.sum
        const moved = there.lines.reduce(
          (sum, one) => sum + sumOf(after, one.after) - sumOf(before, one.before),
          0,
        )
        expect(moved).toBe(after.totals.total - before.totals.total)
      }),
    )
  })
})
