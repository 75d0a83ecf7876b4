import { z } from 'zod'
import { isExactNumber } from '../decimal.ts'
import type { ReaderMode } from '../operation.ts'
import { EMPTY_DATE, isLocalTime, readTimeText } from '../time.ts'
import type { Notes } from '../wire/notes.ts'
import { pointerTo } from '../wire/tree.ts'
import type { ObjectNode, Spot, WireMember, WireNode } from '../wire/tree.ts'
import type { DictionaryKind } from './dictionaries.ts'
import { liberties, readScalar } from './lenient.ts'
import type { LibertyId } from './lenient.ts'
import { rules } from './rules.ts'
import type { RuleId } from './rules.ts'
import { wire } from './wire.ts'
import type { WireKind, WireTraits } from './wire.ts'

/**
 * Gives a tree the shape of a schema: LA-04…LA-13, LA-15 and LA-17, duplicate names, exact numbers. What comes out is
 * a plain value for the strict check; what the schema does not know is set aside and put back after the check (LA-15).
 */

/** LA-12: the identifier of the dictionary element with this name, `null` when there is not exactly one. */
export type NameResolver = (dictionary: DictionaryKind, name: string) => string | null

export interface ShapeOptions {
  mode: ReaderMode
  source: 'json' | 'xml'
  zone: string
  resolve?: NameResolver
  notes: Notes
  duplicateCode: string
  /** The code of a breach of a rule, by who reads. */
  codeOf(rule: RuleId): string
}

/** A value with the place of each of its parts. */
export interface Shaped {
  value: unknown
  places: Map<string, Spot>
  /** A name is repeated where the rules do not allow it. */
  hasDuplicates: boolean
  /** Puts the members that the schema does not know back into the value. */
  restoreUnknown(): void
}

/** No value: the member is left out. */
const ABSENT = Symbol('absent')

interface Field {
  schema: z.ZodType
  optional: boolean
  nullable: boolean
}

/** The schema behind `optional()` and `nullable()`. */
export function fieldOf(schema: z.core.$ZodType): Field {
  let inner = schema
  let optional = false
  let nullable = false
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) {
    if (inner instanceof z.ZodOptional) optional = true
    else nullable = true
    inner = inner.unwrap()
  }
  return { schema: inner as z.ZodType, optional, nullable }
}

const traitsOf = (schema: z.ZodType): WireTraits => wire.get(schema) ?? { kind: 'text' }

const NUMERIC: readonly WireKind[] = ['money', 'quantity', 'integer']

const PERSONAL = /\/(?:pasport_info|email|telefon)(?:\/|$)/

/** A value as findings may show it: of personal data only the last two characters (AD-43). */
export function shown(value: string, pointer: string): string {
  return PERSONAL.test(pointer) ? '*'.repeat(Math.max(0, value.length - 2)) + value.slice(-2) : value
}

/** The collections whose elements the samples write into one object. */
const REPEATING: Readonly<Record<string, 'LA-04' | 'LA-05'>> = { offers: 'LA-04', products: 'LA-05' }

/** Groups of members that a repeated first name starts (LA-04, LA-05); `null` when a name repeats inside a group. */
function groupsOf(members: readonly WireMember[]): WireMember[][] | null {
  const leader = members[0]?.name
  const groups: WireMember[][] = []
  let names = new Set<string>()
  for (const member of members) {
    if (member.name === leader) {
      groups.push([])
      names = new Set()
    }
    if (names.has(member.name)) return null
    names.add(member.name)
    groups.at(-1)?.push(member)
  }
  return groups
}

const hasRepeats = ({ members }: ObjectNode): boolean =>
  new Set(members.map(({ name }) => name)).size < members.length

