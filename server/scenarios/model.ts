import type { Text } from '../contracts/text.ts'

/** What is told of scenarios and their runs. Pure, for every shell. Times ISO 8601, lengths ms. */

export interface ScenarioProblem {
  message: Text
  line: number
  column: number
  /** `/steps/2/expect` */
  pointer: string
}

export interface ScenarioRow {
  /** Name of its file without `.yaml`. */
  id: string
  title: string
  about: string
  /** Shipped with the program, or a file of the workspace. */
  origin: 'shipped' | 'workspace'
  proves: string[]
  tags: string[]
  steps: number
  problems: ScenarioProblem[]
  /** How its last run of this bench ended. */
  last: { run: number; state: RunState; at: string; ms: number } | null
}

export type StepState = 'waiting' | 'running' | 'passed' | 'failed' | 'skipped'
export type RunState = 'waiting' | 'running' | 'paused' | 'passed' | 'failed' | 'stopped'

export const isOver = (state: RunState): boolean => ['passed', 'failed', 'stopped'].includes(state)

export interface Mismatch {
  /** Where in the result: `body.lines[0].price`. */
  path: string
  expected: string
  actual: string
}

export interface StepFailure {
  message: Text
  mismatches: Mismatch[]
  /** The exchange that shows it. */
  entry: number | null
}

export interface StepRecord {
  /** `3`, `3/row 2/1`: where the step is, as the file counts. */
  id: string
  depth: number
  kind: string
  title: string
  /** In the file, from 1. */
  line: number
  state: StepState
  ms: number
  /** Entries of the journal that came while it worked. */
  entries: number[]
  failure: StepFailure | null
}

export interface RunRecord {
  id: number
  scenario: string
  title: string
  state: RunState
  at: string
  ms: number
  /** Entries of the journal after this one belong to the run. */
  afterEntry: number
  lastEntry: number
  steps: StepRecord[]
  /** What stopped it outside any step: bases that could not be restored. */
  failure: Text | null
  /** What the steps have kept, for a look. */
  variables: Record<string, unknown>
}

/** A run as the bench tells of it. */
export interface RunView extends RunRecord {
  /** Id of the run of an errand that wanted it; `null`: a person or a program did. */
  errand: number | null
  /** Why it cannot be played again from one of its steps; `null`: it can. */
  noWayBack: Text | null
}

/** The queue of runs on a bench. */
export interface QueueView {
  state: 'idle' | 'running' | 'paused'
  /** Runs that are not over, in the order in which they are played. */
  runs: number[]
  /** The bases are as a scenario has left them, and those of before can be brought back. */
  basesLeft: boolean
}
