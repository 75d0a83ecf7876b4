import { thousandths } from '../../server/contracts/decimal.ts'
import { grossAmount } from '../../server/contracts/site-orders/arithmetic.ts'
import type { OrderDraft, SiteOrderDetail, SiteProduct } from '../api/types.ts'

/** The same object without empty texts: an optional value is absent, never `''` (LA-17). Works through nested objects. */
export function withoutEmpty<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutEmpty) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== '' && member !== undefined)
      .map(([key, member]) => [key, withoutEmpty(typeof member === 'string' ? member.trim() : member)]),
  ) as T
}

/** What is sent of a filled-in form: no empty texts, no half of a passport. */
export function draftToSend(draft: OrderDraft): OrderDraft {
  const { client } = draft
  const passport = client.pasport_info
  const filled =
    passport && [passport.fio, passport.number, passport.issued].some((part) => part.trim() !== '')
  return {
    ...withoutEmpty(draft),
    requisites: draft.requisites ? withoutEmpty(draft.requisites) : null,
    client: { ...withoutEmpty(client), pasport_info: filled ? withoutEmpty(passport) : null },
  }
}

/** The draft behind an order that is there already. */
export function draftOfOrder({ own, customer_id }: Pick<SiteOrderDetail, 'own' | 'customer_id'>): OrderDraft {
  return {
    customer_id,
    requisites: own.requisites ?? null,
    client: { ...own.client },
    delivery: { ...own.delivery },
    lines: own.products.map(({ tovar_id, storage, quantity }) => ({
      tovar_id,
      storage,
      quantity: thousandths(quantity),
    })),
  }
}

/** Kopecks by the shop's own prices; the final sum is 1C's. Lines of unknown products count nothing. */
export function estimate(lines: OrderDraft['lines'], products: readonly SiteProduct[]): number {
  return lines.reduce((sum, line) => {
    const product = products.find(({ tovar_id }) => tovar_id === line.tovar_id)
    return sum + (product ? grossAmount(product.price, line.quantity) : 0)
  }, 0)
}
