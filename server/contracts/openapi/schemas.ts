import { z } from 'zod'
import type { Json, OpenApiVersion } from './json.ts'

const targets = { '3.1': 'draft-2020-12', '3.0': 'openapi-3.0' } as const

const COMPONENTS = '#/components/schemas/'

/** Fraction digits of a step such as 0.01, `null` for a step that is whole. */
const fractionDigits = (step: number): number | null =>
  Number.isInteger(step) ? null : Math.round(-Math.log10(step))

/** `multipleOf: 0.01` is taken for an extension: validators divide in binary floating point and refuse 5943.60 by it. */
function replaceFractions(schema: Json): void {
  const digits = typeof schema['multipleOf'] === 'number' ? fractionDigits(schema['multipleOf']) : null
  if (digits === null) return
  delete schema['multipleOf']
  schema['x-fraction-digits'] = digits
}

/** A choice of one thing is that thing, unless it is a reference with something beside it. */
function replaceSingle(schema: Json): void {
  for (const keyword of ['anyOf', 'allOf']) {
    const parts = schema[keyword] as Json[] | undefined
    if (parts?.length !== 1) continue
    const beside = Object.keys(schema).some((name) => name !== keyword && name !== 'nullable')
    if ('$ref' in parts[0]! && beside) continue
    delete schema[keyword]
    Object.assign(schema, parts[0])
  }
}

/** What `.meta()` says in words of 2020-12, and what the library leaves, in the words of 3.0.3. */
function speakOld(schema: Json): void {
  if (typeof schema['exclusiveMinimum'] === 'number') {
    schema['minimum'] = schema['exclusiveMinimum']
    schema['exclusiveMinimum'] = true
  }
  if (Array.isArray(schema['examples'])) {
    schema['example'] = schema['examples'][0]
    delete schema['examples']
  }
  // `nullable` counts only beside a `type`, which a reference has not.
  const { $ref, allOf } = schema
  if (schema['nullable'] === true && schema['type'] === undefined && ($ref ?? allOf) !== undefined) {
    schema['anyOf'] = [
      $ref === undefined ? { allOf } : { $ref },
      { type: 'object', nullable: true, enum: [null] },
    ]
    for (const name of ['nullable', '$ref', 'allOf']) delete schema[name]
  }
  // 3.0 has no schema for the names of members.
  delete schema['propertyNames']
}

/** Makes a finished schema, and all within it, readable for every tool of the version. */
function adapt(schema: Json, version: OpenApiVersion): void {
  const { properties, anyOf, oneOf, allOf, items, additionalProperties, not } = schema
  const parts = [anyOf, oneOf, allOf].flatMap((list) => (list as Json[] | undefined) ?? [])
  const inner = [...Object.values((properties ?? {}) as Json), ...parts, items, additionalProperties, not]
  for (const one of inner) if (typeof one === 'object' && one !== null) adapt(one as Json, version)
  replaceFractions(schema)
  replaceSingle(schema)
  if (version === '3.0') speakOld(schema)
}

/** The schemas of one document. */
export interface Schemas {
  /** A reference to the component when the schema has a name, else the schema itself. */
  of(schema: z.ZodType): Json
  /** The members of an object schema, each with whether it must be there. */
  members(schema: z.ZodObject): { name: string; schema: Json; required: boolean }[]
  /** The named schemas that were referred to, and those that they refer to, for `components/schemas`. */
  used(): Record<string, Json>
}

/** Writes zod schemas as the version has them. Objects that are among `named` become components under their name. */
export function createSchemas(named: Readonly<Record<string, unknown>>, version: OpenApiVersion): Schemas {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(named))
    if (schema instanceof z.ZodObject) registry.add(schema, { id })
  const options = {
    target: targets[version],
    // What may be sent: members with a default may be left out, unknown ones are not forbidden (BD-04).
    io: 'input' as const,
    unrepresentable: 'any' as const,
  }
  const known = z.toJSONSchema(registry, { ...options, uri: (id) => COMPONENTS + id }).schemas as Record<
    string,
    Json
  >
  for (const schema of Object.values(known)) adapt(schema, version)
  const wanted = new Set<string>()

  function inline(schema: z.ZodType): Json {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, options) as Json
    adapt(rest, version)
    return rest
  }

  function reach(id: string, found: Map<string, Json>): void {
    if (found.has(id)) return
    const { $schema: _schema, $id: _id, ...schema } = known[id]!
    found.set(id, schema)
    for (const [, inner] of JSON.stringify(schema).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      reach(inner!, found)
  }

  return {
    of(schema) {
      const id = registry.get(schema as z.ZodObject)?.id
      if (id === undefined) return inline(schema)
      wanted.add(id)
      return { $ref: COMPONENTS + id }
    },
    members(schema) {
      const { properties, required } = inline(schema) as {
        properties: Record<string, Json>
        required?: string[]
      }
      return Object.entries(properties).map(([name, member]) => ({
        name,
        schema: member,
        required: required?.includes(name) ?? false,
      }))
    },
    used() {
      const found = new Map<string, Json>()
      for (const id of wanted) reach(id, found)
      return Object.fromEntries([...found].sort(([a], [b]) => a.localeCompare(b)))
    },
  }
}
