import { z } from 'zod'
import { onecNumberText } from '../decimal.ts'
import type { WriterProfile } from '../operation.ts'
import { onecTimeText } from '../time.ts'
import { NUMERIC, wire } from '../wire/kinds.ts'
import { fieldOf, membersOf } from './field.ts'

/**
 * JSON of a message. Members come in the order of the schema, those that it does not know after them, so equal values
 * give equal text.
 */

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
export function onecScalar(value: unknown, schema: z.core.$ZodType | null): string | null {
  const kind = schema && wire.get(fieldOf(schema).schema)?.kind
  if (kind === 'time' && typeof value === 'string') return onecTimeText(value)
  if (kind && NUMERIC.includes(kind) && typeof value === 'number') {
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

/** JSON text of a valid value of the schema. `indent` is for people; messages on the wire have none. */
export function writeJson(
  value: unknown,
  schema: z.ZodType,
  profile: Exclude<WriterProfile, 'verbatim'>,
  indent = 0,
): string {
  const spelled = profile === 'canonical' ? inSchemaOrder(value, schema) : withOnecScalars(value, schema)
  return JSON.stringify(spelled, null, indent)
}
