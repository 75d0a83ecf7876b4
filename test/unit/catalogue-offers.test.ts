import { describe, expect, it } from 'vitest'
import {
  aBase,
  catalogueOf,
  classifier,
  cml,
  goods,
  offer,
  packageOf,
  price,
  priceChanges,
  priceTypes,
  warehouses,
} from './catalogue-base.ts'

const none = { added: 0, changed: 0, unchanged: 0, deactivated: 0, deleted: 0, skipped: 0 }
const head = priceTypes + warehouses
const stock = (id: string, quantity: number) => `<Склад ИдСклада="${id}" КоличествоНаСкладе="${quantity}"/>`

describe('offers', () => {
  it('[C §7] price types, warehouses and offers are stored; a row of the list sums its offers', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    const offers = [
      offer('a#1', `${price('4990')}<Количество>7</Количество>${stock('main', 7)}`),
      offer('a#2', `${price('5990.50')}<Количество>2.5</Количество>`),
    ]
    const report = await take(cml(packageOf(offers, {}, head)))
    expect(report.counts).toEqual({
      priceType: { ...none, added: 1 },
      warehouse: { ...none, added: 2 },
      offer: { ...none, added: 2 },
    })
    const { rows } = await catalogue.items({ offset: 0, limit: 10 })
    expect(rows).toMatchObject([
      { id: 'a', offers: 2, price: { min: 499_000, max: 599_050, currency: 'RUB' }, quantity: 9500 },
    ])
    expect((await catalogue.item('a'))?.offerList).toMatchObject([
      {
        id: 'a#1',
        prices: [{ priceType: 'retail', typeName: 'Розничная', price: 499_000 }],
        quantity: 7000,
        stocks: [{ warehouse: 'main', name: 'Основной', quantity: 7000 }],
      },
      { id: 'a#2', quantity: 2500, stocks: [] },
    ])
    expect((await take(cml(packageOf(offers, {}, head)))).counts.offer).toEqual({ ...none, unchanged: 2 })
  })

  it('[C §7] what was not transferred is not overwritten: absent is not zero', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    await take(
      cml(
        packageOf([offer('a', `${price('10')}<Количество>7</Количество><Артикул>А-1</Артикул>`)], {}, head),
      ),
    )
    await take(cml(packageOf([offer('a', '', 'Другое имя')], { changes: true })))
    expect(await catalogue.offerRecord('a')).toMatchObject({
      name: 'Другое имя',
      article: 'А-1',
      quantity: 7000,
      prices: [{ price: 1000 }],
    })
  })

  it('[C §7.1] changes of prices and stocks touch nothing else and join the characteristic', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    const whole = offer(
      'a#1',
      `${price('10')}<Количество>7</Количество>${stock('main', 3)}${stock('far', 4)}`,
      'Синий',
    )
    await take(cml(packageOf([whole], {}, head)))
    const changes = `<Предложение><Ид>a</Ид><ИдХарактеристики>1</ИдХарактеристики><Склады ИдСклада="main" КоличествоНаСкладе="1"/>${price('12')}<Количество>5</Количество></Предложение>`
    const report = await take(cml(priceChanges([changes])))
    expect(report.counts).toEqual({ offer: { ...none, changed: 1 } })
    expect(await catalogue.offerRecord('a#1')).toMatchObject({
      name: 'Синий',
      prices: [{ price: 1200 }],
      quantity: 5000,
      stocks: [
        { warehouse: 'far', quantity: 4000 },
        { warehouse: 'main', quantity: 1000 },
      ],
    })
  })

  it('[C §7.2] a file of rests sets the stock of its warehouses, a file of prices its price types', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    await take(
      cml(packageOf([offer('a', `${price('10')}<Количество>7</Количество>${stock('main', 7)}`)], {}, head)),
    )
    const rests = `<Предложение><Ид>a</Ид><Остатки><Остаток><Склад><Ид>far</Ид><Количество>2</Количество></Склад></Остаток></Остатки></Предложение>`
    await take(cml(packageOf([rests], { changes: true })))
    await take(
      cml(packageOf([`<Предложение><Ид>a</Ид>${price('8', 'wholesale')}</Предложение>`], { changes: true })),
    )
    const record = await catalogue.offerRecord('a')
    expect(record).toMatchObject({ name: 'Предложение a', quantity: null })
    expect(record?.prices?.map(({ priceType, price }) => [priceType, price])).toEqual([
      ['retail', 1000],
      ['wholesale', 800],
    ])
    // The old total is not true of the new stocks: the list adds the warehouses up.
    expect((await catalogue.items({ offset: 0, limit: 1 })).rows[0]?.quantity).toBe(9000)
  })

  it('[C §6] a full package deactivates offers it does not mention, of that catalogue only', async () => {
    const { take, catalogue, rows } = await aBase()
    await take(cml(packageOf([offer('a'), offer('b')], { id: 'c1' })))
    await take(cml(packageOf([offer('x')], { id: 'c2' })))
    const report = await take(cml(packageOf([offer('b')], { id: 'c1' })))
    expect(await rows(report, 'deactivated')).toEqual(['deactivated offer a'])
    expect((await catalogue.offerRecord('x'))?.deleted).toBe(false)
  })

  it('[C §7] a partial package leaves missing offers and their stock alone', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(packageOf([offer('a', '<Количество>5</Количество>'), offer('b')])))
    const report = await take(cml(packageOf([offer('b')], { changes: true })), { missing: 'delete' })
    expect(report.counts.offer).toEqual({ ...none, unchanged: 1 })
    expect(await catalogue.offerRecord('a')).toMatchObject({ quantity: 5000, deleted: false })
  })

  it('[C §7.2] a package of prices alone is no list of offers, whatever it says of itself', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(packageOf([offer('a'), offer('b')])))
    await take(cml(packageOf([`<Предложение><Ид>b</Ид>${price('1')}</Предложение>`])), { missing: 'delete' })
    expect((await catalogue.counts()).offers).toBe(2)
  })

  it('[C §7.2] prices of a deactivated offer do not bring it back, the offer itself does', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(packageOf([offer('a'), offer('b')])))
    await take(cml(packageOf([offer('b')])))
    await take(cml(priceChanges([`<Предложение><Ид>a</Ид>${price('1')}</Предложение>`])))
    expect(await catalogue.offerRecord('a')).toMatchObject({ deleted: true, prices: [{ price: 100 }] })
    await take(cml(packageOf([offer('a'), offer('b')])))
    expect((await catalogue.offerRecord('a'))?.deleted).toBe(false)
  })

  it('[C §7.2] offers before their goods are kept with a warning and belong to the goods that come', async () => {
    const { take, catalogue } = await aBase()
    const report = await take(cml(packageOf([offer('a#1', price('10')), offer('a#2')], {}, priceTypes)))
    const { rows } = await catalogue.importRows(report.id, { what: 'skipped', offset: 0, limit: 10 })
    expect(rows).toMatchObject([
      { kind: 'item', id: 'a', reason: { ru: expect.stringContaining('предложений: 2') } },
    ])
    expect(await catalogue.counts()).toMatchObject({ items: 0, offers: 2 })
    expect((await catalogue.items({ offset: 0, limit: 10 })).total).toBe(0)
    expect((await take(cml(catalogueOf([goods('a')])))).counts.item).toEqual({ ...none, added: 1 })
    expect((await catalogue.items({ offset: 0, limit: 10 })).rows).toMatchObject([
      { id: 'a', offers: 2, price: { min: 1000 } },
    ])
  })

  it('[C §5] a package before the catalogue in one file needs no warning', async () => {
    const { take, rows } = await aBase()
    const report = await take(cml(packageOf([offer('a')]) + catalogueOf([goods('a')])))
    expect(await rows(report, 'skipped')).toEqual([])
  })

  it('[C §7.2] unknown price types, warehouses and properties are kept and reported once each', async () => {
    const { take, catalogue, rows } = await aBase()
    await take(cml(catalogueOf([goods('a'), goods('b')])))
    const more = `${price('10', 'lost')}${stock('gone', 1)}<ЗначенияСвойств><ЗначенияСвойства><Ид>p</Ид><Значение>1</Значение></ЗначенияСвойства></ЗначенияСвойств>`
    const report = await take(cml(packageOf([offer('a', more), offer('b', more)])))
    expect(await rows(report, 'skipped')).toEqual([
      'skipped priceType lost',
      'skipped warehouse gone',
      'skipped property p',
    ])
    expect(await catalogue.offerRecord('a')).toMatchObject({
      prices: [{ priceType: 'lost' }],
      stocks: [{ warehouse: 'gone' }],
    })
    const described = classifier(
      '<Свойства><Свойство><Ид>p</Ид><Наименование>Цвет</Наименование></Свойство></Свойства>',
    )
    const known = await take(cml(packageOf([offer('a', more)], { changes: true }) + described))
    expect(await rows(known, 'skipped')).toEqual(['skipped priceType lost', 'skipped warehouse gone'])
  })

  it('[C §6] goods with a characteristic in the catalogue file have the offers of the same Ид, in either order', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(packageOf([offer('a#1'), offer('b#1')])))
    await take(cml(catalogueOf([goods('a#1'), goods('b')])))
    await take(cml(packageOf([offer('a#1'), offer('b#1'), offer('a#2')])))
    const rows = (await catalogue.items({ offset: 0, limit: 10 })).rows
    expect(rows.map(({ id, offers }) => [id, offers])).toEqual([
      ['b', 1],
      ['a#1', 1],
    ])
    expect((await catalogue.counts()).offers).toBe(3)
    expect((await catalogue.offerRecord('a#1'))?.id).toBe('a#1')
  })

  it('[C §15 F20] simple goods sent back as GUID#GUID stay an offer of their goods', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    await take(cml(packageOf([offer('a#a')])))
    expect((await catalogue.items({ offset: 0, limit: 10 })).rows).toMatchObject([{ id: 'a', offers: 1 }])
  })

  it('[C §13 duplicates] an offer repeated in a package is taken from its last record', async () => {
    const { take, catalogue, rows } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    const file = cml(packageOf([offer('a', price('1')), offer('a', price('2'))], {}, priceTypes))
    const report = await take(file)
    expect(report.counts.offer).toEqual({ ...none, added: 1, skipped: 1 })
    expect(await rows(report, 'skipped')).toEqual(['skipped offer a'])
    expect((await catalogue.offerRecord('a'))?.prices?.[0]?.price).toBe(200)
    expect((await take(file)).counts.offer).toEqual({ ...none, unchanged: 1, skipped: 1 })
  })

  it('[C §7.2] an offer and its prices in two packages of one file are no duplicate', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    const file = cml(
      packageOf([offer('a')], {}, priceTypes) +
        priceChanges([`<Предложение><Ид>a</Ид>${price('3')}</Предложение>`]),
    )
    expect((await take(file)).counts.offer).toEqual({ ...none, added: 1 })
    expect(await catalogue.offerRecord('a')).toMatchObject({
      name: 'Предложение a',
      prices: [{ price: 300 }],
    })
    expect((await take(file)).counts.offer).toEqual({ ...none, unchanged: 1 })
  })

  it('[C §7] the price of lists follows the first price type also when it is described later', async () => {
    const { take, catalogue } = await aBase()
    await take(cml(catalogueOf([goods('a')])))
    const both = `<Цены>${[
      ['w', '5'],
      ['retail', '9'],
    ]
      .map(
        ([type, sum]) =>
          `<Цена><ИдТипаЦены>${type}</ИдТипаЦены><ЦенаЗаЕдиницу>${sum}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена>`,
      )
      .join('')}</Цены>`
    await take(cml(packageOf([offer('a', both)])))
    expect((await catalogue.items({ offset: 0, limit: 1 })).rows[0]?.price?.min).toBe(500)
    await take(cml(packageOf([offer('z')], { changes: true }, priceTypes)))
    expect((await catalogue.items({ offset: 0, limit: 1 })).rows[0]?.price?.min).toBe(900)
  })
})
