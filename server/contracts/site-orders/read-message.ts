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
import { readPlainJson } from '../wire/read-plain.ts'
import { pointerTo } from '../wire/tree.ts'
import { check, codeOfRule, spotOf, valueAt, withPointers } from './check.ts'
import type { Inspection } from './inspect.ts'
import { decode, faultCodes, treeOf, withJsonNames } from './read-tree.ts'
import { shape, shown } from './shape.ts'

/** What the reader has to know of a message beyond its schema. */
export interface MessageSpec<T> {
  schema: z.ZodType<T>
  formats: readonly WireFormat[]
  /** Who reads it: the site answers faults with SITE codes, 1C notes ORD codes. */
  reader: 'site' | 'onec'
  /** Members that hold an `order`, or a list of objects that do: there LA-14 applies. */
  order?: 'order' | 'orders'
  /** Members that lead to the list whose elements are refused one by one (AD-37). */
  list?: readonly string[]
  inspect?(value: T, inspection: Inspection): void
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
    return success && remarks === 0
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
 * Reads a message of the contract. Strict mode takes section 6 and 8 as they are; lenient mode applies LA-01…LA-17 first
 * and notes each application. Never throws for a body; what is wrong has a code, a place and a remedy.
 */
export function readMessage<T>(
  spec: MessageSpec<T>,
  body: WireBody,
  options: ReadOptions & { mode: ReaderMode },
): ReadResult<T> {
  const { mode, fixture = false, zone = DEFAULT_ZONE, now = new Date(), resolve } = options
  const { reader, schema, formats, order, list } = spec
  const notes = createNotes()
  const refused = (): ReadResult<T> => ({ value: null, findings: notes.list(), rejected: [] })

  const reading = { mode, fixture, reader, formats, notes }
  const decoded = decode(body, reading)
  if (!decoded) return refused()
  if (!resolve && !notes.any) {
    const canonical = readCanonical(spec, decoded, { mode, zone, now })
    if (canonical !== undefined) return { value: canonical, findings: [], rejected: [] }
  }
  const written = treeOf(decoded, reading)
  if (!written || notes.refused) return refused()
  const source = decoded.format
  const tree =
    mode === 'lenient' && order && source === 'json' ? withJsonNames(written, order, notes) : written
  const shaped = shape(tree, schema, {
    mode,
    source,
    zone,
    resolve,
    notes,
    duplicateCode: faultCodes[reader].duplicate,
    codeOf: (rule) => codeOfRule(reader, rule),
  })
  const inspect = (value: T, place: (pointer: string) => string): void =>
    spec.inspect?.(value, {
      mode,
      zone,
      now,
      report(pointer, { value: text, expected, code, ...remark }) {
        const at = place(pointer)
        const readerCode = reader === 'site' && code.startsWith('ORD-') ? 'SITE-VALIDATION' : code
        notes.add(spotOf(shaped.places, at), {
          ...remark,
          code: readerCode,
          pointer: at,
          value: text === undefined ? undefined : shown(text, at),
          expected,
        })
      },
    })

  const findings = (): Finding[] => withPointers(notes.list(), shaped.places)
  const refusedWithPlaces = (): ReadResult<T> => ({ value: null, findings: findings(), rejected: [] })

  // A repeated name leaves no certain value, so checks of values would only add noise.
  if (shaped.hasDuplicates && (reader === 'site' || !list)) return refusedWithPlaces()

  check(schema, shaped, shaped.value, reader, notes)
  if (!notes.refused) inspect(shaped.value as T, (pointer) => pointer)
  if (!notes.refused) {
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
  check(schema, shaped, reduced, reader, notes)
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
