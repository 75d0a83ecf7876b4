import type { AdminApi } from '../../server/admin/api.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'

/** Replays as the admin API tells of them. */

export type ReplayRun = ResultOf<AdminApi['replay.runs']>[number]
export type ReplayDetails = ResultOf<AdminApi['replay.run']>
export type ReplayStep = ReplayDetails['list'][number]
export type ReplayPlan = ResultOf<AdminApi['replay.plan']>
export type Refresh = ResultOf<AdminApi['replay.refreshes']>[number]
export type ReplayOrder = CallInput<AdminApi['replay.plan']>['body']
export type ReplaySelection = ReplayOrder['selection']

/** What going on needs anew. */
export type ResumeConsent = Pick<CallInput<AdminApi['replay.resume']>['body'], 'account' | 'confirm'>

/** A file that the bench keeps, to go in place of a recorded body. */
export type KeptBody = ResultOf<AdminApi['replay.keep']>
