import type { z } from 'zod'
import type { Dialect } from '../message/dialect.ts'
import type { Inspection } from '../message/inspection.ts'
import { createMessage as createPlainMessage } from '../message/message.ts'
import { readMessage } from '../message/read-message.ts'
import { readNumber, readPhone, readTime } from '../message/scalars.ts'
import type { Finding } from '../finding.ts'
import type { Message } from '../operation.ts'
import type { Text } from '../text.ts'
import { liberties, memberForm } from './lenient.ts'
import { withMeta } from './no-meta.ts'
import { ruleOf, rules } from './rules.ts'

/** A file of 10 MiB grows by a third in base64; what is around it has a quarter of that again (DD-11). */
export const BODY_LIMIT_BYTES = 16 * 1024 * 1024

const PERSONAL = /\/(?:phone|email)(?:\/|$)/

const ruleRows: Readonly<Record<string, Text & { code?: string }>> = rules
const libertyTexts: Readonly<Record<string, Text>> = liberties

/** How bodies of contract D are read, by both sides (section 5.4). */
export const dialect: Dialect = {
  faults: {
    malformed: 'KS-MALFORMED',
    encoding: 'KS-MALFORMED',
    duplicate: 'KS-DUPLICATE-KEY',
    'too-large': 'KS-TOO-LARGE',
    'too-deep': 'KS-TOO-LARGE',
  },
  limit: BODY_LIMIT_BYTES,
  liberties: { bom: 'LD-01', charset: 'LD-02', unknown: 'LD-09' },
  scalars: {
    money: { id: 'LD-04', read: readNumber },
    quantity: { id: 'LD-04', read: readNumber },
    integer: { id: 'LD-04', read: readNumber },
    time: { id: 'LD-05', read: readTime },
    phone: { id: 'LD-08', read: readPhone },
  },
  libertyText: (id) => libertyTexts[id]!,
  rule(id) {
    const { code = 'KS-VALIDATION', ru, en } = ruleRows[id]!
    return { code, message: { ru, en } }
  },
  ruleOf,
  /** Of personal data only the last two characters are shown. */
  shown: (value, pointer) =>
    PERSONAL.test(pointer) ? '*'.repeat(Math.max(0, value.length - 2)) + value.slice(-2) : value,
  // DD-61: file, rows and status stand or fall together.
  duplicateRefuses: 'body',
  memberForm,
}

/** What the reader has to know of a message beyond the dialect. */
export interface KsupSpec<T> {
  /** A message text of a refinement is the name of a rule of `rules.ts`. */
  schema: z.ZodType<T>
  inspect?(value: T, inspection: Inspection): void
  /** Path below the base of the operation, for a message that has `meta`: part of the id of one without it. */
  path?: string
}

/**
 * Makes a message of contract D, which travels as JSON, of its description. Strict reading takes the canonical form alone;
 * lenient reading takes LD-01…LD-14 and a message without `meta`, and notes each use.
 */
export function createMessage<T>(
  { path, ...own }: KsupSpec<T>,
  examples: Message<T>['examples'] = [],
): Message<T> {
  const spec = { ...own, formats: ['json'] as const, dialect }
  const plain = createPlainMessage(spec, examples)
  if (path === undefined) return plain
  return {
    ...plain,
    read: (body, mode, options) =>
      readMessage(
        { ...spec, rename: (tree, notes) => withMeta(tree, { path, body, options, notes }) },
        body,
        { ...options, mode },
      ),
  }
}

/** `true` for a message that came without `meta`: its `seq` says nothing, the order is that of arrival. */
export const cameWithoutMeta = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code === 'W-NO-META')
