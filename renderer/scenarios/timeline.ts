import type { JournalRow, Side } from '../api/types.ts'
import type { RunRecord, StepRecord } from './types.ts'

/** The exchanges of a run as a sequence diagram: one row an exchange, below the step that made it. */

export const laneOrder: readonly Side[] = ['buyer', 'site', 'restore', 'onec', 'ksup']

export type TimelineRow =
  | { kind: 'step'; key: string; step: StepRecord }
  | { kind: 'exchange'; key: string; row: JournalRow; from: number; to: number }

export interface Timeline {
  lanes: Side[]
  rows: TimelineRow[]
}

/** Rows in the order in which things happened. Lanes are the sides that took part. */
export function timelineOf(run: Pick<RunRecord, 'steps'>, entries: readonly JournalRow[]): Timeline {
  const lanes = laneOrder.filter((side) => entries.some(({ from, to }) => from === side || to === side))
  const lane = (side: Side | null): number => (side === null ? -1 : lanes.indexOf(side))
  const byEntry = new Map<number, StepRecord>()
  // The deepest step that an entry came in made it: a step is recorded before the ones inside of it.
  for (const step of run.steps) for (const entry of step.entries) byEntry.set(entry, step)
  const rows: TimelineRow[] = []
  let last: StepRecord | undefined
  for (const row of entries) {
    const step = byEntry.get(row.id)
    if (step && step !== last) rows.push({ kind: 'step', key: `step-${step.id}-${row.id}`, step })
    last = step ?? last
    rows.push({
      kind: 'exchange',
      key: `entry-${row.id}`,
      row,
      from: lane(row.from),
      to: lane(row.to),
    })
  }
  return { lanes, rows }
}
