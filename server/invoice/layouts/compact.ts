import { moneyText } from '../../contracts/decimal.ts'
import type { InvoiceModel } from '../model.ts'
import { putLines, smallPage as page, textHeight, wrap } from '../pdf-paper.ts'
import { closingOf } from './closing.ts'
import { drawLogoAndWarning, drawTitle, partyText } from './heading.ts'
import { drawLines, shortColumns } from './lines.ts'
import { drawCode, drawPaymentLink, QR_GAP, symbolOf } from './payment.ts'
import { createSheet, type Form, type Sheet } from './sheet.ts'
import { signaturesBlock } from './signatures.ts'
import { notesOf, numbered } from './texts.ts'
import { totalsBlock } from './totals.ts'

/** A short invoice on half a sheet, A5: requisites as a list beside the code, a narrow table. */
export function drawCompact(form: Form): Sheet {
  const sheet = createSheet(form, page)
  const { model } = form.invoice
  const { texts } = sheet.profile
  let y = drawLogoAndWarning(sheet, page.top, texts.warning ?? '')
  y = drawTitle(sheet, y, model.title)
  y = drawPayment(sheet, y, model)
  const closing = closingOf(
    sheet,
    totalsBlock(sheet, model),
    [...numbered(sheet, texts.terms.length > 0 ? texts.terms : model.terms), ...notesOf(sheet)],
    signaturesBlock(sheet, model.seller),
  )
  closing.draw(drawLines(sheet, y, model, shortColumns(sheet, model), closing.kept))
  return sheet
}

/** Who is paid, where and how much, with the code at the right. */
function drawPayment(sheet: Sheet, y: number, model: InvoiceModel): number {
  const symbol = symbolOf(sheet, model)
  const left = symbol ? page.right - symbol.sizeMm : page.right
  const codeEnd = symbol ? drawCode(sheet, left, y, symbol) : y
  const end = drawRequisites(sheet, y, symbol ? left - QR_GAP : page.right, model)
  return Math.max(symbol ? end : drawPaymentLink(sheet, end, model), codeEnd) + 3
}

function drawRequisites({ doc, styles }: Sheet, y: number, right: number, model: InvoiceModel): number {
  const { plain, strong } = styles
  const { seller, bank, buyer, basis, totals } = model
  const rows: [label: string, value: string | null][] = [
    ['Получатель', seller.name],
    ['ИНН / КПП', [seller.inn, seller.kpp].filter(Boolean).join(' / ')],
    ['Счет', bank.payment_account],
    ['Банк', bank.bank],
    ['БИК', bank.bik],
    ['Корр. счет', bank.correspondent_account],
    ['Плательщик', partyText(buyer)],
    ['Основание', basis],
    ['К оплате', `${moneyText(totals.to_pay)} руб.`],
  ]
  const indent = 19 * (plain.size / 8.1)
  for (const [label, value] of rows) {
    if (!value) continue
    const lines = wrap(doc, value, right - page.left - indent, strong)
    putLines(doc, [label], page.left, y, plain)
    putLines(doc, lines, page.left + indent, y, strong)
    y += textHeight(strong.size, lines.length) + 0.9
  }
  return y
}
