import { expect, it } from 'vitest'
import { bindBatch, type LooseValue, type Partner } from '../../server/mappings/bind.ts'
import type { MappingKind, MappingRow, MappingTables } from '../../server/mappings/model.ts'
import { applyBatch } from '../../server/mappings/tables.ts'

/** A value of traffic gets its partner: which row is filled, and what is refused. */

const row = (id: string, given: Partial<MappingRow> = {}): MappingRow => ({
  id,
  site_id: '',
  site_name: '',
  ref_1c: '',
  code_1c: '',
  name_1c: '',
  updated_at: '',
  updated_by: '',
  ...given,
})
const tablesOf = (kind: MappingKind, rows: MappingRow[]) =>
  ({ [kind]: { policy: { on: 'pass' }, rows } }) as unknown as MappingTables

const fromSite = (value: string, name = ''): LooseValue => ({ direction: 'site_to_1c', value, name })
const fromOnec = (value: string, name = ''): LooseValue => ({ direction: 'onec_to_site', value, name })
const onec = (ref_1c: string, code_1c = '', name_1c = ''): Partner => ({ ref_1c, code_1c, name_1c })

/** The table after the change, without what rows do not say. */
function bound(kind: MappingKind, rows: MappingRow[], loose: LooseValue, partner: Partner) {
  const tables = tablesOf(kind, rows)
  const { batch, row: id } = bindBatch(tables, kind, loose, partner, () => 'new')
  const after = applyBatch(tables[kind]!, kind, batch, { at: 't', by: 'me' }).rows
  const said = ({ updated_at: _at, updated_by: _by, ...cells }: MappingRow) =>
    Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== ''))
  return { id, rows: after.map(said) }
}

it('the row of the value is filled, and the one that waited with the partner becomes a part of it', () => {
  const rows = [
    row('own', { site_id: 'courier', site_name: 'Курьер', note: 'n', broken: 'ORD-301' }),
    row('half', { ref_1c: 'r1', code_1c: '015', note: 'm' }),
    row('other', { site_id: 'pickup', ref_1c: 'r2' }),
  ]
  expect(bound('delivery_method', rows, fromSite('courier'), onec('r1', '015', 'Курьер'))).toEqual({
    id: 'own',
    rows: [
      {
        id: 'own',
        site_id: 'courier',
        site_name: 'Курьер',
        ref_1c: 'r1',
        code_1c: '015',
        name_1c: 'Курьер',
        note: 'n; m',
      },
      { id: 'other', site_id: 'pickup', ref_1c: 'r2' },
    ],
  })
  expect(bound('delivery_method', rows, fromSite('courier'), { row: 'half' }).rows).toHaveLength(2)
})

it('a value without a row gets one: beside its partner that more values may share, by name where a name travels', () => {
  const cities = [row('msk', { site_id: 'moscow', ref_1c: 'r1', name_1c: 'Москва' })]
  expect(bound('city', cities, fromSite('msk-2', 'Москва, восток'), { row: 'msk' }).rows[1]).toEqual({
    id: 'new',
    site_id: 'msk-2',
    site_name: 'Москва, восток',
    ref_1c: 'r1',
    name_1c: 'Москва',
  })
  expect(bound('order_status', [], fromSite('Готов'), onec('r3')).rows[0]).toEqual({
    id: 'new',
    site_name: 'Готов',
    ref_1c: 'r3',
  })
  const back = bound('storage', [row('half', { site_id: 'perm' })], fromOnec('r9', 'Пермь'), {
    site_id: 'perm',
    site_name: 'Пермский',
  })
  expect(back).toEqual({
    id: 'half',
    rows: [{ id: 'half', site_id: 'perm', site_name: 'Пермский', ref_1c: 'r9', name_1c: 'Пермь' }],
  })
})

it('the code by which a carrier travels is the value of its row', () => {
  const carriers = [row('own', { code_1c: '007', name_1c: 'СДЭК' })]
  const { rows } = bound('transport_company', carriers, fromSite('007'), onec('r7', '007', 'СДЭК'))
  expect(rows).toMatchObject([{ id: 'own', site_id: '007', ref_1c: 'r7', code_1c: '007' }])
})

it('a row that stands in for values without one is nobody’s own', () => {
  const tables = tablesOf('city', [row('msk', { site_id: 'moscow', ref_1c: 'r1' })])
  tables.city!.policy = { on: 'default', row: 'msk' }
  const { batch } = bindBatch(tables, 'city', fromSite('tver'), onec('r2'), () => 'new')
  expect(batch.put).toMatchObject([{ id: 'new', site_id: 'tver', ref_1c: 'r2' }])
})

it('what would not answer is refused with its reason', () => {
  const rows = [row('a', { site_id: 'one', ref_1c: 'r1' })]
  const refused = (loose: LooseValue, partner: Partner) => {
    try {
      return bound('storage', rows, loose, partner)
    } catch (error) {
      return error
    }
  }
  expect(refused(fromSite('two'), onec('r1'))).toMatchObject({
    code: 'MAPPING-BIND',
    text: { ru: expect.stringContaining('ссылка 1С r1: строк с ним 2') as string },
  })
  expect(refused(fromSite('two'), onec(''))).toMatchObject({ code: 'MAPPING-BIND' })
  expect(refused(fromSite('two'), { site_id: 'x', site_name: '' })).toMatchObject({
    code: 'MAPPING-BIND-TARGET',
  })
  expect(refused(fromSite('two'), { row: 'gone' })).toMatchObject({ code: 'MAPPING-ROW-UNKNOWN' })
})
