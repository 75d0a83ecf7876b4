import { zipSync } from 'fflate'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { cmlFaults, type CmlFaultId } from '../../server/contracts/commerceml/faults.ts'
import {
  anOrder,
  authorization,
  documentsOf,
  goodsXml,
  offersXml,
  requisiteOf,
  startSite,
  type TestSite,
} from './cml-site-bench.ts'

const play = (bench: TestSite, id: CmlFaultId, times = 0) => bench.set({ faults: [{ id, times }] })

const auth = (bench: TestSite) => bench.send('?type=catalog&mode=checkauth', { headers: { authorization } })

/** A session that was opened before the failure begins. */
async function during(bench: TestSite, type: string, id: CmlFaultId, times = 0) {
  const session = await bench.signIn(type)
  await session.init()
  play(bench, id, times)
  return session
}

async function withOrders(count = 2, given: Parameters<typeof startSite>[0] = {}) {
  const bench = await startSite(given)
  await bench.site.seed({
    records: [],
    orders: Array.from({ length: count }, (_, n) => ({
      minutesAgo: 10 - n,
      order: anOrder({ buyer: 'Петров Пётр', email: `p${n}@example.com` }),
    })),
  })
  return bench
}

const query = async (bench: TestSite, id: CmlFaultId) => (await during(bench, 'sale', id)).ask('mode=query')

