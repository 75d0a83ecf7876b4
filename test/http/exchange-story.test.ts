import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { carrierRefs, cityRefs, methodRefs, offers, products, storageRefs } from '../../fixtures/demo/refs.ts'
import type { JournalRow } from '../../server/journal/model.ts'
import type { OrderDraft } from '../../mocks/site/model.ts'
import { NOTICE } from '../../mocks/site/account.ts'
import { demoOrders, openBench, type OpenBench } from './admin-bench.ts'

/** The other buyer of 1C's last word: check digits hold, the person is invented. */
const proprietor = {
  organization: 'ИП Заречная Полина Игоревна',
  inn: '770399315770',
  payment_account: '40802810100000015527',
  correspondent_account: '30101810800000000952',
  bik: '044599952',
  bank: 'АО «Учебный Кредит», г. Москва',
  company_address: '119000, г. Москва, пер. Придуманный, д. 9, кв. 14',
  nds: 'Нет' as const,
}

/** One order on its whole way, told once; every test looks at another side of it. */
async function playStory(bench: OpenBench) {
  const { api } = bench
  const prefilled = await api.call('site.draft', { query: { customer_id: 'cust-1' } })
  const draft: OrderDraft = {
    ...prefilled,
    delivery: {
      // The name is another spelling than any dictionary has: the identifier decides.
      delivery_city: 'Царское Село',
      delivery_city_id: 'pushkin',
      delivery_method: 'tk_door',
      delivery_address: 'г. Пушкин, ул. Выдуманная, д. 4, во двор',
    },
    lines: [
      { tovar_id: products.rope, storage: 'sclad_moscow', quantity: 5_000 },
      { tovar_id: products.mat, storage: 'sclad_moscow', quantity: 7_000 },
    ],
  }
  const placed = await api.call('site.place', { body: draft })
  const params = { id: placed.order_id }
  const account = async () => {
    const orders = await api.call('site.account', { params: { customer: 'cust-1' } })
    return orders.find(({ order_id }) => order_id === placed.order_id)!
  }
  const browse = (path = '') => bench.browse(`/orders/${placed.order_id}${path}`, 'cust-1')
  const whenPlaced = { account: await account(), invoice: (await browse('/invoice.pdf')).status }

  const cycle = await bench.exchangeOrders()
  const taken = await api.call('onec.order', { params })
  const whenTaken = { site: await api.call('site.order', { params }), account: await account() }

  const [rope, mat] = taken.lines
  await api.call('onec.edit', {
    params,
    body: {
      status: 'Ожидает оплаты',
      requisites: proprietor,
      lines: [
        { ...rope!, quantity: 4_000, discount: 5_000 },
        { ...mat!, storage_ref: storageRefs.spb },
      ],
      delivery: { number_delivery: 'ТТН-000451' },
    },
  })
  const returned = await api.call('onec.return', { params })
  const firstInvoice = await browse('/invoice.pdf')
  const whenReturned = {
    site: await api.call('site.order', { params }),
    account: await account(),
    invoice: { status: firstInvoice.status, bytes: new Uint8Array(await firstInvoice.arrayBuffer()) },
    preview: await api.call('invoice.of', { body: { ref: { source: 'order', id: placed.order_id } } }),
  }

  await api.call('onec.edit', {
    params,
    body: { status: 'Отгружен', delivery: { number_delivery: 'ТТН-000452' } },
  })
  await api.call('onec.return', { params })
  const secondInvoice = await browse('/invoice.pdf')
  const whenShipped = {
    site: await api.call('site.order', { params }),
    account: await account(),
    invoice: new Uint8Array(await secondInvoice.arrayBuffer()),
    preview: await api.call('invoice.of', { body: { ref: { source: 'order', id: placed.order_id } } }),
    firstPreview: await api.call('invoice.of', {
      body: { ref: { source: 'order', id: placed.order_id, seq: 1 } },
    }),
  }
  return {
    draft,
    placed,
    cycle,
    taken,
    returned,
    whenPlaced,
    whenTaken,
    whenReturned,
    whenShipped,
    journal: await bench.entries(),
  }
}

const of = (rows: JournalRow[], operation: string) =>
  rows.filter((row) => row.operation === `site-orders.${operation}`)

