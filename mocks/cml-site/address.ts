import iconv from 'iconv-lite'

/** What a request asks for (commerceml section 2.1). A missing parameter is `''`. */
export interface CmlRequest {
  type: string
  mode: string
  filename: string
  sessid: string
  version: string
  /** «Подчинённые документы» of УНФ: `2.10` (section 2.7). */
  cmlVersion: string
  /** Line 5 of `checkauth`, with `deactivate` (section 3.1). */
  timestamp: string
}

const KNOWN = ['type', 'mode', 'filename', 'sessid', 'version', 'cmlVersion', 'timestamp'] as const

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** Bytes of a query value: percent-codes where they are right, everything else as it came over the wire. */
function bytesOf(value: string): Buffer {
  const raw = Buffer.from(value, 'latin1')
  const bytes = Buffer.alloc(raw.length)
  let length = 0
  for (let at = 0; at < raw.length; at++) {
    const code = raw[at] === 0x25 ? raw.toString('latin1', at + 1, at + 3) : ''
    if (/^[\da-f]{2}$/i.test(code)) {
      bytes[length++] = Number.parseInt(code, 16)
      at += 2
    } else bytes[length++] = raw[at]!
  }
  return bytes.subarray(0, length)
}

/** 1C sends names as they are: UTF-8, or windows-1251 from older platforms (section 2.1). */
function decoded(value: string): string {
  const bytes = bytesOf(value)
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return iconv.decode(bytes, 'windows-1251')
  }
}

/**
 * Reads the query of a request. `?type=` may stand after another query (`/?wc1c=exchange?type=catalog&mode=init`): 1C appends
 * it blindly. The first value of a parameter counts.
 * @param url `request.url` of Node, bytes as latin1
 */
export function readRequestOf(url: string): CmlRequest {
  const found: CmlRequest = {
    type: '',
    mode: '',
    filename: '',
    sessid: '',
    version: '',
    cmlVersion: '',
    timestamp: '',
  }
  const question = url.indexOf('?')
  if (question < 0) return found
  for (const pair of url.slice(question + 1).split(/[?&]/)) {
    const equals = pair.indexOf('=')
    const name = KNOWN.find((known) => known === pair.slice(0, equals))
    if (equals > 0 && name && found[name] === '') found[name] = decoded(pair.slice(equals + 1))
  }
  return found
}

const withoutSlash = (path: string): string => (path === '/' ? path : path.replace(/\/+$/, ''))

/** The entry of the settings' table whose path this is, a slash at the end does not matter; `null` when none is. */
export function entryOf<Entry extends { path: string }>(
  path: string,
  prefix: string,
  entries: readonly Entry[],
): Entry | null {
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return null
  const below = withoutSlash(path.slice(prefix.length) || '/')
  return entries.find((entry) => withoutSlash(entry.path) === below) ?? null
}
