import type { BenchArea } from '../stores/live.ts'
import type { Sender } from './types.ts'

/** Live area that tells of the queue of a sender. */
export const areaOf: Readonly<Record<Sender, BenchArea>> = { onec: 'ksup-onec', server: 'ksup' }

export const senders = Object.keys(areaOf) as Sender[]
