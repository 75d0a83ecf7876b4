import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OrderAction, OrderRow, RefundAction } from '../../mocks/regate/model.ts'
import { fromKopecks, moneyText } from '../../server/contracts/decimal.ts'
import { ContractError } from '../../server/http/errors.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { aStatement } from '../http/regate-statement.ts'
import { ACCOUNT, KILOS, moneyBase, payers, PIECES, STORE, type MoneyBase } from './regate-money-base.ts'

/** One thing that ReStore, the bank, a person or time does. `order` picks among those that are there. */
type Step =
  | { kind: 'book'; payer: number; pieces: number; portions: number; hours: number | null }
  | { kind: 'pay'; order: number; off: number; again: boolean }
  | { kind: 'refund'; order: number; again: boolean }
  | { kind: 'bank'; payer: number; order: number; percent: number; named: boolean; again: boolean }
  | { kind: 'allocate'; order: number; percent: number }
  | { kind: 'act'; order: number; action: OrderAction }
  | { kind: 'act-refund'; refund: number; action: RefundAction }
  | { kind: 'time'; hours: number }

const order = fc.nat({ max: 7 })
const payer = fc.nat({ max: 2 })
const again = fc.boolean()
const percent = fc.constantFrom(30, 100, 100, 150)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('book' as const),
      payer: fc.nat({ max: 1 }),
      pieces: fc.nat({ max: 7 }),
      portions: fc.nat({ max: 9 }),
      hours: fc.option(fc.integer({ min: 1, max: 70 })),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pay' as const),
      order,
      off: fc.constantFrom(0, 0, 0, 1, -1),
      again,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refund' as const), order, again }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('bank' as const),
      payer,
      order,
      percent,
      named: fc.boolean(),
      again,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('allocate' as const), order, percent }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      order,
      action: fc.constantFrom('cash' as const, 'e-money' as const, 'cancel' as const, 'ship' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('act-refund' as const),
      refund: order,
      action: fc.constantFrom('execute' as const, 'fail' as const, 'confirm-return' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('time' as const), hours: fc.integer({ min: 1, max: 80 }) }),
  },
)

/** Plays steps on a base and counts the money that comes in. A refusal is an outcome like any other. */
function story(base: MoneyBase) {
  const { regate, call, time } = base
  let moneyIn = 0
  let ids = 0
  const sent = new Map<string, object>()
  const statements = new Map<string, Uint8Array>()

  const picked = async (index: number): Promise<OrderRow | undefined> => {
    const orders = await regate.orders('x', { limit: 100 })
    return orders.length === 0 ? undefined : orders[index % orders.length]
  }

  /** What a refusal tells; anything else is a fault. */
  async function refusable<Result>(work: Promise<Result>): Promise<Result | ContractError | Refusal> {
    try {
      return await work
    } catch (error) {
      if (error instanceof ContractError || error instanceof Refusal) return error
      throw error
    }
  }

  const parts = (given: { pieces: number; portions: number }) => [
    ...(given.pieces > 0 ? [{ item_id: PIECES, quantity: given.pieces }] : []),
    ...(given.portions > 1 ? [{ item_id: KILOS, quantity: (given.portions * 170) / 1000 }] : []),
  ]

  const play: { [Kind in Step['kind']]: (given: Extract<Step, { kind: Kind }>) => Promise<void> } = {
    async book({ payer, hours, ...given }) {
      const lines = parts(given)
      if (lines.length === 0) return
      const until = hours === null ? null : new Date(time.now().getTime() + (3 + hours) * 3_600_000)
      await refusable(
        call('booking', {
          booking_id: `b-${(ids += 1)}`,
          client_id: payers[payer]!.client_id,
          store_id: STORE,
          delivery: { type: 'pickup' },
          lines,
          ...(until ? { valid_until: until.toISOString().slice(0, 19) } : {}),
        }),
      )
    },
    async pay({ order, off, again }) {
      const found = await picked(order)
      if (!found) return
      const repeat = again ? sent.get(`pay ${found.order_id}`) : undefined
      const amount = Math.max(found.amount - found.paid, 100) + off
      const request = repeat ?? {
        order_id: found.order_id,
        payment: {
          transaction_id: `t-${(ids += 1)}`,
          amount: fromKopecks(amount),
          currency: 'RUB',
          paid_at: '2025-09-18T12:00:00',
          system: 'Проба',
        },
      }
      const outcome = await refusable(call('paycard', request))
      if (outcome instanceof ContractError) expect(outcome.members).toMatchObject({ payment_recorded: true })
      if (!repeat) moneyIn += amount
      sent.set(`pay ${found.order_id}`, request)
    },
    async refund({ order, again }) {
      const found = await picked(order)
      if (!found) return
      const repeat = again ? sent.get(`refund ${found.order_id}`) : undefined
      const request = repeat ?? { order_id: found.order_id, refund_id: `f-${(ids += 1)}`, reason: 'Нет' }
      await refusable(call('refund', request))
      sent.set(`refund ${found.order_id}`, request)
    },
    async bank({ payer, order, percent, named, again }) {
      const found = await picked(order)
      const amount = Math.max(Math.round(((found?.amount ?? 10_000) * percent) / 100), 1)
      const known = again ? [...statements.values()].at(-1) : undefined
      const bytes =
        known ??
        aStatement([
          {
            Сумма: moneyText(amount),
            ПолучательСчет: ACCOUNT,
            ПлательщикИНН: payers[payer]?.inn ?? '7805998899',
            ПлательщикКПП: '',
            НазначениеПлатежа: named && found ? `По заказу №${found.order_number}` : 'За товар',
          },
        ])
      statements.set(`s-${(ids += 1)}`, bytes)
      const { documents } = await regate.loadStatement('x', 's.txt', bytes)
      expect(documents).toHaveLength(1)
      expect(documents[0]!.outcome === 'repeated').toBe(known !== undefined)
      if (!known) moneyIn += amount
    },
    async allocate({ order, percent }) {
      const found = await picked(order)
      const document = (await regate.bank('x')).find(({ waiting }) => waiting)
      if (!found || !document) return
      const amount = Math.max(Math.round(((found.amount - found.paid) * percent) / 100), 1)
      await refusable(
        regate.allocate('x', document.id, {
          client_id: found.client_id,
          parts: [{ order_id: found.order_id, amount: Math.min(amount, document.payment.amount) }],
        }),
      )
    },
    async act({ order, action }) {
      const found = await picked(order)
      if (!found) return
      const done = await refusable(regate.act('x', found.order_id, action))
      if (!(done instanceof Error) && (action === 'cash' || action === 'e-money'))
        moneyIn += found.amount - found.paid
    },
    async 'act-refund'({ refund, action }) {
      const refunds = await regate.refunds('x')
      if (refunds.length > 0)
        await refusable(regate.actOnRefund('x', refunds[refund % refunds.length]!.refund_id, action))
    },
    async time({ hours }) {
      await time.advance(hours * 3_600_000)
    },
  }

  return {
    play: (given: Step): Promise<void> => play[given.kind](given as never),
    moneyIn: () => moneyIn,
  }
}

describe('money and goods', () => {
  it('[B-45][B-73][BD-12][BD-14][BD-16][BD-22][BD-29] agree after every step of any story', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const base = await moneyBase()
        try {
          const { play, moneyIn } = story(base)
          for (const given of steps) {
            await play(given)
            await base.check(moneyIn())
          }
        } finally {
          await base.close()
        }
      }),
      { numRuns: 50 },
    )
  }, 120_000)
})
