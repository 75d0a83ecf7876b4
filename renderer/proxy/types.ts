import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

/** Names for what the admin API answers about the proxy. */

export type ProxyOverview = ResultOf<AdminApi['proxy.links']>
export type LinkState = ProxyOverview['links'][number]
export type LinkSuggestion = ProxyOverview['suggestions'][number]
export type LinkCheck = ResultOf<AdminApi['proxy.check']>
export type LinkMode = LinkState['mode']
export type ProxiedSide = NonNullable<LinkState['side']>
