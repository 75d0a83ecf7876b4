import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixesOf, problemsOf } from '../../server/mappings/checks/checks.ts'
import type { LiveDictionaries, MappingProblem } from '../../server/mappings/checks/model.ts'
import {
  mappingKinds,
  type MappingKind,
  type MappingRow,
  type MappingTable,
} from '../../server/mappings/model.ts'
import { applyBatch, conflictsOf } from '../../server/mappings/tables.ts'
import '../property-seed.ts'
import { aRow, aTable } from './storage-factory.ts'

const check = (
  kind: MappingKind,
  rows: MappingRow[],
  live: Partial<LiveDictionaries> = {},
  policy: MappingTable['policy'] = { on: 'fail' },
) => {
  const table = aTable(rows, policy)
  const problems = problemsOf({ [kind]: table }, { [kind]: { site: null, onec: null, ...live } })
  return { table, problems, codes: problems.map(({ code }) => code) }
}

/** The table after the fix of one problem. */
const mended = (kind: MappingKind, table: MappingTable, { fix }: MappingProblem) =>
  applyBatch(table, kind, fix!.batch, { at: '2026-01-01T00:00:00.000Z', by: 'x' }).rows

const full = (id: string, more: Partial<MappingRow> = {}) =>
  aRow({
    id,
    site_id: `s-${id}`,
    site_name: `Сайт ${id}`,
    ref_1c: `r-${id}`,
    code_1c: `c-${id}`,
    name_1c: `1С ${id}`,
    ...more,
  })
/** Dictionaries that agree with `full` rows. */
const liveOf = (...ids: string[]): LiveDictionaries => ({
  site: ids.map((id) => ({ id: `s-${id}`, name: `Сайт ${id}` })),
  onec: ids.map((id) => ({ ref: `r-${id}`, code: `c-${id}`, name: `1С ${id}` })),
})

it('a table in order has no problems', () => {
  for (const kind of mappingKinds)
    expect(check(kind, [full('a'), full('b')], liveOf('a', 'b')).problems).toEqual([])
  expect(problemsOf({})).toEqual([])
})

describe('uniqueness', () => {
  it('a broken 1:1 rule is an error; only the row that adds nothing is taken out', () => {
    const { table, problems } = check('storage', [
      full('a'),
      full('b', { ...full('a'), id: 'b', code_1c: '', name_1c: '' }),
      full('c'),
    ])
    expect(problems).toMatchObject([{ code: 'conflict', severity: 'error', rows: ['a', 'b'] }])
    expect(problems[0]!.text.ru).toContain('1:1')
    expect(mended('storage', table, problems[0]!).map(({ id }) => id)).toEqual(['a', 'c'])
  })

  it('two different rows of one value are left to a person', () => {
    const { problems } = check('storage', [full('a'), full('b', { ref_1c: 'r-a' })])
    expect(problems).toMatchObject([{ code: 'conflict', rows: ['a', 'b'], fix: null }])
  })

  it.each<[MappingKind, Partial<MappingRow>, number]>([
    ['city', { ref_1c: 'r-a' }, 0],
    ['city', { site_id: 's-a' }, 1],
    ['product', { site_id: 's-a', site_name: 'Сайт a' }, 0],
    ['product', { ref_1c: 'r-a' }, 1],
    ['order_status', { site_name: 'Сайт a' }, 1],
  ])('%s: a second row with %j makes %i problem', (kind, more, count) => {
    expect(check(kind, [full('a'), full('b', more)]).problems).toHaveLength(count)
  })

  it('rows that repeat others in part are taken out; the default row and a part of a kit stay', () => {
    const rows = [
      full('a'),
      aRow({ id: 'b', ref_1c: 'r-a', name_1c: '1С a' }),
      aRow({ id: 'c', ref_1c: 'r-c' }),
    ]
    const { table, problems } = check('city', rows)
    const duplicate = problems.find(({ code }) => code === 'duplicate')!
    expect(duplicate).toMatchObject({ rows: ['b'], severity: 'warning' })
    expect(mended('city', table, duplicate).map(({ id }) => id)).toEqual(['a', 'c'])

    const kit = [full('a', { mode: 'kit' }), aRow({ id: 'b', site_id: 's-a' })]
    expect(check('product', kit).codes).toEqual(['half'])
    const same = full('a')
    const twins = check('storage', [same, { ...same, id: 'b' }], {}, { on: 'default', row: 'b' })
    expect(twins.problems.find(({ code }) => code === 'conflict')!.fix!.batch.remove).toEqual(['a'])
  })
})

