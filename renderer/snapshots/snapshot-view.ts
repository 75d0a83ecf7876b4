import type { Tone } from '../ui/tone.ts'
import type { DifferenceKind, Snapshot } from './types.ts'

/** How snapshots and differences look. */

export const kindTones: Record<Snapshot['kind'], Tone> = { demo: 'info', own: 'ok', before: 'idle' }

export const whatTones: Record<DifferenceKind, Tone> = { added: 'ok', changed: 'info', removed: 'bad' }

/** Orders and deals: what people tell one state from another by. */
const main: ReadonlySet<string> = new Set(['site_order', 'onec_order', 'regate_order', 'ksup_deal'])

export const mainCounts = ({ counts }: Snapshot): Snapshot['counts'] =>
  counts.filter(({ kind }) => main.has(kind))
