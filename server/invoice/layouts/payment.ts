import type { InvoiceModel } from '../model.ts'
import { printable, putLines, textHeight, wrap } from '../pdf-paper.ts'
import { QUIET_ZONE, qrSymbol, type QrSymbol } from '../qr/symbol.ts'
import { THIN, widthOf, type Sheet } from './sheet.ts'

/** Where the payment goes: the bank table and the payment code. Each is drawn below `y` and returns where it ends. */

/** Between the code and its neighbours: at least the quiet zone, whatever the size. */
export const QR_GAP = 5

/** The code that the profile wants of the payment string; `null` when there is no string, or none that fits. */
export const symbolOf = ({ profile }: Sheet, { qr }: InvoiceModel): QrSymbol | null =>
  qr && qrSymbol(qr.text, profile.qr)

/** Bank details of the seller with the payment code at their right. */
export function drawBankAndCode(sheet: Sheet, y: number, model: InvoiceModel): number {
  const { page } = sheet
  const symbol = symbolOf(sheet, model)
  if (!symbol) return drawPaymentLink(sheet, drawBank(sheet, y, page.right, model), model) + 6
  const left = page.right - symbol.sizeMm
  const codeEnd = drawCode(sheet, left, y, symbol)
  return Math.max(drawBank(sheet, y, left - QR_GAP, model), codeEnd) + 4
}

/** The code with its caption. */
export function drawCode({ doc, styles }: Sheet, left: number, top: number, symbol: QrSymbol): number {
  drawSymbol(doc, left, top, symbol)
  const { small } = styles
  const caption = wrap(doc, 'Оплатите по QR-коду в приложении банка', symbol.sizeMm, small)
  const captionTop = top + symbol.sizeMm + QUIET_ZONE * symbol.moduleMm
  return putLines(doc, caption, left + symbol.sizeMm / 2, captionTop, { ...small, align: 'center' })
}

export function drawPaymentLink(sheet: Sheet, y: number, { payment_link: link }: InvoiceModel): number {
  if (link === null) return y
  const { doc, page, styles } = sheet
  const lines = wrap(doc, `Оплата по ссылке: ${link}`, widthOf(sheet), styles.plain)
  const end = putLines(doc, lines, page.left, y + 3, styles.plain)
  doc.link(page.left, y + 3, widthOf(sheet), end - y - 3, { url: link })
  return end
}

/** The bank table: bank and payee at the left, labels and numbers at the right. */
function drawBank(
  { doc, page, styles }: Sheet,
  y: number,
  right: number,
  { bank, seller }: InvoiceModel,
): number {
  const { small, plain } = styles
  const scale = plain.size / 9
  const pad = 1
  const line = 5 * scale
  const { left } = page
  const labels = right - 54 * scale
  const numbers = right - 42 * scale
  const half = (left + labels) / 2
  const bankLines = wrap(doc, bank.bank ?? '', labels - left - 2 * pad, plain)
  const payeeLines = wrap(doc, seller.name, labels - left - 2 * pad, plain)
  const captioned = (lines: string[]) =>
    Math.max(2 * line, textHeight(plain.size, lines.length) + textHeight(small.size) + 2 * pad)
  const bankEnd = y + captioned(bankLines)
  const innEnd = bankEnd + line
  const end = innEnd + captioned(payeeLines)

  const cell = (text: string, x: number, top: number) =>
    putLines(doc, [printable(doc, text)], x + pad, top + pad * scale, plain)
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

/** One path for the whole symbol: rectangles filled one by one leave hairlines between the rows. */
function drawSymbol(doc: Sheet['doc'], left: number, top: number, { runs, moduleMm }: QrSymbol): void {
  doc.setFillColor('#000000')
  for (const [i, { x, y, length }] of runs.entries()) {
    const style = i === runs.length - 1 ? 'F' : null
    doc.rect(left + x * moduleMm, top + y * moduleMm, length * moduleMm, moduleMm, style)
  }
}
