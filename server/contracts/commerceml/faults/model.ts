import type { Text } from '../../text.ts'

type Ones = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

/** Failures of the field, numbered as commerceml section 15 has them. */
export type CmlFaultId = `F${Ones}` | `F1${0 | Ones}` | `F2${0 | Ones}` | `F3${0 | 1 | 2}`

/** A failure of the field: what it is, who plays it, what the real counterpart does (commerceml section 15). */
export interface CmlFaultInfo {
  id: CmlFaultId
  /** ★ of the contract: one of the fifteen most complained about. */
  common: boolean
  title: Text
  /** Ends that can play it. */
  sides: ('site' | 'onec')[]
  /** What it does when it is on. */
  effect: Text
  /** How a real counterpart behaves, and what helps. */
  explanation: Text
}
