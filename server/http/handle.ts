import type { WriterProfile } from '../contracts/operation.ts'
import { siteCode } from '../contracts/site-orders/codes.ts'
import type { JournalFinding } from '../journal/model.ts'
import type { Answer, Call, Handlers } from './call.ts'
import { ContractError, siteError } from './errors.ts'
import type { Exchange, Step } from './exchange.ts'
import { idempotencyKeyOf } from './once.ts'

export interface HandleOptions {
  prefix: string
  handlers: Handlers
  profile(): WriterProfile
}

/** `X-Exchange-Node` is percent-encoded when the code of the node is not ASCII. */
function nodeOf(header: string): string | null {
  if (header === '') return null
  try {
    return decodeURIComponent(header)
  } catch {
    return header
  }
}

/** What a handler finds wrong with a message stands in the journal like what the reader finds. */
async function refusalNoted(exchange: Exchange, work: Promise<Answer>): Promise<Answer> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ContractError) exchange.findings.push(...findingsOf(error))
    throw error
  }
}

const findingsOf = (error: ContractError) =>
  error.errors.map(({ pointer, expected, actual, message, line = 1, column = 1 }) => ({
    severity: 'error' as const,
    code: error.code,
    message: { ru: message ?? error.message, en: siteCode(error.code)?.meaning.en ?? error.code },
    line,
    column,
    pointer,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { value: actual }),
  }))

/** Findings beyond this say nothing new about a defect of ours. */
const DEFECTS_LIMIT = 20

const defect = (path: readonly PropertyKey[], value: string): JournalFinding => ({
  part: 'response',
  severity: 'error',
  code: 'SITE-INTERNAL',
  message: { ru: 'Ответ нарушает контракт', en: 'The answer breaks the contract' },
  line: 1,
  column: 1,
  pointer: path.map((part) => `/${String(part)}`).join(''),
  value: value.slice(0, 200),
})

/** Why an answer is not what the operation describes; empty when it is. */
function defectsOf(operation: Call['operation'], { status, body }: Answer): JournalFinding[] {
  const message = operation.responses[status]
  if (!message) return [defect([], `HTTP ${status}`)]
  const issues = message.schema.safeParse(body).error?.issues ?? []
  return issues.slice(0, DEFECTS_LIMIT).map(({ path, message }) => defect(path, message))
}

/** Lets the handler work, holds its answer against the contract, and writes it once: those bytes are sent and recorded. */
export function handle({ prefix, handlers, profile }: HandleOptions, log: (error: unknown) => void): Step {
  return async function handle(ctx) {
    const { exchange } = ctx.state
    const operation = exchange.operation!
    const call: Call = {
      operation,
      params: exchange.params,
      query: exchange.query,
      request: exchange.value,
      rejected: exchange.rejected,
      findings: exchange.findings,
      requestId: exchange.requestId,
      node: nodeOf(ctx.get('X-Exchange-Node')),
      idempotencyKey: idempotencyKeyOf(ctx.get('Idempotency-Key')),
      base: `${ctx.protocol}://${ctx.host}${prefix}`,
      note: (replacements) => void exchange.replacements.push(...replacements),
      subject: (id) => void (exchange.subject = id),
    }
    const answer = await refusalNoted(exchange, handlers[operation.id]!(call))

    const defects = defectsOf(operation, answer)
    if (defects.length > 0) {
      exchange.answerFindings.push(...defects)
      log(new Error(`The answer of ${operation.id} breaks its contract`, { cause: defects }))
      throw siteError('SITE-INTERNAL', 'Ответ не прошёл проверку по контракту: это ошибка самой программы.')
    }
    exchange.subject ??= operation.subject?.(exchange.params, exchange.value, answer.body) ?? null

    const message = operation.responses[answer.status]!
    const format = message.formats.includes(exchange.format) ? exchange.format : message.formats[0]
    const { bytes, contentType } = message.write(answer.body, format, profile())
    ctx.status = answer.status
    ctx.set(answer.headers ?? {})
    ctx.type = contentType
    ctx.body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
}
