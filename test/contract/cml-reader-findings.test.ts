import { describe, expect, it } from 'vitest'
import { cmlFindings, type CmlFindingId } from '../../server/contracts/commerceml/findings.ts'
import type { CmlFinding } from '../../server/contracts/commerceml/model.ts'
import { IdSet } from '../../server/contracts/commerceml/reader/ids.ts'
import { catalogue, file, offers, only, order, read, utf8 } from './cml-reader-files.ts'

/** Files in one line; `¦` stands before the element that the finding has to point at. */
const MARK = '¦'

interface Case {
  code: CmlFindingId
  what: string
  section: string
  text: string
  id?: string
  value?: string
}

const item = (members: string): string => catalogue(`<Товар><Ид>1</Ид>${members}</Товар>`)
const offer = (members: string, lists = ''): string =>
  offers(`<Предложение><Ид>1</Ид>${members}</Предложение>`, lists)
const line = (members: string): string => order(`<Товары><Товар><Ид>т</Ид>${members}</Товар></Товары>`)
const classifier = (lists: string, attributes = ''): string =>
  `<Классификатор${attributes}><Ид>к</Ид>${lists}</Классификатор>`
const group = '<Группы><Группа><Ид>г</Ид><Наименование>Г</Наименование></Группа></Группы>'
const goods = (members: string): string =>
  `<Каталог><Ид>к</Ид><Товары><Товар><Ид>1</Ид>${members}</Товар></Товары></Каталог>`

