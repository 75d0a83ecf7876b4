import type { BuiltInKind, Replacement } from '../../mappings/model.ts'
import {
  asOnecNames,
  asSiteNames,
  onlyFirst,
  type PassingMessages,
  type PassingValue,
  type PreviewTables,
} from './values.ts'

/** Cities and warehouses of ReGate: asked for as ReStore calls them, answered as 1C does (B-24, B-25). Pure. */

type Members = Readonly<Record<string, unknown>>

const kinds = { city_id: 'regate_city', store_id: 'regate_warehouse' } as const
const ids = ['city_id', 'store_id'] as const

const membersOf = (value: unknown): Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Members) : {}
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The ids that stand side by side in an object, with its name where the object is the city or the warehouse itself. */
const idsIn = (members: Members, at: string): PassingValue[] =>
  ids.map((id) => ({ kind: kinds[id], pointer: `${at}/${id}`, value: textOf(members[id]) }))

const listed = (value: unknown, at: string): PassingValue[] =>
  Array.isArray(value) ? value.flatMap((row, i) => idsIn(membersOf(row), `${at}/${i}`)) : []

function asked(members: Members): PassingValue[] {
  const city = textOf(members['city'])
  const named = members['city_id'] === undefined && city !== undefined
  return [
    ...idsIn(members, ''),
    ...(named ? [{ kind: kinds.city_id, pointer: '/city', value: city, name: city }] : []),
  ]
}

const answered = (members: Members): PassingValue[] => [
  ...idsIn(members, ''),
  ...listed(members['cities'], '/cities'),
  ...listed(members['stores'], '/stores'),
]

/** A table without rows is not asked. */
export function previewRegate(
  { request, response, query }: PassingMessages,
  tables: PreviewTables,
): Replacement[] {
  const used = ({ kind }: PassingValue) => tables.inUse(kind as BuiltInKind)
  return [
    ...asOnecNames(asked({ ...query, ...membersOf(request) }).filter(used), 'request', tables),
    ...asSiteNames(onlyFirst(answered(membersOf(response)).filter(used)), 'response', tables),
  ]
}
