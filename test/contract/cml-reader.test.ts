import { describe, expect, it } from 'vitest'
import {
  catalogue,
  file,
  offers,
  only,
  read,
  recordsOf,
  wholeCatalogue,
  wholeOffers,
} from './cml-reader-files.ts'

const kinds = (text: string): string[] => read(text).records.map(({ kind }) => kind)

describe('catalogue', () => {
  it('[C §6] heads come before what they hold, groups before the groups in them', () => {
    expect(kinds(wholeCatalogue)).toEqual([
      'root',
      'classifier',
      'group',
      'group',
      'property',
      'catalogue',
      'item',
      'item',
    ])
  })

  it('[C §6] the root and the heads', () => {
    const [root, classifier] = read(wholeCatalogue).records
    expect(root).toMatchObject({
      version: '2.07',
      generated: '2024-05-14T10:00:00',
      namespace: 'urn:1C.ru:commerceml_2',
      node: null,
      place: { line: 2, column: 1 },
    })
    expect(classifier).toMatchObject({
      id: 'кл-1',
      owner: { name: 'ООО «Ромашка»', officialName: 'ООО «Ромашка»', inn: '7701234567', kpp: '770101001' },
      changesOnly: false,
    })
    expect(only(recordsOf(wholeCatalogue, 'catalogue'))).toMatchObject({
      id: 'кат-1',
      classifierId: 'кл-1',
      name: 'Основной каталог',
    })
  })

  it('[C §6] groups know their parent, also when the tag is broken over lines', () => {
    expect(recordsOf(wholeCatalogue, 'group')).toEqual([
      {
        kind: 'group',
        id: 'гр-1',
        parent: null,
        name: 'Инструмент',
        deleted: false,
        place: { line: 9, column: 4 },
      },
      {
        kind: 'group',
        id: 'гр-2',
        parent: 'гр-1',
        name: 'Дрели',
        deleted: false,
        place: { line: 10, column: 13 },
      },
    ])
  })

  it('[C §6] goods with everything they have', () => {
    const [drill, hammer] = recordsOf(wholeCatalogue, 'item')
    expect(drill).toEqual({
      kind: 'item',
      id: 'тов-1',
      article: 'ДР-1',
      name: 'Дрель «Мастер» & кейс',
      barcode: '4600000000015',
      unit: { code: '796', name: 'шт', fullName: 'Штука', international: 'PCE' },
      groups: ['гр-2'],
      description: '<p>800 Вт</p>',
      pictures: ['import_files/aa/1.jpg', 'import_files/aa/2.jpg'],
      country: 'Россия',
      brand: 'Мастер',
      manufacturer: expect.objectContaining({ id: 'из-1', name: 'Завод' }),
      properties: [{ id: 'св-1', values: ['зн-1'] }],
      taxes: [{ name: 'НДС', rate: '20' }],
      requisites: [{ name: 'ВидНоменклатуры', value: 'Товар' }],
      characteristics: [],
      deleted: false,
      version: '',
      place: { line: 26, column: 4 },
      extra: [
        {
          name: 'БазоваяЕдиница/Пересчет',
          attributes: {},
          text: '',
          children: [
            { name: 'Единица', attributes: {}, text: '796', children: [] },
            { name: 'Коэффициент', attributes: {}, text: '1', children: [] },
          ],
        },
        { name: 'Вес', attributes: {}, text: '1.5', children: [] },
      ],
    })
    expect(hammer).toMatchObject({ id: 'тов-2', deleted: true, unit: null })
  })

  it.each([
    ['attribute', '<Товар Статус="Удален"><Ид>1</Ид></Товар>', true],
    ['element', '<Товар><Ид>1</Ид><Статус>Удален</Статус></Товар>', true],
    ['mark of the module', '<Товар><Ид>1</Ид><ПометкаУдаления>true</ПометкаУдаления></Товар>', true],
    ['mark that says no', '<Товар><ПометкаУдаления>false</ПометкаУдаления><Ид>1</Ид></Товар>', false],
    ['another state', '<Товар Статус="Изменен"><Ид>1</Ид></Товар>', false],
  ])('[C §6 deletion] %s', (_, goods, deleted) => {
    expect(only(recordsOf(catalogue(goods), 'item')).deleted).toBe(deleted)
  })

  it.each([
    ['attribute', '<Каталог СодержитТолькоИзменения="true"><Ид>к</Ид></Каталог>', true],
    [
      'element (2.03)',
      '<Каталог><Ид>к</Ид><СодержитТолькоИзменения>true</СодержитТолькоИзменения><Товары/></Каталог>',
      true,
    ],
    ['missing means full', '<Каталог><Ид>к</Ид></Каталог>', false],
  ])('[C §6 partial] %s', (_, text, changesOnly) => {
    expect(only(recordsOf(file(text), 'catalogue')).changesOnly).toBe(changesOnly)
  })

  it('[C §6 unit] only a padded code (3.1), and a node', () => {
    const units = recordsOf(
      catalogue(
        '<Товар><Ид>1</Ид><БазоваяЕдиница>796 </БазоваяЕдиница></Товар>' +
          '<Товар><Ид>2</Ид><БазоваяЕдиница><Код>112</Код><НаименованиеПолное>Литр</НаименованиеПолное></БазоваяЕдиница></Товар>',
      ),
      'item',
    ).map(({ unit }) => unit)
    expect(units).toEqual([
      { code: '796', name: '', fullName: '', international: '' },
      { code: '112', name: '', fullName: 'Литр', international: '' },
    ])
  })

  it('[C §6 spellings] ШтрихКод, СвойствоНоменклатуры, ЗначениеСвойства, values cleared and many', () => {
    const text = file(
      '<Классификатор><Ид>к</Ид><Свойства><СвойствоНоменклатуры><Ид>с</Ид><Наименование>Цвет</Наименование></СвойствоНоменклатуры></Свойства></Классификатор>' +
        '<Каталог><Ид>к</Ид><Товары><Товар><Ид>1</Ид><ШтрихКод>46000015</ШтрихКод><ЗначенияСвойств>' +
        '<ЗначениеСвойства><Ид>с</Ид><Значение/></ЗначениеСвойства>' +
        '<ЗначенияСвойства><Ид>с</Ид><Значение>а</Значение><Значение>б</Значение></ЗначенияСвойства>' +
        '</ЗначенияСвойств></Товар></Товары></Каталог>',
    )
    expect(only(recordsOf(text, 'property'))).toMatchObject({ id: 'с', name: 'Цвет', type: '' })
    expect(only(recordsOf(text, 'item'))).toMatchObject({
      barcode: '46000015',
      properties: [
        { id: 'с', values: [] },
        { id: 'с', values: ['а', 'б'] },
      ],
    })
  })

  it('[C §6] leading zeros of an id matter, an empty picture is none', () => {
    const item = only(recordsOf(catalogue('<Товар><Картинка/><Ид>087013</Ид></Товар>'), 'item'))
    expect(item).toMatchObject({ id: '087013', pictures: [] })
  })

  it('[C §5] the order of elements is free: Каталог before Классификатор, and inside it', () => {
    const goods = '<Каталог><Ид>к</Ид><Товары><Товар><Ид>1</Ид></Товар></Товары></Каталог>'
    expect(kinds(file(`${goods}<Классификатор><Ид>к</Ид></Классификатор>`))).toEqual([
      'root',
      'catalogue',
      'item',
      'classifier',
    ])
    expect(kinds(file(`<Классификатор><Ид>к</Ид>${goods}</Классификатор>`))).toEqual([
      'root',
      'classifier',
      'catalogue',
      'item',
    ])
  })

  it('[C §5] names are compared without their prefix', () => {
    const text =
      '<c:КоммерческаяИнформация xmlns:c="urn:1C.ru:commerceml_3" ВерсияСхемы="3.1" Ид="Узел"><c:Каталог><c:Ид>к</c:Ид></c:Каталог></c:КоммерческаяИнформация>'
    expect(read(text).records).toMatchObject([
      { kind: 'root', namespace: 'urn:1C.ru:commerceml_3', node: 'Узел' },
      { kind: 'catalogue', id: 'к' },
    ])
    expect(read(text).summary?.elements).toEqual({ КоммерческаяИнформация: 1, Каталог: 1, Ид: 1 })
  })

  it('[C §7.2] units, price types and warehouses in a classifier', () => {
    const { records } = read(
      file(
        '<Классификатор><Ид>к</Ид><ЕдиницыИзмерения><ЕдиницаИзмерения><Ид>778 </Ид><Код>778 </Код><НаименованиеКраткое>упак</НаименованиеКраткое><НаименованиеПолное>Упаковка   </НаименованиеПолное><МеждународноеСокращение/></ЕдиницаИзмерения>' +
          '<ЕдиницаИзмерения><Код>006</Код></ЕдиницаИзмерения></ЕдиницыИзмерения>' +
          '<ТипыЦен><ТипЦены><Ид>т</Ид><Наименование>Опт</Наименование><Валюта>643</Валюта><ПометкаУдаления>true</ПометкаУдаления></ТипЦены></ТипыЦен>' +
          '<Склады><Склад><Ид>с</Ид><Наименование>Склад</Наименование></Склад></Склады></Классификатор>',
      ),
    )
    expect(records.slice(2)).toMatchObject([
      { kind: 'unit', id: '778', code: '778', name: 'упак', fullName: 'Упаковка', international: '' },
      { kind: 'unit', id: '006', code: '006' },
      { kind: 'priceType', id: 'т', currency: 'RUB', taxIncluded: null, deleted: true },
      { kind: 'warehouse', id: 'с', name: 'Склад', address: null },
    ])
  })

  it('[C §7.2] contragents files', () => {
    const text = file(
      '<Контрагенты><Контрагент><Ид>1</Ид><Наименование>ООО Ромашка</Наименование><ОфициальноеНаименование>ООО</ОфициальноеНаименование><ПометкаУдаления>true</ПометкаУдаления></Контрагент></Контрагенты>',
    )
    expect(only(recordsOf(text, 'counterparty'))).toMatchObject({
      party: { id: '1', name: 'ООО Ромашка', officialName: 'ООО', fullName: null },
      deleted: true,
    })
  })
})

