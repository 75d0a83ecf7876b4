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
