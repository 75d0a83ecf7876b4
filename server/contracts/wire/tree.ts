/**
 * A body as it was written, before anything is known of its meaning: every member in source order, repeated names
 * included, each with its place. Both JSON and XML are read into it.
 */

/** Line and column from 1, columns in UTF-16 units. */
export interface Spot {
  line: number
  column: number
}

export interface WireMember {
  name: string
  spot: Spot
  value: WireNode
}

export type WireNode =
  | { kind: 'object'; members: WireMember[]; spot: Spot }
  | { kind: 'array'; items: WireNode[]; spot: Spot }
  | { kind: 'text'; text: string; spot: Spot }
  /** A number as it was spelled: the reader of a field decides what is exact. */
  | { kind: 'number'; raw: string; spot: Spot }
  | { kind: 'literal'; value: boolean | null; spot: Spot }

export type ObjectNode = Extract<WireNode, { kind: 'object' }>

/** The first member of that name. */
export function memberOf(node: WireNode | undefined, name: string): WireNode | undefined {
  return node?.kind === 'object' ? node.members.find((member) => member.name === name)?.value : undefined
}

/** One step deeper in an RFC 6901 pointer. */
export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** The keys of an RFC 6901 pointer, `null` when it is not one. */
export function pointerKeys(pointer: string): string[] | null {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return null
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}
