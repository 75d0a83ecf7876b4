import { createHash } from 'node:crypto'
import { jsPDF } from 'jspdf'
import bold from './fonts/Roboto-Bold.ttf?inline'
import regular from './fonts/Roboto-Regular.ttf?inline'

/** A size of paper and what may be written on, in millimetres. */
export interface Page {
  format: 'a4' | 'a5'
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
  /** Where the line at the foot begins. */
  foot: number
}

export const page: Page = {
  format: 'a4',
  width: 210,
  height: 297,
  left: 15,
  right: 195,
  top: 15,
  bottom: 280,
  foot: 285,
}

export const smallPage: Page = {
  format: 'a5',
  width: 148,
  height: 210,
  left: 10,
  right: 138,
  top: 10,
  bottom: 195,
  foot: 198,
}

export const FONT = 'Roboto'

const faces = { normal: regular, bold } as const
export type Face = keyof typeof faces

/** Line height of running text as a multiple of its size. */
const LINE_HEIGHT = 1.2
const MM_PER_POINT = 25.4 / 72

/** What a document says of itself. */
export interface Paper {
  title: string
  /** Local day, or a moment with its zone. */
  created: string | null
  /** All that the document shows: the same content is the same file. */
  content: unknown
  /** Of the first page. */
  format?: Page['format']
}

/** An empty document with the fonts registered and everything set that would make two runs differ. */
export function createPaper({ title, created, content, format = 'a4' }: Paper): jsPDF {
  const doc = new jsPDF({
    unit: 'mm',
    format,
    compress: true,
    putOnlyUsedFonts: true,
    floatPrecision: 4,
  })
  for (const [face, dataUrl] of Object.entries(faces)) {
    const file = `${FONT}-${face}.ttf`
    doc.addFileToVFS(file, dataUrl.slice(dataUrl.indexOf(',') + 1))
    doc.addFont(file, FONT, face)
  }
  doc.setFont(FONT, 'normal')
  doc.setLineHeightFactor(LINE_HEIGHT)
  doc.setProperties({ title: printable(doc, title), creator: 'Obmen' })
  doc.setLanguage('ru')
  doc.setCreationDate(pdfDate(created ?? '1970-01-01'))
  doc.setFileId(createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32))
  return doc
}

/**
 * The bytes of a finished document.
 *
 * @throws Error when a text was set in a font of the PDF reader: jsPDF falls back to Times with no more than a console
 *   warning ("Unable to look up font label"), and Cyrillic comes out as rubbish
 */
export function finishPaper(doc: jsPDF): Uint8Array {
  const bytes = Buffer.from(doc.output('arraybuffer'))
  const strange = bytes
    .toString('latin1')
    .match(/\/BaseFont \/(Helvetica|Times|Courier|Symbol|ZapfDingbats)\S*/)
  if (strange)
    throw new Error(`The invoice has text in ${strange[0].slice(10)}: a font face is not registered`)
  return bytes
}

export interface TextStyle {
  size: number
  face?: Face
  align?: 'left' | 'center' | 'right'
}

/** Height of so many lines, in mm. */
export function textHeight(size: number, lines = 1): number {
  return lines * size * MM_PER_POINT * LINE_HEIGHT
}

/** The lines a text takes in a width of so many mm. */
export function wrap(
  doc: jsPDF,
  text: string,
  width: number,
  { size, face = 'normal' }: TextStyle,
): string[] {
  doc.setFont(FONT, face).setFontSize(size)
  return doc.splitTextToSize(printable(doc, text), width) as string[]
}

/** Puts lines below `top` and returns where they end, in mm. */
export function putLines(
  doc: jsPDF,
  lines: readonly string[],
  x: number,
  top: number,
  { size, face = 'normal', align = 'left' }: TextStyle,
): number {
  doc.setFont(FONT, face).setFontSize(size)
  doc.text([...lines], x, top, { align, baseline: 'top' })
  return top + textHeight(size, lines.length)
}

/** Width of a text in one line, in mm. */
export function textWidth(doc: jsPDF, text: string, { size, face = 'normal' }: TextStyle): number {
  return doc.setFont(FONT, face).setFontSize(size).getTextWidth(text)
}

/** A horizontal rule over the width of the text. */
export function putRule(doc: jsPDF, y: number, width: number): void {
  doc.setLineWidth(width)
  doc.line(page.left, y, page.right, y)
}

/**
 * The text as the font can show it: composed letters, spaces that the font has, U+FFFD for what it lacks. jsPDF would drop
 * such characters without a word.
 */
export function printable(doc: jsPDF, text: string): string {
  // The types of jsPDF leave out the arguments of getFont.
  const font = (doc.getFont as (family: string, face: Face) => ReturnType<jsPDF['getFont']>)(FONT, 'normal')
  const { metadata } = font as unknown as { metadata: { characterToGlyph(code: number): number } }
  const spaced = text
    .normalize('NFC')
    .replace(/[\u2000-\u200a\u202f\u205f]/g, '\u00a0')
    .replace(/\s/g, (space) => (space === '\u00a0' ? space : ' '))
  return [...spaced]
    .map((char) => (char.length === 1 && metadata.characterToGlyph(char.charCodeAt(0)) ? char : '\ufffd'))
    .join('')
}

/** Time of the version, not of the printing, so that two runs give the same bytes; jsPDF knows the years 1970…2037. */
function pdfDate(created: string): string {
  const time = created.length === 10 ? `${created}T00:00:00+00:00` : created
  const written = `D:${time.slice(0, 19).replace(/\D/g, '')}${time.slice(19).replace(':', "'")}'`
  return /^D:(19[7-9]|20[0-2]|203[0-7])/.test(written) ? written : "D:19700101000000+00'00'"
}
