import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { encode as encodeCharset } from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../server/contracts/finding.ts'
import type { ReaderMode, ReadOptions, ReadResult } from '../../server/contracts/operation.ts'
import { kopecks } from '../../server/contracts/decimal.ts'
import { totalsOf } from '../../server/contracts/site-orders/arithmetic.ts'
import { convertBody } from '../../server/contracts/site-orders/convert.ts'
import { readOrderDocument } from '../../server/contracts/site-orders/document.ts'
import { liberties } from '../../server/contracts/site-orders/lenient.ts'
import {
  orderEnvelopeMessage,
  processedOrderMessage,
  stockMessage,
} from '../../server/contracts/site-orders/operations.ts'
import type { OrderEnvelope, ProcessedOrder } from '../../server/contracts/site-orders/schema.ts'

const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../../fixtures/site-orders/${name}`, import.meta.url))
const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(fixture(name)))
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const outgoing = json('outgoing.canonical.json') as OrderEnvelope
const returned = json('returned.canonical.json') as ProcessedOrder

/** The fixture with members replaced, by path. */
function changed<T>(value: T, changes: Record<string, unknown>): string {
  const copy = structuredClone(value) as unknown
  for (const [path, to] of Object.entries(changes)) {
    const keys = path.split('.')
    const last = keys.pop()!
    const parent = keys.reduce<Record<string, unknown>>(
      (at, key) => at[key] as Record<string, unknown>,
      copy as Record<string, unknown>,
    )
    if (to === undefined) delete parent[last]
    else parent[last] = to
  }
  return JSON.stringify(copy)
}

function readOut(
  text: string,
  mode: ReaderMode = 'lenient',
  options?: ReadOptions,
): ReadResult<OrderEnvelope> {
  return orderEnvelopeMessage.read({ bytes: bytesOf(text), contentType: 'application/json' }, mode, options)
}

function readIn(
  text: string,
  mode: ReaderMode = 'lenient',
  options?: ReadOptions,
): ReadResult<ProcessedOrder> {
  return processedOrderMessage.read({ bytes: bytesOf(text), contentType: 'application/json' }, mode, options)
}

const codes = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.map(({ code }) => code))].sort()
const errors = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ severity }) => severity === 'error')

describe('documents like those of the seed', () => {
  it('[A-59][A-60][A-61][AD-11][AD-12] the outgoing one gives two lines with three offers each', () => {
    const read = readOrderDocument({ bytes: fixture('outgoing.verbatim.txt'), contentType: '' })
    expect(read.direction).toBe('out')
    expect(errors(read.findings)).toEqual([])
    expect(read.value).toEqual({
      order: { ...outgoing.order, order_QRCode: 'QRCode', order_number_payment: '40702810700000027182' },
    })
    expect(codes(read.findings)).toEqual(['LA-03', 'LA-04', 'LA-05', 'LA-06', 'LA-07'])
  })

  it('[LA-03] names the line, the column and the value of each line in single quotes', () => {
    const { findings } = readOrderDocument({ bytes: fixture('outgoing.verbatim.txt'), contentType: '' })
    const quotes = findings
      .filter(({ code }) => code === 'LA-03')
      .map(({ line, column, pointer }) => [line, column, pointer])
    expect(quotes.slice(0, 3)).toEqual([
      [2, 2, '/order'],
      [3, 3, '/order/order_id'],
      [4, 3, '/order/order_number'],
    ])
    expect(quotes).toContainEqual([50, 5, '/order/products/1'])
    expect(quotes).toContainEqual([56, 6, '/order/products/1/offers/2'])
  })

  it('[A-93][A-94][A-95] the returned one gives nine lines, 53 739,50 in all, VAT 8 956,60', () => {
    const read = readOrderDocument(
      { bytes: fixture('returned.verbatim.txt'), contentType: '' },
      { fixture: true },
    )
    expect(read.direction).toBe('in')
    expect(errors(read.findings)).toEqual([])
    const value = read.value as { order: ProcessedOrder['order'] }
    expect(value.order.products).toEqual(returned.order.products)
    const totals = totalsOf(value.order.products.map(({ offer }) => offer))
    expect([totals.total, totals.nds]).toEqual([kopecks(53739.5), kopecks(8956.6)])
    expect(codes(read.findings)).toEqual(
      ['LA-03', 'LA-05', 'LA-06', 'LA-07', 'LA-16', 'W-PAYNUM-LOOKS-LIKE-ACCOUNT', 'W-QR-FORMAT'].sort(),
    )
  })

  it('[AD-10] an ordinary parser keeps one of the nine lines: the text must not be read by one', () => {
    const text = new TextDecoder()
      .decode(fixture('returned.verbatim.txt'))
      .replace('[bookmark: _GoBack]', '')
      .replaceAll("'", '"')
    const parsed = JSON.parse(text) as { order: { products: unknown[] } }
    expect(parsed.order.products).toHaveLength(1)
  })

  it.each(['outgoing.verbatim.txt', 'returned.verbatim.txt', 'outgoing.xml', 'returned.windows-1251.xml'])(
    '[AD-10] %s converts to canonical text, which converts to itself byte for byte',
    (name) => {
      for (const to of ['json', 'xml'] as const) {
        const once = convertBody({ bytes: fixture(name), contentType: '' }, { to })
        expect(once.text).not.toBeNull()
        const twice = convertBody({ bytes: bytesOf(once.text!), contentType: '' }, { to })
        expect(twice.text).toBe(once.text)
        expect(twice.findings.filter(({ code }) => code.startsWith('LA-'))).toEqual([])
      }
    },
  )

  it('[AD-41][A-55][A-92] XML in windows-1251 with nested blocks and comma decimals', () => {
    const read = readOrderDocument({ bytes: fixture('returned.windows-1251.xml'), contentType: '' })
    expect(errors(read.findings)).toEqual([])
    expect(codes(read.findings)).toEqual(['LA-02', 'LA-06', 'LA-07', 'LA-14', 'LA-17'])
    const { order } = read.value as { order: ProcessedOrder['order'] }
    expect(order.order_id).toBe('000-037-798')
    expect(order.delivery).toEqual({
      number_delivery: '2403-0071',
      delivery_city: 'Полевской',
      delivery_method: 'tk_ural',
    })
    expect(order.requisites).toEqual(returned.order.requisites)
    expect(order.products).toEqual(returned.order.products.slice(0, 2))
    expect(order.order_QRCode).toBeNull()
  })

  it('[A-20][AD-41] strict XML is read as it is', () => {
    const read = readOrderDocument({ bytes: fixture('outgoing.xml'), contentType: '' }, { mode: 'strict' })
    expect(read.findings).toEqual([])
    expect((read.value as { order: OrderEnvelope['order'] }).order.products[0]?.quantity).toBe(12.48)
  })

  it('[AD-48] canonical fixtures are valid and their requisites hold', () => {
    expect(readOut(changed(outgoing, {}), 'strict')).toMatchObject({ value: outgoing, findings: [] })
    expect(readIn(changed(returned, {}), 'strict')).toMatchObject({ value: returned, findings: [] })
  })
})

describe('each liberty is taken in lenient mode, named with its place, and refused in strict mode', () => {
  interface Case {
    rule: string
    text: string | Uint8Array
    contentType?: string
    pointer: string
    value: unknown
    direction?: 'in'
    options?: ReadOptions
  }

  const at = (value: unknown, pointer: string): unknown =>
    pointer
      .split('/')
      .slice(1)
      .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], value)

  const out = (changes: Record<string, unknown>): string => changed(outgoing, changes)
  const inn = (changes: Record<string, unknown>): string => changed(returned, changes)
  const plain = out({})
  const id = outgoing.order.products[0]!.offers[0]!.offer_id
  const firstLine = outgoing.order.products[0]!
  const resolve = (dictionary: string, name: string): string | null =>
    dictionary === 'storage' && name === 'Склад Урал' ? 'sclad_ural' : null

  const titles: Readonly<Record<string, string>> = {
    'LA-01': '[LA-01] a BOM',
    'LA-02': '[LA-02] declared windows-1251',
    'LA-03': '[LA-03] single quotes, trailing commas, comments',
    'LA-04': '[LA-04] repeated offer_id in one object',
    'LA-05': '[LA-05] repeated tovar_id in one object',
    'LA-06': '[LA-06] a number as text',
    'LA-07': '[LA-07] a date of 1C or with a zone',
    'LA-08': '[LA-08] a VAT flag that is not «Да» or «Нет»',
    'LA-09': '[LA-09] a VAT rate in another spelling',
    'LA-10': '[LA-10] a GUID in braces and upper case',
    'LA-11': '[LA-11] a phone with spaces, brackets and a leading 8',
    'LA-12': '[LA-12] a name where an identifier is expected',
    'LA-13': '[LA-13] offer for offers and the reverse',
    'LA-14': '[LA-14] an XML name as a JSON key',
    'W-UNKNOWN-FIELD': '[LA-15] an unknown member',
    'LA-17': '[LA-17] an empty optional value',
  }

  const cases: Case[] = [
    { rule: 'LA-01', text: `\uFEFF${plain}`, pointer: '', value: outgoing },
    {
      rule: 'LA-02',
      text: encodeCharset(plain, 'windows-1251'),
      contentType: 'application/json; charset=Windows-1251',
      pointer: '/order/order_status',
      value: 'На согласовании',
    },
    {
      rule: 'LA-03',
      text: plain.replace('"revision"', "'revision'"),
      pointer: '/exchange/revision',
      value: 1,
    },
    { rule: 'LA-03', text: plain.replace(/\}$/, ',}'), pointer: '', value: outgoing },
    { rule: 'LA-03', text: `// заказ\n${plain}`, pointer: '', value: outgoing },
    {
      rule: 'LA-04',
      text: plain.replace(
        /\[\{"offer_id"([^\]]*)\]/,
        (_, rest: string) => `{"offer_id"${rest.replaceAll('},{', ',').replace(/\}$/, '')}}`,
      ),
      pointer: '/order/products/0/offers',
      value: firstLine.offers,
    },
    {
      rule: 'LA-05',
      text: plain.replace('"offers":[', '"offers":[').replace(/\]\},\{"tovar_id"/, '],"tovar_id"'),
      pointer: '/order/products',
      value: outgoing.order.products,
    },
    {
      rule: 'LA-06',
      text: inn({ 'order.products.3.offer.price': '1\u00A0050,28' }),
      direction: 'in',
      pointer: '/order/products/3/offer/price',
      value: 1050.28,
    },
    {
      rule: 'LA-06',
      text: inn({ 'order.products.3.offer.price': '1 050.28' }),
      direction: 'in',
      pointer: '/order/products/3/offer/price',
      value: 1050.28,
    },
    {
      rule: 'LA-06',
      text: inn({ 'exchange.seq': '1' }),
      direction: 'in',
      pointer: '/exchange/seq',
      value: 1,
    },
    {
      rule: 'LA-07',
      text: out({ 'order.order_time': '4.3.2024 9:05:48' }),
      pointer: '/order/order_time',
      value: '2024-03-04T09:05:48',
    },
    {
      rule: 'LA-07',
      text: out({ 'order.order_time': '04.03.2024' }),
      pointer: '/order/order_time',
      value: '2024-03-04T00:00:00',
    },
    {
      rule: 'LA-07',
      text: out({ 'order.order_time': '2024-03-04T06:05:48Z' }),
      pointer: '/order/order_time',
      value: '2024-03-04T09:05:48',
    },
    {
      rule: 'LA-07',
      text: out({ 'order.order_time': '2024-03-04T06:05:48Z' }),
      options: { zone: 'Asia/Yekaterinburg' },
      pointer: '/order/order_time',
      value: '2024-03-04T11:05:48',
    },
    ...[true, 1, 'true', '1', 'ДА'].map((nds): Case => ({
      rule: 'LA-08',
      text: out({ 'order.requisites.nds': nds }),
      pointer: '/order/requisites/nds',
      value: 'Да',
    })),
    {
      rule: 'LA-08',
      text: out({ 'order.requisites.nds': false }),
      pointer: '/order/requisites/nds',
      value: 'Нет',
    },
    ...(['20', 20, 0.2, '0.2', '0,2', 'НДС20', '20 %'] as const).map((nds_s): Case => ({
      rule: 'LA-09',
      text: inn({ 'order.products.0.offer.nds_s': nds_s }),
      direction: 'in',
      pointer: '/order/products/0/offer/nds_s',
      value: '20%',
    })),
    {
      rule: 'LA-09',
      text: inn({ 'order.products.0.offer.nds_s': 'НДС20_120' }),
      direction: 'in',
      pointer: '/order/products/0/offer/nds_s',
      value: '20/120',
    },
    ...['без ндс', '', 'БезНДС'].map((nds_s): Case => ({
      rule: 'LA-09',
      text: inn({ 'order.products.0.offer.nds_s': nds_s, 'order.products.0.offer.nds_summa': 0 }),
      direction: 'in',
      pointer: '/order/products/0/offer/nds_s',
      value: 'Без НДС',
    })),
    {
      rule: 'LA-10',
      text: out({ 'order.products.0.offers.0.offer_id': `{${id.toUpperCase()}}` }),
      pointer: '/order/products/0/offers/0/offer_id',
      value: id,
    },
    {
      rule: 'LA-11',
      text: out({ 'order.client.telefon': '8 (900) 000-00-21' }),
      pointer: '/order/client/telefon',
      value: '+79000000021',
    },
    {
      rule: 'LA-12',
      text: out({ 'order.products.0.storage': 'Склад Урал' }),
      options: { resolve },
      pointer: '/order/products/0/storage',
      value: 'sclad_ural',
    },
    {
      rule: 'LA-13',
      text: out({ 'order.products.0.offers': undefined, 'order.products.0.offer': { offer_id: id } }),
      pointer: '/order/products/0/offers',
      value: [{ offer_id: id }],
    },
    {
      rule: 'LA-13',
      text: inn({
        'order.products.0.offer': undefined,
        'order.products.0.offers': [returned.order.products[0]!.offer],
      }),
      direction: 'in',
      pointer: '/order/products/0/offer',
      value: returned.order.products[0]!.offer,
    },
    {
      rule: 'LA-14',
      text: plain.replace('"client":', '"contrahens":'),
      pointer: '/order/client',
      value: outgoing.order.client,
    },
    {
      rule: 'LA-14',
      text: plain.replace('"order_status":', '"status":'),
      pointer: '/order/order_status',
      value: 'На согласовании',
    },
    {
      rule: 'LA-14',
      text: out({ 'order.delivery.delivery_city': undefined, 'order.city_delivery': 'Реж' }),
      pointer: '/order/delivery/delivery_city',
      value: 'Реж',
    },
    {
      rule: 'LA-14',
      text: inn({ 'order.order_QRCode': undefined, 'order.QRCode': returned.order.order_QRCode }),
      direction: 'in',
      pointer: '/order/order_QRCode',
      value: returned.order.order_QRCode,
    },
    {
      rule: 'LA-14',
      text: inn({ 'order.number_delivery': 'ТН-1' }),
      direction: 'in',
      pointer: '/order/delivery/number_delivery',
      value: 'ТН-1',
    },
    {
      rule: 'W-UNKNOWN-FIELD',
      text: out({ 'order.client.loyalty': { level: 2 } }),
      pointer: '/order/client/loyalty',
      value: { level: 2 },
    },
    {
      rule: 'LA-17',
      text: inn({ 'order.order_QRCode': '' }),
      direction: 'in',
      pointer: '/order/order_QRCode',
      value: null,
    },
    {
      rule: 'LA-17',
      text: out({ 'order.client.email': '' }),
      pointer: '/order/client/email',
      value: undefined,
    },
    { rule: 'LA-17', text: out({ 'order.requisites': '' }), pointer: '/order/requisites', value: null },
  ]

  it.each(cases.map((one) => ({ ...one, title: titles[one.rule] })))(
    '$title: $pointer becomes $value',
    ({ rule, text, contentType = 'application/json', pointer, value, direction, options }) => {
      const message = direction === 'in' ? processedOrderMessage : orderEnvelopeMessage
      const body = { bytes: typeof text === 'string' ? bytesOf(text) : text, contentType }
      const read = message.read(body, 'lenient', options)
      expect(errors(read.findings)).toEqual([])
      expect(at(read.value, pointer)).toEqual(value)
      const found = read.findings.filter(({ code }) => code === rule)
      expect(found).toHaveLength(1)
      expect(found[0]).toMatchObject({ severity: 'warning' })
      expect(found[0]!.line).toBeGreaterThan(0)
      expect(codes(read.findings)).toEqual([rule])

      const strict = message.read(body, 'strict', options)
      if (rule !== 'LA-12') {
        expect(strict.value).toBeNull()
        expect(errors(strict.findings).length).toBeGreaterThan(0)
      }
    },
  )

  it('[LA-16] a bookmark is dropped only from fixtures, and only between tokens', () => {
    const text = plain.replace('"revision"', '[bookmark: _GoBack]"revision"')
    expect(readOut(text, 'lenient', { fixture: true })).toMatchObject({ value: outgoing })
    expect(readOut(text)).toMatchObject({ value: null, findings: [{ code: 'ORD-100', line: 1, column: 14 }] })
    const inside = out({ 'order.client.name': '[bookmark: _GoBack]' })
    expect(readOut(inside, 'lenient', { fixture: true }).value?.order.client.name).toBe('[bookmark: _GoBack]')
  })

  it('[LA-15] unknown members survive writing and reading in both formats', () => {
    const { value } = readOut(
      out({ 'order.client.loyalty': { level: 2, тег: ['<'] }, 'order.products.1.note': 'важно', __proto: 1 }),
    )
    for (const format of ['json', 'xml'] as const) {
      const again = orderEnvelopeMessage.read(orderEnvelopeMessage.write(value!, format), 'lenient')
      expect(again.value).toEqual(value)
      expect(codes(again.findings)).toEqual(['W-UNKNOWN-FIELD'])
    }
  })

  it('[LA-03] exactly the listed liberties: other habits of JSON5 are refused', () => {
    for (const text of [
      plain.replace('"revision"', 'revision'),
      plain.replace('"revision":1', '"revision":+1'),
      plain.replace('"revision":1', '"revision":0x1'),
      plain.replace('"revision":1', '"revision":1.'),
      plain.replace('"revision":1', '"revision":NaN'),
      plain.replace('"revision"', '/* x */"revision"'),
      plain.replace('"revision"', '\u00A0"revision"'),
      plain.replace('"Данила"', '"Дан\\x41ила"'),
      plain.replace('"Данила"', '"Дан\tила"'),
      plain.replace('"Данила"', '"Дан\\\nила"'),
    ]) {
      expect(readOut(text), text.slice(0, 60)).toMatchObject({ value: null })
      expect(readOut(text).findings.map(({ code }) => code)).toContain('ORD-100')
    }
  })

  it('[AD-43] personal data is masked in findings', () => {
    const { findings } = readOut(
      out({
        'order.client.telefon': '8 900 000 00 21',
        'order.client.email': 'нет почты',
        'order.client.pasport_info.number': '!!65000021',
      }),
    )
    const shown = findings.map(({ value, expected }) => `${value} ${expected}`).join(' ')
    expect(shown).toMatch(/\*+21/)
    for (const secret of ['900', 'почты', '6500']) expect(shown).not.toContain(secret)
  })

  it('[A-41] every liberty is described in both languages', () => {
    for (const text of Object.values(liberties)) expect(text.ru && text.en).toBeTruthy()
  })
})

