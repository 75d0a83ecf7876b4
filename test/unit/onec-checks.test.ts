import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ordCodes, type OrdCode } from '../../server/contracts/site-orders/codes.ts'
import { ProcessingResult } from '../../server/contracts/site-orders/schema.ts'
import { checks } from '../../mocks/onec/checks/checks.ts'
import { counterpartyRefs, offers, products, storageRefs } from '../../fixtures/demo/refs.ts'
import { aLine, anOrder, codesOf, exchange, onecBench, replies, type OnecBench } from './onec-bench.ts'

let bench: OnecBench
beforeEach(async () => {
  bench = await onecBench()
})
afterEach(() => bench.close())

/** What makes 1C say a code, and what it then says. */
interface Case {
  code: OrdCode
  result: ProcessingResult['result']
  field?: string
  value?: string
  /** Words that a person must find in the message. */
  says: string
  run(): Promise<ProcessingResult>
}

const accepted = async (change: Parameters<typeof anOrder>[0] = {}) => {
  const order = anOrder(change)
  expect((await exchange(bench, order)).result).toBe('accepted')
  return order
}

const changedOnSite = (
  order: ReturnType<typeof anOrder>,
  change: Partial<ReturnType<typeof anOrder>['exchange']> = {},
) => ({
  ...order,
  exchange: { ...order.exchange, revision: 2, mark_reason: 'changed' as const, ...change },
})

const withStatus = async (status: string) => {
  const order = await accepted()
  await bench.onec.edit(order.order.order_id, { status })
  return order
}

