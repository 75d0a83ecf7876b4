import { Collection } from 'postman-collection'
import { describe, expect, it } from 'vitest'
import { openApi } from '../../server/contracts/openapi.ts'
import { documented, methodOf, type DocumentedName } from '../../server/contracts/openapi/documented.ts'
import type { Json, OpenApiVersion } from '../../server/contracts/openapi/json.ts'
import { postmanCollection } from '../../server/contracts/openapi/postman.ts'
import { paths as ksupPaths } from '../../server/contracts/ksup/paths.ts'
import { regate } from '../../server/contracts/regate/operations.ts'
import { validator } from '../http/spec-check.ts'

interface Example {
  $ref?: string
  value?: unknown
}
type Content = Record<string, { schema: Json; examples: Record<string, Example> }>
interface OperationObject {
  operationId: string
  tags: string[]
  parameters: {
    $ref?: string
    name?: string
    in?: string
    required?: boolean
    description?: string
    example?: unknown
  }[]
  requestBody?: { content: Content }
  responses: Record<string, { description: string; headers: Json; content: Content }>
}
interface Document {
  openapi: string
  info: { description: string }
  servers: unknown[]
  security: unknown[]
  paths: Record<string, Record<string, OperationObject>>
  components: {
    securitySchemes: Json
    schemas: Record<string, Json>
    examples: Record<string, { value: Json }>
    parameters: Record<string, { name: string }>
  }
}

const servers = ['/onec/kolos']

function documentOf(name: DocumentedName, version: OpenApiVersion = '3.1'): Document {
  const { contract, ...documentation } = documented[name]
  return openApi(contract, { ...documentation, servers, version }) as unknown as Document
}

const names = Object.keys(documented) as DocumentedName[]
const operationsOf = ({ paths }: Document): OperationObject[] =>
  Object.values(paths).flatMap((item) => Object.values(item))

/** Every object within a value. */
function* objects(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Json
  for (const inner of Object.values(value)) yield* objects(inner)
}

/** Bodies of an operation with their examples, those of `components` put in their place. */
function* bodies(document: Document, operation: OperationObject) {
  const all = [
    operation.requestBody?.content,
    ...Object.values(operation.responses).map((one) => one.content),
  ]
  for (const content of all)
    for (const [type, { schema, examples }] of Object.entries(content ?? {}))
      yield {
        type,
        schema,
        examples: Object.values(examples).map(({ $ref, value }) =>
          $ref === undefined ? value : document.components.examples[$ref.split('/').at(-1)!]!.value,
        ),
      }
}

