import { z } from 'zod'
import { onecNumberText } from '../decimal.ts'
import type { WriterProfile } from '../operation.ts'
import { onecTimeText } from '../time.ts'
import { fieldOf } from './shape.ts'
import { wire } from './wire.ts'

/**
 * JSON of a message. Members come in the order of the schema, those that it does not know after them, so equal values
 * give equal text.
 */

type Members = readonly [name: string, value: unknown, schema: z.core.$ZodType | null][]

/** Members of an object in the order they are written in. Members that are `undefined` are no members. */
export function membersOf(value: object, schema: z.ZodType | null): Members {
  const shape: z.core.$ZodShape = schema instanceof z.ZodObject ? schema.shape : {}
  const own = value as Record<string, unknown>
  const known = Object.keys(shape).filter((name) => Object.hasOwn(own, name))
  const unknown = Object.keys(own).filter((name) => !Object.hasOwn(shape, name))
  return [...known, ...unknown]
    .filter((name) => own[name] !== undefined)
    .map((name) => [name, own[name], Object.hasOwn(shape, name) ? (shape[name] ?? null) : null])
}

function inSchemaOrder(value: unknown, schema: z.core.$ZodType | null): unknown {
  if (typeof value !== 'object' || value === null) return value
  const inner = schema && fieldOf(schema).schema
  if (Array.isArray(value)) {
    const element = inner instanceof z.ZodArray ? inner.element : null
    return value.map((item) => inSchemaOrder(item, element))
  }
  return Object.fromEntries(
    membersOf(value, inner).map(([name, member, memberSchema]) => [
      name,
      inSchemaOrder(member, memberSchema),
    ]),
  )
}

/** A scalar the way 1C prints it into a string: `1 050,28`, `18.07.2022 8:57:36`. */
function onecScalar(value: unknown, schema: z.core.$ZodType | null): string | null {
  const kind = schema && wire.get(fieldOf(schema).schema)?.kind
  if (kind === 'time' && typeof value === 'string') return onecTimeText(value)
  if ((kind === 'money' || kind === 'quantity' || kind === 'integer') && typeof value === 'number') {
    return onecNumberText(String(value))
  }
  return null
}

function withOnecScalars(value: unknown, schema: z.core.$ZodType | null): unknown {
  if (typeof value !== 'object' || value === null) return onecScalar(value, schema) ?? value
  const inner = schema && fieldOf(schema).schema
  if (Array.isArray(value)) {
    const element = inner instanceof z.ZodArray ? inner.element : null
    return value.map((item) => withOnecScalars(item, element))
  }
  return Object.fromEntries(
    membersOf(value, inner).map(([name, member, memberSchema]) => [
      name,
      withOnecScalars(member, memberSchema),
    ]),
  )
}

/** A string in single quotes, otherwise escaped as JSON does. */
function singleQuoted(text: string): string {
  const body = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${body}'`
}

/** The untidy form of the seed's samples: single quotes, names repeated inside `products` and `offers`, tabs. */
function verbatim(value: unknown, schema: z.core.$ZodType | null, depth: number): string {
  const printed = onecScalar(value, schema)
  if (printed !== null) return singleQuoted(printed)
  if (typeof value === 'string') return singleQuoted(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = schema && fieldOf(schema).schema
  if (Array.isArray(value)) {
    const element = inner instanceof z.ZodArray ? inner.element : null
    return block(
      '[',
      value.map((item) => verbatim(item, element, depth + 1)),
      ']',
      depth,
    )
  }
  return block('{', memberLines(value, inner, depth), '}', depth)
}

function memberLines(value: object, schema: z.ZodType | null, depth: number): string[] {
  return membersOf(value, schema).map(([name, member, memberSchema]) => {
    const element = memberSchema && fieldOf(memberSchema).schema
    const elementSchema = element instanceof z.ZodArray ? fieldOf(element.element).schema : null
    const repeats = Array.isArray(member) && elementSchema !== null
    const text =
      repeats && name === 'products' && member.length > 0
        ? block('[', [repeated(member, elementSchema, depth + 2)], ']', depth + 1)
        : repeats && name === 'offers'
          ? repeated(member, elementSchema, depth + 1)
          : verbatim(member, memberSchema, depth + 1)
    return `${singleQuoted(name)}: ${text}`
  })
}

/** One object that holds all elements by repeating their names; the samples leave a comma after the last. */
function repeated(elements: readonly unknown[], schema: z.ZodType, depth: number): string {
  const lines = elements.flatMap((element) => memberLines(element as object, schema, depth))
  const last = lines.pop()
  const comma = schema instanceof z.ZodObject && 'offer' in schema.shape ? '' : ','
  return block('{', last === undefined ? [] : [...lines, `${last}${comma}`], '}', depth)
}

function block(open: string, lines: readonly string[], close: string, depth: number): string {
  if (lines.length === 0) return `${open}${close}`
  const indent = '\t'.repeat(depth + 1)
  return `${open}\n${lines.map((line) => indent + line).join(',\n')}\n${'\t'.repeat(depth)}${close}`
}

/** JSON text of a valid value of the schema. `indent` is for people; messages on the wire have none. */
export function writeJson(value: unknown, schema: z.ZodType, profile: WriterProfile, indent = 0): string {
  switch (profile) {
    case 'canonical':
      return JSON.stringify(inSchemaOrder(value, schema), null, indent)
    case 'compat':
      return JSON.stringify(withOnecScalars(value, schema), null, indent)
    case 'verbatim':
      return verbatim(value, schema, 0)
  }
}
