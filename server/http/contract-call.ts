import type { CodeCatalogue } from '../contracts/operation.ts'
import type { Call } from './call.ts'
import { nodeOf } from './exchange-node.ts'
import type { StepContext } from './exchange.ts'
import { idempotencyKeyOf } from './once.ts'

/**
 * What a handler gets of a request that was read and let in.
 * @throws ContractError for a key that is none (AD-33)
 */
export function contractCall(ctx: StepContext, prefix: string, codes: CodeCatalogue): Call {
  const { exchange } = ctx.state
  return {
    operation: exchange.operation!,
    params: exchange.params,
    query: exchange.query,
    request: exchange.value,
    rejected: exchange.rejected,
    findings: exchange.findings,
    requestId: exchange.requestId,
    node: nodeOf(ctx.get('X-Exchange-Node')),
    idempotencyKey: idempotencyKeyOf(codes, ctx.get('Idempotency-Key')),
    base: () => `${ctx.protocol}://${ctx.host}${prefix}`,
    headers: (name) => ctx.get(name),
    note: (replacements) => void exchange.replacements.push(...replacements),
    subject: (id) => void (exchange.subject = id),
  }
}
