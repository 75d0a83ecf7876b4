import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import fc from 'fast-check'
import { moneyText, quantityText } from '../../server/contracts/decimal.ts'
import { fileTypeOf } from '../../server/contracts/ksup/file.ts'
import type { PrintedOrder, PrintedRow } from '../../server/invoice/order-form/model.ts'
import { orderFormPdf } from '../../server/invoice/order-form/order-form.ts'

const folder = mkdtempSync(join(tmpdir(), 'obmen-order-form-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program of the system (poppler-utils). */
const run = (program: string, args: string[]): string =>
  execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 }).toString()

let files = 0
function saved(order: PrintedOrder): string {
  const file = join(folder, `${files++}.pdf`)
  writeFileSync(file, orderFormPdf(order))
  return file
}

const oneSpace = (text: string) => text.replace(/\s+/g, ' ')
const solid = (text: string) => text.replace(/\s+/g, '')

/** Text of each page in reading order, spaces made one. */
const pages = (file: string): string[] =>
  run('pdftotext', ['-layout', file, '-']).split('\f').slice(0, -1).map(oneSpace)

const aRow = (n: number, rest: Partial<PrintedRow> = {}): PrintedRow => ({
  article: `MC-${String(n).padStart(4, '0')}`,
  name: `Мольберт «Ветла», высота ${100 + n} см`,
  quantity: n * 1500,
  price: 12_345_67,
  amount: Math.round(n * 1.5 * 12_345_67),
  ...rest,
})

const anOrder = (rest: Partial<PrintedOrder> = {}): PrintedOrder => ({
  number: '0000-021502',
  date: '2025-09-18T15:00:00',
  organization: 'ООО «Охра и Умбра»',
  customer: {
    name: 'ООО «Тихий Омут»',
    inn: '7800004568',
    phone: '+79000000031',
    email: 'zakaz@omut.example.ru',
  },
  deal_number: 7741,
  manager: 'Сурикова Дарья Ильинична',
  comment: 'Поднять на третий этаж',
  rows: [aRow(1)],
  ...rest,
})

const rowsOf = (count: number, rest: Partial<PrintedRow> = {}) =>
  Array.from({ length: count }, (_, i) => aRow(i + 1, rest))

