import { describe, expect, it } from 'vitest'
import type { CmlDocument } from '../../server/contracts/commerceml/model.ts'
import type { CmlForm } from '../../server/contracts/commerceml/writer/model.ts'
import { writeCml } from '../../server/contracts/commerceml/writer/writer.ts'
import { anOrder, documentsOf, startSite, type TestSite } from './cml-site-bench.ts'

const GUID = 'bbbbbbbb-0000-4000-8000-000000000001'

const form = (version: CmlForm['version'], naming: CmlForm['naming'] = 'ut11'): CmlForm => ({
  version,
  naming,
  encoding: 'utf-8',
  bom: true,
  namespace: '',
  row: 0,
  portion: 0,
  changesOnly: true,
  generated: '2024-05-14T12:00:00',
  node: '',
})

async function xmlOf(
  documents: readonly CmlDocument[],
  version: CmlForm['version'] = '2.07',
  how: { naming?: CmlForm['naming']; subordinate?: 'siblings' | 'nested' | 'none' } = {},
): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  const { naming, subordinate } = how
  const written = writeCml(documents, form(version, naming), {
    author: 'onec',
    ...(subordinate ? { subordinate } : {}),
  })
  for await (const chunk of written) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The order of the site as 1C keeps it. */
async function orderOf(bench: TestSite, version = ''): Promise<CmlDocument[]> {
  const session = await bench.signIn('sale')
  if (version !== '') await session.init(`&version=${version}`)
  const documents = documentsOf((await session.ask('mode=query')).bytes)
  await session.ask('mode=success')
  return documents
}

async function start(given: Parameters<typeof startSite>[0] = {}) {
  const bench = await startSite(given)
  await bench.site.seed({ records: [], orders: [{ minutesAgo: 10, order: anOrder() }] })
  return bench
}

async function send(bench: TestSite, body: Uint8Array | string, query = '') {
  const session = await bench.signIn('sale')
  await session.init(query)
  const file = await session.put('orders-1.xml', body)
  return { file: file.text, import: (await session.import('orders-1.xml')).text }
}

const ofUt = (order: CmlDocument, changed: Partial<CmlDocument> = {}): CmlDocument => ({
  ...order,
  id: GUID,
  subordinate: [],
  requisites: [
    { name: 'Номер по 1С', value: 'УТ-000017' },
    { name: 'Дата по 1С', value: '2024-05-14T16:35:48' },
    { name: 'Проведен', value: 'true' },
  ],
  ...changed,
})

const withRequisites = (order: CmlDocument, ...more: [string, string][]): CmlDocument => ({
  ...order,
  requisites: [...order.requisites, ...more.map(([name, value]) => ({ name, value }))],
})

const paid: [string, string][] = [
  ['Номер оплаты по 1С', '5'],
  ['Дата оплаты по 1С', '2024-05-14T17:00:00'],
]
const shipped: [string, string][] = [
  ['Номер отгрузки по 1С', '6'],
  ['Дата отгрузки по 1С', '2024-05-14'],
]

