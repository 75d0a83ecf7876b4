import { addPage, drawBlock, stack, type Block, type Sheet } from './sheet.ts'

/** What follows the table. */
export interface Closing {
  /** What the last row must have on its page, in mm. */
  kept: number
  draw(y: number): void
}

/** A closing that takes more of a page than this is no longer kept in one piece. */
const MOST = 0.36

/**
 * Totals, paragraphs and signatures below the table. They stay together with its last row; when they are too long for that,
 * the totals stay with the row, and the signatures with the end of the last paragraph.
 */
export function closingOf(
  sheet: Sheet,
  totals: Block,
  paragraphs: readonly Block[],
  signatures: Block,
): Closing {
  const { page } = sheet
  const whole = stack([totals, ...paragraphs, signatures])
  if (whole.height <= (page.bottom - page.top) * MOST)
    return { kept: whole.height, draw: (y) => void place(sheet, y, [whole]) }
  const end = stack([...paragraphs.slice(-1), signatures])
  const blocks = [totals, ...paragraphs.slice(0, -1), end]
  return { kept: totals.height, draw: (y) => void place(sheet, y, blocks) }
}

/** Blocks under each other; one that does not fit begins a page. */
export function place(sheet: Sheet, y: number, blocks: readonly Block[]): number {
  for (const block of blocks) {
    if (y + block.height > sheet.page.bottom && y > sheet.page.top) {
      addPage(sheet)
      y = sheet.page.top
    }
    y = drawBlock(block, y)
  }
  return y
}
