import type { ReaderMode, WireBody, WireFormat } from '../operation.ts'
import { decodeBody } from '../wire/decode.ts'
import type { DecodedBody } from '../wire/decode.ts'
import type { FaultCodes, Notes } from '../wire/notes.ts'
import { readJson } from '../wire/read-json.ts'
import { readXml } from '../wire/read-xml.ts'
import { memberOf } from '../wire/tree.ts'
import type { WireNode } from '../wire/tree.ts'
import { liberties } from './lenient.ts'
import { REQUEST_LIMIT_BYTES } from './schema.ts'
import { fromXml } from './xml-form.ts'
import { renameXmlKeys } from './xml-names.ts'

/** From the bytes of a message to its tree, whatever its format. */

/** An answer of the site may be larger than a request: a page holds up to 200 orders. */
const ANSWER_LIMIT_BYTES = 8 * REQUEST_LIMIT_BYTES

/** Codes of a body that cannot be read, by who reads. */
export const faultCodes: Readonly<Record<'site' | 'onec', FaultCodes>> = {
  site: {
    malformed: 'SITE-MALFORMED',
    encoding: 'SITE-MALFORMED',
    duplicate: 'SITE-DUPLICATE-KEY',
    'too-large': 'SITE-TOO-LARGE',
  },
  onec: { malformed: 'ORD-100', encoding: 'ORD-103', duplicate: 'ORD-104', 'too-large': 'ORD-100' },
}

export interface ReadingOptions {
  mode: ReaderMode
  fixture: boolean
  reader: 'site' | 'onec'
  formats: readonly WireFormat[]
  notes: Notes
}

/** The text of a body in a format that the message has. `null` when it is refused; the reason is in the notes. */
export function decode(body: WireBody, { mode, reader, formats, notes }: ReadingOptions): DecodedBody | null {
  const codes = faultCodes[reader]
  const limit = reader === 'site' ? REQUEST_LIMIT_BYTES : ANSWER_LIMIT_BYTES
  const decoded = decodeBody(body, { mode, limit, codes, notes })
  if (!decoded || formats.includes(decoded.format)) return decoded
  const written = decoded.format.toUpperCase()
  const wanted = formats.join(', ').toUpperCase()
  notes.add(
    { line: 1, column: 1 },
    {
      severity: 'error',
      code: codes.malformed,
      message: {
        ru: `У этого сообщения нет формы ${written}, отправьте ${wanted}`,
        en: `This message has no ${written} form, send ${wanted}`,
      },
    },
  )
  return null
}

/** The tree of a text. `null` when it is refused; the reasons are in the notes. */
export function treeOf(
  { text, format }: DecodedBody,
  { mode, fixture, reader, notes }: ReadingOptions,
): WireNode | null {
  const codes = faultCodes[reader]
  if (format === 'json') return readJson(text, { mode, codes, notes, fixture })
  const root = readXml(text, { codes, notes })
  return root && fromXml(root, { mode, codes, notes })
}

/** The tree of a body. `null` when it is refused; the reasons are in the notes. */
export function readTree(body: WireBody, options: ReadingOptions): WireNode | null {
  const decoded = decode(body, options)
  return decoded && treeOf(decoded, options)
}

/** LA-14 where the message holds orders. */
export function withJsonNames(tree: WireNode, where: 'order' | 'orders', notes: Notes): WireNode {
  if (tree.kind !== 'object') return tree
  const members = tree.members.map((member) => {
    const { value } = member
    if (where === 'order' && member.name === 'orders' && value.kind === 'object') {
      notes.add(member.spot, {
        code: 'LA-14',
        message: liberties['LA-14'],
        pointer: '/order',
        value: 'orders',
      })
      return { ...member, name: 'order', value: renameXmlKeys(value, '/order', notes) }
    }
    if (where === 'order' && member.name === 'order' && value.kind === 'object') {
      return { ...member, value: renameXmlKeys(value, '/order', notes) }
    }
    if (where === 'orders' && member.name === 'orders' && value.kind === 'array') {
      const items = value.items.map((item, index) => {
        if (item.kind !== 'object') return item
        const inside = item.members.map((inner) =>
          inner.name === 'order' && inner.value.kind === 'object'
            ? { ...inner, value: renameXmlKeys(inner.value, `/orders/${index}/order`, notes) }
            : inner,
        )
        return { ...item, members: inside }
      })
      return { ...member, value: { ...value, items } }
    }
    return member
  })
  return { ...tree, members }
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
