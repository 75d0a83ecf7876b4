import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { Dictionary, RowResults } from '../../server/contracts/site-orders/schema.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { draftOfCompany, draftOfPerson, offers, openShop, refs, type TestShop } from './site-shop.ts'

let shop: TestShop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.stop())

const rowsIn = (answer: { body: unknown }) => answer.body as RowResults

describe('POST /stock', () => {
  const stock = async (
    mode: 'full' | 'delta',
    as_of: string,
    items: { offer_id: string; storage: string; quantity: number }[],
    rest: Record<string, number> = {},
  ) => rowsIn(await shop.call('postStock', { body: { stock: { mode, as_of, ...rest, items } } }))
  const row = (offer_id: string, quantity: number, storage = 'main') => ({ offer_id, storage, quantity })
  /** Quantities of the shop window in thousandths. */
  const shown = async (tovar_id: string) => {
    const product = (await shop.site.products()).find((one) => one.tovar_id === tovar_id)!
    return Object.fromEntries(product.stock.map(({ storage, quantity }) => [storage, quantity]))
  }
  const at = (minute: number) => `2026-03-02T12:${String(minute).padStart(2, '0')}:00`

  it('[A-11] delta changes the pairs it lists and no others; fractions are kept', async () => {
    expect(await stock('delta', at(1), [row(offers.ball, 4.125), row(offers.ball, 7, 'far')])).toEqual({
      accepted: 2,
      rejected: 0,
      rows: [],
    })
    expect(await shown('p-ball')).toEqual({ main: 4125, far: 7000 })
    expect(await shown('p-mat')).toEqual({ main: 7500 })
  })

  it('[A-11] a kit is as many as its scarcest part, alternatives add up', async () => {
    expect(await shown('p-set')).toEqual({ main: 2000 })
    await stock('delta', at(1), [row(offers.rope, 1)])
    expect(await shown('p-set')).toEqual({ main: 1000 })
    await stock('delta', at(2), [row(offers.rope, 3, 'far')])
    expect(await shown('p-set')).toEqual({ main: 1000, far: 0 })
  })

  it('[A-11] full zeroes what it does not list', async () => {
    await stock('full', at(1), [row(offers.ball, 3)])
    expect(await shown('p-ball')).toEqual({ main: 3000 })
    expect(await shown('p-mat')).toEqual({ main: 0 })
  })

  it('[A-11] full in parts zeroes only when all parts have come, in any order, repeated or not', async () => {
    await stock('full', at(1), [row(offers.ball, 3)], { part: 2, parts: 3 })
    await stock('full', at(1), [row(offers.ball, 3)], { part: 2, parts: 3 })
    await stock('full', at(1), [row(offers.matRed, 1)], { part: 3, parts: 3 })
    expect(await shown('p-mat')).toEqual({ main: 5000 })
    await stock('full', at(1), [], { part: 1, parts: 3 })
    expect(await shown('p-mat')).toEqual({ main: 1000 })
    expect(await shown('p-ball')).toEqual({ main: 3000 })
  })

  it('[A-11] a newer as_of wins for each pair, a late one is ignored', async () => {
    await stock('delta', at(5), [row(offers.ball, 5)])
    const late = await stock('delta', at(4), [row(offers.ball, 4), row(offers.matGrey, 1)])
    expect(late).toMatchObject({ accepted: 2, rejected: 0, rows: [{ index: 0, result: 'ignored' }] })
    expect(await shown('p-ball')).toEqual({ main: 5000 })
    await stock('full', at(3), [])
    expect(await shown('p-ball')).toEqual({ main: 5000 })
    expect(await shown('p-mat')).toEqual({ main: 1000 })
  })

  it('[A-11] a negative quantity is stored as zero with W-NEGATIVE-STOCK', async () => {
    const { rows, rejected } = await stock('delta', at(1), [row(offers.ball, -2)])
    expect(rows).toMatchObject([{ index: 0, result: 'ok', code: 'W-NEGATIVE-STOCK' }])
    expect(rejected).toBe(0)
    expect(await shown('p-ball')).toEqual({ main: 0 })
  })

  it('[A-40] an unknown warehouse fails its row alone and is listed; a name is understood', async () => {
    const { accepted, rejected, rows } = await stock('delta', at(1), [
      row(offers.ball, 1, 'moon'),
      row(offers.ball, 2, 'Дальний склад'),
      row(offers.matRed, 3),
    ])
    expect({ accepted, rejected }).toEqual({ accepted: 2, rejected: 1 })
    expect(rows).toMatchObject([{ index: 0, result: 'error', code: 'SITE-VALIDATION' }])
    expect(await shown('p-ball')).toEqual({ main: 10_000, far: 2000 })
    expect(await shop.mappings.unmapped()).toMatchObject([{ kind: 'storage', value: 'moon' }])
  })

  it('a pair that a body repeats is refused the second time', async () => {
    const { rows } = await stock('delta', at(1), [row(offers.ball, 1), row(offers.ball, 2)])
    expect(rows).toMatchObject([{ index: 1, result: 'error' }])
    expect(await shown('p-ball')).toEqual({ main: 1000 })
  })

  it('a row that cannot be read is answered at its place and does not stop the others', async () => {
    const items = [
      row(offers.ball, 1),
      { ...row(offers.matRed, 1), offer_id: 'not-a-guid' },
      row(offers.bag, -1),
    ]
    const { accepted, rejected, rows } = await stock('delta', at(1), items)
    expect({ accepted, rejected }).toEqual({ accepted: 2, rejected: 1 })
    expect(rows).toMatchObject([
      { index: 1, result: 'error' },
      { index: 2, result: 'ok', code: 'W-NEGATIVE-STOCK' },
    ])
  })

  it('the outcome does not depend on the order in which messages come', async () => {
    const message = fc.record({
      minute: fc.uniqueArray(fc.integer({ min: 1, max: 59 }), { minLength: 5, maxLength: 5 }),
      quantities: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 5, maxLength: 5 }),
      order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(message, async ({ minute, quantities, order }) => {
        const fresh = await openShop()
        try {
          for (const i of order)
            await fresh.call('postStock', {
              body: {
                stock: { mode: 'delta', as_of: at(minute[i]!), items: [row(offers.ball, quantities[i]!)] },
              },
            })
          const newest = minute.indexOf(Math.max(...minute))
          const [ball] = (await fresh.site.products()).filter(({ tovar_id }) => tovar_id === 'p-ball')
          expect(ball!.stock[0]!.quantity).toBe(quantities[newest]! * 1000)
        } finally {
          await fresh.stop()
        }
      }),
      { numRuns: 10 },
    )
  })
})

