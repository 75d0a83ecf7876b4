import { z } from 'zod'
import type { Dialect } from '../message/dialect.ts'
import { fieldOf } from '../message/field.ts'
import type { WireMember, WireNode } from '../wire/tree.ts'
import { membersByName, type CompareNode } from './node.ts'
import { describeField, fieldScalar, plainScalar, type DescribedField } from './scalars.ts'

/**
 * A tree under the schema of its message, read as the lenient reader of the contract reads it; what that would refuse is
 * kept as it stands, for a broken body is compared too.
 */

interface ReadingOptions {
  dialect: Dialect
  /** IANA zone of the connection. */
  zone: string
}

const silent = (): void => {}

/** A tree that no schema describes. */
export function readPlain(node: WireNode): CompareNode {
  if (node.kind === 'object') {
    const members = membersByName(node.members.map(({ name, value }) => [name, readPlain(value)] as const))
    return { kind: 'object', members, spot: node.spot }
  }
  if (node.kind === 'array') {
    return { kind: 'list', items: node.items.map(readPlain), elements: false, spot: node.spot }
  }
  return plainScalar(node)
}

/** A schema as far as reading needs it. Asking zod anew for each of a million values would take most of the time. */
interface Described {
  field: DescribedField
  element: z.core.$ZodType | null
  elementIsObject: boolean
  shape: z.core.$ZodShape | null
}

const described = new WeakMap<z.core.$ZodType, Described>()

function describe(schema: z.core.$ZodType): Described {
  const known = described.get(schema)
  if (known) return known
  const field = fieldOf(schema)
  const inner = field.schema
  const element = inner instanceof z.ZodArray ? inner.element : null
  const made: Described = {
    field: describeField(field),
    element,
    elementIsObject: element !== null && fieldOf(element).schema instanceof z.ZodObject,
    shape: inner instanceof z.ZodObject ? inner.shape : null,
  }
  described.set(schema, made)
  return made
}

const spelling = (node: WireNode): string | undefined =>
  node.kind === 'text' ? node.text : node.kind === 'number' ? node.raw : undefined

/** @param root names of members are those of the contract already, where the whole message has other ones */
export function readBySchema(root: WireNode, schema: z.core.$ZodType, options: ReadingOptions): CompareNode {
  const { dialect } = options

  function value(node: WireNode, schemaHere: z.core.$ZodType, name: string, written?: string): CompareNode {
    const { field, element, elementIsObject, shape } = describe(schemaHere)
    if (element) {
      const list = elementIsObject ? (dialect.listForm?.(node, `/${name}`, silent) ?? node) : node
      if (list.kind !== 'array') return readPlain(list)
      const items = list.items.map((item) => value(item, element, ''))
      return { kind: 'list', items, elements: false, spot: list.spot }
    }
    if (node.kind === 'object') return shape ? object(node.members, shape, node) : readPlain(node)
    if (node.kind === 'array') return readPlain(node)
    return fieldScalar(node, field, options, written)
  }

  function object(members: readonly WireMember[], shape: z.core.$ZodShape, node: WireNode): CompareNode {
    const entries = members.map((member) => {
      const formed = dialect.memberForm?.(member, shape, '', silent) ?? member
      const known = Object.hasOwn(shape, formed.name) ? shape[formed.name] : undefined
      const written = formed.value === member.value ? undefined : spelling(member.value)
      const read = known ? value(formed.value, known, formed.name, written) : readPlain(formed.value)
      return [formed.name, read] as const
    })
    return { kind: 'object', members: membersByName(entries), spot: node.spot }
  }

  return value(root, schema, '')
}
