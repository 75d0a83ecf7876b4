import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aliases, canonicalName } from '../../server/contracts/ksup/aliases.ts'
import * as examples from '../../server/contracts/ksup/examples.ts'
import { encodeBase64 } from '../../server/contracts/ksup/base64.ts'
import { cameWithoutMeta } from '../../server/contracts/ksup/message.ts'
import * as messages from '../../server/contracts/ksup/messages.ts'
import { idOf } from '../../server/contracts/ksup/no-meta.ts'
import { operations } from '../../server/contracts/ksup/operations.ts'
import { sha256 } from '../../server/contracts/ksup/sha256.ts'
import type { Message, ReadResult } from '../../server/contracts/operation.ts'
import { bodyOf, textBody } from './ksup-bodies.ts'

const codes = ({ findings }: ReadResult<unknown>): string[] => findings.map(({ code }) => code)

const without = (value: object, ...names: string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([member]) => !names.includes(member)))

/** Read leniently to the value with these liberties; refused strictly. */
function expectLiberty<T>(message: Message<T>, written: unknown, value: T, liberties: string[]): void {
  const read = message.read(bodyOf(written), 'lenient')
  expect(read.value).toEqual(value)
  expect(codes(read).sort()).toEqual([...liberties].sort())
  expect(read.findings.every(({ severity }) => severity === 'warning')).toBe(true)
  expect(message.read(bodyOf(written), 'strict').value).toBeNull()
}

describe('the spelling of a body', () => {
  const text = JSON.stringify(examples.income)

  it('[DD-09] a BOM is dropped with a warning, refused strictly', () => {
    const body = textBody(`\uFEFF${text}`)
    const read = messages.incomeMessage.read(body, 'lenient')
    expect([read.value, codes(read)]).toEqual([examples.income, ['LD-01']])
    expect(messages.incomeMessage.read(body, 'strict').value).toBeNull()
  })

  it('[DD-09] declared windows-1251 is read with a warning, refused strictly', () => {
    const written = JSON.stringify({
      ...examples.nomenclatureCreate,
      name: 'Мяч',
      series: null,
      manufacturer: null,
    })
    const bytes = Uint8Array.from(written, (char) => {
      const code = char.charCodeAt(0)
      return code < 0x80 ? code : code - 0x410 + 0xc0
    })
    const body = { bytes, contentType: 'application/json; charset=windows-1251' }
    const read = messages.nomenclatureCreateMessage.read(body, 'lenient')
    expect([read.value?.name, codes(read)]).toEqual(['Мяч', ['LD-02']])
    expect(messages.nomenclatureCreateMessage.read(body, 'strict').findings).toMatchObject([
      { code: 'KS-MALFORMED' },
    ])
  })

  it('[DD-59] what is no JSON is KS-MALFORMED in both modes', () => {
    for (const mode of ['strict', 'lenient'] as const)
      expect(codes(messages.incomeMessage.read(textBody('{"a":'), mode))).toEqual(['KS-MALFORMED'])
  })

  it.each(['strict', 'lenient'] as const)('[DD-61] %s: a repeated name refuses the whole body', (mode) => {
    const body = textBody(text.replace('"amount":', '"amount":1,"amount":'))
    const read = messages.incomeMessage.read(body, mode)
    expect([read.value, codes(read)]).toEqual([null, ['KS-DUPLICATE-KEY']])
  })

  it('[DD-02] a name beside its alias is a repeated name', () => {
    const read = messages.incomeMessage.read(bodyOf({ ...examples.income, 'Сумма прихода': 5 }), 'lenient')
    expect(codes(read)).toContain('KS-DUPLICATE-KEY')
    expect(read.value).toBeNull()
  })
})

