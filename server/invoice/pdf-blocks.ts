import type { jsPDF } from 'jspdf'
import { moneyText } from '../contracts/decimal.ts'
import type { InvoiceModel, Party, VatTotal } from './model.ts'
import { page, printable, putLines, putRule, textHeight, textWidth, wrap } from './pdf-paper.ts'
import type { TextStyle } from './pdf-paper.ts'
import { qrSymbol } from './qr-symbol.ts'
import type { QrSymbol } from './qr-symbol.ts'

/**
 * The blocks of the printed form (section 5), top to bottom. Each is drawn below `y` and returns where it ends; all in mm.
 */

const THIN = 0.2
const THICK = 0.6

/** Between the bank block and the symbol: at least the quiet zone, whatever the size. */
const QR_GAP = 5

const small = { size: 7 }
const plain = { size: 9 }
const strong = { size: 9, face: 'bold' } as const

export function drawWarning(doc: jsPDF, y: number, { warning }: InvoiceModel): number {
  const style = { size: 8, align: 'center' } as const
  const lines = wrap(doc, warning, page.right - page.left - 20, style)
  return putLines(doc, lines, page.width / 2, y, style) + 5
}

/** Bank details of the seller with the payment code at their right. */
export function drawBankAndCode(doc: jsPDF, y: number, model: InvoiceModel): number {
  const symbol = model.qr && qrSymbol(model.qr.text)
  if (!symbol) return drawPaymentLink(doc, drawBank(doc, y, page.right, model), model) + 6
  const left = page.right - symbol.sizeMm
  drawSymbol(doc, left, y, symbol)
  const caption = wrap(doc, 'Оплатите по QR-коду в приложении банка', symbol.sizeMm, small)
  const captionTop = y + symbol.sizeMm + 4 * symbol.moduleMm
  const captionEnd = putLines(doc, caption, left + symbol.sizeMm / 2, captionTop, {
    ...small,
    align: 'center',
  })
  return Math.max(drawBank(doc, y, left - QR_GAP, model), captionEnd) + 4
}

export function drawTitle(doc: jsPDF, y: number, { title }: InvoiceModel): number {
  const style = { size: 14, face: 'bold' } as const
  const end = putLines(doc, wrap(doc, title, page.right - page.left, style), page.left, y, style)
  putRule(doc, end + 1.5, THICK)
  return end + 5
}

export function drawParties(doc: jsPDF, y: number, { seller, buyer, basis }: InvoiceModel): number {
  const rows: [label: string[], text: string][] = [
    [['Поставщик', '(Исполнитель):'], partyText(seller)],
    [['Покупатель', '(Заказчик):'], partyText(buyer)],
    [['Основание:'], basis],
  ]
  const indent = 28
  for (const [label, text] of rows) {
    const lines = wrap(doc, text, page.right - page.left - indent, strong)
    const ends = [
      putLines(doc, label, page.left, y, plain),
      putLines(doc, lines, page.left + indent, y, strong),
    ]
    y = Math.max(...ends) + 2.5
  }
  return y + 1
}

/**
 * Totals, the amount in words, terms and signatures, which never fall apart between pages: their height, and the drawing
 * of them below `y`.
 */
export function closingBlock(doc: jsPDF, model: InvoiceModel): { height: number; draw(y: number): void } {
  const width = page.right - page.left
  const { lines, total } = model.totals
  const text = (content: string, style: TextStyle, gap: number): Part => {
    const wrapped = wrap(doc, content, width, style)
    return {
      height: gap + textHeight(style.size, wrapped.length),
      draw: (y) => putLines(doc, wrapped, page.left, y + gap, style),
    }
  }
  const parts: Part[] = [
    totalsPart(doc, model),
    text(`Всего наименований ${lines}, на сумму ${moneyText(total)} руб.`, plain, 3),
    text(model.words, strong, 0.5),
    ...model.terms.map((term, i) => text(`${i + 1}. ${term}`, plain, i === 0 ? 3 : 0.5)),
    { height: 10, draw: (y) => putRule(doc, y + 2, THICK) },
    { height: 6, draw: (y) => drawSignatures(doc, y, model) },
  ]
  return {
    height: parts.reduce((sum, part) => sum + part.height, 0),
    draw(y) {
      for (const part of parts) {
        part.draw(y)
        y += part.height
      }
    },
  }
}

interface Part {
  height: number
  draw(y: number): void
}

export function drawFooters(doc: jsPDF, { footer }: InvoiceModel): void {
  const pages = doc.getNumberOfPages()
  const version = footer.seq === null ? '' : `, версия ${footer.seq}`
  for (let number = 1; number <= pages; number++) {
    doc.setPage(number).setTextColor(110)
    putLines(doc, [printable(doc, `Заказ № ${footer.order_number}${version}`)], page.left, 285, small)
    putLines(doc, [`Страница ${number} из ${pages}`], page.right, 285, { ...small, align: 'right' })
  }
  doc.setTextColor(0)
}

/** `ООО «Лоза и Колос», ИНН 7800004568, КПП 780001001, г. Москва …, тел.: +7…` */
function partyText({ name, inn, kpp, address, phone }: Party): string {
  return [name, inn && `ИНН ${inn}`, kpp && `КПП ${kpp}`, address, phone && `тел.:\u00a0${phone}`]
    .filter(Boolean)
    .join(', ')
}

