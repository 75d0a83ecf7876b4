import type { jsPDF } from 'jspdf'
import type { InvoicePreview } from '../model.ts'
import { textHeight, wrap, putLines, type Page, type TextStyle } from '../pdf-paper.ts'
import { FONT_SIZE, type InvoiceProfile } from '../profiles/model.ts'
import type { InvoicePictures } from '../profiles/pictures.ts'

/** What the blocks of a form are drawn on and by. */
export interface Sheet {
  doc: jsPDF
  page: Page
  profile: InvoiceProfile
  pictures: InvoicePictures
  styles: Styles
}

/** Sizes follow the one of the profile. */
export interface Styles {
  small: TextStyle
  plain: TextStyle
  strong: TextStyle
  title: TextStyle
  cell: TextStyle
  head: TextStyle
}

export interface Form {
  doc: jsPDF
  invoice: InvoicePreview
  profile: InvoiceProfile
  pictures: InvoicePictures
}

export const THIN = 0.2
export const THICK = 0.6

export function createSheet({ doc, profile, pictures }: Form, page: Page): Sheet {
  const scale = (page.format === 'a5' ? 0.9 : 1) * (profile.font_size / FONT_SIZE.usual)
  const size = (points: number) => Math.round(points * scale * 10) / 10
  return {
    doc,
    page,
    profile,
    pictures,
    styles: {
      small: { size: size(7) },
      plain: { size: size(9) },
      strong: { size: size(9), face: 'bold' },
      title: { size: size(14), face: 'bold' },
      cell: { size: size(8.5) },
      head: { size: size(8.5), face: 'bold' },
    },
  }
}

export const widthOf = ({ page }: Sheet): number => page.right - page.left

/** A part of a form that stays on one page: its height, and the drawing of it below `y`; all in mm. */
export interface Block {
  height: number
  draw(y: number): void
  /** What lies below everything else of the part, a stamp. */
  drawBehind?(y: number): void
}

/** Parts under each other that stay on one page. */
export function stack(blocks: readonly Block[]): Block {
  const each = (y: number, draw: (block: Block, y: number) => void) => {
    for (const block of blocks) {
      draw(block, y)
      y += block.height
    }
  }
  return {
    height: blocks.reduce((sum, { height }) => sum + height, 0),
    draw: (y) => each(y, (block, top) => block.draw(top)),
    drawBehind: (y) => each(y, (block, top) => block.drawBehind?.(top)),
  }
}

/** Lines that are broken between pages no sooner than after so many. */
const KEPT_LINES = 12

/** A paragraph over the whole width, in blocks that any page can take. */
export function paragraph(sheet: Sheet, text: string, style: TextStyle, gap: number): Block[] {
  const { doc, page } = sheet
  const lines = text.split('\n').flatMap((part) => wrap(doc, part, widthOf(sheet), style))
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at += KEPT_LINES) {
    const some = lines.slice(at, at + KEPT_LINES)
    const above = at === 0 ? gap : 0
    blocks.push({
      height: above + textHeight(style.size, some.length),
      draw: (y) => putLines(doc, some, page.left, y + above, style),
    })
  }
  return blocks
}

/** A page of the same paper. */
export function addPage({ doc, page }: Sheet): void {
  doc.addPage(page.format, 'portrait')
}

/** A horizontal rule in the colour of the profile. */
export function accentRule({ doc, page, profile }: Sheet, y: number): void {
  doc.setDrawColor(profile.accent).setLineWidth(THICK).line(page.left, y, page.right, y)
  doc.setDrawColor('#000000')
}

export function drawBlock(block: Block, y: number): number {
  block.drawBehind?.(y)
  block.draw(y)
  return y + block.height
}
