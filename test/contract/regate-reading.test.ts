import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isDecimal } from '../../server/contracts/decimal.ts'
import type { ReaderMode, ReadResult } from '../../server/contracts/operation.ts'
import { liberties } from '../../server/contracts/regate/lenient.ts'
import { createMessage } from '../../server/contracts/regate/message.ts'
import { rules } from '../../server/contracts/regate/rules.ts'
import { GUID } from '../../server/contracts/requisites.ts'
import { isLocalTime } from '../../server/contracts/time.ts'
import { wire } from '../../server/contracts/wire/kinds.ts'

/** A message with one field of each kind that the dialect reads leniently. */
const Sample = z.object({
  item_id: z.string().regex(GUID, 'guid').register(wire, { kind: 'guid' }),
  amount: z
    .number()
    .refine((value) => value >= 0 && isDecimal(value, 2), 'money')
    .register(wire, { kind: 'money' }),
  quantity: z
    .number()
    .refine((value) => isDecimal(value, 3), 'quantity')
    .refine((value) => value > 0, 'positive')
    .register(wire, { kind: 'quantity' }),
  count: z.number().int().register(wire, { kind: 'integer' }),
  limit: z.coerce.number().int().register(wire, { kind: 'integer' }).optional(),
  at: z.string().refine(isLocalTime, 'time').register(wire, { kind: 'time' }),
  unit: z.enum(['кг', 'л', 'шт']).register(wire, { kind: 'unit' }),
  status: z.number().int().register(wire, { kind: 'code' }),
  currency: z.literal('RUB', 'currency'),
  inn: z
    .string()
    .regex(/^(?:\d{10}|\d{12})$/, 'inn')
    .optional(),
  pan_mask: z
    .string()
    .refine((value) => !/\d{13}/.test(value.replace(/\D/g, '')), 'pan')
    .optional(),
  delivery: z
    .object({
      phone: z
        .string()
        .regex(/^\+\d{11}$/, 'pattern')
        .optional(),
      recipient: z.string().max(5).optional(),
      address: z.object({ house: z.string().max(3), street: z.string().max(3).optional() }).optional(),
    })
    .optional(),
  raw: z.record(z.string(), z.unknown()).optional(),
  lines: z
    .array(z.object({ article: z.string().min(1) }))
    .max(2)
    .optional(),
})
type Sample = z.infer<typeof Sample>

const message = createMessage<Sample>({ schema: Sample })

