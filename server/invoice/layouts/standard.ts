import { page } from '../pdf-paper.ts'
import { closingOf } from './closing.ts'
import { drawLogoAndWarning, drawParties, drawTitle } from './heading.ts'
import { drawLines, fullColumns } from './lines.ts'
import { drawBankAndCode } from './payment.ts'
import { createSheet, type Form, type Sheet } from './sheet.ts'
import { signaturesBlock } from './signatures.ts'
import { notesOf, numbered } from './texts.ts'
import { totalsBlock } from './totals.ts'

/** «Счет на оплату» as 1C prints it (section 5), A4. */
export function drawStandard(form: Form): Sheet {
  const sheet = createSheet(form, page)
  const { model } = form.invoice
  const { texts } = sheet.profile
  let y = drawLogoAndWarning(sheet, page.top, texts.warning ?? model.warning)
  y = drawBankAndCode(sheet, y, model)
  y = drawTitle(sheet, y, model.title)
  y = drawParties(sheet, y, model)
  const terms = numbered(sheet, texts.terms.length > 0 ? texts.terms : model.terms)
  const closing = closingOf(
    sheet,
    totalsBlock(sheet, model),
    [...terms, ...notesOf(sheet)],
    signaturesBlock(sheet, model.seller),
  )
  closing.draw(drawLines(sheet, y, model, fullColumns(sheet, model), closing.kept))
  return sheet
}
