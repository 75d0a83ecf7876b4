import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'
import type { ClockChoice, TablesChoice } from '../../server/snapshots/model.ts'

type Result<Name extends keyof AdminApi> = ResultOf<AdminApi[Name]>

export type SnapshotsView = Result<'snapshots.list'>
export type Snapshot = SnapshotsView['snapshots'][number]
export type Restored = Result<'snapshots.restore'>
export interface RestoreChoice {
  clock: ClockChoice
  tables: TablesChoice
}
export type Comparison = Result<'snapshots.compare'>
export type KindDifferences = Comparison['kinds'][number]
export type ObjectDifference = Result<'snapshots.differences'>['rows'][number]
export type DifferenceKind = ObjectDifference['what']
