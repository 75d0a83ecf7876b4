import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  MappingChoices,
  MappingPut,
  MappingRowView,
  MappingSuggestion,
  UnmappedValue,
} from '../../renderer/api/types.ts'
import { partnersOf, suggestedPartner, typedTarget } from '../../renderer/mappings/grid/partners.ts'
import {
  bare,
  batchOf,
  blankRow,
  changeOf,
  cleared,
  filledDown,
  pasted,
  withoutHalves,
  withRows,
  type Batch,
} from '../../renderer/mappings/grid/changes.ts'
import { choicesFor, withTyped } from '../../renderer/mappings/grid/choices.ts'
import { columnsOf, withCell } from '../../renderer/mappings/grid/columns.ts'
import { filterRows } from '../../renderer/mappings/grid/filter-rows.ts'
import { emptyHistory, record, redo, undo } from '../../renderer/mappings/grid/history.ts'
import { changedCells } from '../../renderer/mappings/grid/import-diff.ts'
import { gridKey } from '../../renderer/mappings/grid/keys.ts'
import { foundCells, replaced } from '../../renderer/mappings/grid/replace.ts'
import { at, inRange, move, next, rangeOf, within } from '../../renderer/mappings/grid/selection.ts'
import { readTsv, writeTsv } from '../../renderer/mappings/grid/tsv.ts'
import { rowForValue } from '../../renderer/mappings/grid/unmapped-row.ts'
import { columnTitle, directionTitle, stateTitle } from '../../renderer/mappings/words.ts'

const choices = {
  site: [
    { id: 'pickup', name: 'Самовывоз' },
    { id: 'courier', name: 'Курьер по городу' },
  ],
  onec: [
    { ref: 'ref-1', code: '000000001', name: 'Самовывоз' },
    { ref: 'ref-2', code: '000000002', name: 'Курьер' },
  ],
}
const columns = columnsOf('delivery_method')
const row = (id: string, part: Partial<MappingPut> = {}): MappingPut => ({ ...blankRow(id), ...part })
const view = (id: string, part: Partial<MappingRowView> = {}): MappingRowView => ({
  ...blankRow(id),
  updated_at: '2026-11-21T10:00:00Z',
  updated_by: 'demo',
  state: 'mapped',
  ...part,
})
const range = (top: number, left: number, bottom = top, right = left) => ({ top, left, bottom, right })

/** What the server does with a batch. */
function applied(rows: readonly MappingPut[], batch: Batch | null): MappingPut[] {
  if (!batch) return [...rows]
  const kept = withRows(rows, batch.put).filter(({ id }) => !batch.remove.includes(id))
  if (!batch.order) return kept
  const place = new Map(batch.order.map((id, index) => [id, index]))
  return [...kept].sort((a, b) => (place.get(a.id) ?? 1e9) - (place.get(b.id) ?? 1e9))
}

describe('cursor and range', () => {
  const extent = { rows: 3, columns: 4 }

  it('stays inside the table', () => {
    expect(move(at(0, 0), -1, -1, extent).cursor).toEqual({ row: 0, column: 0 })
    expect(move(at(2, 3), 1, 1, extent).cursor).toEqual({ row: 2, column: 3 })
    expect(move(at(1, 1), Infinity, Infinity, extent).cursor).toEqual({ row: 2, column: 3 })
    expect(move(at(0, 0), 1, 1, { rows: 0, columns: 4 }).cursor).toEqual({ row: 0, column: 1 })
  })

  it('a range grows from its anchor and shrinks to a cell without Shift', () => {
    const grown = move(move(at(2, 2), -1, 0, extent, true), 0, -2, extent, true)
    expect(rangeOf(grown)).toEqual(range(1, 0, 2, 2))
    expect(inRange(rangeOf(grown), 1, 1)).toBe(true)
    expect(inRange(rangeOf(grown), 0, 1)).toBe(false)
    expect(rangeOf(move(grown, 0, 1, extent))).toEqual(range(1, 1))
  })

  it('Tab goes from the end of a line to the next one, and back', () => {
    expect(next(at(0, 3), 1, extent)).toEqual(at(1, 0))
    expect(next(at(1, 0), -1, extent)).toEqual(at(0, 3))
    expect(next(at(2, 3), 1, extent)).toEqual(at(2, 3))
  })

  it('follows a table that became smaller', () => {
    expect(within(at(9, 3), extent)).toEqual(at(2, 3))
  })
})

