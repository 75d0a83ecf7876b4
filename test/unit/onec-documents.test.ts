import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  carrierRefs,
  cityRefs,
  methodRefs,
  offers,
  paymentRefs,
  products,
  storageRefs,
} from '../../fixtures/demo/refs.ts'
import { aLine, anOrder, codesOf, exchange, onecBench, type OnecBench } from './onec-bench.ts'

let bench: OnecBench
beforeEach(async () => {
  bench = await onecBench()
})
afterEach(() => bench.close())

const revised = (
  order: ReturnType<typeof anOrder>,
  revision: number,
  change: Partial<(typeof order)['order']> = {},
) => ({
  exchange: { ...order.exchange, revision, mark_reason: 'changed' as const },
  order: { ...order.order, ...change },
})

describe('«Заказ клиента» out of an order of the site', () => {
  it('[A-54][A-55][A-56][A-58][A-60] the fields of the order become fields of the document', async () => {
    const order = anOrder({ order_number: '004417', products: [aLine([offers.rope], 24)] })
    await exchange(bench, order)
    const document = await bench.onec.order(order.order.order_id)
    expect(document).toMatchObject({
      order_id: order.order.order_id,
      number_1c: '0000-021488',
      site_number: '004417',
      date: '2026-03-10T11:59:00',
      counterparty: 'ООО «Северная Тропа Снаряжение»',
      status: 'На согласовании',
      posted: true,
      revision: 1,
      seq: 0,
      changed: true,
      result: 'accepted',
      resolved: {
        city: cityRefs.spb,
        delivery_method: methodRefs.terminal,
        transport_company: carrierRefs.volga,
        payment_method: paymentRefs.cashless,
      },
    })
    expect(document.delivery.delivery_address).toBe('пр. Образцовый, д. 7')
    expect(document.lines).toEqual([
      {
        tovar_id: products.rope,
        offer_id: offers.rope,
        name: 'Скакалка гимнастическая 3 м',
        unit: 'шт',
        storage_ref: storageRefs.moscow,
        quantity: 24_000,
        price: 31_850,
        discount: 114_660,
        nds_s: '22%',
        summa: 649_740,
        nds_summa: 117_166,
      },
    ])
  })

  it('[A-59][AD-26] a line of several offers is split over what the warehouse has', async () => {
    const order = anOrder({
      products: [aLine([offers.medballBlue, offers.medballRed], 24, { tovar_id: products.medball })],
    })
    const result = await exchange(bench, order)
    expect(result.result).toBe('accepted')
    const { lines } = await bench.onec.order(order.order.order_id)
    expect(lines.map(({ tovar_id, offer_id, quantity }) => [tovar_id, offer_id, quantity])).toEqual([
      [products.medball, offers.medballBlue, 6_000],
      [products.medball, offers.medballRed, 18_000],
    ])
  })

  it('[AD-26] a kit brings all its items', async () => {
    const parts = [offers.band, offers.rope, offers.pouch]
    const order = anOrder({
      products: [aLine(parts, 3, { tovar_id: products.homeStart, offers_mode: 'kit' })],
    })
    await exchange(bench, order)
    const { lines } = await bench.onec.order(order.order.order_id)
    expect(lines.map(({ offer_id, quantity }) => [offer_id, quantity])).toEqual(
      parts.map((part) => [part, 3_000]),
    )
  })

  it('[AD-28] a refused order stays in 1C, written but not posted, and cannot be returned', async () => {
    const order = anOrder({ products: [aLine([offers.rope]), aLine([], 1, { tovar_id: products.hoop })] })
    expect((await exchange(bench, order)).result).toBe('rejected')
    const document = await bench.onec.order(order.order.order_id)
    expect(document).toMatchObject({ posted: false, result: 'rejected' })
    expect(document.lines).toHaveLength(1)
    await expect(bench.onec.returnToSite(order.order.order_id)).rejects.toMatchObject({
      code: 'ONEC-ORDER-NOT-POSTED',
    })
    await expect(bench.onec.edit(order.order.order_id, { status: 'Отгружен' })).rejects.toMatchObject({
      code: 'ONEC-ORDER-NOT-POSTED',
    })
  })

  it('the same order, corrected, is posted under the number it had', async () => {
    const order = anOrder({ products: [aLine([offers.oldHoop])] })
    await exchange(bench, order)
    const before = await bench.onec.order(order.order.order_id)
    const result = await exchange(bench, revised(order, 2, { products: [aLine([offers.rope])] }))
    expect(result).toMatchObject({ result: 'accepted', ref_1c: before.ref_1c, number_1c: before.number_1c })
    expect(await bench.onec.orders()).toHaveLength(1)
  })
})

