import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MappingKind, MappingRow } from '../../server/mappings/model.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Kinds beside those of the site's orders, where the simulated sides ask for them; own kinds from their making to their end. */

let bench: OpenBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench?.stop())

const enterprise = 'kolos'
const call: OpenBench['api']['call'] = (...input) => bench.api.call(...input)

const save = (kind: MappingKind, rows: Partial<MappingRow>[]) =>
  call('mappings.save', {
    params: { kind },
    body: { put: rows.map((row, i) => ({ id: `${kind}-${i}`, ...row })), remove: [] },
  })
const clear = async (kind: MappingKind) => {
  const { rows } = await call('mappings.table', { params: { kind } })
  await call('mappings.save', { params: { kind }, body: { put: [], remove: rows.map(({ id }) => id) } })
}
const policy = (kind: MappingKind, on: 'fail' | 'pass') =>
  call('mappings.policy', { params: { kind }, body: { on } })
const entryOf = (id: number) => call('journal.entry', { params: { id } })
const unmappedOf = async (of: MappingKind) =>
  (await call('mappings.unmapped')).filter(({ kind }) => kind === of)

/** What comes about behind an answer: an entry is looked through after it was recorded. */
async function until<Value>(ask: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await ask()
    if (holds(value)) return value
    await setTimeout(5)
  }
}

const guid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const play = (method: string, values: object) =>
  call('restore.call', { body: { target: enterprise, method, values: values as Record<string, unknown> } })

it('[B-24] [B-25] ReStore asks for a city and a warehouse by its own names and ids, and is answered with them', async () => {
  const { onec: cities } = await call('mappings.choices', { params: { kind: 'regate_city' } })
  const { onec: stores } = await call('mappings.choices', { params: { kind: 'regate_warehouse' } })
  const plain = (await play('city', {})).body as { cities: { city_id: string; name: string }[] }
  const [city] = plain.cities
  expect(cities.map(({ ref }) => ref)).toContain(city!.city_id)
  expect((await entryOf((await play('city', {})).entry)).replacements).toEqual([])

  await save('regate_city', [
    { site_id: guid(1), site_name: 'Наш город', ref_1c: city!.city_id, name_1c: city!.name },
  ])
  const named = await play('city', {})
  const own = (named.body as typeof plain).cities
  expect(own).toContainEqual(expect.objectContaining({ city_id: guid(1), name: 'Наш город' }))
  expect(own).toHaveLength(plain.cities.length)
  const common = { kind: 'regate_city', part: 'response', direction: 'onec_to_site' }
  expect((await entryOf(named.entry)).replacements).toContainEqual(
    expect.objectContaining({ ...common, from: city!.city_id, to: guid(1), outcome: 'mapped' }),
  )

  const byName = await play('citystore', { city: 'Наш город' })
  const {
    stores: [store],
    city_id,
  } = byName.body as { city_id: string; stores: { store_id: string }[] }
  expect(city_id).toBe(guid(1))
  expect((await play('citystore', { city_id: guid(1) })).body).toEqual(byName.body)

  await save('regate_warehouse', [{ site_id: guid(2), site_name: 'Наш склад', ref_1c: store!.store_id }])
  expect(stores.map(({ ref }) => ref)).toContain(store!.store_id)
  const asked = await play('citystore', { city_id: guid(1) })
  expect(asked.body).toMatchObject({ stores: [{ store_id: guid(2), name: 'Наш склад' }] })
  const goods = await play('assortment', { store_id: guid(2) })
  expect(goods).toMatchObject({ ok: true, body: { store_id: guid(2) } })
  expect((await entryOf(goods.entry)).replacements).toMatchObject([
    { kind: 'regate_warehouse', part: 'request', pointer: '/store_id', from: guid(2), to: store!.store_id },
    { kind: 'regate_warehouse', part: 'response', pointer: '/store_id', from: store!.store_id, to: guid(2) },
  ])
  expect(await play('storetable', { store_id: guid(2) })).toMatchObject({ ok: true })

  // A warehouse without a row goes on as it is, unless a person wants a row for each.
  expect(await play('assortment', { store_id: guid(9) })).toMatchObject({
    ok: false,
    code: 'RG-STORE-UNKNOWN',
  })
  await policy('regate_warehouse', 'fail')
  expect(await play('assortment', { store_id: guid(2) })).toMatchObject({ ok: true })
  expect(await play('assortment', { store_id: guid(8) })).toMatchObject({
    ok: false,
    code: 'RG-STORE-UNKNOWN',
  })
  expect((await unmappedOf('regate_warehouse')).map(({ value }) => value)).toEqual(
    expect.arrayContaining([guid(8), guid(9)]),
  )
  await policy('regate_warehouse', 'pass')
  await clear('regate_city')
  await clear('regate_warehouse')
})

