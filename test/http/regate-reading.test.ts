import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  Assortment,
  Cities,
  CityStores,
  State,
  StoreTable,
} from '../../server/contracts/regate/schema.ts'
import {
  aBench,
  cities,
  expectRefusal,
  groups,
  items,
  NOWHERE,
  openRegate,
  stores,
  type RegateBench,
} from './regate-bench.ts'

let bench: RegateBench
beforeAll(async () => {
  bench = await openRegate()
})
afterAll(() => bench.stop())

const glinaStore = 'c0a20001-6b2f-11f0-8de9-0242ac150007'

describe('state', () => {
  it('[B-23][BD-04][BD-06][BD-44] tells versions, the organization with its requisites, clock and zone', async () => {
    const { status, body } = await bench.call<State>('state')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      api: 'regate/1',
      platform_version: '8.3.24.1691',
      configuration: { name: 'УправлениеТорговлей', version: '11.4.13.71' },
      time: '2025-09-18T12:00:00',
      time_zone: 'Europe/Moscow',
      status_extensions: [240],
    })
    expect(body.organizations).toHaveLength(1)
    expect(body.organizations[0]).toMatchObject({
      name: 'Колос и Лён ООО',
      inn: '7800004568',
      kpp: '780001001',
      bank_accounts: [{ account: '40702810200000067890', bik: '044099057' }],
    })
  })

  it('[BD-37] lists the organizations of one base, a proprietor without KPP among them', async () => {
    const { body } = await bench.call<State>('state', { enterprise: 'glina' })
    expect(body.organizations.map(({ name }) => name)).toEqual([
      'Глина и Огонь ООО',
      'ИП Гончаров Матвей Петрович',
    ])
    expect(body.organizations[1]).not.toHaveProperty('kpp')
  })

  it('[BD-02] answers a POST with an empty object, and one without a body, like a GET', async () => {
    const get = await bench.call<State>('state')
    expect((await bench.call<State>('state', { body: {} })).body).toEqual(get.body)
    expect((await bench.call<State>('state', { verb: 'POST' })).body).toEqual(get.body)
  })

  it('[B-23] shows the clock of the moment, not of the first question', async () => {
    const own = await aBench()
    await own.call('state')
    await own.moveClock(61_000)
    expect((await own.call<State>('state')).body.time).toBe('2025-09-18T12:01:01')
  })
})

describe('city and citystore', () => {
  it('[B-24] lists cities that have warehouses only: Псков has none', async () => {
    const { body } = await bench.call<Cities>('city')
    expect(body.cities.map(({ name, stores_count }) => [name, stores_count])).toEqual([
      ['Великий Новгород', 1],
      ['Санкт-Петербург', 2],
    ])
  })

  it('[B-25] lists the warehouses of a city by its id and by its name, as GET and as POST', async () => {
    const byId = await bench.call<CityStores>('citystore', { query: { city_id: cities.petersburg } })
    expect(byId.body.stores.map(({ store_id }) => store_id).sort()).toEqual([stores.main, stores.cold].sort())
    expect(byId.body.stores.find(({ store_id }) => store_id === stores.main)).toEqual({
      store_id: stores.main,
      name: 'Основной склад на Придуманной',
      address: 'г. Санкт-Петербург, наб. Придуманная, д. 3, ворота 4',
      work_hours: 'пн–сб 8:00–20:00',
      pickup: true,
      delivery: true,
    })
    const byName = await bench.call<CityStores>('citystore', { query: { city: 'Санкт-Петербург' } })
    expect(byName.body).toEqual(byId.body)
    const posted = await bench.call<CityStores>('citystore', { body: { city: 'Санкт-Петербург' } })
    expect(posted.body).toEqual(byId.body)
  })

  it('[BD-36] gives an empty list for a city without warehouses and RG-CITY-UNKNOWN for no city', async () => {
    const { status, body } = await bench.call<CityStores>('citystore', { query: { city_id: cities.pskov } })
    expect([status, body]).toEqual([200, { city_id: cities.pskov, stores: [] }])
    expectRefusal(await bench.call('citystore', { query: { city_id: NOWHERE } }), 404, 'RG-CITY-UNKNOWN')
    expectRefusal(await bench.call('citystore', { query: { city: 'Китеж' } }), 404, 'RG-CITY-UNKNOWN')
  })

  it('[B-25] refuses a question without a city, and one with both its names', async () => {
    expectRefusal(await bench.call('citystore'), 400, 'RG-MALFORMED')
    expectRefusal(await bench.call('citystore', { body: {} }), 422, 'RG-VALIDATION')
    const both = { city_id: cities.petersburg, city: 'Санкт-Петербург' }
    expectRefusal(await bench.call('citystore', { body: both }), 422, 'RG-VALIDATION')
  })
})

