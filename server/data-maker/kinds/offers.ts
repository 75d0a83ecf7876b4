import type { MadeItem } from './items.ts'

/** What 1C keeps of an item as positions of its own: one for each characteristic, or the item itself. */
export interface MadeOffer {
  ref: string
  code: string
  name: string
  artikul: string
}

export function offersOf({ ref, code, name, article, characteristics }: MadeItem): MadeOffer[] {
  if (characteristics.length === 0) return [{ ref, code, name, artikul: article }]
  return characteristics.map((characteristic, i) => ({
    ref: characteristic.ref,
    code: `${code}-${i + 1}`,
    name: `${name}, ${characteristic.size}, ${characteristic.colour}`,
    artikul: article,
  }))
}
