import type { Contract, Message, Operation } from './operation.ts'
import { content } from './openapi/content.ts'
import type { Json, OpenApiVersion } from './openapi/json.ts'
import {
  addressParameters,
  headerParameters,
  operationHeaders,
  type HeaderRow,
} from './openapi/parameters.ts'
import { answerHeaders, headerComponents, problemExamples, refusals } from './openapi/refusals.ts'
import { createSchemas, type Schemas } from './openapi/schemas.ts'

/** A server object of OpenAPI: where the side that is called is found. */
export interface ServerRow {
  url: string
  description?: string
  variables?: Readonly<Record<string, { default: string; description?: string }>>
}

/** What a document says of a contract beyond its operations. */
export interface Documentation {
  /** Schemas by the names that they have in the document; what has none is written where it is used. */
  schemas?: Readonly<Record<string, unknown>>
  /** Request headers of this contract alone. */
  headers?: readonly HeaderRow[]
  /** @default the id of the operation */
  operationId?(operation: Operation): string
  /** Groups of operations. @default one group, named after the contract */
  tags?: readonly { name: string; description: string; has(operation: Operation): boolean }[]
  /** Whose name and password are wanted. */
  account?: string
  /** Further text of the description, Markdown. */
  notes?: string
}

export interface OpenApiOptions extends Documentation {
  /** Base addresses of the side that is called. */
  servers: readonly (string | ServerRow)[]
  /** @default '3.1' */
  version?: OpenApiVersion
}

const versions = { '3.1': '3.1.0', '3.0': '3.0.3' } as const

/** The components that the document refers to. */
function referred(kind: string, components: Record<string, Json>, document: Json): Record<string, Json> {
  const text = JSON.stringify(document)
  return Object.fromEntries(
    Object.entries(components).filter(([id]) => text.includes(`"#/components/${kind}/${id}"`)),
  )
}

function answers(operation: Operation, schemas: Schemas): Json {
  const { responses, title } = operation
  const row = (status: string, message: Message): Json => ({
    description: message.examples.map((example) => example.title.ru).join('; ') || title.ru,
    headers: {
      ...answerHeaders(operation),
      ...(status === '202'
        ? { 'Preference-Applied': { $ref: '#/components/headers/PreferenceApplied' } }
        : {}),
    },
    content: content(message, schemas),
  })
  return Object.fromEntries(
    Object.entries(responses).map(([status, message]) => [status, row(status, message)]),
  )
}

function codeTable({ codes }: Contract): string {
  const rows = codes.all.map(({ code, meaning: { ru, en }, action }) => {
    const status = codes.refusal(code)?.status
    return `| ${status ?? ''} | ${code} | ${ru} / ${en} | ${action.ru} |`
  })
  return ['| HTTP | Код | Смысл | Действие |', '|---|---|---|---|', ...rows].join('\n')
}

/**
 * OpenAPI of a contract, 3.1 or 3.0.3, made from the same schemas that its validators use (BD-38, regate section 9). Every
 * operation has its id, request and answers with examples, and every code by status with its problem. A reading method that
 * also takes its parameters in a body has a POST form, `<id>Post` (BD-02).
 */
export function openApi(contract: Contract, options: OpenApiOptions): Json {
  const { servers, version = '3.1', headers = [], operationId = ({ id }) => id } = options
  const [name = '', major = '1'] = contract.id.split('/')
  const tags = options.tags ?? [{ name, description: contract.title.ru, has: () => true }]
  const schemas = createSchemas({ ...options.schemas, Problem: contract.problem.schema }, version)
  schemas.of(contract.problem.schema)

  function operationObject(operation: Operation, form: 'own' | 'post'): Json {
    const { title, description, request, queryMessage } = operation
    const body = form === 'post' ? queryMessage : request
    const suffix = form === 'post' ? ' (POST)' : ''
    return {
      operationId: operationId(operation) + (form === 'post' ? 'Post' : ''),
      summary: title.ru + suffix,
      description: `${description.ru}\n\n${description.en}`,
      tags: tags.filter(({ has }) => has(operation)).map((tag) => tag.name),
      parameters: [
        ...addressParameters(operation, schemas, 'path'),
        ...(form === 'own' ? addressParameters(operation, schemas, 'query') : []),
        ...operationHeaders(operation, headers),
      ],
      ...(body ? { requestBody: { required: true, content: content(body, schemas) } } : {}),
      responses: {
        ...answers(operation, schemas),
        ...refusals(contract, operation),
      },
    }
  }

  const paths: Record<string, Json> = {}
  for (const operation of contract.operations) {
    const item = (paths[operation.path] ??= {})
    item[operation.method.toLowerCase()] = operationObject(operation, 'own')
    if (operation.queryMessage) item['post'] = operationObject(operation, 'post')
  }
  const parameters = headerParameters({ keyMissing: contract.codes.faults['key-missing'], own: headers })
  return {
    openapi: versions[version],
    info: {
      title: contract.title.ru,
      version: `${major}.0.0`,
      description: [contract.title.en, options.notes, codeTable(contract)].filter(Boolean).join('\n\n'),
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: servers.map((server) => (typeof server === 'string' ? { url: server } : server)),
    security: [{ basic: [] }],
    tags: tags.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        basic: {
          type: 'http',
          scheme: 'basic',
          description: options.account ?? 'Имя и пароль, UTF-8 (RFC 7617)',
        },
      },
      parameters: referred('parameters', parameters, paths),
      headers: referred('headers', headerComponents, paths),
      examples: problemExamples(contract),
      schemas: schemas.used(),
    },
  }
}
