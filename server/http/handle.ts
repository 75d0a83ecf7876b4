import type { Contract, WireBody, WriterProfile } from '../contracts/operation.ts'
import { answerDefects } from './answer.ts'
import type { Answer, Handlers } from './call.ts'
import { contractCall } from './contract-call.ts'
import { ContractError, hostRefusal } from './errors.ts'
import type { Exchange, StepContext } from './exchange.ts'
import type { Refuse } from './problems.ts'

export interface HandleOptions {
  prefix: string
  contract: Contract
  handlers: Handlers
  profile(): WriterProfile
}

/**
 * Lets the handler work, holds its answer against the contract, and writes it once: those bytes are sent and recorded. What a
 * handler refuses is answered too.
 */
export function handle(
  options: HandleOptions,
  refuse: Refuse,
  log: (error: unknown) => void,
): (ctx: StepContext) => Promise<void> {
  const { prefix, handlers, profile } = options
  const { codes } = options.contract

  const findingsOf = (error: ContractError) =>
    error.errors.map(({ pointer, expected, actual, message, line = 1, column = 1 }) => ({
      severity: 'error' as const,
      code: error.code,
      message: {
        ru: message ?? error.message,
        en: codes.refusal(error.code)?.meaning.en ?? error.code,
      },
      line,
      column,
      pointer,
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { value: actual }),
    }))

  /** In the form that the caller reads, where the operation has it. */
  function written({ operation, format }: Exchange, { status, body }: Answer): WireBody {
    const message = operation!.responses[status]!
    return message.write(body, message.formats.includes(format) ? format : message.formats[0], profile())
  }

  /** @throws ContractError when the answer breaks its contract */
  function send(ctx: StepContext, answer: Answer): void {
    const { exchange } = ctx.state
    const operation = exchange.operation!
    const defects = answer.written ? [] : answerDefects(operation, answer, codes.faults.internal)
    if (defects.length > 0) {
      exchange.answerFindings.push(...defects)
      log(new Error(`The answer of ${operation.id} breaks its contract`, { cause: defects }))
      throw hostRefusal(
        codes,
        'internal',
        'Ответ не прошёл проверку по контракту: это ошибка самой программы.',
      )
    }
    exchange.subject ??= operation.subject?.(exchange.params, exchange.value, answer.body) ?? null

    const { bytes, contentType } = answer.written ?? written(exchange, answer)
    ctx.status = answer.status
    if (answer.headers) ctx.set(answer.headers)
    ctx.res.setHeader('Content-Type', contentType)
    // The same object when it is a buffer already: what is sent again is then recognised by its identity.
    ctx.body = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  return async function handle(ctx) {
    const { exchange } = ctx.state
    try {
      send(ctx, await handlers[exchange.operation!.id]!(contractCall(ctx, prefix, codes)))
    } catch (error) {
      // What a handler finds wrong with a message stands in the journal like what the reader finds.
      if (error instanceof ContractError) exchange.findings.push(...findingsOf(error))
      refuse(ctx, error)
    }
  }
}
