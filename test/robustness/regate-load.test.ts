import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { fromKopecks, fromThousandths } from '../../server/contracts/decimal.ts'
import { ENTERPRISE, openForLoad, readDatabase, stockUp } from './regate-load-base.ts'
import { createCaller, type Caller, type Outcome, type Served } from './regate-load-caller.ts'
import { liveAsClient, type KnownClient } from './regate-load-client.ts'
import { serve, temporaryWorkspace, type RunningBench } from './running-bench.ts'

const CLIENTS = 300

const cleaning: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean()
})

/** A bench in a process of its own that takes the load; `kill` starts it anew, callers wait meanwhile. */
async function loadedBench() {
  const { path, remove } = await temporaryWorkspace()
  cleaning.push(remove)
  let running: Promise<RunningBench> = serve(path)
  cleaning.push(async () => (await running).kill())
  const authorization = await openForLoad(await running)
  return {
    path,
    bench: () => running,
    served: (async () => ({
      base: `${(await running).address}/onec/${ENTERPRISE}`,
      authorization,
    })) satisfies Served,
    restart(): void {
      const old = running
      running = old.then((bench) => bench.kill()).then(() => serve(path))
    },
    async stop(): Promise<void> {
      await (await running).kill()
    },
  }
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0)

const mapOf = <Row>(rows: readonly Row[], key: (row: Row) => string, value: (row: Row) => unknown) =>
  Object.fromEntries(rows.map((row) => [key(row), value(row)]))