const cases: Case[] = [
  {
    code: 'ORD-000',
    result: 'accepted',
    says: 'принят',
    run: () => exchange(bench, anOrder()),
  },
  {
    code: 'ORD-110',
    result: 'rejected',
    field: 'order.order_time',
    value: '2026-03-12T12:30:01',
    says: '12.03.2026',
    run: () => exchange(bench, anOrder({ order_time: '2026-03-12T12:30:01' })),
  },
  {
    code: 'ORD-200',
    result: 'accepted_with_warnings',
    field: 'order.requisites.inn',
    value: '7703993187',
    says: '7703993187',
    run: () => exchange(bench, anOrder({ requisites: { inn: '7703993187' } })),
  },
  {
    code: 'ORD-202',
    result: 'deferred',
    field: 'order.requisites.inn',
    value: '7805992174',
    says: '00-00000266, 00-00000267',
    run: () => exchange(bench, anOrder({ requisites: { inn: '7805992174', kpp: '780501001' } })),
  },
  {
    code: 'ORD-203',
    result: 'rejected',
    field: 'order.requisites.inn',
    says: 'Глухая Стена',
    run: () => exchange(bench, anOrder({ requisites: { inn: '5024995315', kpp: '502401001' } })),
  },
  {
    code: 'ORD-204',
    result: 'accepted',
    field: 'order.requisites',
    says: 'Ярус Плюс',
    run: () =>
      exchange(
        bench,
        anOrder({ requisites: { organization: 'ООО «Ярус Плюс»', inn: '1655994203', kpp: '165501001' } }),
      ),
  },
  {
    code: 'ORD-205',
    result: 'accepted_with_warnings',
    field: 'order.requisites.payment_account',
    value: '40702810300000320018',
    says: '044599952',
    run: () =>
      exchange(bench, anOrder({ requisites: { bik: '044599952', payment_account: '40702810300000320018' } })),
  },
  {
    code: 'ORD-206',
    result: 'rejected',
    field: 'order.client.pasport_info',
    says: 'Полярный Груз',
    run: () =>
      exchange(bench, anOrder({ requisites: null, delivery: { delivery_transport_company: '000009786' } })),
  },
  {
    code: 'ORD-300',
    result: 'rejected',
    field: 'order.products[0].offers[1].offer_id',
    value: '00000000-0000-4000-8000-000000000001',
    says: 'не найдена',
    run: () =>
      exchange(bench, anOrder({ products: [aLine([offers.rope, '00000000-0000-4000-8000-000000000001'])] })),
  },
  {
    code: 'ORD-301',
    result: 'rejected',
    field: 'order.products[0].offers[0].offer_id',
    value: offers.oldHoop,
    says: 'Обруч стальной',
    run: () => exchange(bench, anOrder({ products: [aLine([offers.oldHoop])] })),
  },
  {
    code: 'ORD-302',
    result: 'rejected',
    field: 'order.products[1].offers',
    value: products.hoop,
    says: products.hoop,
    run: () =>
      exchange(
        bench,
        anOrder({ products: [aLine([offers.rope]), aLine([], 1, { tovar_id: products.hoop })] }),
      ),
  },
  {
    code: 'ORD-303',
    result: 'rejected',
    field: 'order.products[0].storage',
    value: 'sclad_perm',
    says: 'sclad_perm',
    run: () => exchange(bench, anOrder({ products: [aLine([offers.rope], 1, { storage: 'sclad_perm' })] })),
  },
  {
    code: 'ORD-304',
    result: 'rejected',
    field: 'order.products[0].quantity',
    value: '1.25',
    says: '0,5 м',
    run: () => exchange(bench, anOrder({ products: [aLine([offers.cord], 1.25)] })),
  },
  {
    code: 'ORD-305',
    result: 'accepted_with_warnings',
    field: 'order.products[0].quantity',
    value: '3',
    says: 'не хватает 3',
    run: () => exchange(bench, anOrder({ products: [aLine([offers.net], 10)] })),
  },
  {
    code: 'ORD-306',
    result: 'deferred',
    field: 'order.products[0]',
    value: offers.skis,
    says: 'Лыжи',
    run: () => exchange(bench, anOrder({ products: [aLine([offers.rope]), aLine([offers.skis])].reverse() })),
  },
  {
    code: 'ORD-307',
    result: 'rejected',
    field: 'order.products[1]',
    value: offers.rope,
    says: 'в строке 1',
    run: () => exchange(bench, anOrder({ products: [aLine([offers.rope]), aLine([offers.rope])] })),
  },
  {
    code: 'ORD-400',
    result: 'rejected',
    field: 'order.delivery.delivery_city',
    value: 'Тридевятов',
    says: 'Тридевятов',
    run: () => {
      bench.document.mappings.city.policy = { on: 'fail' }
      bench.document.mappings.city = { ...bench.document.mappings.city }
      return exchange(
        bench,
        anOrder({ delivery: { delivery_city: 'Тридевятов', delivery_city_id: undefined } }),
      )
    },
  },
  {
    code: 'ORD-401',
    result: 'rejected',
    field: 'order.delivery.delivery_method',
    value: 'courier_city',
    says: 'courier_city',
    run: () => exchange(bench, anOrder({ delivery: { delivery_method: 'courier_city' } })),
  },
  {
    code: 'ORD-402',
    result: 'rejected',
    field: 'order.delivery.delivery_transport_company',
    value: '9786',
    says: '9786',
    run: () => exchange(bench, anOrder({ delivery: { delivery_transport_company: '9786' } })),
  },
  {
    code: 'ORD-403',
    result: 'rejected',
    field: 'order.delivery.delivery_address',
    says: 'нужен адрес',
    run: () => exchange(bench, anOrder({ delivery: { delivery_address: undefined } })),
  },
  {
    code: 'ORD-404',
    result: 'rejected',
    field: 'order.client.payment_method',
    value: 'barter',
    says: 'barter',
    run: () => {
      bench.document.mappings.payment_method = {
        ...bench.document.mappings.payment_method,
        policy: { on: 'fail' },
      }
      return exchange(bench, anOrder({ client: { payment_method: 'barter' } }))
    },
  },
  {
    code: 'ORD-500',
    result: 'deferred',
    says: 'открыт',
    async run() {
      const order = await accepted()
      await bench.onec.edit(order.order.order_id, { open_by_user: true })
      return exchange(bench, changedOnSite(order))
    },
  },
  {
    code: 'ORD-501',
    result: 'rejected',
    field: 'exchange.revision',
    value: '2',
    says: 'отгружен',
    run: async () => exchange(bench, changedOnSite(await withStatus('Отгружен'))),
  },
  {
    code: 'ORD-502',
    result: 'rejected',
    field: 'exchange.revision',
    value: '1',
    says: 'редакция 3',
    async run() {
      const order = await accepted({ exchange: { revision: 3 } })
      return exchange(bench, changedOnSite(order, { revision: 1 }))
    },
  },
  {
    code: 'ORD-503',
    result: 'rejected',
    says: 'на удаление',
    async run() {
      const order = await accepted()
      await bench.onec.edit(order.order.order_id, { deletion_mark: true })
      return exchange(bench, changedOnSite(order))
    },
  },
  {
    code: 'ORD-504',
    result: 'rejected',
    field: 'order.order_time',
    says: '10.03.2026',
    async run() {
      await bench.onec.setConditions({ closed_before: '2026-03-11' })
      return exchange(bench, anOrder())
    },
  },
  {
    code: 'ORD-505',
    result: 'rejected',
    field: 'exchange.revision',
    says: 'осталась версия 1С',
    run: async () => exchange(bench, changedOnSite(await withStatus('К выполнению'))),
  },
  {
    code: 'ORD-506',
    result: 'rejected',
    field: 'exchange.cancelled_by_client',
    says: 'отгружается',
    run: async () =>
      exchange(bench, changedOnSite(await withStatus('В процессе отгрузки'), { cancelled_by_client: true })),
  },
  {
    code: 'ORD-901',
    result: 'deferred',
    says: 'блокировок',
    async run() {
      await bench.onec.setConditions({ locked: true })
      return exchange(bench, anOrder())
    },
  },
  {
    code: 'ORD-902',
    result: 'deferred',
    says: 'обслуживание',
    async run() {
      await bench.onec.setConditions({ maintenance: true })
      return exchange(bench, anOrder())
    },
  },
  {
    code: 'ORD-903',
    result: 'deferred',
    says: 'лицензии',
    async run() {
      await bench.onec.setConditions({ no_licence: true })
      return exchange(bench, anOrder())
    },
  },
]

