import fc from 'fast-check'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { planRows } from '../../server/mappings/import.ts'
import { mappingKinds, type MappingRow } from '../../server/mappings/model.ts'
import { cellText, cellColumns } from '../../server/mappings/sharing/cells.ts'
import { diffAll, tablesOfFile } from '../../server/mappings/sharing/diff.ts'
import { readMappingFile, writeMappingFile } from '../../server/mappings/sharing/file.ts'
import { mappingReport } from '../../server/mappings/sharing/report.ts'
import { conflictsOf, tidy } from '../../server/mappings/tables.ts'
import { aRow, aTable, someTables } from './storage-factory.ts'

/** Mapping tables in files: CSV, XLSX, JSON, the report; and how tables differ (site-orders section 10). */

const stamp = { at: '2026-02-03T10:00:00.000Z', by: 'оператор' }
const moscow = aRow({ id: 'a', site_id: 'msk', site_name: 'Москва', ref_1c: 'r1', code_1c: '000000001' })
const spb = aRow({ id: 'b', site_id: 'spb', site_name: 'Петербург', ref_1c: 'r2', broken: 'ORD-303' })
const tables = someTables({
  storage: aTable([spb, moscow], { on: 'default', row: 'a' }),
  product: aTable([
    aRow({ id: 'p2', site_id: 'мяч', ref_1c: 'z', mode: 'kit' }),
    aRow({ id: 'p0', site_id: 'а', ref_1c: 'y' }),
    aRow({ id: 'p1', site_id: 'мяч', ref_1c: 'b', mode: 'kit' }),
  ]),
})
const bytes = (text: string) => Buffer.from(text)

const said = (rows: readonly MappingRow[]) =>
  rows.map((row) =>
    cellColumns.filter((column) => column !== 'broken').map((column) => cellText(row, column)),
  )

const cell = fc.oneof(
  fc.constantFrom('', '', 'x', 'y', "'", '=1', '-', "'=", 'а;б', '"', '\n', 'a\r\nb', '\t', ' x ', '0001'),
  fc.constantFrom('_x0041_', '_x005F_', '\u0001', 'a\rb', '<&>', '1e5', 'TRUE', '2026-01-01', ']]>', '😀'),
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\uFFFD')),
)
const world = fc
  .record({
    kind: fc.constantFrom(...mappingKinds),
    rows: fc.array(
      fc.record({
        site_id: cell,
        site_name: cell,
        ref_1c: fc.oneof(cell, fc.uuid()),
        code_1c: cell,
        name_1c: cell,
        archived: fc.boolean(),
        note: cell,
        mode: fc.constantFrom('kit', 'alternatives', undefined),
      }),
      { maxLength: 10 },
    ),
  })
  .map(({ kind, rows }) => {
    const tidied = rows
      .map((given, index) =>
        tidy({ ...aRow({ id: `id${index}` }), ...given, mode: kind === 'product' ? given.mode : undefined }),
      )
      .filter((one) => one.site_id || one.site_name || one.ref_1c || one.code_1c || one.name_1c)
    const conflicts = conflictsOf(aTable(tidied), kind)
    return { kind, table: aTable(tidied.filter(({ id }) => !conflicts.has(id))) }
  })

