import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkOffer } from '../../server/contracts/site-orders/arithmetic.ts'
import { ProcessedOrder } from '../../server/contracts/site-orders/schema.ts'
import { readPaymentString } from '../../server/invoice/qr/text.ts'
import type { OnecOrderEdit } from '../../mocks/onec/model.ts'
import { methodRefs, offers, products, statusRefs, storageRefs } from '../../fixtures/demo/refs.ts'
import { aLine, anOrder, exchange, onecBench, replies, type OnecBench } from './onec-bench.ts'

let bench: OnecBench
beforeEach(async () => {
  bench = await onecBench()
})
afterEach(() => bench.close())

const accepted = async (change: Parameters<typeof anOrder>[0] = {}): Promise<string> => {
  const order = anOrder(change)
  expect((await exchange(bench, order)).result).toMatch(/^accepted/)
  return order.order.order_id
}

const lineOf = (change: Partial<NonNullable<OnecOrderEdit['lines']>[number]> = {}) => ({
  tovar_id: products.rope,
  offer_id: offers.rope,
  storage_ref: storageRefs.moscow,
  quantity: 3_000,
  price: 30_000,
  discount: 0,
  nds_s: '22%',
  ...change,
})

const lastVersion = (order_id: string): ProcessedOrder => bench.site.versions.get(order_id)!.at(-1)!

