import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml'
import { z } from 'zod'
import { Given, kindOf, Part, Scenario, stepKinds, type StepKind } from './language.ts'
import type { ScenarioProblem } from './model.ts'

/** Names that a scenario may use, as the bench has them. */
export interface KnownNames {
  /** Calls of the admin API: name to method. */
  calls: ReadonlyMap<string, string>
  operations: ReadonlySet<string>
}

export interface ReadScenario {
  /** `null` while there are problems. */
  scenario: Scenario | null
  problems: ScenarioProblem[]
  /** Line of a place of the file, from 1. */
  lineOf(place: readonly (string | number)[]): number
}

type Place = readonly (string | number)[]

const errorsIn = { ru: z.locales.ru().localeError, en: z.locales.en().localeError }

const Header = z.strictObject({
  scenario: z.string().min(1).max(150),
  about: z.string().optional(),
  proves: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  given: Given.optional(),
  vars: z.record(z.string(), z.unknown()).optional(),
  parts: z
    .record(z.string(), z.strictObject({ ...Part.shape, steps: z.array(z.unknown()).min(1) }))
    .optional(),
  steps: z.array(z.unknown()).min(1),
})

function placeIn(document: Document, lines: LineCounter, place: Place) {
  for (let length = place.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(place.slice(0, length), true)
    if (!isNode(node) || !node.range) continue
    // Of a member the name is shown, not its value.
    const owner: unknown = length < 2 ? document.contents : document.getIn(place.slice(0, length - 1), true)
    const key = isMap(owner)
      ? owner.items.find(
          ({ key: name }) =>
            isNode(name) && String((name as { value?: unknown }).value) === String(place[length - 1]),
        )?.key
      : null
    const range = isNode(key) && key.range ? key.range : node.range
    const { line, col } = lines.linePos(range[0])
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  return { line: 1, column: 1 }
}

/**
 * Reads the text of a scenario. Whatever is wrong is told with its place, everything at once.
 * @param known names of calls and operations that exist
 */
export function readScenario(text: string, known: KnownNames): ReadScenario {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const problems: ScenarioProblem[] = []
  const tell = (place: Place, ru: string, en: string): void => {
    problems.push({
      message: { ru, en },
      ...placeIn(document, lines, place),
      pointer: place.map((part) => `/${part}`).join(''),
    })
  }
  const result = (scenario: Scenario | null): ReadScenario => ({
    scenario,
    problems,
    lineOf: (place) => placeIn(document, lines, place).line,
  })
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    const { line, col } = lines.linePos(pos[0])
    problems.push({
      message: { ru: `Это не YAML: ${message}`, en: `This is not YAML: ${message}` },
      line,
      column: col,
      pointer: '',
    })
  }
  if (problems.length > 0) return result(null)

  const raw: unknown = document.toJS({ maxAliasCount: 100 })
  function hold(schema: z.ZodType, value: unknown, place: Place): void {
    const inRussian = schema.safeParse(value, { error: errorsIn.ru })
    if (inRussian.success) return
    const inEnglish = schema.safeParse(value, { error: errorsIn.en })
    inRussian.error.issues.forEach((issue, i) => {
      const english = inEnglish.error?.issues[i]?.message ?? issue.message
      const name = issue.path.at(-1)
      const prefix = name === undefined ? '' : `«${String(name)}»: `
      tell(
        [...place, ...(issue.path as (string | number)[])],
        `${prefix}${issue.message}`,
        `${prefix}${english}`,
      )
    })
  }

  function holdStep(step: unknown, place: Place): void {
    if (typeof step !== 'object' || step === null || Array.isArray(step))
      return tell(
        place,
        'Шаг — это поле с действием: send, do, read, journal …',
        'A step is an object with an action: send, do, read, journal …',
      )
    const kind = kindOf(step)
    if (!kind) {
      const names = Object.keys(stepKinds).join(', ')
      return tell(
        place,
        `Действие шага не названо. Бывают: ${names}.`,
        `The action of the step is missing. There are: ${names}.`,
      )
    }
    const members = step as Record<string, unknown>
    if (kind === 'each') {
      hold(z.strictObject({ ...eachHead }), { ...members, steps: undefined }, place)
      return holdSteps(members['steps'], [...place, 'steps'])
    }
    if (kind === 'parallel') {
      const branches = members['parallel']
      if (!Array.isArray(branches) || branches.length < 2)
        return tell([...place, 'parallel'], 'Нужны хотя бы две ветви.', 'At least two branches are needed.')
      branches.forEach((branch: unknown, i) => {
        const { steps, ...head } = (branch ?? {}) as Record<string, unknown>
        hold(z.strictObject({ branch: z.string().min(1).max(100) }), head, [...place, 'parallel', i])
        holdSteps(steps, [...place, 'parallel', i, 'steps'])
      })
      return
    }
    hold(stepKinds[kind], step, place)
    holdNames(kind, members, place)
  }

  function holdNames(kind: StepKind, step: Record<string, unknown>, place: Place): void {
    const name = step[kind]
    if (typeof name !== 'string' || name.includes('${')) return
    if (kind === 'do' || kind === 'read') {
      const method = known.calls.get(name)
      if (method === undefined)
        tell([...place, kind], `Действия «${name}» у стенда нет.`, `The bench has no call "${name}".`)
      else if (kind === 'read' && method !== 'GET')
        tell([...place, kind], `«${name}» меняет данные: это шаг do.`, `"${name}" changes data: use do.`)
    }
    if (kind === 'send' && !known.operations.has(name))
      tell(
        [...place, kind],
        `Операции «${name}» нет ни в одном контракте.`,
        `No contract has an operation "${name}".`,
      )
  }

  function holdSteps(steps: unknown, place: Place): void {
    if (!Array.isArray(steps) || steps.length === 0)
      return tell(place, 'Нужен список шагов.', 'A list of steps is needed.')
    steps.forEach((step: unknown, i) => holdStep(step, [...place, i]))
  }

  hold(Header, raw, [])
  const { steps, parts } = (raw ?? {}) as { steps?: unknown; parts?: Record<string, { steps?: unknown }> }
  if (problems.length === 0) {
    holdSteps(steps, ['steps'])
    for (const [name, part] of Object.entries(parts ?? {})) holdSteps(part.steps, ['parts', name, 'steps'])
  }
  if (problems.length > 0) return result(null)
  const parsed = Scenario.safeParse(raw, { error: errorsIn.ru })
  if (parsed.success) return result(parsed.data)
  hold(Scenario, raw, [])
  return result(null)
}

const eachHead = {
  each: z.union([z.array(z.unknown()).min(1), z.string()]),
  as: z.string().optional(),
  step: z.string().optional(),
  note: z.string().optional(),
  steps: z.undefined(),
}
