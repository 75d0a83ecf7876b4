import type { Tone } from '../ui/tone.ts'
import type { RunOutcome } from './types.ts'

export const outcomes: readonly RunOutcome[] = [
  'running',
  'waiting',
  'ok',
  'failed',
  'skipped',
  'missed',
  'stopped',
]

export const outcomeTone: Record<RunOutcome, Tone> = {
  waiting: 'info',
  running: 'info',
  ok: 'ok',
  failed: 'bad',
  skipped: 'idle',
  missed: 'warn',
  stopped: 'warn',
}
