import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withAccountKey, withInnCheck } from '../../server/contracts/requisites.ts'
import {
  requisiteFindings,
  type GivenRequisites,
  type RequisiteField,
} from '../../server/invoice/requisites/findings.ts'
import '../property-seed.ts'

/** Requisites with the reason of every finding (section 3 of the contract of the invoice). */

const of = (field: RequisiteField, given: GivenRequisites) =>
  requisiteFindings(given).filter((one) => one.field === field)
const codes = (given: GivenRequisites) =>
  requisiteFindings(given).map(({ field, code }) => `${field} ${code}`)

describe('requisites with their reasons', () => {
  it('[AD-44] what holds says how it was computed', () => {
    const found = requisiteFindings({
      inn: '7724435552',
      kpp: '772401001',
      ogrn: '1027700132195',
      okpo: '00032537',
      bik: '044525225',
      payment_account: '4070 2810 4380 0026 8725',
      correspondent_account: '30101810400000000225',
    })
    expect(found.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      ...Array<string>(1).fill('ok key-holds'),
      'ok form',
      'ok key-holds',
      'ok key-holds',
      'ok form',
      'ok key-holds',
      'ok key-holds',
    ])
    expect(found[0]!.explanation).toEqual({
      ru: '10-я цифра контрольная: 7·2 + 7·4 + 2·10 + 4·3 + 4·5 + 3·9 + 5·4 + 5·6 + 5·8 = 211; остаток от деления на 11 — 2; в ИНН стоит 2, сходится.',
      en: 'Digit 10 is a check digit: 7·2 + 7·4 + 2·10 + 4·3 + 4·5 + 3·9 + 5·4 + 5·6 + 5·8 = 211; the remainder by 11 is 2; the INN has 2: it holds.',
    })
    expect(found.every(({ digits }) => digits.length === 0)).toBe(true)
    expect(found[5]).toMatchObject({ value: '40702810438000268725' })
  })

  it.each<[name: string, field: RequisiteField, given: GivenRequisites, digits: object[], said: string]>([
    [
      'ИНН of order_out',
      'inn',
      { inn: '7724435554' },
      [{ position: 10, found: '4', expected: '2' }],
      'должна быть 2',
    ],
    [
      'ИНН of order_in',
      'inn',
      { inn: '7724475552' },
      [{ position: 10, found: '2', expected: '5' }],
      'должна быть 5',
    ],
    [
      'ИНН, two digits swapped',
      'inn',
      { inn: '7707038893' },
      [{ position: 10, found: '3', expected: '0' }],
      '6-ю и 7-ю',
    ],
    [
      'ОГРН',
      'ogrn',
      { ogrn: '5067746339520' },
      [{ position: 13, found: '0', expected: '4' }],
      'при делении на 11 даёт остаток 4',
    ],
    [
      'ОГРНИП',
      'ogrn',
      { ogrn: '304500116000156' },
      [{ position: 15, found: '6', expected: '7' }],
      'при делении на 13 даёт остаток 7',
    ],
    [
      'ОКПО',
      'okpo',
      { okpo: '29063985' },
      [{ position: 8, found: '5', expected: '4' }],
      'остаток от деления на 11 — 4',
    ],
    [
      'balance account of order_out',
      'payment_account',
      { bik: '044525225', payment_account: '40705810438000268725' },
      [{ position: 9, found: '4', expected: '3' }],
      'Знаки 1–5 обычно 40702, а здесь 40705: с 40702 ключ сходится.',
    ],
    [
      'currency of order_in',
      'payment_account',
      { bik: '044525225', payment_account: '40702710438000268725' },
      [{ position: 9, found: '4', expected: '5' }],
      'Знаки 6–8 обычно 810, а здесь 710: с 810 ключ сходится.',
    ],
    [
      'corr. account of order_out',
      'correspondent_account',
      { bik: '044525225', correspondent_account: '30101610400000000225' },
      [{ position: 9, found: '4', expected: '6' }],
      'Знаки 6–8 обычно 810, а здесь 610: с 810 ключ сходится.',
    ],
    [
      'БИК of another bank',
      'payment_account',
      {
        bik: '044525201',
        payment_account: '40702810438000268725',
        correspondent_account: '30101810400000000225',
      },
      [{ position: 9, found: '4', expected: '2' }],
      'Ключ сходится с БИК, который кончается на 225, как корр. счёт',
    ],
  ])(
    '[AD-44] %s: which digit, what it should be, and what the structure tells',
    (_, field, given, digits, said) => {
      const [first] = of(field, given)
      expect(first).toMatchObject({ severity: 'warning', digits })
      expect(first!.explanation!.ru).toContain(said)
      expect(first!.explanation!.ru).toMatch(/Ошибка может быть и в любой другой цифре/)
    },
  )

  it('[AD-44] of a wrong form the signs that do not belong and the length wanted', () => {
    const [inn] = of('inn', { inn: '77О708389' })
    expect(inn).toMatchObject({
      code: 'inn-format',
      explanation: { ru: '3-й знак «О» — не цифра, похож на 0. Знаков 9, а нужно 10 или 12.' },
    })
    expect(of('kpp', { kpp: '77240100' })[0]!.explanation!.ru).toBe('Знаков 8, а нужно 9.')
    expect(codes({ bik: '04452522', payment_account: '4070281043800026872' })).toEqual([
      'bik bic-format',
      'payment_account acc-format',
    ])
    expect(of('payment_account', { payment_account: '40702810438000268725' })[0]).toMatchObject({
      code: 'form',
      explanation: { ru: expect.stringContaining('укажите БИК') as string },
    })
    expect(
      of('payment_account', { bik: '017003983', payment_account: '03100643000000017300' })[0],
    ).toMatchObject({
      severity: 'ok',
      explanation: { ru: expect.stringContaining('Казначейский') as string },
    })
    expect(codes({ bik: '017003983', correspondent_account: '0' })).toEqual([
      'bik form',
      'correspondent_account form',
    ])
  })

  it('[AD-44] what requisites say of each other', () => {
    expect(codes({ inn: '7707083893', kpp: '784201001', ogrn: '304500116000157' })).toEqual([
      'inn key-holds',
      'kpp form',
      'kpp kpp-office-differs',
      'ogrn key-holds',
      'ogrn ogrn-of-other-kind',
    ])
    expect(codes({ inn: '500100732259', kpp: '500101001', ogrn: '2027700132194', bik: '944525225' })).toEqual(
      [
        'inn key-holds',
        'kpp form',
        'kpp kpp-of-person',
        'ogrn key-holds',
        'ogrn ogrn-sign',
        'ogrn ogrn-of-other-kind',
        'bik form',
        'bik bik-country',
      ],
    )
    const other = { bik: '044525201', correspondent_account: '30101810400000000225' }
    expect(of('correspondent_account', other).map(({ code }) => code)).toEqual(['key-holds', 'corr-tail'])
    expect(of('correspondent_account', other)[1]!.explanation!.ru).toContain('кончается на 225, БИК — на 201')
    expect(requisiteFindings({})).toEqual([])
  })

  it('[AD-44] the sum that is shown is the sum of its terms, and the digit that is wanted makes the number hold', () => {
    const digit = fc.integer({ min: 0, max: 9 })
    const number = (length: number) =>
      fc.array(digit, { minLength: length, maxLength: length }).map((all) => all.join(''))
    fc.assert(
      fc.property(number(9), number(10), number(14), (nine, ten, rest) => {
        const bik = '044525225'
        for (const given of [
          { inn: `${nine}0` },
          { inn: `${ten}00` },
          { ogrn: `1${nine}${nine.slice(0, 2)}0` },
          { ogrn: `3${ten}${nine.slice(0, 3)}0` },
          { okpo: `${nine.slice(0, 7)}0` },
          { bik, payment_account: `40702810${rest.slice(0, 12)}` },
          { bik, correspondent_account: `30101810${rest.slice(0, 9)}225` },
        ] as GivenRequisites[]) {
          const field = Object.keys(given).at(-1) as RequisiteField
          const [found] = of(field, given)
          const explanation = found!.explanation!.ru
          for (const [, terms, sum, remainder] of explanation.matchAll(
            /: ([\d·+ ]+) = (\d+); остаток от деления на 11 — (\d+)/g,
          )) {
            const total = terms!.split(' + ').reduce((all, term) => {
              const [left, right] = term.split('·').map(Number)
              return all + left! * right!
            }, 0)
            expect([Number(sum), Number(remainder)]).toEqual([total, total % 11])
          }
          let right = found!.value
          // The second check digit of twelve follows from the first.
          for (let turn = 0; turn < 2; turn += 1)
            for (const { position, expected } of of(field, { ...given, [field]: right })[0]!.digits)
              right = right.slice(0, position - 1) + expected + right.slice(position)
          expect(of(field, { ...given, [field]: right })[0]!.code, right).toBe('key-holds')
          if (field === 'inn') expect(right).toBe(withInnCheck(right.length === 10 ? nine : ten))
          if (field === 'payment_account') expect(right).toBe(withAccountKey(right, bik))
        }
      }),
      { numRuns: 60 },
    )
  })
})
