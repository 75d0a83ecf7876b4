import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Fault, FaultLink } from '../../server/faults/model.ts'
import type { Timers } from '../../server/storage/timers.ts'
import { openBench, type OpenBench } from './admin-bench.ts'

/**
 * Whatever goes wrong on the way, the callers do what their contracts say: they repeat after their pause what may be repeated, and
 * leave to a person what may not. When all is well again, nothing is lost and nothing is there twice.
 */

/** Pauses of callers go by two hundred times as fast; what watches over work that hangs keeps its patience. */
const hurried: Timers = {
  set: (run, ms) => setTimeout(run, ms < 60_000 ? ms / 200 : ms).unref(),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
}

const minute = 60_000
let bench: OpenBench

beforeAll(async () => {
  bench = await openBench({ timers: hurried })
  await bench.mapCourier()
  await bench.exchangeOrders()
  // From here on time passes when the test lets it.
  bench.parts.time.freeze()
}, 120_000)
afterAll(() => bench?.stop())
beforeEach(() => bench.api.call('faults.switch', { body: { on: false } }))

const later = (ms: number) => bench.parts.time.move(new Date(bench.parts.clock().getTime() + ms))

const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: 'drop', when: { stage: 'before' } },
    { kind: 'drop', when: { stage: 'after' } },
    { kind: 'unauthorized' },
    { kind: 'duplicate' },
    { kind: 'stale' },
    { kind: 'delay', time: { form: 'tail', median: 200, spread: 1 } },
    { kind: 'reorder', passing: 1, limitMs: 1000 },
    { kind: 'encoding', how: 'cp1251-as-utf8' },
    { kind: 'encoding', how: 'bom' },
  ),
  fc
    .integer({ min: 1, max: 200 })
    .map((bytes): Fault => ({ kind: 'drop', when: { stage: 'middle', bytes } })),
  fc.constantFrom('notice', 'bracket', 'zeros').map((how): Fault => ({ kind: 'malformed', how })),
  fc
    .record({ part: fc.constantFrom(0, 0.4, 0.95), length: fc.constantFrom('whole', 'part') })
    .map((rest): Fault => ({ kind: 'truncated', ...rest })),
  fc
    .record({
      status: fc.constantFrom(500, 502, 504, 408),
      answer: fc.constantFrom('page', 'contract', 'empty'),
    })
    .map((rest): Fault => ({ kind: 'status', body: '', contentType: '', retryAfter: null, ...rest })),
  fc.constantFrom(429, 503).map((status): Fault => ({ kind: 'busy', status, retryAfter: 2 })),
)

/** A fault that hits some of the first requests of a story. @param last how many may pass before it begins */
const anyHit = (last: number) =>
  fc.record({
    fault: anyFault,
    after: fc.integer({ min: 0, max: last }),
    times: fc.integer({ min: 1, max: 3 }),
  })

const everywhere: FaultLink = { from: null, to: null, contract: null, operations: [], proxy: null }

/**
 * Plays a story many times, each with another fault.
 * @param link whose exchanges are hit
 * @param story what is begun while the fault is on; it returns what is looked at when it is off
 */
async function whatever(
  link: Partial<FaultLink>,
  { numRuns, last }: { numRuns: number; last: number },
  story: (hit: { fault: Fault }) => Promise<() => Promise<void>>,
): Promise<void> {
  let hits = 0
  const rule = { id: 'matrix', name: 'Матрица помех', link: { ...everywhere, ...link } }
  await fc.assert(
    fc.asyncProperty(anyHit(last), async (hit) => {
      await bench.api.call('faults.save', { body: { ...rule, ...hit } })
      await bench.api.call('faults.recount', { body: {} })
      const check = await story(hit)
      // A story may switch the fault off by itself, which keeps the counts.
      const { rules } = await bench.api.call('faults.switch', { body: { on: false } })
      hits += rules.find(({ id }) => id === rule.id)!.injected
      await check()
    }),
    { seed: 20_261_126, numRuns, endOnFailure: true },
  )
  // Some answers cannot be spoiled, and the first one has none before it to be repeated.
  expect(hits, 'exchanges that were hit').toBeGreaterThan(numRuns / 2)
}

