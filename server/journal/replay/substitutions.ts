/** Values of the recording and what stands for them in the replay. */
export interface Substitution {
  from: string
  to: string
  /** Members and parameters of this name only; `null`: wherever it stands as a whole. */
  field: string | null
}

export interface Substitutions {
  add(substitution: Substitution): void
  /** What a value has become, itself when nothing. */
  of(value: string, field?: string): string | null
  apply(text: string): string
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Signs that would make it another, longer value. */
const before = '(?<![\\p{L}\\p{N}_-])'
const after = '(?![\\p{L}\\p{N}_-])'

/** JSON member, query parameter, element or attribute of XML. */
function patternIn(field: string, from: string): RegExp {
  const name = escaped(field)
  return new RegExp(
    `("${name}"\\s*:\\s*"?|[?&]${name}=|<${name}>\\s*|\\b${name}=")${escaped(from)}${after}`,
    'gu',
  )
}

/** A shorter value occurs by chance. */
const SHORTEST = 6

export function createSubstitutions(given: readonly Substitution[] = []): Substitutions {
  const anywhere = new Map<string, string>()
  const inField = new Map<string, { to: string; pattern: RegExp }>()
  /** Made anew when something was added. */
  let pattern: RegExp | null = null

  function add({ from, to, field }: Substitution): void {
    if (from === '' || from.includes('***')) return
    if (field === null && from.length >= SHORTEST) {
      anywhere.set(from, to)
      pattern = null
    } else if (field !== null) {
      inField.set(`${field}\n${from}`, { to, pattern: patternIn(field, from) })
    }
  }
  for (const one of given) add(one)

  return {
    add,
    of: (value, field) =>
      anywhere.get(value) ??
      (field === undefined ? undefined : inField.get(`${field}\n${value}`)?.to) ??
      null,
    apply(text) {
      let changed = text
      if (anywhere.size > 0) {
        // All in one pass: what was put in is not looked at again.
        pattern ??= new RegExp(`${before}(?:${[...anywhere.keys()].map(escaped).join('|')})${after}`, 'gu')
        changed = changed.replace(pattern, (value) => anywhere.get(value)!)
      }
      for (const { to, pattern: here } of inField.values())
        changed = changed.replace(here, (_, lead: string) => lead + to)
      return changed
    },
  }
}
