import { z } from 'zod'
import type { OrderExchange, OutgoingOrder, ReturnedOrder } from './schema.ts'
import type { VersionExchange } from './schema.ts'
import { pointerTo } from '../wire/tree.ts'
import { fieldOf, membersOf } from '../message/field.ts'
import { OFFER_ELEMENTS, ORDER_ELEMENTS } from './xml-names.ts'

/** XML of one order (section 8). What JSON says and the contract's table has no element for goes into optional ones. */

/** An order with or without its exchange data. */
export interface OrderDocument {
  exchange?: OrderExchange | z.infer<typeof VersionExchange>
  order: OutgoingOrder | ReturnedOrder
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** A carriage return would be read back as a line feed. */
const escapeText = (text: string): string => text.replace(/[&<>\r]/g, (char) => escapes[char]!)
const escapeAttribute = (text: string): string => text.replace(/[&<>"\t\n\r]/g, (char) => escapes[char]!)

type Attributes = Readonly<Record<string, string | undefined>>

function tag(name: string, attributes: Attributes = {}): string {
  const parts = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeAttribute(value)}"`],
  )
  return `${name}${parts.join('')}`
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

/** Lines of an element; text stays in one piece, so nothing is added to it. */
function element(name: string, value: unknown, schema: z.core.$ZodType | null): string[] {
  if (value === undefined) return []
  if (value === null) return [`<${name} xsi:nil="true"/>`]
  if (Array.isArray(value)) {
    const inner = schema && fieldOf(schema).schema
    return value.flatMap((item) => element(name, item, inner instanceof z.ZodArray ? inner.element : null))
  }
  if (typeof value !== 'object') return [`<${name}>${escapeText(String(value))}</${name}>`]
  const inner = schema && fieldOf(schema).schema
  const children = membersOf(value, inner).flatMap(([key, member, memberSchema]) =>
    memberSchema ? element(key, member, memberSchema) : [],
  )
  return nested(name, {}, children)
}

function nested(name: string, attributes: Attributes, children: readonly string[]): string[] {
  if (children.length === 0) return [`<${tag(name, attributes)}/>`]
  return [`<${tag(name, attributes)}>`, ...indented(children), `</${name}>`]
}

function valueAt(order: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], order)
}

function schemaAt(schema: z.ZodObject, path: string): z.core.$ZodType | null {
  let at: z.core.$ZodType | undefined = schema
  for (const key of path.split('.')) {
    const inner: z.ZodType | undefined = at && fieldOf(at).schema
    at = inner instanceof z.ZodObject ? (inner.shape as z.core.$ZodShape)[key] : undefined
  }
  return at ?? null
}

function line(product: OrderDocument['order']['products'][number]): string[] {
  if ('offer' in product) {
    const { offer } = product
    const children = OFFER_ELEMENTS.flatMap((name) => element(name, offer[name], null))
    return nested(
      'tovar',
      { id: product.tovar_id ?? undefined },
      nested('offer', { id: offer.offer_id }, children),
    )
  }
  const children = [
    ...product.offers.flatMap(({ offer_id }) => nested('offer', { id: offer_id }, [])),
    ...element('storage', product.storage, null),
    ...element('quantity', product.quantity, null),
  ]
  return nested('tovar', { id: product.tovar_id, offers_mode: product.offers_mode }, children)
}

/** Members that the schema does not know, wherever they are, as `extra` elements. */
function extras(value: unknown, schema: z.core.$ZodType, pointer: string): string[] {
  const inner = fieldOf(schema).schema
  if (Array.isArray(value)) {
    if (!(inner instanceof z.ZodArray)) return []
    return value.flatMap((item, index) => extras(item, inner.element, pointerTo(pointer, index)))
  }
  if (typeof value !== 'object' || value === null) return []
  return membersOf(value, inner).flatMap(([name, member, memberSchema]) => {
    const at = pointerTo(pointer, name)
    if (memberSchema) return extras(member, memberSchema, at)
    return [`<${tag('extra', { pointer: at })}>${escapeText(JSON.stringify(member))}</extra>`]
  })
}

/** XML text of an order document that is valid by `schema` (`{ order, exchange? }`). */
export function writeXml(document: OrderDocument, schema: z.ZodObject): string {
  const { order, exchange } = document
  const shape: z.core.$ZodShape = schema.shape
  const orderSchema = fieldOf(shape['order']!).schema as z.ZodObject
  const children = [
    ...ORDER_ELEMENTS.flatMap(([xml, path]) =>
      element(xml, valueAt(order, path), schemaAt(orderSchema, path)),
    ),
    ...order.products.flatMap(line),
    ...(exchange ? element('exchange', exchange, shape['exchange'] ?? null) : []),
    ...extras(document, schema, ''),
  ]
  const isNilUsed = children.some((text) => text.includes('xsi:nil='))
  const attributes = {
    'xmlns:xsi': isNilUsed ? 'http://www.w3.org/2001/XMLSchema-instance' : undefined,
    id: order.order_id,
  }
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...nested('orders', attributes, children), ''].join('\n')
}
