import type { z } from 'zod'
import type { Finding } from '../finding.ts'
import type {
  ReaderMode,
  ReadOptions,
  ReadResult,
  RejectedElement,
  WireBody,
  WireFormat,
} from '../operation.ts'
import { DEFAULT_ZONE } from '../time.ts'
import type { DecodedBody } from '../wire/decode.ts'
import { createNotes } from '../wire/notes.ts'
import type { Notes } from '../wire/notes.ts'
import { readPlainJson } from '../wire/read-plain.ts'
import { pointerTo } from '../wire/tree.ts'
import type { WireNode } from '../wire/tree.ts'
import { check, spotOf, valueAt, withPointers } from './check.ts'
import type { Dialect } from './dialect.ts'
import type { Inspection } from './inspection.ts'
import { decode, treeOf } from './read-tree.ts'
import { shape } from './shape.ts'

/** What the reader has to know of a message. */
export interface MessageSpec<T> {
  schema: z.ZodType<T>
  formats: readonly WireFormat[]
  dialect: Dialect
  /** Members that lead to the list whose elements are refused one by one (AD-37). */
  list?: readonly string[]
  /** Other names of members, put right. Lenient reading of JSON only. */
  rename?(tree: WireNode, notes: Notes): WireNode
  inspect?(value: T, inspection: Inspection): void
}

/** `false` when a schema that is not strict left a member out, or one that coerces made another value. */
function isUnchanged(before: unknown, after: unknown): boolean {
  if (typeof before !== 'object' || before === null) return before === after
  if (typeof after !== 'object' || after === null) return false
  return Object.entries(before).every(
    ([name, member]) =>
      Object.hasOwn(after, name) && isUnchanged(member, (after as Record<string, unknown>)[name]),
  )
}

/**
 * The value of a body that needs no liberties and gives no remarks, `undefined` when it has to be read with places.
 * Lenient mode never touches what strict mode accepts, so the modes do not differ here.
 */
function readCanonical<T>(
  { schema, inspect }: MessageSpec<T>,
  { text, format }: DecodedBody,
  circumstances: Pick<Inspection, 'mode' | 'zone' | 'now'>,
): T | undefined {
  if (format !== 'json') return undefined
  let remarks = 0
  const value = readPlainJson(text, (candidate) => {
    const { success, data } = schema.safeParse(candidate)
    if (success) inspect?.(data, { ...circumstances, report: () => (remarks += 1) })
    return success && remarks === 0 && isUnchanged(candidate, data)
  })
  return value as T | undefined
}

/** Index of the list element that a pointer is in, `null` when it is not inside the list. */
function elementOf(pointer: string, listPointer: string): number | null {
  const index = pointer.startsWith(`${listPointer}/`)
    ? /^\d+/.exec(pointer.slice(listPointer.length + 1))?.[0]
    : undefined
  return index === undefined ? null : Number(index)
}

function withList(value: unknown, list: readonly string[], elements: unknown[]): unknown {
  const [key, ...rest] = list
  if (key === undefined) return elements
  const object = value as Record<string, unknown>
  return { ...object, [key]: withList(object[key], rest, elements) }
}

/**
 * Reads a message. Strict mode takes the canonical form alone; lenient mode takes the liberties of the
 * dialect first and notes each. Never throws for a body; what is wrong has a code, a place and a remedy.
 */
export function readMessage<T>(
  spec: MessageSpec<T>,
  body: WireBody,
  options: ReadOptions & { mode: ReaderMode },
): ReadResult<T> {
  const { mode, fixture = false, zone = DEFAULT_ZONE, now = new Date(), resolve } = options
  const { schema, formats, dialect, list, rename } = spec
  const notes = createNotes(dialect.conceal)
  const refused = (): ReadResult<T> => ({ value: null, findings: notes.list(), rejected: [] })

  const reading = { mode, fixture, formats, dialect, notes }
  const decoded = decode(body, reading)
  if (!decoded) return refused()
  if (!resolve && !notes.any()) {
    const canonical = readCanonical(spec, decoded, { mode, zone, now })
    if (canonical !== undefined) return { value: canonical, findings: [], rejected: [] }
  }
  const written = treeOf(decoded, reading)
  if (!written || notes.refused()) return refused()
  const source = decoded.format
  const tree = mode === 'lenient' && rename && source === 'json' ? rename(written, notes) : written
  const shaped = shape(tree, schema, { mode, source, zone, resolve, notes, dialect })
  const inspect = (value: T, place: (pointer: string) => string): void =>
    spec.inspect?.(value, {
      mode,
      zone,
      now,
      report(pointer, remark) {
        const at = place(pointer)
        const value = remark.value === undefined ? undefined : dialect.shown(remark.value, at)
        notes.add(spotOf(shaped.places, at), { ...remark, pointer: at, value })
      },
    })

  const findings = (): Finding[] => withPointers(notes.list(), shaped.places, dialect)
  const refusedWithPlaces = (): ReadResult<T> => ({ value: null, findings: findings(), rejected: [] })

  // A repeated name leaves no certain value, so checks of values would only add noise.
  if (shaped.hasDuplicates && (dialect.duplicateRefuses === 'body' || !list)) return refusedWithPlaces()

  check(schema, shaped, shaped.value, dialect, notes)
  if (!notes.refused()) inspect(shaped.value as T, (pointer) => pointer)
  if (!notes.refused()) {
    shaped.restoreUnknown()
    return { value: shaped.value as T, findings: findings(), rejected: [] }
  }

  const elements = list && valueAt(shaped.value, list)
  const fatal = (pointer: string): boolean => !list || elementOf(pointer, listPointer) === null
  const listPointer = (list ?? []).reduce<string>(pointerTo, '')
  if (!list || !Array.isArray(elements) || [...notes.errorPointers].some(fatal)) return refusedWithPlaces()

  // The rest of the list is checked without the bad elements, which kept the checks around them from running.
  const bad = (): Set<number | null> =>
    new Set([...notes.errorPointers].map((pointer) => elementOf(pointer, listPointer)))
  const goodIndexes = (): number[] => {
    const rejected = bad()
    return elements.map((_, index) => index).filter((index) => !rejected.has(index))
  }
  const firstGood = goodIndexes()
  const reduced = withList(
    shaped.value,
    list,
    firstGood.map((index) => elements[index] as unknown),
  )
  check(schema, shaped, reduced, dialect, notes)
  inspect(reduced as T, (pointer) => {
    const element = elementOf(pointer, listPointer)
    if (element === null) return pointer
    return listPointer + '/' + firstGood[element] + pointer.slice(`${listPointer}/${element}`.length)
  })
  if ([...notes.errorPointers].some(fatal)) return refusedWithPlaces()

  const good = goodIndexes()
  shaped.restoreUnknown()
  const all = findings()
  const rejected: RejectedElement[] = [...bad()]
    .sort((a, b) => Number(a) - Number(b))
    .map((index) => ({
      index: Number(index),
      pointer: `${listPointer}/${index}`,
      value: elements[Number(index)] as unknown,
      findings: all.filter(({ pointer }) => elementOf(pointer, listPointer) === index),
    }))
  const value = withList(
    shaped.value,
    list,
    good.map((index) => elements[index] as unknown),
  ) as T
  return { value, findings: all, rejected }
}
