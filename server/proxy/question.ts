import { createHash } from 'node:crypto'
import type { RecognisedEntry } from '../journal/recognise-entry.ts'

/** Members of a query that are another with every session or every call, and say nothing of what is asked. */
const volatile = new Set(['sessid', 'phpsessid', 'session', 'sid', 'timestamp', '_', 'token', 'nocache'])

const isVolatile = (name: string): boolean => volatile.has(name.toLowerCase())

/** Members of a body that name what it is about, where the operation itself does not say. */
const idMember = /^(?:id|.*_id|code|.*_code|number|.*_number|article|.*_key)$/i

/** Ids of one message: another one with the same content is the same question. */
const ofOneMessage = /^(?:message_id|request_id|idempotency_key)$/i

function idsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value)
    .filter(([name, member]) => typeof member !== 'object' && idMember.test(name) && !ofOneMessage.test(name))
    .map(([name, member]) => `${name}=${String(member)}`)
    .sort()
}

/** JSON alone: a body that no reader of a contract knows. */
function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as unknown
  } catch {
    return null
  }
}

/**
 * What is asked, without what differs from one asking to the next: the operation or the method and the path, the parameters,
 * and the object that the message is about. Two requests with the same text ask the same thing.
 * @param url path with query behind the link
 * @param subject what the operation itself says the request is about; `body` when it says nothing
 */
export function questionOf(
  method: string,
  url: string,
  recognised: RecognisedEntry | null,
  subject: string | null,
  body: Uint8Array | null,
): string {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const query = [...new URLSearchParams(mark < 0 ? '' : url.slice(mark))]
    .filter(([name]) => !isVolatile(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort()
  const what = recognised
    ? `${method === 'HEAD' ? 'HEAD ' : ''}${recognised.operation.id} ${Object.values(recognised.params).join(' ')}`
    : `${method} ${path}`
  const about = subject !== null ? [subject] : body && body.length > 0 ? idsOf(parsed(body)) : []
  return [what.trim(), query.join('&'), about.join('&')].join('\n')
}

/** Tells bodies apart that ask under the same words; `null` without a body. */
export const digestOf = (body: Uint8Array): string | null =>
  body.length === 0 ? null : createHash('sha256').update(body).digest('base64url')
