import type { ReadOptions, WireBody } from '../operation.ts'
import { DEFAULT_ZONE, nowLocal } from '../time.ts'
import type { Notes } from '../wire/notes.ts'
import type { ObjectNode, WireNode } from '../wire/tree.ts'
import { liberties } from './lenient.ts'
import { sha256 } from './sha256.ts'

/** The message in the shape of the seed, which has no `meta` (section 5.2). */

/** An id that the same body at the same address always has, in the form of a UUID of version 8 (RFC 9562). */
export function idOf(path: string, bytes: Uint8Array): string {
  const address = new TextEncoder().encode(`${path}\n`)
  const all = new Uint8Array(address.length + bytes.length)
  all.set(address)
  all.set(bytes, address.length)
  const hex = sha256(all)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

interface Circumstances {
  path: string
  body: WireBody
  options?: ReadOptions
  notes: Notes
}

/** The tree with `meta` when it has none. */
export function withMeta(tree: WireNode, { path, body, options, notes }: Circumstances): WireNode {
  if (tree.kind !== 'object' || tree.members.some(({ name }) => name === 'meta')) return tree
  const { spot } = tree
  const id = idOf(path, body.bytes)
  notes.add(spot, { code: 'W-NO-META', message: liberties['W-NO-META'], pointer: '/meta', expected: id })
  const { now = new Date(), zone = DEFAULT_ZONE } = options ?? {}
  const meta: ObjectNode = {
    kind: 'object',
    spot,
    members: [
      { name: 'message_id', spot, value: { kind: 'text', text: id, spot } },
      { name: 'seq', spot, value: { kind: 'number', raw: '1', spot } },
      { name: 'sent_at', spot, value: { kind: 'text', text: nowLocal(now, zone), spot } },
    ],
  }
  return { ...tree, members: [{ name: 'meta', spot, value: meta }, ...tree.members] }
}
