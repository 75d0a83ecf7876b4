import { afterEach, describe, expect, it } from 'vitest'
import { carrierCodes, products } from '../../fixtures/demo/refs.ts'
import { demoOrders, openBench, refusal, type OpenBench } from './admin-bench.ts'

/** What only the composed bench can show: both sides, the tables and the journal at once. */

let opened: OpenBench | undefined
afterEach(async () => {
  await opened?.stop()
  opened = undefined
})
const open = async () => (opened = await openBench())

describe('a value that no table answers for', () => {
  it('[A-42][A-62][AD-28] is listed with the order that waits, filled by hand, and the order is taken by the next exchange', async () => {
    const { api, mapCourier, exchangeOrders, entries, entry } = await open()
    const params = { id: demoOrders.unmapped }

    await exchangeOrders()
    const waiting = await api.call('site.order', { params })
    expect(waiting).toMatchObject({ exchange_state: 'rejected', last_result: 'rejected' })
    const [value, ...others] = await api.call('mappings.unmapped')
    expect(others).toEqual([])
    expect(value).toMatchObject({
      kind: 'delivery_method',
      direction: 'site_to_1c',
      value: 'courier_city',
      subjects: [demoOrders.unmapped],
    })
    const brought = await entry(value!.entry!)
    expect(brought.replacements.filter(({ outcome }) => outcome === 'unmapped')).toEqual([
      expect.objectContaining({ kind: 'delivery_method', from: 'courier_city', to: null }),
    ])
    expect((await api.call('state.read')).counts).toMatchObject({ unmapped: 1, marked: 0 })

    const { courier } = await mapCourier()
    expect(await api.call('mappings.unmapped')).toEqual([])
    expect(await api.call('site.order', { params })).toMatchObject({
      exchange_state: 'marked',
      mark_reason: 'manual',
      revision: 1,
    })

    const cycle = await exchangeOrders()
    expect(cycle.orders).toEqual([expect.objectContaining({ order_id: demoOrders.unmapped })])
    expect(await api.call('site.order', { params })).toMatchObject({ exchange_state: 'accepted' })
    expect((await api.call('onec.order', { params })).resolved.delivery_method).toBe(courier.ref)
    const last = (await entries({ operation: 'site-orders.getOrders' })).at(-1)!
    expect(last.unmapped).toBe(0)
  })

  it('[A-41] the identifier attribute of the element in 1C is the one typed in the table', async () => {
    const { api, mapCourier } = await open()
    const method = async () =>
      (await api.call('onec.dictionary', { params: { kind: 'delivery_method' } })).find(
        ({ name }) => name === 'Курьер',
      )!
    expect((await method()).site_id).toBe('')
    await mapCourier()
    expect((await method()).site_id).toBe('courier_city')
  })

  it('[AD-28] a product without offers goes out with none and comes back as ORD-302, named in the list at once', async () => {
    const { api, exchangeOrders } = await open()
    const draft = await api.call('site.draft')
    const order = await api.call('site.place', {
      body: { ...draft, lines: [{ tovar_id: products.hoop, storage: 'sclad_moscow', quantity: 1000 }] },
    })
    expect(order.own.products[0]!.offers).toEqual([])
    expect(await api.call('mappings.unmapped')).toEqual([
      expect.objectContaining({ kind: 'product', value: products.hoop, subjects: [order.order_id] }),
    ])
    const cycle = await exchangeOrders()
    expect(cycle.orders.find(({ order_id }) => order_id === order.order_id)).toMatchObject({
      result: 'rejected',
      codes: ['ORD-302'],
    })
    expect((await api.call('onec.order', { params: { id: order.order_id } })).posted).toBe(false)
    expect((await refusal(api.call('onec.return', { params: { id: order.order_id } }))).status).toBe(409)
  })

  it('a table that lets values pass sends them as they are, and the journal says so', async () => {
    const { api, exchangeOrders, entries, entry } = await open()
    await api.call('mappings.policy', { params: { kind: 'delivery_method' }, body: { on: 'pass' } })
    await exchangeOrders()
    const [page] = await entries({ operation: 'site-orders.getOrders' })
    const { replacements } = await entry(page!.id)
    expect(replacements.find(({ from }) => from === 'courier_city')).toMatchObject({ outcome: 'passed' })
  })
})

