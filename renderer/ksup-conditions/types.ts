import type { ksupApi } from '../../server/admin/api-ksup.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

export type CoverageRow = ResultOf<(typeof ksupApi)['ksupOnec.coverage']>['rows'][number]
export type CoveredObject = CoverageRow['object']
