/** Where the links of the recording proxy lie below the address of the bench. Pure: whoever names such an address asks here. */

export const PROXY_PREFIX = '/proxy'

/** Said behind the id of a link by the bench itself, see `ownPath`. */
const OWN = '~bench'

/** The path that another system is given; what stands behind it goes to the real one. */
export const linkPath = (id: string): string => `${PROXY_PREFIX}/${id}`

/**
 * The path at which the bench itself calls a real side through its link: the exchange is recorded before the answer is given,
 * and the answer names the entry (`X-Obmen-Entry`), so that the caller does not record it a second time.
 */
export const ownPath = (id: string): string => `${linkPath(id)}${OWN}`

/** What an address below the bench says: `/proxy/<link>` and the rest, which begins with `/` or `?` or is empty. */
export interface Called {
  link: string
  /** It is the bench that calls. */
  own: boolean
  rest: string
}

const CALLED = /^\/proxy\/([^/?#~]+)(~bench)?([/?].*)?$/

/** @returns `null` for an address that is not below the proxy */
export function calledOf(url: string): Called | null {
  const found = CALLED.exec(url)
  return found && { link: found[1]!, own: found[2] !== undefined, rest: found[3] ?? '' }
}
