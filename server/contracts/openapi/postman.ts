import type { Json } from './json.ts'

/** The parts of a document that a collection is made of. */
interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  example?: unknown
}
interface Example {
  summary: string
  value: unknown
}
type Content = Record<string, { examples?: Record<string, Example> }>
interface OperationObject {
  summary: string
  description: string
  tags: string[]
  parameters: (Parameter | { $ref: string })[]
  requestBody?: { content: Content }
  responses: Record<string, { description: string; content: Content }>
}
interface OpenApiDocument {
  info: { title: string; description: string }
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, OperationObject>>
  components: { parameters: Record<string, Parameter> }
}

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2)

/** Postman makes a new key for every request, so that sending it again is a new write. */
const headerValue = ({ name, example }: Parameter): string =>
  name === 'Idempotency-Key' ? '{{$guid}}' : String(example ?? '')

const firstForm = (content: Content): [type: string, examples: Example[]] => {
  const [type, { examples = {} }] = Object.entries(content)[0]!
  return [type, Object.values(examples)]
}

/** Only what has a value is sent: the rest of the parameters stands in the list switched off. */
const pair = (key: string, value: string, { description, required }: Parameter): Json => ({
  key,
  value,
  ...(description === undefined ? {} : { description }),
  ...(required || (value !== '' && key !== 'X-Request-Id') ? {} : { disabled: true }),
})

function url(path: string, parameters: readonly Parameter[]): Json {
  const query = parameters
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) => pair(parameter.name, String(parameter.example ?? ''), parameter))
  const shown = query.filter(({ disabled }) => disabled !== true)
  const segments = path.slice(1).replace(/\{([^}]+)\}/g, ':$1')
  const search = shown
    .map(({ key, value }) => `${String(key)}=${encodeURIComponent(String(value))}`)
    .join('&')
  return {
    raw: `{{baseUrl}}/${segments}${search && `?${search}`}`,
    host: ['{{baseUrl}}'],
    path: segments.split('/'),
    ...(query.length > 0 ? { query } : {}),
    variable: parameters
      .filter((parameter) => parameter.in === 'path')
      .map(({ name, example, description }) => ({ key: name, value: String(example ?? ''), description })),
  }
}

function requestOf(method: string, path: string, operation: OperationObject, parameters: Parameter[]): Json {
  const { requestBody } = operation
  const [type, examples] = requestBody ? firstForm(requestBody.content) : ['', []]
  return {
    method: method.toUpperCase(),
    description: operation.description,
    header: [
      ...(requestBody ? [{ key: 'Content-Type', value: `${type}; charset=utf-8` }] : []),
      ...parameters
        .filter((parameter) => parameter.in === 'header')
        .map((parameter) => pair(parameter.name, headerValue(parameter), parameter)),
    ],
    url: url(path, parameters),
    ...(examples[0]
      ? {
          body: {
            mode: 'raw',
            raw: textOf(examples[0].value),
            options: { raw: { language: type.endsWith('json') ? 'json' : 'xml' } },
          },
        }
      : {}),
  }
}

/** The successful answers as saved examples; refusals are told in the description of the collection. */
function savedAnswers({ responses }: OperationObject, originalRequest: Json): Json[] {
  return Object.entries(responses)
    .filter(([status]) => Number(status) < 400)
    .flatMap(([status, { content }]) => {
      const [type, examples] = firstForm(content)
      return examples.map(({ summary, value }) => ({
        name: `${status}: ${summary}`,
        originalRequest,
        code: Number(status),
        header: [{ key: 'Content-Type', value: `${type}; charset=utf-8` }],
        body: textOf(value),
      }))
    })
}

/**
 * A Postman collection (format 2.1) of an OpenAPI 3.1 document of ours: a folder for each tag, a request for each operation with
 * its first example, the answers as saved examples. Address, user and password are variables; the password is empty.
 */
export function postmanCollection(document: Json): Json {
  const { info, servers, tags, paths, components } = document as unknown as OpenApiDocument
  const resolve = (parameter: Parameter | { $ref: string }): Parameter =>
    '$ref' in parameter ? components.parameters[parameter.$ref.split('/').at(-1)!]! : parameter

  const items = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const request = requestOf(method, path, operation, operation.parameters.map(resolve))
      return {
        tags: operation.tags,
        item: { name: operation.summary, request, response: savedAnswers(operation, request) },
      }
    }),
  )
  return {
    info: { name: info.title, description: info.description, schema: SCHEMA },
    auth: {
      type: 'basic',
      basic: [
        { key: 'username', value: '{{user}}', type: 'string' },
        { key: 'password', value: '{{password}}', type: 'string' },
      ],
    },
    variable: [
      { key: 'baseUrl', value: servers[0]?.url ?? '' },
      { key: 'user', value: '' },
      { key: 'password', value: '' },
    ],
    item: tags.map(({ name, description }) => ({
      name: description,
      item: items.filter((one) => one.tags.includes(name)).map(({ item }) => item),
    })),
  }
}