it('1C takes an order of the site and returns it: once each, whatever the site’s answers become', async () => {
  const { api } = bench
  const draft = await api.call('site.draft')
  await whatever({ from: 'onec', to: 'site', contract: 'site-orders' }, { numRuns: 8, last: 3 }, async () => {
    const { order_id: id } = await api.call('site.place', { body: draft })
    await api.call('onec.exchange')
    const taken = (await api.call('onec.orders')).some((order) => order.order_id === id)
    if (taken) await api.call('onec.return', { params: { id } })
    await api.call('onec.exchange')
    return async () => {
      await later(30 * minute)
      // A message that nobody but a person may send again.
      for (const message of await api.call('onec.outbox'))
        if (message.state === 'parked') await api.call('onec.resend', { params: { id: message.id } })
      await bench.exchangeOrders()
      expect((await api.call('onec.orders')).filter((order) => order.order_id === id)).toHaveLength(1)
      const { marked, versions } = await api
        .call('site.order', { params: { id } })
        .then((order) => ({ marked: order.exchange_state, versions: order.versions.length }))
      expect(['accepted', 'returned']).toContain(marked)
      expect(versions).toBe(taken ? 1 : 0)
      const open = (await api.call('onec.outbox')).filter(
        ({ state }) => !['delivered', 'superseded'].includes(state),
      )
      expect(open).toEqual([])
    }
  })
}, 120_000)

it('ReStore books and pays with its keys: one client, one order, one payment', async () => {
  const { api } = bench
  const enterprise = 'kolos'
  const params = { enterprise }
  const [store] = await api.call('regate.stores', { params })
  const { rows } = await api.call('regate.items', { params })
  const inStock = ({ stock }: (typeof rows)[number]): number =>
    stock.find(({ store_id }) => store_id === store!.store_id)?.quantity ?? 0
  // The one that lasts longest.
  const [item] = rows
    .filter(({ price, unlimited }) => price !== null && !unlimited)
    .sort((a, b) => inStock(b) / b.min_volume - inStock(a) / a.min_volume) as [(typeof rows)[number]]
  const letters = () => randomUUID().replace(/[\d-]/g, (sign) => 'ghijklmnopq'[Number(sign)] ?? 'q')

  await whatever(
    { from: 'restore', to: 'onec', contract: 'regate' },
    { numRuns: 8, last: 2 },
    async ({ fault }) => {
      /** As the contract wants it: the same key until there is an answer. */
      async function surely(method: string, values: Record<string, unknown>) {
        const call = { target: enterprise, method, values, idempotencyKey: randomUUID(), retry: true }
        const first = await bench.parts.restore.call(call)
        if (first.ok) return first.body as Record<string, unknown>
        // What may be repeated has been; the rest waits until a person has put the account or the line in order.
        expect(fault.kind).not.toBe('delay')
        await api.call('faults.switch', { body: { on: false } })
        const again = await bench.parts.restore.call(call)
        expect(again).toMatchObject({ ok: true, message: '' })
        return again.body as Record<string, unknown>
      }
      const client_id = `rs-${letters()}`
      await surely('client', {
        client_id,
        client: { type: 'person', name: 'Покупатель', phone: '+79000000002' },
      })
      const booking = await surely('booking', {
        booking_id: `rs-ord-${letters()}`,
        client_id,
        store_id: store!.store_id,
        delivery: { type: 'pickup', recipient: 'Покупатель', phone: '+79000000002' },
        lines: [{ item_id: item.item_id, quantity: item.min_volume / 1000 }],
      })
      const { order_id } = booking as { order_id: string }
      const transaction_id = `pay-${letters()}`
      await surely('paycard', {
        order_id,
        payment: {
          transaction_id,
          amount: booking['amount'],
          currency: 'RUB',
          paid_at: '2026-11-26T12:00:00',
          system: 'Пример-Эквайринг',
          pan_mask: '4000 00** **** 0002',
          auth_code: 'A1B2C3',
          rrn: '123456789012',
        },
      })
      return async () => {
        const clients = await api.call('regate.clients', { params })
        expect(clients.filter((client) => client.client_id === client_id)).toHaveLength(1)
        const orders = await api.call('regate.orders', { params })
        expect(orders.filter((order) => order.client_id === client_id)).toHaveLength(1)
        const payments = await api.call('regate.payments', { params })
        expect(payments.filter((payment) => payment.transaction_id === transaction_id)).toHaveLength(1)
      }
    },
  )
}, 120_000)

