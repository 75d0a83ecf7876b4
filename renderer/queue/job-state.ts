import type { Tone } from '../ui/tone.ts'
import type { JobState } from './types.ts'

export const jobStates: readonly JobState[] = ['queued', 'running', 'done', 'failed', 'dead']

export const jobTone: Record<JobState, Tone> = {
  queued: 'info',
  running: 'warn',
  done: 'ok',
  failed: 'bad',
  dead: 'bad',
}
