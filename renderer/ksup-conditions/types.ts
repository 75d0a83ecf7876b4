import type { ksupOnecApi } from '../../server/admin/api-ksup-onec.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

export type CoverageRow = ResultOf<(typeof ksupOnecApi)['ksupOnec.coverage']>['rows'][number]
export type CoveredObject = CoverageRow['object']
