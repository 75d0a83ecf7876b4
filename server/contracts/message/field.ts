import { z } from 'zod'

export interface Field {
  schema: z.ZodType
  optional: boolean
  nullable: boolean
}

/** The schema behind `optional()` and `nullable()`. */
export function fieldOf(schema: z.core.$ZodType): Field {
  let inner = schema
  let optional = false
  let nullable = false
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) {
    if (inner instanceof z.ZodOptional) optional = true
    else nullable = true
    inner = inner.unwrap()
  }
  return { schema: inner as z.ZodType, optional, nullable }
}

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
