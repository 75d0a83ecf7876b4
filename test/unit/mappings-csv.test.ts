import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { emptyFile, readCsvTable, writeMappingsCsv } from '../../server/mappings/csv.ts'
import { planRows } from '../../server/mappings/import.ts'
import {
  mappingKinds,
  type MappingKind,
  type MappingRow,
  type MappingTable,
} from '../../server/mappings/model.ts'
import { readRows, type FileRows } from '../../server/mappings/sharing/rows.ts'
import { conflictsOf, statesOf, tidy } from '../../server/mappings/tables.ts'
import { aRow, aTable } from './storage-factory.ts'

const stamp = { at: '2025-09-18T10:00:00.000Z', by: 'оператор' }
const readCsv = (csv: string | Uint8Array, kind: MappingKind): FileRows => {
  const table = readCsvTable(csv)
  return table ? readRows(table, kind) : { rows: [], problems: [emptyFile()] }
}
const written = (table: MappingTable, kind: MappingKind) => writeMappingsCsv([{ kind, table }])
const plan = (table: MappingTable, csv: string | Uint8Array, kind: MappingKind = 'storage') =>
  planRows(table, kind, readCsv(csv, kind), stamp)

const moscow = aRow({ id: 'a', site_id: 'msk', site_name: 'Москва', ref_1c: 'r1', code_1c: '000000001' })
const spb = aRow({ id: 'b', site_id: 'spb', site_name: 'Петербург', ref_1c: 'r2', broken: 'ORD-303' })
const table = aTable([moscow, spb])

describe('the file', () => {
  it('is what Excel opens: BOM, semicolons, a header of field names, no formulas', () => {
    const csv = written(aTable([{ ...moscow, site_name: '=1+1', note: 'а;б "в"\nг' }]), 'storage')
    expect(csv).toBe(
      '\uFEFFkind;site_id;site_name;ref_1c;code_1c;name_1c;mode;state;updated_at;updated_by;note\r\n' +
        `storage;msk;"'=1+1";r1;000000001;;;mapped;${moscow.updated_at};test;"а;б ""в""\nг"\r\n`,
    )
  })

  it.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-8 with a BOM', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['windows-1251', (text: string) => iconv.encode(text, 'win1251')],
    ['tabs, as pasted from a sheet', (text: string) => text.replaceAll(';', '\t')],
    ['commas', (text: string) => text.replaceAll(';', ',')],
    ['line ends of Unix', (text: string) => text.replaceAll('\r\n', '\n')],
    ['a header in other letters', (text: string) => text.replace('site_id', ' Site_ID ')],
  ])('is read in %s', (_, encode) => {
    const text = 'site_id;site_name;ref_1c\r\nkzn;Казань;r3\r\n'
    const { plan: read } = plan(table, encode(text))
    expect(read.problems).toEqual([])
    expect(read.added).toEqual([
      {
        ...aRow({ id: read.added[0]!.id, site_id: 'kzn', site_name: 'Казань', ref_1c: 'r3' }),
        updated_at: stamp.at,
        updated_by: stamp.by,
      },
    ])
  })

  it.each([
    ['', 1, 'пуст'],
    ['\uFEFF \r\n ', 1, 'пуст'],
    ['msk;Москва;r1\r\nspb;Петербург;r2', 1, 'не заголовок'],
    ['kind;mode;note\nstorage;;x', 1, 'не заголовок'],
    ['site_id;ref_1c\r\n', 1, 'строк нет'],
    ['site_id;цвет\r\nkzn;синий', 1, 'цвет'],
    ['site_id;site_id\r\nkzn;nsk', 1, 'повторяется'],
    ['site_id;ref_1c\r\nkzn;r3;лишнее', 2, 'больше ячеек'],
    ['kind;site_id\r\n\r\ncity;kzn', 3, 'другого вида'],
    ['site_id;mode\r\nkzn;kit', 2, 'mode'],
    ['site_id;state\r\nkzn;готово', 2, 'state'],
    ['site_id;note\r\n"kzn";"две\nстроки"\r\n;осиротела', 4, 'ни стороны'],
    ['site_id;site_name\r\nkzn;"Казань', 2, 'не читается'],
    ['site_id;site_name\r\nkzn;\uFFFD\uFFFD', 2, 'Кодировка'],
  ])('%j: the fault is named with its line', (csv, line, words) => {
    const { plan: read } = plan(table, csv)
    expect(read.problems.map((problem) => [problem.line, problem.message.ru])).toContainEqual([
      line,
      expect.stringContaining(words),
    ])
    expect(read.problems.every(({ message }) => message.en !== '')).toBe(true)
  })
})

