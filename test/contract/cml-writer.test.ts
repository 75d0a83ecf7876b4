import { describe, expect, it } from 'vitest'
import { demoCmlOnec } from '../../fixtures/demo/commerceml.ts'
import type {
  CmlElement,
  CmlItem,
  CmlLine,
  CmlOffer,
  CmlRecord,
} from '../../server/contracts/commerceml/model.ts'
import { aDocument, aForm, ofKind, readBack, textOf, written } from './cml-writer-records.ts'

const records = demoCmlOnec.records
const classifier = ofKind(records, 'classifier')[0]!
const catalogue = ofKind(records, 'catalogue')[0]!
const pack = ofKind(records, 'package')[0]!
const item = ofKind(records, 'item')[0]!
const offer = ofKind(records, 'offer').find(({ characteristicId }) => characteristicId !== null)!

const anItem = (members: Partial<CmlItem> = {}): CmlRecord[] => [catalogue, { ...item, ...members }]
const anOffer = (members: Partial<CmlOffer> = {}): CmlRecord[] => [pack, { ...offer, ...members }]

const line: CmlLine = {
  id: item.id,
  catalogueId: catalogue.id,
  article: 'А-1',
  name: 'Гантель',
  unit: { code: '796', name: 'шт', fullName: 'Штука', international: 'PCE' },
  price: 4990_00,
  quantity: 1500,
  sum: 7485_00,
  coefficient: '1',
  taxes: [{ name: 'НДС', rate: '22', sum: 1349_75, included: true }],
  discounts: [{ name: 'Скидка', sum: 10_00, percent: '', included: true }],
  requisites: [{ name: 'ТипНоменклатуры', value: 'Товар' }],
  characteristics: [],
  place: { line: 0, column: 0 },
}

/** Names of the direct children of the first element of that name. */
function childrenOf(xml: string, element: string): string[] {
  const start = xml.search(new RegExp(`<${element}[ >]`))
  const depthOf = (at: number): number => /\t*$/.exec(xml.slice(0, at))![0].length
  const depth = depthOf(start)
  const lines = xml
    .slice(start, xml.indexOf(`\n${'\t'.repeat(depth)}</${element}>`, start))
    .split('\n')
    .slice(1)
  return lines.flatMap((text) => {
    const found = /^(\t+)<([^\s/>]+)/.exec(text)
    return found && found[1]!.length === depth + 1 ? [found[2]!] : []
  })
}

describe('the head of a file', () => {
  it('[C §4.6] BOM and declaration', async () => {
    const bytes = await written([], aForm())
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect(bytes.subarray(3).toString()).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<КоммерческаяИнформация/,
    )
    expect((await written([], aForm({ bom: false })))[0]).toBe('<'.charCodeAt(0))
    const ansi = await written([], aForm({ encoding: 'windows-1251' }))
    expect(ansi.toString('latin1')).toMatch(/^<\?xml version="1.0" encoding="windows-1251"\?>/)
  })

  it('[C §5] namespaces: none, or the one of the profile with those of XML Schema', async () => {
    expect(await textOf([], aForm())).not.toContain('xmlns')
    const namespace = 'urn:1C.ru:commerceml_210'
    const text = await textOf([], aForm({ namespace, version: '2.10', naming: 'unf' }))
    expect(text).toContain(`xmlns="${namespace}"`)
    expect(text).toContain('xmlns:xsi=')
  })

  it('[C §14 moysklad] standalone, СинхронизацияТоваров, milliseconds and offset, the constant classifier', async () => {
    const text = await textOf(
      [classifier, ...anItem({ article: '' })],
      aForm({ naming: 'moysklad', version: '2.05' }),
    )
    expect(text).toContain('encoding="UTF-8" standalone="yes"?>')
    expect(text).toContain('СинхронизацияТоваров="false"')
    expect(text).toContain('ДатаФормирования="2025-11-20T10:00:00.000+03:00"')
    expect(text).toContain('<ИдКлассификатора>bd72d8f9-55bc-11d9-848a-00112f43529a</ИдКлассификатора>')
    expect(text).toContain('<Артикул></Артикул>')
    expect(text).toContain('<ИНН></ИНН>')
    expect(text).not.toContain('Код="')
  })

  it('[C §14 businessru] schema location, package 1#, unit code 1 in offers, RUR, no groups', async () => {
    const text = await textOf(records, aForm({ naming: 'businessru', version: '2.08' }))
    expect(text).toContain('xsi:noNamespaceSchemaLocation=')
    expect(text).toContain('<Ид>1#</Ид>')
    expect(text).toMatch(/<Предложение>[^]*<БазоваяЕдиница Код="1" /)
    expect(text).toContain('<Валюта>RUR</Валюта>')
    expect(text).not.toContain('<Валюта>RUB</Валюта>')
    expect(text).not.toContain('<Группа>')
  })

  it('[C §7.2] Ид of the node in the root of the module', async () => {
    const text = await textOf([], aForm({ naming: 'module', version: '2.09', node: 'узел' }))
    expect(text).toContain('Ид="узел"')
  })
})

