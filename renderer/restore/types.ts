import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

/** What the player of the application server answers: derived from the table of admin calls. */

export type RestoreTarget = ResultOf<AdminApi['restore.targets']>[number]
export type PlayedCall = ResultOf<AdminApi['restore.call']>
export type PurchaseReport = ResultOf<AdminApi['restore.purchase']>
export type LoadReport = ResultOf<AdminApi['restore.startLoad']>
