import { expect } from 'vitest'
import type { RegateDemoData } from '../../mocks/regate/demo.ts'
import { createRegate, queueMigrations, regateMigrations } from '../../mocks/regate/regate.ts'
import type { RegateTables } from '../../mocks/regate/tables.ts'
import { isAllowedPair, transitions } from '../../server/contracts/regate/states.ts'
import { regate as contract } from '../../server/contracts/regate/operations.ts'
import type { Answer } from '../../server/http/call.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { EnterpriseSettings } from '../../server/storage/document-schema.ts'
import { fakeTime } from './fake-time.ts'

/** A base in memory that a random story is played on, and what must hold of it after every step. */

const ref = (n: number) => `a000000${n}-6b2f-11f0-8de9-0242ac150007`
export const STORE = ref(1)
export const PIECES = ref(2)
export const KILOS = ref(3)
/** What the base starts with of each item, thousandths. */
export const START = { [PIECES]: 20_000, [KILOS]: 9000 } as Readonly<Record<string, number>>
export const ACCOUNT = '40702810200000067890'
export const payers = [
  { client_id: 'c-company', inn: '5000007894', type: 'company' },
  { client_id: 'c-person', inn: '500000789412', type: 'person' },
] as const

const stock = (item_id: string) => [{ store_id: STORE, quantity: START[item_id]! }]
const base: RegateDemoData = {
  organizations: [
    {
      organization_id: ref(4),
      name: 'Проба ООО',
      full_name: 'Проба ООО',
      inn: '7800004568',
      kpp: '780001001',
      ogrn: '1237700001230',
      address: '',
      phone: '',
      bank_accounts: [{ account: ACCOUNT, bank: 'Банк', bik: '044099941', corr_account: '' }],
    },
  ],
  cities: [{ city_id: ref(5), name: 'Город' }],
  stores: [{ store_id: STORE, city_id: ref(5), name: 'Склад', address: '', pickup: true, delivery: true }],
  groups: [{ group_id: ref(6), parent_id: null, name: 'Всё' }],
  items: [
    {
      item_id: PIECES,
      group_id: ref(6),
      article: 'P',
      name: 'Штучный',
      unit: 'шт',
      portion: 1000,
      min_volume: 1000,
      step: 1000,
      price: 1010,
      stock: stock(PIECES),
    },
    {
      item_id: KILOS,
      group_id: ref(6),
      article: 'K',
      name: 'Весовой',
      unit: 'кг',
      portion: 170,
      min_volume: 340,
      step: 170,
      price: 3333,
      tiers: [{ over: 1000, price: 2999 }],
      stock: stock(KILOS),
    },
  ],
  clients: payers.map((payer, index) => ({ ...payer, ref_1c: ref(7 + index), name: payer.client_id })),
}

const operations = new Map(contract.operations.map((operation) => [operation.id, operation]))

