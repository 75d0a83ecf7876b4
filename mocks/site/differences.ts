import type { OnecVersion, SiteHistoryEvent, SiteOrder } from './model.ts'

export type Difference = SiteHistoryEvent['changes'][number]

/** Personal data that a list of differences shows only by its last two characters (AD-43). */
const PASSPORT_NUMBER = /\/pasport_info\/number$/
const masked = (text: string) => text.slice(-2).padStart(text.length, '*')

/** Scalars of a value by their RFC 6901 pointers. Absent, null and empty are the same: no value. */
function scalars(value: unknown, pointer: string, into: Map<string, string>): Map<string, string> {
  if (value === null || value === undefined || value === '') return into
  if (typeof value !== 'object') {
    into.set(pointer, PASSPORT_NUMBER.test(pointer) ? masked(String(value)) : String(value))
    return into
  }
  for (const [key, member] of Object.entries(value))
    scalars(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, into)
  return into
}

/** Fields that differ between two values, as pointers with both texts, in the order of the first value. */
export function differences(before: unknown, after: unknown): Difference[] {
  const old = scalars(before, '', new Map())
  const now = scalars(after, '', new Map())
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((pointer) => old.get(pointer) !== now.get(pointer))
    .map((pointer) => ({ pointer, before: old.get(pointer) ?? null, after: now.get(pointer) ?? null }))
}

/**
 * The shop's own order in the shape of a returned one, as far as both say the same thing, so that the first 1C version can
 * be compared with it. Numbers and dates that each side issues for itself (AD-16) are left out.
 */
function ownAsReturned(own: SiteOrder) {
  const { requisites, client, delivery, order_status } = own
  return {
    order_status,
    requisites,
    client,
    delivery,
    products: own.products.map(({ tovar_id, storage, quantity }) => ({
      tovar_id,
      offer: { storage, quantity },
    })),
  }
}

function returnedAsOwn({ order }: OnecVersion) {
  const { requisites, client, delivery, order_status } = order
  return {
    order_status,
    requisites,
    client,
    delivery,
    products: order.products.map(({ tovar_id, offer: { storage, quantity } }) => ({
      tovar_id,
      offer: { storage, quantity },
    })),
  }
}

/** What 1C changed in the order that the shop had sent (A-25, ORD-505). */
export function differencesFromOwn(own: SiteOrder, version: OnecVersion): Difference[] {
  return differences(ownAsReturned(own), returnedAsOwn(version))
}
