import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type {
  Contragents,
  Dictionary,
  Nomenclature,
  Stock,
} from '../../server/contracts/site-orders/schema.ts'
import { demoOnec } from '../../fixtures/demo/demo.ts'
import { offers, storageRefs } from '../../fixtures/demo/refs.ts'
import { anOrder, codesOf, exchange, onecBench, replies, type OnecBench } from './onec-bench.ts'

let bench: OnecBench
beforeEach(async () => {
  bench = await onecBench()
})
afterEach(() => bench.close())

const mark = (...envelopes: ReturnType<typeof anOrder>[]) => {
  for (const envelope of envelopes) bench.site.marked.set(envelope.order.order_id, envelope)
}

const sent = <Body>(operation: string): Body[] =>
  bench.site.calls.filter((call) => call.operation === operation).map(({ body }) => body as Body)

const stockRows = demoOnec.items.flatMap(({ stock }) => stock).length

/** The first cycle tells of the dictionaries and the whole stock; after it only news travels. */
const afterFirstCycle = async () => {
  await bench.onec.runExchange('api')
  bench.site.calls.length = 0
}

describe('the cycle', () => {
  it('[A-07][A-08][A-09][AD-35] goes through its steps in order: dictionaries and items before orders, orders before stock', async () => {
    await bench.onec.newItem({ name: 'Гиря 16 кг', artikul: 'KB-16', price: 249_000 })
    await bench.onec.newCounterparty({
      requisites: { organization: 'ООО «Ярус Плюс»', inn: '1655994203', kpp: '165501001' },
    })
    mark(anOrder())
    const cycle = await bench.onec.runExchange('button')
    const order = bench.site.names().filter((name, i, all) => name !== all[i - 1])
    expect(order).toEqual([
      'ping',
      'postDictionary',
      'postNomenclature',
      'postContragents',
      'getOrders',
      'postResult',
      'postStock',
    ])
    expect(cycle).toMatchObject({ outcome: 'done', trigger: 'button', code: null })
    expect(cycle.steps.map(({ step, count, code }) => [step, count, code])).toEqual([
      ['ping', 1, null],
      ['dictionaries', 6, null],
      ['nomenclature', 1, null],
      ['contragents', 1, null],
      ['orders', 1, null],
      ['versions', 0, null],
      ['stock', stockRows, null],
    ])
    expect(cycle.orders).toMatchObject([{ result: 'accepted', codes: ['ORD-000'] }])
    expect((await bench.onec.cycles())[0]).toEqual(cycle)
  })

  it('[A-22] takes orders only when it is asked to: without a cycle nothing is called', async () => {
    mark(anOrder())
    expect(bench.site.calls).toEqual([])
    expect(await bench.onec.orders()).toEqual([])
  })

  it('[AD-07][AD-46] reads page after page until there are no more', async () => {
    bench.document.siteOrders.pageSize = 2
    const orders = Array.from({ length: 5 }, () => anOrder())
    mark(...orders)
    const cycle = await bench.onec.runExchange('api')
    expect(cycle.orders).toHaveLength(5)
    expect(bench.site.marked.size).toBe(0)
    expect(sent('getOrders')).toHaveLength(3)
    expect(bench.site.calls.find(({ operation }) => operation === 'getOrders')!.input.query).toMatchObject({
      limit: 2,
    })
  })

  it('a page that brings no progress ends the loop', async () => {
    bench.document.siteOrders.pageSize = 2
    await bench.onec.setConditions({ locked: true })
    mark(...Array.from({ length: 5 }, () => anOrder()))
    const cycle = await bench.onec.runExchange('api')
    expect(sent('getOrders')).toHaveLength(1)
    expect(cycle.orders.map(({ result }) => result)).toEqual(['deferred', 'deferred'])
    expect(bench.site.marked.size).toBe(5)
  })

  it('[AD-36] an overlapping start is skipped and logged', async () => {
    const running = bench.onec.runExchange('button')
    expect(bench.onec.running()).toBe(true)
    const skipped = await bench.onec.runExchange('schedule')
    expect(skipped).toMatchObject({ outcome: 'skipped', trigger: 'schedule', steps: [] })
    expect((await running).outcome).toBe('done')
    expect(bench.onec.running()).toBe(false)
    expect((await bench.onec.cycles()).map(({ outcome }) => outcome).sort()).toEqual(['done', 'skipped'])
  })

  it.each([
    [401, 'SITE-AUTH'],
    [403, 'SITE-FORBIDDEN'],
  ])('[AD-08] %i on ping stops the cycle before anything else', async (status, code) => {
    bench.site.interfere = (name) => (name === 'ping' ? replies.problem(status, code) : null)
    const cycle = await bench.onec.runExchange('api')
    expect(cycle).toMatchObject({ outcome: 'stopped', code })
    expect(bench.site.names()).toEqual(['ping'])
  })

  it('401 in the middle stops it too, and what was taken is not lost', async () => {
    const order = anOrder()
    mark(order)
    bench.site.interfere = (name) => (name === 'postResult' ? replies.problem(401, 'SITE-AUTH') : null)
    const cycle = await bench.onec.runExchange('api')
    expect(cycle).toMatchObject({ outcome: 'stopped', code: 'SITE-AUTH' })
    expect(cycle.steps.at(-1)!.step).toBe('orders')
    bench.site.interfere = null
    await bench.onec.runExchange('api')
    expect(bench.site.results).toHaveLength(1)
    expect(bench.site.marked.size).toBe(0)
    expect(await bench.onec.orders()).toHaveLength(1)
  })

  it('[AD-37] a failure of dictionaries, items or stock does not keep orders from being taken', async () => {
    await bench.onec.newItem({ name: 'Гиря 16 кг' })
    mark(anOrder())
    bench.site.interfere = (name) =>
      ['postDictionary', 'postNomenclature', 'postStock'].includes(name)
        ? replies.problem(500, 'SITE-INTERNAL')
        : null
    const cycle = await bench.onec.runExchange('api')
    expect(cycle.outcome).toBe('done')
    expect(cycle.steps.filter(({ code }) => code === 'SITE-INTERNAL').map(({ step }) => step)).toEqual([
      'dictionaries',
      'nomenclature',
      'stock',
    ])
    expect(cycle.orders).toMatchObject([{ result: 'accepted' }])
  })

  it('a site that does not answer stops the cycle at ping, with the reason', async () => {
    bench.site.interfere = () => replies.network()
    expect(await bench.onec.runExchange('api')).toMatchObject({ outcome: 'stopped', code: 'ECONNREFUSED' })
  })

  it('[AD-37] one order that cannot be answered does not block the others', async () => {
    const [bad, good] = [anOrder(), anOrder()]
    mark(bad, good)
    bench.site.interfere = (name, { params }) =>
      name === 'postResult' && params?.['order_id'] === bad.order.order_id
        ? replies.problem(409, 'SITE-REVISION')
        : null
    const cycle = await bench.onec.runExchange('api')
    expect(cycle.orders).toHaveLength(2)
    expect(cycle.steps.find(({ step }) => step === 'orders')).toMatchObject({
      count: 2,
      code: 'SITE-REVISION',
    })
    expect([...bench.site.marked.keys()]).toEqual([bad.order.order_id])
  })

  it('stops between two messages when the program ends', async () => {
    const orders = [anOrder(), anOrder(), anOrder()]
    mark(...orders)
    let stopped: Promise<void> | null = null
    bench.site.interfere = (name, _input, nth) => {
      if (name === 'postResult' && nth === 1) stopped = bench.onec.stop()
      return null
    }
    const cycle = await bench.onec.runExchange('api')
    await stopped
    expect(cycle).toMatchObject({ outcome: 'stopped', code: 'ONEC-STOPPED' })
    expect(bench.site.results).toHaveLength(1)
  })
})

