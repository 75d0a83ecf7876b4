import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Each, Parallel, Part, Scenario, SimpleStep, Step } from './language.ts'
import type { RunRecord } from './model.ts'
import { valueAt } from './paths.ts'
import { openRunBook, type Place } from './run-record.ts'
import { Failed, failure, mismatchOf, refusalOf } from './step-failure.ts'
import { carryOut, isLook } from './steps.ts'
import { durationMs, filled, UnknownVariable, type Scope } from './values.ts'
import type { Outcome, World } from './world.ts'

export interface RunOptions {
  scenario: Scenario
  /** Name of the file. */
  id: string
  run: number
  /** Line of a place of the file. */
  lineOf(place: Place): number
  /** Parts that several scenarios share. */
  sharedPart(name: string): Part | null
  world: World
  /** How long a look is repeated when its step does not say, ms. */
  patienceMs?: number
  /** Called whenever the record has changed. */
  changed?(record: RunRecord): void
  /** Waited for before each step of the file: pauses, single steps. Rejects with `Stopped` to end the run. */
  before?(): Promise<void>
}

const PATIENCE_MS = 5000
/** Parts that use parts. */
const DEEPEST = 20

/** What a list of steps knows of where it stands. */
interface Spot {
  place: Place
  /** Ids of its steps begin with it: `3/row 2/`. */
  prefix: string
  depth: number
  variables: Map<string, unknown>
}

/**
 * Plays a scenario from its bases to its last step, or to the first one that does not hold. Never rejects for what a scenario
 * does: the record says how it ended.
 */
export async function runScenario(options: RunOptions): Promise<RunRecord> {
  const { scenario, world, patienceMs = PATIENCE_MS } = options
  const book = openRunBook({ ...options, changed: options.changed ?? (() => {}) })
  const { record } = book
  const uuids = new Map<string, string>()

  const scopeOf = (variables: Map<string, unknown>): Scope => ({
    variables,
    now: () => world.now(),
    uuid(name) {
      if (name === '') return randomUUID()
      if (!uuids.has(name)) uuids.set(name, randomUUID())
      return uuids.get(name)!
    },
  })

  /**
   * Does the step, again and again while it only looks, or is a request to be repeated, and does not see what it expects.
   * @throws Failed
   */
  async function held(step: SimpleStep, scope: Scope): Promise<Outcome> {
    const within = 'within' in step && step.within ? durationMs(step.within) : null
    const until = performance.now() + (within ?? (isLook(step) ? patienceMs : 0))
    for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 200)) {
      const outcome = await carryOut(step, { world, scope, afterEntry: record.afterEntry })
      const why = refusalOf(step, outcome) ?? mismatchOf(step, outcome, { scope, offset: world.offset() })
      if (!why) return outcome
      if (performance.now() + waitMs > until) throw new Failed({ ...why, entry: outcome.entry ?? why.entry })
      await pause(waitMs)
    }
  }

  async function simple(step: SimpleStep, variables: Map<string, unknown>): Promise<void> {
    const scope = scopeOf(variables)
    const outcome = await held(step, scope)
    if ('set' in step)
      for (const [name, value] of Object.entries(step.set)) variables.set(name, filled(value, scope))
    if ('save' in step && step.save)
      for (const [name, path] of Object.entries(step.save)) {
        const value = valueAt(outcome, filled(path, scope) as string)
        if (value === undefined)
          throw new Failed(
            failure(
              {
                ru: `Сохранить нечего: в результате нет ${path}`,
                en: `Nothing to save: the result has no ${path}`,
              },
              [],
              outcome.entry,
            ),
          )
        variables.set(name, value)
      }
  }

  async function part(step: Extract<SimpleStep, { use: string }>, id: string, at: Spot): Promise<void> {
    const { depth, variables } = at
    const own = scenario.parts[step.use]
    const found = own ?? options.sharedPart(step.use)
    if (!found || depth > DEEPEST)
      throw new Failed(failure({ ru: `Части «${step.use}» нет.`, en: `There is no part "${step.use}".` }))
    const scope = scopeOf(variables)
    const inner = new Map(variables)
    for (const [name, value] of Object.entries(step.with ?? {})) inner.set(name, filled(value, scope))
    const missing = found.needs.find((name) => !inner.has(name))
    if (missing !== undefined) throw new UnknownVariable(missing)
    // A shared part is in another file: its steps stand where it is used.
    const place = own ? ['parts', step.use, 'steps'] : at.place
    await steps(found.steps, { place, prefix: `${id}/`, depth: depth + 1, variables: inner })
    for (const [name, path] of Object.entries(step.save ?? {})) {
      const value = valueAt(Object.fromEntries(inner), path)
      if (value === undefined) throw new UnknownVariable(path)
      variables.set(name, value)
    }
  }

  async function each(step: Each, id: string, { place, depth, variables }: Spot): Promise<void> {
    const rows = filled(step.each, scopeOf(variables))
    if (!Array.isArray(rows)) throw new Error(`each: ${JSON.stringify(rows)}`)
    for (const [i, row] of rows.entries()) {
      variables.set(step.as, row)
      const prefix = `${id}/${i + 1}.`
      await steps(step.steps, { place: [...place, 'steps'], prefix, depth: depth + 1, variables })
    }
    variables.delete(step.as)
  }

  async function parallel(step: Parallel, id: string, { place, depth, variables }: Spot): Promise<void> {
    const ends = await Promise.allSettled(
      step.parallel.map((branch, i) =>
        steps(branch.steps, {
          place: [...place, 'parallel', i, 'steps'],
          prefix: `${id}/${branch.branch}.`,
          depth: depth + 1,
          variables,
        }),
      ),
    )
    const broken = ends.find((end) => end.status === 'rejected')
    if (broken) throw broken.reason
  }

  async function steps(list: readonly Step[], { place, prefix, depth, variables }: Spot): Promise<void> {
    for (const [i, step] of list.entries()) {
      const id = `${prefix}${i + 1}`
      const at: Spot = { place: [...place, i], prefix, depth, variables }
      const scope = scopeOf(variables)
      await book.step({ step, id, place: at.place, depth, scope }, async () => {
        if (depth === 0) await options.before?.()
        if ('each' in step) await each(step, id, at)
        else if ('parallel' in step) await parallel(step, id, at)
        else if ('use' in step) await part(step, id, at)
        else await simple(step, variables)
      })
    }
  }

  const variables = new Map<string, unknown>()
  await book.whole(async () => {
    await world.begin(scenario.given)
    record.afterEntry = await world.lastEntry()
    for (const [name, value] of Object.entries(scenario.vars))
      variables.set(name, filled(value, scopeOf(variables)))
    await steps(scenario.steps, { place: ['steps'], prefix: '', depth: 0, variables })
  })
  await book.close(variables)
  await world.end().catch(book.endFailed)
  book.tell()
  return record
}
