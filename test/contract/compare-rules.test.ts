import { readFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { compareBodies } from '../../server/contracts/compare/compare.ts'
import { DIFFERENCE_LIMIT } from '../../server/contracts/compare/differences.ts'
import type { Difference } from '../../server/contracts/compare/model.ts'
import * as ksupExamples from '../../server/contracts/ksup/examples.ts'
import * as regateExamples from '../../server/contracts/regate/examples.ts'
import { orderEnvelopeMessage, processedOrderMessage } from '../../server/contracts/site-orders/operations.ts'
import * as siteExamples from '../../server/contracts/site-orders/examples.ts'
import type { ProcessedOrder } from '../../server/contracts/site-orders/schema.ts'

/** Each rule of comparing on a pair of bodies that differs in nothing else. */

const bytesOf = (body: unknown): Uint8Array =>
  body instanceof Uint8Array
    ? body
    : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
const bodyOf = (body: unknown, contentType = '') => ({ bytes: bytesOf(body), contentType })
const compared = (left: unknown, right: unknown, options?: Parameters<typeof compareBodies>[2]) =>
  compareBodies(bodyOf(left), bodyOf(right), options)

/** `kind path left -> right delta`. */
const lines = (differences: readonly Difference[]): string[] =>
  differences.map(({ kind, path, left, right, delta }) =>
    `${kind} ${path} ${left} -> ${right} ${delta ?? ''}`.trim(),
  )

const order: ProcessedOrder = siteExamples.processedOrder

/** A copy with something of it changed. */
function changed<T>(value: T, change: (copy: T) => void): T {
  const copy = structuredClone(value)
  change(copy)
  return copy
}

describe('an order of the site', () => {
  it('is the same with its members in another order', () => {
    const { exchange, order: inner } = order
    const reversed = { order: Object.fromEntries(Object.entries(inner).reverse()), exchange }
    expect(compared(order, reversed)).toMatchObject({
      comparable: 'contract',
      contract: 'site-orders/1',
      identical: false,
      sameMeaning: true,
      differences: [],
    })
  })

  it('[A-67] is the same as the untidy text that 1C prints, but for spelling', () => {
    const untidy = JSON.stringify(order)
      .replaceAll(
        /"(price|quantity|summa|discount|nds_summa)":(\d+(?:\.\d+)?)/g,
        (_, name: string, n: string) => {
          const [whole, fraction] = n.split('.')
          const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, '\u00A0')
          return `'${name}':'${grouped}${fraction ? `,${fraction}` : ''}'`
        },
      )
      .replace(/"order_time":"(\d+)-(\d+)-(\d+)T0?(\d+):(\d+:\d+)"/, `'order_time':'$3.$2.$1 $4:$5'`)
    expect(untidy).toContain(`'order_time':'`)
    const result = compared(order, untidy)
    expect(result).toMatchObject({ comparable: 'contract', sameMeaning: true })
    expect(result.counts.spelling).toBeGreaterThan(order.order.products.length * 4)
    expect(new Set(result.differences.map(({ kind }) => kind))).toEqual(new Set(['spelling']))
  })

  it('compares money by value and tells how much it grew, with kopecks', () => {
    const dearer = changed(order, (copy) => {
      copy.order.products[0]!.offer.summa += 1250
    })
    const { differences } = compared(order, dearer)
    expect(differences).toHaveLength(1)
    expect(differences[0]).toMatchObject({
      kind: 'changed',
      path: '/order/products/0/offer/summa',
      label: { ru: 'Сумма', en: 'Amount' },
      delta: '+1\u00A0250,00',
    })
    expect(compared(dearer, order).differences[0]).toMatchObject({ delta: '-1\u00A0250,00' })
  })

  it.each([
    ['a comma, a group and a zero', `"price": '53\u00A0739,50'`, '"price": 53739.5', ['spelling']],
    ['a zero behind the point', '"price": 53739.50', '"price": 53739.5', ['spelling']],
    ['an exponent', '"price": 5.37395e4', '"price": 53739.5', ['spelling']],
    ['a kopeck', '"price": 53739.51', '"price": 53739.5', ['changed']],
    [
      'a time with a zone',
      `"order_time": "2025-11-21T14:05:00+03:00"`,
      `"order_time": "2025-11-21T14:05:00"`,
      ['spelling'],
    ],
    [
      'a time of another zone',
      `"order_time": "2025-11-21T11:05:00Z"`,
      `"order_time": "21.11.2025 14:05:00"`,
      ['spelling'],
    ],
    [
      'another minute',
      `"order_time": "2025-11-21T11:06:00Z"`,
      `"order_time": "21.11.2025 14:05:00"`,
      ['changed'],
    ],
    ['«Да» and true', '"nds": true', '"nds": "Да"', ['spelling']],
    ['«Да» and «Нет»', '"nds": "нет"', '"nds": "Да"', ['changed']],
    ['a rate of VAT', '"nds_s": "НДС20"', '"nds_s": "20%"', ['spelling']],
    [
      'a reference in capitals',
      '"offer_id": "6F0A0011-2B7D-4C19-8E55-A3D9C1B70011"',
      '"offer_id": "6f0a0011-2b7d-4c19-8e55-a3d9c1b70011"',
      ['spelling'],
    ],
    ['a phone', '"telefon": "8 (900) 000-00-21"', '"telefon": "+79000000021"', ['spelling']],
    ['a number of an order without quotes', '"order_number": 7315', '"order_number": "7315"', ['spelling']],
    ['a leading zero', '"order_number": "07315"', '"order_number": "7315"', ['changed']],
    [
      'nothing and null',
      '"delivery_transport_company": ""',
      '"delivery_transport_company": null',
      ['spelling'],
    ],
  ])('%s', (_, left, right, kinds) => {
    const member = /"(\w+)"/.exec(left)![1]!
    const text = JSON.stringify(order)
    const place = new RegExp(`"${member}":(?:"[^"]*"|[\\d.]+|null|true)`)
    expect(text).toMatch(place)
    const [l, r] = [left, right].map((written) => text.replace(place, written))
    const { differences } = compared(l, r)
    expect(differences.map(({ kind }) => kind)).toEqual(kinds)
    expect(differences[0]!.path).toMatch(new RegExp(`/${member}$`))
  })

  it('matches lines by their ids: what moved is moved, what changed is found inside it', () => {
    const [first, ...rest] = order.order.products
    const right = changed(order, (copy) => {
      copy.order.products = [...structuredClone(rest), structuredClone(first!)]
      copy.order.products.at(-1)!.offer.quantity += 1
    })
    const last = rest.length
    expect(lines(compared(order, right).differences)).toEqual([
      `moved /order/products/${last} 1 -> ${last + 1}`,
      `changed /order/products/${last}/offer/quantity ${first!.offer.quantity} -> ${first!.offer.quantity + 1} +1`,
    ])
  })

  it('tells of a line that went and one that came, and of no others', () => {
    const right = changed(order, (copy) => {
      const [first] = copy.order.products.splice(0, 1)
      copy.order.products.push({
        ...first!,
        tovar_id: 'new',
        offer: { ...first!.offer, offer_id: 'aaaaaaaa-0000-4000-8000-000000000001' },
      })
    })
    const { counts, differences } = compared(order, right)
    expect(counts).toMatchObject({ added: 1, removed: 1, changed: 0, moved: 0 })
    expect(differences.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      `added /order/products/${order.order.products.length - 1}`,
      'removed /order/products/0',
    ])
  })

  it('matches lines of one item in their order', () => {
    const twice = (quantities: number[]) =>
      changed(order, (copy) => {
        const [line] = copy.order.products
        copy.order.products = quantities.map((quantity) => ({
          ...line!,
          offer: { ...line!.offer, quantity },
        }))
      })
    expect(lines(compared(twice([1, 2]), twice([1, 3, 2])).differences)).toMatchObject([
      'changed /order/products/1/offer/quantity 2 -> 3 +1',
      expect.stringMatching(/^added \/order\/products\/2 null ->/),
    ])
  })

  it('keeps a line whose warehouse changed', () => {
    const right = changed(order, (copy) => {
      copy.order.products[1]!.offer.storage = 'sclad_other'
    })
    expect(lines(compared(order, right).differences)).toEqual([
      `changed /order/products/1/offer/storage ${order.order.products[1]!.offer.storage} -> sclad_other`,
    ])
  })

  it('keeps what differs in every exchange apart', () => {
    const right = changed(order, (copy) => {
      copy.exchange.seq += 1
      copy.exchange.changed_at = '2025-12-01T00:00:00'
    })
    const result = compared(order, right)
    expect(result.sameMeaning).toBe(true)
    expect(result.differences.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'volatile /exchange/seq',
      'volatile /exchange/changed_at',
    ])
  })

  it('reads JSON and XML of one message as one value', () => {
    for (const [message, value] of [
      [processedOrderMessage, order],
      [orderEnvelopeMessage, siteExamples.orderEnvelope],
    ] as const) {
      const [json, xml] = [message.write(value as never, 'json'), message.write(value as never, 'xml')]
      expect(compareBodies(json, xml)).toMatchObject({
        comparable: 'contract',
        sameMeaning: true,
        counts: { spelling: 0, volatile: 0 },
      })
    }
  })

  it('[AD-43] shows no number of a passport, in whatever it stands', () => {
    const withPassport = (number: string) =>
      changed(order, (copy) => {
        copy.order.client.pasport_info = { fio: 'Мастеров Данила', number, issued: 'ОВД' }
      })
    const without = changed(order, (copy) => {
      copy.order.client.pasport_info = null
    })
    const shown = [
      compared(withPassport('6500 000021'), withPassport('6500 000022')),
      compared(withPassport('6500 000021'), without),
      compared({ person: { pasport_info: { number: '6500 000021' } } }, { other: 1 }),
    ]
    expect(JSON.stringify(shown)).not.toContain('6500')
    expect(shown[0]!.differences).toMatchObject([{ left: '*********21', right: '*********22' }])
  })

  it('gives the place in both texts', () => {
    const text = JSON.stringify(order, null, 2)
    const [left, right] = [
      text,
      `\n\n${text.replace(/"order_status": "[^"]*"/, '"order_status": "Отменён"')}`,
    ]
    const spot = (source: string) => {
      const all = source.split('\n')
      const line = all.findIndex((one) => one.includes('"order_status"'))
      return { line: line + 1, column: all[line]!.indexOf(': "') + 3 }
    }
    expect(compared(left, right).differences).toMatchObject([
      { path: '/order/order_status', leftPlace: spot(left), rightPlace: spot(right) },
    ])
  })

  it('is compared by its contract when one of the two is broken', () => {
    const broken = changed(order, (copy) => {
      copy.order.products[0]!.offer.price = 'дорого' as unknown as number
    })
    expect(compared(order, broken)).toMatchObject({
      comparable: 'contract',
      differences: [{ kind: 'changed', path: '/order/products/0/offer/price', right: 'дорого' }],
    })
  })
})

