import type { ReaderMode } from '../operation.ts'
import type { Text } from '../text.ts'
import type { FaultCodes, Notes } from '../wire/notes.ts'
import { readJson } from '../wire/read-json.ts'
import type { XmlElement } from '../wire/read-xml.ts'
import { pointerKeys } from '../wire/tree.ts'
import type { ObjectNode, WireMember, WireNode } from '../wire/tree.ts'
import { liberties } from './lenient.ts'
import { memberOfElement, OFFER_ELEMENTS, ROOT_ORDER, withDelivery } from './xml-names.ts'

/**
 * The XML form of an order (section 8) read into the tree that the JSON form gives: `{ order, exchange? }`.
 * Everything is text here; the reader of a field makes numbers and booleans of it.
 */

export interface XmlFormOptions {
  mode: ReaderMode
  codes: FaultCodes
  notes: Notes
}

/** Attributes that belong to XML itself and carry no data of the order. */
const isXmlAttribute = (name: string): boolean =>
  name === 'xmlns' || name.startsWith('xmlns:') || name.startsWith('xsi:')

const isNil = ({ attributes }: XmlElement): boolean =>
  attributes['xsi:nil'] === 'true' || attributes['xsi:nil'] === '1'

/** The tree of an `orders` element. `null` when the root is another element. */
export function fromXml(root: XmlElement, { mode, codes, notes }: XmlFormOptions): ObjectNode | null {
  const refuse = (element: XmlElement, pointer: string, message: Text): void =>
    notes.add(element.spot, {
      severity: 'error',
      code: codes.malformed,
      message,
      pointer,
      value: element.name,
    })

  if (root.name !== 'orders') {
    refuse(root, '', {
      ru: `Корневой элемент «${root.name}»: ожидался «orders»`,
      en: `The root element is "${root.name}": "orders" was expected`,
    })
    return null
  }

  const elementOnly = (element: XmlElement, pointer: string): void => {
    if (element.text.trim() === '') return
    refuse(element, pointer, {
      ru: `Внутри элемента «${element.name}» текст между вложенными элементами: уберите его`,
      en: `Text between the children of "${element.name}": drop it`,
    })
  }

  const inSequence = (element: XmlElement, order: readonly string[], pointer: string): void => {
    if (mode === 'lenient') return
    let last = 0
    for (const child of element.children) {
      const at = order.indexOf(child.name)
      if (at >= 0 && at < last) {
        refuse(child, pointer, {
          ru: `Элемент «${child.name}» стоит не на своём месте: порядок задан схемой XSD`,
          en: `The element "${child.name}" is out of place: the XSD fixes the order`,
        })
      }
      last = Math.max(last, at)
    }
  }

  const attributesOf = (element: XmlElement, names: Readonly<Record<string, string>>): WireMember[] =>
    Object.entries(element.attributes)
      .filter(([name]) => !isXmlAttribute(name))
      .map(([name, text]) => ({
        name: names[name] ?? name,
        spot: element.spot,
        value: { kind: 'text', text, spot: element.spot },
      }))

  /** An element whose children and JSON members have the same names. */
  function generic(element: XmlElement, pointer: string): WireNode {
    if (isNil(element)) return { kind: 'literal', value: null, spot: element.spot }
    const attributes = attributesOf(element, {})
    if (element.children.length === 0 && attributes.length === 0) {
      return { kind: 'text', text: element.text, spot: element.spot }
    }
    elementOnly(element, pointer)
    return {
      kind: 'object',
      spot: element.spot,
      members: [...attributes, ...element.children.map((child) => named(child, child.name, pointer))],
    }
  }

  const named = (element: XmlElement, name: string, pointer: string): WireMember => ({
    name,
    spot: element.spot,
    value: generic(element, `${pointer}/${name}`),
  })

  function offer(element: XmlElement, pointer: string): ObjectNode {
    elementOnly(element, pointer)
    inSequence(element, OFFER_ELEMENTS, pointer)
    const members = element.children.map((child) => named(child, child.name, pointer))
    return {
      kind: 'object',
      spot: element.spot,
      members: [...attributesOf(element, { id: 'offer_id' }), ...members],
    }
  }

  /** A line: offers with money inside are of a returned order, bare ones of an outgoing order. */
  function tovar(element: XmlElement, pointer: string): ObjectNode {
    elementOnly(element, pointer)
    inSequence(element, ['offer', 'storage', 'quantity'], pointer)
    const members = attributesOf(element, { id: 'tovar_id' })
    const offers = element.children.filter(({ name }) => name === 'offer')
    const rest = element.children
      .filter(({ name }) => name !== 'offer')
      .map((child) => named(child, child.name, pointer))
    const returned = offers.some(({ children }) => children.length > 0)
    if (returned && element.attributes['id'] === undefined) {
      members.unshift({
        name: 'tovar_id',
        spot: element.spot,
        value: { kind: 'literal', value: null, spot: element.spot },
      })
    }
    if (returned && offers.length === 1) {
      const [only] = offers as [XmlElement]
      return {
        kind: 'object',
        spot: element.spot,
        members: [
          ...members,
          { name: 'offer', spot: only.spot, value: offer(only, `${pointer}/offer`) },
          ...rest,
        ],
      }
    }
    const items = offers.map((child, index) => offer(child, `${pointer}/offers/${index}`))
    return {
      kind: 'object',
      spot: element.spot,
      members: [
        ...members,
        ...rest,
        {
          name: 'offers',
          spot: offers[0]?.spot ?? element.spot,
          value: { kind: 'array', items, spot: element.spot },
        },
      ],
    }
  }

  /** Exchange data; the codes of a last result are repeated `codes` elements. */
  function exchange(element: XmlElement): ObjectNode {
    elementOnly(element, '/exchange')
    const members = element.children.map((child): WireMember => {
      const member = named(child, child.name, '/exchange')
      if (child.name !== 'last_result' || member.value.kind !== 'object') return member
      const codesOf = member.value.members.filter(({ name }) => name === 'codes')
      const others = member.value.members.filter(({ name }) => name !== 'codes')
      const items = codesOf.map(({ value }) => value)
      return {
        ...member,
        value: {
          ...member.value,
          members: [
            ...others,
            {
              name: 'codes',
              spot: codesOf[0]?.spot ?? child.spot,
              value: { kind: 'array', items, spot: child.spot },
            },
          ],
        },
      }
    })
    return { kind: 'object', spot: element.spot, members: [...attributesOf(element, {}), ...members] }
  }

  /** Lenient reading finds `requisites` and the delivery elements inside `contrahens` too (section 8). */
  function lifted(children: readonly XmlElement[]): XmlElement[] {
    return children.flatMap((child) => {
      if (mode === 'strict' || child.name !== 'contrahens') return [child]
      const isForeign = ({ name }: XmlElement): boolean =>
        name === 'requisites' || memberOfElement(name)?.block === 'delivery'
      const foreign = child.children.filter(isForeign)
      for (const element of foreign) {
        notes.add(element.spot, {
          code: 'LA-14',
          message: liberties['LA-14'],
          pointer:
            element.name === 'requisites'
              ? '/order/requisites'
              : `/order/delivery/${memberOfElement(element.name)!.name}`,
          value: `contrahens/${element.name}`,
        })
      }
      return [{ ...child, children: child.children.filter((inner) => !isForeign(inner)) }, ...foreign]
    })
  }

  /** `extra`: a member that the contract does not know, as JSON text with its pointer (LA-15). */
  function restoreExtra(tree: ObjectNode, element: XmlElement): void {
    const keys = pointerKeys(element.attributes['pointer'] ?? '')
    const value = readJson(element.text, {
      codes,
      notes: atElement(notes, element),
      liberties: {},
    })
    let parent: WireNode | undefined = tree
    for (const key of keys?.slice(0, -1) ?? []) {
      parent =
        parent?.kind === 'object'
          ? parent.members.find(({ name }) => name === key)?.value
          : parent?.kind === 'array'
            ? parent.items[Number(key)]
            : undefined
    }
    const name = keys?.at(-1)
    if (parent?.kind !== 'object' || name === undefined) {
      refuse(element, element.attributes['pointer'] ?? '', {
        ru: 'Элемент extra указывает на место, которого в документе нет',
        en: 'An extra element points at a place that the document does not have',
      })
    } else if (value) {
      parent.members.push({ name, spot: element.spot, value })
    }
  }

  elementOnly(root, '')
  inSequence(root, ROOT_ORDER, '')
  const order: WireMember[] = attributesOf(root, { id: 'order_id' })
  const delivery: WireMember[] = []
  const products: WireNode[] = []
  const exchanges: WireMember[] = []
  const extras: XmlElement[] = []
  for (const child of lifted(root.children)) {
    const target = memberOfElement(child.name)
    if (child.name === 'tovar') products.push(tovar(child, `/order/products/${products.length}`))
    else if (child.name === 'exchange')
      exchanges.push({ name: 'exchange', spot: child.spot, value: exchange(child) })
    else if (child.name === 'extra') extras.push(child)
    else if (target?.block === 'delivery') delivery.push(named(child, target.name, '/order/delivery'))
    else order.push(named(child, target?.name ?? child.name, '/order'))
  }
  const members = withDelivery(order, delivery, root.spot)
  members.push({
    name: 'products',
    spot: root.spot,
    value: { kind: 'array', items: products, spot: root.spot },
  })
  const tree: ObjectNode = {
    kind: 'object',
    spot: root.spot,
    members: [
      ...exchanges,
      { name: 'order', spot: root.spot, value: { kind: 'object', members, spot: root.spot } },
    ],
  }
  for (const extra of extras) restoreExtra(tree, extra)
  return tree
}

/** Notes about the JSON text inside an element, at the place of the element. */
function atElement(notes: Notes, { spot }: XmlElement): Notes {
  return {
    add: (_spot, note) => notes.add(spot, note),
    list: () => notes.list(),
    errorPointers: notes.errorPointers,
    any: () => notes.any(),
    refused: () => notes.refused(),
  }
}