export async function moneyBase() {
  const time = fakeTime()
  const settings = EnterpriseSettings.parse({ id: 'x', name: 'Проба' })
  const database = await openDatabase(':memory:', [regateMigrations, queueMigrations])
  const db = database.withTables<RegateTables>()
  const faults: unknown[] = []
  const regate = createRegate({
    db: database,
    clock: time.now,
    timers: time.timers,
    changes: createChanges(),
    enterprises: () => [settings],
    log: (error) => faults.push(error),
  })
  await regate.start()
  await regate.seed('x', base)
  const { handlers } = regate.service('x')
  let requests = 0

  return {
    regate,
    time,
    /** A write as the host hands it over. @throws ContractError for a refusal */
    call: async (method: string, request: object): Promise<Answer> =>
      handlers[`regate.${method}`]!({
        operation: operations.get(`regate.${method}`)!,
        params: {},
        query: {},
        request,
        rejected: [],
        findings: [],
        requestId: `r-${(requests += 1)}`,
        node: null,
        idempotencyKey: null,
        base: () => 'http://127.0.0.1/onec/x',
        headers: () => '',
        note() {},
        subject() {},
      }),

    /** @param moneyIn kopecks that came in by the count of the story itself */
    async check(moneyIn: number): Promise<void> {
      expect(faults).toEqual([])
      const orders = await db.selectFrom('regate_order').selectAll().execute()
      const payments = await db.selectFrom('regate_payment').selectAll().execute()
      const allocations = await db.selectFrom('regate_allocation').selectAll().execute()
      const total = (rows: readonly { amount: number }[]) => rows.reduce((sum, { amount }) => sum + amount, 0)
      const paid = (id: string) => total(allocations.filter(({ order_id }) => order_id === id))

      expect(total(payments)).toBe(moneyIn)
      for (const { id, amount } of payments)
        expect(total(allocations.filter(({ payment_id }) => payment_id === id))).toBe(amount)
      expect(allocations.every(({ amount }) => amount > 0)).toBe(true)
      const free = total(allocations.filter(({ order_id }) => order_id === null))
      const balances = (await regate.clients('x')).reduce((sum, { balance }) => sum + balance, 0)
      const nobodys = total(
        allocations.filter(({ order_id, client_id }) => order_id === null && client_id === null),
      )
      expect(balances + nobodys).toBe(free)

      for (const { order_id, status, payment_code, amount } of orders) {
        expect(isAllowedPair(status, payment_code)).toBe(true)
        const held = paid(order_id)
        expect(held).toBeLessThanOrEqual(amount)
        if (status === 100) expect(held).toBeLessThan(amount)
        if ([210, 220, 230, 240].includes(status)) expect(held).toBe(amount)
        if ([410, 420].includes(status)) expect(held).toBe(0)
      }
      await this.checkLedger(free, total(allocations) - free)
      await this.checkStock()
      await this.checkHistory()
    },

    /** The postings come to the same sums as the allocations (8.4). */
    async checkLedger(free: number, inOrders: number): Promise<void> {
      const postings = await db.selectFrom('regate_posting').selectAll().execute()
      const balanceOf = (account: string) =>
        postings.reduce(
          (sum, { debit, credit, amount }) =>
            sum + (credit === account ? amount : 0) - (debit === account ? amount : 0),
          0,
        )
      const executed = await db
        .selectFrom('regate_refund')
        .select('amount')
        .where('state', '=', 'executed')
        .execute()
      expect(balanceOf('62.02')).toBe(free)
      expect(balanceOf('62.01')).toBe(inOrders - executed.reduce((sum, { amount }) => sum + amount, 0))
    },

    async checkStock(): Promise<void> {
      const lines = await db
        .selectFrom('regate_order_line')
        .innerJoin('regate_order', 'regate_order.order_id', 'regate_order_line.order_id')
        .leftJoin('regate_refund', 'regate_refund.order_id', 'regate_order.order_id')
        .select(['item_id', 'quantity', 'reserved', 'status', 'shipped', 'return_confirmed'])
        .execute()
      for (const { quantity, reserved, status, shipped } of lines)
        expect(reserved).toBe([410, 420, 430].includes(status) || shipped === 1 ? 0 : quantity)
      for (const { item_id, quantity, reserved } of await db
        .selectFrom('regate_stock')
        .selectAll()
        .execute()) {
        const own = lines.filter((line) => line.item_id === item_id)
        const gone = own.filter(({ shipped, return_confirmed }) => shipped === 1 && return_confirmed !== 1)
        expect(reserved).toBeGreaterThanOrEqual(0)
        expect(reserved).toBeLessThanOrEqual(quantity)
        expect(reserved).toBe(own.reduce((sum, line) => sum + line.reserved, 0))
        expect(quantity).toBe(START[item_id]! - gone.reduce((sum, line) => sum + line.quantity, 0))
      }
    },

    /** Statuses change only as the table of 5.3 lets them. */
    async checkHistory(): Promise<void> {
      const events = await db.selectFrom('regate_order_event').selectAll().orderBy('id').execute()
      const last = new Map<string, number>()
      for (const { order_id, status, payment_code, event } of events) {
        const before = last.get(order_id)
        expect(isAllowedPair(status, payment_code)).toBe(true)
        if (before === undefined) expect([event, status]).toEqual(['booking', 100])
        else if (before !== status)
          expect(
            transitions.some((row) => row.from === before && row.to === status && row.event === event),
          ).toBe(true)
        last.set(order_id, status)
      }
      for (const { order_id, status } of await db.selectFrom('regate_order').selectAll().execute())
        expect(last.get(order_id)).toBe(status)
    },

    async close() {
      await regate.stop()
      await database.destroy()
    },
  }
}

export type MoneyBase = Awaited<ReturnType<typeof moneyBase>>