describe('returning an order', () => {
  it('[A-10][A-24][AD-30] sends the complete document as version 1, with the site revision it is based on', async () => {
    const order_id = await accepted({ exchange: { revision: 4 } })
    const detail = await bench.onec.returnToSite(order_id)
    const version = lastVersion(order_id)
    expect(version.exchange).toEqual({
      seq: 1,
      base_revision: 4,
      ref_1c: detail.ref_1c,
      changed_at: '2026-03-10T12:30:00',
    })
    expect(detail).toMatchObject({ seq: 1, outgoing: 'delivered', changed: false })
    expect(detail.versions).toMatchObject([{ seq: 1, state: 'delivered', body: version }])
    expect(ProcessedOrder.safeParse(version).success).toBe(true)
  })

  it('[A-78][A-92][AD-16] returns the id of the site unchanged and the number of 1C', async () => {
    const order_id = await accepted({ order_id: 'Shop.001_a-7', order_number: '004417' })
    await bench.onec.returnToSite(order_id)
    expect(lastVersion(order_id).order).toMatchObject({
      order_id: 'Shop.001_a-7',
      order_number: '0000-021488',
      order_time: '2026-03-10T11:59:00',
    })
  })

  it('[A-83][A-84][A-85][A-86][A-87][A-88][A-89][A-90][A-91][A-93][AD-22] every line carries item, warehouse, quantity and money that adds up', async () => {
    const order_id = await accepted({ products: [aLine([offers.rope], 24), aLine([offers.kidsSet], 3)] })
    await bench.onec.returnToSite(order_id)
    const { products: lines } = lastVersion(order_id).order
    expect(lines[0]).toEqual({
      tovar_id: products.rope,
      offer: {
        offer_id: offers.rope,
        name: 'Скакалка гимнастическая 3 м',
        unit: 'шт',
        storage: 'sclad_moscow',
        quantity: 24,
        price: 318.5,
        discount: 1146.6,
        nds_s: '22%',
        nds_summa: 1171.66,
        summa: 6497.4,
      },
    })
    expect(lines[1]!.offer).toMatchObject({ nds_s: '10%', summa: 4029, nds_summa: 366.27 })
    for (const { offer } of lines) expect(checkOffer(offer)).toEqual([])
  })

  it('[A-39][A-40][A-43] references of 1C go out as identifiers of the site, and the journal is told', async () => {
    const order_id = await accepted()
    bench.annotations.length = 0
    await bench.onec.returnToSite(order_id)
    const { order } = lastVersion(order_id)
    expect(order.delivery).toMatchObject({ delivery_method: 'tk_terminal', delivery_city_id: 'spb' })
    const sent = bench.annotations.find(({ subject }) => subject === order_id)!
    expect(sent.replacements).toContainEqual({
      kind: 'delivery_method',
      pointer: '/order/delivery/delivery_method',
      part: 'request',
      direction: 'onec_to_site',
      from: methodRefs.terminal,
      to: 'tk_terminal',
      outcome: 'mapped',
      row: 'delivery_method-2',
    })
  })

  it('a city of the site that shares its 1C city with another comes back as itself', async () => {
    const order_id = await accepted({ delivery: { delivery_city: 'Пушкин', delivery_city_id: 'pushkin' } })
    await bench.onec.returnToSite(order_id)
    expect(lastVersion(order_id).order.delivery).toMatchObject({
      delivery_city: 'Пушкин',
      delivery_city_id: 'pushkin',
    })
  })

  it('[AD-43] passport data go back only to a carrier that asks for them', async () => {
    const pasport_info = { fio: 'Осокин Глеб Романович', number: '0000 000103', issued: 'отделом документов' }
    const person = { requisites: null, client: { pasport_info } }
    const needed = await accepted({ ...person, delivery: { delivery_transport_company: '000009786' } })
    const needless = await accepted({ ...person, delivery: { delivery_transport_company: '000009804' } })
    for (const order_id of [needed, needless]) await bench.onec.returnToSite(order_id)
    expect(lastVersion(needed).order.client.pasport_info).toEqual(pasport_info)
    expect(lastVersion(needless).order.client.pasport_info).toBeNull()
  })

  it('a value that nothing on the site answers for: no version is made, and the value is listed', async () => {
    const order_id = await accepted()
    bench.document.mappings.storage = { policy: { on: 'fail' }, rows: [] }
    await expect(bench.onec.returnToSite(order_id)).rejects.toMatchObject({
      code: 'ONEC-UNMAPPED',
      text: { ru: expect.stringContaining('Основной склад, Москва') },
    })
    expect(await bench.onec.order(order_id)).toMatchObject({ seq: 0, versions: [] })
    expect(await bench.mappings.unmapped()).toMatchObject([
      { kind: 'storage', direction: 'onec_to_site', value: storageRefs.moscow, subjects: [order_id] },
    ])
  })

  it('two rows for one warehouse are a conflict: export of it is blocked', async () => {
    const order_id = await accepted()
    const { storage } = bench.document.mappings
    const twin = { ...storage.rows[0]!, id: 'twin', site_id: 'sclad_twin' }
    bench.document.mappings.storage = { ...storage, rows: [...storage.rows, twin] }
    await expect(bench.onec.returnToSite(order_id)).rejects.toMatchObject({ code: 'ONEC-UNMAPPED' })
  })

  it('[AD-29] a status of 1C without a row goes out under its own name', async () => {
    const order_id = await accepted()
    const { order_status } = bench.document.mappings
    bench.document.mappings.order_status = {
      ...order_status,
      rows: order_status.rows.filter(({ ref_1c }) => ref_1c !== statusRefs.in_work),
    }
    await bench.onec.edit(order_id, { status: 'К выполнению' })
    await bench.onec.returnToSite(order_id)
    expect(lastVersion(order_id).order.order_status).toBe('К выполнению')
  })
})

