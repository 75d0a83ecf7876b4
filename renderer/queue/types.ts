import type { AdminApi } from '../../server/admin/api.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'

/** The queue as the admin API tells of it. */

type QueueAnswer = ResultOf<AdminApi['regate.queue']>
export type QueueStats = QueueAnswer['stats'][number]
export type JobView = QueueAnswer['jobs'][number]
export type JobState = JobView['state']
export type QueueQuery = NonNullable<CallInput<AdminApi['regate.queue']>['query']>
