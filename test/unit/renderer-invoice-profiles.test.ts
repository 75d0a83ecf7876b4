import { describe, expect, it } from 'vitest'
import { faultOf, faultsOf, faultsOfProblem } from '../../renderer/invoice/profiles/faults.ts'
import {
  copyOfProfile,
  isShadowed,
  newProfile,
  placedAfter,
  same,
} from '../../renderer/invoice/profiles/profile-list.ts'
import { draftOfFields, emptyQrDraft } from '../../renderer/invoice/qr/use-qr-draft.ts'

const first = newProfile([], 'Клён')
const second = copyOfProfile(first, [first], 'Клён (копия)')

describe('list of invoice profiles', () => {
  it('a new one and a copy have ids of their own, also after a removal', () => {
    expect([first.id, second.id]).toEqual(['profile-1', 'profile-2'])
    expect(newProfile([second], 'Третье').id).toBe('profile-3')
    expect(placedAfter([first, second], first.id, newProfile([], 'x')).map(({ name }) => name)).toEqual([
      'Клён',
      'x',
      'Клён (копия)',
    ])
  })

  it('the order of members is no change, a value is', () => {
    expect(same({ a: 1, b: { c: [1, 2], d: null } }, { b: { d: null, c: [1, 2] }, a: 1 })).toBe(true)
    expect(same({ a: [1, 2] }, { a: [2, 1] })).toBe(false)
  })

  it('of profiles with the same choice the lower one is never taken', () => {
    const branch = { ...second, match: { inn: '7712345008', kpp: '771201001' } }
    expect(isShadowed(second, [first, second])).toBe(true)
    expect(isShadowed(first, [first, second])).toBe(false)
    expect(isShadowed(branch, [{ ...first, match: { inn: '7712345008', kpp: null } }, branch])).toBe(false)
  })

  it('faults stand at the field of the profile they are about', () => {
    const wrong = { ...second, name: ' ', match: { inn: '77', kpp: null } }
    const faults = faultsOf([first, wrong])
    expect(faultOf(faults, 0)('name')).toEqual({ showFeedback: false })
    expect(faultOf(faults, 1)('name').feedback).toBe('Укажите название')
    expect(faultOf(faults, 1)('match', 'inn').feedback).toBe('ИНН: 10 или 12 цифр')
    const purpose = faultsOf([{ ...first, qr: { ...first.qr, purpose: 'Счет {nomer}' } }])
    expect(faultOf(purpose, 0)('qr', 'purpose').feedback).toContain('Подстановки')
  })

  it('a refusal of the server is read into the same places', () => {
    const problem = { kind: 'refused', detail: '', message: null, code: 'INVALID', places: [] } as const
    const pointer = '/profiles/1/pictures/logo'
    const faults = faultsOfProblem({ ...problem, places: [{ pointer, message: 'картинки нет' }] })
    expect(faultOf(faults, 1)('pictures', 'logo').feedback).toBe('картинки нет')
    expect(faultsOfProblem({ ...problem, places: [{ pointer: '/profiles', message: 'нет' }] })).toEqual([])
  })
})

it('[I-10] [I-11] [I-13] fields of a read code get the names of the standard, the first of two counts', () => {
  const field = (key: string, value: string) => ({ key, value, checks: [] })
  const draft = draftOfFields(
    [field('name', 'ООО'), field('СВС', '18811302031010000130'), field('Sum', '100'), field('SUM', '200')],
    emptyQrDraft(),
  )
  expect(draft.fields).toEqual({ Name: 'ООО', CBC: '18811302031010000130', Sum: '100' })
  expect(draft.optional).toEqual(['Sum', 'CBC'])
})
