import type { Tone } from '../../ui/tone.ts'
import type { InboxState } from '../types.ts'

export const inboxTone: Readonly<Record<InboxState, Tone>> = {
  queued: 'warn',
  applied: 'ok',
  no_action: 'idle',
  refused: 'bad',
  skipped: 'idle',
}

export const inboxStates = Object.keys(inboxTone) as InboxState[]

/** A person decides about what is not settled: it is tried again, or taken out. */
export const inboxOpen = (state: InboxState): boolean => state === 'queued' || state === 'refused'
