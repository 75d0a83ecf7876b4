/** An order, its payment and its shipment may share an `Ид`; with the operation a document is the only one. */
export interface DocumentKey {
  id: string
  operation: string
}

/** The key as it stands in the address: the operation has no slash, an id may have. */
export const writeKey = ({ operation, id }: DocumentKey): string => `${operation}/${id}`

export function readKey(text: string): DocumentKey {
  const slash = text.indexOf('/')
  return { operation: text.slice(0, Math.max(slash, 0)), id: text.slice(slash + 1) }
}
