import type { Party } from '../model.ts'
import { printable, putLines, textHeight, textWidth, wrap } from '../pdf-paper.ts'
import { putPicture, type Picture } from './pictures.ts'
import { accentRule, stack, THIN, widthOf, type Block, type Sheet } from './sheet.ts'

/** A round seal of a company has 38 to 42 mm. */
const STAMP = 38
const SIGNATURE = { width: 30, height: 13 }
/** Of a signature beside a long name. */
const LEAST = 12

/** A place to sign, in mm. */
export interface SignaturePlace {
  role: string
  /** In full, `''` when it is not known. */
  name: string
  picture: Picture | undefined
  x: number
  width: number
}

export const isProprietor = ({ inn, name }: Party): boolean =>
  inn?.length === 12 || /^(ИП|Индивидуальный предприниматель)\s/i.test(name)

/** «Руководитель … Бухгалтер …» below a rule with the stamp between them; a sole proprietor signs alone. */
export function signaturesBlock(sheet: Sheet, seller: Party): Block {
  const { page, profile, pictures } = sheet
  const half = widthOf(sheet) / 2
  const director = { name: profile.texts.director, picture: pictures.director_signature, x: page.left }
  const places: SignaturePlace[] = isProprietor(seller)
    ? [{ ...director, role: 'Предприниматель', width: half * 1.3 }]
    : [
        { ...director, role: 'Руководитель', width: half - 4 },
        {
          role: 'Бухгалтер',
          name: profile.texts.accountant,
          picture: pictures.accountant_signature,
          x: page.left + half + 2,
          width: half - 2,
        },
      ]
  return stack([
    { height: 4, draw: (y) => accentRule(sheet, y + 2) },
    signingBlock(sheet, places, page.left + half * 0.62),
  ])
}

/**
 * Places to sign beside each other, with the stamp around `stampX` across their line. The stamp lies behind the texts, and
 * nothing of it reaches the payment code, which stands above the table.
 */
export function signingBlock(sheet: Sheet, places: readonly SignaturePlace[], stampX: number): Block {
  const { doc, page, pictures, styles } = sheet
  const signed = places.some(({ picture }) => picture)
  const stamp = pictures.stamp && { picture: pictures.stamp, side: page.format === 'a5' ? 30 : STAMP }
  const above = signed ? SIGNATURE.height - 3 : 5
  const line = above + textHeight(styles.strong.size)
  const names = places.map((place) => (fitsLine(sheet, place) ? 0 : namesBelow(sheet, place).length))
  const below = 2.5 + textHeight(styles.small.size, Math.max(...names))
  return {
    height: line + Math.max(below, stamp ? stamp.side * 0.62 : 0),
    drawBehind(y) {
      if (!stamp) return
      const { picture, side } = stamp
      putPicture(doc, picture, { x: stampX - side / 2, y: y + line - side * 0.38, width: side, height: side })
    },
    draw(y) {
      for (const place of places) drawPlace(sheet, place, y + line)
    },
  }
}

const lineStart = ({ doc, styles }: Sheet, { role, x }: SignaturePlace): number =>
  x + textWidth(doc, role, styles.strong) + 2

const nameWidth = ({ doc, styles }: Sheet, { name }: SignaturePlace): number =>
  textWidth(doc, printable(doc, name), styles.plain)

/** A short name stands on the line, beside the signature; a long one below it. */
const fitsLine = (sheet: Sheet, place: SignaturePlace): boolean =>
  nameWidth(sheet, place) + LEAST <= place.x + place.width - lineStart(sheet, place)

const namesBelow = ({ doc, styles }: Sheet, { name, width }: SignaturePlace): string[] =>
  wrap(doc, name, width, styles.small)

function drawPlace(sheet: Sheet, place: SignaturePlace, line: number): void {
  const { doc, styles } = sheet
  const { role, name, picture, x, width } = place
  const { strong, plain, small } = styles
  const top = line - textHeight(strong.size)
  const start = lineStart(sheet, place)
  const onLine = fitsLine(sheet, place)
  putLines(doc, [role], x, top, strong)
  if (picture) {
    const room = x + width - start - 2 - (onLine && name !== '' ? nameWidth(sheet, place) + 1 : 0)
    const frame = {
      x: start + 1,
      y: line + 2 - SIGNATURE.height,
      width: Math.min(SIGNATURE.width, Math.max(LEAST, room)),
      height: SIGNATURE.height,
    }
    putPicture(doc, picture, frame, 'bottom-left')
  }
  if (name !== '' && onLine)
    putLines(doc, [printable(doc, name)], x + width, top, { ...plain, align: 'right' })
  if (!onLine)
    putLines(doc, namesBelow(sheet, place), x + width / 2, line + 0.8, { ...small, align: 'center' })
  doc.setLineWidth(THIN)
  doc.line(start, line, x + width, line)
}
