import type { Text } from '../contracts/text.ts'

/** Snapshots of the bases as screens and commands see them. Pure. */

/** The snapshot that is always there: the demo data. */
export const DEMO_ID = 'demo'
/** In a comparison: the bases as they are. */
export const NOW_ID = 'now'

/** `own`: kept by a person or a scenario; `before`: kept by a restore, so that it can be taken back; `demo`: built in. */
export type SnapshotKind = 'demo' | 'own' | 'before'

/** How a snapshot fits this program: `older` is brought up to date on a copy when it is restored. */
export type SnapshotFitness = 'ready' | 'older' | 'newer' | 'broken'

/** The clock of the bench at the moment of a snapshot. */
export interface SnapshotClock {
  frozen: boolean
  /** How far it was from the machine's, ms; `null` while it was frozen. */
  aheadMs: number | null
}

/** How many objects of one kind a base has. */
export interface ObjectCount {
  /** Kind of object, see `objects.ts`. */
  kind: string
  base: Text
  title: Text
  count: number
}

export interface Snapshot {
  id: string
  kind: SnapshotKind
  name: string
  note: string
  /** By the bench's clock, ISO 8601; `null`: the demo, which is made when it is wanted. */
  at: string | null
  /** By the machine's clock. */
  madeAt: string | null
  clock: SnapshotClock | null
  /** Version of the program that made it. */
  version: string
  bytes: number
  counts: ObjectCount[]
  fitness: SnapshotFitness
  /** Why it cannot be restored, `null` when it can. */
  problem: Text | null
}

export interface SnapshotsView {
  /** The demo first, then the newest first. */
  snapshots: Snapshot[]
  /** Removed ones that can be brought back, newest first. */
  removed: { id: string; name: string }[]
}

/** What a restore does with the clock: leaves it, stops it at the moment of the snapshot, or puts it as it was then. */
export const clockChoices = ['leave', 'freeze', 'asWas'] as const
export type ClockChoice = (typeof clockChoices)[number]

/** What a restore does with the mapping tables: those of the snapshot come back, or the present ones stay. */
export const tablesChoices = ['restore', 'keep'] as const
export type TablesChoice = (typeof tablesChoices)[number]

export interface Restored {
  snapshot: Snapshot
  /** What was there before; restoring it takes this restore back. `null` when it was not to be kept. */
  before: Snapshot | null
  /** How long exchanges had to wait, ms. */
  durationMs: number
}

export const differenceKinds = ['added', 'changed', 'removed'] as const
export type DifferenceKind = (typeof differenceKinds)[number]

/** Differences of one kind of object between two states. */
export interface KindDifferences {
  kind: string
  base: Text
  title: Text
  added: number
  changed: number
  removed: number
}

export interface SnapshotComparison {
  before: { id: string; name: string; at: string | null }
  after: { id: string; name: string; at: string | null }
  /** Kinds that differ, in the order of the bases. */
  kinds: KindDifferences[]
  same: boolean
}

/** A field in words of the base; what a side does not have is `null`. */
export interface FieldDifference {
  field: string
  before: string | null
  after: string | null
}

export interface ObjectDifference {
  kind: string
  base: Text
  title: Text
  what: DifferenceKind
  /** Primary key, parts joined with « / ». */
  key: string
  /** Number or name, where the object has one. */
  name: string
  fields: FieldDifference[]
}

export interface DifferencePage {
  rows: ObjectDifference[]
  total: number
}