/** Shapes a tree. Whatever is wrong or was a liberty goes to `options.notes`. */
export function shape(root: WireNode, schema: z.ZodType, options: ShapeOptions): Shaped {
  const { mode, notes, source } = options
  const lenient = mode === 'lenient'
  const places = new Map<string, Spot>()
  let hasDuplicates = false
  const unknown: { parent: object; name: string; value: unknown }[] = []

  const liberty = (rule: LibertyId, spot: Spot, pointer: string, value?: string, expected?: string): void =>
    notes.add(spot, {
      code: rule,
      message: liberties[rule],
      pointer,
      value: value === undefined ? undefined : shown(value, pointer),
      expected: expected === undefined ? undefined : shown(expected, pointer),
    })

  const refuse = (rule: RuleId, spot: Spot, pointer: string, value: string, expected?: string): void => {
    const { ru, en } = rules[rule]
    notes.add(spot, {
      severity: 'error',
      code: options.codeOf(rule),
      message: { ru, en },
      pointer,
      value: shown(value, pointer),
      expected,
    })
  }

  const duplicate = ({ name, spot }: WireMember, pointer: string): void => {
    hasDuplicates = true
    notes.add(spot, {
      severity: 'error',
      code: options.duplicateCode,
      pointer,
      message: {
        ru: `Имя «${name}» повторяется в одном объекте: обычный разборщик потерял бы первое значение, оставьте одно`,
        en: `The name "${name}" is repeated in one object: an ordinary parser would lose the first value, keep one`,
      },
    })
  }

  /** A value without a schema: unknown members, and values of a wrong kind for the strict check to refuse. */
  function plain(node: WireNode, pointer: string): unknown {
    places.set(pointer, node.spot)
    switch (node.kind) {
      case 'object':
        return Object.fromEntries(
          distinct(node.members, pointer).map(({ name, value }) => [
            name,
            plain(value, pointerTo(pointer, name)),
          ]),
        )
      case 'array':
        return node.items.map((item, index) => plain(item, pointerTo(pointer, index)))
      case 'number':
        return isExactNumber(node.raw) ? Number(node.raw) + 0 : node.raw
      case 'literal':
        return node.value
      default:
        return node.text
    }
  }

  /** The members, each name once; a repeated one is an error in both modes. */
  function distinct(members: readonly WireMember[], pointer: string): WireMember[] {
    const seen = new Set<string>()
    return members.filter((member) => {
      if (!seen.has(member.name)) return Boolean(seen.add(member.name))
      duplicate(member, pointerTo(pointer, member.name))
      return false
    })
  }

  function scalar(node: WireNode, field: Field, pointer: string): unknown {
    const traits = traitsOf(field.schema)
    if (node.kind === 'object' || node.kind === 'array') return plain(node, pointer)
    if (node.kind === 'literal' && node.value === null) return null
    if (node.kind === 'number' && NUMERIC.includes(traits.kind)) {
      if (isExactNumber(node.raw)) return Number(node.raw) + 0
      refuse('number-digits', node.spot, pointer, node.raw)
      return ABSENT
    }
    const spelling = node.kind === 'number' ? node.raw : node.kind === 'literal' ? node.value! : node.text
    if (source === 'xml' && typeof spelling === 'string') {
      if (NUMERIC.includes(traits.kind) && /^-?\d+(\.\d+)?$/.test(spelling) && isExactNumber(spelling))
        return Number(spelling) + 0
      if (traits.kind === 'boolean' && /^(?:true|false)$/.test(spelling)) return spelling === 'true'
    }
    if (lenient && traits.kind !== 'text') {
      const reading = isCanonical(field.schema, traits.kind, node)
        ? null
        : readScalar(traits.kind, spelling, options.zone)
      if (reading) {
        liberty(reading.rule, node.spot, pointer, String(spelling), String(reading.value))
        return reading.value
      }
    }
    if (lenient && traits.dictionary && options.resolve && node.kind === 'text') {
      const identifier = options.resolve(traits.dictionary, node.text)
      if (identifier !== null && identifier !== node.text) {
        liberty('LA-12', node.spot, pointer, node.text, identifier)
        return identifier
      }
    }
    return plain(node, pointer)
  }

  /** What the strict check takes as it stands needs no rule. Times that are real but empty are left to LA-17. */
  function isCanonical(fieldSchema: z.ZodType, kind: WireKind, node: WireNode): boolean {
    if (node.kind !== 'text') return false
    return kind === 'time' ? isLocalTime(node.text) : fieldSchema.safeParse(node.text).success
  }

  /** LA-17: an empty text, 1C's empty date or a null where there may be no value. */
  function isEmpty(node: WireNode, { schema: fieldSchema, nullable }: Field): boolean {
    if (node.kind === 'literal') return node.value === null && !nullable
    if (node.kind !== 'text') return false
    if (traitsOf(fieldSchema).kind === 'time' && (readTimeText(node.text) ?? node.text) === EMPTY_DATE)
      return true
    return node.text.trim() === '' && !fieldSchema.safeParse(node.text).success
  }

  function value(node: WireNode, schemaHere: z.core.$ZodType, pointer: string): unknown {
    places.set(pointer, node.spot)
    const field = fieldOf(schemaHere)
    if (lenient && (field.optional || field.nullable) && isEmpty(node, field)) {
      liberty(
        'LA-17',
        node.spot,
        pointer,
        node.kind === 'text' ? node.text : 'null',
        field.nullable ? 'null' : '',
      )
      return field.nullable ? null : ABSENT
    }
    if (field.schema instanceof z.ZodObject) {
      return node.kind === 'object' ? object(node, field.schema, pointer) : plain(node, pointer)
    }
    if (field.schema instanceof z.ZodArray) return list(node, field.schema, pointer)
    return scalar(node, field, pointer)
  }

  function list(node: WireNode, schemaHere: z.ZodArray, pointer: string): unknown {
    const element = fieldOf(schemaHere.element).schema
    const items = lenient && element instanceof z.ZodObject ? listItems(node, pointer) : node
    if (items.kind !== 'array') return plain(items, pointer)
    const limit = (schemaHere._zod.bag as { maximum?: number }).maximum
    if (limit !== undefined && items.items.length > limit) {
      refuse('count', items.spot, pointer, String(items.items.length), String(limit))
      return []
    }
    return items.items.map((item, index) => {
      const shaped = value(item, schemaHere.element, pointerTo(pointer, index))
      return shaped === ABSENT ? undefined : shaped
    })
  }

  /** LA-04 and LA-05: one object that holds several elements by repeating their names. */
  function listItems(node: WireNode, pointer: string): WireNode {
    const rule = REPEATING[pointer.slice(pointer.lastIndexOf('/') + 1)]
    if (rule === undefined || source === 'xml') return node
    if (rule === 'LA-04' && node.kind === 'object') {
      const groups = groupsOf(node.members)
      if (!groups) return node
      liberty(rule, node.spot, pointer)
      return { kind: 'array', spot: node.spot, items: groups.map(asObject) }
    }
    if (node.kind !== 'array') return node
    const items = node.items.flatMap((item, index) => {
      if (item.kind !== 'object' || !hasRepeats(item)) return [item]
      const groups = groupsOf(item.members)
      if (!groups) return [item]
      liberty(rule, item.spot, pointerTo(pointer, index))
      return groups.map(asObject)
    })
    return { ...node, items }
  }

  const asObject = (members: WireMember[]): WireNode => ({ kind: 'object', members, spot: members[0]!.spot })

  /** LA-13: `offer` for `offers` and the reverse, when there is exactly one element. */
  function offerShape(member: WireMember, shapeHere: z.core.$ZodShape, pointer: string): WireMember {
    const swap = (name: string, node: WireNode): WireMember => {
      liberty('LA-13', member.spot, pointerTo(pointer, name))
      return { ...member, name, value: node }
    }
    const node = member.value
    if (
      member.name === 'offer' &&
      'offers' in shapeHere &&
      !('offer' in shapeHere) &&
      node.kind === 'object'
    ) {
      return swap('offers', { kind: 'array', spot: node.spot, items: [node] })
    }
    if (member.name === 'offers' && 'offer' in shapeHere && !('offers' in shapeHere)) {
      const only = node.kind === 'array' && node.items.length === 1 ? node.items[0]! : node
      if (only.kind === 'object') return swap('offer', only)
    }
    if (member.name === 'offer' && 'offer' in shapeHere && node.kind === 'array' && node.items.length === 1) {
      return swap('offer', node.items[0]!)
    }
    return member
  }

  function object(node: ObjectNode, schemaHere: z.ZodObject, pointer: string): unknown {
    const shapeHere: z.core.$ZodShape = schemaHere.shape
    const open = schemaHere.def.catchall instanceof z.ZodUnknown
    const members = lenient
      ? node.members.map((member) => offerShape(member, shapeHere, pointer))
      : node.members
    const entries: [string, unknown][] = []
    const extras: [string, unknown][] = []
    for (const member of distinct(members, pointer)) {
      const at = pointerTo(pointer, member.name)
      const known = Object.hasOwn(shapeHere, member.name) ? shapeHere[member.name] : undefined
      if (known) {
        const shaped = value(member.value, known, at)
        if (shaped !== ABSENT) entries.push([member.name, shaped])
        continue
      }
      extras.push([member.name, plain(member.value, at)])
      places.set(at, member.spot)
      if (open) continue
      if (lenient)
        notes.add(member.spot, {
          code: 'W-UNKNOWN-FIELD',
          message: unknownText,
          pointer: at,
          value: member.name,
        })
      else refuse('unknown', member.spot, at, member.name)
    }
    const made: object = Object.fromEntries(entries)
    for (const [name, extra] of extras) unknown.push({ parent: made, name, value: extra })
    return made
  }

  const shaped = value(root, schema, '')
  return {
    value: shaped === ABSENT ? undefined : shaped,
    places,
    hasDuplicates,
    restoreUnknown() {
      for (const { parent, name, value: extra } of unknown) {
        // Not an assignment: a member may be called __proto__.
        Object.defineProperty(parent, name, {
          value: extra,
          enumerable: true,
          configurable: true,
          writable: true,
        })
      }
    },
  }
}

const unknownText = {
  ru: 'Поля нет в контракте: оно сохранено и никак не используется',
  en: 'The field is not in the contract: it is kept and not used',
}
