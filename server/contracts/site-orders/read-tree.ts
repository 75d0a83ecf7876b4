import type { ReaderMode, WireBody, WireFormat } from '../operation.ts'
import { readTree as readTreeOf } from '../message/read-tree.ts'
import type { Notes } from '../wire/notes.ts'
import { memberOf } from '../wire/tree.ts'
import type { WireNode } from '../wire/tree.ts'
import { dialects } from './dialect.ts'
import type { Reader } from './dialect.ts'

/** The tree of an order body whose direction is not known yet. `null` when it is refused; the reasons are in the notes. */
export function readTree(
  body: WireBody,
  {
    reader,
    ...options
  }: {
    mode: ReaderMode
    fixture: boolean
    reader: Reader
    formats: readonly WireFormat[]
    notes: Notes
  },
): WireNode | null {
  return readTreeOf(body, { ...options, dialect: dialects[reader] })
}

/** Whether a tree holds an order that 1C returned: it has money in an `offer`, or a version number, or no lines at all. */
export function isReturned(tree: WireNode): boolean {
  const exchange = memberOf(tree, 'exchange')
  if (memberOf(exchange, 'seq')) return true
  if (memberOf(exchange, 'revision')) return false
  const order = memberOf(tree, 'order') ?? memberOf(tree, 'orders')
  const products = memberOf(order, 'products') ?? memberOf(order, 'tovar')
  const lines = products?.kind === 'array' ? products.items : products ? [products] : []
  if (lines.length === 0) return true
  return lines.some((line) => memberOf(memberOf(line, 'offer'), 'price') !== undefined)
}
