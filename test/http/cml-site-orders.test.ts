import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { anOrder, documentsOf, goodsXml, offersXml, requisiteOf, startSite } from './cml-site-bench.ts'
import type { TestSite } from './cml-site-bench.ts'

const seed = (bench: TestSite, count: number) =>
  bench.site.seed({
    records: [],
    orders: Array.from({ length: count }, (_, n) => ({
      minutesAgo: count - n,
      order: anOrder({ buyer: `Покупатель ${n + 1}`, email: `b${n + 1}@example.com` }),
    })),
  })

const numbers = (bytes: Uint8Array): string[] => documentsOf(bytes).map(({ number }) => number)

describe('query', () => {
  it('[C §3.2 query] no orders: a root without Документ', async () => {
    const bench = await startSite()
    const { text, headers } = await (await bench.signIn('sale')).ask('mode=query')
    expect(text).toMatch(/^<\?xml /)
    expect(text).toContain('КоммерческаяИнформация')
    expect(text).not.toContain('Документ')
    expect(headers['content-type']).toBe('text/xml; charset=utf-8')
  })

  it('[C §16 site 11] one and many; twice without success repeats; success commits', async () => {
    const bench = await startSite()
    await seed(bench, 1)
    const session = await bench.signIn('sale')
    expect(numbers((await session.ask('mode=query')).bytes)).toEqual(['1001'])
    await seed(bench, 2)
    expect(numbers((await session.ask('mode=query')).bytes)).toEqual(['1001', '1002', '1003'])
    expect(numbers((await (await bench.signIn('sale')).ask('mode=query')).bytes)).toHaveLength(3)
    expect((await bench.site.state('')).orders).toEqual({ total: 3, waiting: 3 })
    expect((await session.ask('mode=success')).text).toBe('success')
    expect(numbers((await session.ask('mode=query')).bytes)).toEqual([])
    expect(await bench.site.state('')).toMatchObject({
      orders: { total: 3, waiting: 0 },
      lastCommitted: '2024-05-14T07:00:00.000Z',
    })
  })

  it('[C §13] an order that changes between query and success goes out again', async () => {
    const bench = await startSite()
    await seed(bench, 2)
    const session = await bench.signIn('sale')
    await session.ask('mode=query')
    await bench.site.editOrder({ number: '1002', comment: 'другой адрес' })
    await session.ask('mode=success')
    const [again] = documentsOf((await session.ask('mode=query')).bytes)
    expect(again).toMatchObject({ number: '1002', comment: 'другой адрес' })
  })

  it('[C §3.2 success] Bitrix answers error when nothing was asked for in this session', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    await seed(bench, 1)
    const session = await bench.signIn('sale')
    expect((await session.ask('mode=success')).text).toBe('error\n')
    await session.ask('mode=query')
    expect((await session.ask('mode=success')).text).toBe('success\n')
  })

  it('[C §10] the order of the contract: buyer, lines, delivery as a service, requisites', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    await bench.site.seed({ records: [], orders: [{ minutesAgo: 60, order: anOrder() }] })
    const answer = await (await bench.signIn('sale')).ask('mode=query')
    expect(answer.headers['content-type']).toBe('application/xml; charset=windows-1251')
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length))
    expect(iconv.decode(answer.bytes, 'windows-1251')).toMatch(
      /^<\?xml version="1\.0" encoding="windows-1251"\?>/,
    )
    const [order] = documentsOf(answer.bytes)
    expect(order).toMatchObject({
      id: '1001',
      number: '1001',
      date: '2024-05-14',
      time: '09:00:00',
      operation: 'Заказ товара',
      role: 'Продавец',
      currency: 'RUB',
      sum: 499_000 + 37_625 + 30_000,
      comment: 'позвонить',
      version: '',
    })
    expect(order!.parties).toMatchObject([
      { id: '1#ivanov#Иванов Иван Иванович', role: 'Покупатель', lastName: 'Иванов', firstName: 'Иван' },
    ])
    expect(order!.lines.map(({ id, sum }) => [id, sum])).toEqual([
      ['aaaaaaaa-0000-4000-8000-000000000001', 499_000],
      ['aaaaaaaa-0000-4000-8000-000000000002', 37_625],
      ['ORDER_DELIVERY', 30_000],
    ])
    expect(order!.lines[2]!.requisites).toContainEqual({ name: 'ТипНоменклатуры', value: 'Услуга' })
    expect(requisiteOf(order!, 'Статус заказа')).toBe('[N] Принят, ожидается оплата')
    expect(requisiteOf(order!, 'Статуса заказа ИД')).toBe('N')
    expect(requisiteOf(order!, 'Дата изменения статуса')).toBe('14.05.2024 09:00:00')
    expect(requisiteOf(order!, 'Отменен')).toBe('false')
  })

  it.each([
    ['', '2.05'],
    ['&version=2.05', '2.05'],
    ['&version=2.08', '2.08'],
    ['&version=2.09', '2.09'],
    ['&version=2.10', '2.10'],
    ['&version=3.1', '3.1'],
    ['&version=4.7', '3.1'],
    ['&version=nonsense', '2.05'],
  ])('[C §10.3] init%s: an answer of version %s', async (query, version) => {
    const bench = await startSite({ profile: 'bitrix' })
    await seed(bench, 1)
    const session = await bench.signIn('sale')
    await session.init(query)
    const { bytes, text } = await session.ask('mode=query')
    expect(text).toContain(`ВерсияСхемы="${version}"`)
    const documents = documentsOf(bytes)
    const order = documents.find(({ operation }) => operation === 'Заказ товара')!
    const later = ['2.08', '2.09', '2.10', '3.1'].includes(version)
    expect(order.version === '').toBe(!later)
    expect(/<БазоваяЕдиница [^>]*Код="796"/.test(text)).toBe(!later)
    expect(text.includes('<Тип>ТелефонРабочий</Тип>')).toBe(!later)
    expect(text.includes('<Тип>Телефон рабочий</Тип>')).toBe(later)
    const withDocuments = ['2.10', '3.1'].includes(version)
    const others = documents.filter(({ operation }) => operation !== 'Заказ товара')
    expect(others.map(({ operation, basis }) => [operation, basis])).toEqual(
      withDocuments
        ? [
            ['Эквайринговая операция', '1001'],
            ['Отпуск товара', '1001'],
          ]
        : [],
    )
    expect(text.includes('<Контейнер>')).toBe(version === '3.1')
    expect(requisiteOf(order, 'Дата изменения статуса')).toMatch(
      withDocuments ? /^2024-05-14T/ : /^14\.05\.2024 /,
    )
    expect(requisiteOf(order, 'Доставка разрешена')).toBe(withDocuments ? undefined : 'false')
  })

  it('[C §10.3] УНФ with cmlVersion=2.10: payments and shipments inside the order', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    await seed(bench, 1)
    const session = await bench.signIn('sale')
    await session.init('&version=2.09&cmlVersion=2.10')
    const documents = documentsOf((await session.ask('mode=query')).bytes)
    expect(documents).toHaveLength(1)
    expect(documents[0]!.subordinate.map(({ operation }) => operation)).toEqual([
      'Эквайринговая операция',
      'Отпуск товара',
    ])
  })

  it('[C §14] simpla: UTF-8 with a BOM; woocommerce-1c: an order goes out once, guests have one Ид', async () => {
    const simpla = await startSite({ profile: 'simpla' })
    await seed(simpla, 1)
    const answer = await (await simpla.signIn('sale')).ask('mode=query')
    expect([...answer.bytes.subarray(0, 6)]).toEqual([0xef, 0xbb, 0xbf, 0x3c, 0x3f, 0x78])
    expect(documentsOf(answer.bytes)[0]!.parties[0]!.id).toBe('Покупатель 1')
    expect((await (await simpla.signIn('sale')).ask('mode=success')).bytes).toHaveLength(0)

    const woo = await startSite({ profile: 'woocommerce-1c' })
    await seed(woo, 2)
    const session = await woo.signIn('sale')
    const documents = documentsOf((await session.ask('mode=query')).bytes)
    expect(documents.map(({ parties }) => parties[0]!.id)).toEqual(['wc1c#user#0', 'wc1c#user#0'])
    await session.ask('mode=success')
    await woo.site.editOrder({ number: '1001', comment: 'ещё раз' })
    expect(documentsOf((await session.ask('mode=query')).bytes)).toEqual([])
  })

  it('[C §3.2 info] statuses with the Latin C, payment systems, deliveries', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    const { text, headers } = await (await bench.signIn('sale')).ask('mode=info')
    expect(headers['content-type']).toBe('application/xml; charset=windows-1251')
    expect(text).toContain(
      '<Cтатусы><Элемент><Ид>N</Ид><Название>Принят, ожидается оплата</Название></Элемент>',
    )
    expect(text).toContain('<ПлатежныеСистемы><Элемент><Ид>1</Ид><Название>Наличные</Название></Элемент>')
    expect(text).toContain('<СлужбыДоставки><Элемент>')
  })
})