it('[B-49] a booking at a warehouse of ReStore is a booking at that of 1C', async () => {
  const [store] = await call('regate.stores', { params: { enterprise } })
  const rows = (await call('regate.items', { params: { enterprise } })).rows
  const item = rows.find(
    ({ price, unlimited, min_volume, stock }) =>
      price !== null &&
      (unlimited || stock.some((one) => one.store_id === store!.store_id && one.quantity >= min_volume)),
  )!
  await save('regate_warehouse', [{ site_id: guid(3), ref_1c: store!.store_id }])
  const client_id = 'rs-names'
  await play('client', { client_id, client: { type: 'company', name: 'ООО «Рига»', inn: '5000007894' } })
  const booked = await play('booking', {
    booking_id: 'rs-names-1',
    client_id,
    store_id: guid(3),
    delivery: { type: 'pickup' },
    lines: [{ item_id: item.item_id, quantity: item.min_volume / 1000 }],
  })
  expect((await entryOf(booked.entry)).replacements).toMatchObject([
    { kind: 'regate_warehouse', pointer: '/store_id', from: guid(3), to: store!.store_id, outcome: 'mapped' },
  ])
  expect(booked).toMatchObject({ ok: true })
  await clear('regate_warehouse')
})

const node = 'site'

async function exchanged(kind: 'all' | 'orders' | 'catalogue', full = false) {
  const { id } = await call('cmlOnec.run', { params: { node }, body: { kind, full } })
  return bench.parts.commerceMl.onec.finished(id)
}

it('[C §10.1] [C §11.1] order statuses, price types and warehouses of CommerceML go by the tables, and the journal has what became of them', async () => {
  const priceTypes = await call('cmlOnec.priceTypes')
  const warehouses = await call('cmlOnec.warehouses')
  await save('cml_price_type', [{ site_id: 'opt-of-site', ref_1c: priceTypes[0]!.id }])
  await save('cml_warehouse', [{ site_id: 'msk-of-site', ref_1c: warehouses[0]!.id }])
  const statuses = await call('cmlSite.statuses')
  await save('cml_order_status', [
    { site_id: statuses[0]!.id, site_name: statuses[0]!.name, ref_1c: 'К отгрузке' },
  ])
  expect(await exchanged('all', true)).toMatchObject({ state: 'done' })

  const { site } = bench.parts.commerceMl.catalogues
  expect((await site.priceTypes()).map(({ id }) => id)).toContain('opt-of-site')
  expect((await site.priceTypes()).map(({ id }) => id)).not.toContain(priceTypes[0]!.id)
  expect((await site.warehouses()).map(({ id }) => id)).toContain('msk-of-site')
  const { rows } = await call('journal.page', { query: { limit: 200 } })
  const replaced = (
    await Promise.all(rows.filter(({ replaced: n }) => n > 0).map(({ id }) => entryOf(id)))
  ).flatMap(({ operation, replacements }) => replacements.map((one) => ({ operation, ...one })))
  const has = (change: object) => expect(replaced).toContainEqual(expect.objectContaining(change))
  has({
    kind: 'cml_price_type',
    part: 'request',
    from: priceTypes[0]!.id,
    to: 'opt-of-site',
    outcome: 'mapped',
  })
  has({ kind: 'cml_warehouse', from: warehouses[0]!.id, to: 'msk-of-site', outcome: 'mapped' })
  has({ kind: 'cml_order_status', part: 'response', to: 'К отгрузке', outcome: 'mapped' })
  const orders = (await call('cmlOnec.orders', { query: { limit: 50 } })).rows
  expect(orders.some(({ status }) => status === 'К отгрузке')).toBe(true)
  expect((await unmappedOf('cml_warehouse')).map(({ value }) => value)).not.toContain(warehouses[0]!.id)

  // The other way: 1C writes the status that the table has for its own.
  const order = orders.find(({ status }) => status === 'К отгрузке')!
  await call('cmlOnec.editOrder', { params: { id: order.id }, body: { status: 'К отгрузке', posted: true } })
  // УТ sends no status, the module of Bitrix does (section 11.1).
  const settings = await call('cmlOnec.settings', { params: { node } })
  await call('cmlOnec.saveNode', {
    params: { node },
    body: { ...settings, profile: 'bitrix-module-3.1', password: null },
  })
  await exchanged('orders')
  const page = await call('journal.page', { query: { limit: 60 } })
  const entries = await Promise.all(page.rows.filter(({ replaced: n }) => n > 0).map(({ id }) => entryOf(id)))
  expect(entries.flatMap(({ replacements }) => replacements)).toContainEqual(
    expect.objectContaining({
      kind: 'cml_order_status',
      part: 'request',
      direction: 'onec_to_site',
      from: 'К отгрузке',
      to: statuses[0]!.id,
    }),
  )
})

