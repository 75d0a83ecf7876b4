import { kindOf, type Scenario, type Step } from './language.ts'
import type { RunRecord, StepRecord } from './model.ts'
import { Failed, Stopped, told } from './step-failure.ts'
import { filled, type Scope } from './values.ts'
import type { World } from './world.ts'

/** Place in the file: `['steps', 2, 'steps', 0]`. */
export type Place = readonly (string | number)[]

export interface RunRecordOptions {
  scenario: Scenario
  /** Name of the file. */
  id: string
  run: number
  /** Line of a place of the file. */
  lineOf(place: Place): number
  world: Pick<World, 'lastEntry'>
  /** Called whenever the record has changed. */
  changed(record: RunRecord): void
}

/** What is written down of a run while it goes on: how long everything took, how it ended, and which exchanges it made. */
export interface RunBook {
  readonly record: RunRecord
  /**
   * Writes down a step that begins, and how `work` has ended.
   * @throws Failed, Stopped as `work` has; Failed for any other error, which is written down
   */
  step(
    about: { step: Step; id: string; place: Place; depth: number; scope: Scope },
    work: () => Promise<void>,
  ): Promise<void>
  /** Writes down how `work`, the whole run, has ended; never rejects. */
  whole(work: () => Promise<void>): Promise<void>
  /** The run is over. @param variables what the steps have kept */
  close(variables: ReadonlyMap<string, unknown>): Promise<void>
  /** What came after the end has failed. */
  endFailed(error: unknown): void
  tell(): void
}

/** Entries of one step that are named. */
const MOST_ENTRIES = 200

/** Opens the record of a run. */
export function openRunBook({ scenario, id, run, lineOf, world, changed }: RunRecordOptions): RunBook {
  const started = performance.now()
  const record: RunRecord = {
    id: run,
    scenario: id,
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
  function tell(): void {
    record.ms = Math.round(performance.now() - started)
    changed(record)
  }

  return {
    record,
    tell,
    async step({ step, id: stepId, place, depth, scope }, work) {
      const one: StepRecord = {
        id: stepId,
        depth,
        kind: kindOf(step)!,
        title: titleOf(step, scope),
        line: lineOf(place),
        state: 'running',
        ms: 0,
        entries: [],
        failure: null,
      }
      record.steps.push(one)
      tell()
      const from = performance.now()
      const before = await world.lastEntry()
      try {
        await work()
        one.state = 'passed'
      } catch (error) {
        one.state = error instanceof Stopped ? 'skipped' : 'failed'
        if (error instanceof Stopped) throw error
        one.failure = error instanceof Failed ? error.why : told(error)
        throw new Failed()
      } finally {
        one.ms = Math.round(performance.now() - from)
        const last = await world.lastEntry().catch(() => before)
        const count = Math.min(Math.max(last - before, 0), MOST_ENTRIES)
        one.entries = Array.from({ length: count }, (_, k) => before + 1 + k)
        tell()
      }
    },
    async whole(work) {
      try {
        await work()
        record.state = 'passed'
      } catch (error) {
        record.state = error instanceof Stopped ? 'stopped' : 'failed'
        if (!(error instanceof Failed) && !(error instanceof Stopped)) record.failure = told(error).message
      }
    },
    async close(variables) {
      record.variables = Object.fromEntries(variables)
      record.lastEntry = await world.lastEntry().catch(() => record.afterEntry)
    },
    endFailed(error) {
      record.state = 'failed'
      record.failure ??= told(error).message
    },
  }
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