describe('the dry run', () => {
  it('tells added, changed, conflicting and unchanged apart, and the table gets only what fits', () => {
    const csv = [
      'site_id;site_name;ref_1c',
      'msk;Москва;r1',
      'spb;Санкт-Петербург;r2',
      'kzn;Казань;r3',
      'nsk;Новосибирск;r1',
      'kzn;Казань-2;r4',
    ].join('\n')
    const { plan: read, table: after } = plan(table, csv)
    expect(read.unchanged).toBe(1)
    expect(read.changed).toEqual([
      { before: spb, after: expect.objectContaining({ site_name: 'Санкт-Петербург' }) as MappingRow },
    ])
    expect(read.added).toEqual([])
    expect(read.conflicting.map(({ line, row, reason }) => [line, row.site_id, reason.ru])).toEqual([
      [4, 'kzn', expect.stringContaining('kzn')],
      [5, 'nsk', expect.stringContaining('r1')],
      [6, 'kzn', expect.stringContaining('kzn')],
    ])
    expect(after.rows).toEqual([moscow, read.changed[0]!.after])
    expect(after.rows[1]).not.toHaveProperty('broken')
  })

  it('a row that is left out does not make room for another', () => {
    const csv = 'site_id;ref_1c\nspb;r1\nkzn;r2'
    const { plan: read, table: after } = plan(table, csv)
    expect(read.conflicting.map(({ row }) => row.site_id)).toEqual(['spb', 'kzn'])
    expect(after).toEqual(table)
  })

  it('two rows may swap their references', () => {
    const { plan: read, table: after } = plan(table, 'site_id;ref_1c\nmsk;r2\nspb;r1')
    expect(read.conflicting).toEqual([])
    expect(after.rows.map(({ ref_1c }) => ref_1c)).toEqual(['r2', 'r1'])
  })

  it('nothing is deleted: rows the file does not have stay, an empty cell leaves what is there', () => {
    const { table: after } = plan(table, 'site_id;site_name;code_1c\nmsk;;000000009')
    expect(after.rows).toEqual([
      { ...moscow, code_1c: '000000009', updated_at: stamp.at, updated_by: stamp.by },
      spb,
    ])
  })

  it('an item new in 1C is bound to the site value that comes later', () => {
    const waiting = aTable([aRow({ id: 'n', ref_1c: 'r7', name_1c: 'Склад 7' })])
    const { plan: read, table: after } = plan(waiting, 'site_id;ref_1c\ns7;r7')
    expect(read.changed).toHaveLength(1)
    expect(after.rows).toEqual([expect.objectContaining({ id: 'n', site_id: 's7', name_1c: 'Склад 7' })])
  })

  it('a row without a site side is found by its 1C reference, its code or its name', () => {
    for (const line of ['ref_1c;note\nr1;да', 'code_1c;note\n000000001;да', 'site_name;note\nМосква;да'])
      expect(plan(table, line).plan.changed.map(({ before }) => before.id)).toEqual(['a'])
  })

  it('[A-62] offers of a product are rows of their own; the first takes the row that waits', () => {
    const waiting = aTable([aRow({ id: 'p', site_id: 'ball', site_name: 'Мяч' })])
    const { table: after } = plan(waiting, 'site_id;ref_1c;mode\nball;o1;kit\nball;o2;kit', 'product')
    expect(after.rows.map(({ id, ref_1c, mode }) => [id === 'p', ref_1c, mode])).toEqual([
      [true, 'o1', 'kit'],
      [false, 'o2', 'kit'],
    ])
  })

  it('`state` archives and brings back; the other states follow from the table', () => {
    const archived = plan(table, 'site_id;state\nmsk;archived').table
    expect(archived.rows[0]).toMatchObject({ archived: true })
    const back = plan(archived, 'site_id;state\nmsk;conflict').table
    expect(statesOf(back, 'storage').get('a')).toBe('mapped')
  })
})

