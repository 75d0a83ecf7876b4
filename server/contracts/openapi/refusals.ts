import type { CodeCatalogue, CodeRow, Contract, Operation, RefusalRow } from '../operation.ts'
import type { Json } from './json.ts'

export const PROBLEM_TYPE = 'application/problem+json'

const sentence = ({ meaning, action }: CodeRow): string => `${meaning.ru}. ${action.ru}.`

const EXAMPLE_REQUEST = '0d6c2f8e-4b7a-4b0e-9a55-2f1c7a4f9f10'

/** The problem of a code: the contract's own example when it has one, else what the host writes about this code (RFC 9457). */
function problemExample({ id, problem }: Contract, row: RefusalRow): Json {
  const own = problem.examples.find(({ value }) => (value as Json)['code'] === row.code)
  if (own) return own.value as Json
  return {
    type: `urn:${id.split('/')[0]}:problem:${row.code.replace(/^[A-Z]+-/, '').toLowerCase()}`,
    title: row.meaning.ru,
    status: row.status,
    detail: sentence(row),
    instance: `urn:uuid:${EXAMPLE_REQUEST}`,
    code: row.code,
    retryable: row.retryable,
    request_id: EXAMPLE_REQUEST,
  }
}

const refusalRows = ({ refusal, all }: CodeCatalogue): RefusalRow[] =>
  all.map(({ code }) => refusal(code)).filter((row) => row !== null)

/** `components/examples`: the problem of every code that refuses a request. */
export function problemExamples(contract: Contract): Record<string, Json> {
  return Object.fromEntries(
    refusalRows(contract.codes).map((row) => [
      row.code,
      { summary: row.meaning.ru, value: problemExample(contract, row) },
    ]),
  )
}

const header = (id: string): Json => ({ $ref: `#/components/headers/${id}` })

/** Headers of every answer, by the names of OpenAPI. */
export const answerHeaders = ({ request }: Operation): Json => ({
  'X-Request-Id': header('RequestId'),
  ...(request ? { 'Idempotency-Replayed': header('IdempotencyReplayed') } : {}),
})

/** `components/headers`. */
export const headerComponents: Record<string, Json> = {
  RequestId: {
    description: 'Идентификатор запроса, по нему обмен находится в журнале',
    required: true,
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'Через сколько секунд повторить',
    schema: { type: 'integer', minimum: 0 },
  },
  WwwAuthenticate: {
    description: 'Чем представиться: Basic, UTF-8 (RFC 7617)',
    required: true,
    schema: { type: 'string' },
  },
  Allow: { description: 'Допустимые методы HTTP', required: true, schema: { type: 'string' } },
  PreferenceApplied: { description: 'Сколько ответа ждали (RFC 7240)', schema: { type: 'string' } },
  IdempotencyReplayed: {
    description: '`true`: это сохранённый ответ на первый запрос с этим ключом',
    schema: { type: 'string', enum: ['true'] },
  },
}

function refusalHeaders(operation: Operation, status: string, rows: readonly RefusalRow[]): Json {
  return {
    ...answerHeaders(operation),
    ...(status === '401' ? { 'WWW-Authenticate': header('WwwAuthenticate') } : {}),
    ...(status === '405' ? { Allow: header('Allow') } : {}),
    ...(rows.some(({ retryable }) => retryable) ? { 'Retry-After': header('RetryAfter') } : {}),
  }
}

/** The refusals of an operation by status, each with its codes in words and a problem for each code. */
export function refusals({ codes }: Contract, operation: Operation): Json {
  const { errors } = operation
  return Object.fromEntries(
    Object.entries(errors).map(([status, names]) => {
      const rows = names.map((code) => codes.refusal(code)!)
      return [
        status,
        {
          description: rows.map((row) => `\`${row.code}\`: ${sentence(row)}`).join('\n\n'),
          headers: refusalHeaders(operation, status, rows),
          content: {
            [PROBLEM_TYPE]: {
              schema: { $ref: '#/components/schemas/Problem' },
              examples: Object.fromEntries(
                names.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
              ),
            },
          },
        },
      ]
    }),
  )
}
