import { z } from 'zod'
import { fieldOf, membersOf } from '../message/field.ts'
import { onecScalar } from '../message/write-json.ts'

/** The untidy form of the seed's samples: single quotes, names repeated inside `products` and `offers`, tabs. */

/** A string in single quotes, otherwise escaped as JSON does. */
function singleQuoted(text: string): string {
  const body = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${body}'`
}

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

/** Text of a valid value of the schema in the form of the samples, for tests of readers. */
export const writeVerbatim = (value: unknown, schema: z.ZodType): string => verbatim(value, schema, 0)
