import { kopecks, thousandths } from '../../server/contracts/decimal.ts'
import type { OnecVersion, SiteOrderDetail } from '../api/types.ts'

/** A field of the shop's own order beside the same field of 1C's version. */
export interface ComparedField {
  /** Dictionary part: `requisites`, `client`, `delivery` or `header`. */
  block: 'header' | 'requisites' | 'client' | 'delivery'
  field: string
  own: string
  /** `null`: there is no version of 1C. */
  onec: string | null
  differs: boolean
}

/** A line of goods on both sides, brought together by product; money in kopecks, quantities in thousandths. */
export interface ComparedLine {
  tovar_id: string | null
  /** Name that 1C gave, `''` when only the shop knows the line. */
  name: string
  ownQuantity: number | null
  ownStorage: string | null
  offers: {
    offer_id: string
    storage: string
    quantity: number
    price: number
    discount: number
    summa: number
  }[]
  differs: boolean
}

const blocks = {
  header: ['order_number', 'order_time', 'order_status', 'order_number_payment'],
  requisites: [
    'organization',
    'inn',
    'kpp',
    'payment_account',
    'correspondent_account',
    'bik',
    'bank',
    'company_address',
    'actual_address',
    'nds',
  ],
  client: ['payment_method', 'name', 'email', 'telefon'],
  delivery: [
    'delivery_city',
    'delivery_method',
    'delivery_address',
    'delivery_transport_company',
    'number_delivery',
  ],
} as const

const textOf = (holder: unknown, field: string): string => {
  const value = (holder as Record<string, unknown> | null | undefined)?.[field]
  return value === null || value === undefined ? '' : String(value)
}

/** Fields of both sides in the order of the contract; those that are empty on both are left out. */
export function compareFields(own: SiteOrderDetail['own'], version: OnecVersion | null): ComparedField[] {
  const fields: ComparedField[] = []
  for (const block of Object.keys(blocks) as (keyof typeof blocks)[]) {
    for (const field of blocks[block]) {
      const mine = textOf(block === 'header' ? own : own[block], field)
      const order = version?.order ?? null
      const theirs = version ? textOf(block === 'header' ? order : order?.[block], field) : null
      if (mine === '' && (theirs === null || theirs === '')) continue
      fields.push({ block, field, own: mine, onec: theirs, differs: theirs !== null && mine !== theirs })
    }
  }
  return fields
}

/** Goods of both sides. One product may be several lines in 1C (AD-26); lines without a product stand alone. */
export function compareLines(own: SiteOrderDetail['own'], version: OnecVersion | null): ComparedLine[] {
  const theirs = (version?.order.products ?? []).map(({ tovar_id, offer }) => ({
    tovar_id,
    name: offer.name ?? '',
    offer: {
      offer_id: offer.offer_id,
      storage: offer.storage,
      quantity: thousandths(offer.quantity),
      price: kopecks(offer.price),
      discount: kopecks(offer.discount),
      summa: kopecks(offer.summa),
    },
  }))
  const mine = own.products.map((line) => {
    const matching = theirs.filter(({ tovar_id }) => tovar_id === line.tovar_id)
    const offers = matching.map(({ offer }) => offer)
    const quantity = thousandths(line.quantity)
    const same =
      offers.reduce((sum, offer) => sum + offer.quantity, 0) === quantity &&
      offers.every((offer) => offer.storage === line.storage)
    return {
      tovar_id: line.tovar_id,
      name: matching.map(({ name }) => name).join('; '),
      ownQuantity: quantity,
      ownStorage: line.storage,
      offers,
      differs: version !== null && !same,
    }
  })
  const known = new Set(own.products.map(({ tovar_id }) => tovar_id))
  const added = theirs
    .filter(({ tovar_id }) => tovar_id === null || !known.has(tovar_id))
    .map(({ tovar_id, name, offer }) => ({
      tovar_id,
      name,
      ownQuantity: null,
      ownStorage: null,
      offers: [offer],
      differs: true,
    }))
  return [...mine, ...added]
}
