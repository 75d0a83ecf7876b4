import { z } from 'zod'
import type { Adopted, LinkCheck, LinkState } from '../proxy/proxy.ts'
import type { LinkSuggestion } from '../proxy/suggestions.ts'
import { ProxyLink } from '../storage/document-schema.ts'
import { get, post, put } from './endpoint.ts'

export interface ProxyOverview {
  /** Those of people, and those that follow from proxied sides. */
  links: LinkState[]
  suggestions: LinkSuggestion[]
  /** What stands before the path of a link, without a slash at the end: HTTP, then HTTPS when the bench has it. */
  addresses: string[]
}

const conduct = ProxyLink.pick({ mode: true, insecure: true })

/** The recording proxy. */
export const proxyApi = {
  'proxy.links': get<ProxyOverview>()('/proxy'),
  /** The whole list of links that people made; what is not in it is gone, its exchanges stay in the journal. */
  'proxy.save': put<ProxyOverview>()('/proxy', z.object({ links: z.array(ProxyLink).max(100) })),
  /** How the link of a side answers; with `proxied: false` the side is a real one without the proxy again. */
  'proxy.side': put<ProxyOverview>()('/proxy/sides/:side', conduct.extend({ proxied: z.boolean() })),
  'proxy.check': post<LinkCheck>()('/proxy/:link/check'),
  /** Playback begins with the first recorded answers again. */
  'proxy.rewind': post<Record<string, never>>()('/proxy/:link/rewind'),
  /** Entries of the journal, by number or by a query, become answers that the link plays back. */
  'proxy.adopt': post<Adopted>()(
    '/proxy/:link/recordings',
    z.union([
      z.object({ ids: z.array(z.number().int().positive()).min(1).max(10_000) }),
      z.object({ q: z.string().min(1).max(500) }),
    ]),
  ),
  /** The link forgets what it was given so; its own recordings stay. */
  'proxy.release': post<{ released: number }>()('/proxy/:link/recordings/release'),
} as const
