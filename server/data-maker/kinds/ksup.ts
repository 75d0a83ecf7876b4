import { fromKopecks } from '../../contracts/decimal.ts'
import type { Income, OrderMessage } from '../../contracts/ksup/deals.ts'
import { orderFile } from '../../contracts/ksup/file.ts'
import { someDay, someTime, addDays, type Period } from '../base/calendar.ts'
import { randomOf, refOf } from '../base/random.ts'
import { makeItem, someQuantity } from './items.ts'
import { printedOrder } from './printed-order.ts'

/** Orders and incomes of contract D: deal number `n` has one order and its incomes. */

export interface DealPlan {
  seed: number
  period: Period
  trade: string
  /** Different items. */
  items: number
}

const FIRST_DEAL = 500_001
const MOST_ROWS = 5
const MOST_PIECES = 8

export const dealNumber = (n: number): number => FIRST_DEAL + n

function rowsOf({ seed, trade, items }: DealPlan, n: number) {
  const random = randomOf(seed, 'deal rows', n)
  const chosen = new Set(Array.from({ length: random.between(1, MOST_ROWS) }, () => random.int(items)))
  return [...chosen].map((index) => {
    const item = makeItem(seed, index, trade)
    // Whole units: the amount is exact.
    const units = Math.floor(someQuantity(random, item.unit, MOST_PIECES) / 1000)
    return { item, units, kopecks: units * item.price_kopecks }
  })
}

/** Day of the order of a deal. */
const dayOfDeal = ({ seed, period }: DealPlan, n: number): string =>
  someDay(randomOf(seed, 'deal day', n), period)

const orderNumber = (n: number): string => `ДМ00-${String(n + 1).padStart(6, '0')}`

/** Kopecks of the order of deal number `n`. */
export const dealAmount = (plan: DealPlan, n: number): number =>
  rowsOf(plan, n).reduce((sum, { kopecks }) => sum + kopecks, 0)

/** The message «order, add» of deal number `n`. */
export function makeKsupOrder(plan: DealPlan, n: number): OrderMessage {
  const { seed } = plan
  const random = randomOf(seed, 'ksup order', n)
  const rows = rowsOf(plan, n)
  const day = dayOfDeal(plan, n)
  const number = orderNumber(n)
  return {
    meta: {
      message_id: random.guid(),
      seq: 1,
      sent_at: someTime(random, day),
      source_ref: refOf(seed, 'ksup order', n),
    },
    type: 'add',
    order_number_1c: number,
    deal_number: dealNumber(n),
    file: orderFile(
      `Заказ клиента ${number} от ${day.split('-').reverse().join('.')}.pdf`,
      printedOrder(
        n + 1,
        day,
        rows.reduce((sum, { kopecks }) => sum + kopecks, 0),
      ),
    ),
    rows: rows.map(({ item, units, kopecks }) => ({
      article: item.article,
      name: item.name,
      quantity: units,
      price: fromKopecks(item.price_kopecks),
      amount: fromKopecks(kopecks),
    })),
  }
}

/**
 * Incomes of deal number `n`, one message each.
 * @param shares of a hundred deals so many are paid in part, or in two payments; the others exactly
 */
export function makeKsupIncomes(
  plan: DealPlan,
  n: number,
  shares: { partial: number; split: number },
): Income[] {
  const random = randomOf(plan.seed, 'ksup income', n)
  const total = dealAmount(plan, n)
  const draw = random.int(100)
  const first =
    draw < shares.partial + shares.split
      ? Math.max(1, Math.floor((total * random.between(20, 80)) / 100))
      : total
  const sums = draw >= shares.partial && first < total ? [first, total - first] : [first]
  let day = addDays(dayOfDeal(plan, n), random.int(4))
  return sums.map((kopecks, i): Income => {
    if (i > 0) day = addDays(day, random.between(1, 7))
    return {
      meta: {
        message_id: random.guid(),
        seq: 2 + i,
        sent_at: someTime(random, day),
        source_ref: random.guid(),
      },
      deal_number: dealNumber(n),
      date: day,
      amount: fromKopecks(kopecks),
    }
  })
}