describe('goods', () => {
  it('[C §6] elements of an item stand in the order of the schema', async () => {
    const xml = await textOf(
      anItem({
        pictures: ['import_files/a.jpg', 'import_files/b.jpg'],
        characteristics: [{ id: null, name: 'Цвет', value: 'Синий' }],
      }),
      aForm(),
    )
    expect(childrenOf(xml, 'Товар')).toEqual([
      'Ид',
      'Штрихкод',
      'Артикул',
      'Наименование',
      'БазоваяЕдиница',
      'Группы',
      'Описание',
      'Картинка',
      'Картинка',
      'Страна',
      'ТорговаяМарка',
      'Изготовитель',
      'ЗначенияСвойств',
      'СтавкиНалогов',
      'ХарактеристикиТовара',
      'ЗначенияРеквизитов',
    ])
  })

  it.each([
    { naming: 'ut11', version: '2.07', mark: '<Товар Статус="Удален">' },
    { naming: 'unf', version: '2.08', mark: '<Товар Статус="Удален">' },
    { naming: 'ut103', version: '2.07', mark: '<Статус>Удален</Статус>' },
    { naming: 'ut11', version: '2.04', mark: '<Статус>Удален</Статус>' },
    { naming: 'module', version: '2.09', mark: '<ПометкаУдаления>true</ПометкаУдаления>' },
    { naming: 'module31', version: '3.1', mark: '<ПометкаУдаления>true</ПометкаУдаления>' },
  ] as const)('[C §6 deletion] $naming $version: $mark', async ({ naming, version, mark }) => {
    expect(await textOf(anItem({ deleted: true }), aForm({ naming, version }))).toContain(mark)
    expect(await textOf(anItem(), aForm({ naming, version }))).not.toContain(mark)
  })

  it('[C §12 2.03] СодержитТолькоИзменения is an element, the barcode has two capitals, no warehouses', async () => {
    const text = await textOf(records, aForm({ version: '2.03', naming: 'ut103' }))
    expect(text).toContain('<СодержитТолькоИзменения>false</СодержитТолькоИзменения>')
    expect(text).not.toContain('СодержитТолькоИзменения="')
    expect(text).toContain('<ШтрихКод>')
    expect(text).not.toContain('Склад')
  })

  it('[C §12 2.07, 2.09] stock by warehouse from 2.07, НомерВерсии from 2.09', async () => {
    expect(await textOf(anOffer(), aForm({ version: '2.05' }))).not.toContain('ИдСклада')
    expect(await textOf(anOffer(), aForm({ version: '2.07' }))).toMatch(
      /<Склад ИдСклада="[^"]+" КоличествоНаСкладе="\d+"\/>/,
    )
    const version = { version: 'AAAAAAAAAAI=' }
    expect(await textOf(anItem(version), aForm({ version: '2.08' }))).not.toContain('НомерВерсии')
    expect(await textOf(anItem(version), aForm({ version: '2.09' }))).toContain(
      '<НомерВерсии>AAAAAAAAAAI=</НомерВерсии>',
    )
  })

  it('[C §6 unit] Пересчет with УТ 11, the padded code alone with the module 3.1', async () => {
    expect(await textOf(anItem(), aForm())).toContain(
      'МеждународноеСокращение="PCE">шт<Пересчет><Единица>796</Единица><Коэффициент>1</Коэффициент></Пересчет></БазоваяЕдиница>',
    )
    expect(await textOf(anItem(), aForm({ naming: 'module31', version: '3.1' }))).toContain(
      '<БазоваяЕдиница>796 </БазоваяЕдиница>',
    )
  })

  it('[C §6 barcode] УТ omits a barcode that is not 8–14 characters', async () => {
    for (const barcode of ['1234567', '123456789012345']) {
      expect(await textOf(anItem({ barcode }), aForm())).not.toContain('Штрихкод')
      expect(await textOf(anItem({ barcode }), aForm({ naming: 'unf' }))).toContain(barcode)
    }
  })

  it('[C §6] a property without values is cleared by an empty Значение', async () => {
    const text = await textOf(anItem({ properties: [{ id: 'p', values: [] }] }), aForm())
    expect(text).toContain('<Значение/>')
  })

  it('[C §6] groups become a tree whatever their order; orphans and circles stand at the top', async () => {
    const group = (id: string, parent: string | null): CmlRecord => ({
      kind: 'group',
      place: { line: 0, column: 0 },
      id,
      parent,
      name: id,
      deleted: false,
    })
    const bytes = await written(
      [
        classifier,
        group('b', 'a'),
        group('a', null),
        group('lost', 'nowhere'),
        group('x', 'y'),
        group('y', 'x'),
      ],
      aForm(),
    )
    const read = ofKind(readBack(bytes).records, 'group')
    expect(Object.fromEntries(read.map(({ id, parent }) => [id, parent]))).toEqual({
      a: null,
      b: 'a',
      lost: null,
      x: null,
      y: 'x',
    })
  })

  it('[C §6] what the model does not know is written back, once', async () => {
    const extra: CmlElement[] = [
      { name: 'Высота', attributes: { Единица: 'см' }, text: '12', children: [] },
      { name: 'НомерВерсии', attributes: {}, text: 'AAAAAAAAAAU=', children: [] },
      { name: 'БазоваяЕдиница/Пересчет', attributes: {}, text: '', children: [] },
      { name: '@Атрибут', attributes: {}, text: 'нет', children: [] },
    ]
    const text = await textOf(anItem({ extra }), aForm())
    expect(text).toContain('<Высота Единица="см">12</Высота>')
    expect(text.match(/Пересчет>/g)).toHaveLength(2)
    expect(text).not.toContain('@Атрибут')
    const group: CmlRecord = { ...ofKind(records, 'group')[0]!, extra }
    const module = await textOf([classifier, group], aForm({ naming: 'module', version: '2.09' }))
    expect(module.match(/<НомерВерсии>/g)).toHaveLength(1)
    expect(module).toContain('AAAAAAAAAAU=')
  })
})

