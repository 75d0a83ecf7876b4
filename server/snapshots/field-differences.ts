import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { FieldDifference } from './model.ts'
import type { Row, Value } from './sqlite.ts'

/** Where two versions of one row differ, field by field; columns of JSON by the value that they hold. Pure. */

/** Fields of one object that are told; more do not help anybody. */
const MOST_FIELDS = 100

const isJsonColumn = (column: string): boolean => column.endsWith('_json') || column === 'detail'

type Tree = Record<string, unknown> | unknown[]
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null

function valueOf(column: string, value: Value | undefined): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'object') {
    const hash = createHash('sha256').update(new Uint8Array(value)).digest('hex')
    return `${value.byteLength} B, sha256 ${hash.slice(0, 16)}`
  }
  if (!isJsonColumn(column) || typeof value !== 'string') return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

const isAbsent = (value: unknown): boolean => value === null || value === undefined

const shown = (value: unknown): string | null =>
  isAbsent(value) ? null : typeof value === 'string' ? value : JSON.stringify(value)

/** The parts of a value that can be held against those of the other one; what is absent has none. `null`: it has to be told whole. */
function partsOf(value: unknown, other: unknown): Record<string, unknown> | null {
  if (isAbsent(value)) return isTree(other) && Object.keys(other).length > 0 ? {} : null
  if (!isTree(value) || (isAbsent(other) && Object.keys(value).length === 0)) return null
  return isAbsent(other) || Array.isArray(value) === Array.isArray(other)
    ? (value as Record<string, unknown>)
    : null
}

function* leaves(path: string, before: unknown, after: unknown): Generator<FieldDifference> {
  if (isDeepStrictEqual(before, after)) return
  const was = partsOf(before, after)
  const is = partsOf(after, before)
  if (was === null || is === null) {
    yield { field: path, before: shown(before), after: shown(after) }
    return
  }
  const names = new Set([...Object.keys(was), ...Object.keys(is)])
  const isList = Array.isArray(before) || Array.isArray(after)
  for (const name of names)
    yield* leaves(isList ? `${path}[${Number(name) + 1}]` : `${path}.${name}`, was[name], is[name])
}

/** @param before `null`: the object was added; @param after `null`: it was removed */
export function fieldDifferences(
  columns: readonly string[],
  before: Row | null,
  after: Row | null,
): FieldDifference[] {
  const found: FieldDifference[] = []
  for (const column of columns) {
    const was = before && valueOf(column, before[column])
    const is = after && valueOf(column, after[column])
    for (const difference of leaves(column.replace(/_json$/, ''), was, is)) {
      if (found.length === MOST_FIELDS) return found
      found.push(difference)
    }
  }
  return found
}
