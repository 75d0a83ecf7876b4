import type { commerceMlApi } from '../../server/admin/api-commerceml.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'

/** The 1C end of CommerceML as the admin API tells of it. */

type Api = typeof commerceMlApi
type Result<Name extends keyof Api> = ResultOf<Api[Name]>
type Body<Name extends keyof Api> = CallInput<Api[Name]> extends { body: infer B } ? B : never

export type NodeState = Result<'cmlOnec.nodes'>[number]
export type NodeSettings = Result<'cmlOnec.settings'>
export type NodeBody = Body<'cmlOnec.saveNode'>
export type CmlProfile = Result<'cml.profiles'>[number]
export type CmlFault = NodeSettings['faults'][number]

export type RunRow = Result<'cmlOnec.runs'>[number]
export type Run = Result<'cmlOnec.runReport'>
export type RunStep = Run['steps'][number]
export type LogLine = Run['log'][number]
export type RunOrder = Body<'cmlOnec.run'>

export type ItemsQuery = NonNullable<CallInput<Api['cmlOnec.items']>['query']>
export type OnecItem = Result<'cmlOnec.items'>['rows'][number]
export type OnecItemCard = Result<'cmlOnec.item'>
export type OnecItemEdit = Omit<Body<'cmlOnec.editItem'>, 'id'>
export type PriceType = Result<'cmlOnec.priceTypes'>[number]
export type Warehouse = Result<'cmlOnec.warehouses'>[number]

export type OnecOrderRow = Result<'cmlOnec.orders'>['rows'][number]
export type OnecOrder = Result<'cmlOnec.order'>
export type OnecOrderEdit = Body<'cmlOnec.editOrder'>
export type OnecCounterparty = Result<'cmlOnec.counterparties'>[number]