describe('keys of the grid', () => {
  const stroke = (key: string, part: Partial<Parameters<typeof gridKey>[0]> = {}) =>
    gridKey({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...part })

  it('arrows, F2, Ins, Del and Ctrl combinations mean what spreadsheets and 1C mean by them', () => {
    expect(stroke('ArrowDown', { shiftKey: true })).toEqual({
      does: 'move',
      rows: 1,
      columns: 0,
      extend: true,
    })
    expect(stroke('F2')).toEqual({ does: 'edit' })
    expect(stroke('Enter')).toEqual({ does: 'edit' })
    expect(stroke('Insert')).toEqual({ does: 'add' })
    expect(stroke('Delete')).toEqual({ does: 'clear' })
    expect(stroke('Delete', { ctrlKey: true })).toEqual({ does: 'remove' })
    expect(stroke('Tab', { shiftKey: true })).toEqual({ does: 'next', step: -1 })
  })

  it('letters are found by their place on a Russian layout too', () => {
    expect(stroke('я', { code: 'KeyZ', ctrlKey: true })).toEqual({ does: 'undo' })
    expect(stroke('Я', { code: 'KeyZ', ctrlKey: true, shiftKey: true })).toEqual({ does: 'redo' })
    expect(stroke('в', { code: 'KeyD', ctrlKey: true })).toEqual({ does: 'fill' })
    expect(stroke('В', { code: 'KeyD', ctrlKey: true, shiftKey: true })).toEqual({ does: 'duplicate' })
  })

  it('typing starts editing; copying and pasting are left to the browser', () => {
    expect(stroke('К', { code: 'KeyR', shiftKey: true })).toEqual({ does: 'type', text: 'К' })
    expect(stroke('с', { code: 'KeyC', ctrlKey: true })).toBeNull()
    expect(stroke('Shift')).toBeNull()
  })
})

describe('a spreadsheet range as text', () => {
  it('reads what Excel copies: tabs, quoted cells, the last line end', () => {
    expect(readTsv('a\tb\r\nc\td\r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    expect(readTsv('"x ""y""\tz"\tw')).toEqual([['x "y"\tz', 'w']])
    expect(readTsv('')).toEqual([])
    expect(readTsv('\t\n')).toEqual([['', '']])
  })

  it('[A-42] keeps leading zeros and the decimal comma', () => {
    expect(readTsv('000009786\t1 050,28')).toEqual([['000009786', '1 050,28']])
  })

  it('any range survives writing and reading', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'Ж', '"', '\t', '\n', ' ', ';', '0') })
    const cells = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }))
      // One empty cell is an empty text, which is no range.
      .filter((table) => table.length > 1 || table[0]!.length > 1 || table[0]![0] !== '')
    fc.assert(
      fc.property(cells, (table) => {
        expect(readTsv(writeTsv(table))).toEqual(table)
      }),
    )
  })
})