describe('the other contracts', () => {
  it.each([
    ['[DD-43] rows of a shipment by article', ksupExamples.shipmentAdd, 'rows', 'ksup/1'],
    ['[D-102] rows of prices by article and warehouse', ksupExamples.priceStockAnswer, 'rows', 'ksup/1'],
    ['[BD-08] items of the assortment', regateExamples.assortment, 'items', 'regate/1'],
    ['[BD-08] lines of a booking', regateExamples.bookingAnswer, 'lines', 'regate/1'],
    ['[BD-35] groups of a warehouse', regateExamples.storeTable, 'groups', 'regate/1'],
    ['[AD-37] items of stock', siteExamples.stock.stock, 'items', null],
  ])('%s', (_, value, list, contract) => {
    const whole = (inner: unknown) => (contract === null ? { stock: inner } : inner)
    const items = (value as unknown as Record<string, unknown[]>)[list]!
    expect(items.length).toBeGreaterThan(1)
    const result = compared(whole(value), whole({ ...value, [list]: [...items].reverse() }))
    expect(result).toMatchObject({ comparable: 'contract', contract: contract ?? 'site-orders/1' })
    expect(new Set(result.differences.map(({ kind }) => kind))).toEqual(new Set(['moved']))
  })

  it('[DD-05] two sendings of one message of КСУП mean the same', () => {
    const again = changed(ksupExamples.shipmentAdd, ({ meta }) => {
      meta.message_id = 'aaaaaaaa-0000-4000-8000-000000000001'
      meta.sent_at = '2025-12-01T10:00:00'
      meta.attempt = 4
    })
    expect(compared(ksupExamples.shipmentAdd, again)).toMatchObject({
      sameMeaning: true,
      counts: { volatile: 3, changed: 0, added: 0 },
    })
  })

  it('[DD-09] Russian names of the specification are the names of the contract', () => {
    const { name, article, series, manufacturer, meta } = ksupExamples.nomenclatureCreate
    const inWords = {
      meta,
      'Название номенклатуры': name,
      Артикул: article,
      Серия: series,
      Производитель: manufacturer,
    }
    expect(compared(ksupExamples.nomenclatureCreate, inWords)).toMatchObject({
      comparable: 'contract',
      sameMeaning: true,
      differences: [],
    })
  })

  it('[BD-27] a cleared member and one that is left alone are not the same', () => {
    const change = (client: object) => ({ client_id: 'rs-1', client })
    expect(
      lines(compared(change({ phone: null, email: 'a@b.ru' }), change({ email: 'a@b.ru' })).differences),
    ).toEqual(['removed /client/phone null -> null'])
  })
})

