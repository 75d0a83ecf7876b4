/** What the address of a document names: a stored one, a new one, or a new one filled by an order. */
export type DocumentPlace = { new: false; ref: string } | { new: true; from: string | null }

export const NEW = 'new'
const FROM = 'from-'

export const placeFrom = (order: string): string => `${FROM}${order}`

export function placeOf(id: string): DocumentPlace {
  if (id === NEW) return { new: true, from: null }
  return id.startsWith(FROM) ? { new: true, from: id.slice(FROM.length) } : { new: false, ref: id }
}
