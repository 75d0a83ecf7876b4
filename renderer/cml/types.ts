import type { commerceMlApi } from '../../server/admin/api-commerceml.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

/** What both ends of CommerceML show in the same way. */

export type CatalogueItem = ResultOf<(typeof commerceMlApi)['cmlOnec.items']>['rows'][number]
export type CatalogueGroup = ResultOf<(typeof commerceMlApi)['cmlOnec.groups']>[number]
