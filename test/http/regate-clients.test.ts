import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClientAnswer, ClientUpdAnswer } from '../../server/contracts/regate/schema.ts'
import { clients, expectRefusal, newId, openRegate, aPayment, type RegateBench } from './regate-bench.ts'

let bench: RegateBench
beforeAll(async () => {
  bench = await openRegate()
})
afterAll(() => bench.stop())

const client = (body: unknown, options: { key?: string | null } = {}) =>
  bench.call<ClientAnswer>('client', { body, ...options })
const update = (client_id: string, change: Record<string, unknown>) =>
  bench.call<ClientUpdAnswer>('clientupd', { body: { client_id, client: change } })
const card = async (client_id: string) =>
  (await bench.parts.regate.clients('kolos', client_id)).find((row) => row.client_id === client_id)!

describe('client', () => {
  it('[B-44][B-45][BD-29] finds a client by its identifier and tells a balance of 0.00', async () => {
    const { status, body } = await client({ client_id: clients.company })
    expect(status).toBe(200)
    expect(body).toEqual({
      result: 'found',
      client_id: clients.company,
      ref_1c: '9d2b0001-6b2f-11f0-8de9-0242ac150007',
      code_1c: '00-00000001',
      name: 'ООО «Тихая Гавань»',
      incomplete: false,
      balance: { amount: 0, currency: 'RUB' },
      warnings: [],
    })
  })

  it('[B-46][B-47][BD-03] creates an unknown one: 201 at first, 200 after', async () => {
    const body = {
      client_id: newId('client'),
      client: { type: 'company', name: 'ООО «Новая Верфь»', inn: '7805998899', kpp: '780501001' },
    }
    const made = await client(body)
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ result: 'created', name: 'ООО «Новая Верфь»', incomplete: false })
    const again = await client({ client_id: body.client_id })
    expect(again.status).toBe(200)
    expect(again.body).toEqual({ ...made.body, result: 'found' })
    expect(await card(body.client_id)).toMatchObject({ inn: '7805998899', kpp: '780501001', balance: 0 })
  })

  it('[BD-26] makes an incomplete client of the identifier alone', async () => {
    const client_id = newId('client')
    const { status, body } = await client({ client_id })
    expect([status, body.name, body.incomplete]).toEqual([201, `ReStore ${client_id}`, true])
  })

  it('[BD-25] leaves a found one as it is and warns of the requisites sent', async () => {
    const { status, body } = await client({ client_id: clients.trader, client: { name: 'Другое имя' } })
    expect(status).toBe(200)
    expect(body.name).toBe('ИП Лосева Варвара Ильинична')
    expect(body.warnings).toEqual([
      expect.objectContaining({ code: 'W-CLIENT-DATA-IGNORED', pointer: '/client' }),
    ])
    expect(await card(clients.trader)).toMatchObject({ name: 'ИП Лосева Варвара Ильинична' })
  })

  it('[BD-28] makes a second client of one INN and warns, never merging them', async () => {
    const client_id = newId('client')
    const { status, body } = await client({
      client_id,
      client: { type: 'company', name: 'Филиал', inn: '5000007894', kpp: '500002002' },
    })
    expect(status).toBe(201)
    expect(body.warnings).toEqual([
      expect.objectContaining({ code: 'W-INN-NOT-UNIQUE', pointer: '/client/inn' }),
    ])
    expect(body.ref_1c).not.toBe((await client({ client_id: clients.company })).body.ref_1c)
  })

  it('[B-46] holds the length of an INN against the kind of client', async () => {
    for (const [type, inn] of [
      ['company', '500000789412'],
      ['person', '5000007894'],
      ['entrepreneur', '5000007894'],
    ])
      expectRefusal(
        await client({ client_id: newId('client'), client: { type, name: 'Имя', inn } }),
        422,
        'RG-INN',
      )
  })

  it('[BD-11] takes a POST without Idempotency-Key by its natural key, and warns', async () => {
    const client_id = newId('client')
    const first = await client({ client_id }, { key: null })
    expect(first.status).toBe(201)
    expect(first.body.warnings.map(({ code }) => code)).toContain('W-NO-IDEMPOTENCY-KEY')
    const second = await client({ client_id }, { key: null })
    expect([second.status, second.body.ref_1c]).toEqual([200, first.body.ref_1c])
  })

  it('[B-45][BD-22] tells money that no order holds', async () => {
    const client_id = await bench.aClient()
    const order = await bench.anOrder({ client_id })
    await bench.call('paycard', { body: { order_id: order.order_id, payment: aPayment(1500.5) } })
    expect((await client({ client_id })).body.balance).toEqual({ amount: 1500.5, currency: 'RUB' })
  })
})

