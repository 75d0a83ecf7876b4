import type { ProxyLink } from '../storage/document-schema.ts'

export const PROXY_PREFIX = '/proxy'

/** Where a request that came to the bench goes to. */
export interface Target {
  protocol: 'http:' | 'https:'
  host: string
  port: number
  /** Value of `Host`. */
  authority: string
  /** Path and query, byte for byte as they came behind the name of the link. */
  path: string
  url: string
}

/** What an address below the bench says: `/proxy/<link>` and the rest, which begins with `/` or `?` or is empty. */
export interface Called {
  link: string
  rest: string
}

const CALLED = /^\/proxy\/([^/?#]+)([/?].*)?$/

/** @returns `null` for an address that is not below the proxy */
export function calledOf(url: string): Called | null {
  const found = CALLED.exec(url)
  return found && { link: found[1]!, rest: found[2] ?? '' }
}

/** Where the link lies at the bench; what stands behind it goes to the real system. */
export const localPath = ({ id }: Pick<ProxyLink, 'id'>): string => `${PROXY_PREFIX}/${id}`

/** The address of the real system with what stood behind the link. An address with a path keeps it as a prefix. */
export function targetOf({ address }: Pick<ProxyLink, 'address'>, rest: string): Target {
  const base = new URL(address)
  const secure = base.protocol === 'https:'
  const prefix = base.pathname.replace(/\/+$/, '')
  const path = `${prefix}${rest}` || '/'
  return {
    protocol: secure ? 'https:' : 'http:',
    host: base.hostname.replace(/^\[|\]$/g, ''),
    port: Number(base.port || (secure ? 443 : 80)),
    authority: base.host,
    path: path.startsWith('/') ? path : `/${path}`,
    url: `${base.origin}${path.startsWith('/') ? path : `/${path}`}`,
  }
}