/** The bank table: bank and payee at the left, labels and numbers at the right. */
function drawBank(doc: jsPDF, y: number, right: number, { bank, seller }: InvoiceModel): number {
  const pad = 1
  const line = 5
  const labelWidth = 12
  const numberWidth = 42
  const { left } = page
  const labels = right - labelWidth - numberWidth
  const numbers = right - numberWidth
  const half = (left + labels) / 2
  const bankLines = wrap(doc, bank.bank ?? '', labels - left - 2 * pad, plain)
  const payeeLines = wrap(doc, seller.name, labels - left - 2 * pad, plain)
  const captioned = (lines: string[]) =>
    Math.max(2 * line, textHeight(plain.size, lines.length) + textHeight(small.size) + 2 * pad)
  const bankEnd = y + captioned(bankLines)
  const innEnd = bankEnd + line
  const end = innEnd + captioned(payeeLines)

  const cell = (text: string, x: number, top: number) =>
    putLines(doc, [printable(doc, text)], x + pad, top + pad, plain)
  const caption = (text: string, bottom: number) =>
    putLines(doc, [text], left + pad, bottom - textHeight(small.size) - 0.3, small)
  putLines(doc, bankLines, left + pad, y + pad, plain)
  caption('Банк получателя', bankEnd)
  cell('БИК', labels, y)
  cell(bank.bik ?? '', numbers, y)
  cell('Сч. №', labels, y + line)
  cell(bank.correspondent_account ?? '', numbers, y + line)
  cell(`ИНН ${seller.inn ?? ''}`, left, bankEnd)
  cell(`КПП ${seller.kpp ?? ''}`, half, bankEnd)
  cell('Сч. №', labels, bankEnd)
  cell(bank.payment_account ?? '', numbers, bankEnd)
  putLines(doc, payeeLines, left + pad, innEnd + pad, plain)
  caption('Получатель', end)

  doc.setLineWidth(THIN)
  doc.rect(left, y, right - left, end - y)
  doc.line(left, bankEnd, right, bankEnd)
  doc.line(left, innEnd, labels, innEnd)
  doc.line(labels, y + line, numbers, y + line)
  doc.line(labels, y, labels, end)
  doc.line(numbers, y, numbers, end)
  doc.line(half, bankEnd, half, innEnd)
  return end
}

function drawPaymentLink(doc: jsPDF, y: number, { payment_link: link }: InvoiceModel): number {
  if (link === null) return y
  const lines = wrap(doc, `Оплата по ссылке: ${link}`, page.right - page.left, plain)
  const end = putLines(doc, lines, page.left, y + 3, plain)
  doc.link(page.left, y + 3, page.right - page.left, end - y - 3, { url: link })
  return end
}

const TOTAL_ROW = 4.8

function totalRows({ totals }: InvoiceModel): [label: string, value: string][] {
  return [
    ['Итого:', moneyText(totals.total)],
    ...vatRows(totals.vat),
    ['Всего к оплате:', moneyText(totals.total)],
  ]
}

/** One line a rate; «Без налога» only when no line has VAT. */
function vatRows(vat: readonly VatTotal[]): [label: string, value: string][] {
  const taxed = vat.filter((rate): rate is { rate: string; amount: number } => rate.amount !== null)
  if (taxed.length === 0) return [['Без налога (НДС)', '–']]
  return taxed.map(({ rate, amount }) => [`В том числе НДС (${rate}):`, moneyText(amount)])
}

function totalsPart(doc: jsPDF, model: InvoiceModel): Part {
  const style = { ...strong, align: 'right' } as const
  const rows = totalRows(model)
  const values = Math.max(24, ...rows.map(([, value]) => textWidth(doc, value, strong) + 4))
  return {
    height: 2 + rows.length * TOTAL_ROW,
    draw(y) {
      for (const [i, [label, value]] of rows.entries()) {
        const top = y + 2 + i * TOTAL_ROW
        putLines(doc, [printable(doc, label)], page.right - values, top, style)
        putLines(doc, [value], page.right - 1.2, top, style)
      }
    },
  }
}

function drawSignatures(doc: jsPDF, y: number, { seller }: InvoiceModel): void {
  const isProprietor =
    seller.inn?.length === 12 || /^(ИП|Индивидуальный предприниматель)\s/i.test(seller.name)
  const roles = isProprietor ? ['Предприниматель'] : ['Руководитель', 'Бухгалтер']
  const width = (page.right - page.left) / 2
  doc.setLineWidth(THIN)
  for (const [i, role] of roles.entries()) {
    const x = page.left + i * width
    putLines(doc, [role], x, y, strong)
    doc.line(x + textWidth(doc, role, strong) + 2, y + 3.6, x + width - 6, y + 3.6)
  }
}

/** One path for the whole symbol: rectangles filled one by one leave hairlines between the rows. */
function drawSymbol(doc: jsPDF, left: number, top: number, { runs, moduleMm }: QrSymbol): void {
  doc.setFillColor('#000')
  for (const [i, { x, y, length }] of runs.entries()) {
    const style = i === runs.length - 1 ? 'F' : null
    doc.rect(left + x * moduleMm, top + y * moduleMm, length * moduleMm, moduleMm, style)
  }
}
