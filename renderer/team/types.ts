import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

export type Account = ResultOf<AdminApi['team.accounts']>[number]
export type Token = ResultOf<AdminApi['team.tokens']>[number]
export type LogRow = ResultOf<AdminApi['team.log']>['rows'][number]
