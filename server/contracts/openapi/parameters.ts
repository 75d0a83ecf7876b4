import type { Operation } from '../operation.ts'
import type { Json } from './json.ts'
import type { Schemas } from './schemas.ts'

/** The first scalar under this name in any of the values, however deep: what a parameter of the path may be. */
function valueNamed(name: string, values: readonly unknown[]): unknown {
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue
    const own = (value as Json)[name]
    if (typeof own === 'string' || typeof own === 'number') return own
    const inner = valueNamed(name, Object.values(value))
    if (inner !== undefined) return inner
  }
  return undefined
}

/** Examples of the parameters of the path: the identifiers that the examples of the messages are about. */
const pathExamples = ({ request, responses }: Operation): unknown[] =>
  [...(request ? [request] : []), ...Object.values(responses)].flatMap(({ examples }) =>
    examples.map(({ value }) => value),
  )

/**
 * Path and query parameters of an operation with descriptions and examples. Only what the first example of the query names
 * has one: the others would be filled in by «Try it out» too, though they exclude one another.
 */
export function addressParameters(operation: Operation, schemas: Schemas, place: 'path' | 'query'): Json[] {
  const shape = place === 'path' ? operation.params : operation.query
  if (!shape) return []
  const queryExample = operation.queryMessage?.examples[0]?.value as Json | undefined
  return schemas.members(shape).map(({ name, schema, required }) => {
    const { description, examples, example: own, ...rest } = schema
    const example =
      place === 'path'
        ? valueNamed(name, pathExamples(operation))
        : (queryExample?.[name] ?? (examples as unknown[] | undefined)?.[0] ?? own)
    return {
      name,
      in: place,
      required: place === 'path' || required,
      ...(description === undefined ? {} : { description }),
      schema: rest,
      ...(example === undefined ? {} : { example }),
    }
  })
}

/** A header that a contract adds to those of every contract. */
export interface HeaderRow {
  name: string
  description: string
  example: string
}

const headerParameter = ({ name, description, example }: HeaderRow): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
  example,
})

export interface RequestHeaders {
  /** The code that refuses a write without a key in strict mode. */
  keyMissing: string
  /** Headers of this contract alone. */
  own: readonly HeaderRow[]
}

/** Components for the request headers, by name. */
export function headerParameters({ keyMissing, own }: RequestHeaders): Record<string, Json> {
  const rows: Record<string, HeaderRow> = {
    RequestId: {
      name: 'X-Request-Id',
      description: 'Идентификатор запроса; возвращается в ответе. Без заголовка его назначает сервер.',
      example: '0d6c2f8e-4b7a-4b0e-9a55-2f1c7a4f9f10',
    },
    IdempotencyKey: {
      name: 'Idempotency-Key',
      description: `Ключ повтора, UUID: запрос с тем же ключом и телом не выполняется второй раз. Без ключа строгий режим отвечает \`${keyMissing}\`.`,
      example: '7f1b7b0a-6f0e-4c3e-8d0b-6a1f6a2f3c11',
    },
    Prefer: {
      name: 'Prefer',
      description:
        'RFC 7240: `wait=<секунды>` — сколько ждать окончательного ответа. Не успело: ответ 202 с адресом, где узнать итог.',
      example: 'wait=20',
    },
    ...Object.fromEntries(own.map((row) => [row.name.replaceAll('-', ''), row])),
  }
  return Object.fromEntries(Object.entries(rows).map(([id, row]) => [id, headerParameter(row)]))
}

const reference = (id: string): Json => ({ $ref: `#/components/parameters/${id}` })

/** The headers that an operation takes, as references. A write has a key; one that may be answered 202 can be waited for. */
export function operationHeaders({ request, responses }: Operation, own: readonly HeaderRow[]): Json[] {
  return [
    'RequestId',
    ...own.map(({ name }) => name.replaceAll('-', '')),
    ...(request ? ['IdempotencyKey'] : []),
    ...(202 in responses ? ['Prefer'] : []),
  ].map(reference)
}
