import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import type { CmlDocument } from '../../server/contracts/commerceml/model.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import { logOf, startOnec } from './cml-onec-bench.ts'
import { scriptedSite, type ScriptedSite } from './cml-scripted-site.ts'

interface OrderDraft {
  number?: string
  name?: string
  id?: string
  inn?: string
  kpp?: string
  company?: boolean
  currency?: string
  operation?: string
  party?: boolean
  sum?: string
  lines?: string
  requisites?: Record<string, string>
  rest?: string
}

const line = (id: string, name: string, price = '100', quantity = '1', rest = '') =>
  `<Товар><Ид>${id}</Ид><Наименование>${name}</Наименование><ЦенаЗаЕдиницу>${price}</ЦенаЗаЕдиницу><Количество>${quantity}</Количество><Сумма>${Number(price) * Number(quantity)}</Сумма>${rest}</Товар>`

const requisite = ([name, value]: [string, string]) =>
  `<ЗначениеРеквизита><Наименование>${name}</Наименование><Значение>${value}</Значение></ЗначениеРеквизита>`

const order = (draft: OrderDraft = {}): string => {
  const { number = '132', name = 'Иванов Иван', id = '38#ivanov', currency = 'RUB', party = true } = draft
  const { operation = 'Заказ товара', sum = '100', lines = line('x-1', 'Товар сайта') } = draft
  const official = draft.company
    ? `<ОфициальноеНаименование>${name}</ОфициальноеНаименование>`
    : `<ПолноеНаименование>${name}</ПолноеНаименование>`
  const numbers = draft.inn ? `<ИНН>${draft.inn}</ИНН><КПП>${draft.kpp ?? ''}</КПП>` : ''
  return `<Документ><Ид>${number}</Ид><Номер>${number}</Номер><Дата>2024-05-13</Дата><ХозОперация>${operation}</ХозОперация><Роль>Продавец</Роль><Валюта>${currency}</Валюта><Курс>1</Курс><Сумма>${sum}</Сумма>
  ${party ? `<Контрагенты><Контрагент><Ид>${id}</Ид><Наименование>${name}</Наименование><Роль>Покупатель</Роль>${official}${numbers}<Контакты><Контакт><Тип>Почта</Тип><Значение>a@example.com</Значение></Контакт></Контакты></Контрагент></Контрагенты>` : ''}
  <Время>18:45:21</Время><Товары>${lines}</Товары>${draft.rest ?? ''}
  <ЗначенияРеквизитов>${Object.entries(draft.requisites ?? {})
    .map(requisite)
    .join('')}</ЗначенияРеквизитов></Документ>`
}