describe('liberties with values', () => {
  const { income, orderAdd, shipmentAdd, contactChange, priceStockRequest, orderFinished } = examples

  it('[DD-09] numbers as text, with a comma and U+00A0', () => {
    expectLiberty(messages.incomeMessage, { ...income, amount: '100\u00A0000,00' }, income, ['LD-04'])
    const [row, ...rest] = shipmentAdd.rows
    const written = { ...row, quantity: '1,000', price: '84 990', amount: '84990.00' }
    expectLiberty(messages.shipmentMessage, { ...shipmentAdd, rows: [written, ...rest] }, shipmentAdd, [
      'LD-04',
      'LD-04',
      'LD-04',
    ])
  })

  it.each(['1.2.3', 'сто', '', '1,234,5'])('[DD-09] "%s" is no number', (amount) => {
    expect(codes(messages.incomeMessage.read(bodyOf({ ...income, amount }), 'lenient'))).toEqual([
      'KS-VALIDATION',
    ])
  })

  it.each(['20.09.2025', '20.09.2025 0:00:00', '20.09.2025 13:05:09', '2025-09-20T10:00:00'])(
    '[D-73, DD-09] the day %s',
    (date) => expectLiberty(messages.incomeMessage, { ...income, date }, income, ['LD-05']),
  )

  it('[D-73] a day that does not exist stays refused', () => {
    const read = messages.incomeMessage.read(bodyOf({ ...income, date: '31.09.2025' }), 'lenient')
    expect(read.findings).toMatchObject([{ code: 'KS-VALIDATION', pointer: '/date' }])
  })

  it('[D-84, DD-09] a date and time as 1C prints it', () => {
    expectLiberty(messages.shipmentMessage, { ...shipmentAdd, date: '22.09.2025 10:58:30' }, shipmentAdd, [
      'LD-05',
    ])
  })

  it('[D-44, D-48, D-52] a deal number as a digit string', () => {
    expectLiberty(messages.orderMessage, { ...orderFinished, deal_number: ' 007741' }, orderFinished, [
      'LD-06',
    ])
    const read = messages.orderMessage.read(bodyOf({ ...orderFinished, deal_number: '77-41' }), 'lenient')
    expect(read.findings).toMatchObject([{ code: 'KS-VALIDATION', pointer: '/deal_number' }])
  })

  it.each(['Finished', 'FINISHED', ' finished'])('[D-67] the type %s', (type) =>
    expectLiberty(messages.orderMessage, { ...orderFinished, type }, orderFinished, ['LD-07']),
  )

  it.each(['8 (900) 000-00-03', '+7 900 000 00 03', '9000000003'])('[D-17] the phone %s', (phone) =>
    expectLiberty(messages.contactChangeMessage, { ...contactChange, phone }, contactChange, ['LD-08']),
  )

  it('[D-17] a phone that is none is refused, without showing it', () => {
    const [finding] = messages.contactChangeMessage.read(
      bodyOf({ ...contactChange, phone: 'позже12' }),
      'lenient',
    ).findings
    expect(finding).toMatchObject({ code: 'KS-VALIDATION', pointer: '/phone', value: '*****12' })
  })

  it('[DD-02] an unknown member is kept with a warning', () => {
    const written = { ...income, note: 'x', meta: { ...income.meta, host: 'srv' } }
    expectLiberty(messages.incomeMessage, written, written as typeof income, ['LD-09', 'LD-09'])
  })

  it.each([
    ['компания', 'company'],
    ['Частное  лицо', 'person'],
  ] as const)('[D-15, D-20] the type of object «%s»', (object_type, type) =>
    expectLiberty(
      messages.contactChangeMessage,
      { ...contactChange, object_type },
      { ...contactChange, object_type: type },
      ['LD-13'],
    ),
  )

  it.each([
    ['article', ['LD-14']],
    ['Артикул номенклатуры', ['LD-03', 'LD-14']],
  ])('[DD-52, D-104] one article under the name %s', (name, liberties) =>
    expectLiberty(
      messages.priceStockRequestMessage,
      { contact_code: priceStockRequest.contact_code, [name]: 'TR-2041' },
      { ...priceStockRequest, articles: ['TR-2041'] },
      liberties,
    ),
  )

  it('[D-64, D-67] cancel with rows keeps them with a warning', () => {
    const read = messages.orderMessage.read(bodyOf({ ...orderFinished, rows: orderAdd.rows }), 'lenient')
    expect([read.value?.rows?.length, codes(read)]).toEqual([2, ['LD-09']])
  })
})

describe('the words of the seed', () => {
  it.each(aliases.flatMap(([alias, names]) => names.map((name) => [alias, name])))(
    '[DD-02] «%s» is %s',
    (alias, name) => {
      expect(canonicalName(alias, { [name]: true })).toBe(name)
      expect(canonicalName(alias, { other: true })).toBeNull()
      expect(canonicalName(`x${alias}`, { [name]: true })).toBeNull()
    },
  )

  it.each([
    ['Спец.цена розница', 'price_special'],
    ['Количество по графе «Доступно»', 'available'],
    ['Стоимость 1 шт.', 'price'],
    ['Код 1C', 'code_1c'],
    ['  ТЕЛЕФОН ', 'phone'],
  ])('[DD-02] case, quotes, a full stop and a Latin C do not matter: «%s»', (alias, name) => {
    expect(canonicalName(alias, { [name]: true })).toBe(name)
  })

  it('[D-50…D-58, DD-02] a whole order in Russian', () => {
    const { meta, order_number_1c, deal_number, file, rows } = examples.orderAdd
    const written = {
      meta,
      'Тип запроса': 'add',
      '№ заказа из 1С': order_number_1c,
      '№ сделки в КСУП': deal_number,
      'Сам файл заказа': file,
      'Массив данных по каждой строке': rows!.map((row) => ({
        'Артикул номенклатуры': row.article,
        'Название номенклатуры': row.name,
        Количество: row.quantity,
        'Сумма за 1 шт': row.price,
        'Сумма итого': row.amount,
      })),
    }
    expectLiberty(messages.orderMessage, written, examples.orderAdd, Array(15).fill('LD-03'))
  })

  it('[D-14…D-18] a whole contact in Russian', () => {
    const { meta, object_name, object_type, email, phone, code_ksup } = examples.contactCreate
    const written = {
      meta,
      'Название объекта': object_name,
      'Тип объекта': object_type,
      'E-mail': email,
      Телефон: phone,
      'Код КСУП': code_ksup,
    }
    expectLiberty(messages.contactCreateMessage, written, examples.contactCreate, Array(5).fill('LD-03'))
  })
})