describe('orders of 1C', () => {
  it('[C §11.1] are matched by Номер, the GUID and the number of 1C are kept, the delivery keeps its line', async () => {
    const bench = await start()
    const [order] = await orderOf(bench)
    const lines = order!.lines.map((line) => (line.id === 'ORDER_DELIVERY' ? { ...line, id: GUID } : line))
    expect(await send(bench, await xmlOf([ofUt(order!, { lines })]))).toEqual({
      file: 'success',
      import: 'success',
    })
    const after = await bench.site.order('1001')
    expect(after).toMatchObject({
      number1c: 'УТ-000017',
      changedBy: '1c',
      waiting: false,
      status: { id: 'N' },
    })
    expect(after.document.lines.at(-1)!.id).toBe('ORDER_DELIVERY')
    expect(await bench.site.taken()).toMatchObject([{ number: '1001', outcome: 'changed' }])
    expect(await orderOf(bench)).toEqual([])
  })

  it('[C §11.1] are matched by Ид second', async () => {
    const bench = await start()
    const [order] = await orderOf(bench)
    await send(bench, await xmlOf([ofUt(order!)]))
    const nameless = withRequisites(ofUt(order!, { number: 'УТ-000017' }), ...paid)
    expect((await send(bench, await xmlOf([nameless]))).import).toBe('success')
    expect(await bench.site.order('1001')).toMatchObject({ paid: true })
  })

  it('[C §13] the same file again changes nothing and does not wake the order', async () => {
    const bench = await start()
    const [order] = await orderOf(bench)
    const xml = await xmlOf([withRequisites(ofUt(order!), ...paid)])
    await send(bench, xml)
    const before = await bench.site.order('1001')
    await send(bench, xml)
    expect(await bench.site.order('1001')).toEqual(before)
    expect((await bench.site.taken()).map(({ outcome }) => outcome)).toEqual(['unchanged', 'changed'])
  })

  it.each([
    ['payment', paid, { paid: true, shipped: false, status: { id: 'P' } }],
    ['shipment', shipped, { paid: false, shipped: true, status: { id: 'S' } }],
    ['both', [...paid, ...shipped], { paid: true, shipped: true, status: { id: 'F' } }],
    ['cancelling', [['Отменен', 'true'] as [string, string]], { cancelled: true, status: { id: 'C' } }],
    ['deletion', [['ПометкаУдаления', 'true'] as [string, string]], { cancelled: true, status: { id: 'C' } }],
    [
      'status by ИД',
      [['Статуса заказа ИД', 'S'] as [string, string]],
      { status: { id: 'S' }, shipped: false },
    ],
    [
      'status by [P] text',
      [['Статус заказа', '[P] Как угодно'] as [string, string]],
      { status: { id: 'P' } },
    ],
    ['status by its name', [['Статус заказа', 'выполнен'] as [string, string]], { status: { id: 'F' } }],
    ['Оплачен of УНФ', [['Оплачен', 'true'] as [string, string]], { paid: true }],
    ['an unknown status', [['Статус заказа', 'На Луне'] as [string, string]], { status: { id: 'N' } }],
  ] as const)('[C §11.1] status out of %s', async (_name, requisites, expected) => {
    const bench = await start()
    const [order] = await orderOf(bench)
    await send(bench, await xmlOf([withRequisites(ofUt(order!), ...requisites)]))
    expect(await bench.site.order('1001')).toMatchObject(expected)
  })

  it('[C §16 site 12] lines changed, added and removed, with their sum', async () => {
    const bench = await start()
    const [order] = await orderOf(bench)
    const [drill] = order!.lines
    const lines = [
      { ...drill!, quantity: 2000, sum: 998_000 },
      { ...drill!, id: 'new', name: 'Патрон', article: '', price: 100, quantity: 1000, sum: 100 },
    ]
    await send(bench, await xmlOf([ofUt(order!, { lines, sum: 998_100 })]))
    const after = await bench.site.order('1001')
    expect(after.sum).toBe(998_100)
    expect(after.document.lines.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['Дрель', 2000],
      ['Патрон', 1000],
    ])
    const [taken] = await bench.site.taken()
    expect(taken!.text.ru).toMatch(
      /добавлена строка «Патрон».*удалена строка «Бур».*удалена строка «Доставка заказа»/,
    )
    expect(after.history.at(-1)).toMatchObject({ by: '1c', text: taken!.text })
  })

  it('[C §11.3] an unknown number is refused, or makes an order; others of the file are taken', async () => {
    const bench = await start()
    const [order] = await orderOf(bench)
    const strange = ofUt(order!, { id: 'x-1', number: '777' })
    const xml = await xmlOf([strange, withRequisites(ofUt(order!), ...paid)])
    expect((await send(bench, xml)).import).toBe('success\nЗаказ №777 на сайте не найден.')
    expect(await bench.site.order('1001')).toMatchObject({ paid: true })
    bench.set({ createOrders: true })
    expect((await send(bench, xml)).import).toBe('success')
    expect(await bench.site.order('777')).toMatchObject({
      buyer: 'Иванов Иван Иванович',
      changedBy: '1c',
      waiting: false,
    })
  })

  it('[C §3.2 import] Bitrix glues the reasons to success', async () => {
    const bench = await start({ profile: 'bitrix' })
    const [order] = await orderOf(bench)
    const xml = await xmlOf([
      ofUt(order!, { id: 'x', number: '15' }),
      ofUt(order!, { id: 'y', number: '16' }),
    ])
    expect((await send(bench, xml)).import).toBe(
      'successЗаказ №15 на сайте не найден.Заказ №16 на сайте не найден.',
    )
  })

  it('[C §11.3] final: nothing may change; paid: its lines may not', async () => {
    const bench = await start({ profile: 'bitrix' })
    const [order] = await orderOf(bench)
    await bench.site.editOrder({ number: '1001', paid: true })
    const cheaper = order!.lines.map((line) => ({ ...line, price: 100, sum: 100 }))
    const locked = /^successЗаказ №1001 не может быть изменен \(находится в финальном статусе, оплачен/
    expect((await send(bench, await xmlOf([ofUt(order!, { lines: cheaper, sum: 300 })]))).import).toMatch(
      locked,
    )
    expect((await bench.site.order('1001')).sum).toBe(order!.sum)
    expect((await send(bench, await xmlOf([withRequisites(ofUt(order!), ...shipped)]))).import).toMatch(
      /^success\n/,
    )
    await bench.site.editOrder({ number: '1001', status: 'F' })
    const other = withRequisites(ofUt(order!), ['Статуса заказа ИД', 'N'])
    expect((await send(bench, await xmlOf([other]))).import).toMatch(locked)
    expect((await bench.site.order('1001')).status.id).toBe('F')
  })

  it('[C §11.3] the same НомерВерсии is passed over', async () => {
    const bench = await start({ profile: 'bitrix' })
    const [order] = await orderOf(bench, '2.09')
    const first = ofUt(order!, { id: order!.id, version: 'AAAAAAAAAAE=' })
    await send(bench, await xmlOf([first], '2.09', { naming: 'module' }), '&version=2.09')
    await send(
      bench,
      await xmlOf([withRequisites(first, ...paid)], '2.09', { naming: 'module' }),
      '&version=2.09',
    )
    expect((await bench.site.order('1001')).paid).toBe(false)
    const next = { ...withRequisites(first, ...paid), version: 'AAAAAAAAAAI=' }
    await send(bench, await xmlOf([next], '2.09', { naming: 'module' }), '&version=2.09')
    expect((await bench.site.order('1001')).paid).toBe(true)
  })

  it.each([
    ['2.10', 'siblings', 'module'],
    ['2.10', 'nested', 'unf'],
    ['3.1', 'siblings', 'module31'],
  ] as const)(
    '[C §10.3] version %s: %s payments and shipments; what is missing is removed',
    async (version, subordinate, naming) => {
      const bench = await start({ profile: 'bitrix' })
      const documents = await orderOf(bench, version)
      const [order, payment, shipment] = documents
      const done = {
        ...payment!,
        requisites: payment!.requisites.map((one) =>
          one.name === 'Оплачено' ? { ...one, value: 'true' } : one,
        ),
      }
      const back = { ...order!, requisites: [], subordinate: [done, shipment!] }
      await send(bench, await xmlOf([back], version, { subordinate, naming }), `&version=${version}`)
      const after = await bench.site.order('1001')
      expect(after).toMatchObject({ paid: true, shipped: false, status: { id: 'P' } })
      expect(after.payments).toHaveLength(1)
      expect(after.shipments).toHaveLength(1)

      const rest = { ...back, version: '', subordinate: [done] }
      await send(bench, await xmlOf([rest], version, { subordinate, naming }), `&version=${version}`)
      const removed = await bench.site.order('1001')
      expect(removed.shipments).toEqual([])
      expect(removed.history.at(-1)!.text.ru).toMatch(/удалена отгрузка 1001\/2: в файле 1С её нет/)
    },
  )

  it('[C §10.3] a payment whose order is not in the file goes to the order and removes nothing', async () => {
    const bench = await start({ profile: 'bitrix' })
    const [, payment] = await orderOf(bench, '2.10')
    const done = {
      ...payment!,
      id: 'p-2',
      number: 'УТ-5',
      requisites: [{ name: 'Оплачено', value: 'true' }],
    }
    const stranger = { ...done, id: 'p-3', number: 'УТ-6', basis: '999' }
    await send(bench, await xmlOf([done, stranger], '2.10', { naming: 'module' }), '&version=2.10')
    expect(await bench.site.order('1001')).toMatchObject({
      paid: true,
      payments: [{ number: '1001/1' }, { number: 'УТ-5' }],
    })
    expect(await bench.site.taken()).toMatchObject([
      { outcome: 'refused', text: { ru: 'Заказ №999 на сайте не найден.' } },
      { outcome: 'changed' },
    ])
  })

  it('[C §15 F25] a file that breaks off is refused with its place, and none of its orders is taken', async () => {
    const bench = await start()
    const [order] = await orderOf(bench)
    const xml = await xmlOf([withRequisites(ofUt(order!), ...paid), ofUt(order!, { number: '5' })])
    expect((await send(bench, xml.subarray(0, xml.length - 60))).import).toMatch(
      /^failure\norders-1\.xml\. Строка \d+, столбец \d+: файл обрывается/,
    )
    expect(await bench.site.order('1001')).toMatchObject({ paid: false })
    expect(await bench.site.taken()).toEqual([])
  })

  it('[C §15 F28] no documents, or one whose members are attributes', async () => {
    const bench = await start({ profile: 'bitrix' })
    const root = (body: string) =>
      `<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования="2024-05-14T10:00:00">${body}</КоммерческаяИнформация>`
    expect((await send(bench, root(''))).import).toBe('failure\nФайл для импорта пуст.')
    const attributes = '<Документ Номер="1001" Статус="F"/>'
    expect((await send(bench, root(attributes))).import).toBe('successЗаказ № на сайте не найден.')
  })
})