describe('editing rows', () => {
  it('an edit clears the mark «broken» and trims the text', () => {
    expect(withCell(row('1', { broken: 'ORD-401' }), 'site_name', ' Курьер ')).toEqual(
      row('1', { site_name: 'Курьер' }),
    )
  })

  it('[AD-26] a product is sent as alternatives or as a kit, nothing else', () => {
    expect(withCell(row('1'), 'mode', 'kit').mode).toBe('kit')
    expect(withCell(row('1', { mode: 'kit' }), 'mode', 'набор').mode).toBe('kit')
    expect(withCell(row('1', { mode: 'kit' }), 'mode', '').mode).toBeUndefined()
    expect(columnsOf('product')).toContain('mode')
    expect(columns).not.toContain('mode')
  })

  it('[D-102] a warehouse of КСУП has a name on each side and nothing else, and columns named after them', () => {
    const own = columnsOf('ksup_warehouse')
    expect(own.map((key) => columnTitle('ksup_warehouse', key))).toEqual([
      'Склад в КСУП',
      'Склад в 1С',
      'Примечание',
    ])
    expect(columnTitle('storage', 'site_id')).toBe('Ид. сайта')
    expect(stateTitle('ksup_warehouse', 'unmapped_1c')).toBe('Нет в КСУП')
    expect(stateTitle('ksup_warehouse', 'conflict')).toBe(stateTitle('storage', 'conflict'))
    expect(directionTitle('ksup_warehouse', 'onec_to_site')).toBe('из 1С в КСУП')
  })

  it('[A-42] a chosen or recognised value fills its neighbours, but never overwrites them', () => {
    expect(choicesFor('name_1c', choices)[1]!.apply(row('1'))).toEqual(
      row('1', { ref_1c: 'ref-2', code_1c: '000000002', name_1c: 'Курьер' }),
    )
    expect(withTyped(row('1'), 'code_1c', '000000002', choices)).toMatchObject({
      ref_1c: 'ref-2',
      name_1c: 'Курьер',
    })
    expect(withTyped(row('1', { site_name: 'По городу' }), 'site_id', 'courier', choices).site_name).toBe(
      'По городу',
    )
    expect(withTyped(row('1'), 'site_id', 'unknown', choices)).toEqual(row('1', { site_id: 'unknown' }))
  })

  it('fills down: the first line of a range into the others, a single line from the one above', () => {
    const shown = [
      row('1', { site_id: 'pickup', note: 'x' }),
      row('2', { site_id: 'b' }),
      row('3', { note: 'y' }),
    ]
    expect(filledDown(shown, columns, range(0, 0, 2), choices)).toEqual([
      row('2', { site_id: 'pickup', site_name: 'Самовывоз' }),
      row('3', { site_id: 'pickup', site_name: 'Самовывоз', note: 'y' }),
    ])
    const note = columns.indexOf('note')
    expect(filledDown(shown, columns, range(1, note), choices)).toEqual([
      row('2', { site_id: 'b', note: 'x' }),
    ])
    expect(filledDown(shown, columns, range(0, note), choices)).toEqual([])
    // The line for new rows below the table is not filled.
    expect(filledDown(shown, columns, range(2, note, 3), choices)).toEqual([])
  })

  it('finds and replaces in all cells or in a range, by letter or whatever the case', () => {
    const shown = [
      row('1', { site_name: 'Склад (1)', name_1c: 'склад' }),
      row('2', { site_name: 'СКЛАД', note: 'a.b' }),
    ]
    const search = { find: 'склад', matchCase: false, wholeCell: false }
    const [name, name1c] = [columns.indexOf('site_name'), columns.indexOf('name_1c')]
    expect(foundCells(shown, columns, search)).toEqual([
      { row: 0, column: name },
      { row: 0, column: name1c },
      { row: 1, column: name },
    ])
    expect(foundCells(shown, columns, { ...search, matchCase: true })).toEqual([{ row: 0, column: name1c }])
    expect(foundCells(shown, columns, { ...search, wholeCell: true })).toHaveLength(2)
    expect(replaced(shown, columns, search, '$&', range(0, name))).toEqual([
      row('1', { site_name: '$& (1)', name_1c: 'склад' }),
    ])
    expect(replaced(shown, columns, { ...search, find: '.' }, '-', null)).toEqual([
      row('2', { site_name: 'СКЛАД', note: 'a-b' }),
    ])
    expect(replaced(shown, columns, { ...search, find: '' }, 'x', null)).toEqual([])
  })

  it('[A-42] pasting fills a range, goes on beyond the end with new rows, and drops surplus columns', () => {
    const shown = [row('1', { site_id: 'a' }), row('2', { site_id: 'b' })]
    const changed = pasted(shown, columns, range(1, 0), readTsv('x\tИмя\ny\tИмя 2\n\t'), choices)
    expect(changed).toHaveLength(2)
    expect(changed[0]).toMatchObject({ id: '2', site_id: 'x', site_name: 'Имя' })
    expect(changed[1]).toMatchObject({ site_id: 'y', site_name: 'Имя 2' })
    expect(changed[1]!.id).not.toBe('2')
    expect(pasted(shown, columns, range(0, columns.length - 1), [['n', 'surplus']], choices)).toEqual([
      row('1', { site_id: 'a', note: 'n' }),
    ])
  })

  it('one copied cell fills the whole selected range; what is the same is not saved', () => {
    const shown = [row('1', { note: 'x' }), row('2'), row('3')]
    const note = columns.indexOf('note')
    expect(pasted(shown, columns, range(0, note, 2, note), [['x']], choices).map(({ id }) => id)).toEqual([
      '2',
      '3',
    ])
  })

  it('clearing touches only cells that hold something', () => {
    const shown = [row('1', { site_id: 'a', code_1c: '1' }), row('2')]
    expect(cleared(shown, columns, range(0, 0, 1, 1))).toEqual([row('1', { code_1c: '1' })])
  })

  it('pairing both sides uses up the half rows that waited for it', () => {
    const site = row('1', { site_id: 'courier', ref_1c: 'ref-2' })
    const rows = [
      site,
      row('2', { ref_1c: 'ref-2', name_1c: 'Курьер' }),
      row('3', { site_id: 'courier' }),
      row('4'),
    ]
    expect(withoutHalves(rows, [site]).map(({ id }) => id)).toEqual(['1', '4'])
    const full = row('5', { site_id: 'pickup', ref_1c: 'ref-2' })
    expect(withoutHalves([site, full], [site])).toHaveLength(2)
  })
})