const cases: readonly Case[] = [
  { code: 'CML-NO-VERSION', what: 'no version', section: '§12', text: `¦${file('', '')}` },
  {
    code: 'CML-UNKNOWN-VERSION',
    what: '4.0',
    section: '§12',
    text: `¦${file('', 'ВерсияСхемы="4.0"')}`,
    value: '4.0',
  },
  {
    code: 'CML-ENCODING-CLASH',
    what: 'BOM of UTF-8, declared windows-1251',
    section: '§4.6',
    text: `\uFEFF¦<?xml version="1.0" encoding="windows-1251"?>${file('')}`,
    value: 'windows-1251',
  },
  {
    code: 'CML-NO-CLASSIFIER',
    what: 'goods without one',
    section: '§4.2',
    text: file(`¦${goods('')}`),
  },
  {
    code: 'CML-HEAD-LATE',
    what: 'changes-only behind the goods',
    section: '§6',
    text: file(
      '<Каталог><Ид>к</Ид><Товары/>¦<СодержитТолькоИзменения>true</СодержитТолькоИзменения></Каталог>',
    ),
    id: 'к',
    value: 'true',
  },
  { code: 'CML-EXTRA', what: 'element', section: '§5', text: item('¦<Вес>2</Вес>'), id: '1', value: '2' },
  {
    code: 'CML-EXTRA',
    what: 'element between records',
    section: '§5',
    text: catalogue('¦<Прочее><Ид>9</Ид></Прочее>'),
    value: '<Прочее><Ид>9</Ид></Прочее>',
  },
  {
    code: 'CML-EXTRA',
    what: 'attribute',
    section: '§5',
    text: catalogue('¦<Товар Свой="7"><Ид>1</Ид></Товар>'),
    id: '1',
    value: '7',
  },
  {
    code: 'CML-EXTRA',
    what: 'text in a list',
    section: '§5',
    text: item('<Группы>лишнее¦<Ид>г</Ид></Группы>'),
    value: 'лишнее',
  },
  {
    code: 'CML-REPEATED',
    what: 'second name',
    section: '§5',
    text: item('<Наименование>а</Наименование>¦<Наименование>б</Наименование>'),
    id: '1',
    value: 'б',
  },
  {
    code: 'CML-NO-ID',
    what: 'goods without id',
    section: '§6',
    text: catalogue('¦<Товар><Артикул>а</Артикул></Товар>'),
  },
  {
    code: 'CML-NO-NUMBER',
    what: 'order without number',
    section: '§10.2',
    text: file('¦<Документ><Ид>1</Ид></Документ>'),
    id: '1',
  },
  {
    code: 'CML-DUPLICATE-ID',
    what: 'goods twice',
    section: '§15 F12',
    text: catalogue('<Товар><Ид>1</Ид></Товар><Товар><Ид>2</Ид></Товар>¦<Товар><Ид>1</Ид></Товар>'),
    id: '1',
    value: '1',
  },
  {
    code: 'CML-SELF-CHARACTERISTIC',
    what: 'GUID#GUID',
    section: '§15 F20',
    text: offers('¦<Предложение><Ид>а#а</Ид></Предложение>'),
    id: 'а#а',
    value: 'а#а',
  },
  {
    code: 'CML-DANGLING-GROUP',
    what: 'group not described',
    section: '§6',
    text: file(classifier(group) + goods('<Группы><Ид>г</Ид>¦<Ид>нет</Ид></Группы>')),
    id: '1',
    value: 'нет',
  },
  {
    code: 'CML-DANGLING-GROUP',
    what: 'described behind the goods',
    section: '§5',
    text: file(goods('<Группы>¦<Ид>нет</Ид><Ид>г</Ид></Группы>') + classifier(group)),
    id: '1',
    value: 'нет',
  },
  {
    code: 'CML-DANGLING-PROPERTY',
    what: 'property not described',
    section: '§6',
    text: file(
      classifier('<Свойства><Свойство><Ид>с</Ид></Свойство></Свойства>') +
        goods('<ЗначенияСвойств><ЗначенияСвойства>¦<Ид>нет</Ид></ЗначенияСвойства></ЗначенияСвойств>'),
    ),
    value: 'нет',
  },
  {
    code: 'CML-DANGLING-PRICE-TYPE',
    what: 'price type not described',
    section: '§15 F11',
    text: offer(
      '<Цены><Цена>¦<ИдТипаЦены>нет</ИдТипаЦены><ЦенаЗаЕдиницу>1</ЦенаЗаЕдиницу></Цена></Цены>',
      '<ТипыЦен><ТипЦены><Ид>р</Ид></ТипЦены></ТипыЦен>',
    ),
    value: 'нет',
  },
  {
    code: 'CML-DANGLING-WAREHOUSE',
    what: 'warehouse not described',
    section: '§7',
    text: offer(
      '¦<Склад ИдСклада="нет" КоличествоНаСкладе="1"/>',
      '<Склады><Склад><Ид>с</Ид></Склад></Склады>',
    ),
    value: 'нет',
  },
  {
    code: 'CML-NUMBER',
    what: 'stock in words',
    section: '§15 F22',
    text: offer('¦<Количество>много</Количество>'),
    id: '1',
    value: 'много',
  },
  {
    code: 'CML-NUMBER',
    what: 'stock in an attribute',
    section: '§15 F22',
    text: offer('¦<Склад ИдСклада="с" КоличествоНаСкладе="?"/>'),
    value: '?',
  },
  {
    code: 'CML-NUMBER-FORM',
    what: 'spaces and a comma',
    section: '§15 F22',
    text: line('¦<Сумма>1 234,50</Сумма>'),
    id: '1',
    value: '1 234,50',
  },
  {
    code: 'CML-ROUNDED',
    what: 'price',
    section: '§15 F31',
    text: line('¦<Цена>231.7449</Цена>'),
    value: '231.7449',
  },
  {
    code: 'CML-ROUNDED',
    what: 'stock',
    section: '§7',
    text: offer('¦<Количество>0.12345</Количество>'),
    value: '0.12345',
  },
  {
    code: 'CML-EMPTY-PRICE',
    what: 'empty',
    section: '§15 F22',
    text: offer('<Цены>¦<Цена><Представление>Уточните</Представление><ЦенаЗаЕдиницу/></Цена></Цены>'),
    id: '1',
    value: 'Уточните',
  },
  {
    code: 'CML-BOOLEAN',
    what: 'neither',
    section: '§5',
    text: item('¦<ПометкаУдаления>возможно</ПометкаУдаления>'),
    value: 'возможно',
  },
  {
    code: 'CML-BOOLEAN-FORM',
    what: 'in words',
    section: '§5',
    text: item('¦<ПометкаУдаления>да</ПометкаУдаления>'),
    value: 'да',
  },
  { code: 'CML-DATE', what: 'junk', section: '§15 F29', text: order('¦<Дата>вчера</Дата>'), value: 'вчера' },
  {
    code: 'CML-DATE',
    what: 'junk in a requisite',
    section: '§10.1',
    text: file(
      '¦<Документ><Ид>1</Ид><Номер>1</Номер><ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Дата отгрузки</Наименование><Значение>скоро</Значение></ЗначениеРеквизита></ЗначенияРеквизитов></Документ>',
    ),
    value: 'скоро',
  },
  {
    code: 'CML-DATE-FORM',
    what: 'd.m.Y',
    section: '§15 F29',
    text: order('¦<Дата>14.05.2024</Дата>'),
    value: '14.05.2024',
  },
  {
    code: 'CML-DATE-FORM',
    what: 'one-digit hour',
    section: '§5',
    text: order('¦<Время>8:45:21</Время>'),
    value: '8:45:21',
  },
  {
    code: 'CML-DATE-EMPTY',
    what: 'year 1',
    section: '§15 F29',
    text: order('¦<Дата>0001-01-01</Дата>'),
    value: '0001-01-01',
  },
  {
    code: 'CML-ENUM',
    what: 'operation',
    section: '§5',
    text: order('¦<ХозОперация>Подарок</ХозОперация>'),
    value: 'Подарок',
  },
  {
    code: 'CML-ENUM',
    what: 'contact',
    section: '§5',
    text: order(
      '<Контрагенты><Контрагент><Контакты><Контакт>¦<Тип>Голубь</Тип></Контакт></Контакты></Контрагент></Контрагенты>',
    ),
    value: 'Голубь',
  },
  {
    code: 'CML-CURRENCY',
    what: 'unknown',
    section: '§7',
    text: order('¦<Валюта>туг</Валюта>'),
    value: 'туг',
  },
  {
    code: 'CML-LENGTH',
    what: 'name',
    section: '§5',
    text: item(`¦<Наименование>${'н'.repeat(256)}</Наименование>`),
    value: 'н'.repeat(200),
  },
  {
    code: 'CML-LENGTH',
    what: 'КПП',
    section: '§5',
    text: file('<Каталог><Ид>к</Ид><Владелец>¦<КПП>12345</КПП></Владелец></Каталог>'),
    value: '12345',
  },
  {
    code: 'CML-LENGTH',
    what: 'currency of four characters',
    section: '§7',
    text: order('¦<Валюта>руб.</Валюта>'),
    value: 'руб.',
  },
  {
    code: 'CML-BARCODE',
    what: 'short',
    section: '§6',
    text: item('¦<Штрихкод>123</Штрихкод>'),
    value: '123',
  },
  {
    code: 'CML-DOCUMENT-ATTRIBUTES',
    what: 'number and status',
    section: '§15 F28',
    text: file('¦<Документ Номер="1"><Ид>1</Ид></Документ>'),
    id: '1',
  },
  {
    code: 'CML-SUM',
    what: 'document and lines',
    section: '§15 F31',
    text: file(
      '¦<Документ><Ид>1</Ид><Номер>1</Номер><ХозОперация>Заказ товара</ХозОперация><Сумма>100</Сумма><Товары><Товар><Ид>т</Ид><Сумма>90</Сумма></Товар></Товары></Документ>',
    ),
    value: '100',
  },
]

