import type { KsupCode, WarningCode } from './errors.ts'

/** What the receiver does with a message by its id and its turn, before it looks at the content (DD-05, DD-06). */

/** A gap in the numbers of a key is waited for so long, in ms. */
export const GAP_WAIT_MS = 60_000

export type InboxDecision =
  | { kind: 'apply'; warning?: Extract<WarningCode, 'W-SEQ-GAP'> }
  /** An earlier message of the key is missing; look again when it came, or after so many ms. */
  | { kind: 'wait'; ms: number }
  | { kind: 'duplicate' }
  | { kind: 'refused'; code: Extract<KsupCode, 'KS-KEY-REUSED' | 'KS-STALE'> }

/** Repeats are told by the id: with the same body a duplicate, with another one refused (DD-05). `null` for a new id. */
export function repeatOf(known: { bodyDigest: string } | null, bodyDigest: string): InboxDecision | null {
  if (known === null) return null
  return known.bodyDigest === bodyDigest ? { kind: 'duplicate' } : { kind: 'refused', code: 'KS-KEY-REUSED' }
}

/**
 * The turn of a message among those of its key (DD-06).
 * @param lastSeq number of the last one applied, 0 when there was none
 * @param waitedMs how long this one has been waiting
 */
export function turnOf(seq: number, lastSeq: number, waitedMs: number): InboxDecision {
  if (seq <= lastSeq) return { kind: 'refused', code: 'KS-STALE' }
  if (seq === lastSeq + 1) return { kind: 'apply' }
  return waitedMs < GAP_WAIT_MS
    ? { kind: 'wait', ms: GAP_WAIT_MS - waitedMs }
    : { kind: 'apply', warning: 'W-SEQ-GAP' }
}

/** A message as the order of a key knows it. */
export interface Turn {
  operation: string
  /** `null` for a message without `meta`, whose place is that of its arrival. */
  seq: number | null
  /** Grows with every message that arrives. */
  arrival: number
  sourceRef: string | null
}

const CHANGES: readonly string[] = [
  'ksup.contactChange',
  'ksup.nomenclatureCreate',
  'ksup.nomenclatureChange',
]

/** Both tell the state of the same thing, so that only the newer one counts. */
function tellTheSame(one: Turn, other: Turn): boolean {
  switch (one.operation) {
    case 'ksup.orders':
      return other.operation === 'ksup.orders'
    case 'ksup.shipments':
      return (
        other.operation === 'ksup.shipments' && one.sourceRef !== null && one.sourceRef === other.sourceRef
      )
    default:
      return CHANGES.includes(one.operation) && CHANGES.includes(other.operation)
  }
}

const isNewer = (one: Turn, than: Turn): boolean =>
  one.seq !== null && than.seq !== null ? one.seq > than.seq : one.arrival > than.arrival

/**
 * Whether a refused message that is sent again comes too late (DD-06, DD-48): a newer one that tells of the same order,
 * shipment, contact or item was applied. Incomes, receipts and links of contacts are never too late.
 * @param applied messages of the same key
 */
export const isSuperseded = (refused: Turn, applied: readonly Turn[]): boolean =>
  applied.some((other) => tellTheSame(refused, other) && isNewer(other, refused))