it('[D-94] a receipt makes a deal of the type that КСУП calls it by', async () => {
  await save('ksup_deal_type', [{ site_id: 'Продажа в магазине', ref_1c: 'Розница' }])
  const { rows } = await call('ksupOnec.counterparties', { query: { text: 'Лазарева' } })
  await call('ksupOnec.saveCard', { body: { code: 'КАРТА-2', owner: rows[0]!.ref } })
  const line = { article: 'BM-0042', name: 'Бумага', quantity: 2000, price: 100, amount: 200 }
  const data = { date: '2026-11-26T10:00:00', operation: 'sale' as const, card: 'КАРТА-2', rows: [line] }
  const receipt = await call('ksupOnec.saveDocument', { body: { kind: 'receipt', post: true, data } })
  const { ksup } = bench.parts
  await ksup.onec.outbox.idle()
  await ksup.inbox.idle()
  const { data: kept } = await call('ksupOnec.document', { params: { ref: receipt.ref } })
  const number = (kept as { deal_number: number }).deal_number
  expect(await call('ksup.deal', { params: { number } })).toMatchObject({ type: 'Продажа в магазине' })
  const [message] = (await call('ksup.inbox', { query: { limit: 1 } })).rows
  const { entry } = await call('ksup.inboxMessage', { params: { id: message!.id } })
  const replaced = await until(
    async () => (await entryOf(entry!)).replacements,
    (replacements) => replacements.length > 0,
  )
  expect(replaced).toMatchObject([
    { kind: 'ksup_deal_type', part: 'request', from: 'Розница', to: 'Продажа в магазине', outcome: 'mapped' },
  ])
})

const channels = {
  title: { ru: 'Каналы продаж', en: 'Sales channels' },
  sides: { site: 'Маркетплейс', onec: '1С' },
  relation: 'N:1' as const,
  places: [
    {
      operation: 'site-orders.getOrders',
      part: 'response' as const,
      path: '/orders/*/order/delivery/delivery_method',
      of: 'site' as const,
    },
  ],
}

