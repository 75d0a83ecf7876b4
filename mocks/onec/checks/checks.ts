import type { ResultCode } from '../../../server/contracts/site-orders/schema.ts'
import { asCode, stages, type Check, type OrderFacts, type Stage } from './check.ts'
import { counterpartyChecks } from './counterparty.ts'
import { deliveryChecks } from './delivery.ts'
import { infobaseChecks } from './infobase.ts'
import { lineChecks } from './lines.ts'
import { formatChecks, stateChecks } from './state.ts'

/** The checks of contract section 9, as a table. */
export const checks: readonly Check[] = [
  ...infobaseChecks,
  ...formatChecks,
  ...counterpartyChecks,
  ...lineChecks,
  ...deliveryChecks,
  ...stateChecks,
]

/** A cancel takes nothing from the base, so what stands in the order does not matter any more (AD-50). */
const stagesOfCancel: ReadonlySet<Stage> = new Set(['infobase', 'state'])

/** Runs the checks stage by stage; when the base itself refuses, the rest is not asked. */
export function examine(facts: OrderFacts): ResultCode[] {
  const found: ResultCode[] = []
  for (const stage of stages) {
    if (facts.envelope.exchange.cancelled_by_client && !stagesOfCancel.has(stage)) continue
    for (const check of checks) {
      if (check.stage !== stage) continue
      for (const hit of check.look(facts)) found.push(asCode(check.code, hit))
    }
    if (stage === 'infobase' && found.length > 0) break
  }
  return found
}
