import { createHash } from 'node:crypto'

/**
 * What never leaves the journal in clear. Secrets in headers are masked before they are stored. Personal data (AD-43)
 * stays in the stored bytes, which are evidence, and is masked in the text that is given out.
 */

const MASK = '***'

const maskCredentials = (value: string): string => {
  const scheme = /^([A-Za-z][\w-]*)\s/.exec(value)?.[1]
  return scheme === undefined ? MASK : `${scheme} ${MASK}`
}

/** Enough to tell two sessions apart, too little to find the value. */
export const fingerprint = (value: string): string =>
  createHash('sha256').update(value).digest('hex').slice(0, 8)

/** A value that may be a session keeps its fingerprint, a short one (which could be guessed from it) does not. */
const maskCookie = (pair: string): string => {
  const value = pair.slice(1).trim()
  return `=${MASK}${value.length < 16 ? '' : fingerprint(value)}`
}

const maskCookies = (value: string): string => value.replace(/=[^;]*/g, maskCookie)

/** Attributes of a `Set-Cookie` stay readable, its value does not. */
const maskSetCookie = (value: string): string => value.replace(/=[^;]*/, maskCookie)

const secretHeaders: Readonly<Record<string, (value: string) => string>> = {
  authorization: maskCredentials,
  'proxy-authorization': maskCredentials,
  cookie: maskCookies,
  'set-cookie': maskSetCookie,
}

/** What masks a header of this name, however it is spelled. */
function maskOf(name: string): ((value: string) => string) | undefined {
  // Of the lengths of those four names; the others need not be spelled anew to be told apart.
  const { length } = name
  if (length !== 6 && length !== 10 && length !== 13 && length !== 19) return undefined
  return secretHeaders[name.toLowerCase()]
}

/** Headers with their secrets replaced; order and spelling of names are kept. */
export function maskHeaders(headers: readonly [string, string][]): [string, string][] {
  return headers.map((header) => {
    const mask = maskOf(header[0])
    return mask ? [header[0], mask(header[1])] : header
  })
}

/** An address without the account that somebody may have written into it. */
export function maskUrl(url: string): string {
  return url.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i, `$1${MASK}@`)
}

/** All but the last two characters. The length stays, so that places of findings stay right. */
const maskTail = (value: string): string => '*'.repeat(Math.max(value.length - 2, 0)) + value.slice(-2)

/** `number` of a passport in JSON, also the untidy kind of the samples: single quotes, bare values. */
const JSON_PASSPORT =
  /(["']?pasport_info["']?\s*:\s*\{[\s\S]{0,4000}?["']?\bnumber\b["']?\s*:\s*)(?:(["'])((?:\\[\s\S]|(?!\2)[^\\])*)|([^\s"',}\]]+))/g
const XML_PASSPORT = /(<pasport_info\b[\s\S]{0,4000}?<number\b[^>]*>)([^<]*)/g

/** The text of a body with passport numbers masked to their last two characters (AD-43). */
export function maskPersonal(text: string): string {
  if (!text.includes('pasport_info')) return text
  return text
    .replace(JSON_PASSPORT, (_, lead: string, quote: string | undefined, quoted: string, bare: string) =>
      quote === undefined ? lead + maskTail(bare) : lead + quote + maskTail(quoted),
    )
    .replace(XML_PASSPORT, (_, lead: string, value: string) => lead + maskTail(value))
}