const xml = (...documents: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования="2024-05-14T10:00:00">${documents.join('')}</КоммерческаяИнформация>`

const windows1251 = (text: string): Buffer =>
  iconv.encode(text.replace('encoding="UTF-8"', 'encoding="windows-1251"'), 'windows-1251')

const allOrders = async ({ onec }: Awaited<ReturnType<typeof startOnec>>) => {
  const { rows } = await onec.orders({ offset: 0, limit: 100 })
  return Promise.all(rows.map(({ id }) => onec.order(id)))
}

function sentDocuments(site: ScriptedSite, name: RegExp): CmlDocument[] {
  const documents: CmlDocument[] = []
  const [, bytes] = [...site.files()].find(([file]) => name.test(file))!
  const reader = createCmlReader({
    onRecord: (record) => void (record.kind === 'document' && documents.push(record)),
  })
  reader.write(bytes)
  reader.end()
  return documents
}

const start = async (
  ...settings: Parameters<typeof startOnec> extends [string, ...infer Rest] ? Rest : never
) => {
  const site = await scriptedSite()
  const bench = await startOnec(site.address, ...settings)
  return { site, bench }
}

describe('orders come down', () => {
  it('[C §9] checkauth, query, success without init; then up with an init', async () => {
    const { site, bench } = await start()
    site.answer('query', xml(order()))
    const run = await bench.exchange({ kind: 'orders' })
    expect(run.state).toBe('done')
    expect(site.modes()).toEqual(['checkauth', 'query', 'success'])
    expect(new Set(site.seen.map(({ type }) => type))).toEqual(new Set(['sale']))
    expect(logOf(run)).toContain('Загружено: 1, Пропущено: 0, Обновлено: 0, Создано: 1')
    expect(run.totals).toMatchObject({ ordersLoaded: 1, ordersCreated: 1, ordersSent: 0 })
  })

  it.each([
    ['UTF-8', { body: xml(order()) }],
    ['UTF-8 with BOM', { body: `\uFEFF${xml(order())}` }],
    [
      'windows-1251 by the header',
      {
        body: windows1251(xml(order())),
        headers: { 'Content-Type': 'application/xml; charset=windows-1251' },
      },
    ],
  ])('[C §16 1C 5] an answer in %s is loaded', async (_, answer) => {
    const { site, bench } = await start()
    site.answer('query', answer)
    const run = await bench.exchange({ kind: 'orders' })
    expect(run.state).toBe('done')
    const [one] = await allOrders(bench)
    expect(one!.counterparty).toBe('Иванов Иван')
  })

  it.each([
    ['a blank line in front', `\n${xml(order())}`, /Не удалось прочитать данные, загруженные с сервера/],
    ['HTML', '<html>Ошибка базы данных</html>', /Не удалось прочитать данные/],
    ['failure', 'failure\nНет прав', /Не удалось прочитать данные/],
    ['nothing', '', /Не удалось прочитать данные/],
    ['a zip', Buffer.from('PK\u0003\u0004aaaa'), /Не удалось разобрать данные/],
    [
      'windows-1251 without a charset in the header',
      windows1251(xml(order())),
      /Не удалось разобрать данные/,
    ],
    ['cut XML', xml(order()).slice(0, -40), /Не удалось разобрать данные/],
  ])('[C §16 1C 5] %s is not loaded and not confirmed', async (_, body, words) => {
    const { site, bench } = await start()
    site.answer('query', { body })
    const run = await bench.exchange({ kind: 'orders' })
    expect(run.state).toBe('failed')
    expect(site.modes()).toEqual(['checkauth', 'query'])
    expect(logOf(run).join('\n')).toMatch(words)
    expect(await allOrders(bench)).toEqual([])
  })

  it('[C §3.2] УНФ decodes a windows-1251 body without charset again, and takes a root without a declaration', async () => {
    const { site, bench } = await start({ profile: 'unf3' })
    site.answer(
      'query',
      { body: windows1251(xml(order())) },
      xml(order({ number: '133' })).replace(/^<\?xml[^>]*>\n/, ''),
    )
    expect((await bench.exchange({ kind: 'orders' })).state).toBe('done')
    expect((await bench.exchange({ kind: 'orders' })).state).toBe('done')
    expect((await allOrders(bench)).map(({ siteNumber }) => siteNumber).sort()).toEqual(['132', '133'])
  })

  it('[C §3.2] УТ 10.3 reads an answer without BOM as ANSI: UTF-8 needs a BOM', async () => {
    const { site, bench } = await start({ profile: 'ut103' })
    site.answer('query', { body: xml(order()) }, `\uFEFF${xml(order())}`, {
      body: windows1251(xml(order({ number: '9' }))),
    })
    expect((await bench.exchange({ kind: 'orders' })).state).toBe('failed')
    expect((await bench.exchange({ kind: 'orders' })).state).toBe('done')
    expect((await bench.exchange({ kind: 'orders' })).state).toBe('done')
    expect(await allOrders(bench)).toHaveLength(2)
  })

  it.each([
    ['another ХозОперация', { operation: 'Возврат товара' }, /хозяйственная операция/],
    ['an empty Валюта', { currency: '' }, /не указана валюта/],
    ['no Контрагент', { party: false }, /не указан Ид контрагента/],
  ])('[C §15 F18][C §16 1C 6] one document with %s rolls the whole batch back', async (_, bad, words) => {
    const { site, bench } = await start()
    site.answer('query', xml(order({ number: '1' }), order({ number: '2', ...bad })))
    const run = await bench.exchange({ kind: 'orders' })
    expect(run.state).toBe('failed')
    expect(site.modes()).not.toContain('success')
    expect(logOf(run).join('\n')).toMatch(words)
    expect(await allOrders(bench)).toEqual([])
    expect(await bench.onec.counterparties()).toEqual([])
    expect((await bench.catalogue.counts()).items).toBe(4)
  })

  it('[C §15 F17] an empty answer to success: the orders are stored, the run has failed, they come again', async () => {
    const { site, bench } = await start()
    site.answer('query', xml(order()))
    site.answer('success', '')
    const run = await bench.exchange({ kind: 'orders' })
    expect(run.state).toBe('failed')
    expect(logOf(run)).toContain('Загрузка заказов не выполнена.')
    expect(await allOrders(bench)).toHaveLength(1)
    site.answer('success', 'failure')
    const second = await bench.exchange({ kind: 'orders' })
    expect(second).toMatchObject({ state: 'done', totals: { ordersUpdated: 1, ordersCreated: 0 } })
  })

  it('[C §10.2] an order is found by the first 11 characters of its number', async () => {
    const { site, bench } = await start()
    site.answer('query', xml(order({ number: 'SHOP-2024-00001' })), xml(order({ number: 'SHOP-2024-00002' })))
    await bench.exchange({ kind: 'orders' })
    await bench.exchange({ kind: 'orders' })
    const [one, ...more] = await allOrders(bench)
    expect(more).toEqual([])
    expect(one!.notes.map(({ ru }) => ru).join('\n')).toMatch(/первым 11 знакам/)
  })

  it('[C §10.2] a closed order is passed over and named', async () => {
    const { site, bench } = await start()
    site.answer('query', xml(order()))
    await bench.exchange({ kind: 'orders' })
    const [one] = await allOrders(bench)
    await bench.onec.editOrder(one!.id, { status: 'Закрыт' })
    const run = await bench.exchange({ kind: 'orders' })
    expect(run.totals).toMatchObject({ ordersSkipped: 1, ordersUpdated: 0 })
    expect(logOf(run)).toContain('Заказ №132 пропущен. Статус заказа – "Закрыт"')
  })

  it('[C §10.2] УНФ updates only the properties of an order with a payment', async () => {
    const { site, bench } = await start({ profile: 'unf3', statuses: [{ site: 'P', onec: 'К отгрузке' }] })
    site.answer(
      'query',
      xml(order()),
      xml(
        order({
          sum: '500',
          requisites: { 'Статуса заказа ИД': 'P' },
          lines: line('x-1', 'Товар сайта', '500'),
        }),
      ),
    )
    await bench.exchange({ kind: 'orders' })
    const [one] = await allOrders(bench)
    await bench.onec.editOrder(one!.id, { paid: true })
    const run = await bench.exchange({ kind: 'orders' })
    const [after] = await allOrders(bench)
    expect(after).toMatchObject({ sum: 10_000, status: 'К отгрузке' })
    expect(logOf(run).join('\n')).toMatch(/пропущен.*документы, введенные на основании заказа/)
  })

  it('[C §15 F13] counterparties by name: namesakes merge, a changed name makes a second', async () => {
    const { site, bench } = await start()
    site.answer(
      'query',
      xml(
        order({ number: '1', name: 'Иванов', id: 'a' }),
        order({ number: '2', name: 'Иванов', id: 'b' }),
        order({ number: '3', name: 'Иванова', id: 'a' }),
      ),
    )
    await bench.exchange({ kind: 'orders' })
    const parties = await bench.onec.counterparties()
    expect(parties.map(({ name, orders }) => [name, orders])).toEqual([
      ['Иванов', 2],
      ['Иванова', 1],
    ])
    const notes = (await allOrders(bench)).flatMap(({ notes }) => notes.map(({ ru }) => ru)).join('\n')
    expect(notes).toMatch(/становятся одним/)
    expect(notes).toMatch(/создан второй/)
  })

  it('[C §10.2] counterparties by ИНН and КПП: another name of the same company is the same', async () => {
    const { site, bench } = await start({ identify: 'inn-kpp' })
    const company = { inn: '7701234567', kpp: '770101001', company: true }
    site.answer(
      'query',
      xml(
        order({ number: '1', name: 'ООО Ромашка', ...company }),
        order({ number: '2', name: 'Ромашка, ООО', ...company }),
        order({ number: '3', name: 'ООО Ромашка', ...company, kpp: '780101001' }),
      ),
    )
    await bench.exchange({ kind: 'orders' })
    expect(
      (await bench.onec.counterparties()).map(({ kpp, orders, company: legal }) => [kpp, orders, legal]),
    ).toEqual(
      expect.arrayContaining([
        ['770101001', 2, true],
        ['780101001', 1, true],
      ]),
    )
  })

  it('[C §10.2] goods by GUID, by article, by name of their kind, else created with the GUID of the site', async () => {
    const { site, bench } = await start()
    const { rows } = await bench.catalogue.items({ offset: 0, limit: 4 })
    const [one, two] = rows as [(typeof rows)[0], (typeof rows)[0]]
    const guid = 'aaaaaaaa-0000-4000-8000-000000000001'
    const service = requisite(['ТипНоменклатуры', 'Услуга'])
    site.answer(
      'query',
      xml(
        order({
          sum: '600',
          lines: [
            line(one.id, 'Другое имя'),
            line('17', 'Ещё имя', '100', '1', `<Артикул>${two.article}</Артикул>`),
            line('18', one.name),
            line(guid, 'Неизвестный товар'),
            line(
              'ORDER_DELIVERY',
              'Доставка заказа',
              '100',
              '1',
              `<ЗначенияРеквизитов>${service}</ЗначенияРеквизитов>`,
            ),
            line('19', 'Нулевая строка', '100', '0'),
            line(`${one.id}#${one.id}`, 'Две половины'),
          ].join(''),
        }),
      ),
    )
    await bench.exchange({ kind: 'orders' })
    const [loaded] = await allOrders(bench)
    const ids = loaded!.document.lines.map(({ id }) => id)
    expect(ids.slice(0, 4)).toEqual([one.id, two.id, one.id, guid])
    expect(ids).toHaveLength(6)
    expect(ids[5]).toBe(`${one.id}#${one.id}`)
    const made = await bench.catalogue.itemRecord(guid)
    expect(made).toMatchObject({ name: 'Неизвестный товар' })
    const group = (await bench.catalogue.groups()).find(({ id }) => made!.groups.includes(id))
    expect(group!.name).toBe('Новая номенклатура с сайта')
    const notes = loaded!.notes.map(({ ru }) => ru).join('\n')
    expect(notes).toMatch(/по артикулу/)
    expect(notes).toMatch(/по наименованию/)
    expect(notes).toMatch(/создан в группе/)
    expect(notes).toMatch(/двумя одинаковыми половинами/)

    site.answer(
      'query',
      xml(
        order({
          number: '133',
          lines: line(
            'ORDER_DELIVERY',
            'Доставка заказа',
            '100',
            '1',
            `<ЗначенияРеквизитов>${service}</ЗначенияРеквизитов>`,
          ),
        }),
      ),
    )
    await bench.exchange({ kind: 'orders' })
    const second = (await allOrders(bench)).find(({ siteNumber }) => siteNumber === '133')
    expect(second!.document.lines[0]!.id).toBe(ids[4])
  })

  it('[C §10.1] statuses through the table of the node, «Отменен» by its policy', async () => {
    const { site, bench } = await start({
      statuses: [
        { site: 'N', onec: 'К обеспечению' },
        { site: 'Собран', onec: 'К отгрузке' },
      ],
      cancelled: 'close',
    })
    site.answer(
      'query',
      xml(
        order({ number: '1', requisites: { 'Статус заказа': '[N] Принят', 'Статуса заказа ИД': 'N' } }),
        order({ number: '2', requisites: { 'Статус заказа': 'Собран' } }),
        order({ number: '3', requisites: { 'Статус заказа': '[Q] Странный' } }),
        order({ number: '4', requisites: { Отменен: 'true' } }),
      ),
    )
    await bench.exchange({ kind: 'orders' })
    const byNumber = new Map((await allOrders(bench)).map((one) => [one.siteNumber, one]))
    expect(
      [...byNumber].map(([number, { status, cancelled }]) => [number, status, cancelled]).sort(),
    ).toEqual([
      ['1', 'К обеспечению', false],
      ['2', 'К отгрузке', false],
      ['3', 'Не согласован', false],
      ['4', 'Закрыт', true],
    ])
    expect(byNumber.get('3')!.notes.at(-1)!.ru).toMatch(/не сопоставлен/)
  })

  it('[C §15 F31] a discount is spread over the lines, a sum that does not add up is told', async () => {
    const { site, bench } = await start()
    const discount = (sum: string) =>
      `<Скидки><Скидка><Наименование>Скидка</Наименование><Сумма>${sum}</Сумма><УчтеноВСумме>false</УчтеноВСумме></Скидка></Скидки>`
    const lines = line('1', 'Один', '100') + line('2', 'Два', '200')
    site.answer(
      'query',
      xml(
        order({ number: '1', sum: '290', lines, rest: discount('10') }),
        order({ number: '2', sum: '295', lines, rest: discount('10') }),
      ),
    )
    await bench.exchange({ kind: 'orders' })
    const [second, first] = (await allOrders(bench)).sort(
      (one, other) => Number(other.siteNumber) - Number(one.siteNumber),
    )
    expect(first!.document.lines.map(({ sum }) => sum)).toEqual([9667, 19_333])
    expect(first!.sum).toBe(29_000)
    expect(first!.notes.map(({ ru }) => ru).join('\n')).not.toMatch(/отличается/)
    expect(second!.notes.map(({ ru }) => ru).join('\n')).toMatch(/295,00 отличается от суммы строк 290,00/)
  })

  it('[C §15 F19] the 3.1 module sees no orders outside Контейнер, without an error', async () => {
    const { site, bench } = await start({ profile: 'bitrix-module-3.1' })
    site.answer('query', xml(order()), xml(`<Контейнер>${order()}</Контейнер>`))
    const first = await bench.exchange({ kind: 'orders' })
    expect(first).toMatchObject({ state: 'done', totals: { ordersLoaded: 0 } })
    const second = await bench.exchange({ kind: 'orders' })
    expect(second.totals.ordersLoaded).toBe(1)
  })

  it('[C §10.3] a payment beside its order makes it paid for a client that reads payments; УТ aborts', async () => {
    const payment = order({
      number: '55',
      operation: 'Эквайринговая операция',
      rest: '<Основание>132</Основание>',
      lines: '',
    })
    const { site, bench } = await start({ profile: 'bitrix-module-2.09' })
    site.answer('query', xml(order(), payment))
    await bench.exchange({ kind: 'orders' })
    expect((await allOrders(bench))[0]).toMatchObject({ paid: true, payment: { number: '55' } })

    const ut = await start()
    ut.site.answer('query', xml(order(), payment))
    expect((await ut.bench.exchange({ kind: 'orders' })).state).toBe('failed')
  })
})

