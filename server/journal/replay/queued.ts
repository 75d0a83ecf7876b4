import { queue } from '../../contracts/regate/operations.ts'
import type { Text } from '../../contracts/text.ts'
import type { Journal } from '../journal.ts'
import type { JournalEntry } from '../model.ts'
import { parsedJson } from './members.ts'
import type { Outcome } from './model.ts'

/** Writes of ReGate that were answered 202: their outcome is what the queue says in the end (BD-09, section 4). */

/** The final answer of a queued write. */
export interface FinalAnswer {
  outcome: Outcome
  text: string
}

export const isQueueQuestion = (operation: string | null): boolean => operation === queue.id

/** The id under which the queue knows a write, `null` for an entry that was answered at once. */
export function requestIdOf(entry: JournalEntry): string | null {
  if (entry.status !== 202 || !entry.operation?.startsWith('regate.')) return null
  const body = parsedJson(entry.response?.text ?? '') as { request_id?: unknown } | null | undefined
  return typeof body?.request_id === 'string' ? body.request_id : null
}

/** Where the queue of the system that answered a write is asked. */
export function questionUrl(write: JournalEntry, requestId: string): string {
  const [, base] = /^(.*)\/hs\/regate\//.exec(write.url) ?? []
  return `${base ?? new URL(write.url).origin}${queue.path.replace('{request_id}', encodeURIComponent(requestId))}`
}

/** What an answer of the queue says of the outcome, `null` while there is none. */
function resultIn(text: string | null | undefined): { status: number; body: unknown } | null {
  const state = parsedJson(text ?? '') as { result?: { status?: unknown; body?: unknown } | null } | undefined
  const { status, body } = state?.result ?? {}
  return typeof status === 'number' ? { status, body } : null
}

/** The answer of the queue that the journal holds of a write, `null` when it was never told the outcome. */
export async function finalAnswerOf(journal: Journal, write: JournalEntry): Promise<FinalAnswer | null> {
  const subject = requestIdOf(write)
  if (subject === null) return null
  const { rows } = await journal.page({ subject, operation: queue.id, limit: 1 })
  const last = rows[0] && (await journal.entry(rows[0].id))
  const result = resultIn(last?.response?.text)
  if (!last || !result) return null
  const { code } = (result.body ?? {}) as { code?: unknown }
  return {
    outcome: {
      status: result.status,
      code: typeof code === 'string' ? code : null,
      durationMs: Date.parse(last.at) + last.durationMs - Date.parse(write.at),
    },
    text: JSON.stringify(result.body ?? null),
  }
}

export const queuedNote = (status: number): Text => ({
  ru: `ответ 202: запрос ждал в очереди, итог ${status}`,
  en: `answered 202: the request waited in the queue, its outcome is ${status}`,
})

export const stillQueuedNote: Text = {
  ru: 'ответ 202: за минуту очередь не сказала итога',
  en: 'answered 202: the queue has not told the outcome for a minute',
}

export const followedNote: Text = {
  ru: 'не отправлялся: очередь спрошена об этом запросе сразу после него',
  en: 'not sent: the queue was asked about this request right after it',
}

/** Of a write whose outcome the recording does not know. */
export const unknownThen: Text = {
  ru: 'в записи запрос остался в очереди, его итог неизвестен',
  en: 'in the recording the request stayed in the queue, its outcome is not known',
}