describe('the print form «Заказ клиента»', () => {
  it('[D-53][DD-11] one row: everything of the order is on one page', () => {
    const text = pages(saved(anOrder()))
    expect(text).toHaveLength(1)
    for (const part of [
      'Заказ клиента № 0000-021502 от 18 сентября 2025 г.',
      'Исполнитель: ООО «Охра и Умбра»',
      'Заказчик: ООО «Тихий Омут», ИНН 7800004568, тел. +79000000031, zakaz@omut.example.ru',
      '№ сделки в КСУП: 7741',
      '№ Артикул Товар Кол-во Цена Сумма',
      '1 MC-0001 Мольберт «Ветла», высота 101 см 1,5 12 345,67 18 518,51',
      'Итого: 18 518,51',
      'Всего наименований 1, на сумму 18 518,51 руб.',
      'Восемнадцать тысяч пятьсот восемнадцать рублей 51 копейка',
      'Комментарий: Поднять на третий этаж',
      'Менеджер Заказчик',
      'Сурикова Дарья Ильинична',
      'Страница 1 из 1',
    ])
      expect(text[0]).toContain(part)
  })

  it('[D-53] 300 rows: the head on each page, rows whole, totals at the end alone', () => {
    const order = anOrder({ rows: rowsOf(300) })
    const file = saved(order)
    const text = pages(file)
    expect(text.length).toBeGreaterThan(4)
    const cells = solid(run('pdftotext', ['-raw', file, '-']))
    order.rows.forEach(({ article, name, quantity, price, amount }, i) => {
      const row = [i + 1, article, name, quantityText(quantity), moneyText(price), moneyText(amount)]
      expect(cells).toContain(solid(row.join('')))
    })
    text.forEach((page, i) => {
      expect(page).toContain('№ Артикул Товар Кол-во Цена Сумма')
      expect(page).toContain(`Заказ клиента № 0000-021502 Страница ${i + 1} из ${text.length}`)
      expect(page.includes('Итого:')).toBe(i === text.length - 1)
    })
  })

  it('[D-53] whatever the number of rows, the last one is on the page of the totals', () => {
    for (let count = 28; count <= 44; count++) {
      const last = pages(saved(anOrder({ rows: rowsOf(count) }))).at(-1)!
      expect(last).toMatch(new RegExp(`Сумма .*\\b${count} MC-.*Итого:.*Менеджер Заказчик`))
    }
  })

  it('[D-53] long names, articles and sums stay inside the page', () => {
    const file = saved(
      anOrder({
        customer: { name: 'Товарищество '.repeat(20).trim(), inn: null, phone: null, email: null },
        comment: 'Очень длинный комментарий без конца. '.repeat(12).trim(),
        rows: [
          aRow(1, {
            name: 'Сверхдлинноеназваниебезпробелов'.repeat(6),
            article: 'Артикул'.repeat(7),
            quantity: 999_999_999,
            price: 99_999_999_99,
            amount: 99_999_999_999_99,
          }),
          aRow(2),
        ],
      }),
    )
    const word = /<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="([\d.-]+)">/g
    const placed = [...run('pdftotext', ['-bbox', file, '-']).matchAll(word)].map((found) =>
      found.slice(1).map(Number),
    )
    expect(placed.length).toBeGreaterThan(60)
    // A4 is 595 × 842 points, the margins are 42.5.
    for (const [left, right, bottom] of placed) {
      expect(left).toBeGreaterThan(42)
      expect(right).toBeLessThan(553.5)
      expect(bottom).toBeLessThan(820)
    }
    expect(solid(run('pdftotext', ['-raw', file, '-']))).toContain(solid('99 999 999 999,99'))
  })

  it('[D-45] an order without a deal number or a comment prints no empty lines for them', () => {
    const [text] = pages(saved(anOrder({ deal_number: null, comment: '' })))
    expect(text).not.toContain('сделки')
    expect(text).not.toContain('Комментарий')
  })

  it('[DD-42] an order without rows is printed', () => {
    const [text] = pages(saved(anOrder({ rows: [] })))
    expect(text).toContain('Всего наименований 0, на сумму 0,00 руб. Ноль рублей 00 копеек')
  })

  it('[DD-05] the same order gives the same bytes at any time, another one gives others', () => {
    const bytes = Buffer.from(orderFormPdf(anOrder()))
    vi.useFakeTimers({ now: new Date('2031-05-05T05:05:05Z') })
    expect(Buffer.from(orderFormPdf(anOrder()))).toEqual(bytes)
    vi.useRealTimers()
    for (const other of [{ rows: rowsOf(2) }, { deal_number: 7742 }, { date: '2025-09-18T15:00:01' }])
      expect(Buffer.from(orderFormPdf(anOrder(other)))).not.toEqual(bytes)
  })

  it('[DD-11] it is a PDF by its content, its fonts are embedded', () => {
    const file = saved(anOrder())
    expect(fileTypeOf(readFileSync(file))).toBe('pdf')
    const fonts = run('pdffonts', [file]).trim().split('\n').slice(2)
    expect(fonts).toHaveLength(2)
    for (const font of fonts) expect(font).toMatch(/^Roboto .* yes (yes|no) +yes /)
    expect(run('pdfinfo', [file])).toContain('Заказ клиента № 0000-021502 от 18 сентября 2025 г.')
  })

  it('[DD-11] whatever texts an order carries, the form is made', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 80 })
    fc.assert(
      fc.property(anyText, anyText, anyText, (name, number, comment) => {
        const order = anOrder({ number, comment, manager: name, rows: [aRow(1, { name, article: number })] })
        expect(fileTypeOf(orderFormPdf(order))).toBe('pdf')
      }),
      { numRuns: 8 },
    )
  })
})