describe('storetable', () => {
  const table = async (store_id: string) =>
    (await bench.call<StoreTable>('storetable', { query: { store_id } })).body.groups

  it('[B-26][BD-35] lists groups with items and their ancestors, parents first, direct items counted', async () => {
    const listed = await table(stores.main)
    expect(listed.map(({ name, items_count }) => [name, items_count])).toEqual(
      expect.arrayContaining([
        ['Молочные продукты', 0],
        ['Сыры', 5],
        // The loaf has no price, so it is not offered.
        ['Хлеб', 3],
      ]),
    )
    const seen = new Set<string>()
    for (const { group_id, parent_id } of listed) {
      expect(parent_id === null || seen.has(parent_id)).toBe(true)
      seen.add(group_id)
    }
  })

  it('[B-26][BD-35] leaves groups out that hold nothing on the warehouse', async () => {
    const shop = (await table(stores.shop)).map(({ name, items_count }) => [name, items_count])
    expect(shop).toContainEqual(['Сыры', 1])
    expect(shop.map(([name]) => name)).not.toContain('Молоко и кефир')
  })

  it('[BD-36] refuses an unknown store, as POST too', async () => {
    expectRefusal(await bench.call('storetable', { query: { store_id: NOWHERE } }), 404, 'RG-STORE-UNKNOWN')
    expectRefusal(await bench.call('storetable', { body: { store_id: NOWHERE } }), 404, 'RG-STORE-UNKNOWN')
  })

  it('[B-26][BD-02] answers a POST like a GET', async () => {
    const { body } = await bench.call<StoreTable>('storetable', { body: { store_id: stores.main } })
    expect(body.groups).toEqual(await table(stores.main))
  })
})