describe('POST /nomenclature', () => {
  const item = { offer_id: offers.unsold, code_1c: '00-77', name: 'Скамья', unit: 'шт', nds_s: '20%' }
  const send = async (...nomenclature: unknown[]) =>
    rowsIn(await shop.call('postNomenclature', { body: { nomenclature } }))
  const rowsOf = (offer: string) =>
    shop.mappings.table('product').rows.filter(({ ref_1c }) => ref_1c === offer)

  it('[A-12] a new item shows up as new in 1C and not bound; the shop makes no product of it', async () => {
    const before = await shop.site.products()
    expect(await send(item)).toEqual({ accepted: 1, rejected: 0, rows: [] })
    expect(rowsOf(offers.unsold)).toMatchObject([
      { state: 'unmapped_1c', site_id: '', code_1c: '00-77', name_1c: 'Скамья' },
    ])
    expect(await shop.site.products()).toEqual(before)
  })

  it('[A-12] the same item again changes nothing, a new name changes its row', async () => {
    await send(item)
    const [first] = rowsOf(offers.unsold)
    await send(item)
    expect(rowsOf(offers.unsold)).toEqual([first])
    await send({ ...item, name: 'Скамья складная' })
    expect(rowsOf(offers.unsold)).toMatchObject([{ id: first!.id, name_1c: 'Скамья складная' }])
  })

  it('[A-12] a bound item keeps its binding; an archived one is archived and back again', async () => {
    await send({ ...item, offer_id: offers.ball, archived: true })
    expect(rowsOf(offers.ball)).toMatchObject([{ site_id: 'p-ball', state: 'archived' }])
    await send({ ...item, offer_id: offers.ball, archived: false })
    expect(rowsOf(offers.ball)).toMatchObject([{ site_id: 'p-ball', state: 'mapped' }])
  })

  it('while the document is broken 1C is asked to come again, and nothing is lost then', async () => {
    const { update } = shop.document
    shop.document.update = async () => {
      throw new Refusal('DOCUMENT-BROKEN', { ru: 'obmen.json не читается', en: 'obmen.json is unreadable' })
    }
    await expect(send(item)).rejects.toMatchObject({ status: 503, code: 'SITE-MAINTENANCE' })
    shop.document.update = update
    await send(item)
    expect(rowsOf(offers.unsold)).toMatchObject([{ state: 'unmapped_1c' }])
  })

  it('a repeated and an unreadable row fail alone', async () => {
    const { accepted, rejected, rows } = await send({ ...item, unit: '' }, item, item)
    expect({ accepted, rejected }).toEqual({ accepted: 1, rejected: 2 })
    expect(rows.map(({ index }) => index)).toEqual([0, 2])
    expect(rowsOf(offers.unsold)).toHaveLength(1)
  })
})

