import type { Finding } from '../contracts/finding.ts'
import type { Operation, ReaderMode, ReadOptions } from '../contracts/operation.ts'
import { siteCode, type SiteCode } from '../contracts/site-orders/codes.ts'
import { siteError, type ContractError, type ProblemErrorItem } from './errors.ts'
import type { Step, StepContext } from './exchange.ts'
import { checkMediaType } from './negotiation.ts'

/** `errors[]` of a refusal is for the people of the other side, not for archives. */
const ERRORS_LIMIT = 100

/** Reads path, query and body by the operation. What does not fit is refused with its place. */
export function readRequest(options: { reader(): ReaderMode; readOptions?(): ReadOptions }): Step {
  const { reader, readOptions } = options
  return async function readRequest(ctx, next) {
    const { exchange } = ctx.state
    const operation = exchange.operation!
    checkParams(ctx, operation)
    exchange.query = queryOf(ctx, operation)
    const message = operation.request
    if (message) {
      const mode = reader()
      checkMediaType(ctx, message, mode)
      const body = { bytes: exchange.request, contentType: ctx.get('Content-Type') }
      const { value, findings, rejected } = message.read(body, mode, readOptions?.())
      exchange.findings.push(...findings)
      if (value === null) throw unreadable(findings)
      exchange.value = value
      exchange.rejected = rejected
    }
    exchange.subject = operation.subject?.(exchange.params, exchange.value, null) ?? null
    return next()
  }
}

function checkParams(ctx: StepContext, operation: Operation): void {
  if (!operation.params || operation.params.safeParse(ctx.state.exchange.params).success) return
  const codes = operation.errors[404] ?? []
  throw siteError(
    codes.includes('SITE-ORDER-UNKNOWN') ? 'SITE-ORDER-UNKNOWN' : 'SITE-NOT-FOUND',
    `По адресу ${ctx.path} ничего нет: такого идентификатора или вида справочника не бывает.`,
  )
}

function queryOf(ctx: StepContext, operation: Operation): Record<string, unknown> {
  const parsed = operation.query?.safeParse({ ...ctx.query })
  if (!parsed) return {}
  if (parsed.success) return parsed.data
  const names = [...new Set(parsed.error.issues.map(({ path }) => String(path[0] ?? '')))]
  throw siteError('SITE-MALFORMED', `Неверные параметры адреса: ${names.join(', ')}.`, {
    errors: parsed.error.issues.map(({ path, code }) => ({ pointer: `/${path.join('/')}`, rule: code })),
  })
}

const errorItem = (finding: Finding): ProblemErrorItem => {
  const { pointer, code: rule, message, expected, value, line, column } = finding
  return {
    pointer,
    rule,
    message: message.ru,
    ...(expected === undefined ? {} : { expected }),
    ...(value === undefined ? {} : { actual: value }),
    line,
    column,
  }
}

/** The refusal of a body: by the code that the reader gave, unreadable before unacceptable, else `SITE-VALIDATION`. */
function unreadable(findings: readonly Finding[]): ContractError {
  const faults = findings.filter(({ severity }) => severity === 'error')
  const codes = faults.map(({ code }) => siteCode(code)).filter((row) => row !== null)
  const row = codes.find(({ status }) => status === 400) ?? codes[0]
  const [first] = faults
  const place =
    first && `строка ${first.line}, знак ${first.column}${first.pointer && `, ${first.pointer}`}: `
  const more = faults.length > 1 ? ` (всего ошибок: ${faults.length})` : ''
  return siteError(
    (row?.code ?? 'SITE-VALIDATION') as SiteCode,
    `${place ?? ''}${first?.message.ru ?? 'тело не принято'}${more}`,
    { errors: faults.slice(0, ERRORS_LIMIT).map(errorItem) },
  )
}