describe('numbers of versions', () => {
  it('[AD-31] seq grows by one with every version', async () => {
    const order_id = await accepted()
    for (let i = 0; i < 3; i += 1) await bench.onec.returnToSite(order_id)
    expect(bench.site.versions.get(order_id)!.map(({ exchange: { seq } }) => seq)).toEqual([1, 2, 3])
  })

  it('[AD-31] a newer version supersedes one that has not left; only the latest is sent', async () => {
    const order_id = await accepted()
    bench.site.interfere = (name) => (name === 'postOrder' ? replies.network() : null)
    await bench.onec.returnToSite(order_id)
    await bench.onec.edit(order_id, { status: 'К выполнению' })
    await bench.onec.returnToSite(order_id)
    bench.site.interfere = null
    bench.clock.forward(5_000)
    await bench.onec.sendDue()
    expect(bench.site.versions.get(order_id)!.map(({ exchange: { seq } }) => seq)).toEqual([2])
    const { versions } = await bench.onec.order(order_id)
    expect(versions.map(({ seq, state }) => [seq, state])).toEqual([
      [2, 'delivered'],
      [1, 'superseded'],
    ])
  })

  it('[AD-31] SITE-STALE drops the message as superseded', async () => {
    const order_id = await accepted()
    bench.site.interfere = (name) => (name === 'postOrder' ? replies.problem(409, 'SITE-STALE') : null)
    const detail = await bench.onec.returnToSite(order_id)
    expect(detail.outgoing).toBe('superseded')
  })
})

describe('editing before the return', () => {
  it('[A-25][AD-26] lines, prices, discounts and items that the site does not sell', async () => {
    const order_id = await accepted()
    const detail = await bench.onec.edit(order_id, {
      lines: [
        lineOf({ discount: 9_000 }),
        lineOf({ quantity: 2_000, price: 29_900 }),
        lineOf({ tovar_id: null, offer_id: offers.newRoller, quantity: 1_000, price: 98_500 }),
      ],
    })
    expect(detail).toMatchObject({ changed: true, total: 81_000 + 59_800 + 98_500 })
    await bench.onec.returnToSite(order_id)
    expect(
      lastVersion(order_id).order.products.map(({ tovar_id, offer }) => [tovar_id, offer.summa]),
    ).toEqual([
      [products.rope, 810],
      [products.rope, 598],
      [null, 985],
    ])
  })

  it('[A-30] another legal entity; a new one becomes a counterparty', async () => {
    const order_id = await accepted()
    const requisites = { organization: 'ИП Новиков', inn: '165599426883' }
    const detail = await bench.onec.edit(order_id, { requisites })
    expect(detail.counterparty).toBe('ИП Новиков')
    await bench.onec.returnToSite(order_id)
    expect(lastVersion(order_id).order.requisites).toEqual(requisites)
  })

  it('[A-79][AD-25] the waybill number of the carrier', async () => {
    const order_id = await accepted()
    await bench.onec.edit(order_id, { delivery: { number_delivery: '26-00481' } })
    await bench.onec.returnToSite(order_id)
    expect(lastVersion(order_id).order.delivery.number_delivery).toBe('26-00481')
  })

  it('another delivery method and carrier', async () => {
    const order_id = await accepted()
    const detail = await bench.onec.edit(order_id, {
      delivery: { delivery_method: 'pickup', delivery_transport_company: null },
    })
    expect(detail.resolved).toMatchObject({ delivery_method: methodRefs.pickup, transport_company: null })
    await bench.onec.returnToSite(order_id)
    expect(lastVersion(order_id).order.delivery).toMatchObject({
      delivery_method: 'pickup',
      delivery_transport_company: null,
    })
  })

  it('[A-36][A-80] the status', async () => {
    const order_id = await accepted()
    await bench.onec.edit(order_id, { status: 'Отгружен' })
    await bench.onec.returnToSite(order_id)
    expect(lastVersion(order_id).order).toMatchObject({ order_status: 'Отгружен', order_QRCode: null })
  })

  it('an order may lose all its lines only when it is cancelled', async () => {
    const order_id = await accepted()
    await expect(bench.onec.edit(order_id, { lines: [] })).rejects.toMatchObject({ code: 'ONEC-NO-LINES' })
    await bench.onec.edit(order_id, { lines: [], status: 'Отменён' })
    await bench.onec.returnToSite(order_id)
    expect(lastVersion(order_id).order).toMatchObject({ products: [], order_status: 'Отменён' })
  })

  it.each<[string, OnecOrderEdit, string]>([
    [
      'an unknown item',
      { lines: [lineOf({ offer_id: '00000000-0000-4000-8000-000000000009' })] },
      'ONEC-ITEM-UNKNOWN',
    ],
    ['an unknown warehouse', { lines: [lineOf({ storage_ref: 'nowhere' })] }, 'ONEC-ELEMENT-UNKNOWN'],
    ['a discount over the amount', { lines: [lineOf({ discount: 90_001 })] }, 'ONEC-LINE-DISCOUNT'],
    ['a rate that is none', { lines: [lineOf({ nds_s: '120%' })] }, 'ONEC-LINE-VAT'],
    ['the same line twice', { lines: [lineOf(), lineOf()] }, 'ONEC-LINE-REPEATED'],
    ['an unknown status', { status: 'Потерян' }, 'ONEC-ELEMENT-UNKNOWN'],
    ['an unknown delivery method', { delivery: { delivery_method: 'teleport' } }, 'ONEC-ELEMENT-UNKNOWN'],
  ])('refuses %s and changes nothing', async (_what, edit, code) => {
    const order_id = await accepted()
    const before = await bench.onec.order(order_id)
    await expect(
      bench.onec.edit(order_id, { order_number_payment: 'Счет №1', ...edit }),
    ).rejects.toMatchObject({ code })
    expect(await bench.onec.order(order_id)).toEqual(before)
  })

  it('an edit that changes nothing does not count as a change', async () => {
    const order_id = await accepted()
    await bench.onec.returnToSite(order_id)
    const detail = await bench.onec.edit(order_id, { status: 'На согласовании', open_by_user: true })
    expect(detail).toMatchObject({ changed: false, open_by_user: true })
  })
})

