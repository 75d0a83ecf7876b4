import { z } from 'zod'
import type { Contract, Message, Operation } from './operation.ts'
import { CONTENT_TYPES } from './site-orders/message.ts'
import { allCodes } from './site-orders/codes.ts'
import { problemMessage } from './site-orders/operations.ts'

type Json = Record<string, unknown>

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output' = 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

const mediaType = (format: 'json' | 'xml'): string => CONTENT_TYPES[format].split(';')[0]!

function content(message: Message): Json {
  const examples = Object.fromEntries(
    message.examples.map(({ title, value }, index) => [`example${index + 1}`, { summary: title.ru, value }]),
  )
  return Object.fromEntries(
    message.formats.map((format) => {
      if (format === 'json') return [mediaType('json'), { schema: jsonSchema(message.schema), examples }]
      const decoder = new TextDecoder()
      const texts = message.examples.map(({ title, value }, index) => [
        `example${index + 1}`,
        { summary: title.ru, value: decoder.decode(message.write(value, 'xml').bytes) },
      ])
      return [mediaType('xml'), { schema: { type: 'string' }, examples: Object.fromEntries(texts) as Json }]
    }),
  )
}

function parameters({ params, query, method }: Operation): Json[] {
  const of = (place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] =>
    Object.entries((schema?.shape ?? {}) as Record<string, z.ZodType>).map(([name, field]) => ({
      name,
      in: place,
      required: place === 'path',
      schema: jsonSchema(field, 'input'),
    }))
  const header = (name: string, ru: string, required = false): Json => ({
    name,
    in: 'header',
    required,
    description: ru,
    schema: { type: 'string' },
  })
  return [
    ...of('path', params),
    ...of('query', query),
    header('X-Request-Id', 'Идентификатор запроса; сайт возвращает его в ответе'),
    header('X-Exchange-Node', 'Код узла обмена 1С'),
    ...(method === 'POST'
      ? [header('Idempotency-Key', 'UUID: повтор с тем же ключом не выполняется второй раз (AD-33)')]
      : []),
  ]
}

const meaning = new Map(allCodes.map(({ code, meaning: { ru }, action }) => [code, `${ru}. ${action.ru}`]))

function refusals(errors: Operation['errors']): Json {
  return Object.fromEntries(
    Object.entries(errors).map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${meaning.get(code) ?? ''}`).join('\n\n'),
        ...(status === '401' ? { headers: { 'WWW-Authenticate': { schema: { type: 'string' } } } } : {}),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function operationObject(operation: Operation): Json {
  const { id, title, description, request, responses, errors } = operation
  const answers = Object.entries(responses).map(([status, message]) => [
    status,
    { description: title.ru, content: content(message) },
  ])
  return {
    operationId: id,
    summary: title.ru,
    description: `${description.ru}\n\n${description.en}`,
    parameters: parameters(operation),
    ...(request ? { requestBody: { required: true, content: content(request) } } : {}),
    responses: { ...(Object.fromEntries(answers) as Json), ...refusals(errors) },
  }
}

/** OpenAPI 3.1 of a contract. `servers` are base addresses of the side that is called. */
export function openApi(contract: Contract, { servers }: { servers: readonly string[] }): Json {
  const paths: Record<string, Json> = {}
  for (const operation of contract.operations) {
    const item = (paths[operation.path] ??= {})
    item[operation.method.toLowerCase()] = operationObject(operation)
  }
  const codes = allCodes.map(
    ({ code, meaning: { ru, en }, action }) => `| ${code} | ${ru} / ${en} | ${action.ru} |`,
  )
  return {
    openapi: '3.1.0',
    info: {
      title: contract.title.ru,
      version: contract.id.split('/')[1] ?? '1',
      description: [contract.title.en, '', '| Код | Смысл | Действие |', '|---|---|---|', ...codes].join(
        '\n',
      ),
    },
    servers: servers.map((url) => ({ url })),
    security: [{ basic: [] }],
    paths,
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'Учётная запись 1С на сайте, UTF-8 (RFC 7617)' },
      },
      schemas: {
        Problem: {
          ...jsonSchema(problemMessage.schema),
          examples: problemMessage.examples.map(({ value }) => value),
        },
      },
    },
  }
}
