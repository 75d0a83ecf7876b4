import PDFDocument from 'pdfkit'
import { moneyText, quantityText } from '../../server/contracts/decimal.ts'
import bold from '../../server/invoice/fonts/Roboto-Bold.ttf?inline'
import regular from '../../server/invoice/fonts/Roboto-Regular.ttf?inline'
import { partyText } from '../../server/invoice/layouts/heading.ts'
import type { InvoiceLine, InvoicePreview } from '../../server/invoice/model.ts'
import { qrSymbol } from '../../server/invoice/qr/symbol.ts'

/** What somebody would write for one invoice with pdfkit: the content of our standard form, every text placed by hand. */

type Doc = PDFKit.PDFDocument

const MM = 72 / 25.4
const left = 15 * MM
const right = 195 * MM
const bottom = 280 * MM

const fontOf = (dataUrl: string) => Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64')
const fonts = { normal: fontOf(regular), bold: fontOf(bold) }

const columns: readonly {
  title: string
  width: number
  align: 'left' | 'center' | 'right'
  text(line: InvoiceLine): string
}[] = [
  { title: '№', width: 8 * MM, align: 'center', text: (line) => String(line.number) },
  { title: 'Товары (работы, услуги)', width: 102 * MM, align: 'left', text: (line) => line.name },
  { title: 'Кол-во', width: 15 * MM, align: 'right', text: (line) => quantityText(line.quantity) },
  { title: 'Ед.', width: 9 * MM, align: 'center', text: (line) => line.unit ?? '' },
  { title: 'Цена', width: 22 * MM, align: 'right', text: (line) => moneyText(line.price) },
  { title: 'Сумма', width: 24 * MM, align: 'right', text: (line) => moneyText(line.sum) },
]

export async function invoiceByHand({ model }: InvoicePreview): Promise<Uint8Array> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: 'ru',
    info: { Title: model.title },
  })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve) => void doc.on('end', resolve))
  doc.registerFont('normal', fonts.normal).registerFont('bold', fonts.bold)

  doc.font('normal').fontSize(8)
  doc.text(model.warning, left + 10 * MM, 15 * MM, { width: 160 * MM, align: 'center' })
  let y = bankAndCode(doc, doc.y + 14, model)
  doc
    .font('bold')
    .fontSize(14)
    .text(model.title, left, y, { width: right - left })
  y = doc.y + 4
  doc.lineWidth(1.7).moveTo(left, y).lineTo(right, y).stroke()
  y = parties(doc, y + 8, model)
  y = lines(doc, y, model.lines)
  if (y > bottom - 60 * MM) y = nextPage(doc)
  closing(doc, y, model)
  feet(doc, model)
  doc.end()
  await ended
  return Buffer.concat(chunks)
}

function bankAndCode(doc: Doc, y: number, { bank, seller, qr }: InvoicePreview['model']): number {
  const symbol = qr && qrSymbol(qr.text)
  const end = right - (symbol ? 40 * MM : 0)
  const labels = end - 54 * MM
  const numbers = end - 42 * MM
  doc.font('normal').fontSize(9).lineWidth(0.6)
  doc
    .text(bank.bank ?? '', left + 3, y + 3)
    .text('БИК', labels + 3, y + 3)
    .text(bank.bik ?? '', numbers + 3, y + 3)
  doc.text('Сч. №', labels + 3, y + 17).text(bank.correspondent_account ?? '', numbers + 3, y + 17)
  doc.text(`ИНН ${seller.inn}`, left + 3, y + 31).text(`КПП ${seller.kpp}`, left + 130, y + 31)
  doc.text('Сч. №', labels + 3, y + 31).text(bank.payment_account ?? '', numbers + 3, y + 31)
  doc.text(seller.name, left + 3, y + 45)
  doc
    .fontSize(7)
    .text('Банк получателя', left + 3, y + 19)
    .text('Получатель', left + 3, y + 60)
  doc.rect(left, y, end - left, 72).stroke()
  for (const rule of [28, 43])
    doc
      .moveTo(left, y + rule)
      .lineTo(end, y + rule)
      .stroke()
  for (const x of [labels, numbers])
    doc
      .moveTo(x, y)
      .lineTo(x, y + 72)
      .stroke()
  if (!symbol) return y + 84
  const module = symbol.moduleMm * MM
  const start = right - symbol.sizeMm * MM
  for (const run of symbol.runs)
    doc.rect(start + run.x * module, y + run.y * module, run.length * module, module)
  doc.fill('#000000')
  const below = y + symbol.sizeMm * MM + 8
  doc.text('Оплатите по QR-коду в приложении банка', start, below, {
    width: symbol.sizeMm * MM,
    align: 'center',
  })
  return doc.y + 10
}

