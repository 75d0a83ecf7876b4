import type { AdminApi } from '../../server/admin/api.ts'
import type { CompareSource } from '../../server/admin/api-compare.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

export type { CompareSource }
export type BodyComparison = ResultOf<AdminApi['compare.bodies']>
export type ComparedSide = BodyComparison['left']
export type Difference = BodyComparison['comparison']['differences'][number]
export type DifferenceKind = Difference['kind']