describe('[A-31] what the invoice is made of', () => {
  const awaiting = async (): Promise<ProcessedOrder['order']> => {
    const order_id = await accepted({ products: [aLine([offers.rope], 24), aLine([offers.net], 1)] })
    await bench.onec.edit(order_id, { status: 'Ожидает оплаты' })
    await bench.onec.returnToSite(order_id)
    return lastVersion(order_id).order
  }

  it('[A-70][A-82][AD-17] an order that awaits payment carries number and date of its invoice', async () => {
    expect((await awaiting()).order_number_payment).toBe('Счет на оплату №0000-021488 от 10.03.2026')
  })

  it('[A-45][A-69][A-81][AD-18][AD-19] and the payment string, its sum in kopecks equal to the total of the lines', async () => {
    const order = await awaiting()
    const total = order.products.reduce((sum, { offer }) => sum + Math.round(offer.summa * 100), 0)
    const reading = readPaymentString(order.order_QRCode!)
    const field = (key: string) => reading.payment!.fields.find((known) => known.key === key)?.value
    expect(field('Sum')).toBe(String(total))
    expect(order.order_QRCode).toMatch(
      /^ST00012\|Name=.+\|PersonalAcc=\d{20}\|BankName=.+\|BIC=\d{9}\|CorrespAcc=\d{20}\|Sum=\d+\|Purpose=.+\|PayeeINN=\d{10}\|KPP=\d{9}$/,
    )
    expect(field('Purpose')).toContain('0000-021488')
    expect(reading.checks.filter(({ severity }) => severity !== 'ok' && severity !== 'hint')).toEqual([])
  })

  it('[AD-20] the seller is the selling organization, with the requisites of the payment string', async () => {
    const { seller, order_QRCode } = await awaiting()
    expect(seller).toMatchObject({ inn: '7813991047', kpp: '781301001', bik: '044099941' })
    expect(order_QRCode).toContain(`PayeeINN=${seller!.inn}`)
  })

  it('an invoice number that a person wrote is kept', async () => {
    const order_id = await accepted()
    await bench.onec.edit(order_id, { order_number_payment: 'Счет-Договор №2135 от 21.08.2021' })
    const detail = await bench.onec.edit(order_id, { status: 'Ожидает оплаты' })
    expect(detail.order_number_payment).toBe('Счет-Договор №2135 от 21.08.2021')
  })
})