describe('what is told besides orders', () => {
  it('[A-38][A-39][A-40][A-41] dictionaries: with the identifier that a person typed, and again only when something changed', async () => {
    await bench.onec.runExchange('api')
    const methods = sent<Dictionary>('postDictionary').find(({ kind }) => kind === 'delivery_method')!
    expect(methods.items.map(({ id, name }) => [id, name])).toContainEqual(['pickup', 'Самовывоз'])
    expect(methods.items.map(({ id, name }) => [id, name])).toContainEqual([null, 'Курьер'])
    bench.site.calls.length = 0

    expect(
      (await bench.onec.runExchange('api')).steps.find(({ step }) => step === 'dictionaries')!.count,
    ).toBe(0)
    const row = bench.mappings
      .table('delivery_method')
      .rows.find(({ site_id }) => site_id === 'courier_city')!
    const courier = methods.items.find(({ name }) => name === 'Курьер')!
    await bench.mappings.save(
      'delivery_method',
      {
        put: [
          {
            id: row.id,
            site_id: row.site_id,
            site_name: row.site_name,
            ref_1c: courier.ref_1c!,
            code_1c: '',
            name_1c: '',
          },
        ],
        remove: [],
      },
      'test',
    )
    await bench.onec.runExchange('api')
    const [again] = sent<Dictionary>('postDictionary')
    expect(again!.items).toContainEqual(expect.objectContaining({ id: 'courier_city', name: 'Курьер' }))
    expect(sent('postDictionary')).toHaveLength(1)
  })

  it('[A-12] a new item, once', async () => {
    await afterFirstCycle()
    const item = await bench.onec.newItem({ name: 'Гиря 16 кг', artikul: 'KB-16', price: 249_000 })
    await bench.onec.runExchange('api')
    await bench.onec.runExchange('api')
    expect(sent<Nomenclature>('postNomenclature')).toEqual([
      {
        nomenclature: [
          {
            offer_id: item.offer_id,
            code_1c: '00-00001301',
            artikul: 'KB-16',
            name: 'Гиря 16 кг',
            unit: 'шт',
            nds_s: '22%',
          },
        ],
      },
    ])
  })

  it('[A-13] a new counterparty, also one that an order brought', async () => {
    await afterFirstCycle()
    const requisites = { organization: 'ООО «Ярус Плюс»', inn: '1655994203', kpp: '165501001' }
    const result = await exchange(bench, anOrder({ requisites }))
    expect(codesOf(result)).toContain('ORD-204')
    await bench.onec.runExchange('api')
    const [message] = sent<Contragents>('postContragents')
    expect(message!.contragents).toMatchObject([
      { code_1c: '00-00001873', requisites, client: { name: 'Марина', pasport_info: null } },
    ])
    expect(message!.contragents[0]!.ref_1c).toBe(result.codes.find(({ code }) => code === 'ORD-204')!.value)
  })

  it('[A-11] stock: everything once a day, then only what changed', async () => {
    await bench.onec.runExchange('api')
    const [full] = sent<Stock>('postStock')
    expect(full!.stock).toMatchObject({ mode: 'full', as_of: '2026-03-10T12:30:00' })
    expect(full!.stock.items).toContainEqual({
      offer_id: offers.rope,
      storage: 'sclad_moscow',
      quantity: 112,
    })
    bench.site.calls.length = 0

    await bench.onec.runExchange('api')
    expect(sent('postStock')).toEqual([])

    await bench.onec.setStock(offers.cord, storageRefs.kazan, 12_500)
    bench.clock.forward(60_000)
    await bench.onec.runExchange('api')
    expect(sent<Stock>('postStock')).toEqual([
      {
        stock: {
          mode: 'delta',
          as_of: '2026-03-10T12:31:00',
          items: [{ offer_id: offers.cord, storage: 'sclad_kazan', quantity: 12.5 }],
        },
      },
    ])
    bench.clock.forward(24 * 60 * 60 * 1000)
    await bench.onec.runExchange('api')
    expect(sent<Stock>('postStock').at(-1)!.stock.mode).toBe('full')
  })

  it('stock of a warehouse that is not mapped is not sent, and says so', async () => {
    const { storage } = bench.document.mappings
    bench.document.mappings.storage = {
      ...storage,
      rows: storage.rows.filter(({ site_id }) => site_id !== 'sclad_kazan'),
    }
    const cycle = await bench.onec.runExchange('api')
    expect(cycle.steps.find(({ step }) => step === 'stock')).toMatchObject({
      code: 'ONEC-UNMAPPED',
      message: { ru: expect.stringContaining('Склад Казань') },
    })
    expect(
      sent<Stock>('postStock')[0]!.stock.items.some(
        ({ storage: id }) => id !== 'sclad_moscow' && id !== 'sclad_spb',
      ),
    ).toBe(false)
    expect(await bench.mappings.unmapped()).toMatchObject([{ kind: 'storage', direction: 'onec_to_site' }])
  })

  it('a delta does not pile up behind one that is still on its way', async () => {
    await afterFirstCycle()
    bench.site.interfere = (name) => (name === 'postStock' ? replies.problem(503, 'SITE-MAINTENANCE') : null)
    for (const quantity of [1_000, 2_000, 3_000]) {
      await bench.onec.setStock(offers.rope, storageRefs.spb, quantity)
      await bench.onec.runExchange('api')
    }
    expect(
      (await bench.onec.outbox()).filter(({ kind, state }) => kind === 'stock' && state === 'waiting'),
    ).toHaveLength(1)
    bench.site.interfere = null
    bench.clock.forward(60 * 60_000)
    await bench.onec.runExchange('api')
    await bench.onec.runExchange('api')
    expect(sent<Stock>('postStock').at(-1)!.stock.items).toEqual([
      { offer_id: offers.rope, storage: 'sclad_spb', quantity: 3 },
    ])
  })

  it('[AD-46] a body over the limit is sent again in halves; parts of a full stock count each other', async () => {
    bench.site.interfere = (name, { body }) =>
      name === 'postStock' && (body as Stock).stock.items.length > 15
        ? replies.problem(413, 'SITE-TOO-LARGE')
        : null
    await bench.onec.runExchange('api')
    for (let i = 0; i < 5; i += 1) await bench.onec.sendDue()
    const delivered = sent<Stock>('postStock').filter(({ stock }) => stock.items.length <= 15)
    expect(delivered.map(({ stock }) => [stock.part, stock.parts])).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ])
    expect(delivered.flatMap(({ stock }) => stock.items)).toHaveLength(stockRows)
    expect(await bench.onec.counts()).toEqual({ outbox: 0 })
  })

  it('[AD-46] a message of one row that is too large is parked', async () => {
    await afterFirstCycle()
    await bench.onec.newItem({ name: 'Гиря 16 кг' })
    bench.site.interfere = (name) =>
      name === 'postNomenclature' ? replies.problem(413, 'SITE-TOO-LARGE') : null
    await bench.onec.runExchange('api')
    expect((await bench.onec.outbox())[0]).toMatchObject({ kind: 'nomenclature', state: 'parked' })
  })
})
