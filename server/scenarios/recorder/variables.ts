import { memberPath } from './expectations.ts'
import type { DraftStep } from './model.ts'

/**
 * Variables of a recorded story: an identifier that an answer brought and a later step uses. What a step used before any answer
 * brought it was known beforehand and stays as it is.
 */

export interface Variable {
  name: string
  /** Number of the step that brings it. */
  step: number
  path: string
  /** As it was while the story was recorded. */
  value: string | number
}

interface Source {
  step: number
  path: string
  member: string
  value: string | number
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const uuids = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi
const naming =
  /(?:^|_)(?:id|ref|number|code|key|uuid|guid|article|subject|order|booking|request|deal|contact|document|message)(?:_1c|_ksup)?$/

const isName = (member: string): boolean =>
  naming.test(member.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase())

const isIdentifier = (member: string, value: unknown): value is string | number =>
  (typeof value === 'string' &&
    value !== '' &&
    value.length <= 100 &&
    (uuid.test(value) || isName(member))) ||
  (typeof value === 'number' && Number.isSafeInteger(value) && isName(member))

function eachLeaf(
  value: unknown,
  path: string,
  member: string,
  visit: (value: unknown, path: string, member: string) => void,
): void {
  if (Array.isArray(value)) value.forEach((element, i) => eachLeaf(element, `${path}[${i}]`, member, visit))
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) eachLeaf(inner, memberPath(path, name), name, visit)
  else visit(value, path, member)
}

function replaced(value: unknown, member: string, put: (value: unknown, member: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => replaced(element, member, put))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, replaced(inner, name, put)]),
    )
  return put(value, member)
}

/** What the object of a step is called: `order` of `site.place` at `/site/orders`. */
export type NounOf = (step: DraftStep) => string

const snake = (text: string): string =>
  text
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^\p{L}\d]+/gu, '_')
    .toLowerCase()

function nameFor({ member }: Source, noun: string, taken: ReadonlySet<string>): string {
  const own = snake(member)
  const base = /^(?:id|ref|number|code|key|uuid|guid)$/.test(own) ? `${snake(noun)}_${own}` : own
  const name = /^\d/.test(base) ? `n${base}` : base
  if (!taken.has(name)) return name
  for (let i = 2; ; i += 1) if (!taken.has(`${name}_${i}`)) return `${name}_${i}`
}

/** Members that say what kind of step it is; they hold no values. */
const fixed = new Set(['do', 'read', 'send', 'clock', 'operation', 'contentType', 'encoding', 'at'])

/**
 * Puts variables where later steps use what earlier ones brought. Steps are changed in place: `members`, `save` and `expect`.
 * @returns the variables in the order in which they come
 */
export function putVariables(steps: readonly DraftStep[], nounOf: NounOf): Variable[] {
  const known = new Set<string>()
  const sources = new Map<string, Source>()
  const named = new Map<string, Variable>()
  const taken = new Set<string>()

  function variable(value: string): Variable | null {
    const before = named.get(value)
    if (before) return before
    const source = sources.get(value)
    if (!source) return null
    const step = steps[source.step]!
    const name = nameFor(source, nounOf(step), taken)
    taken.add(name)
    const made = { name, step: source.step, path: source.path, value: source.value }
    named.set(value, made)
    step.save[name] = source.path
    return made
  }

  steps.forEach((step, index) => {
    step.members = replaced(step.members, '', (value, member) => {
      if (fixed.has(member)) return value
      if (typeof value === 'string' && !uuid.test(value) && uuids.test(value))
        return value.replace(uuids, (found) => {
          const made = variable(found)
          return made ? `\${${made.name}}` : found
        })
      if (typeof value !== 'string' && typeof value !== 'number') return value
      const isParam = Object.hasOwn((step.members['params'] ?? {}) as object, member)
      const made = isIdentifier(member, value) || isParam ? variable(String(value)) : null
      if (made) return `\${${made.name}}`
      known.add(String(value))
      return value
    }) as DraftStep['members']
    eachLeaf(step.outcome?.body, 'body', 'body', (value, path, member) => {
      if (!isIdentifier(member, value)) return
      const text = String(value)
      if (!known.has(text) && !sources.has(text)) sources.set(text, { step: index, path, member, value })
    })
  })
  steps.forEach((step, index) => {
    step.expect = replaced(step.expect, '', (value) => {
      const made = typeof value === 'string' ? named.get(value) : undefined
      // A step keeps its variables when its expectations have been looked at.
      return made && made.step < index ? `\${${made.name}}` : value
    }) as DraftStep['expect']
  })
  return [...named.values()]
}

/** Gives variables their plain names where another of that name has gone: `order_id_3` becomes `order_id`. */
export function rename(steps: readonly DraftStep[], variables: readonly Variable[]): void {
  const taken = new Set<string>()
  for (const variable of variables) {
    const plain = variable.name.replace(/_\d+$/, '')
    let name = plain
    for (let i = 2; taken.has(name); i += 1) name = `${plain}_${i}`
    taken.add(name)
    if (name === variable.name) continue
    const { save } = steps[variable.step]!
    delete save[variable.name]
    save[name] = variable.path
    const put = (held: unknown): unknown =>
      typeof held === 'string' ? held.replaceAll(`\${${variable.name}}`, `\${${name}}`) : held
    for (const step of steps) {
      step.members = replaced(step.members, '', put) as DraftStep['members']
      step.expect = replaced(step.expect, '', put) as DraftStep['expect']
    }
    variable.name = name
  }
}

/** Puts the value of a variable back where it is used: it is the same every time, so a name only hides it. */
export function inline(steps: readonly DraftStep[], { name, step, value }: Variable): void {
  delete steps[step]!.save[name]
  const put = (held: unknown): unknown =>
    held === `\${${name}}`
      ? value
      : typeof held === 'string'
        ? held.replaceAll(`\${${name}}`, String(value))
        : held
  for (const one of steps) {
    one.members = replaced(one.members, '', put) as DraftStep['members']
    one.expect = replaced(one.expect, '', put) as DraftStep['expect']
  }
}
