import type { Finding } from '../contracts/finding.ts'
import type {
  CodeCatalogue,
  Contract,
  Message,
  Operation,
  ReaderMode,
  ReadOptions,
  ReadResult,
} from '../contracts/operation.ts'
import { hostRefusal, refusal, type ContractError, type ProblemErrorItem } from './errors.ts'
import type { Check, Exchange, StepContext } from './exchange.ts'
import { checkMediaType } from './negotiation.ts'

/** `errors[]` of a refusal is for the people of the other side, not for archives. */
const ERRORS_LIMIT = 100

export interface ReadRequestOptions {
  contract: Contract
  reader(): ReaderMode
  readOptions?(): ReadOptions
}

type Query = Exchange['query']

/** Reads path, query and body by the operation. What does not fit is refused with its place. */
export function readRequest({ contract: { codes }, reader, readOptions }: ReadRequestOptions): Check {
  function readBody(ctx: StepContext, message: Message): ReadResult<unknown> {
    const { exchange } = ctx.state
    const mode = reader()
    checkMediaType(ctx, codes, message, mode)
    const body = { bytes: exchange.request, contentType: ctx.get('Content-Type') }
    const result = message.read(body, mode, readOptions?.())
    exchange.findings.push(...result.findings)
    if (result.value === null) throw unreadable(codes, result.findings)
    return result
  }

  /** A query that breaks the schema but that the lenient reader of its JSON form takes: a GUID in upper case, a printed date. */
  function untidyQuery(ctx: StepContext, { queryMessage }: Operation): Query | null {
    if (!queryMessage || reader() !== 'lenient') return null
    const body = { bytes: Buffer.from(JSON.stringify(ctx.query)), contentType: 'application/json' }
    const { value, findings } = queryMessage.read(body, 'lenient', readOptions?.())
    if (value === null) return null
    ctx.state.exchange.findings.push(...findings)
    return value as Query
  }

  return (ctx) => {
    const { exchange } = ctx.state
    const operation = exchange.operation!
    checkParams(ctx, codes, operation)
    const { queryMessage } = operation
    // BD-02: the same parameters in a body; a POST without a body has them in its address, like a GET.
    if (queryMessage && ctx.method === 'POST' && exchange.request.length > 0)
      exchange.query = readBody(ctx, queryMessage).value as Query
    else
      exchange.query =
        tidyQuery(ctx, operation) ?? untidyQuery(ctx, operation) ?? badQuery(ctx, codes, operation)
    if (operation.request) {
      const { value, rejected } = readBody(ctx, operation.request)
      exchange.value = value
      exchange.rejected = rejected
    }
    exchange.subject = operation.subject?.(exchange.params, exchange.value, null) ?? null
  }
}

/** A parameter of the path that cannot be: what it names does not exist, so the operation's own code says so. */
function checkParams(ctx: StepContext, codes: CodeCatalogue, operation: Operation): void {
  if (!operation.params || operation.params.safeParse(ctx.state.exchange.params).success) return
  const nothing = codes.faults['not-found']
  const own = operation.errors[404]?.find((code) => code !== nothing)
  throw refusal(
    codes,
    own ?? nothing,
    `По адресу ${ctx.path} ничего нет: такого идентификатора или вида справочника не бывает.`,
  )
}

/** Queries that were read and hold, by operation and text: most callers ask for the same again and again. */
const knownQueries = new WeakMap<Operation, Map<string, Query>>()
const KNOWN_QUERIES = 1000

function knownQueriesOf(operation: Operation): Map<string, Query> {
  let known = knownQueries.get(operation)
  if (!known) knownQueries.set(operation, (known = new Map()))
  if (known.size > KNOWN_QUERIES) known.clear()
  return known
}

/** The query as it stands, `null` when it breaks the schema. */
function tidyQuery(ctx: StepContext, operation: Operation): Query | null {
  if (!operation.query) return {}
  const read = knownQueriesOf(operation)
  const known = read.get(ctx.querystring)
  if (known) return known
  const { data } = operation.query.safeParse({ ...ctx.query })
  if (!data) return null
  const query = Object.freeze(data)
  read.set(ctx.querystring, query)
  return query
}

function badQuery(ctx: StepContext, codes: CodeCatalogue, { query }: Operation): never {
  const issues = query!.safeParse({ ...ctx.query }).error?.issues ?? []
  const names = [...new Set(issues.map(({ path }) => String(path[0] ?? '')))]
  throw hostRefusal(codes, 'malformed', `Неверные параметры адреса: ${names.join(', ')}.`, {
    errors: issues.map(({ path, code }) => ({ pointer: `/${path.join('/')}`, rule: code })),
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

/** The refusal of a body: by the code that the reader gave, unreadable before unacceptable, else the one for validation. */
function unreadable(codes: CodeCatalogue, findings: readonly Finding[]): ContractError {
  const faults = findings.filter(({ severity }) => severity === 'error')
  const rows = faults.map(({ code }) => codes.refusal(code)).filter((row) => row !== null)
  const row = rows.find(({ status }) => status === 400) ?? rows[0]
  const [first] = faults
  const place =
    first && `строка ${first.line}, знак ${first.column}${first.pointer && `, ${first.pointer}`}: `
  const more = faults.length > 1 ? ` (всего ошибок: ${faults.length})` : ''
  return refusal(
    codes,
    row?.code ?? codes.faults.validation,
    `${place ?? ''}${first?.message.ru ?? 'тело не принято'}${more}`,
    { errors: faults.slice(0, ERRORS_LIMIT).map(errorItem) },
  )
}
