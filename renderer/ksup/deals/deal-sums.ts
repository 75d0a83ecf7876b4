import type { DealRow } from '../types.ts'

type Sums = Pick<DealRow, 'amount' | 'shipped' | 'received'>

/** How full a bar is, 0…100: what was shipped or received of what was ordered. Anything of nothing is all of it. */
export function share(part: number, whole: number): number {
  if (part <= 0) return 0
  return whole <= 0 ? 100 : Math.min(100, Math.floor((part * 100) / whole))
}

export type Balance = { kind: 'none' } | { kind: 'settled' } | { kind: 'due' | 'above'; sum: number }

/**
 * What the incomes of a deal are against its order, kopecks (section 6.5: a sum above the order is a warning).
 * `none`: there is neither an order nor money.
 */
export function balanceOf({ amount, received }: Sums): Balance {
  if (amount === 0 && received === 0) return { kind: 'none' }
  if (amount === received) return { kind: 'settled' }
  return received < amount
    ? { kind: 'due', sum: amount - received }
    : { kind: 'above', sum: received - amount }
}