describe('round trips', () => {
  it.each([
    ['csv', 300],
    ['json', 300],
    ['xlsx', 40],
  ] as const)('%s keeps every row: into an empty table, and into its own', async (format, numRuns) => {
    await fc.assert(
      fc.asyncProperty(world, async ({ kind, table }) => {
        const file = await writeMappingFile(format, someTables({ [kind]: table }), [kind])
        const read = await readMappingFile(file, kind)
        expect(read.format).toBe(format)
        const rows = read.tables[0] ?? { rows: [], problems: [] }
        const empty = planRows(aTable([]), kind, rows, stamp)
        expect(said(empty.table.rows).sort()).toEqual(said(table.rows).sort())
        expect(empty.plan.conflicting).toEqual([])
        const own = planRows(table, kind, rows, stamp)
        expect(own.plan).toMatchObject({ added: [], changed: [], conflicting: [] })
        expect(own.table).toEqual(table)
      }),
      { numRuns },
    )
  })

  it.each(['csv', 'xlsx', 'json'] as const)('all kinds in one %s', async (format) => {
    const file = await writeMappingFile(format, tables, mappingKinds)
    const { tables: read, problems } = await readMappingFile(file, null)
    expect(problems).toEqual([])
    const counts = Object.fromEntries(read.map(({ kind, rows }) => [kind, rows.length]))
    expect(counts).toMatchObject({ storage: 2, product: 3 })
    expect(read.flatMap((table) => table.problems)).toEqual([])
  })

  it('JSON is the same for equal tables, keeps the priority of offers and brings the policy', async () => {
    const text = Buffer.from(await writeMappingFile('json', tables, mappingKinds)).toString()
    const other = someTables({
      ...tables,
      storage: aTable([moscow, spb], { on: 'default', row: 'a' }),
    })
    expect(Buffer.from(await writeMappingFile('json', other, [...mappingKinds].reverse())).toString()).toBe(
      text,
    )
    const { tables: read } = await readMappingFile(bytes(text), null)
    expect(read.find(({ kind }) => kind === 'product')!.rows.map(({ id }) => id)).toEqual(['p0', 'p2', 'p1'])
    const { kind, policy, ...rows } = read.find((one) => one.kind === 'storage')!
    const { plan, table } = planRows(aTable([{ ...moscow, id: 'other' }]), kind, rows, stamp, policy)
    expect(plan.policy).toEqual({ before: { on: 'fail' }, after: { on: 'default', row: 'other' } })
    expect(table.policy).toEqual({ on: 'default', row: 'other' })
    const refused = planRows(aTable([]), kind, { rows: [], problems: [] }, stamp, policy)
    expect(refused.plan.problems).toHaveLength(1)
  })

  it('a row whose key the file has is found by it, whatever was renamed', async () => {
    const renamed = aTable([{ ...moscow, site_id: 'moscow', ref_1c: 'r9' }])
    const file = await writeMappingFile('json', someTables({ storage: renamed }), ['storage'])
    const { tables: read } = await readMappingFile(file, 'storage')
    const { plan } = planRows(aTable([spb, moscow]), 'storage', read[0]!, stamp)
    expect(plan.changed.map(({ before, after }) => [before.id, after.site_id])).toEqual([['a', 'moscow']])
  })
})

describe('a workbook that is not what it should be', () => {
  let good: Record<string, Uint8Array>
  beforeAll(async () => {
    good = unzipSync(await writeMappingFile('xlsx', tables, ['storage']))
  })
  const sheet = 'xl/worksheets/sheet1.xml'
  const book = (change: (xml: string) => string, part = sheet) =>
    zipSync({ ...good, [part]: strToU8(change(new TextDecoder().decode(good[part]))) }, { level: 1 })
  const reason = async (file: Uint8Array) =>
    readMappingFile(file, null).then(
      (read) => `read: ${JSON.stringify(read)}`,
      (error: { code?: string; text?: { ru: string } }) => `${error.code}: ${error.text?.ru}`,
    )
  const rows = (xml: string, added: string) => xml.replace('</sheetData>', `${added}</sheetData>`)

  it.each<[string, () => Uint8Array, string]>([
    ['a formula', () => book((xml) => rows(xml, '<row r="9"><c r="B9"><f>1+1</f><v>2</v></c></row>')), 'B9'],
    [
      'merged cells',
      () =>
        book((xml) =>
          xml.replace('</sheetData>', '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>'),
        ),
      'A2:A3',
    ],
    [
      'a row far below',
      () => book((xml) => rows(xml, '<row r="999999999"><c r="A999999999"/></row>')),
      '50000 строк',
    ],
    ['a cell far to the right', () => book((xml) => rows(xml, '<row r="9"><c r="XFD9"/></row>')), 'XFD9'],
    [
      'a place that is hidden',
      () => book((xml) => rows(xml, `<row x='"' y='>' r="99999999"/>`)),
      'повреждён',
    ],
    ['200 000 rows', () => book((xml) => rows(xml, '<row/>'.repeat(200_000))), '50000 строк'],
    [
      'a sheet of no kind',
      () => book((xml) => xml.replace('"storage"', '"Лист1"'), 'xl/workbook.xml'),
      'Лист1',
    ],
    ['an archive bomb', () => book((xml) => xml + ' '.repeat(70 * 1024 * 1024)), '64 МБ'],
    [
      'entities',
      () => book((xml) => xml.replace('<worksheet', '<!DOCTYPE a [<!ENTITY b "c">]><worksheet')),
      'повреждён',
    ],
    ['the old format', () => Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), '.xls'],
    ['half of it', () => book((xml) => xml).subarray(0, 900), 'повреждён'],
    ['another archive', () => zipSync({ 'a.txt': strToU8('x') }), 'повреждён'],
    [
      'no sheet',
      () => {
        const { [sheet]: _, ...rest } = good
        return zipSync(rest)
      },
      'не удалось прочесть',
    ],
  ])('%s is refused with the reason', async (_, file, words) => {
    const told = await reason(file())
    expect(told).toContain('MAPPING-WORKBOOK')
    expect(told).toContain(words)
  })

  it('what Excel made of a value is named, and a number stays as it is written', async () => {
    const xml = (cells: string) => (text: string) => rows(text, `<row r="9">${cells}</row>`)
    const read = async (cells: string) => (await readMappingFile(book(xml(cells)), null)).tables[0]!
    const dated = await read('<c r="B9"><v>1.5E+20</v></c>')
    expect(dated.problems.map(({ line, message }) => [line, message.ru])).toEqual([
      [9, expect.stringContaining('число')],
    ])
    const whole = await read('<c r="B9"><v>17</v></c><c r="D9" t="str"><v>r17</v></c>')
    expect(whole.rows.at(-1)!.cells).toMatchObject({ site_id: '17', ref_1c: 'r17' })
  })
})

