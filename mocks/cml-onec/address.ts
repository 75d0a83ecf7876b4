/** How 1C makes the URL of a request out of what a person typed (commerceml section 2.1). */

/** Where a site keeps its script when the address has no path. */
const USUAL_PATH = 'bitrix/admin/1c_exchange.php'

/**
 * The address of the script. Spaces go, `\` becomes `/`, `http://` is assumed; a query that is there already stays.
 * @param typed as a person typed it
 */
export function scriptOf(typed: string): string {
  const address = typed.trim().replaceAll('\\', '/').replace(/\s+/g, '')
  const [, scheme = 'http://', rest = ''] = /^(https?:\/\/)?(.*)$/i.exec(address)!
  const slash = rest.indexOf('/')
  const host = slash < 0 ? rest : rest.slice(0, slash)
  const path = slash < 0 ? '' : rest.slice(slash + 1)
  return `${scheme.toLowerCase()}${host}/${path === '' ? USUAL_PATH : path}`
}

export interface RequestAddress {
  type: string
  mode: string
  /** Name on the site with forward slashes, not percent-encoded by 1C. */
  filename?: string | undefined
  /** `&sessid=…`, `&version=…`, as it is. */
  extra?: string | undefined
}

/** `?type=` is appended blindly, also behind a query that the address has. */
export const requestUrl = (script: string, { type, mode, filename, extra = '' }: RequestAddress): string =>
  `${script}?type=${type}&mode=${mode}${filename === undefined ? '' : `&filename=${filename}`}${extra}`
