import type { InvoiceModel, Party } from '../model.ts'
import { putLines, textHeight, wrap } from '../pdf-paper.ts'
import { fitted, putPicture } from './pictures.ts'
import { accentRule, widthOf, type Sheet } from './sheet.ts'

/** What a form begins with. Each is drawn below `y` and returns where it ends; all in mm. */

/** The logo at the left, the paragraph of the profile beside it or, without a logo, in the middle. */
export function drawLogoAndWarning(sheet: Sheet, y: number, warning: string): number {
  const { doc, page, pictures, styles } = sheet
  const style = { size: (styles.plain.size * 8) / 9 }
  if (!pictures.logo) {
    if (warning === '') return y
    const lines = wrap(doc, warning, widthOf(sheet) - 20, style)
    return putLines(doc, lines, page.width / 2, y, { ...style, align: 'center' }) + 5
  }
  const logo = fitted(pictures.logo, widthOf(sheet) * 0.3, page.format === 'a5' ? 13 : 20)
  putPicture(doc, pictures.logo, { x: page.left, y, ...logo })
  const left = page.left + logo.width + 6
  const lines = warning === '' ? [] : wrap(doc, warning, page.right - left, style)
  const height = textHeight(style.size, lines.length)
  const top = y + Math.max(0, (logo.height - height) / 2)
  if (lines.length > 0) putLines(doc, lines, left, top, style)
  return Math.max(y + logo.height, top + height) + 5
}

export function drawTitle(sheet: Sheet, y: number, title: string): number {
  const { doc, page, profile, styles } = sheet
  doc.setTextColor(profile.accent)
  const end = putLines(doc, wrap(doc, title, widthOf(sheet), styles.title), page.left, y, styles.title)
  doc.setTextColor('#000000')
  accentRule(sheet, end + 1.5)
  return end + 5
}

/** Supplier, buyer and the paper behind the invoice, as 1C names them. */
export function drawParties(sheet: Sheet, y: number, { seller, buyer, basis }: InvoiceModel): number {
  const { doc, page, styles } = sheet
  const rows: [label: string[], text: string][] = [
    [['Поставщик', '(Исполнитель):'], partyText(seller)],
    [['Покупатель', '(Заказчик):'], partyText(buyer)],
    ...(basis === '' ? [] : ([[['Основание:'], basis]] satisfies [string[], string][])),
  ]
  const indent = 28 * (styles.plain.size / 9)
  for (const [label, text] of rows) {
    const lines = wrap(doc, text, widthOf(sheet) - indent, styles.strong)
    const ends = [
      putLines(doc, label, page.left, y, styles.plain),
      putLines(doc, lines, page.left + indent, y, styles.strong),
    ]
    y = Math.max(...ends) + 2.5
  }
  return y + 1
}

/** `ООО «Лоза и Колос», ИНН 7800004568, КПП 780001001, г. Москва …, тел.: +7…` */
export function partyText({ name, inn, kpp, address, phone }: Party): string {
  return [name, inn && `ИНН ${inn}`, kpp && `КПП ${kpp}`, address, phone && `тел.:\u00a0${phone}`]
    .filter(Boolean)
    .join(', ')
}
