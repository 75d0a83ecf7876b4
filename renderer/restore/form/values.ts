import type { z } from 'zod'
import { ruleOf, rules } from '../../../server/contracts/regate/rules.ts'
import type { Text } from '../../../server/contracts/text.ts'

/** The values of a form: the JSON value that will be sent. Absent members are absent, not empty. */
export type Values = Record<string, unknown>

/** A copy of an object with one member set; `undefined` takes it away. The order of the members is kept. */
export function withMember(value: unknown, name: string, next: unknown): Values {
  const { [name]: _dropped, ...rest } = (value ?? {}) as Values
  if (next === undefined) return rest
  return { ...(value as Values | null | undefined), [name]: next }
}

/** Values as text for the JSON view. */
export const jsonOf = (values: Values): string => JSON.stringify(values, null, 2)

/** The values of the JSON view; `null` when the text is no JSON object. */
export function valuesOfJson(source: string): Values | null {
  try {
    const read: unknown = JSON.parse(source)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Values) : null
  } catch {
    return null
  }
}

const pointerOf = (path: readonly PropertyKey[]): string => path.map((part) => `/${String(part)}`).join('')

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Values | null | undefined)?.[part as string], values)
}

/** What the contract demands and the values do not hold yet, by JSON pointer. One remark a place. */
export function issuesOf(schema: z.ZodType, values: Values): Map<string, Text> {
  const parsed = schema.safeParse(values)
  const found = new Map<string, Text>()
  for (const issue of parsed.error?.issues ?? []) {
    const pointer = pointerOf(issue.path)
    const got = valueAt(values, issue.path)
    // A field that a person has not filled is missing, whatever the form keeps in it.
    const { rule } = got === '' || got === null ? { rule: 'required' as const } : ruleOf(issue, got)
    const { ru, en } = rules[rule]
    if (!found.has(pointer)) found.set(pointer, { ru, en })
  }
  return found
}

/** The places that a refusal names in `errors[]`, with what it says of them. */
export function refusedPlaces(body: unknown): Map<string, string> {
  const errors = (body as { errors?: unknown } | null | undefined)?.errors
  const rows = Array.isArray(errors) ? (errors as { pointer?: unknown; message?: unknown }[]) : []
  return new Map(
    rows.flatMap(({ pointer, message }) =>
      typeof pointer === 'string' ? [[pointer, typeof message === 'string' ? message : ''] as const] : [],
    ),
  )
}
