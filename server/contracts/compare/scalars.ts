import { z } from 'zod'
import { readNumberText } from '../decimal.ts'
import type { Dialect } from '../message/dialect.ts'
import type { Field } from '../message/field.ts'
import { EMPTY_DATE, isLocalTime, readTimeText } from '../time.ts'
import { NUMERIC, wire, type WireKind } from '../wire/kinds.ts'
import type { WireNode } from '../wire/tree.ts'
import { plainDecimal } from './decimals.ts'
import type { ScalarNode, ScalarSort } from './node.ts'

/** The value behind a spelling, so that equal values are equal texts. The tag keeps a text from equalling a number. */

export type WireScalar = Extract<WireNode, { kind: 'text' | 'number' | 'literal' }>

const writtenOf = (node: WireScalar): string =>
  node.kind === 'text' ? node.text : node.kind === 'number' ? node.raw : String(node.value)

/** A text cannot hold U+0000 in front of it, so no text equals a number. Texts stand for themselves: there are many. */
export const numberValue = (decimal: string): string => `\0${decimal}`
export const booleanValue = (value: boolean): string => (value ? '\0true' : '\0false')
const NULL_VALUE = '\0null'
/** An empty value where the contract takes it for none. */
export const NOTHING_VALUE = '\0nothing'

/** One literal for all of them: a body has hundreds of thousands. */
const made = (node: WireScalar, sort: ScalarSort, value: string, written: string): ScalarNode => ({
  kind: 'scalar',
  sort,
  value,
  written,
  quoted: node.kind === 'text',
  spot: node.spot,
})

/** A scalar of which nothing is known but how it is written. */
export function plainScalar(node: WireScalar, written = writtenOf(node)): ScalarNode {
  if (node.kind === 'text') return made(node, 'text', node.text, written)
  if (node.kind === 'literal') {
    return node.value === null
      ? made(node, 'nothing', NULL_VALUE, written)
      : made(node, 'boolean', booleanValue(node.value), written)
  }
  const decimal = plainDecimal(node.raw)
  return decimal === null
    ? made(node, 'text', node.raw, written)
    : made(node, 'number', numberValue(decimal), written)
}

const sorts: Readonly<Partial<Record<WireKind, ScalarSort>>> = {
  money: 'money',
  quantity: 'quantity',
  integer: 'number',
  code: 'number',
  time: 'time',
  boolean: 'boolean',
}

/** The canonical text of a spelling by the kind of its field, `null` when the contract does not read it so. */
function canonical(node: WireScalar, kind: WireKind, { scalars }: Dialect, zone: string): string | null {
  if (kind === 'text') return null
  const written = writtenOf(node)
  if (NUMERIC.includes(kind)) {
    const plain = node.kind === 'literal' ? null : (plainDecimal(written) ?? readNumberText(written))
    // A code is never grouped or rounded, so that its own reader has to agree.
    return plain === null || (kind === 'code' && node.kind === 'text' && !scalars.code)
      ? null
      : numberValue(plain)
  }
  if (kind === 'boolean') return /^(?:true|false)$/.test(written) ? booleanValue(written === 'true') : null
  if (kind === 'time' && isLocalTime(written)) return written
  const spelling = node.kind === 'literal' ? node.value : written
  const reading = spelling === null ? null : scalars[kind]?.read(spelling, zone)
  return reading === null || reading === undefined ? null : String(reading)
}

/** What reading has to know of a field of a contract. */
export interface DescribedField {
  kind: WireKind
  mayBeMissing: boolean
  isText: boolean
}

export const describeField = ({ schema, optional, nullable }: Field): DescribedField => ({
  kind: wire.get(schema)?.kind ?? 'text',
  mayBeMissing: optional || nullable,
  isText: schema instanceof z.ZodString || schema instanceof z.ZodEnum,
})

/** LA-17 and its like: an empty text, 1C's empty date or a null where there may be no value. */
function isNothing(node: WireScalar, { kind, mayBeMissing }: DescribedField, dialect: Dialect): boolean {
  if (dialect.liberties.empty === undefined || !mayBeMissing) return false
  if (node.kind === 'literal') return node.value === null
  if (node.kind !== 'text') return false
  if (kind === 'time' && (readTimeText(node.text) ?? node.text) === EMPTY_DATE) return true
  return node.text.trim() === ''
}

/** A scalar of a field of a contract. `writtenBefore` is what stood there when the node is a reading of it already. */
export function fieldScalar(
  node: WireScalar,
  field: DescribedField,
  options: { dialect: Dialect; zone: string },
  writtenBefore?: string,
): ScalarNode {
  const { kind, isText } = field
  const written = writtenBefore ?? writtenOf(node)
  if (isNothing(node, field, options.dialect)) return made(node, 'nothing', NOTHING_VALUE, written)
  if (node.kind === 'literal' && node.value === null) return made(node, 'nothing', NULL_VALUE, written)
  const value = canonical(node, kind, options.dialect, options.zone)
  if (value !== null) return made(node, sorts[kind] ?? 'text', value, written)
  // An order number without quotes is the same order number.
  return isText && node.kind === 'number' ? made(node, 'text', node.raw, written) : plainScalar(node, written)
}