function parties(doc: Doc, y: number, { seller, buyer, basis }: InvoicePreview['model']): number {
  for (const [label, text] of [
    ['Поставщик (Исполнитель):', partyText(seller)],
    ['Покупатель (Заказчик):', partyText(buyer)],
    ['Основание:', basis],
  ] as const) {
    doc
      .font('normal')
      .fontSize(9)
      .text(label, left, y, { width: 26 * MM })
    const end = doc.y
    doc.font('bold').text(text, left + 28 * MM, y, { width: right - left - 28 * MM })
    y = Math.max(end, doc.y) + 7
  }
  return y + 3
}

function lines(doc: Doc, y: number, rows: readonly InvoiceLine[]): number {
  y = head(doc, y)
  for (const row of rows) {
    doc.font('normal').fontSize(8.5)
    const texts = columns.map(({ text }) => text(row))
    const heights = columns.map(({ width }, i) => doc.heightOfString(texts[i]!, { width: width - 7 }))
    const height = Math.max(...heights) + 6
    if (y + height > bottom) y = head(doc, nextPage(doc))
    doc.font('normal').fontSize(8.5)
    y = cells(doc, y, texts, height)
  }
  return y
}

function head(doc: Doc, y: number): number {
  doc.font('bold').fontSize(8.5)
  return cells(
    doc,
    y,
    columns.map(({ title }) => title),
    17,
  )
}

function cells(doc: Doc, y: number, texts: readonly string[], height: number): number {
  let x = left
  for (const [i, { width, align }] of columns.entries()) {
    doc.text(texts[i]!, x + 3.5, y + 3, { width: width - 7, align })
    doc.rect(x, y, width, height)
    x += width
  }
  doc.lineWidth(0.6).stroke()
  return y + height
}

function nextPage(doc: Doc): number {
  doc.addPage()
  return 15 * MM
}

function closing(doc: Doc, y: number, { totals, words }: InvoicePreview['model']): void {
  doc.font('bold').fontSize(9)
  y += 6
  for (const [label, value] of [
    ['Итого:', totals.total],
    ...totals.vat.map(({ rate, amount }) => [`В том числе НДС (${rate}):`, amount ?? 0] as const),
    ['Всего к оплате:', totals.to_pay],
  ] as const) {
    doc.text(label, right - 90 * MM, y, { width: 66 * MM, align: 'right' })
    doc.text(moneyText(value), right - 24 * MM, y, { width: 23 * MM, align: 'right' })
    y += 13.6
  }
  const count = `Всего наименований ${totals.lines}, на сумму ${moneyText(totals.to_pay)} руб.`
  doc.font('normal').text(count, left, y + 8)
  doc.font('bold').text(words, left, doc.y + 2, { width: right - left })
  y = doc.y + 8
  doc.lineWidth(1.7).moveTo(left, y).lineTo(right, y).stroke()
  doc.text('Руководитель', left, y + 20).text('Бухгалтер', left + 92 * MM, y + 20)
  doc
    .lineWidth(0.6)
    .moveTo(left + 66, y + 31)
    .lineTo(left + 86 * MM, y + 31)
    .stroke()
  doc
    .moveTo(left + 92 * MM + 50, y + 31)
    .lineTo(right, y + 31)
    .stroke()
}

function feet(doc: Doc, { footer, number }: InvoicePreview['model']): void {
  const { count } = doc.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page)
    doc.font('normal').fontSize(7)
    doc.text(`Заказ № ${footer.order_number}, версия ${footer.seq}`, left, 285 * MM)
    const sheet = `Лист ${page + 1} из ${count} · Счет № ${number}`
    doc.text(sheet, right - 80 * MM, 285 * MM, { width: 80 * MM, align: 'right' })
  }
}