describe('both sides at once', () => {
  it('[AD-04][AD-32] 1C’s version is kept, the shop’s newer revision stays marked and is refused with ORD-505', async () => {
    const { api, exchangeOrders } = await open()
    const params = { id: demoOrders.mapped }
    await exchangeOrders()
    const taken = await api.call('onec.order', { params })
    await api.call('onec.edit', { params, body: { lines: taken.lines.slice(0, 2) } })
    const draft = await api.call('site.draft', { query: { customer_id: 'cust-1' } })
    const edited = await api.call('site.edit', {
      params,
      body: { ...draft, lines: [{ tovar_id: products.rope, storage: 'sclad_moscow', quantity: 1000 }] },
    })
    expect(edited).toMatchObject({ exchange_state: 'marked', mark_reason: 'changed', revision: 2 })

    await api.call('onec.return', { params })
    const both = await api.call('site.order', { params })
    expect(both).toMatchObject({ exchange_state: 'returned_marked', revision: 2, seq: 1 })
    expect(both.versions[0]!.body.order.products).toHaveLength(2)
    expect(both.own.products).toHaveLength(1)

    const cycle = await exchangeOrders()
    expect(cycle.orders.find(({ order_id }) => order_id === demoOrders.mapped)).toMatchObject({
      result: 'rejected',
      codes: ['ORD-505'],
    })
    const [shown] = await api.call('site.account', { params: { customer: 'cust-1' } })
    expect(shown!.lines).toHaveLength(2)
  })

  it('[AD-36] an exchange that starts while another runs is skipped and logged', async () => {
    const { api } = await open()
    const cycles = await Promise.all([api.call('onec.exchange'), api.call('onec.exchange')])
    expect(cycles.map(({ outcome }) => outcome).sort()).toEqual(['done', 'skipped'])
    expect((await api.call('onec.cycles')).map(({ outcome }) => outcome).sort()).toEqual(['done', 'skipped'])
    const orders = await api.call('onec.orders')
    expect(orders).toHaveLength(2)
  })

  it('[A-22][A-23][AD-06] an order that is marked by hand leaves again, only when 1C asks, with its revision', async () => {
    const { api, exchangeOrders, entries } = await open()
    const params = { id: demoOrders.mapped }
    await exchangeOrders()
    const before = (await entries()).length
    expect(await api.call('site.mark', { params })).toMatchObject({
      exchange_state: 'marked',
      mark_reason: 'manual',
      revision: 1,
    })
    expect(await entries()).toHaveLength(before)
    const { orders } = await exchangeOrders()
    expect(orders).toEqual([expect.objectContaining({ order_id: demoOrders.mapped, result: 'accepted' })])
  })

  it('[AD-50][AD-42] an order that the buyer cancelled becomes «Отменён» in 1C and stays an order', async () => {
    const { api, exchangeOrders } = await open()
    const params = { id: demoOrders.mapped }
    await exchangeOrders()
    await api.call('site.cancel', { params })
    await exchangeOrders()
    expect((await api.call('onec.order', { params })).status).toBe('Отменён')
    expect((await api.call('site.order', { params })).versions[0]!.body.order.order_status).toBe('Отменён')
  })
})

describe('a buyer without an account', () => {
  it('[AD-39][A-26] 1C’s version is kept for administrators; there is no account, notice or invoice of theirs', async () => {
    const { api, exchangeOrders, browse } = await open()
    const draft = await api.call('site.draft', { query: { customer_id: 'cust-5' } })
    expect(draft.customer_id).toBeNull()
    const order = await api.call('site.place', { body: draft })
    const params = { id: order.order_id }
    expect(order).toMatchObject({ authorized: false, customer_id: null })
    await exchangeOrders()
    await api.call('onec.edit', { params, body: { status: 'Ожидает оплаты' } })
    await api.call('onec.return', { params })
    expect(await api.call('site.order', { params })).toMatchObject({
      exchange_state: 'returned',
      versions: [{ seq: 1 }],
    })
    for (const { customer_id, registered } of await api.call('site.customers')) {
      if (!registered) continue
      const listed = await api.call('site.account', { params: { customer: customer_id } })
      expect(listed.map(({ order_id }) => order_id)).not.toContain(order.order_id)
      const invoice = await browse(`/orders/${order.order_id}/invoice.pdf`, customer_id)
      expect(invoice.status).toBe(404)
    }
    expect((await refusal(api.call('site.signIn', { body: { customer_id: 'cust-5' } }))).status).toBe(409)
  })
})

