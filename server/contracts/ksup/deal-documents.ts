import type { KsupCode, WarningCode } from './errors.ts'

/** Which order and which shipment of a deal a message is about. */

export type OrderPlace =
  | { kind: 'store'; warning?: Extract<WarningCode, 'W-UPSERT'> }
  | { kind: 'refused'; code: Extract<KsupCode, 'KS-DEAL-HAS-ORDER'> }

/**
 * One order per deal (DD-28). `add` for the known order and `change` of an unknown one are stored all the same (DD-30).
 * @param known number of the order that the deal has, `null` when it has none
 */
export function placeOrder(known: string | null, type: 'add' | 'change', number: string): OrderPlace {
  if (known !== null && known !== number) return { kind: 'refused', code: 'KS-DEAL-HAS-ORDER' }
  const isExpected = (known === null) === (type === 'add')
  return isExpected ? { kind: 'store' } : { kind: 'store', warning: 'W-UPSERT' }
}

/** The code that refuses `cancel` or `finished` whose number is that of another order (DD-28), `null` when it may go on. */
export function crossCheckOrder(
  known: string | null,
  number: string | undefined,
): Extract<KsupCode, 'KS-DEAL-HAS-ORDER'> | null {
  return number !== undefined && known !== null && number !== known ? 'KS-DEAL-HAS-ORDER' : null
}

export interface KnownShipment {
  /** GUID of the document, `null` for one that came in the shape of the seed. */
  sourceRef: string | null
  /** Local time of the document. */
  date: string
}

export type ShipmentPlace<T> =
  | { kind: 'found'; shipment: T }
  /** The deal has none that it could be: it is stored as a new one. */
  | { kind: 'new' }
  | { kind: 'refused'; code: Extract<KsupCode, 'KS-SHIPMENT-AMBIGUOUS'> }

/** The shipment of the deal that `change` is about (DD-40). */
export function shipmentToChange<T extends KnownShipment>(
  known: readonly T[],
  { sourceRef, date }: KnownShipment,
): ShipmentPlace<T> {
  if (sourceRef !== null) {
    const same = known.find((shipment) => shipment.sourceRef === sourceRef)
    return same ? { kind: 'found', shipment: same } : { kind: 'new' }
  }
  if (known.length === 0) return { kind: 'new' }
  const candidates = known.length === 1 ? known : known.filter((shipment) => shipment.date === date)
  return candidates.length === 1
    ? { kind: 'found', shipment: candidates[0]! }
    : { kind: 'refused', code: 'KS-SHIPMENT-AMBIGUOUS' }
}