describe('offers', () => {
  it('[C §7.1] changes: the characteristic apart, Склады, no price text', async () => {
    const xml = await textOf(
      [{ ...pack, element: 'ИзмененияПакетаПредложений', changesOnly: true }, offer],
      aForm(),
    )
    expect(childrenOf(xml, 'ИзмененияПакетаПредложений')).toEqual(['Ид', 'ИдКаталога', 'Предложения'])
    expect(childrenOf(xml, 'Предложение')).toEqual([
      'Ид',
      'ИдХарактеристики',
      'Склады',
      'Склады',
      'Склады',
      'Цены',
      'Количество',
    ])
    expect(childrenOf(xml, 'Цена')).toEqual(['ИдТипаЦены', 'ЦенаЗаЕдиницу', 'Валюта'])
    expect(ofKind(readBack(Buffer.from(xml)).records, 'offer')[0]).toMatchObject({
      id: offer.id,
      quantity: offer.quantity,
      stocks: offer.stocks,
    })
  })

  it('[C §7] no price is an empty element, and stock that was not told is not there', async () => {
    const [price] = offer.prices!
    const text = await textOf(
      anOffer({
        prices: [{ ...price!, price: null, text: 'Уточните у менеджера' }],
        quantity: null,
        stocks: null,
      }),
      aForm(),
    )
    expect(text).toContain('<ЦенаЗаЕдиницу/>')
    expect(text).not.toMatch(/Количество|<Склад /)
  })

  it('[C §7] УТ writes the unit of a price only when it has three characters', async () => {
    const priced = (unit: string): CmlRecord[] => anOffer({ prices: [{ ...offer.prices![0]!, unit }] })
    expect(await textOf(priced('шт'), aForm())).not.toContain('<Единица>шт</Единица>')
    expect(await textOf(priced('пар'), aForm())).toContain('<Единица>пар</Единица>')
    expect(await textOf(priced('шт'), aForm({ naming: 'unf' }))).toContain('<Единица>шт</Единица>')
  })

  it('[C §7] a price of ten pieces says so in every form', async () => {
    const ten = anOffer({ prices: [{ ...offer.prices![0]!, coefficient: 10 }] })
    for (const form of [aForm(), aForm({ naming: 'module31', version: '3.1' })]) {
      const read = ofKind(readBack(await written(ten, form)).records, 'offer')[0]!
      expect(read.prices![0]!.coefficient).toBe(10)
    }
  })

  it('[C §7.2 rests] stock without a warehouse is Остатки/Остаток/Количество', async () => {
    const text = await textOf(
      anOffer({ stocks: null, quantity: -1500 }),
      aForm({ naming: 'module', version: '2.10' }),
    )
    expect(text.replace(/\s/g, '')).toContain(
      '<Остатки><Остаток><Количество>-1.5</Количество></Остаток></Остатки>',
    )
  })
})

