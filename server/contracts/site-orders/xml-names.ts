import type { Notes } from '../wire/notes.ts'
import type { ObjectNode, Spot, WireMember, WireNode } from '../wire/tree.ts'
import { liberties } from './lenient.ts'

/**
 * The XML form of an order (section 8) as data. Reader, writer and LA-14 go by these tables; `xsd.ts` says the same in
 * the language of XSD. Elements that the contract's table does not have (`seller`, `city_delivery_id`, `exchange`,
 * `extra`, `offer/name`, `offer/unit`, `tovar/@offers_mode`) carry what JSON carries and are optional, in the same style.
 */

/** Elements of `orders` in document order, with the member of `order` each one stands for. */
export const ORDER_ELEMENTS = [
  ['order_number', 'order_number'],
  ['order_time', 'order_time'],
  ['number_delivery', 'delivery.number_delivery'],
  ['status', 'order_status'],
  ['QRCode', 'order_QRCode'],
  ['number_payment', 'order_number_payment'],
  ['seller', 'seller'],
  ['requisites', 'requisites'],
  ['contrahens', 'client'],
  ['city_delivery', 'delivery.delivery_city'],
  ['city_delivery_id', 'delivery.delivery_city_id'],
  ['delivery_method', 'delivery.delivery_method'],
  ['address_delivery', 'delivery.delivery_address'],
  ['transport_company', 'delivery.delivery_transport_company'],
] as const

/** Elements of `tovar/offer` of a returned order in document order; the names are those of JSON. */
export const OFFER_ELEMENTS = [
  'name',
  'unit',
  'storage',
  'quantity',
  'price',
  'discount',
  'nds_s',
  'nds_summa',
  'summa',
] as const

/** All elements of `orders` in document order. */
export const ROOT_ORDER: readonly string[] = [
  ...ORDER_ELEMENTS.map(([xml]) => xml),
  'tovar',
  'exchange',
  'extra',
]

const DELIVERY = 'delivery.'

const jsonPath = new Map<string, string>(ORDER_ELEMENTS)

/** Member of `order` that an XML name stands for: its block and its name, `null` for a name that is no element. */
export function memberOfElement(xml: string): { block: 'order' | 'delivery'; name: string } | null {
  const path = jsonPath.get(xml)
  if (path === undefined) return null
  return path.startsWith(DELIVERY)
    ? { block: 'delivery', name: path.slice(DELIVERY.length) }
    : { block: 'order', name: path }
}

/** Members gathered into `delivery`, after those that it has. */
export function withDelivery(
  members: readonly WireMember[],
  delivery: WireMember[],
  spot: Spot,
): WireMember[] {
  if (delivery.length === 0) return [...members]
  const existing = members.find(({ name, value }) => name === 'delivery' && value.kind === 'object')
  if (existing?.value.kind === 'object') {
    const merged: WireNode = { ...existing.value, members: [...existing.value.members, ...delivery] }
    return members.map((member) => (member === existing ? { ...member, value: merged } : member))
  }
  return [...members, { name: 'delivery', spot, value: { kind: 'object', members: delivery, spot } }]
}

/**
 * LA-14: XML names used as JSON keys in an order. Renames and moves members of the tree of `order`; each is noted at
 * the pointer it ends up at.
 */
export function renameXmlKeys(order: ObjectNode, pointer: string, notes: Notes): ObjectNode {
  const note = (member: WireMember, at: string): void =>
    notes.add(member.spot, { code: 'LA-14', message: liberties['LA-14'], pointer: at, value: member.name })

  const renamed = (member: WireMember, name: string, at: string): WireMember => {
    if (member.name === name) return member
    note(member, at)
    return { ...member, name }
  }

  const withId = (node: WireNode, idName: string, at: string): WireNode => {
    if (node.kind === 'array') {
      return { ...node, items: node.items.map((item, index) => withId(item, idName, `${at}/${index}`)) }
    }
    if (node.kind !== 'object') return node
    return {
      ...node,
      members: node.members.map((member) => {
        const here = member.name === 'id' ? renamed(member, idName, `${at}/${idName}`) : member
        const inOffers = here.name === 'offer' || here.name === 'offers'
        return inOffers ? { ...here, value: withId(here.value, 'offer_id', `${at}/${here.name}`) } : here
      }),
    }
  }

  const delivery: WireMember[] = []
  const members: WireMember[] = []
  for (const member of order.members) {
    const target = memberOfElement(member.name)
    if (target?.block === 'delivery') {
      const at = `${pointer}/delivery/${target.name}`
      note(member, at)
      delivery.push({ ...member, name: target.name })
    } else if (member.name === 'delivery' && member.value.kind === 'object') {
      const inside = member.value.members.map((inner) => {
        const name = memberOfElement(inner.name)
        return name?.block === 'delivery'
          ? renamed(inner, name.name, `${pointer}/delivery/${name.name}`)
          : inner
      })
      members.push({ ...member, value: { ...member.value, members: inside } })
    } else if (member.name === 'id') {
      members.push(renamed(member, 'order_id', `${pointer}/order_id`))
    } else if (member.name === 'tovar' || member.name === 'products') {
      const products = renamed(member, 'products', `${pointer}/products`)
      const value: WireNode =
        member.name === 'tovar' && member.value.kind === 'object'
          ? { kind: 'array', spot: member.value.spot, items: [member.value] }
          : member.value
      members.push({ ...products, value: withId(value, 'tovar_id', `${pointer}/products`) })
    } else {
      const name = target?.name ?? member.name
      members.push(renamed(member, name, `${pointer}/${name}`))
    }
  }
  return { ...order, members: withDelivery(members, delivery, order.spot) }
}