const sample: Sample = {
  item_id: 'e2000000-94a3-11f0-8de9-0242ac120001',
  amount: 5943.6,
  quantity: 1.02,
  count: 12,
  at: '2025-09-18T12:04:51',
  unit: 'кг',
  status: 210,
  currency: 'RUB',
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

const read = (text: string, mode: ReaderMode = 'lenient'): ReadResult<Sample> =>
  message.read({ bytes: encode(text), contentType: 'application/json; charset=utf-8' }, mode)

const withMembers = (members: Record<string, unknown>): string => JSON.stringify({ ...sample, ...members })

describe('[B-36][BD-06][BD-07] liberties of lenient reading', () => {
  const cases: [id: string, title: string, written: Record<string, unknown>, value: Partial<Sample>][] = [
    ['LB-02', 'money with a comma and U+00A0', { amount: '5\u00A0943,60' }, {}],
    ['LB-02', 'a quantity with a comma', { quantity: '1,02' }, {}],
    ['LB-02', 'an integer as text', { count: '12' }, {}],
    ['LB-02', 'an integer of an address as text', { limit: '50' }, { limit: 50 }],
    ['LB-03', 'a date as 1C prints it', { at: '18.9.2025 12:04:51' }, {}],
    ['LB-04', 'a GUID in upper case', { item_id: sample.item_id.toUpperCase() }, {}],
    ['LB-05', 'кг.', { unit: 'кг.' }, {}],
    ['LB-05', 'kg', { unit: 'kg' }, {}],
    ['LB-05', 'л.', { unit: 'л.' }, { unit: 'л' }],
    ['LB-05', 'l', { unit: 'l' }, { unit: 'л' }],
    ['LB-05', 'шт.', { unit: 'шт.' }, { unit: 'шт' }],
    ['LB-05', 'pcs', { unit: 'pcs' }, { unit: 'шт' }],
    ['LB-06', 'a status as text', { status: '210' }, {}],
    [
      'LB-07',
      'a member that the contract does not know',
      { colour: 'красный' },
      { colour: 'красный' } as object,
    ],
  ]

  it.each(cases)('%s: %s is read with a warning at its place', (id, _title, written, value) => {
    const [name = ''] = Object.keys(written)
    const text = JSON.stringify({ ...sample, ...written }, null, 2)
    const lines = text.split('\n')
    const line = lines.findIndex((each) => each.includes(`"${name}":`)) + 1
    const isName = id === 'LB-07'
    const column = isName ? 3 : lines[line - 1]!.indexOf(': ') + 3
    const result = read(text)
    expect(result.value).toEqual({ ...sample, ...value })
    expect(result.findings).toMatchObject([
      { severity: 'warning', code: id, line, column, pointer: `/${name}`, message: liberties[id as 'LB-01'] },
    ])
  })

  it.each(cases)('%s: %s is refused by strict reading', (_id, _title, written) => {
    const result = read(withMembers(written), 'strict')
    expect(result.value).toBeNull()
    expect(result.findings).toMatchObject([
      { severity: 'error', code: 'RG-VALIDATION', pointer: `/${Object.keys(written)[0]}` },
    ])
  })

  it('[BD-06] LB-01: a BOM is dropped with a warning, refused by strict reading', () => {
    const text = `\uFEFF${JSON.stringify(sample)}`
    expect(read(text)).toMatchObject({
      value: sample,
      findings: [{ severity: 'warning', code: 'LB-01', line: 1, column: 1, pointer: '' }],
    })
    expect(read(text, 'strict')).toMatchObject({
      value: null,
      findings: [{ severity: 'error', code: 'RG-MALFORMED', line: 1, column: 1 }],
    })
  })

  it.each([
    ['single quotes', (text: string) => text.replace('"кг"', "'кг'"), '/unit'],
    ['a trailing comma', (text: string) => text.replace(/\n}$/, ',\n}'), '/currency'],
  ])('LB-08: %s are read with a warning, refused by strict reading', (_title, spoil, pointer) => {
    const text = spoil(JSON.stringify(sample, null, 2))
    const lenient = read(text)
    expect(lenient.value).toEqual(sample)
    expect(lenient.findings).toMatchObject([{ severity: 'warning', code: 'LB-08', pointer }])
    expect(read(text, 'strict')).toMatchObject({ value: null, findings: [{ code: 'RG-MALFORMED' }] })
  })

  it('the canonical form needs none in either mode and is written back byte for byte', () => {
    const written = message.write(sample)
    for (const mode of ['strict', 'lenient'] as const) {
      const result = message.read(written, mode)
      expect(result).toEqual({ value: sample, findings: [], rejected: [] })
      expect(message.write(result.value!)).toEqual(written)
    }
  })

  it('what 1C prints (compat) is read back as the same value', () => {
    const result = message.read(message.write(sample, 'json', 'compat'), 'lenient')
    expect(result.value).toEqual(sample)
    expect([...new Set(result.findings.map(({ code }) => code))].sort()).toEqual(['LB-02', 'LB-03', 'LB-06'])
  })

  it('every liberty and every rule has words in both languages', () => {
    for (const { ru, en } of [...Object.values(liberties), ...Object.values(rules)]) {
      expect(ru).toMatch(/[а-яё]/i)
      expect(en).toMatch(/[a-z]/i)
    }
    expect(Object.keys(liberties)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((number) => `LB-0${number}`))
  })
})

describe('liberties that the contract does not list are not taken', () => {
  it.each([
    ['a code in groups', { status: '2 10' }],
    ['a number of uncertain meaning', { amount: '1,234,5' }],
    ['a unit of another kind', { unit: 'pack' }],
    ['an empty text for a date', { at: '' }],
    ['true for a number of an address', { limit: true }],
  ])('%s is refused in both modes', (_title, written) => {
    for (const mode of ['strict', 'lenient'] as const)
      expect(read(withMembers(written), mode).value).toBeNull()
  })

  it('windows-1251 is refused though declared', () => {
    const body = { bytes: encode('{}'), contentType: 'application/json; charset=windows-1251' }
    expect(message.read(body, 'lenient')).toMatchObject({ value: null, findings: [{ code: 'RG-MALFORMED' }] })
  })
})