describe('failures of the site', () => {
  it('[C §15 F1] Authorization does not arrive; three times, then it does', async () => {
    const bench = await startSite()
    play(bench, 'F1', 3)
    for (let n = 0; n < 3; n++) expect((await auth(bench)).text).toMatch(/^failure\nОшибка авторизации/)
    expect((await auth(bench)).text).toMatch(/^success\n/)
  })

  it('[C §15 F2] checkauth without lines 2 and 3, so init fails', async () => {
    const bench = await startSite()
    play(bench, 'F2')
    const answer = await auth(bench)
    expect(answer.text).toBe('success')
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect((await bench.send('?type=catalog&mode=init', { headers: { authorization } })).text).toMatch(
      /^failure\n/,
    )
  })

  it('[C §15 F3] the source check is on: sessid is wanted at once', async () => {
    const bench = await startSite({ profile: 'bitrix' })
    play(bench, 'F3')
    const session = await bench.signIn('catalog')
    expect((await session.init()).text).toMatch(/^failure\nОшибка проверки источника запроса/)
    expect((await session.init(`&sessid=${session.token}`)).text).toMatch(/^zip=yes/)
  })

  it('[C §15 F4] a notice and a blank line stand before every answer', async () => {
    const bench = await withOrders(1)
    play(bench, 'F4', 1)
    expect((await auth(bench)).text).toMatch(/^<br \/>\n<b>Notice<\/b>.*\n\nsuccess\n/s)
    expect((await auth(bench)).text).toMatch(/^success\n/)
    expect((await query(bench, 'F4')).text).toMatch(/^<br \/>.*\n\n<\?xml /s)
  })

  it('[C §15 F5] windows-1251 without charset and without a declaration', async () => {
    const bench = await withOrders(1)
    const answer = await query(bench, 'F5')
    expect(answer.headers['content-type']).toBe('text/xml')
    const text = iconv.decode(answer.bytes, 'windows-1251')
    expect(text).toMatch(/^<\?xml version="1\.0"\?>/)
    expect(text).toContain('Петров Пётр')
    expect(answer.bytes.toString('utf8')).not.toContain('Петров')
  })

  it('[C §15 F6] only the last fragment is left', async () => {
    const bench = await startSite()
    const session = await during(bench, 'catalog', 'F6')
    const xml = Buffer.from(goodsXml({ items: 20 }))
    await session.put('import.xml', xml.subarray(0, 2000))
    await session.put('import.xml', xml.subarray(2000))
    expect((await session.import('import.xml')).text).toMatch(/^failure\nimport\.xml\. Строка 1, столбец/)
  })

  it('[C §15 F7] a part of the archive is lost', async () => {
    const bench = await startSite()
    const session = await during(bench, 'catalog', 'F7')
    await session.put('v8.zip', zipSync({ 'import.xml': Buffer.from(goodsXml({ items: 20 })) }))
    expect((await session.import('import.xml')).text).toMatch(/^failure\nОшибка распаковки архива\./)
  })

  it('[C §15 F8] file_limit=81', async () => {
    const bench = await startSite()
    play(bench, 'F8')
    expect((await (await bench.signIn('catalog')).init()).text).toBe('zip=yes\nfile_limit=81')
  })

  it('[C §15 F9] progress without end, or for as many times as it is set to', async () => {
    const bench = await startSite()
    const session = await during(bench, 'catalog', 'F9', 40)
    await session.put('import.xml', goodsXml())
    const { text, told } = await session.import('import.xml')
    expect(told).toHaveLength(40)
    expect(text).toBe('success')
  })

  it('[C §15 F11] prices are passed over, the answer is success, the journal tells', async () => {
    const bench = await startSite()
    const session = await during(bench, 'catalog', 'F11')
    await session.put('import.xml', goodsXml())
    await session.put('offers.xml', offersXml())
    expect((await session.import('import.xml')).text).toBe('success')
    expect((await session.import('offers.xml')).text).toBe('success')
    expect(await bench.catalogue.counts()).toMatchObject({ items: 2, offers: 0 })
    const { rows } = await bench.journal.page({ limit: 1 })
    expect((await bench.journal.entry(rows[0]!.id))!.findings).toMatchObject([{ code: 'CML-NOTHING-TAKEN' }])
  })

  it('[C §15 F12] a known item is made again under another Ид', async () => {
    const bench = await startSite()
    const session = await during(bench, 'catalog', 'F12')
    await session.put('import.xml', goodsXml())
    await session.import('import.xml')
    const { rows } = await bench.catalogue.items({ offset: 0, limit: 10 })
    expect(rows.map(({ article }) => article).sort()).toEqual(['A-1', 'A-1', 'A-2'])
  })

  it('[C §15 F13] one Ид for all buyers, one buyer under two names', async () => {
    const bench = await withOrders(2)
    const parties = documentsOf((await query(bench, 'F13')).bytes).map((document) => document.parties[0]!)
    expect(new Set(parties.map(({ id }) => id)).size).toBe(1)
    expect(new Set(parties.map(({ name }) => name)).size).toBe(2)
  })

  it('[C §15 F14] a status that no mapping has', async () => {
    const bench = await withOrders(1, { profile: 'bitrix' })
    const [order] = documentsOf((await query(bench, 'F14')).bytes)
    expect(requisiteOf(order!, 'Статус заказа')).toBe('[Z] Ожидает решения менеджера')
    expect(requisiteOf(order!, 'Статуса заказа ИД')).toBe('Z')
  })

  it('[C §15 F15] changes of 1C are refused', async () => {
    const bench = await withOrders(1)
    const given = (await (await bench.signIn('sale')).ask('mode=query')).bytes
    const session = await during(bench, 'sale', 'F15')
    await session.put('orders.xml', Buffer.from(given.toString('utf8').replaceAll('позвонить', 'написать')))
    expect((await session.import('orders.xml')).text).toMatch(/^success\nЗаказ №1001 не может быть изменен/)
    expect((await bench.site.order('1001')).document.comment).toBe('позвонить')
  })

  it('[C §15 F16] orders are marked as taken at query', async () => {
    const bench = await withOrders(2)
    expect(documentsOf((await query(bench, 'F16')).bytes)).toHaveLength(2)
    expect((await bench.site.state('')).orders.waiting).toBe(0)
  })

  it('[C §15 F17] success is answered empty, the orders come again', async () => {
    const bench = await withOrders(1)
    const session = await during(bench, 'sale', 'F17')
    await session.ask('mode=query')
    expect((await session.ask('mode=success')).bytes).toHaveLength(0)
    expect(documentsOf((await session.ask('mode=query')).bytes)).toHaveLength(1)
  })

  it('[C §15 F18] one document without Валюта and without Ид of the buyer', async () => {
    const bench = await withOrders(1)
    const documents = documentsOf((await query(bench, 'F18')).bytes)
    expect(documents).toHaveLength(2)
    expect(documents[1]).toMatchObject({ currency: '', parties: [{ id: null }] })
  })

  it('[C §15 F19] version 3.1 without Контейнер', async () => {
    const bench = await withOrders(1)
    const session = await bench.signIn('sale')
    await session.init('&version=3.1')
    play(bench, 'F19')
    const { text, bytes } = await session.ask('mode=query')
    expect(text).toContain('ВерсияСхемы="3.1"')
    expect(text).not.toContain('Контейнер')
    expect(documentsOf(bytes)).toHaveLength(3)
  })

  it('[C §15 F20] simple goods as GUID#GUID', async () => {
    const bench = await withOrders(1)
    const [order] = documentsOf((await query(bench, 'F20')).bytes)
    const [drill, , delivery] = order!.lines
    const [left, right] = drill!.id.split('#')
    expect(left).toBe(right)
    expect(delivery!.id).toBe('ORDER_DELIVERY')
  })

  it('[C §15 F23] 301 to https', async () => {
    const bench = await startSite()
    play(bench, 'F23')
    const answer = await auth(bench)
    expect(answer.status).toBe(301)
    expect(answer.headers['location']).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+\/site\/test\/1c_exchange\.php\?type=/,
    )
    expect(answer.text).toContain('<html>')
  })

  it('[C §15 F29] dates in various spellings', async () => {
    const bench = await withOrders(4)
    const { text } = await query(bench, 'F29')
    for (const date of ['2024-05-14+03:00', '14.05.2024', '0001-01-01', '01.01.1970'])
      expect(text).toContain(`<Дата>${date}</Дата>`)
  })

  it('[C §15 F30] a second exchange is refused while the first has files to import', async () => {
    const bench = await startSite()
    const session = await during(bench, 'catalog', 'F30')
    await session.put('import.xml', goodsXml())
    expect((await auth(bench)).text).toMatch(/^failure\nОбмен уже выполняется/)
    expect((await session.import('import.xml')).text).toBe('success')
    expect((await auth(bench)).text).toMatch(/^success\n/)
  })

  it('[C §15 F31] the sum differs from the lines', async () => {
    const bench = await withOrders(1)
    const [order] = documentsOf((await query(bench, 'F31')).bytes)
    expect(order!.sum).not.toBe(order!.lines.reduce((sum, line) => sum + line.sum!, 0))
  })

  it('[C §15] every failure that the table gives to the site has a test here', async () => {
    const tested = [
      'F1',
      'F2',
      'F3',
      'F4',
      'F5',
      'F6',
      'F7',
      'F8',
      'F9',
      'F11',
      'F12',
      'F13',
      'F14',
      'F15',
      'F16',
      'F17',
      'F18',
      'F19',
      'F20',
      'F23',
      'F29',
      'F30',
      'F31',
    ]
    expect(cmlFaults.filter(({ sides }) => sides.includes('site')).map(({ id }) => id)).toEqual(tested)
  })
})
