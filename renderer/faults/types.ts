import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

export type FaultsView = ResultOf<AdminApi['faults.list']>
export type FaultRuleView = FaultsView['rules'][number]
export type FaultPresetView = FaultsView['presets'][number]
