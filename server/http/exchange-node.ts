/** `X-Exchange-Node` (site-orders section 3): HTTP carries ASCII, so a Cyrillic code of a node is percent-encoded. */
export const nodeHeader = (node: string): [string, string] => ['X-Exchange-Node', encodeURIComponent(node)]

/** The code of the node that a header names; `null` when there is none. */
export function nodeOf(header: string): string | null {
  if (header === '') return null
  try {
    return decodeURIComponent(header)
  } catch {
    return header
  }
}