it('КСУП asks 1C for a counterparty and gets its code: one counterparty, linked', async () => {
  const { ksup } = bench.parts
  const outboxes = [ksup.outbox('onec'), ksup.outbox('server')]
  const settled = async (): Promise<void> => {
    for (const outbox of [...outboxes, ...outboxes]) await outbox.idle()
    await ksup.inbox.idle()
  }
  let made = 0
  await whatever({ contract: 'ksup' }, { numRuns: 10, last: 0 }, async ({ fault }) => {
    made += 1
    const name = `ООО «Матрица ${made}»`
    const { code_ksup } = await ksup.ksup.createContact({
      name,
      type: 'company',
      emails: [{ value: `m${made}@example.ru`, main: true }],
    })
    await ksup.ksup.saveTask(code_ksup, { title: 'Заказ', active: true, has_order: true })
    await settled()
    const stopped = (await Promise.all(outboxes.map((outbox) => outbox.status()))).some(
      (status) => status.stopped !== null,
    )
    // A refused account stops the queue; nothing else does.
    if (stopped) expect(fault.kind).toBe('unauthorized')
    await later(20 * minute)
    await settled()
    return async () => {
      for (const outbox of outboxes) {
        await outbox.resume()
        const { rows } = await outbox.list({ state: 'parked', limit: 50 })
        for (const { id } of rows) await outbox.sendAgain(id)
      }
      await later(30 * minute)
      await settled()
      const { code_1c, link } = await ksup.ksup.contact(code_ksup)
      expect(link).toBe('linked')
      const { rows } = await ksup.onec.counterparties({ text: name, limit: 5 })
      expect(rows.map((row) => row.code_1c)).toEqual([code_1c])
    }
  })
}, 120_000)

it('a session of CommerceML that breaks off is begun anew: each order comes down once', async () => {
  const { api } = bench
  const run = async () => {
    const { id } = await api.call('cmlOnec.run', { params: { node: 'site' }, body: { kind: 'orders' } })
    return bench.parts.commerceMl.onec.finished(id)
  }
  const catalogue = await api.call('cmlOnec.run', {
    params: { node: 'site' },
    body: { kind: 'all', full: true },
  })
  expect(await bench.parts.commerceMl.onec.finished(catalogue.id)).toMatchObject({ state: 'done' })
  const { rows } = await api.call('cmlSite.items', { query: { state: 'active', limit: 50 } })
  const priced = rows.find(({ price }) => price !== null)!
  const { offerList } = await api.call('cmlSite.item', { query: { id: priced.id } })
  const offer = offerList.find(({ prices }) => prices.length > 0)!.id
  let made = 0
  await whatever({ contract: 'commerceml' }, { numRuns: 6, last: 2 }, async () => {
    made += 1
    const { number } = await api.call('cmlSite.place', {
      body: { buyer: `Матрица ${made}`, lines: [{ offer, quantity: 1000 }] },
    })
    await later(minute)
    await run()
    return async () => {
      await later(minute)
      expect(await run()).toMatchObject({ state: 'done' })
      await later(minute)
      expect(await run()).toMatchObject({ totals: { ordersCreated: 0 } })
      const orders = await api.call('cmlOnec.orders', { query: { text: number } })
      expect(orders.rows.filter(({ siteNumber }) => siteNumber === number)).toHaveLength(1)
    }
  })
}, 120_000)
