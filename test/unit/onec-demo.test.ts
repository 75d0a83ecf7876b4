import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkAccount, checkCorrAccount, checkInn, checkKpp } from '../../server/contracts/requisites.ts'
import { isVatRate } from '../../server/contracts/site-orders/arithmetic.ts'
import { Client, OutgoingOrder, Requisites } from '../../server/contracts/site-orders/schema.ts'
import {
  mappingKinds,
  siteMappingKinds,
  type BuiltInKind,
  type MappingRow,
  type SiteMappingKind,
} from '../../server/mappings/model.ts'
import { WorkspaceDocument } from '../../server/storage/document-schema.ts'
import type { SiteDemoOrder } from '../../mocks/site/demo.ts'
import { demoDocument, demoKsupOnec, demoMappings, demoOnec, demoSite } from '../../fixtures/demo/demo.ts'
import { methodRefs, products } from '../../fixtures/demo/refs.ts'
import { anOrder, codesOf, exchange, onecBench, type OnecBench } from './onec-bench.ts'

let bench: OnecBench
beforeEach(async () => {
  bench = await onecBench()
})
afterEach(() => bench.close())

/** An order of the demo as the site would send it. */
function envelopeOf({ order_id, order_number, draft }: SiteDemoOrder): ReturnType<typeof anOrder> {
  const { requisites, client, delivery, lines } = draft
  return anOrder({
    order_id,
    order_number,
    requisites: requisites ?? null,
    client,
    delivery,
    products: lines.map(({ tovar_id, storage, quantity }) => {
      const { mode, offers } = bench.mappings.offersOf(tovar_id)
      return {
        tovar_id,
        storage,
        quantity: quantity / 1000,
        offers: offers.map((offer_id) => ({ offer_id })),
        offers_mode: mode,
      }
    }),
  })
}

describe('the demo workspace', () => {
  it('is a valid document', () => {
    expect(WorkspaceDocument.safeParse(demoDocument()).success).toBe(true)
  })

  it('[AD-48] every requisite in it holds by its check digits', () => {
    for (const { inn, kpp, account, bik, correspondent_account } of demoOnec.organizations) {
      expect([
        checkInn(inn),
        checkAccount(account, bik),
        checkCorrAccount(correspondent_account, bik),
      ]).toEqual([null, null, []])
      expect(kpp === '' ? null : checkKpp(kpp)).toBeNull()
    }
    for (const { requisites } of demoSite.customers) {
      if (!requisites) continue
      expect(Requisites.safeParse(requisites).success).toBe(true)
      const { inn, bik = '', payment_account = '', correspondent_account = '' } = requisites
      expect([
        checkInn(inn),
        checkAccount(payment_account, bik),
        checkCorrAccount(correspondent_account, bik),
      ]).toEqual([null, null, []])
    }
    for (const { inn } of demoOnec.counterparties) expect(checkInn(inn)).toBeNull()
    expect(demoOnec.items.filter(({ nds_s }) => !isVatRate(nds_s))).toEqual([])
  })

  it('[A-71][A-72][A-73] its buyers are a company, a sole proprietor, a person with a passport and one without an account', () => {
    expect(
      demoSite.customers.map(({ registered, requisites }) => [registered, requisites?.inn.length ?? null]),
    ).toEqual([
      [true, 10],
      [true, 12],
      [true, null],
      [true, 10],
      [false, null],
    ])
    expect(demoSite.customers[2]!.client.pasport_info).toBeTruthy()
    for (const { client } of demoSite.customers) expect(Client.safeParse(client).success).toBe(true)
  })

  it('[A-62][A-42] its mapping tables name only what is in the two bases', () => {
    const offerIds = new Set(demoOnec.items.map(({ offer_id }) => offer_id))
    const isOfSite = (kind: BuiltInKind): kind is SiteMappingKind =>
      (siteMappingKinds as readonly string[]).includes(kind)
    const known = (kind: (typeof mappingKinds)[number], { site_id, ref_1c }: MappingRow): boolean => {
      if (kind === 'product')
        return (
          (site_id === '' || demoSite.products.some(({ tovar_id }) => tovar_id === site_id)) &&
          (ref_1c === '' || offerIds.has(ref_1c))
        )
      if (kind === 'ksup_warehouse') return demoKsupOnec.warehouses.includes(ref_1c)
      // The demo leaves the other kinds empty.
      if (!isOfSite(kind)) return false
      return (
        demoSite.dictionaries[kind].some(({ id }) => id === site_id) &&
        (ref_1c === '' || demoOnec.dictionaries[kind].some(({ ref }) => ref === ref_1c))
      )
    }
    for (const kind of mappingKinds)
      expect(demoMappings[kind].rows.filter((row) => !known(kind, row))).toEqual([])
  })

  it('leaves for the newcomer one delivery method, one product and one item of 1C to bind, and no conflict', () => {
    const open = mappingKinds.flatMap((kind) =>
      bench.mappings
        .table(kind)
        .rows.filter(({ state }) => state !== 'mapped')
        .map(({ site_id, state }) => [kind, site_id, state]),
    )
    expect(open).toEqual([
      ['product', products.hoop, 'unmapped_site'],
      ['product', '', 'unmapped_1c'],
      ['delivery_method', 'courier_city', 'unmapped_site'],
    ])
  })
})

