import type { z } from 'zod'
import type { Text } from '../contracts/text.ts'
import { ruleOf, rules } from '../contracts/site-orders/rules.ts'
import { AdminRefusal } from './problem.ts'

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value)

/**
 * What a caller sent, as the call takes it.
 * @throws AdminRefusal 422 `ADMIN-VALIDATION` naming every place
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: 'query' | 'body',
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => {
    const { rule, expected } = ruleOf(issue, valueAt(value, issue.path))
    const pointer = `/${issue.path.map(String).join('/')}`
    // The library speaks English, so a sentence in Russian is the schema's own and says more than the rule.
    const text: Text = /[а-яё]/i.test(issue.message) ? { ru: issue.message, en: issue.message } : rules[rule]
    return { pointer, rule, text, ...(expected === undefined ? {} : { expected }) }
  })
  const places = (language: keyof Text) =>
    faults
      .map(({ pointer, text, expected }) => {
        const wanted = expected === undefined ? '' : ` (${expected})`
        return `${pointer} — ${text[language]}${wanted}`
      })
      .join('; ')
  throw new AdminRefusal(
    422,
    'ADMIN-VALIDATION',
    {
      ru: `${part === 'body' ? 'Тело' : 'Строка'} запроса не того вида: ${places('ru')}`,
      en: `The ${part} is not what this call takes: ${places('en')}`,
    },
    faults.map(({ text, ...fault }) => ({ ...fault, message: text.ru })),
  )
}
