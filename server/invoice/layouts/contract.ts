import { longDate } from '../header.ts'
import type { InvoiceModel } from '../model.ts'
import { page } from '../pdf-paper.ts'
import { contractTerms } from '../printed-texts.ts'
import { closingOf } from './closing.ts'
import { drawLogoAndWarning, drawParties, drawTitle } from './heading.ts'
import { drawLines, fullColumns } from './lines.ts'
import { drawBankAndCode } from './payment.ts'
import { requisitesBlock } from './requisites.ts'
import { createSheet, paragraph, stack, type Form, type Sheet } from './sheet.ts'
import { notesOf, numbered } from './texts.ts'
import { totalsBlock } from './totals.ts'

/** «Счет-договор»: an invoice with terms and the requisites and signatures of both parties, A4. */
export function drawContract(form: Form): Sheet {
  const sheet = createSheet(form, page)
  const { model } = form.invoice
  const { texts } = sheet.profile
  let y = drawLogoAndWarning(sheet, page.top, texts.warning ?? '')
  y = drawBankAndCode(sheet, y, model)
  y = drawTitle(sheet, y, contractTitle(model))
  y = drawParties(sheet, y, model)
  const [first, ...others] = numbered(sheet, termsOf(sheet, model), 1)
  const heading = stack([...paragraph(sheet, 'Условия поставки и оплаты', sheet.styles.strong, 4), first!])
  const closing = closingOf(
    sheet,
    totalsBlock(sheet, model),
    [heading, ...others, ...notesOf(sheet)],
    requisitesBlock(sheet, model),
  )
  closing.draw(drawLines(sheet, y, model, fullColumns(sheet, model), closing.kept))
  return sheet
}

function termsOf({ profile }: Sheet, { terms }: InvoiceModel): readonly string[] {
  if (profile.texts.terms.length > 0) return profile.texts.terms
  return terms.length > 0 ? terms : contractTerms('')
}

/** The document's own title when it is that of a contract already. */
export function contractTitle({ title, number, date }: InvoiceModel): string {
  if (/договор/i.test(title) || number === null || date === null) return title
  return `Счет-договор № ${number} от ${longDate(date)}`
}