describe('POST /contragents', () => {
  const send = async (...contragents: unknown[]) =>
    rowsIn(await shop.call('postContragents', { body: { contragents } }))
  const base = { ref_1c: refs.counterparty, code_1c: '00-01' }
  const company = draftOfCompany.requisites
  const person = { payment_method: 'cash', name: 'Кто-то', email: 'IGNAT@dom.example.ru' }
  const bound = async () =>
    (await shop.site.customers())
      .filter(({ ref_1c }) => ref_1c === refs.counterparty)
      .map(({ customer_id }) => customer_id)

  it('[A-13] site_client_id wins over INN', async () => {
    await send({ ...base, requisites: company, site_client_id: 'c-person' })
    expect(await bound()).toEqual(['c-person'])
  })

  it('[A-13] INN with KPP finds the company, another KPP does not', async () => {
    await send({ ...base, requisites: company })
    expect(await bound()).toEqual(['c-company'])
    await send({ ...base, ref_1c: refs.document, requisites: { ...company, kpp: '770302001' } })
    expect((await shop.site.customers()).find(({ ref_1c }) => ref_1c === refs.document)).toMatchObject({
      registered: false,
    })
  })

  it('[A-13] else the e-mail, in any case', async () => {
    await send({ ...base, client: person })
    expect(await bound()).toEqual(['c-person'])
  })

  it('[A-13] several matches are SITE-CONTRAGENT-AMBIGUOUS and store nothing', async () => {
    await send({ ...base, ref_1c: refs.document, requisites: { ...company, kpp: '770309001' } })
    const before = await shop.site.customers()
    const twin = { ...person, email: 'twin@dom.example.ru' }
    await send(
      { ref_1c: offers.ball, code_1c: '1', client: twin },
      { ref_1c: offers.bag, code_1c: '2', client: { ...twin, email: 'other@dom.example.ru' } },
    )
    await shop.db
      .withTables<{ site_customer: { email: string } }>()
      .updateTable('site_customer')
      .set({ email: 'twin@dom.example.ru' })
      .where('email', '=', 'other@dom.example.ru')
      .execute()
    const answer = await send({ ...base, client: twin })
    expect(answer).toMatchObject({
      accepted: 0,
      rejected: 1,
      rows: [{ index: 0, result: 'error', code: 'SITE-CONTRAGENT-AMBIGUOUS' }],
    })
    expect(await shop.site.customers()).toHaveLength(before.length + 2)
    expect(await bound()).toEqual([])
  })

  it('[A-13] none: a known buyer without an account, once however often it is sent; never by name', async () => {
    const stranger = { ...base, client: { ...person, name: 'Вера', email: 'new@dom.example.ru' } }
    await send(stranger)
    await send(stranger)
    const known = (await shop.site.customers()).filter(({ ref_1c }) => ref_1c === refs.counterparty)
    expect(known).toMatchObject([{ registered: false, name: 'Вера' }])
    await expect(shop.site.signIn(known[0]!.customer_id)).rejects.toMatchObject({ code: 'SHOP-NO-ACCOUNT' })
  })

  it('[A-13] the data of a buyer with an account stay the shop own', async () => {
    const before = (await shop.site.customers()).find(({ customer_id }) => customer_id === 'c-person')
    await send({ ...base, client: { ...person, name: 'Другое имя' } })
    const after = (await shop.site.customers()).find(({ customer_id }) => customer_id === 'c-person')
    expect(after).toEqual({ ...before, ref_1c: refs.counterparty })
  })
})

