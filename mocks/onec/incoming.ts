import type { ReaderMode } from '../../server/contracts/operation.ts'
import type { DictionaryKind } from '../../server/contracts/site-orders/dictionaries.ts'
import type { OutgoingOrder } from '../../server/contracts/site-orders/schema.ts'
import type { Replacement } from '../../server/mappings/model.ts'
import type { Resolution, Resolver } from '../../server/mappings/resolve.ts'
import type { ElementRow } from './catalogue.ts'

/** The dictionary values of an order as they come from the site, replaced by elements of 1C's dictionaries. Pure. */

/** A place in the order where a dictionary value stands. */
interface Place {
  kind: DictionaryKind
  /** Path in result messages, `order.delivery.delivery_method`. */
  field: string
  value: string
  name?: string
}

export interface IncomingValue extends Place {
  /** `null`: nothing in 1C answers for the value. */
  element: ElementRow | null
  /** The value may stay as text: the policy of its table lets it through (section 10). */
  passed: boolean
  /** Why there is no element although the table has a row. */
  outcome: Replacement['outcome']
  row: string | null
}

export interface IncomingValues {
  city: IncomingValue
  delivery_method: IncomingValue
  /** `null`: the site names no carrier. */
  transport_company: IncomingValue | null
  payment_method: IncomingValue
  /** One for each line. */
  storages: IncomingValue[]
}

/** Kinds whose name may stand in the message by contract, so that reading one is no liberty (sections 6.1, AD-24). */
const namedKinds: ReadonlySet<DictionaryKind> = new Set(['city', 'payment_method'])

/** Kinds that 1C can keep as plain text; the others must be elements of its dictionaries. */
const textKinds: ReadonlySet<DictionaryKind> = new Set(['city', 'payment_method'])

export interface IncomingContext {
  mappings: Pick<Resolver, 'toOnec'>
  elements: readonly ElementRow[]
  mode: ReaderMode
}

/** Resolves every dictionary value of an order. LA-12: a name where an identifier is expected is read in lenient mode only. */
export function resolveOrder(order: OutgoingOrder, context: IncomingContext): IncomingValues {
  const { delivery, client, products } = order
  const carrier = delivery.delivery_transport_company
  const resolve = (place: Place): IncomingValue => resolvePlace(place, context)
  return {
    city: resolve({
      kind: 'city',
      field: delivery.delivery_city_id ? 'order.delivery.delivery_city_id' : 'order.delivery.delivery_city',
      value: delivery.delivery_city_id ?? delivery.delivery_city,
      name: delivery.delivery_city,
    }),
    delivery_method: resolve({
      kind: 'delivery_method',
      field: 'order.delivery.delivery_method',
      value: delivery.delivery_method,
    }),
    transport_company: carrier
      ? resolve({
          kind: 'transport_company',
          field: 'order.delivery.delivery_transport_company',
          value: carrier,
        })
      : null,
    payment_method: resolve({
      kind: 'payment_method',
      field: 'order.client.payment_method',
      value: client.payment_method,
    }),
    storages: products.map(({ storage }, i) =>
      resolve({ kind: 'storage', field: `order.products[${i}].storage`, value: storage }),
    ),
  }
}

function resolvePlace(place: Place, { mappings, elements, mode }: IncomingContext): IncomingValue {
  const resolution = mappings.toOnec(place.kind, place.value, place.name)
  const refused = mode === 'strict' && resolution.viaName && !namedKinds.has(place.kind)
  const element = refused ? null : elementOf(place, resolution, elements)
  return {
    ...place,
    element,
    passed: element === null && resolution.outcome === 'passed' && textKinds.has(place.kind),
    outcome: refused ? 'unmapped' : resolution.outcome,
    row: resolution.row?.id ?? null,
  }
}

const answering: ReadonlySet<Replacement['outcome']> = new Set(['mapped', 'defaulted', 'passed'])

function elementOf(
  { kind, value }: Place,
  { outcome, ref, code }: Resolution,
  elements: readonly ElementRow[],
): ElementRow | null {
  if (!answering.has(outcome)) return null
  const own = elements.filter((element) => element.kind === kind && !element.archived)
  const byRef = ref ? own.find((element) => element.ref === ref) : undefined
  if (byRef) return byRef
  // Carriers travel by the code that 1C gave them (AD-23), so a row is not needed to find one.
  if (kind !== 'transport_company') return null
  return own.find((element) => element.code === (code ?? value)) ?? null
}

const all = ({ city, delivery_method, transport_company, payment_method, storages }: IncomingValues) => [
  city,
  delivery_method,
  ...(transport_company ? [transport_company] : []),
  payment_method,
  ...storages,
]

/** RFC 6901 pointer of a field path: `order.products[1].storage` -> `/order/products/1/storage`. */
export const pointerOf = (field: string): string =>
  `/${field.replace(/\[(\d+)\]/g, '.$1').replaceAll('.', '/')}`

/** The replacements for the journal. @param prefix pointer of the order's envelope in the answer, `/orders/0` */
export function replacementsOf(values: IncomingValues, prefix: string): Replacement[] {
  return all(values).map(({ kind, field, value, element, outcome, row }) => ({
    kind,
    pointer: prefix + pointerOf(field),
    part: 'response',
    direction: 'site_to_1c',
    from: value,
    to: element?.ref ?? (outcome === 'passed' ? value : null),
    outcome,
    row,
  }))
}

/** Values that no row of the tables answered for. */
export function unmappedOf(values: IncomingValues): IncomingValue[] {
  return all(values).filter(
    ({ element, outcome }) => element === null && outcome !== 'conflict' && outcome !== 'broken',
  )
}
