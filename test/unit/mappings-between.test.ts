import { describe, expect, it } from 'vitest'
import { problemsBetween } from '../../server/mappings/checks/between.ts'
import {
  OwnKind,
  type MappingKind,
  type MappingRow,
  type MappingTable,
  type MappingTables,
  type OwnKindId,
} from '../../server/mappings/model.ts'
import { dictionariesNamed, sourceOf } from '../../server/mappings/own/shared.ts'
import { aRow, aTable, someTables } from './storage-factory.ts'

/** What tables say against each other. */

type Same = NonNullable<OwnKind['same']>
const side = (kind: MappingKind, of: 'site' | 'onec') => ({ kind, side: of })
const own = (rows: MappingRow[], same: Same, relation: OwnKind['relation'] = '1:1'): MappingTable => ({
  own: OwnKind.parse({ title: { ru: 'Свой' }, sides: { site: 'А', onec: 'Б' }, relation, same }),
  ...aTable(rows, { on: 'pass' }),
})
/** A row of two elements: `a` stands for its identifier and its name. */
const pair = (site: string, onec: string, more: Partial<MappingRow> = {}) =>
  aRow({
    id: `${site}-${onec}`,
    site_id: site,
    site_name: `С ${site}`,
    ref_1c: onec,
    name_1c: `1С ${onec}`,
    ...more,
  })
const warehouses = (...rows: MappingRow[]) => ({ storage: aTable(rows) })
const both: Same = { site: side('storage', 'site'), onec: side('storage', 'onec') }

const found = (tables: Partial<MappingTables>) =>
  problemsBetween(someTables(tables)).map(({ kind, code, rows, beside }) => ({
    code,
    at: [...rows.map((row) => `${kind} ${row}`), ...beside!.map((row) => `${row.kind} ${row.row}`)],
  }))

describe('contradictions', () => {
  it('one value is bound to two elements in two tables of the same dictionaries', () => {
    const tables = someTables({
      ...warehouses(pair('msk', 'main')),
      own_x: own([pair('msk', 'other')], both),
    })
    const [problem, ...more] = problemsBetween(tables)
    expect(more).toEqual([])
    expect(problem).toMatchObject({
      kind: 'own_x',
      code: 'contradiction',
      rows: ['msk-other'],
      beside: [{ kind: 'storage', row: 'msk-main' }],
      severity: 'warning',
      fix: null,
    })
    expect(problem!.text.ru).toBe(
      'Таблицы противоречат друг другу: «С msk» по «Склады» — «1С main», по «Свой» — «1С other».',
    )
  })

  it('turned around, A → B in one table and B → A in another agree; B → C does not', () => {
    const turned: Same = { site: side('storage', 'onec'), onec: side('storage', 'site') }
    const with_ = (row: MappingRow) => found({ ...warehouses(pair('a', 'b')), own_x: own([row], turned) })
    const back = pair('b', 'a', { site_name: '1С b', name_1c: 'С a' })
    expect(with_(back)).toEqual([])
    expect(with_({ ...back, ref_1c: 'c' })).toEqual([
      { code: 'contradiction', at: ['own_x b-a', 'storage a-b'] },
    ])
  })

  it('three tables in a ring that do not come back to the value they began with', () => {
    const ring = (last: string) =>
      found({
        ...warehouses(pair('a', 'b')),
        own_x: own([pair('b', 'c', { site_name: '' })], { site: side('storage', 'onec') }),
        own_y: own([pair('c', last, { site_name: '', name_1c: '' })], {
          site: side('own_x', 'onec'),
          onec: side('storage', 'site'),
        }),
      })
    expect(ring('a')).toEqual([])
    expect(ring('z')).toEqual([{ code: 'contradiction', at: ['own_x b-c', 'own_y c-z', 'storage a-b'] }])
  })

  it('several values that become one are no contradiction, and neither are archived, half filled or conflicting rows', () => {
    const many = own([pair('a', 'x'), pair('b', 'x')], both, 'N:1')
    expect(found({ ...warehouses(pair('a', 'x')), own_x: many })).toEqual([])
    for (const rows of [
      [pair('a', 'y', { archived: true })],
      [pair('a', '')],
      [pair('a', 'y'), pair('a', 'z')],
    ])
      expect(found({ ...warehouses(pair('a', 'x')), own_x: own(rows, both) })).toEqual([])
  })

  it('tables whose dictionaries nobody has called the same have nothing to do with each other', () => {
    expect(found({ ...warehouses(pair('a', 'x')), own_x: own([pair('a', 'y')], {}) })).toEqual([])
    const half: Same = { site: side('storage', 'site') }
    expect(found({ ...warehouses(pair('a', 'x')), own_x: own([pair('a', 'y')], half) })).toEqual([])
  })

  it('what two tables know by different members is not told apart', () => {
    const carriers = aTable([aRow({ id: 'r', site_id: 'cdek', code_1c: '001' })])
    const same: Same = { site: side('transport_company', 'site'), onec: side('transport_company', 'onec') }
    const by = (row: Partial<MappingRow>) =>
      found({
        transport_company: carriers,
        own_x: own([aRow({ id: 'o', site_id: 'cdek', ref_1c: 'ref', ...row })], same),
      })
    expect(by({})).toEqual([])
    expect(by({ code_1c: '001' })).toEqual([])
    expect(by({ code_1c: '002' })).toHaveLength(1)
  })
})

