/** What two people did to one form, field by field. Values are JSON; lists are compared whole. Pure. */

/** A field that both have changed, each in another way. */
export interface Conflict {
  /** Members on the way to the field: `queue.workers`. */
  path: string
  was: unknown
  theirs: unknown
  mine: unknown
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

const namesOf = (...objects: Record<string, unknown>[]): string[] => [
  ...new Set(objects.flatMap(Object.keys)),
]

/** Fields that both changed since `was`; what only one of them changed is no conflict. */
export function conflictsOf(was: unknown, theirs: unknown, mine: unknown, path = ''): Conflict[] {
  if (same(was, theirs) || same(was, mine) || same(theirs, mine)) return []
  if (!isObject(was) || !isObject(theirs) || !isObject(mine)) return [{ path, was, theirs, mine }]
  return namesOf(was, theirs, mine).flatMap((name) =>
    conflictsOf(was[name], theirs[name], mine[name], path === '' ? name : `${path}.${name}`),
  )
}

/** What both want; where they want different things, what `mine` says. */
export function merged<T>(was: T, theirs: T, mine: T): T {
  if (same(was, mine)) return theirs
  if (same(was, theirs) || !isObject(was) || !isObject(theirs) || !isObject(mine)) return mine
  return Object.fromEntries(
    namesOf(theirs, mine)
      .map((name): [string, unknown] => [name, merged(was[name], theirs[name], mine[name])])
      .filter(([, value]) => value !== undefined),
  ) as T
}