describe('what the contract does not know', () => {
  it('[LA-15] members that a site adds are not kept by 1C and do not come back', async () => {
    const order = anOrder()
    Object.assign(order.order, { gift: 'открытка' })
    Object.assign(order.order.client, { bonus: 12 })
    Object.assign(order.order.delivery, { slot: 'утро' })
    Object.assign(order.order.requisites!, { okved: '47.64' })
    expect((await exchange(bench, order)).result).toBe('accepted')
    const detail = await bench.onec.returnToSite(order.order.order_id)
    expect(detail.outgoing).toBe('delivered')
  })

  it('a quantity that no sum can be made of is refused, not rounded', async () => {
    const order = anOrder({ products: [aLine([offers.rope], 9_000_000_000_000)] })
    const result = await exchange(bench, order)
    expect(codesOf(result)).toEqual(['ORD-304', 'ORD-305'])
    expect(result.result).toBe('rejected')
    expect((await bench.onec.order(order.order.order_id)).lines).toEqual([])
  })
})

describe('an order that comes again', () => {
  it('[AD-04] a repeated accepted revision changes nothing and is answered accepted again', async () => {
    const order = anOrder()
    const first = await exchange(bench, order)
    await bench.onec.edit(order.order.order_id, { status: 'К выполнению' })
    const before = await bench.onec.order(order.order.order_id)
    const again = await exchange(bench, order)
    expect(again).toEqual(first)
    expect(await bench.onec.order(order.order.order_id)).toEqual(before)
  })

  it('a newer revision of an order nobody touched in 1C is taken over', async () => {
    const order = anOrder()
    await exchange(bench, order)
    const result = await exchange(bench, revised(order, 2, { products: [aLine([offers.football], 3)] }))
    expect(result.result).toBe('accepted')
    const document = await bench.onec.order(order.order.order_id)
    expect(document).toMatchObject({ revision: 2, number_1c: '0000-021488' })
    expect(document.lines.map(({ offer_id }) => offer_id)).toEqual([offers.football])
  })

  it('[AD-32] what a person changed in 1C stays when the site changes too (ORD-505)', async () => {
    const order = anOrder()
    await exchange(bench, order)
    const edited = await bench.onec.edit(order.order.order_id, { order_number_payment: 'Счет №7' })
    const result = await exchange(bench, revised(order, 2, { products: [aLine([offers.football])] }))
    expect(codesOf(result)).toEqual(['ORD-505'])
    const document = await bench.onec.order(order.order.order_id)
    expect(document.lines).toEqual(edited.lines)
    expect(document.revision).toBe(1)
  })

  it('[AD-06][A-23] a mark set by hand makes 1C check an accepted revision anew', async () => {
    const order = anOrder({ products: [aLine([offers.net], 5)] })
    expect((await exchange(bench, order)).result).toBe('accepted')
    await bench.onec.setStock(offers.net, storageRefs.moscow, 1_000)
    const manual = { ...order, exchange: { ...order.exchange, mark_reason: 'manual' as const } }
    expect(codesOf(await exchange(bench, manual))).toEqual(['ORD-305'])
  })

  it('[AD-06] a mark set by hand does not undo what a person changed in 1C', async () => {
    const order = anOrder()
    await exchange(bench, order)
    const { lines } = await bench.onec.order(order.order.order_id)
    await bench.onec.edit(order.order.order_id, {
      lines: lines.map(({ name: _n, unit: _u, summa: _s, nds_summa: _d, ...line }) => ({
        ...line,
        quantity: 7_000,
      })),
    })
    const manual = { ...order, exchange: { ...order.exchange, mark_reason: 'manual' as const } }
    expect((await exchange(bench, manual)).result).toBe('accepted')
    expect((await bench.onec.order(order.order.order_id)).lines[0]!.quantity).toBe(7_000)
  })

  it('[A-30] the buyer of a newer revision may be another legal entity', async () => {
    const order = anOrder()
    await exchange(bench, order)
    const requisites = { organization: 'ИП Заречная Полина Игоревна', inn: '770399315770' }
    await exchange(bench, revised(order, 2, { requisites }))
    expect((await bench.onec.order(order.order.order_id)).counterparty).toBe('ИП Заречная Полина Игоревна')
  })
})

