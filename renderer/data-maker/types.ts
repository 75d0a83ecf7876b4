import type { dataMakerApi } from '../../server/admin/api-data-maker.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'

/** The data maker as the admin API tells of it. */

type Api = typeof dataMakerApi

export type DataKinds = ResultOf<Api['data.kinds']>
export type DataKind = DataKinds['kinds'][number]
export type KindId = DataKind['id']
export type KindOption = DataKind['options'][number]
export type SideId = DataKind['into'][number]
export type FormatId = DataKind['formats'][number]
export type Preview = ResultOf<Api['data.preview']>
export type Filling = NonNullable<ResultOf<Api['data.filling']>>
export type MakeInput = CallInput<Api['data.preview']>['body']
export type OptionValue = string | number