describe('[C §6] CommerceML', () => {
  const file = readFileSync('fixtures/commerceml/orders.xml', 'utf8')

  it('reads decimals, dates and booleans as the contract does', () => {
    const other = file
      .replace('<Сумма>1490</Сумма>', '<Сумма>1 490,00</Сумма>')
      .replace('<Дата>2025-11-18</Дата>', '<Дата>18.11.2025</Дата>')
      .replace('<УчтеноВСумме>false</УчтеноВСумме>', '<УчтеноВСумме>Нет</УчтеноВСумме>')
      .replace('<Валюта>RUB</Валюта>', '<Валюта>руб</Валюта>')
      .replace('ДатаФормирования="2025-11-20T10:00:00"', 'ДатаФормирования="2025-11-21T10:00:00"')
    const { comparable, contract, sameMeaning, counts } = compared(file, other)
    expect({ comparable, contract, sameMeaning, counts }).toEqual({
      comparable: 'contract',
      contract: 'commerceml/2',
      sameMeaning: true,
      counts: { changed: 0, added: 0, removed: 0, moved: 0, spelling: 4, volatile: 1 },
    })
  })

  it('matches elements by «Ид», requisites by «Наименование»', () => {
    const goods = (ids: string[], type = 'Товар') =>
      `<КоммерческаяИнформация><Каталог><Товары>${ids
        .map(
          (id) =>
            `<Товар><Ид>${id}</Ид><Наименование>Товар ${id}</Наименование><ЗначенияРеквизитов>` +
            `<ЗначениеРеквизита><Наименование>Вид</Наименование><Значение>${type}</Значение></ЗначениеРеквизита>` +
            `<ЗначениеРеквизита><Наименование>Вес</Наименование><Значение>1</Значение></ЗначениеРеквизита>` +
            `</ЗначенияРеквизитов></Товар>`,
        )
        .join('')}</Товары></Каталог></КоммерческаяИнформация>`
    const at = '/КоммерческаяИнформация/Каталог/Товары/Товар'
    expect(lines(compared(goods(['а', 'б', 'в']), goods(['в', 'а', 'б'])).differences)).toEqual([
      `moved ${at}/0 3 -> 1`,
    ])
    expect(compared(goods(['а', 'б', 'в']), goods(['а', 'в'])).counts).toMatchObject({
      removed: 1,
      changed: 0,
      moved: 0,
    })
    expect(lines(compared(goods(['а', 'б']), goods(['а', 'б'], 'Услуга')).differences)).toEqual(
      [0, 1].map((n) => `changed ${at}/${n}/ЗначенияРеквизитов/ЗначениеРеквизита/0/Значение Товар -> Услуга`),
    )
  })

  it('reads windows-1251 as UTF-8', () => {
    const cyrillic = iconv.encode(file.replace('\uFEFF', '').replace('UTF-8', 'windows-1251'), 'windows-1251')
    expect(compared(file, new Uint8Array(cyrillic))).toMatchObject({
      comparable: 'contract',
      sameMeaning: true,
    })
  })

  it('[C §2.5] of an answer of the protocol the session is volatile and the limit is not', () => {
    const init = (limit: number, sessid: string) =>
      `zip=yes\nfile_limit=${limit}\nsessid=${sessid}\nversion=2.08`
    expect(lines(compared(init(1000, 'aaa'), init(2000, 'bbb')).differences)).toEqual([
      'changed /file_limit 1000 -> 2000',
      'volatile /sessid aaa -> bbb',
    ])
    expect(compared('success\nPHPSESSID\nabc', 'success\nPHPSESSID\ndef')).toMatchObject({
      sameMeaning: true,
      counts: { volatile: 1 },
    })
  })
})