describe('[AD-50] a cancel by the client', () => {
  const cancelled = (order: ReturnType<typeof anOrder>) => ({
    ...order,
    exchange: { ...order.exchange, revision: 2, mark_reason: 'changed' as const, cancelled_by_client: true },
  })

  it('[AD-42] sets «Отменён» and sends the version that says so', async () => {
    const order = anOrder()
    await exchange(bench, order)
    const result = await exchange(bench, cancelled(order))
    expect(result.result).toBe('accepted')
    expect(await bench.onec.order(order.order.order_id)).toMatchObject({ status: 'Отменён', seq: 1 })
    expect(bench.site.versions.get(order.order.order_id)![0]!.order.order_status).toBe('Отменён')
  })

  it('of an order that names an item twice goes back with the item once: no version may repeat it', async () => {
    const order = anOrder({
      products: [
        aLine([offers.band], 3, { tovar_id: 'first' }),
        aLine([offers.band], 2, { tovar_id: 'second' }),
      ],
    })
    expect((await exchange(bench, cancelled(order))).result).toBe('accepted')
    const { products } = bench.site.versions.get(order.order.order_id)![0]!.order
    expect(products.map(({ offer }) => [offer.offer_id, offer.quantity])).toEqual([[offers.band, 5]])
  })

  it('is accepted for an order that could not be accepted itself', async () => {
    const order = anOrder({ products: [aLine([offers.oldHoop])] })
    await exchange(bench, order)
    expect((await exchange(bench, cancelled(order))).result).toBe('accepted')
    expect((await bench.onec.order(order.order.order_id)).status).toBe('Отменён')
  })

  it('does not overrule what a person changed, but the status', async () => {
    const order = anOrder()
    await exchange(bench, order)
    await bench.onec.edit(order.order.order_id, { order_number_payment: 'Счет №7' })
    expect((await exchange(bench, cancelled(order))).result).toBe('accepted')
    expect(await bench.onec.order(order.order.order_id)).toMatchObject({
      status: 'Отменён',
      order_number_payment: 'Счет №7',
    })
  })
})

describe('the list', () => {
  it('finds by number, counterparty and id, without regard to case', async () => {
    const order = anOrder({ order_number: '004417' })
    await exchange(bench, order, anOrder({ order_number: '004999' }))
    for (const text of ['4417', 'СЕВЕРНАЯ тропа', order.order.order_id, '021488'])
      expect((await bench.onec.orders({ text })).map(({ site_number }) => site_number)).toContain('004417')
    expect(await bench.onec.orders({ text: 'нет такого' })).toEqual([])
  })

  it('says clearly that an order is unknown', async () => {
    await expect(bench.onec.order('nope')).rejects.toMatchObject({ code: 'ONEC-ORDER-UNKNOWN' })
  })
})
