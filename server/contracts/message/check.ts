import type { z } from 'zod'
import type { Finding } from '../finding.ts'
import type { Notes } from '../wire/notes.ts'
import { pointerTo } from '../wire/tree.ts'
import type { Spot } from '../wire/tree.ts'
import type { Dialect } from './dialect.ts'
import type { Shaped } from './shape.ts'

/** The strict check of a shaped value, and the places of what it finds. */

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
 * Findings of the text itself (syntax, bookmarks) know no pointer: they get that of the value that follows on their line, or
 * of the last one before.
 */
export function withPointers(
  findings: Finding[],
  places: ReadonlyMap<string, Spot>,
  { liberties, conceal = (finding) => finding }: Dialect,
): Finding[] {
  const isTextual = ({ code, pointer }: Finding): boolean =>
    pointer === '' && (code === liberties.syntax || code === liberties.bookmark)
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
    return conceal({ ...finding, pointer: nearest?.[0] ?? '' })
  })
}

/** The strict check: every breach becomes an error at its place. */
export function check(
  schema: z.ZodType,
  shaped: Shaped,
  value: unknown,
  dialect: Dialect,
  notes: Notes,
): void {
  const result = schema.safeParse(value)
  for (const issue of result.error?.issues ?? []) {
    const pointer = issue.path.reduce<string>((at, key) => pointerTo(at, String(key)), '')
    if (notes.errorPointers.has(pointer)) continue
    const got = valueAt(value, issue.path)
    const { rule, expected } = dialect.ruleOf(issue, got)
    const text = printed(got)
    notes.add(spotOf(shaped.places, pointer), {
      severity: 'error',
      ...dialect.rule(rule),
      pointer,
      value: text === undefined ? undefined : dialect.shown(text, pointer),
      expected,
    })
  }
}
