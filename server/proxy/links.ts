import type { ProxyLink } from '../storage/document-schema.ts'

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

/** The address of a link taken apart. */
interface Base extends Omit<Target, 'path' | 'url'> {
  origin: string
  prefix: string
}

/** Addresses are few, requests are many. */
const bases = new Map<string, Base>()

function baseOf(address: string): Base {
  const known = bases.get(address)
  if (known) return known
  const { protocol, hostname, port, host, pathname, origin } = new URL(address)
  const secure = protocol === 'https:'
  const base: Base = {
    protocol: secure ? 'https:' : 'http:',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 443 : 80)),
    authority: host,
    origin,
    prefix: pathname.replace(/\/+$/, ''),
  }
  bases.set(address, base)
  return base
}

const rooted = (path: string): string => (path.startsWith('/') ? path : `/${path}`)

/** The address of the real system with what stood behind the link. An address with a path keeps it as a prefix. */
export function targetOf({ address }: Pick<ProxyLink, 'address'>, rest: string): Target {
  const { origin, prefix, ...where } = baseOf(address)
  const path = rooted(`${prefix}${rest}`)
  return { ...where, path, url: `${origin}${path}` }
}

/** What of a path with query would stand behind the link; all of it when the link does not begin like this. */
export function restOf({ address }: Pick<ProxyLink, 'address'>, path: string): string {
  const { prefix } = baseOf(address)
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : path
  return /^(?:[/?]|$)/.test(rest) ? rest : path
}