describe('replacements within one dictionary', () => {
  const within: Same = { site: side('city', 'site'), onec: side('city', 'site') }
  it('go round through two tables', () => {
    const one = own([pair('a', 'b'), pair('q', 'q')], within)
    const other = own([pair('b', 'c'), pair('c', 'a')], within)
    const names = { site_name: '', name_1c: '' }
    const bare = (table: MappingTable) => ({
      ...table,
      rows: table.rows.map((row) => ({ ...row, ...names })),
    })
    expect(found({ own_x: bare(one), own_y: bare(other) })).toEqual([
      { code: 'cycle', at: ['own_x a-b', 'own_y b-c', 'own_y c-a'] },
    ])
    // Within one table a value is asked for once.
    expect(found({ own_x: bare(own([pair('a', 'b'), pair('b', 'a')], within)) })).toEqual([])
  })
  it('one element has two replacements', () => {
    const at = ['own_x a-b', 'own_y a-c']
    expect(found({ own_x: own([pair('a', 'b')], within), own_y: own([pair('a', 'c')], within) })).toEqual([
      { code: 'contradiction', at },
    ])
  })
})

it('one identifier has two names in two tables of a dictionary, or anywhere when it is a GUID of 1C', () => {
  const same: Same = { onec: side('storage', 'onec') }
  const named = (name_1c: string) =>
    found({ ...warehouses(pair('a', 'x')), own_x: own([pair('other', 'x', { name_1c })], same) })
  expect(named(' 1с  X ')).toEqual([])
  expect(named('Пермь')).toEqual([{ code: 'named-apart', at: ['own_x other-x', 'storage a-x'] }])
  const guid = '9B1DEB4D-3B7D-4BAD-9BDD-2B0D7B3DCB6D'
  const twice = (name_1c: string) =>
    found({
      ...warehouses(aRow({ id: 's', site_id: 'a', ref_1c: guid, name_1c: 'Основной' })),
      cml_warehouse: aTable([aRow({ id: 'c', site_id: 'b', ref_1c: guid.toLowerCase(), name_1c })]),
    })
  expect(twice('основной')).toEqual([])
  expect(twice('Розничный')).toEqual([{ code: 'named-apart', at: ['storage s', 'cml_warehouse c'] }])
})

it('dictionaries are followed through own kinds, and no circle of them is walked for ever', () => {
  const kind = (same: Same) => own([], same)
  const tables = someTables({
    own_a: kind({ onec: side('own_b', 'site') }),
    own_b: kind({ site: side('storage', 'onec'), onec: side('own_gone' as OwnKindId, 'site') }),
    own_c: kind({ site: side('own_d', 'site') }),
    own_d: kind({ site: side('own_c', 'site') }),
  })
  expect(sourceOf(tables, side('own_a', 'onec'))).toEqual(side('storage', 'onec'))
  for (const lone of [side('own_a', 'site'), side('own_b', 'onec'), side('own_c', 'site')])
    expect(sourceOf(tables, lone)).toBeNull()
  const named = dictionariesNamed(tables)
  expect(named('own_a', 'onec')).toBe(named('storage', 'onec'))
  expect(named('own_c', 'site')).toBe(named('own_d', 'site'))
  expect(new Set([named('own_a', 'site'), named('own_b', 'onec'), named('storage', 'site')]).size).toBe(3)
})
