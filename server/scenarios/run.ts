import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Text } from '../contracts/text.ts'
import {
  kindOf,
  type Each,
  type Parallel,
  type Part,
  type Scenario,
  type SimpleStep,
  type Step,
} from './language.ts'
import { match } from './match.ts'
import type { Mismatch, RunRecord, StepFailure, StepRecord } from './model.ts'
import { valueAt } from './paths.ts'
import { carryOut, isLook } from './steps.ts'
import { durationMs, filled, UnknownVariable, type Scope } from './values.ts'
import type { Outcome, World } from './world.ts'

export interface RunOptions {
  scenario: Scenario
  /** Name of the file. */
  id: string
  run: number
  /** Line of a place of the file. */
  lineOf(place: readonly (string | number)[]): number
  /** Parts that several scenarios share. */
  sharedPart(name: string): Part | null
  world: World
  /** How long a look is repeated when its step does not say, ms. */
  patienceMs?: number
  /** Called whenever the record has changed. */
  changed?(record: RunRecord): void
  /** Waited for before each step of the file: pauses, single steps. Rejects with `Stopped` to end the run. */
  before?(step: StepRecord, variables: ReadonlyMap<string, unknown>): Promise<void>
  /** Variables and the first step, when a run goes on from its middle. */
  from?: { step: number; variables: Record<string, unknown> }
}

/** Ends a run from outside. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** A step that did not hold; its record has the reason. */
class Failed extends Error {
  override readonly name = 'Failed'
}

const PATIENCE_MS = 5000
/** Parts that use parts. */
const DEEPEST = 20

const failure = (message: Text, mismatches: Mismatch[] = [], entry: number | null = null): StepFailure => ({
  message,
  mismatches,
  entry,
})

function told(error: unknown): StepFailure {
  if (error instanceof UnknownVariable)
    return failure({
      ru: `Переменной \${${error.variable}} нет: её никто не задал, или в ней нет такого поля.`,
      en: `There is no variable \${${error.variable}}: nobody has set it, or it has no such member.`,
    })
  const text = error instanceof Error ? error.message : String(error)
  return failure({ ru: text, en: text })
}

/** What was asked for did not happen at all: no answer, or a refusal that the step does not expect. */
function refusalOf(step: SimpleStep, outcome: Outcome): StepFailure | null {
  const members = Object.keys(('expect' in step && step.expect) || {})
  if (members.some((member) => ['status', 'code', 'failure'].includes(member))) return null
  if (outcome.failure !== null)
    return failure(
      { ru: `Ответа нет: ${outcome.failure}`, en: `There is no answer: ${outcome.failure}` },
      [],
      outcome.entry,
    )
  if (outcome.status < 400) return null
  const detail = valueAt(outcome.body, 'detail')
  const why = `HTTP ${outcome.status}${outcome.code ? ` ${outcome.code}` : ''}${typeof detail === 'string' ? `: ${detail}` : ''}`
  return failure(
    { ru: `Отказ, которого шаг не ждёт: ${why}`, en: `A refusal that the step does not expect: ${why}` },
    [],
    outcome.entry,
  )
}

/**
 * Plays a scenario from its bases to its last step, or to the first one that does not hold. Never rejects for what a scenario
 * does: the record says how it ended.
 */