describe('orders that are read as they arrive', () => {
  it('[C §3.2 file] Bitrix without a version: the answer to file is success with the reasons', async () => {
    const bench = await start({ profile: 'bitrix-legacy-sale' })
    const [order] = await orderOf(bench)
    const session = await bench.signIn('sale')
    await session.init()
    const xml = await xmlOf([withRequisites(ofUt(order!), ...paid), ofUt(order!, { id: 'z', number: '15' })])
    expect((await session.put('orders.xml', xml)).text).toBe('successЗаказ №15 на сайте не найден.\n')
    expect(await bench.site.order('1001')).toMatchObject({ paid: true })
    expect((await session.put('orders.xml', '')).text).toBe('failure\nФайл для импорта пуст.')
    expect((await session.put('orders.xml', xml.subarray(0, 300))).text).toMatch(/^failure\norders\.xml\. /)
  })

  it('[C §3.2 file] with a version they wait for import', async () => {
    const bench = await start({ profile: 'bitrix-legacy-sale' })
    const [order] = await orderOf(bench)
    const session = await bench.signIn('sale')
    await session.init('&version=2.09')
    expect((await session.put('orders.xml', await xmlOf([withRequisites(ofUt(order!), ...paid)]))).text).toBe(
      'success\n',
    )
    expect(await bench.site.order('1001')).toMatchObject({ paid: false })
    expect((await session.import('orders.xml')).text).toMatch(/^success/)
    expect(await bench.site.order('1001')).toMatchObject({ paid: true })
  })

  it('[C §11.3 woocommerce-1c] slugs as statuses, an unknown number makes an order', async () => {
    const bench = await start({ profile: 'woocommerce-1c' })
    const [order] = await orderOf(bench)
    const session = await bench.signIn('sale')
    await session.init()
    const xml = await xmlOf([
      withRequisites(ofUt(order!), ['Статуса заказа ИД', 'processing']),
      ofUt(order!, { id: 'n', number: '2000' }),
    ])
    expect((await session.put('orders.xml', xml)).text).toBe('\uFEFFsuccess')
    expect((await bench.site.order('1001')).status.id).toBe('P')
    expect((await bench.site.order('2000')).status.id).toBe('N')
  })

  it('[C §11.3 simpla] Проведен is status 1, ПометкаУдаления is 3; import is empty', async () => {
    const bench = await start({ profile: 'simpla' })
    const [order] = await orderOf(bench)
    const session = await bench.signIn('sale')
    await session.init()
    expect((await session.put('orders.xml', await xmlOf([ofUt(order!)]))).text).toBe('success')
    expect((await bench.site.order('1001')).status.id).toBe('P')
    expect((await session.ask('mode=import&filename=orders.xml')).bytes).toHaveLength(0)
    await session.put('orders.xml', await xmlOf([withRequisites(ofUt(order!), ['ПометкаУдаления', 'true'])]))
    expect((await bench.site.order('1001')).status.id).toBe('C')
  })

  it('[C §3.2 import django-cml] 404', async () => {
    const bench = await start({ profile: 'django-cml' })
    const session = await bench.signIn('sale')
    expect((await session.ask('mode=import&filename=orders.xml')).status).toBe(404)
  })
})