describe('clientupd', () => {
  it('[B-48] changes what is named and confirms which members are other now', async () => {
    const client_id = await bench.aClient({ name: 'ООО «Причал»', phone: '+79000000555' })
    const { status, body } = await update(client_id, { phone: '+79000000556', name: 'ООО «Причал»' })
    expect(status).toBe(200)
    expect(body).toEqual({ result: 'updated', client_id, changed: ['phone'] })
    expect(await card(client_id)).toMatchObject({ name: 'ООО «Причал»', phone: '+79000000556' })
  })

  it('[B-48] says unchanged when everything was so before', async () => {
    const client_id = await bench.aClient({ name: 'ООО «Причал»' })
    const { body } = await update(client_id, { name: 'ООО «Причал»' })
    expect(body).toEqual({ result: 'unchanged', client_id, changed: [] })
  })

  it('[BD-27] clears a member for null and keeps an absent one', async () => {
    const client_id = await bench.aClient({ name: 'Имя', phone: '+79000000557', email: 'a@example.ru' })
    expect((await update(client_id, { email: null })).body.changed).toEqual(['email'])
    expect(await card(client_id)).toMatchObject({ phone: '+79000000557', email: null })
  })

  it('[BD-27] refuses an unknown client and makes none', async () => {
    const client_id = newId('client')
    expectRefusal(await update(client_id, { name: 'Имя' }), 404, 'RG-CLIENT-UNKNOWN')
    expect(await bench.parts.regate.clients('kolos', client_id)).toEqual([])
  })

  it('[BD-27] refuses a change of nothing', async () => {
    expectRefusal(await update(clients.person, {}), 422, 'RG-VALIDATION')
  })

  it('[B-48] holds a new INN against the kind that is known, and a new kind against the INN that is known', async () => {
    const client_id = await bench.aClient({ type: 'company', name: 'Имя', inn: '7805998806' })
    expectRefusal(await update(client_id, { inn: '780599889912' }), 422, 'RG-INN')
    expectRefusal(await update(client_id, { type: 'person' }), 422, 'RG-INN')
    const both = await update(client_id, { type: 'person', inn: '780599889912' })
    expect(both.body.changed.sort()).toEqual(['inn', 'type'])
  })

  it('[BD-28] warns of an INN that another client has', async () => {
    const client_id = await bench.aClient({ type: 'company', name: 'Имя' })
    const { body } = await update(client_id, { inn: '5000007894' })
    expect(body.warnings?.map(({ code }) => code)).toEqual(['W-INN-NOT-UNIQUE'])
  })

  it('[BD-26] completes a client that was made of its identifier', async () => {
    const client_id = await bench.aClient()
    await update(client_id, { phone: '+79000000558' })
    expect((await card(client_id)).incomplete).toBe(true)
    await update(client_id, { name: 'Семёнов Илья' })
    expect((await card(client_id)).incomplete).toBe(false)
  })

  it('[BD-10] applies two changes of one client in the order of their arrival', async () => {
    const client_id = await bench.aClient({ name: 'Имя' })
    const { queue } = bench.parts.regate
    queue.setPaused('kolos', true)
    const now = { headers: { prefer: 'wait=0' } }
    for (const phone of ['+79000000601', '+79000000602', '+79000000603'])
      expect((await bench.call('clientupd', { body: { client_id, client: { phone } }, ...now })).status).toBe(
        202,
      )
    queue.setPaused('kolos', false)
    // Comes after the three in the line of the client.
    await client({ client_id })
    expect((await card(client_id)).phone).toBe('+79000000603')
  })
})
