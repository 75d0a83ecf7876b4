import type { z } from 'zod'
import { identify, type Identified } from '../identify.ts'
import { dialect as ksupDialect } from '../ksup/message.ts'
import type { Dialect } from '../message/dialect.ts'
import { dialect as regateDialect } from '../regate/message.ts'
import { dialects } from '../site-orders/dialect.ts'
import { withJsonNames } from '../site-orders/forms.ts'
import type { SiteOrdersMessage } from '../site-orders/message.ts'
import type { WireBody } from '../operation.ts'
import { createNotes } from '../wire/notes.ts'
import type { WireNode } from '../wire/tree.ts'

/** Which message a tree is, found out cheaply: a page of twenty thousand rows is known by its first ones. */

/** Whoever reads: 1C and the site read the same liberties, and refusals do not matter here. */
const readers: Readonly<Record<string, Dialect>> = {
  'site-orders/1': dialects.onec,
  'regate/1': regateDialect,
  'ksup/1': ksupDialect,
}

/** More elements and members than any clue looks at. */
const SAMPLE = 40
const SAMPLE_TEXT = 200

function sampleOf(node: WireNode): string {
  switch (node.kind) {
    case 'object':
      return `{${node.members
        .slice(0, SAMPLE)
        .map(({ name, value }) => `${JSON.stringify(name)}:${sampleOf(value)}`)
        .join(',')}}`
    case 'array':
      return `[${node.items.slice(0, SAMPLE).map(sampleOf).join(',')}]`
    case 'text':
      return JSON.stringify(node.text.slice(0, SAMPLE_TEXT))
    case 'number':
      return node.raw
    default:
      return String(node.value)
  }
}

export interface Recognised {
  contract: string
  operation: string
  dialect: Dialect
  schema: z.ZodType
  /** The tree with names of the contract, where a whole message may have other ones. */
  renamed(tree: WireNode): WireNode
}

function recognisedAs({ operation, form }: Identified): Recognised | null {
  const dialect = readers[operation.contract]
  if (!dialect) return null
  const { order } = form as Partial<SiteOrdersMessage<unknown>>
  return {
    contract: operation.contract,
    operation: operation.id,
    dialect,
    schema: form.schema,
    renamed: (tree) => (order ? withJsonNames(tree, order, createNotes()) : tree),
  }
}

/** The message that a tree of JSON is, `null` when no contract has one like it. */
export function recogniseJson(tree: WireNode): Recognised | null {
  const bytes = new TextEncoder().encode(sampleOf(tree))
  const found = identify({ bytes, contentType: 'application/json' })
  return found && recognisedAs(found)
}

/** The message that an order in XML is. */
export function recogniseXml(body: WireBody): Recognised | null {
  const found = identify(body)
  return found && recognisedAs(found)
}
