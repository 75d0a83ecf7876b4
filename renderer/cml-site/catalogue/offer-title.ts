import type { SiteOffer } from '../types.ts'

/** How an offer is told from the others of its item: by its characteristics, else by its name. */
export const offerTitle = ({ characteristics, name, id }: SiteOffer): string =>
  characteristics.map((one) => `${one.name}: ${one.value}`).join(', ') || name || id

/** The first price that an offer has: that of the first price type. `null` for an offer that cannot be ordered. */
export function offerPrice({ prices }: SiteOffer): { price: number; currency: string } | null {
  for (const { price, currency } of prices) if (price !== null) return { price, currency }
  return null
}