describe('offers', () => {
  it('[C §7] an offer with its price, stock and characteristic', () => {
    const [whole, rests] = recordsOf(wholeOffers, 'offer')
    expect(whole).toMatchObject({
      id: 'тов-1#хар-1',
      itemId: 'тов-1',
      characteristicId: 'хар-1',
      article: 'ДР-1',
      name: 'Дрель (синяя)',
      barcode: null,
      characteristics: [{ id: 'х', name: 'Цвет', value: 'Синий' }],
      prices: [
        {
          priceType: 'роз',
          price: 499000,
          text: '4 990 руб. за шт',
          currency: 'RUB',
          unit: 'шт',
          coefficient: 1,
        },
      ],
      quantity: 7500,
      stocks: [{ warehouse: 'осн', quantity: 7500 }],
      properties: null,
      pictures: null,
    })
    expect(rests).toMatchObject({
      id: 'тов-2',
      itemId: 'тов-2',
      characteristicId: null,
      name: null,
      prices: null,
      quantity: null,
      stocks: [{ warehouse: 'осн', quantity: 3000 }],
    })
  })

  it('[C §7] price types and warehouses of the package', () => {
    expect(only(recordsOf(wholeOffers, 'priceType'))).toMatchObject({
      id: 'роз',
      name: 'Розничная',
      currency: 'RUB',
      taxIncluded: true,
    })
    expect(only(recordsOf(wholeOffers, 'warehouse'))).toMatchObject({
      id: 'осн',
      address: { text: 'Москва', fields: [{ type: 'Город', value: 'Москва' }] },
      contacts: [{ type: 'Телефон рабочий', value: '+70000000000' }],
    })
  })

  it('[C §7.1] ИзмененияПакетаПредложений: changes only, ИдХарактеристики joined in, Склады with attributes', () => {
    const text = file(
      '<ИзмененияПакетаПредложений СодержитТолькоИзменения="false"><Ид>к#</Ид><Предложения><Предложение><Ид>т</Ид><ИдХарактеристики>х</ИдХарактеристики>' +
        '<Склады ИдСклада="с" КоличествоНаСкладе="7"/><Цены><Цена><ИдТипаЦены>р</ИдТипаЦены><ЦенаЗаЕдиницу>4990</ЦенаЗаЕдиницу></Цена></Цены><Количество>7</Количество>' +
        '</Предложение></Предложения></ИзмененияПакетаПредложений>',
    )
    expect(only(recordsOf(text, 'package'))).toMatchObject({
      element: 'ИзмененияПакетаПредложений',
      changesOnly: true,
    })
    expect(only(recordsOf(text, 'offer'))).toMatchObject({
      id: 'т#х',
      itemId: 'т',
      characteristicId: 'х',
      stocks: [{ warehouse: 'с', quantity: 7000 }],
      quantity: 7000,
    })
  })

  it.each([
    ['Остатки/Остаток/Количество', '<Остатки><Остаток><Количество>5</Количество></Остаток></Остатки>', null],
    ['Склады/Склад', '<Склады><Склад ИдСклада="с" КоличествоНаСкладе="5"/></Склады>', 'с'],
    ['Склад with elements', '<Склад><Ид>с</Ид><Количество>5</Количество></Склад>', 'с'],
  ])('[C §7.2 stock] %s', (_, stock, warehouse) => {
    const offer = only(recordsOf(offers(`<Предложение><Ид>1</Ид>${stock}</Предложение>`), 'offer'))
    expect(offer.stocks).toEqual([{ warehouse, quantity: 5000 }])
  })

  it('[C §7] an empty price is no price, a negative and fractional stock is one', () => {
    const offer = only(
      recordsOf(
        offers(
          '<Предложение><Ид>1</Ид><Цены><Цена><Представление>Уточните</Представление><ЦенаЗаЕдиницу/></Цена></Цены><Количество>-1.5</Количество></Предложение>',
        ),
        'offer',
      ),
    )
    expect(offer.prices).toMatchObject([{ price: null, text: 'Уточните' }])
    expect(offer.quantity).toBe(-1500)
  })

  it('[C §7] an id that ends with # has no characteristic', () => {
    const [bare] = recordsOf(offers('<Предложение><Ид>т#</Ид></Предложение>'), 'offer')
    expect(bare).toMatchObject({ id: 'т#', itemId: 'т', characteristicId: null })
  })
})

