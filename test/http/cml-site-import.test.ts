import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { goodsXml, itemXml, offersXml, startSite, type TestSite } from './cml-site-bench.ts'

const root = (body: string, attributes = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="2024-05-14T10:00:00"${attributes}>${body}</КоммерческаяИнформация>`

/** One whole session. */
async function exchange(bench: TestSite, files: Record<string, string | Uint8Array>) {
  const session = await bench.signIn('catalog')
  await session.init()
  for (const [name, body] of Object.entries(files)) await session.put(name, body)
  const answers: string[] = []
  for (const name of Object.keys(files)) answers.push((await session.import(name)).text)
  return answers
}

const activeOf = async ({ catalogue }: TestSite) => {
  const { rows } = await catalogue.items({ offset: 0, limit: 100 })
  return Object.fromEntries(rows.map(({ id, active }) => [id, active]))
}

describe('import', () => {
  it.each([
    'import.xml',
    'import0_1.xml',
    'import0.xml',
    'import___c0ffee00-0000-4000-8000-000000000001.xml',
    'goods/goods_1_1_c0ffee00.xml',
    'whatever.xml',
  ])('[C §4.1] takes goods by content, named %s', async (name) => {
    const bench = await startSite()
    expect(await exchange(bench, { [name]: goodsXml() })).toEqual(['success'])
    expect((await bench.catalogue.counts()).items).toBe(2)
  })

  it('[C §4.1] offers, prices and rests in files of their own', async () => {
    const bench = await startSite()
    const prices = root(
      '<ПакетПредложений СодержитТолькоИзменения="true"><Ид>c-1#</Ид><Наименование>П</Наименование><ИдКаталога>c-1</ИдКаталога><Предложения><Предложение><Ид>i-1</Ид><Цены><Цена><ИдТипаЦены>p-1</ИдТипаЦены><ЦенаЗаЕдиницу>77.70</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена></Цены></Предложение></Предложения></ПакетПредложений>',
    )
    const rests = root(
      '<ПакетПредложений СодержитТолькоИзменения="true"><Ид>c-1#</Ид><Наименование>П</Наименование><ИдКаталога>c-1</ИдКаталога><Предложения><Предложение><Ид>i-1</Ид><Остатки><Остаток><Количество>42</Количество></Остаток></Остатки></Предложение></Предложения></ПакетПредложений>',
    )
    expect(
      await exchange(bench, {
        'import___1.xml': goodsXml(),
        'offers___1.xml': offersXml(),
        'prices___1.xml': prices,
        'rests___1.xml': rests,
      }),
    ).toEqual(['success', 'success', 'success', 'success'])
    const card = await bench.catalogue.item('i-1')
    expect(card!.offerList[0]).toMatchObject({ name: 'Товар 1', quantity: 42_000, prices: [{ price: 7770 }] })
  })

  it('[C §7.1][C §16 site 10] prices and stock only leave other fields alone', async () => {
    const bench = await startSite()
    await exchange(bench, { 'import0_1.xml': goodsXml(), 'offers0_1.xml': offersXml() })
    const changes = root(
      '<ИзмененияПакетаПредложений СодержитТолькоИзменения="true"><Ид>c-1#</Ид><ИдКаталога>c-1</ИдКаталога><Предложения><Предложение><Ид>i-2</Ид><Склады ИдСклада="w-1" КоличествоНаСкладе="3"/><Цены><Цена><ИдТипаЦены>p-1</ИдТипаЦены><ЦенаЗаЕдиницу>9</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена></Цены><Количество>3</Количество></Предложение></Предложения></ИзмененияПакетаПредложений>',
    )
    expect(await exchange(bench, { 'offers0_1.xml': changes })).toEqual(['success'])
    const card = await bench.catalogue.item('i-2')
    expect(card).toMatchObject({ name: 'Товар 2', article: 'A-2', active: true })
    expect(card!.offerList[0]).toMatchObject({ name: 'Товар 2', quantity: 3000, prices: [{ price: 900 }] })
    expect(await activeOf(bench)).toEqual({ 'i-1': true, 'i-2': true })
  })

  it.each([
    '',
    'urn:1C.ru:commerceml_2',
    'urn:1C.ru:commerceml_208',
    'urn:1C.ru:commerceml_210',
    'urn:1C.ru:commerceml_3',
  ])('[C §5] namespace %j makes no difference', async (namespace) => {
    const bench = await startSite()
    expect(await exchange(bench, { 'import.xml': goodsXml({ namespace }) })).toEqual(['success'])
    expect((await bench.catalogue.counts()).items).toBe(2)
  })

  it('[C §4.6][C §16 site 8] UTF-8 with a BOM, and windows-1251 that is declared', async () => {
    const bench = await startSite()
    const declared = goodsXml({ from: 3 }).replace('encoding="UTF-8"', 'encoding="windows-1251"')
    expect(
      await exchange(bench, {
        'import.xml': `\uFEFF${goodsXml({ changesOnly: true })}`,
        'import2.xml': iconv.encode(
          declared.replace('Изменения="false"', 'Изменения="true"'),
          'windows-1251',
        ),
      }),
    ).toEqual(['success', 'success'])
    expect((await bench.catalogue.item('i-3'))!.name).toBe('Товар 3')
    expect((await bench.catalogue.counts()).items).toBe(4)
  })

  it('[C §6][C §16 site 9] a full export hides what it does not mention, changes hide nothing, three marks of deletion', async () => {
    const bench = await startSite()
    await exchange(bench, { 'import.xml': goodsXml({ items: 6 }) })
    await exchange(bench, { 'import.xml': goodsXml({ items: 1, changesOnly: true }) })
    expect(Object.values(await activeOf(bench))).toEqual([true, true, true, true, true, true])
    const marks = root(
      `<Каталог СодержитТолькоИзменения="true"><Ид>c-1</Ид><ИдКлассификатора>c-1</ИдКлассификатора><Наименование>О</Наименование><Товары>${[
        itemXml(2).replace('<Товар>', '<Товар Статус="Удален">'),
        itemXml(3).replace('<Ид>', '<Статус>Удален</Статус><Ид>'),
        itemXml(4).replace('<Ид>', '<ПометкаУдаления>true</ПометкаУдаления><Ид>'),
      ].join('')}</Товары></Каталог>`,
    )
    await exchange(bench, { 'import.xml': marks })
    expect(await activeOf(bench)).toMatchObject({ 'i-2': false, 'i-3': false, 'i-4': false, 'i-5': true })
    await exchange(bench, { 'import.xml': goodsXml({ items: 1 }) })
    expect(await activeOf(bench)).toMatchObject({ 'i-1': true, 'i-5': false, 'i-6': false })
  })

  it('[C §4.2] portion 2 has no classifier and keeps the groups of portion 1', async () => {
    const bench = await startSite()
    await exchange(bench, { 'import0_1.xml': goodsXml({ items: 2 }) })
    const second = goodsXml({ items: 2, changesOnly: true, from: 3 }).replace(
      /<Классификатор>.*<\/Классификатор>/s,
      '',
    )
    expect(await exchange(bench, { 'import0_2.xml': second })).toEqual(['success'])
    expect(await bench.catalogue.counts()).toMatchObject({ items: 4, groups: 1 })
    expect((await bench.catalogue.item('i-4'))!.groupNames).toEqual(['Инструмент'])
  })

  it('[C §8] a malformed and a cut file get failure with the place, and nothing of them is taken', async () => {
    const bench = await startSite()
    const whole = goodsXml({ items: 50 })
    const [malformed, cut] = await exchange(bench, {
      'import.xml': whole.replace('Товар 40</Наименование>', 'Товар 40</Имя>'),
      'import2.xml': whole.slice(0, whole.length / 2),
    })
    expect(malformed).toMatch(/^failure\nimport\.xml\. Строка \d+, столбец \d+: /)
    expect(cut).toMatch(/^failure\nimport2\.xml\. Строка \d+, столбец \d+: файл обрывается/)
    expect((await bench.catalogue.counts()).items).toBe(0)
  })

  it('[C §14 django-cml] says success to a file that it cannot read', async () => {
    const bench = await startSite({ profile: 'django-cml' })
    expect(await exchange(bench, { 'import.xml': goodsXml().slice(0, -20) })).toEqual(['success'])
    expect((await bench.catalogue.counts()).items).toBe(0)
    const [row] = (await bench.site.state('')).sessions
    expect(row!.imports[0]).toMatchObject({ state: 'failure' })
  })

  it('[C §12] CommerceML 1 is refused in words', async () => {
    const bench = await startSite()
    const old =
      '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация><Каталог Идентификатор="1" Наименование="К"><Товар Идентификатор="2" Наименование="Т"/></Каталог></КоммерческаяИнформация>'
    const [answer] = await exchange(bench, { 'import.xml': old })
    expect(answer).toMatch(/^failure\nimport\.xml\. /)
  })

  it('[C §14 woocommerce-1c, simpla] other names: Error, or an empty answer', async () => {
    const woo = await startSite({ profile: 'woocommerce-1c' })
    expect(await exchange(woo, { 'prices.xml': offersXml() })).toEqual([
      'Error: File prices.xml is not one of import, offers and orders.',
    ])
    const simpla = await startSite({ profile: 'simpla' })
    expect(await exchange(simpla, { 'import0_1.xml': goodsXml(), 'import.xml': goodsXml() })).toEqual([
      '',
      'success',
    ])
  })

  it('[C §8] as many progress answers as the settings want, and a text that counts', async () => {
    const bench = await startSite({ profile: 'bitrix', progressSteps: 14 })
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import.xml', goodsXml())
    const { told } = await session.import('import.xml')
    expect(told).toHaveLength(14)
    expect(told.join()).toMatch(/Обработано 3 из 3 элементов/)
    bench.set({ progressSteps: 0 })
    expect((await session.import('import.xml')).told).toEqual([])
  })

  it('[C §2.6] an import that takes long answers progress after stepMs, other sessions go on, it can be cancelled', async () => {
    const bench = await startSite({ stepMs: 0 })
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import.xml', goodsXml({ items: 3000 }))
    const first = await session.ask('mode=import&filename=import.xml')
    expect(first.text).toMatch(/^progress\nОбработано \d+% файла\.$/)
    expect((await bench.site.state('')).sessions[0]!.imports[0]).toMatchObject({
      file: 'import.xml',
      state: 'progress',
    })
    expect((await (await bench.signIn('sale')).init()).text).toMatch(/^zip=yes/)
    await session.init()
    await bench.site.settle()
    await session.put('import.xml', goodsXml({ items: 3 }))
    expect((await session.import('import.xml')).text).toBe('success')
    expect((await bench.catalogue.counts()).items).toBe(3)
  })

  it('[C §8] the same file twice changes nothing the second time', async () => {
    const bench = await startSite()
    await exchange(bench, { 'import.xml': goodsXml(), 'offers.xml': offersXml() })
    const before = await bench.catalogue.changeNumber()
    await exchange(bench, { 'import.xml': goodsXml(), 'offers.xml': offersXml() })
    const [report] = await bench.catalogue.imports(1)
    expect(report!.counts.offer).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
    expect(await bench.catalogue.items({ offset: 0, limit: 9 })).toMatchObject({ total: 2 })
    expect(before).toBeGreaterThan(0)
  })

  it('[C §2.4] a defect of the site is failure with status 500, and the next request begins anew', async () => {
    const bench = await startSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import.xml', goodsXml())
    const { import: whole } = bench.catalogue
    bench.catalogue.import = (file, options) => ({
      ...whole(file, options),
      done: Promise.reject(new Error('broken')),
    })
    const { text, status } = await session.import('import.xml')
    expect([status, text]).toEqual([
      500,
      'failure\nВнутренняя ошибка сайта, подробности в журнале программы.',
    ])
    expect(bench.defects.splice(0)).toHaveLength(1)
    bench.catalogue.import = whole
    expect((await session.import('import.xml')).text).toBe('success')
  })

  it('[C §15 F11] a success that took nothing is told by the journal', async () => {
    const bench = await startSite()
    const empty = root(
      '<Каталог СодержитТолькоИзменения="true"><Ид>c-1</Ид><Наименование>О</Наименование><Товары/></Каталог>',
    )
    await exchange(bench, { 'import.xml': empty })
    await exchange(bench, { 'import.xml': empty })
    const { rows } = await bench.journal.page({ limit: 1 })
    const entry = await bench.journal.entry(rows[0]!.id)
    expect(entry!.findings).toMatchObject([{ code: 'CML-NOTHING-TAKEN', part: 'response' }])
  })
})

const samples = join(import.meta.dirname, '../../../shared/samples/commerceml')
const there = existsSync(samples)
const names = there ? (await readdir(samples)).filter((name) => name.endsWith('.xml')) : []
const isCatalogue = (name: string): boolean => !/orders|query|sale/.test(name)

describe.skipIf(!there)(
  `files of real systems${there ? '' : ': folder ../shared/samples/commerceml is absent'}`,
  () => {
    it.each(names.filter(isCatalogue))('[C §4.1] %s goes through a session', async (name) => {
      const bench = await startSite({ profile: 'bitrix' })
      expect(await exchange(bench, { [name]: await readFile(join(samples, name)) })).toEqual([
        'success\nИмпорт успешно завершен.',
      ])
      const [report] = await bench.catalogue.imports(1)
      expect(report!.outcome).toBe('done')
      const taken = Object.values(report!.counts).reduce((sum, { added }) => sum + added, 0)
      expect(taken).toBeGreaterThan(0)
    })
  },
)
