import type { z } from 'zod'
import { valueAt } from '../../server/contracts/message/check.ts'
import type { Operation } from '../../server/contracts/operation.ts'
import { ruleOf, rules } from '../../server/contracts/regate/rules.ts'
import type { Text } from '../../server/contracts/text.ts'
import { pointerTo } from '../../server/contracts/wire/tree.ts'
import type { CallInput } from '../../server/http/client.ts'
import { Refusal } from '../../server/storage/refusal.ts'

/** A place of the values that breaks the schema of a method. What stood there is not repeated: it may be a card number. */
export interface ValueFault {
  /** RFC 6901, into the values. */
  pointer: string
  rule: string
  message: Text
  expected?: string
}

/** `RESTORE-VALUES`: nothing was sent. */
export class ValuesRefused extends Refusal {
  readonly faults: readonly ValueFault[]

  constructor(method: string, faults: readonly ValueFault[]) {
    const places = (language: keyof Text): string =>
      faults.map(({ pointer, message }) => `${pointer || '/'} — ${message[language]}`).join('; ')
    super('RESTORE-VALUES', {
      ru: `Значения не подходят методу ${method}, запрос не отправлен: ${places('ru')}`,
      en: `The values do not suit the method ${method}, nothing was sent: ${places('en')}`,
    })
    this.faults = faults
  }
}

function faultsOf(schema: z.ZodType, values: unknown): ValueFault[] {
  return (schema.safeParse(values).error?.issues ?? []).map((issue) => {
    const { rule, expected } = ruleOf(issue, valueAt(values, issue.path))
    const { ru, en } = rules[rule]
    return {
      pointer: issue.path.reduce<string>((at, key) => pointerTo(at, String(key)), ''),
      rule,
      message: { ru, en },
      ...(expected === undefined ? {} : { expected }),
    }
  })
}

/**
 * Where the values of a method go in its request: path, query or body.
 * @throws ValuesRefused naming every place that breaks the schema
 */
export function inputOf(operation: Operation, values: Record<string, unknown>): CallInput {
  const schemas = [operation.params, operation.query, operation.request?.schema]
  const faults = schemas.flatMap((schema) => (schema ? faultsOf(schema, values) : []))
  if (faults.length > 0) throw new ValuesRefused(operation.id.slice('regate.'.length), faults)
  if (operation.request) return { body: values }
  return operation.params
    ? { params: values as Record<string, string> }
    : { query: values as NonNullable<CallInput['query']> }
}