describe('personal data', () => {
  it('[AD-43] the passport travels to the carrier that needs it and stands in clear in no view of the journal', async () => {
    const { api, exchangeOrders, entries, entry, address } = await open()
    const draft = await api.call('site.draft', { query: { customer_id: 'cust-3' } })
    const { pasport_info } = draft.client
    expect(draft.delivery.delivery_transport_company).toBe(carrierCodes.polar)
    const order = await api.call('site.place', { body: draft })
    const params = { id: order.order_id }
    await exchangeOrders()
    expect((await api.call('onec.order', { params })).client.pasport_info).toEqual(pasport_info)
    await api.call('onec.edit', { params, body: { status: 'Ожидает оплаты' } })
    await api.call('onec.return', { params })

    const rows = await entries()
    const carriers: string[] = []
    for (const { id, operation } of rows) {
      const shown = JSON.stringify(await entry(id))
      expect(shown, `${operation} ${id}`).not.toContain(pasport_info!.number)
      if (shown.includes('pasport_info')) carriers.push(operation!)
    }
    expect(carriers).toEqual(expect.arrayContaining(['site-orders.getOrders', 'site-orders.postOrder']))
    expect(JSON.stringify(rows)).not.toContain(pasport_info!.fio)
    const [page] = await entries({ operation: 'site-orders.getOrders' })
    const masked = (await entry(page!.id)).response!.text!
    expect(masked).toContain('*********03')

    // The bytes themselves are evidence and stay as they were.
    const raw = await fetch(`${address}/api/journal/${page!.id}/body/response`)
    expect(await raw.text()).toContain(pasport_info!.number)
  })

  it('[AD-43] a passport that no carrier needs is not sent back', async () => {
    const { api, exchangeOrders } = await open()
    const draft = await api.call('site.draft', { query: { customer_id: 'cust-3' } })
    const order = await api.call('site.place', {
      body: { ...draft, delivery: { ...draft.delivery, delivery_transport_company: carrierCodes.volga } },
    })
    const params = { id: order.order_id }
    await exchangeOrders()
    await api.call('onec.return', { params })
    const { versions } = await api.call('site.order', { params })
    expect(versions[0]!.body.order.client.pasport_info).toBeNull()
  })

  it('[AD-08] the password of the exchange is in no header that the journal shows', async () => {
    const { exchangeOrders, entries, entry } = await open()
    await exchangeOrders()
    for (const { id } of await entries()) {
      const { requestHeaders } = await entry(id)
      expect(requestHeaders.find(([name]) => name.toLowerCase() === 'authorization')?.[1]).toBe('Basic ***')
    }
  })
})

describe('news of 1C', () => {
  it('[A-11][A-12][A-13][A-14] stock, a new item and a new counterparty reach the site by the next exchange', async () => {
    const { api, exchangeOrders, entries } = await open()
    await exchangeOrders()
    const [rope] = await api.call('onec.items', { query: { text: 'Скакалка' } })
    const moscow = rope!.stock[0]!
    await api.call('onec.stock', {
      params: { id: rope!.offer_id },
      body: { storage_ref: moscow.storage_ref, quantity: 77_500 },
    })
    const item = await api.call('onec.newItem', { body: { name: 'Гиря литая 16 кг', price: 210_000 } })
    const counterparty = await api.call('onec.newCounterparty', {
      body: {
        requisites: { organization: 'ООО «Тихий Омут»', inn: '7813991047', kpp: '781301001' },
        client: { payment_method: 'cashless', name: 'Лидия', telefon: '+79000000301' },
      },
    })
    const before = (await entries()).at(-1)!.id
    await exchangeOrders()

    const sent = (await entries()).filter(({ id }) => id > before).map(({ operation }) => operation)
    expect(sent).toEqual(
      expect.arrayContaining([
        'site-orders.postNomenclature',
        'site-orders.postContragents',
        'site-orders.postStock',
      ]),
    )
    const product = (await api.call('site.products')).find(({ tovar_id }) => tovar_id === products.rope)!
    expect(product.stock.find(({ storage }) => storage === 'sclad_moscow')!.quantity).toBe(77_500)
    const { rows } = await api.call('mappings.table', { params: { kind: 'product' } })
    expect(rows.find(({ ref_1c }) => ref_1c === item.offer_id)).toMatchObject({
      state: 'unmapped_1c',
      name_1c: 'Гиря литая 16 кг',
    })
    expect((await api.call('onec.counterparties')).map(({ ref_1c }) => ref_1c)).toContain(counterparty.ref_1c)
    expect((await api.call('onec.outbox')).every(({ state }) => state === 'delivered')).toBe(true)
  })
})
