import type { Contract } from '../contracts/operation.ts'
import { ContractError, hostRefusal, problemBody } from './errors.ts'
import type { Step, StepContext } from './exchange.ts'

/** Puts a refusal into the answer as problem details (AD-38). */
function refuse(ctx: StepContext, error: ContractError, contract: Contract): void {
  const { exchange } = ctx.state
  exchange.code = error.code
  ctx.status = error.status
  ctx.set(error.headers)
  ctx.type = 'application/problem+json; charset=utf-8'
  const body = {
    ...contract.problemMembers?.(exchange.request),
    ...problemBody(error, contract, exchange.requestId),
  }
  ctx.body = Buffer.from(JSON.stringify(body))
}

/**
 * Turns what is thrown further down into problem details. A refusal is expected; anything else is a defect of ours: it is
 * logged whole and answered with a neutral sentence.
 */
export function problems(contract: Contract, log: (error: unknown) => void): Step {
  return async function problems(ctx, next) {
    try {
      await next()
    } catch (error) {
      if (error instanceof ContractError) return refuse(ctx, error, contract)
      log(error)
      const neutral = 'Ошибка в самой программе. Запрос можно повторить; подробности в её журнале ошибок.'
      refuse(ctx, hostRefusal(contract.codes, 'internal', neutral), contract)
    }
  }
}