export async function runScenario(options: RunOptions): Promise<RunRecord> {
  const { scenario, world, patienceMs = PATIENCE_MS } = options
  const changed = options.changed ?? (() => {})
  const started = performance.now()
  const uuids = new Map<string, string>()
  const record: RunRecord = {
    id: options.run,
    scenario: options.id,
    title: scenario.scenario,
    state: 'running',
    at: new Date().toISOString(),
    ms: 0,
    afterEntry: 0,
    lastEntry: 0,
    steps: [],
    failure: null,
    variables: {},
  }
  const tell = (): void => {
    record.ms = Math.round(performance.now() - started)
    changed(record)
  }

  const scopeOf = (variables: Map<string, unknown>): Scope => ({
    variables,
    now: () => world.now(),
    uuid(name) {
      if (name === '') return randomUUID()
      if (!uuids.has(name)) uuids.set(name, randomUUID())
      return uuids.get(name)!
    },
  })

  function begun(step: Step, id: string, place: Place, depth: number, title: string): StepRecord {
    const one: StepRecord = {
      id,
      depth,
      kind: kindOf(step)!,
      title,
      line: options.lineOf(place),
      state: 'running',
      ms: 0,
      entries: [],
      failure: null,
    }
    record.steps.push(one)
    tell()
    return one
  }

  const offset = (): string => world.offset()

  /** Does the step, again and again while it only looks and does not see what it expects. */
  async function outcomeOf(
    step: SimpleStep,
    scope: Scope,
  ): Promise<{ outcome: Outcome; why: StepFailure | null }> {
    const wanted = 'within' in step && step.within ? durationMs(step.within) : patienceMs
    const until = performance.now() + (isLook(step) ? wanted : 0)
    for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 200)) {
      const outcome = await carryOut(step, { world, scope, afterEntry: record.afterEntry })
      const why = refusalOf(step, outcome) ?? mismatchOf(step, outcome, scope)
      if (!why || performance.now() + waitMs > until) return { outcome, why }
      await pause(waitMs)
    }
  }

  function mismatchOf(step: SimpleStep, outcome: Outcome, scope: Scope): StepFailure | null {
    if (!('expect' in step) || !step.expect) return null
    // What is checked was saved from the wire, as a rule.
    const money = 'send' in step || 'http' in step || 'check' in step ? 'rubles' : 'kopecks'
    const mismatches = match(filled(step.expect, scope), outcome, { money, offset: offset() })
    if (mismatches.length === 0) return null
    const [{ path, expected, actual }] = mismatches as [Mismatch]
    return failure(
      {
        ru: `Ожидалось ${path}: ${expected}; пришло ${actual}`,
        en: `Expected ${path}: ${expected}; got ${actual}`,
      },
      mismatches,
      outcome.entry,
    )
  }

  async function simple(step: SimpleStep, one: StepRecord, variables: Map<string, unknown>): Promise<void> {
    const scope = scopeOf(variables)
    const { outcome, why } = await outcomeOf(step, scope)
    if (outcome.entry !== null && why) why.entry = outcome.entry
    if (why) {
      one.failure = why
      throw new Failed()
    }
    if ('set' in step)
      for (const [name, value] of Object.entries(step.set)) variables.set(name, filled(value, scope))
    if ('save' in step && step.save)
      for (const [name, path] of Object.entries(step.save)) {
        const value = valueAt(outcome, filled(path, scope) as string)
        if (value === undefined) {
          one.failure = failure(
            {
              ru: `Сохранить нечего: в результате нет ${path}`,
              en: `Nothing to save: the result has no ${path}`,
            },
            [],
            outcome.entry,
          )
          throw new Failed()
        }
        variables.set(name, value)
      }
  }

  async function part(
    step: Extract<SimpleStep, { use: string }>,
    id: string,
    place: Place,
    depth: number,
    variables: Map<string, unknown>,
    one: StepRecord,
  ) {
    const own = scenario.parts[step.use]
    const found = own ?? options.sharedPart(step.use)
    if (!found || depth > DEEPEST) {
      one.failure = failure({ ru: `Части «${step.use}» нет.`, en: `There is no part "${step.use}".` })
      throw new Failed()
    }
    const scope = scopeOf(variables)
    const inner = new Map(variables)
    for (const [name, value] of Object.entries(step.with ?? {})) inner.set(name, filled(value, scope))
    const missing = found.needs.find((name) => !inner.has(name))
    if (missing !== undefined) throw new UnknownVariable(missing)
    // A shared part is in another file: its steps stand where it is used.
    await steps(found.steps, own ? ['parts', step.use, 'steps'] : place, `${id}/`, depth + 1, inner)
    for (const [name, path] of Object.entries(step.save ?? {})) {
      const value = valueAt(Object.fromEntries(inner), path)
      if (value === undefined) throw new UnknownVariable(path)
      variables.set(name, value)
    }
  }

  async function each(
    step: Each,
    id: string,
    place: Place,
    depth: number,
    variables: Map<string, unknown>,
  ): Promise<void> {
    const rows = filled(step.each, scopeOf(variables))
    if (!Array.isArray(rows)) throw new Error(`each: ${JSON.stringify(rows)}`)
    for (const [i, row] of rows.entries()) {
      variables.set(step.as, row)
      await steps(step.steps, [...place, 'steps'], `${id}/${i + 1}.`, depth + 1, variables)
    }
    variables.delete(step.as)
  }

  async function parallel(
    step: Parallel,
    id: string,
    place: Place,
    depth: number,
    variables: Map<string, unknown>,
  ): Promise<void> {
    const ends = await Promise.allSettled(
      step.parallel.map((branch, i) =>
        steps(
          branch.steps,
          [...place, 'parallel', i, 'steps'],
          `${id}/${branch.branch}.`,
          depth + 1,
          variables,
        ),
      ),
    )
    const broken = ends.find((end) => end.status === 'rejected')
    if (broken) throw broken.reason
  }

  type Place = readonly (string | number)[]
  async function steps(
    list: readonly Step[],
    place: Place,
    prefix: string,
    depth: number,
    variables: Map<string, unknown>,
    first = 0,
  ) {
    for (const [i, step] of list.entries()) {
      if (i < first) continue
      const id = `${prefix}${i + 1}`
      const at: Place = [...place, i]
      const one = begun(step, id, at, depth, titleOf(step, scopeOf(variables)))
      const from = performance.now()
      const before = await world.lastEntry()
      try {
        if (depth === 0) await options.before?.(one, variables)
        if ('each' in step) await each(step, id, at, depth, variables)
        else if ('parallel' in step) await parallel(step, id, at, depth, variables)
        else if ('use' in step) await part(step, id, at, depth, variables, one)
        else await simple(step, one, variables)
        one.state = 'passed'
      } catch (error) {
        one.state = error instanceof Stopped ? 'skipped' : 'failed'
        if (!(error instanceof Failed) && !(error instanceof Stopped)) one.failure = told(error)
        throw error instanceof Stopped ? error : new Failed()
      } finally {
        one.ms = Math.round(performance.now() - from)
        const last = await world.lastEntry().catch(() => before)
        one.entries = Array.from(
          { length: Math.min(Math.max(last - before, 0), 200) },
          (_, k) => before + 1 + k,
        )
        tell()
      }
    }
  }

  const variables = new Map<string, unknown>()
  try {
    if (!options.from) await world.begin(scenario.given)
    record.afterEntry = await world.lastEntry()
    if (options.from)
      for (const [name, value] of Object.entries(options.from.variables)) variables.set(name, value)
    else
      for (const [name, value] of Object.entries(scenario.vars))
        variables.set(name, filled(value, scopeOf(variables)))
    await steps(scenario.steps, ['steps'], '', 0, variables, options.from?.step ?? 0)
    record.state = 'passed'
  } catch (error) {
    record.state = error instanceof Stopped ? 'stopped' : 'failed'
    if (!(error instanceof Failed) && !(error instanceof Stopped)) record.failure = told(error).message
  }
  record.variables = Object.fromEntries(variables)
  record.lastEntry = await world.lastEntry().catch(() => record.afterEntry)
  await world.end().catch((error: unknown) => {
    record.state = 'failed'
    record.failure ??= told(error).message
  })
  tell()
  return record
}

function titleOf(step: Step, scope: Scope): string {
  if (step.step !== undefined) {
    try {
      return filled(step.step, scope) as string
    } catch {
      return step.step
    }
  }
  const kind = kindOf(step)!
  const subject = (step as unknown as Record<string, unknown>)[kind]
  return typeof subject === 'string' ? `${kind} ${subject}` : kind
}