describe.each(names)('the document of %s', (name) => {
  const document = documentOf(name)
  const { contract } = documented[name]

  it('[BD-38] has every operation of the contract, and nothing else', () => {
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    )
    const wanted = contract.operations.flatMap(({ method, path, queryMessage }) => [
      `${method.toLowerCase()} ${path}`,
      ...(queryMessage ? [`post ${path}`] : []),
    ])
    expect(described.sort()).toEqual(wanted.sort())
  })

  it('[BD-38] describes every refusal by status with all its codes and a problem for each', () => {
    for (const operation of contract.operations)
      for (const verb of [operation.method, ...(operation.queryMessage ? ['POST'] : [])])
        for (const [status, codes] of Object.entries<readonly string[]>(operation.errors)) {
          const described = document.paths[operation.path]![verb.toLowerCase()]!
          const { description, content } = described.responses[status]!
          const { examples } = content['application/problem+json']!
          expect(Object.keys(examples), `${described.operationId} ${status}`).toEqual([...codes])
          for (const code of codes) {
            expect(description).toContain(`\`${code}\``)
            expect(document.components.examples[code]!.value).toMatchObject({ code, status: Number(status) })
          }
        }
  })

  it('[BD-38] tells every code of the contract with what to do about it', () => {
    const rows = document.info.description.split('\n')
    for (const { code, action } of contract.codes.all)
      expect(
        rows.some((row) => row.includes(`| ${code} |`) && row.endsWith(`| ${action.ru} |`)),
        code,
      ).toBe(true)
  })

  it('[BD-38] has an example of every body, and its schemas take them all', () => {
    const ajv = validator()
    for (const [id, schema] of Object.entries(document.components.schemas))
      ajv.addSchema(schema, `#/components/schemas/${id}`)
    for (const operation of operationsOf(document))
      for (const { type, schema, examples } of bodies(document, operation)) {
        expect(examples.length, `${operation.operationId} ${type}`).toBeGreaterThan(0)
        const validate = ajv.compile(schema)
        for (const example of examples)
          expect(validate(example), `${operation.operationId} ${ajv.errorsText(validate.errors)}`).toBe(true)
      }
  })

  it('[BD-38] refers only to what is there, and has no component that nobody uses', () => {
    const refs = new Set(
      [...objects(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : [])),
    )
    const { securitySchemes: _, ...components } = document.components
    const there = Object.entries(components).flatMap(([kind, named]) =>
      Object.keys(named).map((id) => `#/components/${kind}/${id}`),
    )
    // A code that no operation of the contract names is told all the same.
    const unused = there.filter((ref) => !refs.has(ref) && !ref.includes('/examples/'))
    expect([...refs].filter((ref) => !there.includes(ref))).toEqual([])
    expect(unused).toEqual([])
  })

  it('[B-15] wants Basic authentication', () => {
    expect(document.security).toEqual([{ basic: [] }])
    expect(document.components.securitySchemes['basic']).toMatchObject({ type: 'http', scheme: 'basic' })
    for (const { responses } of operationsOf(document))
      expect(responses['401']!.headers).toHaveProperty('WWW-Authenticate')
  })

  it('[BD-38] is written as 3.0.3 without a word of 3.1', () => {
    const old = documentOf(name, '3.0')
    expect(old.openapi).toBe('3.0.3')
    expect(Object.keys(old.paths)).toEqual(Object.keys(document.paths))
    expect(Object.keys(old.components.schemas)).toEqual(Object.keys(document.components.schemas))
    const inParameters = operationsOf(old).flatMap(({ parameters }) => parameters)
    const inBodies = operationsOf(old).flatMap((one) => [...bodies(old, one)].map(({ schema }) => schema))
    for (const schema of objects([old.components.schemas, inParameters, inBodies])) {
      for (const word of [
        'const',
        'propertyNames',
        'prefixItems',
        '$defs',
        '$schema',
        '$id',
        'if',
        'contentEncoding',
      ])
        expect(schema).not.toHaveProperty(word)
      expect(schema['type']).not.toBe('null')
      expect(schema['type']).not.toBeInstanceOf(Array)
      expect(schema['exclusiveMinimum']).not.toBeTypeOf('number')
      if ('$ref' in schema) expect(Object.keys(schema)).toEqual(['$ref'])
      if (schema['nullable'] === true) expect(schema).toHaveProperty('type')
    }
  })

  it('[BD-07] has no fractional multipleOf, by which validators refuse right amounts', () => {
    for (const schema of objects(document.components.schemas))
      expect(Number.isInteger(schema['multipleOf'] ?? 1)).toBe(true)
    expect(JSON.stringify(document.components.schemas)).toContain('"x-fraction-digits":2')
  })
})

