import { unzipSync } from 'fflate'
import Papa from 'papaparse'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { csvCell, writeCsv } from '../../server/explorer/csv.ts'
import type { ExportCell, ExportTable } from '../../server/explorer/export-tables.ts'
import { columnName, writeXlsx } from '../../server/explorer/xlsx.ts'

const table = (rows: ExportCell[][]): ExportTable => ({
  title: 'Номенклатура: всё / сразу',
  columns: [
    { title: 'Наименование', kind: 'text', width: 20 },
    { title: 'Цена', kind: 'money', width: 10 },
    { title: 'Остаток', kind: 'quantity', width: 10 },
    { title: 'Картинок', kind: 'count', width: 10 },
  ],
  rows: (async function* () {
    yield* rows
  })(),
})

const rows: ExportCell[][] = [
  ['Дрель «Ё»; "ударная"\nновая', 499_050, -1500, 0],
  ['00123', null, 0, 3],
  ['  <b>&amp;\u0001 пробелы  ', 1, null, null],
]

describe('CSV', () => {
  it('has a BOM, semicolons, decimal commas, and comes back as it was', async () => {
    let text = ''
    for await (const piece of writeCsv(table(rows))) text += piece
    expect(text.startsWith('\uFEFFНаименование;Цена;Остаток;Картинок\r\n')).toBe(true)
    expect(text.endsWith('\r\n')).toBe(true)
    expect(Papa.parse(text.slice(1), { delimiter: ';', skipEmptyLines: true }).data.slice(1)).toEqual([
      [rows[0]![0], '4990,5', '-1,5', '0'],
      ['00123', '', '0', '3'],
      [rows[2]![0], '0,01', '', ''],
    ])
  })

  it.each([
    ['=1+1', "'=1+1"],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ['-2+3+cmd', "'-2+3+cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-12,5', '-12,5'],
    ['+7 900', '+7 900'],
    ['Дрель', 'Дрель'],
  ])('disarms what a spreadsheet would run: %s', (cell, written) => {
    expect(csvCell(cell, 'text')).toBe(written)
  })
})

/** The texts and the numbers of a sheet by the place of the cell. */
function cells(xml: string): Record<string, string | number> {
  const found: Record<string, string | number> = {}
  let at = ''
  let text = ''
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'c') at = String(attributes['r'])
    text = ''
  })
  parser.on('text', (piece) => (text += piece))
  parser.on('closetag', ({ name }) => {
    if (name === 't') found[at] = text
    if (name === 'v') found[at] = Number(text)
  })
  parser.write(xml).close()
  return found
}

async function workbook(tables: ExportTable[]): Promise<Record<string, string>> {
  const pieces: Buffer[] = []
  for await (const piece of writeXlsx(tables)) pieces.push(piece)
  return Object.fromEntries(
    Object.entries(unzipSync(Buffer.concat(pieces))).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString(),
    ]),
  )
}

describe('XLSX', () => {
  it('holds texts as texts and numbers as numbers', async () => {
    const files = await workbook([table(rows), table([])])
    expect(cells(files['xl/worksheets/sheet1.xml']!)).toEqual({
      A1: 'Наименование',
      B1: 'Цена',
      C1: 'Остаток',
      D1: 'Картинок',
      A2: rows[0]![0],
      B2: 4990.5,
      C2: -1.5,
      D2: 0,
      A3: '00123',
      C3: 0,
      D3: 3,
      A4: '  <b>&amp; пробелы  ',
      B4: 0.01,
    })
    expect(files['xl/worksheets/sheet2.xml']).toContain('ref="A1:D1"')
    expect(files['xl/workbook.xml']).toContain('name="Номенклатура  всё   сразу"')
    for (const name of Object.keys(files)) {
      const written = files[name]!
      expect(() => new SaxesParser({ xmlns: true }).write(written).close(), name).not.toThrow()
      if (!name.startsWith('[')) continue
      for (const part of Object.keys(files).filter(
        (path) => path.startsWith('xl/') && !path.includes('rels'),
      ))
        expect(written).toContain(`PartName="/${part}"`)
    }
  })

  it('names columns as spreadsheets do', () => {
    expect([1, 26, 27, 52, 53, 702, 703].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
  })

  it('goes on in another sheet when one is full', async () => {
    const endless: ExportTable = {
      ...table([]),
      columns: [{ title: 'n', kind: 'count', width: 5 }],
      rows: (async function* () {
        for (let n = 0; n < 1_048_577; n++) yield [n]
      })(),
    }
    const files = await workbook([endless])
    expect(files['xl/worksheets/sheet1.xml']).toContain('<c r="A1048576"')
    expect(files['xl/worksheets/sheet1.xml']).not.toContain('A1048577')
    expect(cells(files['xl/worksheets/sheet2.xml']!)).toEqual({ A1: 'n', A2: 1_048_575, A3: 1_048_576 })
  })
})
