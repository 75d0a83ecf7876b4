const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What belongs to the machine or to the people, which a scenario leaves alone; and what comes with the bases. */
const apart: ReadonlySet<string> = new Set([
  'name',
  'tls',
  'team',
  'journal',
  '$schema',
  'version',
  'mappings',
])

/**
 * The members of a document that are not as in another one, for `given.settings`. Lists are told whole.
 * @returns `undefined` when nothing differs
 */
function difference(from: unknown, to: unknown): unknown {
  if (JSON.stringify(from) === JSON.stringify(to)) return undefined
  if (!isPlain(from) || !isPlain(to)) return to
  const changed = Object.entries(to).flatMap(([name, value]) => {
    const inner = difference(from[name], value)
    return inner === undefined ? [] : [[name, inner] as const]
  })
  return changed.length > 0 ? Object.fromEntries(changed) : undefined
}

/** How the settings of a bench differ from those that a scenario begins with. */
export const settingsOver = (initial: object, own: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries((difference(initial, own) ?? {}) as Record<string, unknown>).filter(
      ([name]) => !apart.has(name),
    ),
  )
