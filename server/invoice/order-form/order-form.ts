import { closingBlock, drawFooters, drawParties, drawTitle, titleOf } from './blocks.ts'
import type { PrintedOrder } from './model.ts'
import { drawRows } from './rows.ts'
import { createPaper, finishPaper, page } from '../pdf-paper.ts'

/**
 * The print form «Заказ клиента» as a PDF, A4, as 1C: Управление торговлей 11 prints it: the file that goes into the deal with
 * the order (D-53, DD-11). Text can be searched, fonts are embedded; the same order gives the same bytes, so that a message
 * sent again is the same message.
 *
 * @throws Error when a text would be set in a font without Cyrillic
 * @throws RangeError when an amount leaves the safe integers of kopecks
 */
export function orderFormPdf(order: PrintedOrder): Uint8Array {
  // A form has no zone: its local time is a moment of its own.
  const doc = createPaper({ title: titleOf(order), created: `${order.date}+00:00`, content: order })
  let y = drawTitle(doc, page.top, order)
  y = drawParties(doc, y, order)
  const closing = closingBlock(doc, order)
  closing.draw(drawRows(doc, y, order.rows, closing.height))
  drawFooters(doc, order)
  return finishPaper(doc)
}
