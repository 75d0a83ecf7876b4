import { z } from 'zod'
import { isExactNumber } from '../decimal.ts'
import type { ReaderMode, ReadOptions } from '../operation.ts'
import { EMPTY_DATE, isLocalTime, readTimeText } from '../time.ts'
import { NUMERIC, wire } from '../wire/kinds.ts'
import type { WireKind, WireTraits } from '../wire/kinds.ts'
import type { Notes } from '../wire/notes.ts'
import { pointerTo } from '../wire/tree.ts'
import type { ObjectNode, Spot, WireMember, WireNode } from '../wire/tree.ts'
import type { Dialect, NoteLiberty } from './dialect.ts'
import { fieldOf } from './field.ts'
import type { Field } from './field.ts'

/**
 * Gives a tree the shape of a schema: the liberties of the dialect, duplicate names, exact numbers. What comes out is a
 * plain value for the strict check; what the schema does not know is set aside and put back after the check.
 */

export interface ShapeOptions {
  mode: ReaderMode
  source: 'json' | 'xml'
  zone: string
  resolve?: ReadOptions['resolve']
  notes: Notes
  dialect: Dialect
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

const traitsOf = (schema: z.ZodType): WireTraits => wire.get(schema) ?? { kind: 'text' }

/** Shapes a tree. Whatever is wrong or was a liberty goes to `options.notes`. */
export function shape(root: WireNode, schema: z.ZodType, options: ShapeOptions): Shaped {
  const { mode, notes, source, dialect } = options
  const lenient = mode === 'lenient'
  const places = new Map<string, Spot>()
  let hasDuplicates = false
  const unknown: { parent: object; name: string; value: unknown }[] = []

  const liberty: NoteLiberty = (id, spot, pointer, value, expected) =>
    notes.add(spot, {
      code: id,
      message: dialect.libertyText(id),
      pointer,
      value: value === undefined ? undefined : dialect.shown(value, pointer),
      expected: expected === undefined ? undefined : dialect.shown(expected, pointer),
    })

  const refuse = (rule: string, spot: Spot, pointer: string, value: string, expected?: string): void =>
    notes.add(spot, {
      severity: 'error',
      ...dialect.rule(rule),
      pointer,
      value: dialect.shown(value, pointer),
      expected,
    })

  const duplicate = ({ name, spot }: WireMember, pointer: string): void => {
    hasDuplicates = true
    notes.add(spot, {
      severity: 'error',
      code: dialect.faults.duplicate,
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

  /** A schema of an address takes texts and more for a number; a body that stands for it has numbers (BD-02). */
  function ownNumber(node: WireNode, field: Field, pointer: string): unknown {
    const read = scalar(node, field, pointer)
    if (typeof read === 'number' || read === ABSENT) return read
    refuse('type', node.spot, pointer, String(plain(node, pointer)), 'number')
    return ABSENT
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
    const reader = lenient ? dialect.scalars[traits.kind] : undefined
    if (reader && !isCanonical(field.schema, traits.kind, node)) {
      const reading = reader.read(spelling, options.zone)
      if (reading !== null) {
        liberty(reader.id, node.spot, pointer, String(spelling), String(reading))
        return reading
      }
    }
    const { name } = dialect.liberties
    if (lenient && name && traits.dictionary && options.resolve && node.kind === 'text') {
      const identifier = options.resolve(traits.dictionary, node.text)
      if (identifier !== null && identifier !== node.text) {
        liberty(name, node.spot, pointer, node.text, identifier)
        return identifier
      }
    }
    return plain(node, pointer)
  }

  /** What the strict check takes as it stands needs no rule. Times that are real but empty are left to the liberty with empty values. */
  function isCanonical(fieldSchema: z.ZodType, kind: WireKind, node: WireNode): boolean {
    if (node.kind !== 'text' || NUMERIC.includes(kind)) return false
    return kind === 'time' ? isLocalTime(node.text) : fieldSchema.safeParse(node.text).success
  }

  /** An empty text, 1C's empty date or a null where there may be no value. */
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
    const { empty } = dialect.liberties
    if (lenient && empty && (field.optional || field.nullable) && isEmpty(node, field)) {
      liberty(
        empty,
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
    const coerces = field.schema instanceof z.ZodNumber && field.schema.def.coerce
    return coerces ? ownNumber(node, field, pointer) : scalar(node, field, pointer)
  }

  function list(node: WireNode, schemaHere: z.ZodArray, pointer: string): unknown {
    const element = fieldOf(schemaHere.element).schema
    const mayDiffer = lenient && source === 'json' && element instanceof z.ZodObject
    const items = (mayDiffer && dialect.listForm?.(node, pointer, liberty)) || node
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

  function object(node: ObjectNode, schemaHere: z.ZodObject, pointer: string): unknown {
    const shapeHere: z.core.$ZodShape = schemaHere.shape
    const open = schemaHere.def.catchall instanceof z.ZodUnknown
    const members = lenient
      ? node.members.map((member) => dialect.memberForm?.(member, shapeHere, pointer, liberty) ?? member)
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
      const extra = plain(member.value, at)
      extras.push([member.name, extra])
      places.set(at, member.spot)
      const broken = dialect.forbids?.(member.name, extra) ?? null
      if (broken !== null) refuse(broken, member.spot, at, member.name)
      if (broken !== null || open) continue
      const kept = lenient ? dialect.liberties.unknown : undefined
      if (kept !== undefined)
        notes.add(member.spot, {
          code: kept,
          message: dialect.libertyText(kept),
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