describe('every code that the base itself can find', () => {
  it.each(cases)(
    '[A-15][A-16][AD-01] $code leads to $result',
    async ({ run, code, result, field, value, says }) => {
      const message = await run()
      expect(codesOf(message)).toContain(code)
      const found = message.codes.find((said) => said.code === code)!
      expect(found.field).toBe(field)
      if (value !== undefined) expect(found.value).toBe(value)
      expect(found.message).toContain(says)
      expect(message.result).toBe(result)
      expect(ProcessingResult.safeParse(message).success).toBe(true)
    },
  )

  it('the table of checks and the cases above cover the same codes', () => {
    const tested = new Set(cases.map(({ code }) => code))
    expect(checks.map(({ code }) => code).filter((code) => !tested.has(code))).toEqual([])
  })

  it('every code of section 9 is found by a check, by the reader, or on acceptance', () => {
    const byReader = [
      'ORD-100',
      'ORD-101',
      'ORD-102',
      'ORD-103',
      'ORD-104',
      'ORD-111',
      'ORD-112',
      'ORD-201',
      'ORD-207',
      'ORD-308',
    ]
    const elsewhere = ['ORD-000', 'ORD-204', 'ORD-900', ...byReader]
    const known = new Set<string>([...checks.map(({ code }) => code), ...elsewhere])
    expect(Object.keys(ordCodes).filter((code) => !known.has(code))).toEqual([])
  })
})

