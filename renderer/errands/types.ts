import type { AdminApi } from '../../server/admin/api.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'

/** Names for what the admin API says of errands. */

export type ErrandKind = ResultOf<AdminApi['errands.kinds']>[number]
export type ErrandParam = ErrandKind['params'][number]
export type ErrandValue = ErrandParam['default']
export type ErrandList = ResultOf<AdminApi['errands.list']>
export type ErrandRow = ErrandList['schedules'][number]
export type ErrandWhen = ErrandRow['when']
export type ErrandRun = ResultOf<AdminApi['errands.runOf']>
export type RunOutcome = ErrandRun['outcome']
export type WhenPreview = ResultOf<AdminApi['errands.preview']>
export type ScheduleBody = Required<CallInput<AdminApi['errands.save']>['body']>