describe('any table, any file', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      '',
      'x',
      'y',
      "'",
      '=1',
      '-',
      "'=",
      'а;б',
      '"',
      '""',
      '\n',
      'a\r\nb',
      '\t',
      ' пробел ',
      '0001',
    ),
    // U+FFFD stands for letters that are lost; the reader refuses it.
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\uFFFD')),
  )
  const row = fc.record({
    site_id: cell,
    site_name: cell,
    ref_1c: fc.oneof(
      cell,
      fc.uuid(),
      fc.uuid().map((guid) => `{${guid.toUpperCase()}}`),
    ),
    code_1c: cell,
    name_1c: cell,
    archived: fc.boolean(),
    note: cell,
    mode: fc.constantFrom('kit', 'alternatives', undefined),
  })
  const world = fc
    .record({ kind: fc.constantFrom(...mappingKinds), rows: fc.array(row, { maxLength: 12 }) })
    .map(({ kind, rows }) => ({
      kind,
      table: aTable(
        rows
          .map((given, index) =>
            tidy({
              ...aRow({ id: `id${index}` }),
              ...given,
              mode: kind === 'product' ? given.mode : undefined,
            }),
          )
          // A row that says nothing cannot be found again.
          .filter((one) => one.site_id || one.site_name || one.ref_1c || one.code_1c || one.name_1c),
      ),
    }))

  it('export and import into the same table change nothing', () => {
    fc.assert(
      fc.property(world, ({ kind, table: given }) => {
        const { plan: read, table: after } = plan(given, written(given, kind), kind)
        expect(after).toEqual(given)
        expect(read).toMatchObject({ added: [], changed: [], conflicting: [], unchanged: given.rows.length })
      }),
      { numRuns: 500 },
    )
  })

  it('export and import into an empty table give the same rows, as far as they do not conflict', () => {
    fc.assert(
      fc.property(world, ({ kind, table: given }) => {
        const conflicts = conflictsOf(given, kind)
        const clean = aTable(given.rows.filter(({ id }) => !conflicts.has(id)))
        const { plan: read, table: after } = plan(aTable([]), written(clean, kind), kind)
        const said = (rows: MappingRow[]) =>
          rows.map((one) => ({ ...one, id: '', updated_at: '', updated_by: '' }))
        expect(said(after.rows)).toEqual(said(clean.rows))
        expect(read.conflicting).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  const junk = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc
      .tuple(
        fc.constantFrom(
          'site_id;ref_1c\n',
          'kind;site_id;site_name;ref_1c;mode;state\r\n',
          '\uFEFFsite_id\n',
        ),
        fc.array(fc.oneof(cell, fc.constantFrom(';', ';', '\n', '"', 'msk', 'r1', 'spb')), { maxLength: 60 }),
      )
      .map(([header, parts]) => header + parts.join('')),
  )

  it('no file crashes the reader; its lines are accounted for and nothing is deleted', () => {
    fc.assert(
      fc.property(junk, fc.constantFrom(...mappingKinds), (csv, kind) => {
        const { rows } = readCsv(csv, kind)
        const { plan: read, table: after } = plan(table, csv, kind)
        const { added, changed, conflicting, unchanged, problems } = read
        expect(added.length + changed.length + conflicting.length + unchanged).toBe(rows.length)
        if (rows.length === 0) expect(problems).not.toEqual([])
        expect(after.rows.slice(0, 2).map(({ id }) => id)).toEqual(['a', 'b'])
        expect(after.rows).toHaveLength(2 + added.length)
      }),
      { numRuns: 1000 },
    )
  })

  it('an import never adds a conflict to the table', () => {
    fc.assert(
      fc.property(world, world, ({ kind, table: given }, { table: other }) => {
        const incoming = aTable(
          other.rows.map((one) => tidy({ ...one, mode: kind === 'product' ? one.mode : undefined })),
        )
        const before = new Set(conflictsOf(given, kind).keys())
        const { plan: read, table: after } = plan(given, written(incoming, kind), kind)
        const touched = new Set(
          [...read.added, ...read.changed.map((change) => change.after)].map(({ id }) => id),
        )
        for (const id of conflictsOf(after, kind).keys()) {
          expect(touched).not.toContain(id)
          expect(before).toContain(id)
        }
      }),
      { numRuns: 500 },
    )
  })
})