describe('what the codes are made of', () => {
  it('[AD-44] a wrong check digit of the INN refuses the order when it is configured to', async () => {
    bench.document.siteOrders.innCheck = 'error'
    const message = await exchange(bench, anOrder({ requisites: { inn: '7703993187' } }))
    expect(message.result).toBe('rejected')
    expect(message.codes[0]).toMatchObject({ code: 'ORD-200', severity: 'error' })
  })

  it('several faults of one order are reported together', async () => {
    const message = await exchange(
      bench,
      anOrder({
        delivery: { delivery_method: 'courier_city' },
        products: [aLine([offers.oldHoop]), aLine([offers.net], 10)],
      }),
    )
    expect(codesOf(message)).toEqual(['ORD-301', 'ORD-305', 'ORD-401'])
    expect(message.result).toBe('rejected')
  })

  it('an error that only time removes beside one that a person must fix: the order is rejected, not deferred', async () => {
    const message = await exchange(
      bench,
      anOrder({ products: [aLine([offers.skis]), aLine([offers.oldHoop])] }),
    )
    expect(codesOf(message)).toEqual(['ORD-301', 'ORD-305', 'ORD-306'])
    expect(message.result).toBe('rejected')
  })

  it('ORD-900 for a fault of 1C itself; the other orders of the page are taken', async () => {
    const poisoned = anOrder()
    const toOnec = bench.mappings.toOnec
    bench.mappings.toOnec = (kind, value, name) => {
      if (value === 'boom') throw new Error('деление на ноль')
      return toOnec(kind, value, name)
    }
    poisoned.order.delivery.delivery_method = 'boom'
    const healthy = anOrder()
    const last = await exchange(bench, poisoned, healthy)
    expect(last.result).toBe('accepted')
    const first = bench.site.results.find(({ order_id }) => order_id === poisoned.order.order_id)!
    expect(first).toMatchObject({ result: 'deferred', codes: [{ code: 'ORD-900' }] })
    expect(bench.site.marked.has(poisoned.order.order_id)).toBe(true)
  })

  it('[AD-23] a carrier that the order does not name is the one attached to the delivery method', async () => {
    const order = anOrder({ requisites: null, delivery: { delivery_transport_company: undefined } })
    const message = await exchange(bench, order)
    expect(codesOf(message)).toEqual(['ORD-206'])
  })

  it('[AD-43] with passport data the same order is accepted, and no code quotes them', async () => {
    const pasport_info = { fio: 'Осокин Глеб Романович', number: '0000 000103', issued: 'отделом документов' }
    const message = await exchange(
      bench,
      anOrder({
        requisites: null,
        client: { pasport_info },
        delivery: { delivery_transport_company: '000009786' },
      }),
    )
    expect(message.result).toBe('accepted')
    expect(JSON.stringify(message)).not.toContain('000103')
  })

  it('[A-43][AD-24] a city that is not mapped passes as text, by the policy of its table', async () => {
    const order = anOrder({ delivery: { delivery_city: 'Тридевятов', delivery_city_id: undefined } })
    expect((await exchange(bench, order)).result).toBe('accepted')
    const detail = await bench.onec.order(order.order.order_id)
    expect(detail.resolved.city).toBeNull()
    expect(detail.delivery.delivery_city).toBe('Тридевятов')
    expect(await bench.mappings.unmapped()).toMatchObject([
      { kind: 'city', value: 'Тридевятов', subjects: [] },
    ])
  })

  it('[A-41][A-57] the replacements go to the journal entry of the answer, what is unmapped to the list', async () => {
    const order = anOrder({ delivery: { delivery_method: 'courier_city' } })
    await exchange(bench, order)
    const [annotation] = bench.annotations
    expect(annotation!.replacements).toContainEqual({
      kind: 'storage',
      pointer: '/orders/0/order/products/0/storage',
      part: 'response',
      direction: 'site_to_1c',
      from: 'sclad_moscow',
      to: storageRefs.moscow,
      outcome: 'mapped',
      row: 'storage-1',
    })
    expect(await bench.mappings.unmapped()).toMatchObject([
      { kind: 'delivery_method', value: 'courier_city', subjects: [order.order.order_id] },
    ])
  })

  it('[A-42] once the row is filled by hand the same order is accepted', async () => {
    const order = anOrder({
      delivery: { delivery_method: 'courier_city', delivery_transport_company: undefined },
    })
    await exchange(bench, order)
    const { rows } = bench.mappings.table('delivery_method')
    const row = rows.find(({ site_id }) => site_id === 'courier_city')!
    const courier = (await bench.onec.dictionary('delivery_method')).find(({ name }) => name === 'Курьер')!
    const { id, site_id, site_name } = row
    await bench.mappings.save(
      'delivery_method',
      {
        put: [{ id, site_id, site_name, ref_1c: courier.ref, code_1c: courier.code, name_1c: courier.name }],
        remove: [],
      },
      'test',
    )
    expect((await exchange(bench, order)).result).toBe('accepted')
  })

  it('[LA-12] strict reading does not take the name of a warehouse for its identifier, lenient reading does', async () => {
    const order = anOrder({ products: [aLine([offers.rope], 1, { storage: 'Москва' })] })
    bench.document.siteOrders.reader = 'strict'
    expect(codesOf(await exchange(bench, order))).toEqual(['ORD-303'])
    bench.document.siteOrders.reader = 'lenient'
    expect((await exchange(bench, order)).result).toBe('accepted')
  })

  it('ORD-204 tells the reference of the counterparty, and the counterparty is found the next time', async () => {
    const requisites = { organization: 'ООО «Ярус Плюс»', inn: '1655994203', kpp: '165501001' }
    const first = await exchange(bench, anOrder({ requisites }))
    const made = (await bench.onec.counterparties()).find(({ inn }) => inn === requisites.inn)!
    expect(first.codes.find(({ code }) => code === 'ORD-204')!.value).toBe(made.ref_1c)
    const second = await exchange(bench, anOrder({ requisites }))
    expect(codesOf(second)).toEqual(['ORD-000'])
  })

  it('a private person is known by contacts and never by name', async () => {
    const person = {
      requisites: null,
      delivery: { delivery_method: 'pickup', delivery_transport_company: undefined },
    }
    const order = (telefon: string) => anOrder({ ...person, client: { name: 'Глеб', telefon } })
    expect(codesOf(await exchange(bench, order('+79000000201')))).toEqual(['ORD-000', 'ORD-204'])
    expect(codesOf(await exchange(bench, order('+79000000201')))).toEqual(['ORD-000'])
    expect(codesOf(await exchange(bench, order('+79000000202')))).toEqual(['ORD-000', 'ORD-204'])
    expect((await bench.onec.counterparties()).map(({ ref_1c }) => ref_1c)).toContain(counterpartyRefs.tropa)
  })
})

