import type { Contract } from '../contracts/operation.ts'
import { ContractError, hostRefusal, problemBody } from './errors.ts'
import type { StepContext } from './exchange.ts'

/** Makes what was thrown the answer to a request. */
export type Refuse = (ctx: StepContext, error: unknown) => void

/**
 * Puts refusals into answers as problem details (AD-38). A refusal is expected; anything else is a defect of ours: it is logged
 * whole and answered with a neutral sentence.
 */
export function refuser(contract: Contract, log: (error: unknown) => void): Refuse {
  const { codes, problemMembers } = contract

  function answer(ctx: StepContext, error: ContractError): void {
    const { exchange } = ctx.state
    exchange.code = error.code
    ctx.status = error.status
    ctx.set(error.headers)
    ctx.type = 'application/problem+json; charset=utf-8'
    const body = {
      ...problemMembers?.(exchange.request),
      ...problemBody(error, contract, exchange.requestId),
    }
    ctx.body = Buffer.from(JSON.stringify(body))
  }

  return (ctx, error) => {
    if (error instanceof ContractError) return answer(ctx, error)
    log(error)
    const neutral = 'Ошибка в самой программе. Запрос можно повторить; подробности в её журнале ошибок.'
    answer(ctx, hostRefusal(codes, 'internal', neutral))
  }
}
