import { paragraph, type Block, type Sheet } from './sheet.ts'

/** Numbered paragraphs, the first so far below what stands above. */
export const numbered = (sheet: Sheet, terms: readonly string[], gap = 3): Block[] =>
  terms.flatMap((term, i) => paragraph(sheet, `${i + 1}. ${term}`, sheet.styles.plain, i === 0 ? gap : 0.5))

/** What the organization has to say in small letters. */
export function notesOf(sheet: Sheet): Block[] {
  const { notes } = sheet.profile.texts
  return notes === '' ? [] : paragraph(sheet, notes, { size: (sheet.styles.plain.size * 8) / 9 }, 3)
}