describe('assortment', () => {
  const page = async (query: Record<string, string | number> = {}) => {
    const { status, body } = await bench.call<Assortment>('assortment', {
      query: { store_id: stores.main, ...query },
    })
    expect(status).toBe(200)
    return body
  }

  it('[B-20][B-27…B-43] gives an item with every field of the seed', async () => {
    const { items: listed } = await page()
    const cheese = listed.find(({ item_id }) => item_id === items.cheese)
    expect(cheese).toEqual({
      item_id: items.cheese,
      group_id: groups.cheese,
      article: 'CH-001',
      name: 'Сыр полутвёрдый «Сухой Лог» 45 %',
      country: 'Россия',
      brand: 'Сухой Лог',
      barcode: expect.stringMatching(/^\d{13}$/) as string,
      short_description: 'Головка 3 кг, созревание 60 дней',
      full_description: 'Головка 3 кг, созревание 60 дней. Фасовка: 0.17 кг.',
      icons: [
        {
          url: `${bench.address}/onec/kolos/hs/regate/icons/${items.cheese}.svg`,
          mime: 'image/svg+xml',
          width: 128,
          height: 128,
        },
      ],
      unit: 'кг',
      portion: 0.17,
      min_volume: 0.34,
      step: 0.17,
      stock: { quantity: 18.7, unlimited: false, text: '18,7 кг' },
      price_retail: 1180,
      price_tiers: [
        { over: 5, price: 1120 },
        { over: 20, price: 1060 },
      ],
      currency: 'RUB',
      nds_s: '10%',
    })
  })

  it('[B-35][BD-33] really serves the picture that an icon names', async () => {
    const { items: listed } = await page({ limit: 1 })
    const [icon] = listed[0]!.icons
    const picture = await fetch(icon!.url)
    expect(picture.headers.get('content-type')).toMatch(/^image\/svg\+xml/)
    expect(await picture.text()).toMatch(/^<svg .*width="128" height="128"/)
    expect((await fetch(icon!.url.replace(listed[0]!.item_id, NOWHERE))).status).toBe(404)
  })

  it('[B-40][BD-30] writes «без ограничения» first for goods to order, with what is on the shelf', async () => {
    const pie = (await page()).items.find(({ item_id }) => item_id === items.pie)!
    expect(pie.stock).toEqual({ quantity: null, unlimited: true, text: 'без ограничения' })
    const { body } = await bench.call<Assortment>('assortment', {
      enterprise: 'glina',
      query: { store_id: glinaStore },
    })
    expect(body.items.map(({ stock }) => stock)).toContainEqual({
      quantity: 12,
      unlimited: true,
      text: 'без ограничения; на складе 12 шт',
    })
  })

  it('[B-41] does not offer an item without a price', async () => {
    const listed = (await page()).items.map(({ item_id }) => item_id)
    expect(listed).toContain(items.bread)
    expect(listed).not.toContain(items.loaf)
  })

  it('[BD-34][BD-46] is read in pages by the cursor, each item once, with one total and moment', async () => {
    const whole = await page()
    const read: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null && pages < 20; pages += 1) {
      const part: Assortment = await page({ limit: 3, ...(cursor === '' ? {} : { cursor }) })
      expect(part).toMatchObject({ total: whole.items.length, as_of: '2025-09-18T12:00:00' })
      expect(part.items.length).toBeLessThanOrEqual(3)
      read.push(...part.items.map(({ item_id }) => item_id))
      cursor = part.next_cursor
    }
    expect(read).toEqual(whole.items.map(({ item_id }) => item_id))
    expect(whole.next_cursor).toBeNull()
  })

  it('[BD-34] takes a limit of 1 to 1000 and no other, and only its own cursor', async () => {
    expect((await page({ limit: 1 })).items).toHaveLength(1)
    expect((await page({ limit: 1000 })).next_cursor).toBeNull()
    for (const limit of [0, 1001, 'many'])
      expectRefusal(
        await bench.call('assortment', { query: { store_id: stores.main, limit } }),
        400,
        'RG-MALFORMED',
      )
    expectRefusal(
      await bench.call('assortment', { body: { store_id: stores.main, limit: 1001 } }),
      422,
      'RG-VALIDATION',
    )
    expectRefusal(
      await bench.call('assortment', { query: { store_id: stores.main, cursor: 'bm90IG91cnM' } }),
      422,
      'RG-VALIDATION',
    )
  })

  it('[B-27] takes a group with its subgroups, and without them for deep=0', async () => {
    const deep = await page({ group_id: groups.milk })
    expect(deep.items).toHaveLength(9)
    expect((await page({ group_id: groups.milk, deep: 1 })).items).toHaveLength(9)
    expect((await page({ group_id: groups.milk, deep: 0 })).items).toEqual([])
    expect((await page({ group_id: groups.cheese, deep: 0 })).items).toHaveLength(5)
  })

  it('[BD-36] refuses an unknown store and an unknown group', async () => {
    expectRefusal(await bench.call('assortment', { query: { store_id: NOWHERE } }), 404, 'RG-STORE-UNKNOWN')
    expectRefusal(
      await bench.call('assortment', { query: { store_id: stores.main, group_id: NOWHERE } }),
      404,
      'RG-GROUP-UNKNOWN',
    )
  })

  it('[BD-02] answers a POST like a GET', async () => {
    const { body } = await bench.call<Assortment>('assortment', {
      body: { store_id: stores.main, group_id: groups.milk, deep: 0, limit: 5 },
    })
    expect(body).toEqual(await page({ group_id: groups.milk, deep: 0, limit: 5 }))
  })

  it('[BD-34][BD-14] lists by changed_since what changed, an item that was booked among it', async () => {
    const own = await aBench()
    await own.moveClock(60_000)
    const since = { store_id: stores.main, changed_since: '2025-09-18T12:00:30' }
    const changed = async () => (await own.call<Assortment>('assortment', { query: since })).body
    expect((await changed()).items).toEqual([])
    await own.anOrder({ lines: [{ item_id: items.bread, quantity: 3 }] })
    const after = await changed()
    expect(after.as_of).toBe('2025-09-18T12:01:00')
    expect(after.items.map(({ item_id, stock }) => [item_id, stock.quantity])).toEqual([[items.bread, 137]])
  })
})
