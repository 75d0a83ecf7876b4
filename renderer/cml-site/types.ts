import type { commerceMlApi } from '../../server/admin/api-commerceml.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'

/** The site end of CommerceML as the admin API tells of it. */

type Api = typeof commerceMlApi
type Result<Name extends keyof Api> = ResultOf<Api[Name]>
type Body<Name extends keyof Api> = CallInput<Api[Name]> extends { body: infer B } ? B : never

export type SiteState = Result<'cmlSite.state'>
export type SiteSession = SiteState['sessions'][number]
export type SiteSettings = Result<'cmlSite.settings'>
export type SiteProfile = SiteSettings['profile']
export type SiteFault = SiteSettings['faults'][number]

export type ImportReport = Result<'cmlSite.imports'>[number]
export type ImportRow = Result<'cmlSite.importRows'>['rows'][number]

export type ItemsQuery = NonNullable<CallInput<Api['cmlSite.items']>['query']>
export type SiteItem = Result<'cmlSite.items'>['rows'][number]
export type SiteItemCard = Result<'cmlSite.item'>
export type SiteOffer = SiteItemCard['offerList'][number]

export type SiteOrderRow = Result<'cmlSite.orders'>['rows'][number]
export type SiteOrder = Result<'cmlSite.order'>
export type SiteOrderEdit = Omit<Body<'cmlSite.editOrder'>, 'number'>
export type OrderDraft = Body<'cmlSite.place'>