describe('files that hold no tables', () => {
  it.each([
    ['{', 'MAPPING-JSON'],
    ['[1]', 'MAPPING-JSON'],
    ['{"tables": 1}', 'MAPPING-JSON'],
  ])('%s is refused', async (text, code) => {
    await expect(readMappingFile(bytes(text), null)).rejects.toMatchObject({ code })
  })

  it.each([
    ['', null, 'пуст'],
    ['site_id;ref_1c\na;b', null, 'kind'],
    ['kind;site_id\nпланета;a', null, 'планета'],
    ['{"mappings": {"planet": {"policy": {"on": "fail"}, "rows": []}}}', null, 'planet'],
    ['{"mappings": {"city": {"rows": []}}}', 'storage', 'storage'],
  ] as const)('%j: what is wrong is named', async (text, only, words) => {
    const { problems } = await readMappingFile(bytes(text), only)
    expect(problems.map(({ message }) => message.ru).join()).toContain(words)
  })

  it('a row of JSON that cannot be used is named by its number', async () => {
    const file = {
      mappings: {
        storage: { rows: [1, {}, { site_id: 5 }, { id: 'x', site_id: 'a' }, { id: 'x', site_id: 'b' }] },
      },
    }
    const { tables: read } = await readMappingFile(bytes(JSON.stringify(file)), null)
    expect(read[0]!.problems.map(({ line }) => line)).toEqual([1, 2, 3, 5])
    expect(read[0]!.rows.map(({ cells }) => cells.site_id)).toEqual(['a'])
  })
})

describe('differences', () => {
  const whole = (all: typeof tables) => mappingKinds.map((kind) => ({ kind, ...all[kind] }))

  it('are told cell by cell; a row that moved is none', () => {
    const changed = someTables({
      ...tables,
      storage: aTable([
        { ...moscow, name_1c: 'Главный', broken: 'ORD-300' },
        aRow({ id: 'n', site_id: 'new' }),
      ]),
    })
    const [difference, ...rest] = diffAll(whole(tables), whole(changed))
    expect(rest).toEqual([])
    expect(difference).toMatchObject({
      kind: 'storage',
      added: [{ id: 'n' }],
      removed: [{ id: 'b' }],
      changed: [{ cells: [{ column: 'name_1c', before: '', after: 'Главный' }] }],
      policy: { before: { on: 'default' }, after: { on: 'fail' } },
    })
    const moved = someTables({ ...tables, storage: aTable([moscow, spb], tables.storage.policy) })
    expect(diffAll(whole(tables), whole(moved))).toEqual([])
  })

  it('between a file and the tables it was made of there are none, in any format', async () => {
    for (const format of ['csv', 'xlsx', 'json'] as const) {
      const file = await tablesOfFile(await writeMappingFile(format, tables, mappingKinds), null)
      expect(diffAll(file.tables, whole(tables)), format).toEqual([])
      expect(diffAll(file.tables, file.tables), format).toEqual([])
    }
  })
})

describe('the report for approval', () => {
  it('is one page without scripts where every text is text', () => {
    const evil = '<script>alert(1)</script>"&\''
    const html = mappingReport({
      name: evil,
      at: new Date('2026-02-03T10:00:00Z'),
      zone: 'Europe/Moscow',
      tables: someTables({
        storage: aTable(
          [
            { ...moscow, site_name: evil, note: evil },
            { ...spb, ref_1c: '' },
          ],
          { on: 'default', row: 'a' },
        ),
      }),
      kinds: ['storage'],
      unmapped: [
        {
          kind: 'storage',
          direction: 'site_to_1c',
          value: evil,
          name: evil,
          firstAt: '',
          lastAt: '',
          times: 3,
          entry: null,
          subjects: [evil],
        },
        {
          kind: 'city',
          direction: 'site_to_1c',
          value: 'другая',
          name: '',
          firstAt: '',
          lastAt: '',
          times: 1,
          entry: null,
          subjects: [],
        },
      ],
    })
    expect(html).not.toMatch(/<script|<img|https?:|url\(/i)
    expect(
      html.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&amp;&#39;/g)!.length,
    ).toBeGreaterThanOrEqual(7)
    for (const words of [
      'Склады',
      '3 февраля 2026',
      'неисправно',
      'Согласовано',
      'Вместо значения без строки',
      '@page',
    ])
      expect(html).toContain(words)
    expect(html).not.toContain('другая')
  })
})