describe('what is not certain is refused with a code, a place and a remedy', () => {
  const out = (changes: Record<string, unknown>): string => changed(outgoing, changes)
  const inn = (changes: Record<string, unknown>): string => changed(returned, changes)

  it.each([
    ['ORD-101', { 'order.order_number': undefined }, '/order/order_number'],
    ['ORD-101', { 'order.order_number': 7315 }, '/order/order_number'],
    ['ORD-101', { 'order.order_id': 'заказ 1' }, '/order/order_id'],
    ['ORD-101', { 'order.client.pasport_info': { fio: 'А' } }, '/order/client/pasport_info/number'],
    ['ORD-110', { 'order.order_time': '31.02.2024 9:00:00' }, '/order/order_time'],
    ['ORD-110', { 'order.order_time': '2100-01-01T00:00:00' }, '/order/order_time'],
    ['ORD-110', { 'order.order_time': '0001-01-01T00:00:00' }, '/order/order_time'],
    ['ORD-111', { 'order.products.0.quantity': 'пять' }, '/order/products/0/quantity'],
    ['ORD-111', { 'order.products.0.quantity': 0.0001 }, '/order/products/0/quantity'],
    ['ORD-111', { 'order.products.0.quantity': '1,2,3' }, '/order/products/0/quantity'],
    ['ORD-112', { 'order.products.0.offers.0.offer_id': 'abc' }, '/order/products/0/offers/0/offer_id'],
    [
      'ORD-112',
      { 'order.products.0.offers.0.offer_id': '00000000-0000-0000-0000-000000000000' },
      '/order/products/0/offers/0/offer_id',
    ],
    ['ORD-200', { 'order.requisites.inn': '66789990' }, '/order/requisites/inn'],
    ['ORD-201', { 'order.requisites.kpp': undefined }, '/order/requisites/kpp'],
    ['ORD-201', { 'order.requisites.inn': '470399990150' }, '/order/requisites/kpp'],
    ['ORD-101', { 'order.requisites.bik': undefined }, '/order/requisites/bik'],
    [
      'ORD-207',
      { 'order.client.email': undefined, 'order.client.telefon': undefined },
      '/order/client/email',
    ],
    ['ORD-304', { 'order.products.0.quantity': 0 }, '/order/products/0/quantity'],
    ['ORD-308', { 'order.products': [] }, '/order/products'],
    ['ORD-101', { 'order.client.name': 'a\u0000b' }, '/order/client/name'],
    ['ORD-101', { 'order.client.name': 'a\uD800b' }, '/order/client/name'],
  ] as const)('[A-16][A-17] %s for %j', (code, changes, pointer) => {
    const { value, findings } = readOut(out(changes))
    expect(value).toBeNull()
    const found = errors(findings)
    expect(found.map((finding) => [finding.code, finding.pointer])).toContainEqual([code, pointer])
    expect(found.every(({ message }) => message.ru !== '' && message.en !== '')).toBe(true)
  })

  it('[A-67] an order may be dated up to a day ahead, by the zone of the connection', () => {
    const now = new Date('2024-03-04T12:00:00Z')
    const dated = (order_time: string, zone: string): boolean =>
      readOut(out({ 'order.order_time': order_time }), 'strict', { now, zone }).value !== null
    expect(dated('2024-03-05T15:00:00', 'Europe/Moscow')).toBe(true)
    expect(dated('2024-03-05T15:00:01', 'Europe/Moscow')).toBe(false)
    expect(dated('2024-03-05T00:30:00', 'Etc/GMT+12')).toBe(false)
    expect(dated('2024-03-06T01:59:59', 'Etc/GMT-14')).toBe(true)
  })

  it('[AD-12] duplicate names outside LA-04 and LA-05 are errors in both modes', () => {
    const text = changed(outgoing, {}).replace('"order_number":', '"order_number":"1","order_number":')
    for (const mode of ['lenient', 'strict'] as const) {
      expect(readOut(text, mode)).toMatchObject({
        value: null,
        findings: [{ code: 'ORD-104', pointer: '/order/order_number' }],
      })
    }
    const site = changed(returned, {}).replace('"price":', '"price":1,"price":')
    expect(readIn(site)).toMatchObject({
      value: null,
      findings: [{ code: 'SITE-DUPLICATE-KEY', pointer: '/order/products/0/offer/price' }],
    })
  })

  it('[LA-05] a name repeated inside one line is not guessed at', () => {
    const text = changed(outgoing, {}).replace('"quantity":15', '"quantity":15,"quantity":16')
    expect(readOut(text)).toMatchObject({ value: null, findings: [{ code: 'ORD-104' }] })
  })

  it('[LA-02] bytes that are not UTF-8 and not declared give the place of the first', () => {
    const bytes = encodeCharset('{\n"a": "Привет"}', 'windows-1251')
    const { value, findings } = orderEnvelopeMessage.read(
      { bytes, contentType: 'application/json' },
      'lenient',
    )
    expect(value).toBeNull()
    expect(findings).toMatchObject([{ code: 'ORD-103', line: 2, column: 7, value: '0xcf' }])
  })

  it.each([
    ['application/json; charset=koi8-r', bytesOf('{}')],
    ['application/json', Uint8Array.from([0xff, 0xfe, 0x7b, 0x00])],
    ['application/json; charset=utf-16', bytesOf('{}')],
  ])('[AD-09] other encodings are refused: %s', (contentType, bytes) => {
    expect(orderEnvelopeMessage.read({ bytes, contentType }, 'lenient').findings).toMatchObject([
      { code: 'ORD-103' },
    ])
  })

  it.each([
    [{ 'order.products.0.offer.price': 191.965 }, '/order/products/0/offer/price', 'SITE-VALIDATION'],
    [{ 'order.products.0.offer.discount': 99999 }, '/order/products/0/offer/discount', 'SITE-VALIDATION'],
    [{ 'order.products.0.offer.nds_s': '120%' }, '/order/products/0/offer/nds_s', 'SITE-VALIDATION'],
    [{ 'order.products': [] }, '/order/products', 'SITE-VALIDATION'],
    [
      { 'order.products.1.offer': returned.order.products[0]!.offer },
      '/order/products/1/offer',
      'SITE-VALIDATION',
    ],
    [
      { 'order.products.0.offers': [{ offer_id: 'a' }, { offer_id: 'b' }] },
      '/order/products/0/offers',
      'SITE-VALIDATION',
    ],
    [{ 'exchange.seq': 0 }, '/exchange/seq', 'SITE-VALIDATION'],
    [{ 'exchange.seq': 1.5 }, '/exchange/seq', 'SITE-VALIDATION'],
    [{ exchange: undefined }, '/exchange', 'SITE-VALIDATION'],
    [{ 'order.products.0.offer.summa': 2447.59 }, '/order/products/0/offer/summa', 'SITE-ARITHMETIC'],
    [{ 'order.products.0.offer.nds_summa': 400 }, '/order/products/0/offer/nds_summa', 'SITE-ARITHMETIC'],
  ])('[A-24] a returned order with %j is refused at %s', (changes, pointer, code) => {
    const { value, findings } = readIn(inn(changes))
    if (value === null)
      expect(errors(findings).map((finding) => [finding.code, finding.pointer])).toContainEqual([
        code,
        pointer,
      ])
    else expect(findings.map((finding) => finding.pointer)).toContain(pointer)
    expect(value === null || pointer.endsWith('/offers')).toBe(true)
  })

  it('[AD-42] an empty order is a cancelled one', () => {
    const text = inn({ 'order.products': [], 'order.order_status': 'Отменён', 'order.order_QRCode': null })
    expect(readIn(text, 'strict').value?.order.products).toEqual([])
  })

  it('[A-95] a kopeck off is W-ROUNDING in lenient mode, an error in strict mode', () => {
    const text = inn({ 'order.products.0.offer.nds_summa': 407.91 })
    expect(readIn(text)).toMatchObject({
      findings: [{ code: 'W-ROUNDING', expected: '407.92', value: '407.91' }],
    })
    expect(readIn(text).value?.order.products[0]?.offer.nds_summa).toBe(407.91)
    expect(readIn(text, 'strict')).toMatchObject({ value: null, findings: [{ code: 'SITE-ARITHMETIC' }] })
  })

  it('[AD-13] a number that a JSON number cannot hold is refused, not rounded', () => {
    const text = inn({}).replace('"price":191.96', '"price":191.96000000000000000001')
    expect(readIn(text)).toMatchObject({
      value: null,
      findings: [{ code: 'SITE-VALIDATION', pointer: '/order/products/0/offer/price' }],
    })
  })

  it('[AD-44] wrong check digits are warnings in both modes', () => {
    const text = inn({
      'order.requisites.inn': '6678999053',
      'order.requisites.payment_account': '40702810900000031416',
    })
    for (const mode of ['lenient', 'strict'] as const) {
      const { value, findings } = readIn(text, mode)
      expect(value).not.toBeNull()
      expect(findings.map(({ code, severity, pointer }) => [code, severity, pointer])).toEqual([
        ['inn-checksum', 'warning', '/order/requisites/inn'],
        ['acc-key', 'warning', '/order/requisites/payment_account'],
      ])
    }
  })

  it('[AD-18][AD-19][A-81] the payment string: of another form, or with a sum that is not the total', () => {
    const other = readIn(inn({ 'order.order_QRCode': '15fc0b1d0eb6b55c26cd5ed6f0e2' }))
    expect(other).toMatchObject({ findings: [{ code: 'W-QR-FORMAT', pointer: '/order/order_QRCode' }] })
    expect(other.value?.order.order_QRCode).toBe('15fc0b1d0eb6b55c26cd5ed6f0e2')
    const roubles = inn({
      'order.order_QRCode': returned.order.order_QRCode!.replace('Sum=5373950', 'Sum=53739'),
    })
    expect(readIn(roubles).findings[0]?.message.ru).toContain('5373950')
    expect(readIn(roubles, 'strict').value).toBeNull()
  })

  it('[AD-17] an account in place of the invoice number is kept and flagged', () => {
    const { value, findings } = readIn(inn({ 'order.order_number_payment': '40702810700000027182' }))
    expect(value?.order.order_number_payment).toBe('40702810700000027182')
    expect(codes(findings)).toEqual(['W-PAYNUM-LOOKS-LIKE-ACCOUNT'])
  })

  it('[A-12] negative stock is a warning', () => {
    const body = {
      stock: {
        mode: 'delta',
        as_of: '2024-03-04T09:00:00',
        items: [{ offer_id: outgoing.order.products[0]!.offers[0]!.offer_id, storage: 's', quantity: -2 }],
      },
    }
    const read = stockMessage.read(
      { bytes: bytesOf(JSON.stringify(body)), contentType: 'application/json' },
      'strict',
    )
    expect(read.value).toEqual(body)
    expect(codes(read.findings)).toEqual(['W-NEGATIVE-STOCK'])
  })
})

describe('xmllint agrees', () => {
  it('[A-20] the schema itself is valid', async () => {
    const { xsd } = await import('../../server/contracts/site-orders/xsd.ts')
    execFileSync('xmllint', ['--noout', '-'], { input: xsd, stdio: ['pipe', 'pipe', 'pipe'] })
  })
})