describe('orders go up', () => {
  async function changed(settings: Parameters<typeof startOnec>[1] = {}) {
    const { site, bench } = await start(settings)
    const wrapped = settings.profile === 'bitrix-module-3.1' ? `<Контейнер>${order()}</Контейнер>` : order()
    // УТ 10.3 wants the BOM.
    site.answer('query', `\uFEFF${xml(wrapped)}`, `\uFEFF${xml()}`)
    await bench.exchange({ kind: 'orders' })
    const [one] = await allOrders(bench)
    await bench.onec.editOrder(one!.id, { paid: true, shipped: true, status: 'К отгрузке' })
    site.forget()
    const run = await bench.exchange({ kind: 'orders' })
    expect(run.state).toBe('done')
    const [after] = await allOrders(bench)
    return { site, bench, run, one: one!, after: after! }
  }

  it('[C §11.1][C §16 1C 7] requisites in their order, GUID of 1C as Ид, number and date of the site', async () => {
    const { site, run, one, after } = await changed()
    expect(site.modes()).toEqual(['checkauth', 'query', 'success', 'checkauth', 'init', 'file', 'import'])
    const [document] = sentDocuments(site, /^orders-[0-9a-f-]{36}_1\.xml$/)
    expect(document).toMatchObject({
      id: one.id,
      number: '132',
      date: '2024-05-13',
      time: '18:45:21',
      operation: 'Заказ товара',
      role: 'Продавец',
      currency: 'RUB',
      sum: 10_000,
    })
    expect(document!.parties[0]!.role).toBe('Покупатель')
    expect(document!.requisites.map(({ name }) => name)).toEqual([
      'Номер по 1С',
      'Дата по 1С',
      'ПометкаУдаления',
      'Проведен',
      'Номер оплаты по 1С',
      'Дата оплаты по 1С',
      'Номер отгрузки по 1С',
      'Дата отгрузки по 1С',
    ])
    expect(run.totals.ordersSent).toBe(1)
    expect(after.changed).toBe(false)
  })

  it('[C §9] orders that came down in this run are not sent back in it', async () => {
    const { site, bench } = await start()
    site.answer('query', xml(order()))
    await bench.exchange({ kind: 'orders' })
    const [one] = await allOrders(bench)
    await bench.onec.editOrder(one!.id, { comment: 'позвонить' })
    site.forget()
    await bench.exchange({ kind: 'orders' })
    expect(site.modes()).toEqual(['checkauth', 'query', 'success'])
  })

  it('[C §3.5] a file that was not taken leaves the order changed', async () => {
    const { site, bench } = await start()
    site.answer('query', xml(order()), xml())
    site.answer('import', 'successЗаказ №132 на сайте не найден.')
    await bench.exchange({ kind: 'orders' })
    const [one] = await allOrders(bench)
    await bench.onec.editOrder(one!.id, { paid: true })
    const run = await bench.exchange({ kind: 'orders' })
    expect(run.state).toBe('failed')
    expect((await allOrders(bench))[0]!.changed).toBe(true)
  })

  it('[C §3.2] the Bitrix module takes text glued to success for warnings', async () => {
    const { site, bench } = await start({ profile: 'bitrix-module-2.09' })
    site.answer('query', xml(order()), xml())
    site.answer('import', 'successЗаказ №132 на сайте не найден.')
    await bench.exchange({ kind: 'orders' })
    const [one] = await allOrders(bench)
    await bench.onec.editOrder(one!.id, { paid: true })
    const run = await bench.exchange({ kind: 'orders' })
    expect(run.state).toBe('done')
    expect(logOf(run)).toContain('Заказ №132 на сайте не найден.')
  })

  it('[C §11.1] УТ 10.3 writes dates of 1C without a time', async () => {
    const { site } = await changed({ profile: 'ut103' })
    const [document] = sentDocuments(site, /^orders\.xml$/)
    expect(document!.requisites.find(({ name }) => name === 'Дата по 1С')!.value).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  it('[C §11.1] УНФ adds Оплачен, Отгружен and the status', async () => {
    const { site } = await changed({
      profile: 'unf3',
      statuses: [{ site: '[F] Собран', onec: 'К отгрузке' }],
    })
    const [document] = sentDocuments(site, /^orders/)
    const values = Object.fromEntries(document!.requisites.map(({ name, value }) => [name, value]))
    expect(values).toMatchObject({
      Оплачен: 'true',
      Отгружен: 'true',
      'Статуса заказа ИД': 'F',
      'Статус заказа': '[F] Собран',
    })
    expect(document!.subordinate.map(({ operation }) => operation)).toEqual([
      'Выплата безналичных денег',
      'Отпуск товара',
    ])
  })

  it.each(['bitrix-module-2.09', 'bitrix-module-3.1'] as const)(
    '[C §11.2] %s: Ид of the site, Номер1С, НомерВерсии, payments and shipments as documents',
    async (profile) => {
      const { site, one } = await changed({ profile, statuses: [{ site: 'F', onec: 'К отгрузке' }] })
      const documents = sentDocuments(site, /documents/)
      expect(documents[0]).toMatchObject({ id: '132', number: '132', number1c: one.number })
      expect(Buffer.from(documents[0]!.version, 'base64')).toHaveLength(8)
      expect(documents[0]!.comment).toContain('[Номер документа на сайте: 132]')
      expect(documents[0]!.requisites).toContainEqual({ name: 'Статуса заказа ИД', value: 'F' })
      expect(documents.slice(1).map(({ operation, basis }) => [operation, basis])).toEqual([
        ['Выплата безналичных денег', '132'],
        ['Отпуск товара', '132'],
      ])
    },
  )
})
