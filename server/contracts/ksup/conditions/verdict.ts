import type { MessageKind } from '../direction.ts'
import { reasonRows } from './reasons.ts'
import type { ReasonCode, ReasonRow } from './reasons.ts'

export interface Reason extends ReasonRow {
  code: ReasonCode
}

/** Whether a message about an object would go, and why. */
export interface Verdict {
  kind: MessageKind
  /** `true` when nothing blocks it. */
  wouldSend: boolean
  /** What blocks it first, then what lets it go, then notes. */
  reasons: readonly Reason[]
}

const ORDER = { blocks: 0, allows: 1, note: 2 } as const

/** A condition in the form of a list: the reason when it holds, nothing otherwise. */
export const when = (holds: boolean, code: ReasonCode): ReasonCode[] => (holds ? [code] : [])

/** The verdict of reasons. What would let a message go is left out when something blocks it. */
export function verdict(kind: MessageKind, codes: readonly ReasonCode[]): Verdict {
  const reasons: Reason[] = codes.map((code) => ({ code, ...reasonRows[code] }))
  const wouldSend = !reasons.some(({ effect }) => effect === 'blocks')
  return {
    kind,
    wouldSend,
    reasons: reasons
      .filter(({ effect }) => wouldSend || effect !== 'allows')
      .sort((a, b) => ORDER[a.effect] - ORDER[b.effect]),
  }
}

/** What 1C shows in the operator's list about an object. */
export const forOperator = (verdicts: readonly Verdict[]): Reason[] => {
  const found = verdicts.flatMap(({ reasons }) => reasons.filter(({ operator }) => operator))
  return [...new Map(found.map((reason) => [reason.code, reason])).values()]
}

function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(canonical)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, canonical(member)]),
  )
}

/**
 * `true` when a message says what the last delivered one for the same object said, whatever their `meta` (DD-05): posting a
 * document again sends nothing.
 */
export function repeatsLast(
  message: Readonly<Record<string, unknown>>,
  last: Readonly<Record<string, unknown>> | null,
): boolean {
  if (last === null) return false
  const { meta: _own, ...own } = message
  const { meta: _other, ...other } = last
  return JSON.stringify(canonical(own)) === JSON.stringify(canonical(other))
}