describe('a message without meta', () => {
  const bare = without(examples.orderFinished, 'meta')
  const now = new Date('2025-09-30T15:00:00Z')
  const read = (value: unknown) =>
    messages.orderMessage.read(bodyOf(value), 'lenient', { now, zone: 'Europe/Moscow' })

  it('[DD-05] gets an id from its address and body, and a warning', () => {
    const result = read(bare)
    const id = idOf('/api/ksup/v1/orders', bodyOf(bare).bytes)
    expect(result.value).toEqual({
      ...bare,
      meta: { message_id: id, seq: 1, sent_at: '2025-09-30T18:00:00' },
    })
    expect(result.findings).toMatchObject([{ code: 'W-NO-META', severity: 'warning', expected: id }])
    expect(cameWithoutMeta(result.findings)).toBe(true)
    expect(cameWithoutMeta(read(examples.orderFinished).findings)).toBe(false)
  })

  it('[DD-05] the same body has the same id, another body or address another one', () => {
    const bytes = bodyOf(bare).bytes
    const ids = [idOf('/a', bytes), idOf('/b', bytes), idOf('/a', bodyOf({}).bytes)]
    expect(new Set(ids).size).toBe(3)
    expect(idOf('/a', bytes)).toBe(ids[0])
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('[DD-05] is refused strictly, and meta without an id is refused in both modes', () => {
    expect(messages.orderMessage.read(bodyOf(bare), 'strict').findings).toMatchObject([
      { code: 'KS-VALIDATION', pointer: '/meta' },
    ])
    const partial = { ...bare, meta: without(examples.orderFinished.meta, 'message_id') }
    expect(read(partial).findings).toMatchObject([{ code: 'KS-VALIDATION', pointer: '/meta/message_id' }])
  })

  it('[DD-40] a shipment in the shape of the seed has no document', () => {
    const result = messages.shipmentMessage.read(bodyOf(without(examples.shipmentChange, 'meta')), 'lenient')
    expect(codes(result)).toEqual(expect.arrayContaining(['W-NO-META', 'W-NO-SOURCE-REF']))
    expect(result.value?.meta.source_ref).toBeUndefined()
  })
})

describe('the file of an order, read leniently', () => {
  const { orderAdd } = examples
  const file = orderAdd.file!

  it.each(['\r\n', '\n'])('[DD-10] line breaks inside base64', (end) => {
    const content_base64 = file.content_base64.replace(/(.{20})/g, `$1${end}`)
    expectLiberty(messages.orderMessage, { ...orderAdd, file: { ...file, content_base64 } }, orderAdd, [
      'LD-10',
    ])
  })

  it('[DD-10] size and digest that are missing are computed', () => {
    const written = (...names: string[]) => ({ ...orderAdd, file: without(file, ...names) })
    expectLiberty(messages.orderMessage, written('size'), orderAdd, ['LD-11'])
    expectLiberty(messages.orderMessage, written('sha256'), orderAdd, ['LD-12'])
    expectLiberty(messages.orderMessage, written('size', 'sha256'), orderAdd, ['LD-11', 'LD-12'])
  })
})

it('[DD-10] the digest and base64 are those of the platform', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
      expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
    }),
  )
  const long = new Uint8Array(20_000).map((_, i) => i % 251)
  expect(encodeBase64(long)).toBe(Buffer.from(long).toString('base64'))
})

it('[DD-02] no liberty is taken with what strict reading accepts', () => {
  for (const { request } of operations)
    for (const { value } of request?.examples ?? [])
      expect(request!.read(request!.write(value), 'lenient').findings).toEqual([])
})