describe('an order travels site → 1C → site', () => {
  let bench: OpenBench
  let story: Awaited<ReturnType<typeof playStory>>

  beforeAll(async () => {
    bench = await openBench()
    story = await playStory(bench)
  })
  afterAll(() => bench?.stop())

  it('[A-02][A-05][A-09][A-10][A-24] goes there by GET and comes back by POST, over HTTP of the site', () => {
    const { journal, placed } = story
    expect(of(journal, 'getOrders')[0]).toMatchObject({
      method: 'GET',
      status: 200,
      from: 'onec',
      to: 'site',
    })
    const mine = journal.filter(({ subject }) => subject === placed.order_id)
    expect(mine.map(({ operation, method, status }) => [operation, method, status])).toEqual([
      ['site-orders.postResult', 'POST', 200],
      ['site-orders.postOrder', 'POST', 201],
      ['site-orders.postOrder', 'POST', 200],
    ])
    expect(story.whenShipped.site).toMatchObject({ exchange_state: 'returned', seq: 2, status: 'Отгружен' })
  })

  it('[A-04][A-07][A-08][AD-02] every request is sent by 1C to /api/1c/v1 with GET or POST', () => {
    expect(story.journal.length).toBeGreaterThan(10)
    for (const row of story.journal) {
      expect(row).toMatchObject({ from: 'onec', to: 'site', direction: 'in' })
      expect(row.path).toMatch(/^\/site\/api\/1c\/v1\//)
      expect(['GET', 'POST']).toContain(row.method)
    }
  })

  it('is recorded once an exchange, every body valid by the contract', () => {
    const { journal } = story
    expect(new Set(journal.map(({ requestId }) => requestId)).size).toBe(journal.length)
    expect(journal.filter(({ validity }) => validity !== 'valid')).toEqual([])
  })

  it('[AD-35] dictionaries go before orders, the result of an order before anything else of it, stock last', () => {
    const cycle = story.journal
      .slice(0, of(story.journal, 'postStock')[0]!.id)
      .map(({ operation }) => operation!.replace('site-orders.', ''))
    expect(cycle).toEqual([
      'ping',
      ...Array<string>(6).fill('postDictionary'),
      'getOrders',
      'postResult',
      'postResult',
      'postResult',
      'postStock',
    ])
    expect(story.cycle.steps.map(({ step }) => step)).toEqual([
      'ping',
      'dictionaries',
      'nomenclature',
      'contragents',
      'orders',
      'versions',
      'stock',
    ])
  })

  it('[A-52][A-78][AD-15] keeps the id that the site gave it, everywhere', async () => {
    const { placed, taken, whenShipped } = story
    expect(placed.order_id).toMatch(/^[A-Za-z0-9._-]{1,64}$/)
    expect(taken.order_id).toBe(placed.order_id)
    for (const { body } of whenShipped.site.versions) expect(body.order.order_id).toBe(placed.order_id)
    expect(taken.ref_1c).not.toBe(placed.order_id)
    expect(whenShipped.site.versions[0]!.body.exchange.ref_1c).toBe(taken.ref_1c)
  })

  it('[A-53][A-66][A-67][A-68] 1C fills contact, site number, date and status from the order', () => {
    const { draft, placed, taken } = story
    expect(taken.client).toMatchObject({
      name: draft.client.name,
      email: draft.client.email,
      telefon: draft.client.telefon,
    })
    expect(taken.site_number).toBe(placed.order_number)
    expect(taken.date).toBe(placed.own.order_time)
    expect(taken.status).toBe('На согласовании')
  })

  it('[A-38][A-55][AD-24] the city of the tab «Доставка» comes from the identifier, not from the name', () => {
    expect(story.taken.resolved.city).toBe(cityRefs.spb)
    expect(story.taken.delivery.delivery_city).toBe('Царское Село')
  })

  it('[A-39][A-43][A-57] the delivery method travels as an identifier and becomes an element of 1C', async () => {
    const row = of(story.journal, 'getOrders')[0]!
    const entry = await bench.entry(row.id)
    const page = JSON.parse(entry.response!.text!) as {
      orders: { order: { order_id: string; delivery: Record<string, string> } }[]
    }
    const index = page.orders.findIndex(({ order }) => order.order_id === story.placed.order_id)
    expect(page.orders[index]!.order.delivery['delivery_method']).toBe('tk_door')
    expect(entry.response!.text).not.toContain('Транспортной компанией до двери')
    expect(entry.replacements).toContainEqual({
      kind: 'delivery_method',
      pointer: `/orders/${index}/order/delivery/delivery_method`,
      part: 'response',
      direction: 'site_to_1c',
      from: 'tk_door',
      to: methodRefs.door,
      outcome: 'mapped',
      row: 'delivery_method-3',
    })
    expect(story.taken.resolved.delivery_method).toBe(methodRefs.door)
  })

  it('[A-56][AD-23] a method without a carrier brings the one that is attached to it in 1C', () => {
    expect(story.draft.delivery.delivery_transport_company).toBeUndefined()
    expect(story.taken.resolved.transport_company).toBe(carrierRefs.volga)
    expect(story.whenReturned.site.versions[0]!.body.order.delivery.delivery_transport_company).toBe(
      '000009791',
    )
  })

  it('[A-58] the address becomes the additional information about delivery', () => {
    expect(story.taken.delivery.delivery_address).toBe('г. Пушкин, ул. Выдуманная, д. 4, во двор')
  })

  it('[A-59…A-62][A-75][A-76] a line carries as many offers as 1C items are bound to its product in the table', async () => {
    const [rope, mat] = story.placed.own.products
    expect(rope).toMatchObject({ tovar_id: products.rope, storage: 'sclad_moscow', quantity: 5 })
    expect(rope!.offers).toEqual([{ offer_id: offers.rope }])
    expect(mat!.offers.map(({ offer_id }) => offer_id)).toEqual([
      offers.matGrey,
      offers.matGreen,
      offers.matViolet,
    ])
    const { rows } = await bench.api.call('mappings.table', { params: { kind: 'product' } })
    expect(rows.filter(({ site_id }) => site_id === products.mat).map(({ ref_1c }) => ref_1c)).toEqual(
      mat!.offers.map(({ offer_id }) => offer_id),
    )
  })

  it('[A-40][A-63][A-64][A-85][A-86][AD-26] warehouse and quantity of a line arrive, one offer carries it', () => {
    expect(
      story.taken.lines.map(({ tovar_id, offer_id, storage_ref, quantity }) => [
        tovar_id,
        offer_id,
        storage_ref,
        quantity,
      ]),
    ).toEqual([
      [products.rope, offers.rope, storageRefs.moscow, 5_000],
      // Seven pieces: the first of the alternatives that has them all.
      [products.mat, offers.matGrey, storageRefs.moscow, 7_000],
    ])
    const [, mat] = story.whenReturned.site.versions[0]!.body.order.products
    expect(mat!.offer).toMatchObject({ storage: 'sclad_spb', quantity: 7 })
  })

  it('[A-26][A-47][A-48][A-50] the notice stands in the account until the first version of 1C', () => {
    expect(story.whenPlaced.account.notice).toBe(NOTICE)
    expect(NOTICE).toBe('ОКОНЧАТЕЛЬНЫЕ цена и наличие товара на складе будут подтверждены в Счете на оплату')
    expect(story.whenTaken.account.notice).toBe(NOTICE)
    expect(story.whenReturned.account.notice).toBeNull()
  })

  it('[A-31][A-35] there is an invoice only after the first version, by its direct address either', () => {
    expect(story.whenPlaced).toMatchObject({ invoice: 404, account: { invoice: null } })
    expect(story.whenTaken.account.invoice).toBeNull()
    expect(story.whenReturned.account.invoice).toBe(
      `/site/account/orders/${story.placed.order_id}/invoice.pdf`,
    )
    expect(story.whenReturned.invoice.status).toBe(200)
    expect(Buffer.from(story.whenReturned.invoice.bytes.subarray(0, 5)).toString()).toBe('%PDF-')
  })

  it('[A-25][A-27][A-28][A-30] the account shows the buyer and lines of 1C, the shop keeps its own', () => {
    const { site, account } = story.whenReturned
    expect(account.organization).toBe(proprietor.organization)
    expect(account.lines.map(({ quantity }) => quantity)).toEqual([4_000, 7_000])
    expect(account.lines[0]).toMatchObject({ discount: 5_000, total: 4 * 31_850 - 5_000 })
    expect(site.own.requisites).toEqual(story.draft.requisites)
    expect(site.own.products.map(({ quantity }) => quantity)).toEqual([5, 7])
    expect(site.own).toEqual(story.placed.own)
  })

  it('[A-36][A-37][A-80] the state shown to the buyer follows 1C', () => {
    expect(story.whenPlaced.account.status).toBe('На согласовании')
    expect(story.whenReturned.account.status).toBe('Ожидает оплаты')
    expect(story.whenShipped.account.status).toBe('Отгружен')
  })

  it('[A-79][AD-25] the waybill number of the carrier reaches the buyer', () => {
    expect(story.whenReturned.account.waybill).toBe('ТТН-000451')
    expect(story.whenShipped.account.waybill).toBe('ТТН-000452')
    expect(story.whenShipped.site.versions[0]!.body.order.delivery.number_delivery).toBe('ТТН-000452')
  })

  it('[A-77][A-92][A-93][AD-30] what comes back is the whole order, with money inside its offers', async () => {
    const [first] = of(story.journal, 'postOrder')
    const { request } = await bench.entry(first!.id)
    const sent = JSON.parse(request!.text!) as {
      order: Record<string, unknown> & { products: { offer: Record<string, unknown> }[] }
    }
    for (const block of ['requisites', 'client', 'delivery', 'products', 'order_status', 'order_QRCode'])
      expect(sent.order).toHaveProperty(block)
    expect(sent.order.products).toHaveLength(2)
    expect(Object.keys(sent.order.products[0]!.offer)).toEqual(
      expect.arrayContaining([
        'offer_id',
        'storage',
        'quantity',
        'price',
        'discount',
        'nds_s',
        'nds_summa',
        'summa',
      ]),
    )
  })

  it('[AD-21] the buyer’s VAT flag comes back as 1C has it and changes no amount', () => {
    const { versions, own } = story.whenReturned.site
    expect(own.requisites!.nds).toBe('Да')
    expect(versions[0]!.body.order.requisites!.nds).toBe('Нет')
    for (const { offer } of versions[0]!.body.order.products) {
      const summa = Math.round(offer.summa * 100)
      expect(Math.round(offer.nds_summa * 100)).toBe(Math.round((summa * 22) / 122))
    }
  })

  it('[A-16][A-17] the result that 1C posted is in the history with the action of each of its codes', () => {
    const results = story.whenTaken.site.history.filter(({ kind }) => kind === 'result')
    expect(results).toHaveLength(1)
    expect(results[0]!.codes).toEqual([expect.objectContaining({ code: 'ORD-000', severity: 'info' })])
    expect(story.whenTaken.site).toMatchObject({ exchange_state: 'accepted', last_result: 'accepted' })
  })

  it('[A-29] the history lists both versions with what changed between them', () => {
    const { history, versions } = story.whenShipped.site
    expect(versions.map(({ seq }) => seq)).toEqual([2, 1])
    const second = history.find(({ kind, seq }) => kind === 'version' && seq === 2)!
    expect(second.changes).toEqual(
      expect.arrayContaining([
        { pointer: '/order_status', before: 'Ожидает оплаты', after: 'Отгружен' },
        { pointer: '/delivery/number_delivery', before: 'ТТН-000451', after: 'ТТН-000452' },
      ]),
    )
  })

  it('[A-32][A-33][A-34] each download renders the latest version, from the data of 1C alone', () => {
    const { whenReturned, whenShipped } = story
    expect(whenReturned.preview.model.footer.seq).toBe(1)
    expect(whenShipped.preview.model.footer.seq).toBe(2)
    expect(whenShipped.firstPreview.model.footer.seq).toBe(1)
    const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    expect(digest(whenShipped.invoice)).not.toBe(digest(whenReturned.invoice.bytes))
    expect(whenReturned.preview.model.totals.total).toBe(story.returned.total)
    expect(JSON.parse(whenReturned.preview.payload)).toEqual(whenReturned.site.versions[0]!.body)
    expect(JSON.stringify(whenReturned.preview.model)).not.toContain('Северная Тропа')
  })

  it('[A-44][A-45][A-69][A-81][AD-19] its payment string has the sum of the lines in kopecks', () => {
    const { preview, site } = story.whenReturned
    expect(preview.qr!.text).toBe(site.versions[0]!.body.order.order_QRCode)
    expect(preview.qr!.text.startsWith('ST00012|Name=ООО «Синий Барс Инвентарь»|PersonalAcc=')).toBe(true)
    expect(preview.qr!.fields.find(({ key }) => key === 'Sum')!.value).toBe(String(story.returned.total))
    expect(preview.warnings.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('[A-70][A-82] the invoice is headed with the number and date that 1C sent', () => {
    const { body } = story.whenReturned.site.versions[0]!
    expect(body.order.order_number_payment).toBe(
      `Счет на оплату №${story.taken.number_1c} от ${story.whenReturned.site.versions[0]!.body.exchange.changed_at.slice(
        0,
        10,
      )
        .split('-')
        .reverse()
        .join('.')}`,
    )
  })

  it('[AD-05] data from 1C never marks the order', () => {
    expect(story.whenReturned.site).toMatchObject({
      exchange_state: 'returned',
      revision: 1,
      mark_reason: null,
    })
  })

  it('[A-83][A-84] lines of the account are named as 1C names its items', () => {
    expect(story.whenReturned.account.lines.map(({ name }) => name)).toEqual([
      'Скакалка гимнастическая 3 м',
      'Коврик для йоги 6 мм, серый',
    ])
  })

  it('refuses the demo order that no row of the tables lets through, and nothing else', () => {
    expect(story.cycle.orders).toEqual([
      expect.objectContaining({ order_id: demoOrders.mapped, result: 'accepted' }),
      { order_id: demoOrders.unmapped, result: 'rejected', codes: ['ORD-401'] },
      expect.objectContaining({ order_id: story.placed.order_id, result: 'accepted' }),
    ])
  })
})
