import {
  platformAnswers,
  refusalCode,
  type PlatformAnswer,
  type PlatformBody,
} from '../../server/contracts/regate/codes.ts'
import type { Text } from '../../server/contracts/text.ts'

/** An answer that no program of the contract wrote, as its receiver explains it (regate section 7.3). */
export interface Explained {
  /** The code of 7.1 it stands for, `null` when a person has to correct the publication or the address. */
  code: string | null
  retryable: boolean
  advice: Text
}

/** What kind of body it is; the bytes decide before the header, which web servers get wrong. */
function bodyKind(bytes: Uint8Array, contentType: string): PlatformBody {
  if (bytes.length === 0) return 'empty'
  const start = Buffer.from(bytes.subarray(0, 300)).toString('utf8').trimStart().toLowerCase()
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return 'html'
  if (start.startsWith('<?xml') || start.startsWith('<exception')) return 'xml'
  if (/html/i.test(contentType)) return 'html'
  return /xml/i.test(contentType) ? 'xml' : 'text'
}

/** What a client does by itself is in the catalogue of codes; the rest is a matter for people. */
const actionOf = ({ treatAs }: PlatformAnswer): Text =>
  refusalCode(treatAs)?.action ?? {
    ru: 'Проверить адрес и публикацию сервиса, не повторять',
    en: 'Check the address and the publication of the service, do not repeat',
  }

/**
 * The row of table 7.3 for an answer. The player sends no cookie, so a stale session is never the reason.
 * @returns `null` for an answer that the table does not have
 */
export function explainForeign(status: number, bytes: Uint8Array, contentType: string): Explained | null {
  const kind = bodyKind(bytes, contentType)
  const rows = platformAnswers.filter((row) => !row.afterSessionCookie && row.statuses.includes(status))
  // From 500 on the status alone tells enough, whatever page a proxy has for it.
  const row = rows.find(({ bodies }) => bodies.includes(kind)) ?? (status >= 500 ? rows[0] : undefined)
  if (!row) return null
  const { meaning } = row
  const action = actionOf(row)
  return {
    code: refusalCode(row.treatAs)?.code ?? null,
    retryable: row.retry === 'yes',
    advice: { ru: `${meaning.ru}. ${action.ru}`, en: `${meaning.en}. ${action.en}` },
  }
}