describe('the document of ReGate', () => {
  const document = documentOf('regate')
  const byId = new Map(operationsOf(document).map((operation) => [operation.operationId, operation]))

  it('[B-10][BD-38] names operations as the methods are named, POST forms of reading with Post', () => {
    expect([...byId.keys()].sort()).toEqual(
      regate.operations
        .flatMap((operation) => [
          methodOf(operation),
          ...(operation.queryMessage ? [`${methodOf(operation)}Post`] : []),
        ])
        .sort(),
    )
    for (const { tags } of byId.values()) expect(tags).toHaveLength(1)
  })

  it('[BD-02] the POST form takes the parameters in its body', () => {
    const get = byId.get('assortment')!.parameters.filter((one) => one.in === 'query')
    const { content } = byId.get('assortmentPost')!.requestBody!
    expect(content['application/json']!.schema).toEqual({ $ref: '#/components/schemas/AssortmentQuery' })
    expect(get.map((one) => one.name)).toEqual(
      Object.keys(document.components.schemas['AssortmentQuery']!['properties'] as Json),
    )
    expect(byId.get('assortmentPost')!.parameters.filter((one) => one.in === 'query')).toEqual([])
  })

  it('parameters of the address have descriptions; examples are of one request that is answered', () => {
    const { parameters } = byId.get('citystore')!
    expect(parameters).toContainEqual(
      expect.objectContaining({ name: 'city_id', required: false, example: expect.any(String) as string }),
    )
    expect(parameters.find(({ name }) => name === 'city')).not.toHaveProperty('example')
    for (const operation of byId.values())
      for (const { $ref, description } of operation.parameters)
        if ($ref === undefined) expect(description, operation.operationId).toBeTruthy()
    expect(byId.get('storetable')!.parameters.find(({ name }) => name === 'store_id')).toMatchObject({
      required: true,
    })
    expect(byId.get('queue')!.parameters.find(({ name }) => name === 'request_id')).toMatchObject({
      in: 'path',
      required: true,
      example: expect.any(String) as string,
    })
  })

  it('[BD-09][BD-11] writes take a key and a wait and may be answered 202; reads take neither', () => {
    const refs = (id: string) => byId.get(id)!.parameters.map(({ $ref }) => $ref)
    for (const id of ['client', 'clientupd', 'booking', 'paycard', 'refund']) {
      expect(refs(id)).toEqual(
        expect.arrayContaining(['#/components/parameters/IdempotencyKey', '#/components/parameters/Prefer']),
      )
      expect(byId.get(id)!.responses).toHaveProperty('202')
    }
    for (const id of ['state', 'statePost', 'assortmentPost', 'queue'])
      expect(refs(id).filter(Boolean)).toEqual(['#/components/parameters/RequestId'])
  })

  it('says when to come again: 429 and 503 carry Retry-After', () => {
    for (const { responses } of byId.values())
      for (const status of ['429', '503']) expect(responses[status]!.headers).toHaveProperty('Retry-After')
  })

  it('[B-15] tells what the platform answers in place of the service', () => {
    expect(document.info.description).toContain('401, HTML или пустое тело')
  })

  it('has nothing of the order exchange', () => {
    expect(JSON.stringify(document)).not.toMatch(/Exchange-Node|application\/xml|SITE-/)
  })
})

describe('the document of the order exchange', () => {
  const document = documentOf('site-orders')

  it('[A-20] has the node of 1C among the headers and XML among the forms', () => {
    expect(Object.values(document.components.parameters).map(({ name }) => name)).toContain('X-Exchange-Node')
    const order = document.paths['/api/1c/v1/orders']!['post']!
    expect(Object.keys(order.requestBody!.content)).toEqual(['application/json', 'application/xml'])
  })
})

describe('the document of the integration server', () => {
  const { paths } = documentOf('ksup')
  const contentOf = (path: string) => paths[path]!['post']!.requestBody!.content

  it('[DD-10] an order may come as a form with its file; nothing else may', () => {
    const form = contentOf(ksupPaths.orders)['multipart/form-data']!
    expect(form.schema).toMatchObject({ required: ['message'], properties: { file: { format: 'binary' } } })
    const [example] = Object.values(form.examples)
    expect(example!.value).toMatchObject({ message: { type: 'add' }, file: expect.any(String) as string })
    expect((example!.value as { message: object }).message).not.toHaveProperty('file')
    expect(Object.keys(contentOf(ksupPaths.shipments))).toEqual(['application/json'])
  })
})

describe('the Postman collection', () => {
  const collection = new Collection(postmanCollection(documentOf('regate') as unknown as Json))
  const requests = new Map<string, { method: string; url: string; body: string; answers: number }>()
  collection.forEachItem((item) => {
    requests.set(item.name, {
      method: item.request.method,
      url: item.request.url.toString(),
      body: item.request.body?.toString() ?? '',
      answers: item.responses.count(),
    })
  })

  it('[BD-38] has a request for every operation, in folders, with its body and saved answers', () => {
    expect(requests.size).toBe(operationsOf(documentOf('regate')).length)
    expect(collection.items.count()).toBe(4)
    expect(requests.get('Создать заказ')).toMatchObject({
      method: 'POST',
      url: '{{baseUrl}}/hs/regate/booking',
    })
    expect(JSON.parse(requests.get('Создать заказ')!.body)).toHaveProperty('booking_id')
    for (const [name, { answers }] of requests) expect(answers, name).toBeGreaterThan(0)
  })

  it('has addresses that can be called, and no password', () => {
    expect(requests.get('Склады города')!.url).toMatch(
      /^\{\{baseUrl\}\}\/hs\/regate\/citystore\?city_id=[0-9a-f-]{36}$/,
    )
    expect(requests.get('Запрос в очереди')!.url).toMatch(
      /^\{\{baseUrl\}\}\/hs\/regate\/queue\/[0-9a-f-]{36}$/,
    )
    expect(collection.variables.get('password')).toBe('')
    expect(collection.variables.get('baseUrl')).toBe('/onec/kolos')
  })
})