describe('orders that the reader refuses', () => {
  const finding = (code: string, pointer: string, value?: string) => ({
    severity: 'error' as const,
    code,
    message: { ru: 'Число записано неверно', en: 'A bad number' },
    line: 3,
    column: 5,
    pointer,
    ...(value === undefined ? {} : { value }),
  })

  it('[AD-37] one bad order of a page gets its codes with field and value, the others are taken', async () => {
    bench.site.rejected = [
      {
        index: 0,
        pointer: '/orders/0',
        value: { exchange: { revision: 4 }, order: { order_id: 'bad-1' } },
        findings: [
          finding('ORD-111', '/orders/0/order/products/1/quantity', '1,2,3'),
          { ...finding('LA-06', '/orders/0/order/products/0/quantity'), severity: 'warning' },
        ],
      },
    ]
    const good = anOrder()
    expect((await exchange(bench, good)).result).toBe('accepted')
    expect(bench.site.results[0]).toMatchObject({
      order_id: 'bad-1',
      revision: 4,
      result: 'rejected',
      codes: [{ code: 'ORD-111', field: 'order.products[1].quantity', value: '1,2,3' }],
    })
    expect(bench.annotations[0]!.replacements[0]!.pointer).toMatch(/^\/orders\/1\//)
  })

  it('an order without an id that can be read is left alone', async () => {
    bench.site.rejected = [
      {
        index: 0,
        pointer: '/orders/0',
        value: { order: {} },
        findings: [finding('ORD-101', '/orders/0/order')],
      },
    ]
    await exchange(bench, anOrder())
    expect(bench.site.results).toHaveLength(1)
  })

  it('ORD-100, ORD-103, ORD-104: a page that cannot be read at all is logged with its code and clears no mark', async () => {
    const order = anOrder()
    bench.site.marked.set(order.order.order_id, order)
    for (const code of ['ORD-100', 'ORD-103', 'ORD-104']) {
      bench.site.interfere = (name) => (name === 'getOrders' ? replies.unreadable([finding(code, '')]) : null)
      const cycle = await bench.onec.runExchange('api')
      expect(cycle.steps.find(({ step }) => step === 'orders')).toMatchObject({ count: 0, code })
      expect(cycle.outcome).toBe('done')
    }
    expect(bench.site.marked.size).toBe(1)
  })

  it('ORD-102: orders of another contract version are told so and the cycle stops', async () => {
    bench.recordedAnswer.bytes = new TextEncoder().encode(
      JSON.stringify({
        exchange: { schema: 'site-orders/2' },
        orders: [{ exchange: { revision: 7 }, order: { order_id: 'next-1' } }],
      }),
    )
    bench.site.interfere = (name) =>
      name === 'getOrders'
        ? replies.unreadable([finding('ORD-102', '/exchange/schema', 'site-orders/2')])
        : null
    const cycle = await bench.onec.runExchange('api')
    expect(cycle).toMatchObject({ outcome: 'stopped', code: 'ORD-102' })
    expect(bench.site.results).toMatchObject([
      {
        order_id: 'next-1',
        revision: 7,
        result: 'rejected',
        codes: [{ code: 'ORD-102', value: 'site-orders/2' }],
      },
    ])
    expect(cycle.steps.map(({ step }) => step)).not.toContain('stock')
  })
})
