import type { InvoiceModel } from '../model.ts'
import { putLines, textHeight, wrap } from '../pdf-paper.ts'
import { widthOf, type Sheet } from './sheet.ts'

/** Lines of the text of the profile that the foot has room for. */
const OWN_LINES = 2
/** Points that the foot has room for, whatever the profile has. */
const LARGEST = 7

/** The foot of every sheet from `first` on: the order and its version, `Лист 2 из 5 · Счет № 21488`, the text of the profile. */
export function drawFooters(sheet: Sheet, first: number, { title, number, footer }: InvoiceModel): void {
  const { doc, page, profile, styles } = sheet
  const small = { size: Math.min(styles.small.size, LARGEST) }
  const half = widthOf(sheet) / 2 - 2
  const version = footer.seq === null ? '' : `, версия ${footer.seq}`
  const order = footer.order_number === '' ? '' : `Заказ № ${footer.order_number}${version}`
  const document = number === null ? title : `Счет № ${number}`
  const own = wrap(doc, profile.texts.footer, widthOf(sheet), small).slice(0, OWN_LINES)

  const sheets = doc.getNumberOfPages() - first + 1
  doc.setTextColor(110)
  for (let at = 1; at <= sheets; at++) {
    doc.setPage(first + at - 1)
    const count = wrap(doc, `Лист ${at} из ${sheets} · ${document}`, half, small).slice(0, 1)
    if (order !== '') putLines(doc, wrap(doc, order, half, small).slice(0, 1), page.left, page.foot, small)
    putLines(doc, count, page.right, page.foot, { ...small, align: 'right' })
    if (profile.texts.footer !== '')
      putLines(doc, own, page.width / 2, page.foot + textHeight(small.size) + 0.3, {
        ...small,
        align: 'center',
      })
  }
  doc.setTextColor('#000000')
}
