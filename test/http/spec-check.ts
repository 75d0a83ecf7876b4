import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { openApi } from '../../server/contracts/openapi.ts'
import { documented, type DocumentedName } from '../../server/contracts/openapi/documented.ts'

/**
 * Holds the traffic of a test against the OpenAPI 3.1 document of its contract, which the bench serves.
 *
 * A test bench calls it where its requests go out, once the answer is read:
 *
 *     const response = await fetch(url, init)
 *     const text = await response.text()
 *     checkAgainstSpec({ url, method: init.method ?? 'GET' }, { status, headers: response.headers, text })
 *
 * It throws with every disagreement: an operation, status, media type or header that the document does not have, a body that
 * its schema refuses, a member that the schema does not name, a code that is not described for this status. A request of no
 * operation (a path or verb outside the contract) must be answered with a problem of a status that the contract has. Answers
 * in the name of the platform (regate section 7.3) are none of the service: do not hand them in.
 *
 * Request bodies are not held against their schemas: tests send untidy and wrong ones on purpose. The story that goes through
 * a validating proxy (spec-proxy.test.ts) has the proper ones.
 */

interface Schema {
  [keyword: string]: unknown
}
interface AnswerObject {
  headers?: Record<string, { $ref: string }>
  content: Record<string, { schema: Schema; examples?: Record<string, unknown> }>
}
interface OperationObject {
  operationId: string
  responses: Record<string, AnswerObject>
}
export interface SpecDocument {
  paths: Record<string, Record<string, OperationObject>>
  components: {
    schemas: Record<string, Schema>
    headers: Record<string, { required?: boolean; schema: Schema }>
  }
}

export interface CheckedRequest {
  url: string
  method: string
}

export interface CheckedAnswer {
  status: number
  headers: Headers
  text: string
}

/** Documents leave objects open, for clients ignore what they do not know (BD-04); a test wants to see it. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, closed(inner)]))
  const open = members['type'] === 'object' && 'properties' in members && !('additionalProperties' in members)
  return open ? { ...members, additionalProperties: false } : members
}

/** A validator with the formats and the extension that the documents use. */
export function validator(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addKeyword({
    keyword: 'x-fraction-digits',
    type: 'number',
    validate: (digits: number, value: number) => Number(value.toFixed(digits)) === value,
  })
  return ajv
}

export interface SpecCheck {
  /** Everything in which the answer and the document disagree, in words. */
  disagreements(request: CheckedRequest, answer: CheckedAnswer): string[]
  /** The operations that were seen with a status: `booking 201`. */
  seen: ReadonlySet<string>
}

/** The check against one document. */
export function createSpecCheck(document: SpecDocument): SpecCheck {
  const ajv = validator()
  const { schemas, headers: headerComponents } = document.components
  for (const [id, schema] of Object.entries(schemas))
    ajv.addSchema(closed(schema) as Schema, `#/components/schemas/${id}`)
  const compiled = new WeakMap<Schema, ValidateFunction>()
  const seen = new Set<string>()
  const routes = Object.entries(document.paths).map(([path, item]) => ({
    pattern: new RegExp(`${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    item,
  }))

  function bodyFaults(schema: Schema, body: unknown): string[] {
    let validate = compiled.get(schema)
    if (!validate) compiled.set(schema, (validate = ajv.compile(closed(schema) as Schema)))
    if (validate(body)) return []
    return validate.errors!.map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    )
  }

  function headerFaults(answer: AnswerObject, headers: Headers): string[] {
    return Object.entries(answer.headers ?? {}).flatMap(([name, { $ref }]) => {
      const { required, schema } = headerComponents[$ref.split('/').at(-1)!]!
      const value = headers.get(name)
      if (value === null) return required ? [`the header ${name} is missing`] : []
      return bodyFaults(schema, schema['type'] === 'integer' ? Number(value) : value).map(
        (fault) => `the header ${name}: ${fault}`,
      )
    })
  }

  const json = (text: string): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      return undefined
    }
  }

  function codeFaults(content: AnswerObject['content'][string], body: unknown): string[] {
    const { code } = (body ?? {}) as { code?: string }
    return code === undefined || !content.examples || code in content.examples
      ? []
      : [`the code ${code} is not described for this status`]
  }

  function outside(answer: CheckedAnswer): string[] {
    const body = json(answer.text)
    const { code, status } = (body ?? {}) as { code?: string; status?: number }
    const known = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map(({ responses }) => responses[answer.status]),
    )
    if (answer.status < 400)
      return answer.status === 204 ? [] : [`${answer.status} at an address of no operation`]
    if (!known.some(Boolean)) return [`the status ${answer.status} is nowhere in the document`]
    if (code === undefined || status !== answer.status) return ['the refusal is no problem of the contract']
    return bodyFaults({ $ref: '#/components/schemas/Problem' }, body)
  }

  return {
    seen,
    disagreements({ url, method }, answer) {
      const path = new URL(url, 'http://localhost').pathname
      const item = routes.find(({ pattern }) => pattern.test(path))?.item
      const operation = item?.[method.toLowerCase()]
      if (!operation) return outside(answer)
      seen.add(`${operation.operationId} ${answer.status}`)
      const described = operation.responses[answer.status]
      if (!described) return [`${operation.operationId} has no answer ${answer.status}`]
      const type = (answer.headers.get('content-type') ?? '').split(';')[0]!.trim()
      const content = described.content[type]
      if (!content) return [`${operation.operationId} ${answer.status} has no form «${type}»`]
      const body = type.endsWith('json') ? json(answer.text) : answer.text
      return [
        ...headerFaults(described, answer.headers),
        ...bodyFaults(content.schema, body),
        ...(answer.status >= 400 ? codeFaults(content, body) : []),
      ]
    },
  }
}

const checks = new Map<DocumentedName, SpecCheck>()

/** The check against the document of a contract; all tests of a file share it. */
export function specCheckOf(name: DocumentedName): SpecCheck {
  let check = checks.get(name)
  if (!check) {
    const { contract, ...documentation } = documented[name]
    const document = openApi(contract, { ...documentation, servers: ['/'] }) as unknown as SpecDocument
    checks.set(name, (check = createSpecCheck(document)))
  }
  return check
}

/**
 * Throws when the answer to a request of ReGate is not as its OpenAPI document says (BD-38, regate section 9).
 * @param name the contract, ReGate when it is left out
 */
export function checkAgainstSpec(
  request: CheckedRequest,
  answer: CheckedAnswer,
  name: DocumentedName = 'regate',
): void {
  const found = specCheckOf(name).disagreements(request, answer)
  if (found.length === 0) return
  throw new Error(
    `${request.method} ${request.url} → ${answer.status} is not as the OpenAPI document says:\n${found.join('\n')}\n${answer.text.slice(0, 2000)}`,
  )
}