describe('changes and their way back', () => {
  const rowsOf = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('1', '2', '3', '4', '5', '6'),
      site_id: fc.constantFrom('', 'a', 'b'),
      note: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
    }),
    { selector: ({ id }) => id },
  )
  const table = rowsOf.map((list) => list.map(({ id, site_id, note }) => row(id, { site_id, note })))

  it('any change can be made, taken back and made again', () => {
    fc.assert(
      fc.property(table, table, (before, after) => {
        const change = changeOf(before, after)
        if (!change) {
          expect(applied(before, null)).toEqual(after)
          return
        }
        const done = applied(before, change.forward)
        expect(done).toEqual(after)
        expect(applied(done, change.backward)).toEqual(before)
      }),
    )
  })

  it('a batch names only what differs', () => {
    const before = [row('1', { site_id: 'a' }), row('2'), row('3')]
    expect(batchOf(before, before)).toBeNull()
    expect(batchOf(before, [before[0]!, { ...before[1]!, note: 'n' }])).toEqual({
      put: [{ ...before[1]!, note: 'n' }],
      remove: ['3'],
    })
    expect(batchOf(before, [before[1]!, before[0]!, before[2]!])?.order).toEqual(['2', '1', '3'])
  })

  it('undo and redo walk through the history; a new change forgets what was undone', () => {
    const change = (id: string) => changeOf([], [row(id)])!
    const two = record(record(emptyHistory, change('1')), change('2'))
    const back = undo(two)!
    expect(back.change).toEqual(change('2'))
    expect(redo(back.history)!.history).toEqual(two)
    expect(redo(record(back.history, change('3')))).toBeNull()
    expect(undo(emptyHistory)).toBeNull()
  })

  it('the history is bounded', () => {
    let history = emptyHistory
    for (let i = 0; i < 250; i++) history = record(history, changeOf([], [row(String(i))])!)
    expect(history.done).toHaveLength(100)
    expect(history.done.at(-1)!.forward.put[0]!.id).toBe('249')
  })

  it('what the server derives never travels back', () => {
    expect(bare(view('1', { note: 'n' }))).toEqual(row('1', { note: 'n' }))
  })
})

