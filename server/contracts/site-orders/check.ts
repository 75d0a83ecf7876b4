import type { z } from 'zod'
import type { Finding } from '../finding.ts'
import type { Notes } from '../wire/notes.ts'
import { pointerTo } from '../wire/tree.ts'
import type { Spot } from '../wire/tree.ts'
import { ruleOf, rules } from './rules.ts'
import type { RuleId } from './rules.ts'
import { shown } from './shape.ts'
import type { Shaped } from './shape.ts'

/** The strict check of a shaped value, and the places of what it finds. */

/** The code of a breach of a rule, by who reads. */
export const codeOfRule = (reader: 'site' | 'onec', rule: RuleId): string =>
  reader === 'site' ? 'SITE-VALIDATION' : rules[rule].ord

/** The part of a value at a path, `undefined` when there is none. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  )
}

const printed = (value: unknown): string | undefined =>
  value === undefined || (typeof value === 'object' && value !== null) ? undefined : String(value)

/** The place of a pointer, or of the nearest part around it that has one. */
export function spotOf(places: ReadonlyMap<string, Spot>, pointer: string): Spot {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const spot = places.get(at)
    if (spot) return spot
  }
  return places.get('') ?? { line: 1, column: 1 }
}

/**
 * Findings of the text itself (LA-03, LA-16) know no pointer: they get that of the value that follows on their line, or
 * of the last one before.
 */
export function withPointers(findings: Finding[], places: ReadonlyMap<string, Spot>): Finding[] {
  if (!findings.some(isTextual)) return findings
  const inOrder = [...places].sort(([, a], [, b]) => a.line - b.line || a.column - b.column)
  return findings.map((finding) => {
    if (!isTextual(finding)) return finding
    const { line, column } = finding
    let low = 0
    let high = inOrder.length
    while (low < high) {
      const middle = (low + high) >> 1
      const [, spot] = inOrder[middle]!
      if (spot.line < line || (spot.line === line && spot.column < column)) low = middle + 1
      else high = middle
    }
    const next = inOrder[low]
    const nearest = next?.[1].line === line ? next : inOrder[low - 1]
    return { ...finding, pointer: nearest?.[0] ?? '' }
  })
}

const isTextual = ({ code, pointer }: Finding): boolean =>
  pointer === '' && (code === 'LA-03' || code === 'LA-16')

/** The strict check: every breach becomes an error at its place. */
export function check(
  schema: z.ZodType,
  shaped: Shaped,
  value: unknown,
  reader: 'site' | 'onec',
  notes: Notes,
): void {
  const result = schema.safeParse(value)
  for (const issue of result.error?.issues ?? []) {
    const pointer = issue.path.reduce<string>((at, key) => pointerTo(at, String(key)), '')
    if (notes.errorPointers.has(pointer)) continue
    const got = valueAt(value, issue.path)
    const { rule, expected } = ruleOf(issue, got)
    const { ru, en } = rules[rule]
    const text = printed(got)
    notes.add(spotOf(shaped.places, pointer), {
      severity: 'error',
      code: codeOfRule(reader, rule),
      message: { ru, en },
      pointer,
      value: text === undefined ? undefined : shown(text, pointer),
      expected,
    })
  }
}