describe('what is unknown', () => {
  it('[C §5] unknown elements stay with their record, with attributes, order and depth', () => {
    const item = only(
      recordsOf(
        catalogue('<Товар Свой="1"><Ид>1</Ид><Новое код="7">текст<Внутри>да</Внутри></Новое><Ещё/></Товар>'),
        'item',
      ),
    )
    expect(item.extra).toEqual([
      { name: '@Свой', attributes: {}, text: '1', children: [] },
      {
        name: 'Новое',
        attributes: { код: '7' },
        text: 'текст',
        children: [{ name: 'Внутри', attributes: {}, text: 'да', children: [] }],
      },
      { name: 'Ещё', attributes: {}, text: '', children: [] },
    ])
  })

  it('[C §5] names of the language are names like others', () => {
    const { records, summary } = read(
      catalogue('<Товар><Ид>1</Ид><__proto__ constructor="1">x</__proto__></Товар>'),
    )
    expect(records.at(-1)).toMatchObject({ extra: [{ name: '__proto__', text: 'x' }] })
    expect(Object.entries(summary!.elements)).toContainEqual(['__proto__', 1])
  })

  it('[C §5] what stands once is taken once, the rest is kept', () => {
    const item = only(
      recordsOf(catalogue('<Товар><Ид>1</Ид><Артикул>а</Артикул><Артикул>б</Артикул></Товар>'), 'item'),
    )
    expect(item).toMatchObject({ article: 'а', extra: [{ name: 'Артикул', text: 'б' }] })
  })
})