describe('300 clients at once, while the server is killed', () => {
  it(
    '[B-05][B-06][B-18][BD-11][BD-12][BD-14][BD-23][BD-29] leave a base, money and a journal that agree exactly with what they were told',
    { timeout: 180_000 },
    async () => {
      const load = await loadedBench()
      const { store_id, items } = await stockUp(await load.bench(), { items: 50, steps: 12 })

      // The server is killed when so many answers have come: somewhere amid the work of all the others, and each time after
      // some of it was done.
      const kills = fc
        .sample(fc.noBias(fc.integer({ min: 100, max: 350 })), 4)
        .map((moment, number) => number * 500 + moment)
      const context = `killed after ${kills.join(', ')} answers`
      let answers = 0
      const due = [...kills]
      const caller: Caller = createCaller(load.served, () => {
        answers += 1
        if (due[0] !== undefined && answers >= due[0]) {
          due.shift()
          load.restart()
        }
      })
      cleaning.push(async () => caller.close())

      const told = Array.from({ length: CLIENTS }, (_, n): KnownClient => ({
        client_id: `rs-load-${n}`,
        orders: [],
        refused: 0,
        payments: new Map(),
        balance: 0,
      }))
      await Promise.all(told.map((client, n) => liveAsClient(n, { caller, items, store_id, told: client })))
      expect(due, context).toEqual([])
      expect(caller.lost(), context).toBeGreaterThan(0)

      const orders = told.flatMap((client) => client.orders)
      const held = orders.filter(({ status }) => status !== 430)
      const heldOf = (item_id: string) => sum(held.map(({ lines }) => lines.get(item_id) ?? 0))
      // The load was one: all the goods were wanted, orders stand in every status, somebody came too late.
      expect(new Set(orders.map(({ status }) => status)), context).toEqual(new Set([100, 210, 430]))
      expect(sum(told.map(({ refused }) => refused)), context).toBeGreaterThan(0)

      // What the service tells afterwards: free stock, balances, orders by their number.
      const listed = await caller.read('assortment', { store_id, limit: '1000' })
      const free = new Map(
        (listed.body['items'] as { item_id: string; stock: { quantity: number } }[]).map((item) => [
          item.item_id,
          item.stock.quantity,
        ]),
      )
      for (const { item_id, stock } of items) {
        const start = stock.find((place) => place.store_id === store_id)!.quantity
        expect(free.get(item_id), `${context}: free stock of ${item_id}`).toBe(
          fromThousandths(start - heldOf(item_id)),
        )
      }
      for (const client of told.filter(({ balance }) => balance > 0).slice(0, 20)) {
        const found = await caller.write('client', `${client.client_id}:balance`, {
          client_id: client.client_id,
        })
        expect(found, context).toMatchObject({
          status: 200,
          body: { result: 'found', balance: { amount: fromKopecks(client.balance) } },
        })
      }
      for (const order of orders.slice(0, 20)) {
        const found = await caller.read('bookingstate', {
          order_number: order.order_number,
          year: String(new Date().getFullYear()),
        })
        expect(found.body, context).toMatchObject({
          order_id: order.order_id,
          status: { code: order.status },
          amount: fromKopecks(order.amount),
        })
      }
      await load.stop()

      readDatabase(load.path, (rows) => {
        // Every answered order is there once, as it was told, and no other.
        const stored = rows<
          Record<'order_id' | 'order_number' | 'booking_id' | 'client_id', string> & Stored
        >('select * from regate_order where enterprise = ? and booking_id like ?', ENTERPRISE, 'rs-load-%')
        const asTold = Object.fromEntries(
          told.flatMap(({ client_id, orders }) =>
            orders.map(({ order_id, order_number, booking_id, amount, status }) => [
              booking_id,
              [order_id, order_number, client_id, amount, status, status === 100 ? 0 : 1],
            ]),
          ),
        )
        expect(stored, context).toHaveLength(orders.length)
        expect(
          mapOf(
            stored,
            (row) => row.booking_id,
            (row) => [
              row.order_id,
              row.order_number,
              row.client_id,
              row.amount,
              row.status,
              row.payment_code,
            ],
          ),
          context,
        ).toEqual(asTold)
        expect(new Set(stored.map((row) => row.order_number)).size, context).toBe(stored.length)

        // Stock: nothing has left, the reserve is what open and paid orders hold, never more than there is.
        for (const { item_id, stock } of items) {
          const start = stock.find((place) => place.store_id === store_id)!.quantity
          const [place] = rows<{ quantity: number; reserved: number }>(
            'select quantity, reserved from regate_stock where enterprise = ? and store_id = ? and item_id = ?',
            ENTERPRISE,
            store_id,
            item_id,
          )
          expect(place, `${context}: ${item_id}`).toEqual({ quantity: start, reserved: heldOf(item_id) })
          expect(place!.reserved, context).toBeLessThanOrEqual(start)
        }
        expect(
          rows(
            `select order_id from regate_order_line join regate_order using (enterprise, order_id)
             where regate_order_line.reserved <> (case status when 430 then 0 else quantity end)`,
          ),
          `${context}: lines that hold what they should not`,
        ).toEqual([])

        // Money: what 1C says it has is what it has, each payment lies somewhere whole, and is posted.
        const payments = rows<{ transaction_id: string; amount: number }>(
          'select transaction_id, amount from regate_payment where enterprise = ?',
          ENTERPRISE,
        )
        const paid = new Map(told.flatMap((client) => [...client.payments]))
        expect(payments, context).toHaveLength(paid.size)
        expect(
          mapOf(
            payments,
            (row) => row.transaction_id,
            (row) => row.amount,
          ),
          context,
        ).toEqual(Object.fromEntries(paid))
        expect(
          rows(
            `select id from regate_payment where amount <>
               (select sum(amount) from regate_allocation where payment_id = regate_payment.id)`,
          ),
          `${context}: payments that are not allocated whole`,
        ).toEqual([])
        const [allocated] = rows<{ amount: number }>('select sum(amount) as amount from regate_allocation')
        const [posted] = rows<{ amount: number }>(
          `select sum(amount) as amount from regate_posting where debit = '57.03'`,
        )
        expect([allocated!.amount, posted!.amount], context).toEqual([sum(paid.values()), sum(paid.values())])
        const balances = rows<{ client_id: string; amount: number }>(
          'select client_id, sum(amount) as amount from regate_allocation where order_id is null group by client_id',
        )
        expect(
          mapOf(
            balances,
            (row) => row.client_id,
            (row) => row.amount,
          ),
          context,
        ).toEqual(
          mapOf(
            told.filter(({ balance }) => balance > 0),
            (client) => client.client_id,
            (client) => client.balance,
          ),
        )
        const refunds = rows<{ order_id: string; amount: number; state: string }>(
          'select order_id, amount, state from regate_refund',
        )
        expect(refunds, context).toHaveLength(orders.length - held.length)
        expect(
          mapOf(
            refunds,
            (row) => row.order_id,
            (row) => [row.amount, row.state],
          ),
          context,
        ).toEqual(
          mapOf(
            orders.filter(({ status }) => status === 430),
            (order) => order.order_id,
            (order) => [order.amount, 'prepared'],
          ),
        )

        // The queue: every key was carried out once and to the end.
        expect(rows('select id from regate_job where finished_at is null'), context).toEqual([])
        expect(
          rows('select idempotency_key from regate_job group by idempotency_key having count(*) > 1'),
          context,
        ).toEqual([])

        // The journal: an entry for every answer that arrived, with the very bytes.
        const entries = new Map(
          rows<{ request_id: string; status: number; bytes: ArrayBuffer; inline: number }>(
            `select request_id, status, response_body as bytes, response_sha256 is null as inline from journal
             where request_id like 'load-%'`,
          ).map((row) => [row.request_id, row]),
        )
        for (const { requestId, status, text, method } of caller.answered) {
          const entry = entries.get(requestId)
          expect(entry?.status, `${context}: ${method} ${requestId} in the journal`).toBe(status)
          // A long list lies in a file of its own.
          if (entry!.inline === 1) expect(Buffer.from(entry!.bytes).toString('utf8')).toBe(text)
        }
        expect(rows(`select id from journal where validity = 'invalid'`), context).toEqual([])
      })
    },
  )
})

interface Stored {
  amount: number
  status: number
  payment_code: number
}