describe('bodies of no contract', () => {
  it.each([
    [
      'other JSON by ids that it has',
      {
        rows: [
          { id: 1, n: 'а' },
          { id: 2, n: 'б' },
        ],
      },
      {
        rows: [
          { id: 2, n: 'б' },
          { id: 1, n: 'в' },
        ],
      },
      'generic-json',
      ['moved /rows/1 1 -> 2', 'changed /rows/1/n а -> в'],
    ],
    [
      'a list of texts',
      { t: ['а', 'б', 'в'] },
      { t: ['а', 'г', 'в'] },
      'generic-json',
      ['changed /t/1 б -> г'],
    ],
    ['a text and a number', { n: 5 }, { n: '5' }, 'generic-json', ['changed /n 5 -> "5"']],
    ['a repeated name', '{"a": 1, "a": 2}', '{"a": 1, "a": 3}', 'generic-json', ['changed /a[2] 2 -> 3 +1']],
    ['an odd name', { 'a/b~c': 1 }, { 'a/b~c': 2 }, 'generic-json', ['changed /a~1b~0c 1 -> 2 +1']],
    [
      'other XML',
      '<a><b x="1">т</b></a>',
      '<a><b x="2">т</b><c/></a>',
      'generic-xml',
      ['changed /a/b/@x 1 -> 2', 'added /a/c null ->'],
    ],
    [
      'an attribute that came',
      '<a><b>т</b></a>',
      '<a><b x="2">т</b></a>',
      'generic-xml',
      ['added /a/b/@x null -> 2'],
    ],
    ['lines of a text', 'раз\nдва\nтри', 'раз\nтри', 'text', ['removed /1 два -> null']],
    ['JSON and XML', { a: 1 }, '<a>1</a>', 'text', []],
  ])('%s', (_, left, right, comparable, expected) => {
    const result = compared(left, right)
    expect(result.comparable).toBe(comparable)
    expect(lines(result.differences)).toEqual(expected)
    expect(result.sameMeaning).toBe(false)
  })

  it('binary bodies say where they part', () => {
    const png = (last: number) => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, last])
    expect(compared(png(1), png(2))).toMatchObject({
      comparable: 'binary',
      identical: false,
      firstDifference: 6,
    })
    expect(compared(png(1), png(1))).toMatchObject({
      identical: true,
      sameMeaning: true,
      firstDifference: null,
    })
    expect(compared(png(1), png(1).subarray(0, 5))).toMatchObject({ firstDifference: 5 })
  })

  it('an empty body is compared with anything', () => {
    expect(compared('', '')).toMatchObject({ identical: true, sameMeaning: true })
    expect(compared('', order)).toMatchObject({ sameMeaning: false, firstDifference: 0 })
  })
})