describe('dictionaries', () => {
  const post = async (kind: string, items: unknown[]) =>
    rowsIn(await shop.call('postDictionary', { params: { kind }, body: { kind, items } }))

  it.each(['city', 'delivery_method', 'storage', 'transport_company', 'payment_method', 'order_status'])(
    '[A-38][A-39][A-40][A-41] GET gives the site dictionary %s with the 1C side where it is mapped',
    async (kind) => {
      const { body } = await shop.call('getDictionary', { params: { kind } })
      const { items } = body as Dictionary
      expect(items.length).toBeGreaterThan(0)
      expect(items[0]).toMatchObject({ id: expect.any(String), ref_1c: expect.any(String) })
    },
  )

  it('[A-41] an unmapped element has no 1C side', async () => {
    const { body } = await shop.call('getDictionary', { params: { kind: 'delivery_method' } })
    expect((body as Dictionary).items.find(({ id }) => id === 'courier')).toEqual({
      id: 'courier',
      name: 'Курьером',
    })
  })

  it('[A-41] an element of 1C that nothing is bound to becomes a row new in 1C', async () => {
    await post('storage', [{ id: null, name: 'Новый склад', ref_1c: refs.document, code_1c: '00-9' }])
    const row = shop.mappings.table('storage').rows.at(-1)!
    expect(row).toMatchObject({ state: 'unmapped_1c', name_1c: 'Новый склад', code_1c: '00-9' })
    await post('storage', [{ id: null, name: 'Новый склад', ref_1c: refs.document, code_1c: '00-9' }])
    expect(shop.mappings.table('storage').rows.at(-1)).toEqual(row)
  })

  it('[A-41][A-42] an identifier typed in 1C binds the element and marks what waited for it', async () => {
    const id = await shop.placed({
      ...draftOfPerson,
      delivery: { ...draftOfPerson.delivery, delivery_method: 'courier', delivery_address: 'г. Тула' },
    })
    await shop.result(id, 'rejected', [{ code: 'ORD-401' }])
    await post('delivery_method', [{ id: 'courier', name: 'Курьер', ref_1c: refs.document }])
    expect(shop.mappings.toOnec('delivery_method', 'courier')).toMatchObject({
      outcome: 'mapped',
      ref: refs.document,
    })
    expect((await shop.site.order(id)).exchange_state).toBe('marked')
  })

  it('[A-42] a binding made by hand is never changed by a message', async () => {
    const before = shop.mappings.table('storage')
    const [main] = before.rows
    const { rejected, rows } = await post('storage', [
      { id: 'main', name: 'Чужой', ref_1c: refs.document },
      { id: 'elsewhere', name: 'Главный', ref_1c: main!.ref_1c },
    ])
    expect(rejected).toBe(2)
    expect(rows.map(({ result }) => result)).toEqual(['error', 'error'])
    expect(shop.mappings.table('storage')).toEqual(before)
  })

  it('[A-42] a row new in 1C gives way when its element turns out to belong to a value of the site', async () => {
    await post('delivery_method', [{ id: null, name: 'Курьер', ref_1c: refs.document }])
    const rows = () => shop.mappings.table('delivery_method').rows
    expect(rows()).toHaveLength(4)
    await post('delivery_method', [{ id: 'courier', name: 'Курьер', ref_1c: refs.document }])
    expect(rows()).toHaveLength(3)
    expect(rows().find(({ site_id }) => site_id === 'courier')).toMatchObject({
      state: 'mapped',
      ref_1c: refs.document,
    })
  })

  it('[A-38] several cities of the site may be one of 1C, several warehouses may not', async () => {
    const [city] = shop.mappings.table('city').rows
    const answer = await post('city', [
      { id: 'msk', name: 'Москва', ref_1c: city!.ref_1c },
      { id: 'zelenograd', name: 'Москва', ref_1c: city!.ref_1c },
    ])
    expect(answer.rejected).toBe(0)
    expect(shop.mappings.toOnec('city', 'zelenograd')).toMatchObject({ outcome: 'mapped', ref: city!.ref_1c })
    const [main] = shop.mappings.table('storage').rows
    expect(
      (await post('storage', [{ id: 'annex', name: 'Пристройка', ref_1c: main!.ref_1c }])).rejected,
    ).toBe(1)
  })

  it('an element without a reference fills what is known of its value', async () => {
    await post('storage', [{ id: 'main', name: 'Основной', code_1c: '00-1' }])
    expect(shop.mappings.table('storage').rows[0]).toMatchObject({
      site_id: 'main',
      name_1c: 'Основной',
      code_1c: '00-1',
      state: 'mapped',
    })
  })

  it('a body of another kind than the address is refused', async () => {
    await expect(
      shop.call('postDictionary', { params: { kind: 'city' }, body: { kind: 'storage', items: [] } }),
    ).rejects.toMatchObject({ status: 422, code: 'SITE-VALIDATION' })
  })

  it('an empty dictionary is accepted and changes nothing', async () => {
    const before = shop.mappings.table('city')
    expect(await post('city', [])).toEqual({ accepted: 0, rejected: 0, rows: [] })
    expect(shop.mappings.table('city')).toEqual(before)
  })
})
