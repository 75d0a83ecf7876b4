import { zipSync } from 'fflate'
import { WrongInput } from '../../storage/refusal.ts'
import { listArchive, unpackFile } from '../../understanding/archive.ts'
import { MAX_FILE_ROWS } from './rows.ts'

/**
 * What a workbook must be before a reader gets it. Readers believe the numbers of rows and columns that a file states and
 * fill the space up to them with empty cells, so a file of some bytes could take the whole memory.
 */

const MAX_UNPACKED = 64 * 1024 * 1024
const MAX_COLUMNS = 50
const MAX_PARTS = 200

/** Parts that cells come from; pictures, macros and the like are not even unpacked. */
const wanted =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/(?:workbook|sharedStrings|styles)\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/worksheets\/[^/]+\.xml)$/i

export const refused = (ru: string, en: string): WrongInput =>
  new WrongInput('MAPPING-WORKBOOK', {
    ru: `Книга не загружена: ${ru}`,
    en: `The workbook was not loaded: ${en}`,
  })

const unreadable = () =>
  refused('это не .xlsx или файл повреждён.', 'this is no .xlsx, or the file is damaged.')

const element = /<(?:[^\s<>:/]+:)?(row|c)(?=[\s/>])([^>]*)>/g
/** Attributes as every program writes them. What is written otherwise could hide a number from the checks below. */
const attributes = /^(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*\/?$/
const address = /\sr\s*=\s*["']([^"']*)["']/

function columnNumber(letters: string): number {
  let number = 0
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64
  return number
}

function checkCells(xml: string): void {
  if (/<!DOCTYPE/i.test(xml)) throw unreadable()
  const merged = /<(?:[^\s<>:/]+:)?mergeCell\s[^>]*?ref\s*=\s*["']([^"']*)["']/.exec(xml)
  if (merged)
    throw refused(
      `ячейки ${merged[1]} объединены. Разъедините их: у каждой строки свои значения.`,
      `the cells ${merged[1]} are merged. Split them: every row has its own values.`,
    )
  let rows = 0
  let cell = ''
  let at = 0
  for (const found of xml.matchAll(element)) {
    if (cell !== '') checkFormula(xml.slice(at, found.index), cell)
    const [, name, attribute = ''] = found
    if (!attributes.test(attribute)) throw unreadable()
    const place = address.exec(attribute)?.[1]
    at = found.index + found[0].length
    if (name === 'row') {
      rows += 1
      cell = ''
      if (place !== undefined && !/^\d{1,9}$/.test(place)) throw unreadable()
      checkRow(Math.max(rows, Number(place ?? 0)))
      continue
    }
    const [, letters, number] = /^([A-Z]{1,3})(\d{1,9})$/.exec(place ?? '') ?? []
    if (letters === undefined) throw unreadable()
    checkRow(Number(number))
    if (columnNumber(letters) > MAX_COLUMNS)
      throw refused(
        `ячейка ${place} — дальше ${MAX_COLUMNS} столбцов. Оставьте столбцы таблицы.`,
        `the cell ${place} is beyond ${MAX_COLUMNS} columns. Keep the columns of the table.`,
      )
    cell = place!
  }
  if (cell !== '') checkFormula(xml.slice(at), cell)
}

function checkRow(row: number): void {
  if (row <= MAX_FILE_ROWS + 1) return
  throw refused(
    `на листе больше ${MAX_FILE_ROWS} строк. Разделите файл или удалите пустые строки с оформлением.`,
    `a sheet has more than ${MAX_FILE_ROWS} rows. Split the file, or delete empty rows that have a format.`,
  )
}

function checkFormula(content: string, cell: string): void {
  if (!/<(?:[^\s<>:/]+:)?f[\s/>]/.test(content)) return
  throw refused(
    `в ячейке ${cell} формула. Вставьте значения: «Специальная вставка → Значения».`,
    `the cell ${cell} has a formula. Paste values: "Paste special → Values".`,
  )
}

/**
 * The workbook anew, made of checked parts only: whatever else was in the archive no reader sees.
 * @throws WrongInput `MAPPING-WORKBOOK` with the reason
 */
export function checkedWorkbook(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    throw refused(
      'это старый формат .xls или файл с паролем. Сохраните книгу как .xlsx без пароля.',
      'this is the old .xls, or the file has a password. Save the workbook as .xlsx without one.',
    )
  const files = listArchive(bytes)?.files.filter(({ name }) => wanted.test(name)) ?? []
  if (files.length === 0 || files.length > MAX_PARTS) throw unreadable()
  const parts: Record<string, Uint8Array> = {}
  let left = MAX_UNPACKED
  for (const file of files) {
    const part = file.name in parts ? null : unpackFile(bytes, file, left)
    if (!part && file.bytes > left) throw tooLarge()
    if (!part) throw unreadable()
    left -= part.length
    checkCells(Buffer.from(part).toString('latin1'))
    parts[file.name] = part
  }
  return zipSync(parts, { level: 0 })
}

const tooLarge = () =>
  refused(
    `в распакованном виде больше ${MAX_UNPACKED / 1024 / 1024} МБ.`,
    `unpacked it is larger than ${MAX_UNPACKED / 1024 / 1024} MB.`,
  )
