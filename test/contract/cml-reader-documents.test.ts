import { describe, expect, it } from 'vitest'
import { file, only, order, recordsOf, wholeOrders } from './cml-reader-files.ts'

describe('documents', () => {
  it('[C §10] an order with everything it has', () => {
    const [document] = recordsOf(wholeOrders, 'document')
    expect(document).toMatchObject({
      id: '132',
      number: '132',
      date: '2024-05-13',
      time: '18:45:21',
      operation: 'Заказ товара',
      role: 'Продавец',
      currency: 'RUB',
      rate: '1',
      sum: 519000,
      basis: null,
      comment: 'позвонить',
      parties: [
        {
          id: '38#ivanov#Иванов',
          fullName: 'Иванов Иван Иванович',
          officialName: null,
          role: 'Покупатель',
          lastName: 'Иванов',
          firstName: 'Иван',
          middleName: 'Иванович',
          address: { text: '101000, Москва', fields: [] },
          contacts: [{ type: 'ТелефонРабочий', value: '+70000000000' }],
        },
      ],
      taxes: [{ name: 'НДС', rate: '', sum: 86500, included: true }],
      discounts: [{ name: 'Скидка', sum: 10000, percent: '', included: false }],
      warehouses: [{ id: 'осн', name: 'Основной', address: null }],
      requisites: [{ name: 'Статус заказа', value: '[N] Принят' }],
      container: 1,
    })
  })

  it('[C §10] lines: ЦенаЗаЕдиницу and Цена, units as attributes and as a node, one entry for a tax', () => {
    const [document] = recordsOf(wholeOrders, 'document')
    expect(document?.lines).toMatchObject([
      {
        id: 'тов-1#хар-1',
        catalogueId: 'кат-1',
        article: 'ДР-1',
        unit: { code: '796', name: 'шт' },
        price: 499000,
        quantity: 1000,
        sum: 499000,
        taxes: [{ name: 'НДС', rate: '20', sum: 83167, included: true }],
        place: { line: 17, column: 5 },
      },
      { id: 'ORDER_DELIVERY', unit: { code: '796', fullName: 'Штука' }, price: 30000, sum: 30000 },
    ])
  })

  it('[C §10.3] payments beside the order and shipments inside it', () => {
    const [document, payment] = recordsOf(wholeOrders, 'document')
    expect(document?.subordinate).toMatchObject([
      { id: 'о-1', operation: 'Отпуск товара', sum: 519000, lines: [], container: 1 },
    ])
    expect(payment).toMatchObject({
      id: 'п-1',
      operation: 'Эквайринговая операция',
      basis: '132',
      container: 1,
    })
  })

  it('[C §10.3 3.1] containers are counted, documents outside have none', () => {
    const documents = (number: string): string =>
      `<Документ><Ид>${number}</Ид><Номер>${number}</Номер></Документ>`
    const text = file(
      `<Контейнер>${documents('1')}</Контейнер><Контейнер>${documents('2')}${documents('3')}</Контейнер>${documents('4')}`,
    )
    expect(recordsOf(text, 'document').map(({ container }) => container)).toEqual([1, 2, 2, null])
  })

  it('[C §11.2] what the Bitrix module adds', () => {
    const text = order(
      '<НомерВерсии>AAAAAAAAAAE=</НомерВерсии><ПометкаУдаления>true</ПометкаУдаления><Номер1С>00-7</Номер1С><Дата1С>2024-05-14</Дата1С>',
    )
    expect(only(recordsOf(text, 'document'))).toMatchObject({
      version: 'AAAAAAAAAAE=',
      deleted: true,
      number1c: '00-7',
      date1c: '2024-05-14',
    })
  })

  it('[C §11.1] УТ writes both units of a line: the base unit is taken, the other kept', () => {
    const text = order(
      '<Товары><Товар><Ид>1</Ид><Единица>упак</Единица><БазоваяЕдиница Код="796">шт</БазоваяЕдиница><Коэффициент>10</Коэффициент></Товар></Товары>',
    )
    expect(only(recordsOf(text, 'document')).lines).toMatchObject([
      { unit: { code: '796', name: 'шт' }, coefficient: '10', extra: [{ name: 'Единица', text: 'упак' }] },
    ])
  })

  it('[C §6] a requisite of several values becomes several of one name', () => {
    const text = order(
      '<ЗначенияРеквизитов><ЗначениеРеквизита><Значение>а</Значение><Значение>б</Значение><Наименование>Файл</Наименование></ЗначениеРеквизита></ЗначенияРеквизитов>',
    )
    expect(only(recordsOf(text, 'document')).requisites).toEqual([
      { name: 'Файл', value: 'а' },
      { name: 'Файл', value: 'б' },
    ])
  })

  it('[C §10] what is unknown of a party or a line stays with it', () => {
    const text = order(
      '<Контрагенты><Контрагент><Ид>1</Ид><Представители/></Контрагент></Контрагенты><Товары><Товар><Ид>1</Ид><Резерв>2</Резерв></Товар></Товары><Подписанты/>',
    )
    expect(only(recordsOf(text, 'document'))).toMatchObject({
      parties: [{ extra: [{ name: 'Представители' }] }],
      lines: [{ extra: [{ name: 'Резерв', text: '2' }] }],
      extra: [{ name: 'Подписанты' }],
    })
  })
})