describe('[BD-04] unknown members', () => {
  it('survive reading and writing, wherever they are', () => {
    const text = withMembers({
      lines: [{ article: 'CH-045', weight: { gross: 3 } }],
      extra: [1, 'два', null],
    })
    const { value, findings } = read(text)
    expect(JSON.parse(new TextDecoder().decode(message.write(value!).bytes))).toEqual(JSON.parse(text))
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['LB-07', '/lines/0/weight'],
      ['LB-07', '/extra'],
    ])
  })
})

describe('faults of a body', () => {
  it.each([
    ['an object that is not closed', '{"amount": 1', 'RG-MALFORMED'],
    ['no body', '', 'RG-MALFORMED'],
    ['too deep', `{"raw": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'RG-TOO-LARGE'],
  ])('%s', (_title, text, code) => {
    for (const mode of ['strict', 'lenient'] as const) {
      const { value, findings } = read(text, mode)
      expect(value).toBeNull()
      expect(findings.map((finding) => finding.code)).toEqual([code])
    }
  })

  it('a repeated name is refused in both modes, at the second place', () => {
    const text = `${JSON.stringify(sample).slice(0, -1)},\n"status": 430}`
    for (const mode of ['strict', 'lenient'] as const) {
      expect(read(text, mode)).toMatchObject({
        value: null,
        findings: [{ code: 'RG-DUPLICATE-KEY', line: 2, column: 1, pointer: '/status' }],
      })
    }
  })

  it('bytes that are no UTF-8', () => {
    const body = { bytes: Uint8Array.of(0x7b, 0xff, 0x7d), contentType: '' }
    expect(message.read(body, 'lenient')).toMatchObject({ value: null, findings: [{ code: 'RG-MALFORMED' }] })
  })
})

describe('broken rules', () => {
  it.each([
    ['required', { amount: undefined }, 'RG-VALIDATION', '/amount'],
    ['required', { currency: undefined }, 'RG-VALIDATION', '/currency'],
    ['type', { unit: 5, inn: 5 }, 'RG-VALIDATION', '/inn'],
    ['enum', { unit: 'т' }, 'RG-VALIDATION', '/unit'],
    ['money', { amount: 1.005 }, 'RG-VALIDATION', '/amount'],
    ['quantity', { quantity: 0.0005 }, 'RG-VALIDATION', '/quantity'],
    ['positive', { quantity: 0 }, 'RG-VALIDATION', '/quantity'],
    ['integer', { count: 1.5 }, 'RG-VALIDATION', '/count'],
    ['guid', { item_id: 'e2' }, 'RG-VALIDATION', '/item_id'],
    ['time', { at: '2025-02-30T00:00:00' }, 'RG-VALIDATION', '/at'],
    ['length', { lines: [{ article: '' }] }, 'RG-VALIDATION', '/lines/0/article'],
    ['count', { lines: [1, 2, 3].map((n) => ({ article: `${n}` })) }, 'RG-VALIDATION', '/lines'],
    ['pattern', { delivery: { phone: '1' } }, 'RG-VALIDATION', '/delivery/phone'],
    ['currency', { currency: 'EUR' }, 'RG-VALIDATION', '/currency'],
    ['inn', { inn: '123' }, 'RG-INN', '/inn'],
    ['pan', { pan_mask: '4000000000000002' }, 'RG-PAN-FORBIDDEN', '/pan_mask'],
  ] as const)('%s %j', (rule, written, code, pointer) => {
    const { ru, en } = rules[rule]
    for (const mode of ['strict', 'lenient'] as const) {
      const { value, findings } = read(withMembers(written), mode)
      expect(value).toBeNull()
      expect(findings).toContainEqual(
        expect.objectContaining({ severity: 'error', code, pointer, message: { ru, en } }),
      )
    }
  })

  it('a number that JSON cannot hold exactly', () => {
    const text = JSON.stringify(sample).replace('5943.6', '0.10000000000000000001')
    expect(read(text).findings).toMatchObject([{ code: 'RG-VALIDATION', pointer: '/amount' }])
  })
})

describe('[BD-41] a card number is in no finding', () => {
  const CARDS = ['4000000000000002', '4000 0000 0000 0002', '4000-0000-0000-0002']
  const holds = (result: ReadResult<unknown>): boolean =>
    CARDS.some((card) =>
      JSON.stringify(result.findings).replace(/[\s-]/g, '').includes(card.replace(/\D/g, '')),
    )

  const texts = CARDS.flatMap((card): [string, string][] => [
    ['where the mask is', withMembers({ pan_mask: card })],
    ['as a number', withMembers({ pan_mask: Number(card.replace(/\D/g, '')) })],
    ['as an amount', withMembers({ amount: card })],
    ['as a GUID', withMembers({ item_id: card })],
    ['in a unit', withMembers({ unit: `card ${card}` })],
    ['in a member that is not known', withMembers({ card_number: card })],
    ['deep in a member that is not known', withMembers({ card: { of: ['client', card] } })],
    ['as a name', withMembers({ [card]: 1 })],
    ['as a repeated name', `{"${card}": 1, "${card}": 2}`],
    ['where a string begins too early', `{"pan_mask": "${card}`],
    ['without quotes', `{"pan_mask": ${card}}`],
    ['behind a broken quote', `{"pan_mask": "" ${card}}`],
    ['at the end of a long value', withMembers({ unit: `${'x'.repeat(190)}${card}` })],
  ])

  it.each(texts)('%s: %s', (_title, text) => {
    for (const mode of ['strict', 'lenient'] as const) {
      const result = read(text, mode)
      expect(result.value).toBeNull()
      expect(result.findings).not.toEqual([])
      expect(holds(result)).toBe(false)
    }
  })

  it('the value is masked whole, its place and the remedy are told', () => {
    expect(read(withMembers({ pan_mask: CARDS[0] })).findings).toMatchObject([
      { code: 'RG-PAN-FORBIDDEN', pointer: '/pan_mask', value: '*'.repeat(16) },
    ])
  })

  it('no part of a text that cannot be read is shown', () => {
    const { findings } = read(`{"pan_mask": ${CARDS[1]}}`)
    expect(findings[0]?.value ?? '').not.toMatch(/\d/)
  })

  it('a mask and a GUID stay as they are', () => {
    const upper = sample.item_id.toUpperCase()
    const result = read(withMembers({ pan_mask: '4000 00** **** 0002', item_id: upper }))
    expect(result.value?.pan_mask).toBe('4000 00** **** 0002')
    expect(result.findings).toMatchObject([{ value: upper, expected: sample.item_id }])
  })
})

describe('personal data are masked in findings', () => {
  it.each([
    ['/delivery/phone', { phone: '8 900 000-00-02' }, '*************02'],
    ['/delivery/recipient', { recipient: 'Иванов Олег' }, '*********ег'],
    ['/delivery/address/house', { address: { house: '17-А' } }, '****'],
    ['/delivery/address/street', { address: { house: '7', street: 'пр. Образцовый' } }, '************ый'],
  ])('[B-50] %s', (pointer, delivery, value) => {
    expect(read(withMembers({ delivery })).findings).toMatchObject([{ severity: 'error', pointer, value }])
  })
})

describe('changed at random', () => {
  const texts = [
    '4000000000000002',
    "'",
    '"',
    ',',
    '{',
    '}',
    '[',
    ']',
    '\\',
    '\uFEFF',
    '\u00A0',
    'null',
    '-0',
    '1e400',
  ]
  const edits = fc.array(
    fc.record({
      at: fc.nat(),
      cut: fc.integer({ min: 0, max: 4 }),
      text: fc.oneof(fc.constantFrom(...texts), fc.string({ maxLength: 3, unit: 'binary' })),
    }),
    { minLength: 1, maxLength: 4 },
  )
  const canonical = JSON.stringify({
    ...sample,
    pan_mask: '4000 00** **** 0002',
    lines: [{ article: 'CH-045' }],
    raw: { a: [1, { b: null }] },
  })

  it('[BD-06] nothing is thrown; a refusal has a place and a remedy; what is read strictly needs no remark', () => {
    fc.assert(
      fc.property(edits, fc.constantFrom('strict' as const, 'lenient' as const), (changes, mode) => {
        const text = changes.reduce((before, { at, cut, text: inserted }) => {
          const start = at % (before.length + 1)
          return before.slice(0, start) + inserted + before.slice(start + cut)
        }, canonical)
        const { value, findings } = read(text, mode)
        const errors = findings.filter(({ severity }) => severity === 'error')
        expect(value === null).toBe(errors.length > 0)
        if (mode === 'strict') expect(findings).toEqual(errors)
        for (const { line, column, code, message: words } of findings) {
          expect(line > 0 && column > 0).toBe(true)
          expect(code).toMatch(/^(?:RG-[A-Z-]+|LB-0\d)$/)
          expect(words.ru && words.en).toBeTruthy()
        }
        expect(JSON.stringify(findings)).not.toContain('4000000000000002')
      }),
      { numRuns: 500 },
    )
  })
})
