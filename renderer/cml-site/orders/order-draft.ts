import { lineSum } from '../../cml/orders/order-line.ts'
import { offerPrice, offerTitle } from '../catalogue/offer-title.ts'
import type { OrderDraft, SiteItemCard, SiteOffer } from '../types.ts'

/** A line that a person has picked. Kopecks, thousandths. */
export interface DraftLine {
  offer: string
  name: string
  price: number
  currency: string
  quantity: number
}

/** One piece. */
const ONE = 1000

/** The lines with one more piece of an offer; an offer without a price cannot be ordered and changes nothing. */
export function withOffer(lines: readonly DraftLine[], item: SiteItemCard, offer: SiteOffer): DraftLine[] {
  const price = offerPrice(offer)
  if (price === null) return [...lines]
  if (lines.some((line) => line.offer === offer.id))
    return lines.map((line) => (line.offer === offer.id ? { ...line, quantity: line.quantity + ONE } : line))
  const title = offerTitle(offer)
  const name = item.offerList.length > 1 && title !== item.name ? `${item.name} (${title})` : item.name
  return [...lines, { offer: offer.id, name, ...price, quantity: ONE }]
}

export const draftTotal = (lines: readonly DraftLine[], delivery: number): number =>
  lines.reduce((sum, line) => sum + lineSum(line), delivery)

export interface DraftForm {
  buyer: string
  company: boolean
  inn: string
  kpp: string
  email: string
  phone: string
  comment: string
  /** Kopecks. */
  delivery: number
  lines: DraftLine[]
}

export const emptyDraft = (): DraftForm => ({
  buyer: '',
  company: false,
  inn: '',
  kpp: '',
  email: '',
  phone: '',
  comment: '',
  delivery: 0,
  lines: [],
})

/** What is sent; `null` while the order has no buyer or no lines. A person has neither ИНН nor КПП here. */
export function draftBody(form: DraftForm): OrderDraft | null {
  const { lines, ...rest } = form
  const ordered = lines.filter(({ quantity }) => quantity > 0)
  if (rest.buyer.trim() === '' || ordered.length === 0) return null
  return {
    ...rest,
    buyer: rest.buyer.trim(),
    ...(rest.company ? {} : { inn: '', kpp: '' }),
    lines: ordered.map(({ offer, quantity }) => ({ offer, quantity })),
  }
}
