import type { Operation } from '../../contracts/operation.ts'
import { WrongInput } from '../../storage/refusal.ts'
import type { JournalEntry } from '../model.ts'

/** Where a recorded request goes when it does not go where it went. */

export const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i

/** The host of an address when it is not this machine, `null` for loopback. */
export function realHost(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { hostname, host } = new URL(url)
  return LOOPBACK.test(hostname) ? null : host
}

/** The address that a request really reaches: behind a link of the bench's own proxy another one than it names. */
export type Reach = (url: string) => string

/** Hosts among these addresses that are not this machine, each once. */
export const realHostsOf = (steps: readonly { url: string }[], reach: Reach): string[] => [
  ...new Set(steps.map(({ url }) => realHost(reach(url))).filter((host) => host !== null)),
]

/** @throws WrongInput `REPLAY-ADDRESS` */
export function checkedBase(base: string): string {
  const url = URL.canParse(base) ? new URL(base) : null
  if (
    url &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === ''
  )
    return base.replace(/\/+$/, '')
  throw new WrongInput('REPLAY-ADDRESS', {
    ru: 'Адрес должен начинаться с http:// или https://, без имени, пароля и параметров: имя и пароль задаются отдельно.',
    en: 'The address must begin with http:// or https:// and have no account and no query: the account is given apart.',
  })
}

const withoutAccount = (url: string): string => url.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i, '$1')

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The contract's own path as it stands at the end of a recorded one, `null` when it does not. */
function ownPath(operation: Operation, pathname: string): string | null {
  const template = operation.path
    .split('?')[0]!
    .split(/\{[^}]+\}/)
    .map(escaped)
    .join('[^/]+')
  return new RegExp(`(${template})/?$`).exec(pathname)?.[1] ?? null
}

/** Path and query as they were written: 1C does not encode what stands there. */
function partsOf(url: string): { path: string; query: string } {
  const [, path = '/', query = ''] = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^?#]*)(\?[^#]*)?/i.exec(url) ?? []
  return { path: path === '' ? '/' : path, query }
}

/** The address below another base. A base without a path takes the whole recorded path: the entry may belong to no contract. */
export function addressAt(
  entry: Pick<JournalEntry, 'url'>,
  operation: Operation | null,
  base: string | null,
): string {
  const url = withoutAccount(entry.url)
  if (base === null) return url
  const { path, query } = partsOf(url)
  const trimmed = base.replace(/\/+$/, '')
  if (new URL(trimmed).pathname === '/') return trimmed + path + query
  // A site of CommerceML is known by its script, whatever that is called.
  if (operation?.id.startsWith('commerceml.')) return trimmed + query
  return trimmed + ((operation && ownPath(operation, path)) ?? path) + query
}

/** A query without what opens a session of somebody. */
export const shownUrl = (url: string): string => url.replace(/([?&]sessid=)[^&]*/gi, '$1***')