const clean = (text: string): string => text.replace(MARK, '')

describe('findings', () => {
  for (const { code, what, section, text, id, value } of cases) {
    it(`[C ${section} ${code}] ${what}`, () => {
      // Two lines and an indent before everything, for the line to count.
      const marked = text.startsWith('\uFEFF') ? text : `<!-- -->\n  ${text}`
      const { findings, refusal, summary } = read(clean(marked))
      expect(refusal).toBeNull()
      const found = only(findings.filter((finding) => finding.code === code))
      const before = marked.replace('\uFEFF', '').split(MARK)[0]!.split('\n')
      expect({ line: found.line, column: found.column }).toEqual({
        line: before.length,
        column: before.at(-1)!.length + 1,
      })
      if (id !== undefined) expect(found.id).toBe(id)
      expect(found.value).toBe(value)
      expect(found.message.ru).toMatch(/[а-я]/i)
      expect(found.severity).toBe(cmlFindings.find((known) => known.code === code)!.severity)
      expect(summary!.findings[code]).toBe(1)
    })
  }

  it('[C §5] every code has a case', () => {
    const covered = new Set<string>(cases.map(({ code }) => code))
    // Two million records are past a test of seconds: its part is tested below.
    covered.add('CML-IDS-UNCHECKED')
    expect(cmlFindings.map(({ code }) => code).filter((code) => !covered.has(code))).toEqual([])
  })
})