describe('rows and what the sides have now', () => {
  it.each<[string, MappingRow, LiveDictionaries, string[], Partial<MappingRow> | null]>([
    ['gone from the site', full('a'), { ...liveOf('a'), site: [] }, ['gone-site'], null],
    ['gone from 1C', full('a'), { ...liveOf('a'), onec: [] }, ['gone-onec'], null],
    [
      'archived in 1C',
      full('a'),
      { ...liveOf('a'), onec: [{ ref: 'r-a', code: '', name: 'x', archived: true }] },
      ['archived-onec'],
      { archived: true },
    ],
    [
      'renamed on the site',
      full('a'),
      { ...liveOf('a'), site: [{ id: 's-a', name: 'Новое' }] },
      ['name-site'],
      { site_name: 'Новое' },
    ],
    [
      'renamed in 1C',
      full('a'),
      { ...liveOf('a'), onec: [{ ref: 'r-a', code: '', name: 'Новое' }] },
      ['name-onec'],
      { name_1c: 'Новое' },
    ],
    ['refused by 1C', full('a', { broken: 'ORD-303' }), { ...liveOf('a'), onec: [] }, ['broken'], null],
    [
      'refused by 1C, there again',
      full('a', { broken: 'ORD-303' }),
      liveOf('a'),
      ['broken'],
      { broken: undefined },
    ],
    ['archived by a person', full('a', { archived: true }), { site: [], onec: [] }, [], null],
    ['a side that cannot be asked', full('a'), { site: null, onec: null }, [], null],
    ['an ambiguous reference', full('a'), { ...liveOf('a', 'a') }, [], null],
    ['without its reference', full('a', { ref_1c: '' }), liveOf('a'), ['incomplete'], { ref_1c: 'r-a' }],
    ['without its identifier', full('a', { site_id: '' }), liveOf('a'), ['incomplete'], { site_id: 's-a' }],
  ])('%s', (_, row, live, codes, patch) => {
    const { table, problems, codes: found } = check('storage', [row], live)
    expect(found).toEqual(codes)
    for (const problem of problems) {
      expect(problem.fix === null).toBe(patch === null)
      if (!patch) continue
      const [after] = mended('storage', table, problem)
      expect(after).toMatchObject(JSON.parse(JSON.stringify(patch)) as object)
      expect(after!.broken).toBeUndefined()
      expect(check('storage', [after!], live).problems).toEqual([])
    }
  })

  it('a name is not mended in a row that 1C refused: the edit would hide the refusal', () => {
    const { problems } = check(
      'storage',
      [full('a', { broken: 'ORD-303', site_name: 'Старое' })],
      liveOf('a'),
    )
    expect(problems.map(({ code, fix }) => [code, fix !== null])).toEqual([
      ['broken', true],
      ['name-site', false],
    ])
  })

  it.each<[MappingKind, MappingTable['policy'], Partial<MappingRow>, 'error' | 'warning']>([
    ['storage', { on: 'fail' }, { site_id: 'x' }, 'error'],
    ['storage', { on: 'pass' }, { site_id: 'x' }, 'warning'],
    ['storage', { on: 'fail' }, { ref_1c: 'x' }, 'warning'],
    ['transport_company', { on: 'fail' }, { site_id: 'x', ref_1c: 'y' }, 'error'],
    ['city', { on: 'pass' }, {}, 'warning'],
  ])('%s under %j: a row with %j alone is of severity %s', (kind, policy, row, severity) => {
    expect(check(kind, [aRow({ id: 'a', ...row })], {}, policy).problems).toMatchObject([
      { code: 'half', severity },
    ])
  })

  it('a default that is gone or no whole row is an error', () => {
    const policy = { on: 'default' as const, row: 'd' }
    expect(check('city', [full('d')], {}, policy).problems).toEqual([])
    for (const rows of [[], [full('d', { broken: 'ORD-303' })], [aRow({ id: 'd', site_id: 'x' })]])
      expect(check('city', rows, {}, policy).problems).toContainEqual(
        expect.objectContaining({ code: 'default-row', severity: 'error', rows: ['d'], fix: null }),
      )
  })
})

