import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'
import type { Tone } from '../ui/tone.ts'

/** Names for what the admin API answers about scenarios, and how their states feel. */

type Result<Name extends keyof AdminApi> = ResultOf<AdminApi[Name]>

export type ScenarioRow = Result<'scenarios.list'>[number]
export type ScenarioProblem = Result<'scenarios.check'>['problems'][number]
export type RunRecord = Result<'scenarios.run'>
export type RunState = RunRecord['state']
export type StepRecord = RunRecord['steps'][number]
export type StepFailure = NonNullable<StepRecord['failure']>
export type ControlAction = 'pause' | 'resume' | 'step' | 'stop'
export type RecorderView = Result<'recorder.state'>
export type RecordedScenario = Result<'recorder.stop'>

export const runTone: Record<RunState, Tone> = {
  waiting: 'idle',
  running: 'info',
  paused: 'warn',
  passed: 'ok',
  failed: 'bad',
  stopped: 'warn',
}

export const stepTone: Record<StepRecord['state'], Tone> = {
  waiting: 'idle',
  running: 'info',
  passed: 'ok',
  failed: 'bad',
  skipped: 'warn',
}

/** What an id may consist of; it is the name of a file. */
export const idPattern = /^[\p{L}\d][\p{L}\d_.-]{0,99}$/u