describe('bounds', () => {
  it('a body above the limit is compared by its bytes, and the limit is told', () => {
    const result = compared(
      order,
      changed(order, (copy) => void (copy.order.order_status = 'Другое')),
      {
        limitBytes: 100,
      },
    )
    expect(result).toMatchObject({ tooLarge: { limitBytes: 100 }, sameMeaning: false, differences: [] })
    expect(result.firstDifference).toBeGreaterThan(100)
  })

  const stock = (indexes: readonly number[], quantity: (index: number) => number) => ({
    stock: {
      mode: 'full',
      as_of: '2025-11-21T10:00:00',
      items: indexes.map((index) => ({
        offer_id: `7f0c2a54-1d3b-4b67-9a10-${String(index).padStart(12, '0')}`,
        storage: 'main',
        quantity: quantity(index),
      })),
    },
  })
  const many = Array.from({ length: 20_000 }, (_, index) => index)

  it('of twenty thousand lines the one that changed is found', () => {
    const right = stock([...many].reverse(), (index) => (index === 12_345 ? 7 : 5))
    const { counts, notListed, comparable } = compared(
      stock(many, () => 5),
      right,
    )
    expect(comparable).toBe('contract')
    expect(counts).toMatchObject({ changed: 1, added: 0, removed: 0, moved: many.length - 1 })
    expect(notListed).toBe(many.length - DIFFERENCE_LIMIT)
  })

  it('a list that is too long is cut and counted', () => {
    const { counts, differences, notListed } = compared(
      stock(many, () => 5),
      stock(many, () => 6),
    )
    expect(counts.changed).toBe(many.length)
    expect(differences).toHaveLength(DIFFERENCE_LIMIT)
    expect(differences[7]).toMatchObject({
      path: '/stock/items/7/quantity',
      left: '5',
      right: '6',
      delta: '+1',
    })
    expect(notListed).toBe(many.length - DIFFERENCE_LIMIT)
  })
})
