import { CHUNK, type Columns } from '../lines/chunk.ts'

/**
 * Filters over the columns of a chunk. Each takes the places that are still in question and leaves those that pass, so that
 * a filter that lets little through makes the next ones cheap. Pure.
 */

/** @returns how many of the first `count` places of `picked` passed; they stand first, in their order */
export type Refine = (columns: Columns, picked: Uint16Array, count: number) => number

type NarrowName = {
  [Name in keyof Columns]: Columns[Name] extends Uint8Array | Uint16Array ? Name : never
}[keyof Columns]
type WideName = Exclude<keyof Columns, NarrowName>

/** Passes where the table has a 1 at the value of the column. */
export function inTable(name: NarrowName, table: Uint8Array): Refine {
  return (columns, picked, count) => {
    const column = columns[name]
    let passed = 0
    for (let i = 0; i < count; i += 1) {
      const at = picked[i]!
      if (table[column[at]!] === 1) picked[passed++] = at
    }
    return passed
  }
}

/** A table out of a test of each value that the column may have. */
export function tableOf(values: number, test: (value: number) => boolean): Uint8Array {
  const table = new Uint8Array(values)
  for (let value = 0; value < values; value += 1) if (test(value)) table[value] = 1
  return table
}

/** `from` belongs to it, `to` does not. */
export function between(name: WideName | 'status', from: number, to: number): Refine {
  return (columns, picked, count) => {
    const column = columns[name]
    let passed = 0
    for (let i = 0; i < count; i += 1) {
      const at = picked[i]!
      if (column[at]! >= from && column[at]! < to) picked[passed++] = at
    }
    return passed
  }
}

export function inSet(ids: ReadonlySet<number>): Refine {
  return ({ id }, picked, count) => {
    let passed = 0
    for (let i = 0; i < count; i += 1) {
      const at = picked[i]!
      if (ids.has(id[at]!)) picked[passed++] = at
    }
    return passed
  }
}

export const all =
  (list: readonly Refine[]): Refine =>
  (columns, picked, count) => {
    let left = count
    for (const refine of list) if (left > 0) left = refine(columns, picked, left)
    return left
  }

/** Passes what one of them lets through, or none of them when `not`. */
export function any(list: readonly Refine[], not = false): Refine {
  const marks = new Uint8Array(CHUNK)
  const copy = new Uint16Array(CHUNK)
  return (columns, picked, count) => {
    for (let i = 0; i < count; i += 1) marks[picked[i]!] = 0
    for (const refine of list) {
      copy.set(picked.subarray(0, count))
      const found = refine(columns, copy, count)
      for (let i = 0; i < found; i += 1) marks[copy[i]!] = 1
    }
    const wanted = not ? 0 : 1
    let passed = 0
    for (let i = 0; i < count; i += 1) {
      const at = picked[i]!
      if (marks[at] === wanted) picked[passed++] = at
    }
    return passed
  }
}