describe('documents', () => {
  const order = aDocument({
    comment: 'позвонить',
    dueDate: '2025-12-01',
    taxes: [{ name: 'НДС', rate: '', sum: 100, included: true }],
    discounts: line.discounts,
    warehouses: [{ id: 'w', name: 'Склад', address: null }],
    parties: [{ ...classifier.owner!, role: 'Покупатель' }],
    lines: [line],
    requisites: [{ name: 'Отменен', value: 'false' }],
    version: 'AAAAAAAAAAI=',
    number1c: '00-17',
    date1c: '2025-11-21',
  })

  it('[C §10] a site writes in the order of the schema', async () => {
    const xml = await textOf([order], aForm({ version: '2.05' }))
    expect(childrenOf(xml, 'Документ')).toEqual([
      'Ид',
      'Номер',
      'Дата',
      'ХозОперация',
      'Роль',
      'Валюта',
      'Курс',
      'Сумма',
      'Контрагенты',
      'Время',
      'СрокПлатежа',
      'Комментарий',
      'Налоги',
      'Скидки',
      'Склады',
      'Товары',
      'ЗначенияРеквизитов',
    ])
  })

  it('[C §10.3] later than 2.05: НомерВерсии, Номер1С, the unit as a node, contacts with spaces', async () => {
    const contacts = [
      { type: 'Телефон рабочий', value: '+7' },
      { type: 'Почта', value: 'a@example.com' },
    ]
    const document = aDocument({ ...order, parties: [{ ...order.parties[0]!, contacts }] })
    const before = await textOf([document], aForm({ version: '2.05', naming: 'ut103' }))
    expect(before).toContain('<БазоваяЕдиница Код="796"')
    expect(before).toContain('<Тип>ТелефонРабочий</Тип>')
    expect(before).toContain('<Тип>Почта</Тип>')
    expect(before).not.toMatch(/НомерВерсии|Номер1С/)
    const later = await textOf([document], aForm({ version: '2.08', naming: 'unf' }))
    expect(childrenOf(later, 'Единица')).toEqual(['Код', 'НаименованиеПолное'])
    expect(later).toContain('<Тип>Телефон рабочий</Тип>')
    expect(later).toContain('<Тип>Электронная почта</Тип>')
    expect(later).toContain('<Номер1С>00-17</Номер1С>')
    const of1C = await textOf([document], aForm({ version: '2.08', naming: 'unf' }), { author: 'onec' })
    expect(of1C).toContain('<Тип>Почта</Тип>')
  })

  it('[C §11.1] УТ: БазоваяЕдиница, СтавкиНалогов, amounts behind the requisites, Единица and Налоги', async () => {
    const xml = await textOf([order], aForm(), { author: 'onec' })
    expect(childrenOf(xml, 'Товар')).toEqual([
      'Ид',
      'ИдКаталога',
      'Артикул',
      'Наименование',
      'БазоваяЕдиница',
      'СтавкиНалогов',
      'Скидки',
      'ЗначенияРеквизитов',
      'ЦенаЗаЕдиницу',
      'Количество',
      'Сумма',
      'Единица',
      'Коэффициент',
      'Налоги',
    ])
    const [read] = ofKind(readBack(Buffer.from(xml)).records, 'document')
    expect(read!.lines[0]).toMatchObject({ taxes: line.taxes, unit: line.unit, price: line.price })
  })

  it('[C §11.2] the module: its own order, Цена, Единица as a node', async () => {
    const xml = await textOf([order], aForm({ naming: 'module', version: '2.09' }), { author: 'onec' })
    expect(childrenOf(xml, 'Документ')).toEqual([
      'Ид',
      'НомерВерсии',
      'ПометкаУдаления',
      'Номер',
      'Номер1С',
      'Дата',
      'Дата1С',
      'Время',
      'ХозОперация',
      'Контрагенты',
      'Склады',
      'Валюта',
      'Курс',
      'Сумма',
      'Роль',
      'СрокПлатежа',
      'Комментарий',
      'Налоги',
      'Скидки',
      'ЗначенияРеквизитов',
      'Товары',
    ])
    expect(childrenOf(xml, 'Товар')).toContain('Цена')
    expect(xml).not.toContain('ЦенаЗаЕдиницу')
  })

  const payment = aDocument({ id: '9', number: '9', operation: 'Эквайринговая операция', basis: '132' })
  const withPayment = aDocument({ subordinate: [{ ...payment, basis: null }] })

  it.each([
    { name: 'inside the order record', given: [withPayment] },
    { name: 'behind it with Основание', given: [aDocument(), payment] },
  ])('[C §10.3] payments given $name come out as the form says', async ({ given }) => {
    const read = async (version: '2.09' | '2.10' | '3.1', subordinate?: 'nested' | 'siblings') => {
      const bytes = await written(given, aForm({ version }), subordinate === undefined ? {} : { subordinate })
      return ofKind(readBack(bytes).records, 'document')
    }
    expect((await read('2.09')).map(({ id }) => id)).toEqual(['132'])
    expect((await read('2.10')).map(({ id, basis }) => [id, basis])).toEqual([
      ['132', null],
      ['9', '132'],
    ])
    const nested = await read('2.10', 'nested')
    expect(nested.map(({ id, subordinate }) => [id, subordinate.map((inner) => inner.id)])).toEqual([
      ['132', ['9']],
    ])
    expect((await read('3.1')).map(({ id, container }) => [id, container])).toEqual([
      ['132', 1],
      ['9', 1],
    ])
  })

  it('[C §10.3] every order of 3.1 has a Контейнер of its own', async () => {
    const bytes = await written([aDocument(), payment, aDocument({ id: '133' })], aForm({ version: '3.1' }))
    const read = ofKind(readBack(bytes).records, 'document')
    expect(read.map(({ id, container }) => [id, container])).toEqual([
      ['132', 1],
      ['9', 1],
      ['133', 2],
    ])
  })

  it('[C §3.2 query] no orders: the root without Документ', async () => {
    const { records: read, summary } = readBack(await written([], aForm({ version: '2.05' })))
    expect(read.map(({ kind }) => kind)).toEqual(['root'])
    expect(summary.records.document ?? 0).toBe(0)
  })
})

describe('records out of place', () => {
  it('a record without its head is refused by name', async () => {
    await expect(written([item], aForm())).rejects.toThrow(/item has to follow a catalogue/)
    await expect(written([offer], aForm())).rejects.toThrow(/offer has to follow a package/)
    await expect(written([...ofKind(records, 'group')], aForm())).rejects.toThrow(
      /group has to follow a classifier/,
    )
  })
})