describe('the story of a newcomer', () => {
  it('[A-21] the mapped order is accepted, the other one is refused for its delivery method, and resolved by filling one cell', async () => {
    const [mapped, unmapped] = demoSite.orders.map(envelopeOf)
    for (const { order } of [mapped!, unmapped!]) expect(OutgoingOrder.safeParse(order).success).toBe(true)
    await exchange(bench, mapped!, unmapped!)
    const result = (id: string) => bench.site.results.findLast(({ order_id }) => order_id === id)!
    expect(result(mapped!.order.order_id).result).toBe('accepted')
    expect(codesOf(result(unmapped!.order.order_id))).toEqual(['ORD-401'])

    const row = bench.mappings
      .table('delivery_method')
      .rows.find(({ site_id }) => site_id === 'courier_city')!
    const { id, site_id, site_name } = row
    await bench.mappings.save(
      'delivery_method',
      {
        put: [{ id, site_id, site_name, ref_1c: methodRefs.courier, code_1c: '', name_1c: 'Курьер' }],
        remove: [],
      },
      'test',
    )
    const again = await exchange(bench, {
      ...unmapped!,
      exchange: { ...unmapped!.exchange, mark_reason: 'manual' },
    })
    expect(codesOf(again)).toEqual(['ORD-000', 'ORD-204'])
  })

  it('what a registered or an unregistered buyer would order goes through', async () => {
    for (const customer of demoSite.customers) {
      const order = envelopeOf({
        order_id: `draft-${customer.customer_id}`,
        order_number: '1',
        minutes_ago: 0,
        draft: {
          ...customer,
          lines: [{ tovar_id: products.rope, storage: 'sclad_moscow', quantity: 2_000 }],
        },
      })
      expect((await exchange(bench, order)).result).toBe('accepted')
    }
  })

  it('the base can be emptied and filled again', async () => {
    await exchange(bench, anOrder())
    await bench.onec.reset()
    expect(await bench.onec.orders()).toEqual([])
    expect(await bench.onec.outbox()).toEqual([])
    await bench.onec.seed(demoOnec)
    expect(await bench.onec.items()).toHaveLength(demoOnec.items.length)
    expect((await exchange(bench, anOrder())).number_1c).toBe('0000-021488')
  })
})

describe('the catalogues', () => {
  it('items are found by name, article and code; stock is by warehouse', async () => {
    const [rope] = await bench.onec.items({ text: 'СКАКАЛКА' })
    expect(rope).toMatchObject({ artikul: 'BI-101', price: 31_850 })
    expect(rope!.stock.map(({ storage, quantity }) => [storage, quantity])).toEqual([
      ['Основной склад, Москва', 112_000],
      ['Склад Санкт-Петербург', 40_000],
      ['Склад Казань', 15_000],
    ])
    expect(await bench.onec.items({ text: 'BI-101' })).toHaveLength(1)
  })

  it('unknown items and warehouses are refused, as is a counterparty without anything', async () => {
    const [rope] = await bench.onec.items({ text: 'скакалка' })
    await expect(bench.onec.setStock('nothing', 'x', 1)).rejects.toMatchObject({ code: 'ONEC-ITEM-UNKNOWN' })
    await expect(bench.onec.setStock(rope!.offer_id, 'x', 1)).rejects.toMatchObject({
      code: 'ONEC-ELEMENT-UNKNOWN',
    })
    await expect(bench.onec.newCounterparty({})).rejects.toMatchObject({ code: 'ONEC-COUNTERPARTY-EMPTY' })
  })

  it('[A-41] a dictionary shows the extra identifier that is typed into the mapping row', async () => {
    const methods = await bench.onec.dictionary('delivery_method')
    expect(methods.map(({ name, site_id }) => [name, site_id])).toContainEqual(['Самовывоз', 'pickup'])
    expect(methods.map(({ name, site_id }) => [name, site_id])).toContainEqual(['Курьер', ''])
    const carriers = await bench.onec.dictionary('transport_company')
    expect(carriers.map(({ code }) => code)).toEqual(['000009786', '000009791', '000009804'])
  })
})