const codesOf = (text: string): string[] => read(text).findings.map(({ code }: CmlFinding) => code)

describe('what is no finding', () => {
  it('[C §7] a dictionary that the file does not carry is not missed', () => {
    expect(codesOf(offer('<Склад ИдСклада="с" КоличествоНаСкладе="1"/>'))).toEqual([])
  })

  it('[C §4.2] a classifier of changes only makes its gaps an information', () => {
    const text = file(
      classifier(group, ' СодержитТолькоИзменения="true"') + goods('<Группы><Ид>нет</Ид></Группы>'),
    )
    expect(read(text).findings).toMatchObject([{ code: 'CML-DANGLING-GROUP', severity: 'info' }])
  })

  it('[C §13] one id in two catalogues, in goods and offers, of an order and its payment', () => {
    const payment =
      '<Документ><Ид>1</Ид><Номер>1</Номер><ХозОперация>Выплата наличных денег</ХозОперация></Документ>'
    const two = file(classifier('') + goods('') + goods(''))
    expect(codesOf(two)).toEqual([])
    expect(
      codesOf(order('<ХозОперация>Заказ товара</ХозОперация>', (document) => document + payment)),
    ).toEqual([])
  })

  it('[C §10] a discount outside of the lines explains the sum; half a kopeck a line is rounding', () => {
    const lines =
      '<Товары><Товар><Ид>1</Ид><Сумма>4990</Сумма></Товар><Товар><Ид>2</Ид><Сумма>300</Сумма></Товар></Товары>'
    const with_ = (sum: string, more = ''): string[] =>
      codesOf(order(`<ХозОперация>Заказ товара</ХозОперация><Сумма>${sum}</Сумма>${more}${lines}`))
    expect(
      with_('5190', '<Скидки><Скидка><Сумма>100</Сумма><УчтеноВСумме>false</УчтеноВСумме></Скидка></Скидки>'),
    ).toEqual([])
    expect(with_('5290.01')).toEqual([])
    expect(with_('5290.03')).toEqual(['CML-SUM'])
  })

  it('[C §10] four decimals of Bitrix are exact, contact types without spaces are known', () => {
    expect(
      codesOf(
        order(
          '<Сумма>231.7400</Сумма><Контрагенты><Контрагент><Контакты><Контакт><Тип>ТелефонРабочий</Тип></Контакт></Контакты></Контрагент></Контрагенты>',
        ),
      ),
    ).toEqual([])
  })
})

describe('bounds of findings', () => {
  const many = offers(
    Array.from(
      { length: 50 },
      (_, at) => `<Предложение><Ид>${at}</Ид><Количество>?</Количество></Предложение>`,
    ).join(''),
  )

  it('[C §5] findings beyond the bound are counted', () => {
    const { findings, summary } = read(many, { limits: { findings: 5 } })
    expect(findings.filter(({ code }) => code === 'CML-NUMBER')).toHaveLength(5)
    expect(summary!.findings).toEqual({ 'CML-NUMBER': 50 })
  })

  it('[C §15 F12] half a million ids are told apart in 8 MB', () => {
    const ids = new IdSet()
    const id = (at: number): string => `aaaaaaaa-0000-0000-0000-${String(at).padStart(12, '0')}`
    let news = 0
    for (let at = 0; at < 500_000; at++) if (ids.add(1, id(at))) news++
    expect(news).toBe(500_000)
    expect([ids.add(1, id(7)), ids.has(1, id(7)), ids.has(2, id(7)), ids.has(1, 'нет')]).toEqual([
      false,
      true,
      false,
      false,
    ])
    expect(ids.bytes).toBeLessThanOrEqual(8 * 1024 * 1024 * 2)
  })

  it('[C §5] the value of a finding is cut to 200 characters', () => {
    const { findings } = read(utf8(item(`<Описание>${'о'.repeat(5000)}</Описание>`)))
    expect(findings.find(({ code }) => code === 'CML-LENGTH')!.value).toHaveLength(200)
  })
})