describe('spelling', () => {
  it.each(['  s-a', 's-a ', 's-a\u00a0'])(
    'spaces around «%s» are taken out, and the row keeps its place',
    (site_id) => {
      const { table, problems } = check('storage', [full('a', { site_id }), full('b')])
      expect(problems).toMatchObject([{ code: 'spaces', rows: ['a'] }])
      const after = mended('storage', table, problems[0]!)
      expect(after.map((row) => row.site_id)).toEqual(['s-a', 's-b'])
      expect(check('storage', after).problems).toEqual([])
    },
  )

  it('inner spaces are one', () => {
    const { table, problems } = check('city', [full('a', { name_1c: 'Нижний   Новгород' })])
    expect(mended('city', table, problems[0]!)).toMatchObject([{ id: 'a', name_1c: 'Нижний Новгород' }])
  })

  it('values that only look equal are told together', () => {
    const { problems } = check('storage', [
      full('a', { site_id: 'TK-1' }),
      full('b', { site_id: 'тк-1' }),
      full('c'),
    ])
    expect(problems).toMatchObject([{ code: 'spelling', rows: ['a', 'b'], severity: 'warning', fix: null }])
  })

  it('a letter of the other alphabet is put right where the side has the plain one, in one line', () => {
    const { table, problems } = check('storage', [full('a', { site_id: 'MСK' })], {
      site: [{ id: 'MCK', name: 'Сайт a' }],
    })
    expect(problems).toMatchObject([{ code: 'lookalike', rows: ['a'] }])
    expect(mended('storage', table, problems[0]!)).toMatchObject([{ id: 'a', site_id: 'MCK' }])
  })
})

const word = fc.constantFrom('', 'a', 'b', 'A', ' a', 'a ', 'а', 'aб', 'Имя', 'имя', 'Имя  два')
const aCase = fc.record({
  kind: fc.constantFrom(...mappingKinds),
  rows: fc.array(
    fc.record({
      site_id: word,
      site_name: word,
      ref_1c: word,
      code_1c: word,
      name_1c: word,
      archived: fc.constantFrom(undefined, undefined, true),
      broken: fc.constantFrom(undefined, undefined, 'ORD-303'),
    }),
    { maxLength: 8 },
  ),
  site: fc.option(fc.array(fc.record({ id: word, name: word }), { maxLength: 5 })),
  onec: fc.option(
    fc.array(fc.record({ ref: word, code: word, name: word, archived: fc.boolean() }), { maxLength: 5 }),
  ),
})

describe('whatever the tables hold', () => {
  it('ids are unique, every fix is a change that can be applied, and it brings no conflict that was not there', () => {
    fc.assert(
      fc.property(aCase, ({ kind, rows, ...live }) => {
        const { table, problems } = check(
          kind,
          rows.map((row, i) => aRow({ ...row, id: `row-${i}` })),
          live,
        )
        expect(new Set(problems.map(({ id }) => id)).size).toBe(problems.length)
        const inOrder = problems.map(({ severity }) => severity)
        expect(inOrder.toSorted()).toEqual(inOrder)
        const before = conflictsOf(table, kind).size
        for (const problem of problems) {
          if (!problem.fix) continue
          const after = mended(kind, table, problem)
          expect(after).not.toEqual(table.rows)
          if (problem.code === 'conflict' || problem.code === 'duplicate')
            expect(conflictsOf({ ...table, rows: after }, kind).size).toBeLessThanOrEqual(before)
        }
      }),
    )
  })

  it('all fixes together are one batch that can be applied, and fixing again comes to an end', () => {
    fc.assert(
      fc.property(aCase, ({ kind, rows, ...live }) => {
        let table = aTable(rows.map((row, i) => aRow({ ...row, id: `row-${i}` })))
        for (let round = 0; round < 8; round += 1) {
          const problems = problemsOf({ [kind]: table }, { [kind]: live })
          const { batch, fixed } = fixesOf(table, kind, live, new Set(problems.map(({ id }) => id)))
          expect(fixed).toEqual(problems.filter(({ fix }) => fix).map(({ id }) => id))
          if (fixed.length === 0) return
          table = applyBatch(table, kind, batch, { at: '2026-01-01T00:00:00.000Z', by: 'x' })
        }
        throw new Error('the fixes go round in circles')
      }),
    )
  })
})
