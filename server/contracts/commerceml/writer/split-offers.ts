import type { CmlOffer } from '../model.ts'

/** What of an offer goes into which of the split files (commerceml section 7.2). */

/** A site tells the files apart by offers that hold `Ид` and prices, or `Ид` and stock, and nothing else. */
const bare = ({ kind, place, id, itemId, characteristicId }: CmlOffer): CmlOffer => ({
  kind,
  place,
  id,
  itemId,
  characteristicId,
  article: null,
  name: null,
  barcode: null,
  unit: null,
  characteristics: null,
  properties: null,
  pictures: null,
  prices: null,
  quantity: null,
  stocks: null,
  deleted: false,
  version: '',
})

const whole = (offer: CmlOffer): CmlOffer => offer

const described = (offer: CmlOffer): CmlOffer => ({ ...offer, prices: null, quantity: null, stocks: null })

const priced = (offer: CmlOffer): CmlOffer | null =>
  offer.prices?.length && !offer.deleted ? { ...bare(offer), prices: offer.prices } : null

const stocked = (offer: CmlOffer): CmlOffer | null =>
  (offer.stocks?.length || offer.quantity !== null) && !offer.deleted
    ? { ...bare(offer), stocks: offer.stocks, quantity: offer.quantity }
    : null

export type OfferPart = 'offers' | 'prices' | 'rests'

export const partsOfOffers = (
  split: boolean,
): readonly { part: OfferPart; of: (offer: CmlOffer) => CmlOffer | null }[] =>
  split
    ? [
        { part: 'offers', of: described },
        { part: 'prices', of: priced },
        { part: 'rests', of: stocked },
      ]
    : [{ part: 'offers', of: whole }]
