import { z } from 'zod'
import type { LinkCheck, LinkState } from '../proxy/proxy.ts'
import type { LinkSuggestion } from '../proxy/suggestions.ts'
import { ProxyLink } from '../storage/document-schema.ts'
import { get, post, put } from './endpoint.ts'

export interface ProxyOverview {
  links: LinkState[]
  suggestions: LinkSuggestion[]
  /** What stands before the path of a link, without a slash at the end: HTTP, then HTTPS when the bench has it. */
  addresses: string[]
}

/** The recording proxy. */
export const proxyApi = {
  'proxy.links': get<ProxyOverview>()('/proxy'),
  /** The whole list; what is not in it is gone, its exchanges stay in the journal. */
  'proxy.save': put<ProxyOverview>()('/proxy', z.object({ links: z.array(ProxyLink).max(100) })),
  'proxy.check': post<LinkCheck>()('/proxy/:link/check'),
  /** Playback begins with the first recorded answers again. */
  'proxy.rewind': post<Record<string, never>>()('/proxy/:link/rewind'),
} as const
