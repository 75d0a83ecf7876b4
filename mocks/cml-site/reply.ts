import iconv from 'iconv-lite'
import type { CmlSiteProfile } from '../../server/contracts/commerceml/site-profiles.ts'
import type { CmlSiteSettings } from '../../server/storage/document-schema.ts'
import type { FaultsOfRequest } from './faults.ts'

/** What a mode answers, before the site's manner of writing is put on it. */
export interface Reply {
  status: number
  kind: 'text' | 'xml' | 'page'
  /** Text, or XML that is encoded already. */
  body: string | Uint8Array
  headers?: Record<string, string>
  /** For the journal: what the request was refused with. */
  code: string | null
}

/** A site with its settings: how it answers now. */
export interface Manner {
  profile: CmlSiteProfile
  charset: 'utf-8' | 'windows-1251'
}

export const mannerOf = (profile: CmlSiteProfile, settings: CmlSiteSettings): Manner => ({
  profile,
  charset: settings.encoding ?? profile.charset,
})

export const text = (body: string, status = 200): Reply => ({ status, kind: 'text', body, code: null })

/** A refusal in the way of the site: `failure` and the reason, or «Error: …» (section 14). */
export function failure({ profile }: Manner, code: string, reason: string): Reply {
  const body = profile.failureForm === 'failure' ? `failure\n${reason}` : `Error: ${reason}`
  return { status: profile.failureStatus, kind: 'text', body, code }
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf])
/** What a PHP site prints in front of its answer while errors are shown (F4). */
const NOTICE =
  '<br />\n<b>Notice</b>:  Undefined index: exchange in <b>1c_exchange.php</b> on line <b>1</b><br />\n\n'

export const encode = (body: string, charset: Manner['charset']): Buffer =>
  charset === 'utf-8' ? Buffer.from(body, 'utf8') : iconv.encode(body, 'windows-1251')

/** An XML declaration without `encoding` (F5). */
const undeclared = (bytes: Buffer): Buffer =>
  Buffer.from(
    bytes.toString('latin1').replace(/^(<\?xml[^>]*?)\s+encoding=(?:"[^"]*"|'[^']*')/, '$1'),
    'latin1',
  )

const typeOf = (kind: Reply['kind'], profile: CmlSiteProfile): string =>
  ({ text: profile.textType, xml: profile.xmlType, page: 'text/html' })[kind]

/** Bytes and `Content-Type` as they go out, with the failures that spoil any answer (F4, F5). */
export function written(
  reply: Reply,
  { profile, charset }: Manner,
  on: FaultsOfRequest,
): { bytes: Buffer; contentType: string } {
  const type = typeOf(reply.kind, profile)
  const spoiled = (reply.kind === 'xml' || reply.body !== '') && on('F5')
  const encoding = spoiled ? 'windows-1251' : charset
  let bytes = typeof reply.body === 'string' ? encode(reply.body, encoding) : Buffer.from(reply.body)
  if (spoiled && reply.kind === 'xml') bytes = undeclared(bytes)
  if (profile.bom === 'always' && encoding === 'utf-8' && reply.kind === 'text')
    bytes = Buffer.concat([BOM, bytes])
  if (bytes.length > 0 && reply.kind !== 'page' && on('F4'))
    bytes = Buffer.concat([encode(NOTICE, encoding), bytes])
  return { bytes, contentType: spoiled ? type : `${type}; charset=${encoding}` }
}