describe('summary', () => {
  it('[C §12] version, encoding, counts and who wrote it', () => {
    expect(read(`\uFEFF${wholeCatalogue}`).summary).toMatchObject({
      encoding: 'utf-8',
      bom: true,
      version: '2.07',
      namespace: 'urn:1C.ru:commerceml_2',
      generated: '2024-05-14T10:00:00',
      producer: { ru: expect.stringContaining('Управление торговлей 11') as string },
      elements: expect.objectContaining({ Товар: 2, Группа: 2, Ид: 11 }) as object,
      records: { root: 1, classifier: 1, group: 2, property: 1, catalogue: 1, item: 2 },
    })
  })

  it.each([
    ['ВерсияСхемы="2.05" ФорматДаты="x"', 'Битрикс'],
    ['ВерсияСхемы="2.05" СинхронизацияТоваров="false"', 'МойСклад'],
    ['ВерсияСхемы="2.08" xmlns="urn:1C.ru:commerceml_210"', 'УНФ'],
    ['ВерсияСхемы="3.1" Ид="Узел" xmlns="urn:1C.ru:commerceml_3"', '3.1'],
    ['ВерсияСхемы="2.07"', '10.3'],
    [
      'ВерсияСхемы="2.08" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="a.xsd"',
      'Бизнес.Ру',
    ],
    ['ВерсияСхемы="2.04"', 'не определить'],
  ])('[C §14] %s is told as %s', (attributes, producer) => {
    expect(read(file('', attributes)).summary?.producer.ru).toContain(producer)
  })
})