describe('the load that section 4 asks for', () => {
  it(
    '[B-05][B-06][B-18][BD-10][BD-11][BD-14] 300 bookings at once of an item with stock for 100: exactly 100 orders, a repeated key makes none',
    { timeout: 120_000 },
    async () => {
      const load = await loadedBench()
      const { store_id, items } = await stockUp(await load.bench(), { items: 1, steps: 100 })
      const [item] = items
      const caller = createCaller(load.served)
      cleaning.push(async () => caller.close())
      const clients = Array.from({ length: CLIENTS }, (_, n) => `rs-crowd-${n}`)
      await Promise.all(clients.map((client_id) => caller.write('client', client_id, { client_id })))

      const bookAll = () =>
        Promise.all(
          clients.map((client_id) =>
            caller.write('booking', `${client_id}:booking`, {
              booking_id: `${client_id}-1`,
              client_id,
              store_id,
              delivery: { type: 'pickup' },
              lines: [{ item_id: item!.item_id, quantity: fromThousandths(item!.step) }],
            }),
          ),
        )
      const first = await bookAll()
      const made = first.filter(({ status }) => status === 201)
      const refused = first.filter(({ status }) => status === 409)
      expect([made.length, refused.length]).toEqual([100, 200])
      for (const { code, body } of refused) {
        expect(code).toBe('RG-OUT-OF-STOCK')
        expect(body['available']).toEqual([{ item_id: item!.item_id, quantity: 0 }])
      }
      const numbersOf = (outcomes: readonly Outcome[]) =>
        new Set(outcomes.map(({ body }) => String(body['order_number'])))
      expect(numbersOf(made).size).toBe(100)
      expect(caller.answered.filter(({ status }) => status >= 500)).toEqual([])

      const again = await bookAll()
      expect(again.map(({ status, body }) => [status, body['order_id'] ?? body['code']])).toEqual(
        first.map(({ status, body }) => [status, body['order_id'] ?? body['code']]),
      )
      const shown = await caller.read('assortment', { store_id, limit: '1000' })
      const left = (shown.body['items'] as { item_id: string; stock: { quantity: number } }[]).find(
        ({ item_id }) => item_id === item!.item_id,
      )
      expect(left!.stock.quantity).toBe(0)
      await load.stop()
      readDatabase(load.path, (rows) => {
        expect(rows(`select order_id from regate_order where booking_id like 'rs-crowd-%'`)).toHaveLength(100)
        expect(
          rows('select quantity, reserved from regate_stock where item_id = ?', item!.item_id).slice(0, 1),
        ).toEqual([{ quantity: item!.step * 100, reserved: item!.step * 100 }])
      })
    },
  )

  it(
    '[B-06][B-48][BD-10] changes of one client are applied in the order they arrived',
    { timeout: 60_000 },
    async () => {
      const load = await loadedBench()
      const bench = await load.bench()
      const caller = createCaller(load.served)
      cleaning.push(async () => caller.close())
      const client_id = 'rs-changing'
      await caller.write('client', 'made', { client_id, client: { name: 'Клиент' } })
      const params = { enterprise: ENTERPRISE }
      const change = async (key: string, phone: string) => {
        const { base, authorization } = await load.served()
        const answer = await fetch(`${base}/hs/regate/clientupd`, {
          method: 'POST',
          headers: {
            authorization,
            'content-type': 'application/json',
            'idempotency-key': key,
            'x-request-id': key,
            prefer: 'wait=0',
          },
          body: JSON.stringify({ client_id, client: { phone } }),
        })
        return answer.status
      }

      await bench.api.call('regate.pauseQueue', { params, body: { paused: true } })
      // Accepted one after the other while nothing runs; then all workers are free to take them.
      const phones = Array.from({ length: 12 }, (_, n) => `+7900000${String(n).padStart(4, '0')}`)
      for (const [n, phone] of phones.entries()) expect(await change(`change-${n}`, phone)).toBe(202)
      await bench.api.call('regate.pauseQueue', { params, body: { paused: false } })
      // The last in line is answered when all before it are done.
      expect(
        await caller.write('clientupd', 'last', { client_id, client: { email: 'a@example.ru' } }),
      ).toEqual(expect.objectContaining({ status: 200 }))
      const [client] = await bench.api.call('regate.clients', { params, query: { text: client_id } })
      expect(client).toMatchObject({ phone: phones.at(-1), email: 'a@example.ru' })
      await load.stop()
      readDatabase(load.path, (rows) => {
        const done = rows<{ payload_json: string; answer_status: number }>(
          `select payload_json, answer_status from regate_job where method = 'clientupd' order by finished_at, id`,
        )
        expect(done.map(({ answer_status }) => answer_status)).toEqual(done.map(() => 200))
        const applied = done.flatMap(
          ({ payload_json }) =>
            (JSON.parse(payload_json) as { request: { client: { phone?: string } } }).request.client.phone ??
            [],
        )
        expect(applied).toEqual(phones)
      })
    },
  )
})
