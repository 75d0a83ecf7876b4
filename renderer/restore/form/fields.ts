import { z } from 'zod'
import { fieldOf } from '../../../server/contracts/message/field.ts'
import { wire, type WireKind } from '../../../server/contracts/wire/kinds.ts'

/** How a field is edited. `json`: an object of any members, as text. */
export type FieldKind = 'text' | 'number' | 'flag' | 'time' | 'choice' | 'object' | 'list' | 'json'

/** One field of a form, as its schema describes it. */
export interface FormField {
  /** Name of the member; `''` for the element of a list. */
  name: string
  kind: FieldKind
  required: boolean
  /** `null` is a value of its own: it clears (BD-27). */
  nullable: boolean
  /** What the contract says of it, with the ids of the requirements. */
  description: string
  /** Values of a `choice`. */
  options: readonly (string | number)[]
  /** Digits after the point of a `number`: 0 for integers. */
  digits: number
  /** Members of an `object`. */
  fields: readonly FormField[]
  /** Element of a `list`. */
  item: FormField | null
}

const digitsOf: Partial<Record<WireKind, number>> = { money: 2, quantity: 3 }

const descriptionOf = (...schemas: z.core.$ZodType[]): string =>
  schemas.map((schema) => z.globalRegistry.get(schema)?.description).find(Boolean) ?? ''

function kindOf(schema: z.ZodType): FieldKind {
  if (schema instanceof z.ZodObject) return 'object'
  if (schema instanceof z.ZodArray) return 'list'
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return 'choice'
  if (schema instanceof z.ZodBoolean) return 'flag'
  if (schema instanceof z.ZodNumber) return 'number'
  if (schema instanceof z.ZodString) return wire.get(schema)?.kind === 'time' ? 'time' : 'text'
  return 'json'
}

function optionsOf(schema: z.ZodType): FormField['options'] {
  if (schema instanceof z.ZodEnum) return schema.options
  return schema instanceof z.ZodLiteral ? ([...schema.values] as (string | number)[]) : []
}

/** The field that a schema describes. Pure. */
export function fieldFrom(name: string, outer: z.core.$ZodType): FormField {
  const { schema, optional, nullable } = fieldOf(outer)
  return {
    name,
    kind: kindOf(schema),
    required: !optional,
    nullable,
    description: descriptionOf(outer, schema),
    options: optionsOf(schema),
    digits: digitsOf[wire.get(schema)?.kind ?? 'integer'] ?? 0,
    fields: schema instanceof z.ZodObject ? fieldsFrom(schema) : [],
    item: schema instanceof z.ZodArray ? fieldFrom('', schema.element) : null,
  }
}

/** The fields of a message, in the order of the contract. */
export function fieldsFrom(schema: z.ZodObject): FormField[] {
  return Object.entries(schema.shape).map(([name, member]) => fieldFrom(name, member))
}

/** What a field begins with when a person adds it: `undefined` where there is nothing to say yet. */
export function blankOf(field: FormField): unknown {
  if (field.kind === 'object')
    return Object.fromEntries(
      field.fields.filter(({ required }) => required).map((inner) => [inner.name, blankOf(inner)]),
    )
  if (field.kind === 'list') return field.item ? [blankOf(field.item)] : []
  if (field.kind === 'choice') return field.options[0]
  if (field.kind === 'flag') return true
  if (field.kind === 'json') return {}
  return field.kind === 'number' ? null : ''
}