describe('orders of people', () => {
  it('[C §10] are placed out of goods with a price', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import.xml', goodsXml())
    await session.import('import.xml')
    const draft = {
      buyer: 'ООО Ромашка',
      company: true,
      inn: '7701234567',
      kpp: '770101001',
      email: '',
      phone: '',
      comment: '',
      delivery: 0,
      lines: [{ offer: 'i-1', quantity: 3000 }],
    }
    await expect(bench.site.place(draft)).rejects.toMatchObject({ code: 'CML-OFFER-UNKNOWN' })
    await session.put('offers.xml', offersXml())
    await session.import('offers.xml')
    const order = await bench.site.place(draft)
    expect(order).toMatchObject({
      number: '1001',
      sum: 30_150,
      waiting: true,
      status: { id: 'N', final: false },
    })
    expect(order.document.lines).toMatchObject([{ id: 'i-1', article: 'A-1', price: 10_050, quantity: 3000 }])
    expect(order.document.parties[0]).toMatchObject({ officialName: 'ООО Ромашка', inn: '7701234567' })
    expect((await bench.site.orders({ text: 'ромаш', offset: 0, limit: 10 })).total).toBe(1)
    expect((await bench.site.orders({ text: 'лютик', offset: 0, limit: 10 })).rows).toEqual([])
  })

  it('[C §10.1] a change goes out: lines, payment, cancelling; a wrong one changes nothing', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    await seed(bench, 1)
    const line = { id: 'aaaaaaaa-0000-4000-8000-000000000002', price: 10_000, quantity: 1000 }
    const paid = await bench.site.editOrder({ number: '1001', paid: true, status: 'P', lines: [line] })
    expect(paid).toMatchObject({ paid: true, sum: 499_000 + 10_000 + 30_000, status: { id: 'P' } })
    await expect(bench.site.editOrder({ number: '1001', status: 'nope' })).rejects.toMatchObject({
      code: 'CML-STATUS-UNKNOWN',
    })
    await expect(
      bench.site.editOrder({ number: '1001', lines: [{ ...line, id: 'x' }] }),
    ).rejects.toMatchObject({
      code: 'CML-LINE-UNKNOWN',
    })
    await expect(bench.site.order('7')).rejects.toMatchObject({ code: 'CML-ORDER-UNKNOWN' })
    const session = await bench.signIn('sale')
    await session.init('&version=2.10')
    const [order, payment] = documentsOf((await session.ask('mode=query')).bytes)
    expect(requisiteOf(order!, 'Заказ оплачен')).toBe('true')
    expect(requisiteOf(order!, 'Номер платежного документа')).toBe('1001')
    expect(requisiteOf(payment!, 'Оплачено')).toBe('true')
    expect(payment!.sum).toBe(539_000)
    expect((await bench.site.editOrder({ number: '1001', cancelled: true })).status.id).toBe('C')
    expect((await bench.site.order('1001')).history.map(({ by }) => by)).toEqual(['site', 'site', 'site'])
  })

  it('[C §16] reset takes everything out', async () => {
    const bench = await startSite()
    expect(await bench.site.empty()).toBe(true)
    await seed(bench, 2)
    expect(await bench.site.empty()).toBe(false)
    await bench.site.reset()
    expect(await bench.site.empty()).toBe(true)
    expect((await bench.site.orders({ offset: 0, limit: 10 })).total).toBe(0)
  })
})

const sample = join(import.meta.dirname, '../../../shared/samples/commerceml/1cdoc-203-orders.xml')
describe.skipIf(!existsSync(sample))(
  'orders of a real system (skipped without ../shared/samples/commerceml)',
  () => {
    it('[C §11] a file of orders makes orders where the site may create them', async () => {
      const bench = await startSite({ createOrders: true })
      const session = await bench.signIn('sale')
      await session.init()
      await session.put('orders.xml', await readFile(sample))
      expect((await session.import('orders.xml')).text).toBe('success')
      const { total } = await bench.site.orders({ offset: 0, limit: 10 })
      expect(total).toBeGreaterThan(0)
      const taken = await bench.site.taken()
      expect(taken.every(({ outcome }) => outcome === 'created')).toBe(true)
      expect(taken).toHaveLength(total)
    })
  },
)
