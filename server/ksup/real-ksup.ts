import { refusalCode } from '../contracts/ksup/errors.ts'
import { ksupServer } from '../contracts/ksup/operations.ts'
import type { MessageAnswer } from '../contracts/ksup/answers.ts'
import type { ContractClient, Reply } from '../http/client.ts'
import type { Applied, KsupSystem } from '../../mocks/ksup/service.ts'

/** A real КСУП as the server sees it. */
export interface RealKsup extends KsupSystem {
  /** Ends the calls that run; their messages stay in the inbox. */
  stop(): void
}

const operations = new Map(ksupServer.operations.map((operation) => [operation.id, operation]))

/** КСУП took the message: a repeat under the same id has no effect there, so a `queued` one is as good as applied (DD-04). */
function done(value: MessageAnswer): Applied {
  const { result, warnings, deal_number } = value
  return {
    kind: 'done',
    result: result === 'queued' ? 'applied' : result,
    warnings: warnings.map(({ code, message }) => ({ code, message })),
    ...(deal_number === undefined ? {} : { deal_number }),
  }
}

/** A refusal that will stay: the account is the server's own, and is no fault of the message (DD-08). */
function outcome(reply: Reply): Applied {
  if (reply.ok) return done(reply.value as MessageAnswer)
  const { status, code, message, retryable } = reply
  const known = code === null ? null : refusalCode(code)
  const isRefusal =
    status !== null && status >= 400 && status < 500 && ![401, 403, 408, 425, 429].includes(status)
  if (isRefusal && known && !retryable)
    return {
      kind: 'refused',
      code: known.code as Extract<Applied, { kind: 'refused' }>['code'],
      detail: message,
    }
  return { kind: 'unavailable', detail: status === null ? message : `HTTP ${status}: ${message}` }
}

/** Forwards messages to a КСУП that takes them at the addresses of the contract, under the same ids (DD-05). */
export function createRealKsup(client: ContractClient): RealKsup {
  let ending = new AbortController()
  return {
    async apply({ operation, body, messageId }) {
      const known = operations.get(operation)
      if (!known) return { kind: 'refused', code: 'KS-NOT-FOUND', detail: `Нет операции ${operation}` }
      return outcome(await client.call(known, { body, idempotencyKey: messageId, signal: ending.signal }))
    },
    stop() {
      ending.abort()
      ending = new AbortController()
    },
  }
}
