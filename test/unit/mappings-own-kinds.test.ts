import { expect, it } from 'vitest'
import { problemsOf } from '../../server/mappings/checks/checks.ts'
import { tableOf } from '../../server/mappings/kinds.ts'
import { isOwnKindId, MappingTables, OwnKind, type MappingTable } from '../../server/mappings/model.ts'
import { openMessage } from '../../server/mappings/own/places.ts'
import { createResolver } from '../../server/mappings/resolve.ts'
import { mappingFormats } from '../../server/mappings/sharing/model.ts'
import { tablesOfFile, diffAll } from '../../server/mappings/sharing/diff.ts'
import { writeMappingFile } from '../../server/mappings/sharing/file.ts'
import { createTranslator, isHeld } from '../../server/mappings/translator.ts'
import { aRow, aTable, someTables } from './storage-factory.ts'

const own = (change: Partial<OwnKind> = {}): OwnKind =>
  OwnKind.parse({
    title: { ru: 'Каналы продаж' },
    sides: { site: 'Маркетплейс', onec: '1С' },
    relation: 'N:1',
    ...change,
  })

const table = (rows: MappingTable['rows'], relation: OwnKind['relation'] = 'N:1'): MappingTable => ({
  own: own({ relation }),
  ...aTable(rows, { on: 'pass' }),
})

it('a document from before has the tables that it does not name, and a name that is no kind is told with its place', () => {
  const old = someTables({ storage: aTable([aRow({ id: 'a', site_id: '1', ref_1c: 'r' })]) })
  const { cml_price_type: _, regate_city: __, ...kept } = old
  expect(MappingTables.parse(kept)).toEqual(old)
  const placesOf = (tables: object) =>
    MappingTables.safeParse({ ...old, ...tables }).error?.issues.map(({ path }) => path.join('/'))
  expect(placesOf({ price_kind: aTable([]) })).toEqual(['price_kind'])
  expect(placesOf({ own_channel: aTable([]) })).toEqual(['own_channel/own'])
  expect(placesOf({ storage: table([]) })).toEqual(['storage/own'])
  expect(placesOf({ own_channel: { ...table([]), rows: [{ id: '' }] } })).toContain('own_channel/rows/0/id')
  expect(MappingTables.parse({ ...old, own_channel: table([]) })).toHaveProperty(
    'own_channel.own.relation',
    'N:1',
  )
  expect(['own_', 'own_A', 'own_x_', `own_${'x'.repeat(25)}`, 'storage'].filter(isOwnKindId)).toEqual([])
})

it.each([
  ['1:1', ['conflict', 'conflict', 'conflict', 'conflict']],
  ['N:1', ['conflict', 'conflict', 'mapped', 'mapped']],
  ['1:N', ['mapped', 'mapped', 'conflict', 'conflict']],
] as const)('an own kind of the relation %s holds its rows to it', (relation, states) => {
  const rows = [
    aRow({ id: 'a', site_id: 'ozon', ref_1c: 'one' }),
    aRow({ id: 'b', site_id: 'ozon', ref_1c: 'two' }),
    aRow({ id: 'c', site_id: 'wb', ref_1c: 'same' }),
    aRow({ id: 'd', site_id: 'ym', ref_1c: 'same' }),
  ]
  const tables = someTables({ own_channel: table(rows, relation) })
  const { toOnec } = createResolver(() => tables)
  const broken = new Set(
    problemsOf(tables).flatMap((problem) => (problem.code === 'conflict' ? problem.rows : [])),
  )
  expect(rows.map(({ id }) => (broken.has(id) ? 'conflict' : 'mapped'))).toEqual(states)
  expect(toOnec('own_channel', 'wb').outcome).toBe(states[2])
  expect(() => toOnec('own_other', 'wb')).toThrow(expect.objectContaining({ code: 'MAPPING-KIND-UNKNOWN' }))
})

it.each(mappingFormats.filter((format) => format !== 'html'))(
  'an own kind goes through %s and comes back',
  async (format) => {
    const rows = [aRow({ id: 'a', site_id: '007', site_name: 'Озон', ref_1c: 'Маркетплейс', note: 'с «ё»' })]
    const tables = someTables({ own_channel: table(rows) })
    const file = await tablesOfFile(await writeMappingFile(format, tables, ['own_channel']), null)
    expect(file.problems).toEqual([])
    expect(diffAll(file.tables, [{ kind: 'own_channel', ...tableOf(tables, 'own_channel') }])).toEqual([])
    expect(file.tables[0]!.own).toEqual(format === 'json' ? own() : undefined)
  },
)

const json = Buffer.from(
  '{"orders":[{"status":"new","a/b":7},{"status":" paid "},{"status":""},{"status":null}],"status":"x"}',
)
const xml = (declaration: string) =>
  `${declaration}<c:Корень xmlns:c="urn:c"><Док Ид="1"><Имя>Опт</Имя></Док><Док Ид=""><Имя><![CDATA[Розница]]></Имя></Док></c:Корень>`

it.each([
  ['json', json, '/orders/*/status', ['/orders/0/status new', '/orders/1/status paid']],
  ['json, an escaped name and a number', json, '/orders/0/a~1b', ['/orders/0/a~1b 7']],
  ['json without the place', json, '/orders/status/*', []],
  ['xml', Buffer.from(xml('')), '/Корень/*/Имя', ['/Корень/Док/Имя Опт', '/Корень/Док/Имя Розница']],
  ['xml, an attribute', Buffer.from(xml('')), '/Корень/Док/@Ид', ['/Корень/Док/@Ид 1']],
  ['broken xml', Buffer.from('<Корень><Док>'), '/Корень/Док', []],
])('values are found at their place: %s', (_, bytes, path, found) => {
  const valuesAt = openMessage(bytes, '')!
  expect(valuesAt(path).map(({ pointer, value }) => `${pointer} ${value}`)).toEqual(found)
})

it('what is neither JSON nor XML has no places', () => {
  expect(openMessage(Buffer.from('success\ncookie'), 'text/plain')).toBeNull()
})

it('a table without rows is not asked; each value of a message is told once, with its place and its outcome', () => {
  const tables = someTables({
    cml_warehouse: aTable([aRow({ id: 'w', site_id: 'msk', ref_1c: 'w-main' })], { on: 'fail' }),
  })
  const notes: unknown[] = []
  const translator = createTranslator(
    {
      ...createResolver(() => tables),
      inUse: (kind) => tableOf(tables, kind).rows.length > 0,
      noteUnmapped: async (more) => void notes.push(...more),
    },
    'request',
  )
  expect(translator.toSite('cml_price_type', 'retail', '/p')).toBeNull()
  expect(translator.toSite('cml_warehouse', 'w-main', '/a')?.value).toBe('msk')
  expect(translator.toSite('cml_warehouse', 'w-main', '/b')?.value).toBe('msk')
  expect(isHeld(translator.toSite('cml_warehouse', 'w-spb', '/c')!)).toBe(true)
  const common = { kind: 'cml_warehouse', part: 'request', direction: 'onec_to_site' }
  expect(translator.taken()).toEqual([
    { ...common, pointer: '/a', from: 'w-main', to: 'msk', outcome: 'mapped', row: 'w' },
    { ...common, pointer: '/c', from: 'w-spb', to: null, outcome: 'unmapped', row: null },
  ])
  expect(translator.taken()).toEqual([])
})