it('an own kind is added, looked up in traffic without changing it, edited, removed and brought back', async () => {
  const kind = 'own_channel'
  expect(await call('mappings.addKind', { body: { id: kind, own: channels } })).toMatchObject({
    kind,
    own: channels,
    policy: { on: 'pass' },
    total: 0,
  })
  const again = refusal(call('mappings.addKind', { body: { id: kind, own: channels } }))
  expect(await again).toMatchObject({ status: 409, code: 'MAPPING-KIND-TAKEN' })
  for (const id of ['channel', 'own_', 'own_Канал', 'storage'])
    expect(await refusal(call('mappings.addKind', { body: { id, own: channels } }))).toMatchObject({
      status: 422,
    })
  expect((await call('mappings.kinds')).at(-1)).toMatchObject({ kind })

  await save(kind, [{ site_id: 'pickup', site_name: 'Самовывоз', ref_1c: 'Офис', name_1c: 'Офис' }])
  const sent = await bench.exchange('/orders')
  const text = await sent.text()
  const methods = (
    JSON.parse(text) as { orders: { order: { delivery: { delivery_method: string } } }[] }
  ).orders.map(({ order }) => order.delivery.delivery_method)
  expect(methods.length).toBeGreaterThan(0)
  const { rows } = await call('journal.page', { query: { limit: 1 } })
  const { id } = rows[0]!
  const entry = await until(
    () => entryOf(id),
    ({ replacements }) => replacements.some((one) => one.kind === kind),
  )
  // What was sent is what stands in the order: nothing was replaced.
  expect(entry.response!.text).toBe(text)
  expect(entry.replacements.filter((one) => one.kind === kind)).toEqual(
    methods.map((from, i) =>
      expect.objectContaining({
        pointer: `/orders/${i}/order/delivery/delivery_method`,
        part: 'response',
        direction: 'site_to_1c',
        from,
        ...(from === 'pickup' ? { to: 'Офис', outcome: 'mapped' } : { outcome: 'passed', row: null }),
      }),
    ),
  )
  const loose = new Set(methods.filter((method) => method !== 'pickup'))
  const listed = await until(
    () => unmappedOf(kind),
    (values) => values.length === loose.size,
  )
  expect(new Set(listed.map(({ value }) => value))).toEqual(loose)
  const [value] = loose
  await save(kind, [
    { site_id: 'pickup', site_name: 'Самовывоз', ref_1c: 'Офис', name_1c: 'Офис' },
    { site_id: value!, ref_1c: 'Офис' },
  ])
  expect(await unmappedOf(kind)).toHaveLength(loose.size - 1)

  const edited = { ...channels, title: { ru: 'Площадки', en: '' }, places: [] }
  expect(await call('mappings.editKind', { params: { kind }, body: edited })).toMatchObject({
    own: edited,
    total: 2,
  })
  const unknown = refusal(call('mappings.editKind', { params: { kind: 'own_nobody' }, body: edited }))
  expect(await unknown).toMatchObject({ status: 404, code: 'MAPPING-KIND-UNKNOWN' })
  const builtIn = refusal(call('mappings.removeKind', { params: { kind: 'storage' } }))
  expect(await builtIn).toMatchObject({ status: 409, code: 'MAPPING-KIND-BUILT-IN' })

  const { change } = await call('mappings.removeKind', { params: { kind } })
  expect((await call('mappings.kinds')).map((one) => one.kind)).not.toContain(kind)
  expect(await refusal(call('mappings.table', { params: { kind } }))).toMatchObject({
    code: 'MAPPING-KIND-UNKNOWN',
  })
  expect(await unmappedOf(kind)).toEqual([])
  const told = await call('mappings.change', { params: { id: change } })
  expect(told).toMatchObject({ kind, counts: { removed: 2 }, own: { before: edited, after: null } })

  const back = await call('mappings.undoChange', { params: { id: change } })
  expect(back).toMatchObject({ undone: 2, ownUndone: true })
  expect(back.rows.map(({ site_id }) => site_id)).toEqual(['pickup', value])
  expect((await call('mappings.kinds')).at(-1)).toMatchObject({ kind, own: edited, total: 2 })
  // The edit before it can be taken back as well.
  const { changes } = await call('mappings.history', { query: { kind } })
  const edit = changes.find(({ own }) => own?.before?.title.ru === 'Каналы продаж')!
  await call('mappings.undoChange', { params: { id: edit.id } })
  expect((await call('mappings.kinds')).at(-1)).toMatchObject({ own: channels, total: 2 })
  // The demo has no kinds of its own.
  await call('workspace.reset')
  expect((await call('mappings.kinds')).map((one) => one.kind)).not.toContain(kind)
})