describe('the partner of a value', () => {
  const choices: MappingChoices = {
    site: [{ id: 'perm', name: 'Пермь' }],
    onec: [
      { ref: 'r1', code: '001', name: 'Курьер' },
      { ref: '', code: '002', name: 'СДЭК' },
    ],
  }
  const pair = (site: string, onec: string, confidence = 0.9) =>
    ({ site: { id: site }, onec: { ref: onec, code: '' }, confidence }) as MappingSuggestion

  it('comes from the dictionary of the other side, as the server wants it', () => {
    const onec = partnersOf({ direction: 'site_to_1c' }, choices)
    expect(onec.map(({ id, target }) => [id, target])).toEqual([
      ['r1', { ref_1c: 'r1', code_1c: '001', name_1c: 'Курьер' }],
      ['002', { ref_1c: '', code_1c: '002', name_1c: 'СДЭК' }],
    ])
    const [site] = partnersOf({ direction: 'onec_to_site' }, choices)
    expect(site!.target).toEqual({ site_id: 'perm', site_name: 'Пермь' })
    expect(typedTarget({ direction: 'site_to_1c' }, 'r9')).toEqual({ ref_1c: 'r9', code_1c: '', name_1c: '' })
    expect(typedTarget({ direction: 'onec_to_site' }, 'tvr')).toEqual({ site_id: 'tvr', site_name: '' })
  })

  it('the most certain suggestion for this very value is proposed, when its partner is there', () => {
    const courier = { direction: 'site_to_1c', value: 'courier' } as const
    const partners = partnersOf(courier, choices)
    const list = [pair('other', 'r1'), pair('courier', 'gone'), pair('courier', 'r1', 0.7)]
    expect(suggestedPartner(courier, list, partners)).toMatchObject({
      partner: { id: 'r1' },
      suggestion: { confidence: 0.7 },
    })
    expect(suggestedPartner({ ...courier, value: 'nobody' }, list, partners)).toBeNull()
    const back = { direction: 'onec_to_site', value: 'ref-perm' } as const
    expect(suggestedPartner(back, [pair('perm', 'ref-perm')], partnersOf(back, choices))?.partner.name).toBe(
      'Пермь',
    )
  })
})

describe('searching and unmapped values', () => {
  const rows = [
    view('1', { site_id: 'pickup', name_1c: 'Самовывоз' }),
    view('2', { site_id: 'courier', site_name: 'Курьер по городу', state: 'broken' }),
  ]
  const value = (part: Partial<UnmappedValue>): UnmappedValue => ({
    kind: 'delivery_method',
    direction: 'site_to_1c',
    value: 'express',
    name: 'Экспресс',
    firstAt: '',
    lastAt: '',
    times: 1,
    entry: null,
    exchanges: [],
    exchangesTotal: 0,
    subjects: [],
    ...part,
  })

  it('finds every word in some cell, and a state', () => {
    expect(filterRows(rows, 'КУРЬЕР гор', null).map(({ id }) => id)).toEqual(['2'])
    expect(filterRows(rows, '', 'broken').map(({ id }) => id)).toEqual(['2'])
    expect(filterRows(rows, 'самовывоз', 'broken')).toEqual([])
    expect(filterRows(rows, ' ', null)).toBe(rows)
  })

  it('[A-42] a row is made from a value of the traffic, with the cell of the other side left to fill', () => {
    expect(rowForValue(rows, value({}))).toMatchObject({
      isNew: true,
      empty: 'ref_1c',
      row: { site_id: 'express', site_name: 'Экспресс', ref_1c: '' },
    })
    expect(
      rowForValue(rows, value({ direction: 'onec_to_site', value: 'ref-9', name: 'Дрон' })),
    ).toMatchObject({
      empty: 'site_id',
      row: { ref_1c: 'ref-9', name_1c: 'Дрон', site_id: '' },
    })
  })

  it('[A-43] the value goes into the column it travels by: a code for carriers, a name for statuses', () => {
    expect(
      rowForValue(rows, value({ kind: 'transport_company', value: '000009786', name: '' })).row,
    ).toMatchObject({
      code_1c: '000009786',
      site_id: '',
    })
    expect(rowForValue(rows, value({ kind: 'order_status', value: 'В пути', name: '' })).row.site_name).toBe(
      'В пути',
    )
  })

  it('a row that is there already is completed, not doubled', () => {
    expect(rowForValue(rows, value({ value: 'courier' }))).toMatchObject({ isNew: false, row: { id: '2' } })
  })

  it('an import shows the cells it would change', () => {
    expect(changedCells(view('1', { note: 'a' }), view('1', { note: 'b' }))).toEqual([
      { key: 'note', before: 'a', after: 'b' },
    ])
  })
})
