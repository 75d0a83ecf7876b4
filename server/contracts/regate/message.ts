import type { z } from 'zod'
import type { Dialect } from '../message/dialect.ts'
import type { Inspection } from '../message/inspection.ts'
import { createMessage as createPlainMessage } from '../message/message.ts'
import { readGuid, readNumber, readTime } from '../message/scalars.ts'
import type { Message } from '../operation.ts'
import type { Text } from '../text.ts'
import { bringsCardNumber, conceal, shown } from './disclosure.ts'
import { liberties, readCode, readUnit } from './lenient.ts'
import { ruleOf, rules } from './rules.ts'

/**
 * The largest answer that is read: a page of assortment with 1000 full descriptions. Requests are held to 1 MiB by
 * whoever is called (BD-42).
 */
const ANSWER_LIMIT_BYTES = 64 * 1024 * 1024

const ruleRows: Readonly<Record<string, Text & { code?: string }>> = rules
const libertyTexts: Readonly<Record<string, Text>> = liberties

/** How bodies of contract B are read, by both sides (regate section 3). */
export const dialect: Dialect = {
  faults: {
    malformed: 'RG-MALFORMED',
    encoding: 'RG-MALFORMED',
    duplicate: 'RG-DUPLICATE-KEY',
    'too-large': 'RG-TOO-LARGE',
    'too-deep': 'RG-TOO-LARGE',
  },
  limit: ANSWER_LIMIT_BYTES,
  liberties: { bom: 'LB-01', unknown: 'LB-07', syntax: 'LB-08' },
  scalars: {
    money: { id: 'LB-02', read: readNumber },
    quantity: { id: 'LB-02', read: readNumber },
    integer: { id: 'LB-02', read: readNumber },
    time: { id: 'LB-03', read: readTime },
    guid: { id: 'LB-04', read: readGuid },
    unit: { id: 'LB-05', read: readUnit },
    code: { id: 'LB-06', read: readCode },
  },
  libertyText: (id) => libertyTexts[id]!,
  rule(id) {
    const { code = 'RG-VALIDATION', ru, en } = ruleRows[id]!
    return { code, message: { ru, en } }
  },
  ruleOf,
  shown,
  conceal,
  forbids: (name, value) => (bringsCardNumber(name, value) ? 'pan' : null),
  // BD-12: all or nothing.
  duplicateRefuses: 'body',
}

/** What the reader has to know of a message beyond the dialect. */
export interface RegateSpec<T> {
  /** A message text of a refinement is the name of a rule of `rules.ts`. */
  schema: z.ZodType<T>
  inspect?(value: T, inspection: Inspection): void
}

/**
 * Makes a message of contract B, which travels as JSON only, of its description: the reader and the writer follow from
 * the schema. Strict reading takes the canonical form alone; lenient reading takes LB-01…LB-08 and notes each use.
 */
export function createMessage<T>(spec: RegateSpec<T>, examples: Message<T>['examples'] = []): Message<T> {
  return createPlainMessage({ ...spec, formats: ['json'], dialect }, examples)
}
