import type { InvoicePreview } from './model.ts'
import {
  closingBlock,
  drawBankAndCode,
  drawFooters,
  drawParties,
  drawTitle,
  drawWarning,
} from './pdf-blocks.ts'
import { drawLines } from './pdf-lines.ts'
import { createPaper, finishPaper, page } from './pdf-paper.ts'

/**
 * The invoice as a PDF, A4, the form that 1C prints (section 5): text that can be searched, fonts embedded, the payment code as
 * vectors. The same preview gives the same bytes.
 *
 * @throws Error when a text would be set in a font without Cyrillic
 * @throws RangeError when an amount leaves the safe integers of kopecks
 */
export function invoicePdf({ model }: InvoicePreview): Uint8Array {
  const { title, date, changed_at } = model
  const doc = createPaper({ title, created: changed_at ?? date, content: model })
  let y = drawWarning(doc, page.top, model)
  y = drawBankAndCode(doc, y, model)
  y = drawTitle(doc, y, model)
  y = drawParties(doc, y, model)
  const closing = closingBlock(doc, model)
  closing.draw(drawLines(doc, y, model, closing.height))
  drawFooters(doc, model)
  return finishPaper(doc)
}
