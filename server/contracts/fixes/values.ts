import type { Finding } from '../finding.ts'
import { pointerKeys } from '../wire/tree.ts'
import type { Places } from './lexer.ts'
import { fixTitles, type Fix, type FixKind, type TextEdit } from './model.ts'
import type { RangedMember, RangedNode, RangeIndex } from './ranges.ts'

/** Fixes of values, names and lists of a JSON text that a reader took with liberties. */

/** The codes of liberties; other findings are faults of content that nobody but their author can put right. */
const LIBERTY = /^L[ABD]-\d\d$/

/** The value that a pointer leads to, `undefined` when there is none. */
export function valueAt(value: unknown, pointer: string): unknown {
  return (pointerKeys(pointer) ?? []).reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, key)
        ? (part as Record<string, unknown>)[key]
        : undefined,
    value,
  )
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null

/** Takes a member out with one of the commas beside it. */
function withoutMember(owner: RangedNode, member: RangedMember): TextEdit[] {
  const at = owner.members.indexOf(member)
  const following = owner.members[at + 1]
  if (following) return [{ from: member.nameFrom, to: following.nameFrom, text: '' }]
  const before = owner.members[at - 1]
  if (before) return [{ from: before.value.to, to: member.value.to, text: '' }]
  return [{ from: member.nameFrom, to: member.value.to, text: '' }]
}

/** LA-04, LA-05: an object that holds several elements by repeating their names becomes as many objects. */
function grouped(text: string, node: RangedNode): TextEdit[] | null {
  const leader = node.members[0]?.name
  const starts = node.members.filter(({ name }, i) => i > 0 && name === leader)
  if (starts.length === 0) return null
  return starts.flatMap((member) => {
    const before = node.members[node.members.indexOf(member) - 1]!
    const comma = text.indexOf(',', before.value.to)
    const { nameFrom } = member
    return comma >= 0 && comma < nameFrom
      ? [
          { from: comma, to: comma + 1, text: '},' },
          { from: nameFrom, to: nameFrom, text: '{' },
        ]
      : []
  })
}

const around = (node: RangedNode, before: string, after: string): TextEdit[] => [
  { from: node.from, to: node.from, text: before },
  { from: node.to, to: node.to, text: after },
]

export interface Reading {
  /** `null` when the text was refused. */
  value: unknown
  findings: readonly Finding[]
}

/** Fixes of the liberties that a reader has named, each from its place. */
export function valueFixes(text: string, places: Places, index: RangeIndex, reading: Reading): Fix[] {
  if (reading.value === null || reading.value === undefined) return []
  return reading.findings.flatMap((finding, number) => {
    if (!LIBERTY.test(finding.code)) return []
    const change = changeFor(text, places.offset(finding.line, finding.column), index, finding, reading.value)
    if (!change || change.edits.length === 0) return []
    const { line, column, code, pointer } = finding
    const { kind, edits } = change
    return [
      {
        id: `${code}:${number}:${edits[0]!.from}`,
        kind,
        title: fixTitles[kind],
        safe: true,
        line,
        column,
        code,
        pointer,
        edits,
      },
    ]
  })
}

function changeFor(
  text: string,
  offset: number,
  index: RangeIndex,
  { code, pointer }: Finding,
  value: unknown,
): { kind: FixKind; edits: TextEdit[] } | null {
  const canonical = valueAt(value, pointer)
  const named = index.members.get(offset)
  if (named) return renamed(named.member, pointer, canonical)
  const node = index.values.get(offset)
  if (!node) return null
  if (node.kind === 'object' && (code === 'LA-04' || code === 'LA-05')) {
    const edits = grouped(text, node)
    if (code === 'LA-05') return edits && { kind: 'group', edits }
    return { kind: 'group', edits: [...(edits ?? []), ...around(node, '[', ']')] }
  }
  const place = index.memberOfValue.get(offset)
  if (canonical === undefined && place)
    return { kind: 'empty', edits: withoutMember(place.owner, place.member) }
  if (node.kind !== 'scalar' || canonical === undefined || !isScalar(canonical)) return null
  const kind = canonical === null ? 'empty' : 'value'
  return { kind, edits: [{ from: node.from, to: node.to, text: JSON.stringify(canonical) }] }
}

/** LA-13, LA-14, LD-03: the name of the contract, and the list or the object that belongs to it. */
function renamed(member: RangedMember, pointer: string, canonical: unknown) {
  const name = pointerKeys(pointer)?.at(-1)
  if (name === undefined || canonical === undefined) return null
  const edits: TextEdit[] =
    name === member.name ? [] : [{ from: member.nameFrom, to: member.nameTo, text: JSON.stringify(name) }]
  const { value } = member
  const only = value.items[0]
  if (Array.isArray(canonical) && value.kind === 'object') edits.push(...around(value, '[', ']'))
  else if (!Array.isArray(canonical) && value.kind === 'array' && value.items.length === 1 && only)
    edits.push({ from: value.from, to: only.from, text: '' }, { from: only.to, to: value.to, text: '' })
  return { kind: 'rename' as const, edits }
}
