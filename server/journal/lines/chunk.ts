import type { Direction, EntrySource, Validity } from '../model.ts'
import type { Side } from '../../contracts/operation.ts'

/**
 * What a filter asks of an entry, in columns of fixed width: a million entries are 41 MB, and looking through them takes
 * milliseconds. Everything else about an entry stays in the database. Pure.
 */

/** Entries of a chunk. */
export const CHUNK = 4096

export const sides: readonly (Side | null)[] = [null, 'onec', 'site', 'ksup', 'restore', 'buyer']
export const validities: readonly Validity[] = ['valid', 'untidy', 'invalid', 'unchecked']
export const sources: readonly EntrySource[] = ['live', 'proxy', 'har', 'file', 'log']

export const Mark = {
  out: 1,
  failed: 2,
  replaced: 4,
  unmapped: 8,
  repeat: 16,
  pinned: 32,
  removed: 64,
  /** The row itself is no more. */
  gone: 128,
} as const

/** Numbers that stand for texts, see `words.ts`. */
export interface LineWords {
  operation: number
  code: number
  method: number
}

const layout = {
  id: Float64Array,
  at: Float64Array,
  duration: Float32Array,
  size: Float64Array,
  status: Uint16Array,
  operation: Uint16Array,
  code: Uint16Array,
  method: Uint16Array,
  from: Uint8Array,
  to: Uint8Array,
  validity: Uint8Array,
  source: Uint8Array,
  marks: Uint8Array,
} as const

type Layout = typeof layout
export type Columns = { [Name in keyof Layout]: InstanceType<Layout[Name]> }
const names = Object.keys(layout) as (keyof Layout)[]

/** Neighbouring entries, oldest first. */
export interface Chunk {
  columns: Columns
  length: number
}

const bytesOfRow = names.reduce((sum, name) => sum + layout[name].BYTES_PER_ELEMENT, 0)

/** @param bytes what `writeChunk` made; without it the chunk is empty */
export function openChunk(bytes?: Uint8Array): Chunk {
  const buffer = new ArrayBuffer(CHUNK * bytesOfRow)
  if (bytes) new Uint8Array(buffer).set(bytes.subarray(4))
  let offset = 0
  const columns = {} as Record<keyof Layout, ArrayBufferView>
  for (const name of names) {
    columns[name] = new layout[name](buffer, offset, CHUNK)
    offset += CHUNK * layout[name].BYTES_PER_ELEMENT
  }
  const length = bytes ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) : 0
  return { columns: columns as Columns, length }
}

/** The chunk as bytes: its length, then the columns. */
export function writeChunk({ columns, length }: Chunk): Uint8Array {
  const bytes = new Uint8Array(4 + CHUNK * bytesOfRow)
  new DataView(bytes.buffer).setUint32(0, length)
  bytes.set(new Uint8Array(columns.id.buffer), 4)
  return bytes
}

export interface Line extends LineWords {
  id: number
  at: number
  durationMs: number
  bytes: number
  status: number | null
  from: Side | null
  to: Side | null
  direction: Direction
  validity: Validity
  source: EntrySource
  failed: boolean
  replaced: number
  unmapped: number
  repeats: number | null
  pinned: boolean
}

export function putLine(chunk: Chunk, at: number, line: Line): void {
  const { columns } = chunk
  columns.id[at] = line.id
  columns.at[at] = line.at
  columns.duration[at] = line.durationMs
  columns.size[at] = line.bytes
  columns.status[at] = line.status ?? 0
  columns.operation[at] = line.operation
  columns.code[at] = line.code
  columns.method[at] = line.method
  columns.from[at] = sides.indexOf(line.from)
  columns.to[at] = sides.indexOf(line.to)
  columns.validity[at] = validities.indexOf(line.validity)
  columns.source[at] = sources.indexOf(line.source)
  columns.marks[at] =
    (line.direction === 'out' ? Mark.out : 0) |
    (line.failed ? Mark.failed : 0) |
    (line.replaced > 0 ? Mark.replaced : 0) |
    (line.unmapped > 0 ? Mark.unmapped : 0) |
    (line.repeats === null ? 0 : Mark.repeat) |
    (line.pinned ? Mark.pinned : 0)
}

/** Adds a line of other columns at the end of a chunk. */
export function copyLine(from: Columns, at: number, to: Chunk): void {
  for (const name of names) to.columns[name][to.length] = from[name][at]!
  to.length += 1
}

/** Place of an entry in a chunk by bisection, `-1` when it is not there. */
export function placeOf({ columns: { id: ids }, length }: Chunk, id: number): number {
  let low = 0
  let high = length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = ids[middle]!
    if (found === id) return middle
    if (found < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}
