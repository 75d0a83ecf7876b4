import type { Tone } from '../ui/tone.ts'
import type { ReplayRun, ReplayStep } from './types.ts'

export type ShownVerdict = keyof ReplayRun['counts']

/** How a step ended, in one word. */
export const verdictOf = ({ state, verdict }: ReplayStep): ShownVerdict =>
  state === 'done' ? (verdict ?? 'failed') : state

export const verdictTone: Record<ShownVerdict, Tone> = {
  same: 'ok',
  explained: 'ok',
  different: 'bad',
  failed: 'bad',
  skipped: 'idle',
  waiting: 'info',
}

/** How a whole run went. */
export function runTone({ state, same, counts }: ReplayRun): Tone {
  if (state === 'running') return 'info'
  if (counts.different + counts.failed > 0) return 'bad'
  return same === null ? 'warn' : 'ok'
}
