import type { Operation } from '../../contracts/operation.ts'
import type { JournalEntry } from '../../journal/model.ts'
import type { Outcome } from '../world.ts'
import type { Deed, Exchange } from './model.ts'

/** Exchanges of the journal as deeds: a request that came from outside of the bench. */

/** Larger bodies are no texts that people edit. */
export const MOST_BODY_BYTES = 200_000

const enterpriseOf = (path: string): string | null => /\/onec\/([^/]+)\/hs\/regate\//.exec(path)?.[1] ?? null

/** What a scenario says of an exchange. */
export function exchangeOf(
  entry: Pick<JournalEntry, 'id' | 'operation' | 'status' | 'code' | 'subject' | 'path'>,
  operations: ReadonlyMap<string, Operation>,
): Exchange | null {
  const operation = entry.operation === null ? undefined : operations.get(entry.operation)
  if (!operation) return null
  const { id, status, code, subject } = entry
  return {
    id,
    operation: operation.id,
    title: operation.title.ru,
    status,
    code,
    subject,
    at: enterpriseOf(entry.path),
  }
}

function paramsOf(template: string, pathname: string): Record<string, string> {
  const names: string[] = []
  const pattern = template
    .split(/\{(\w+)\}/)
    .map((part, i) => {
      if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      names.push(part)
      return '([^/]+)'
    })
    .join('')
  const found = new RegExp(`${pattern}$`).exec(pathname)
  return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found?.[i + 1] ?? '')]))
}

function valueOf(text: string | null): unknown {
  if (text === null || text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0

/**
 * An exchange as the request that a step sends, and the answer that it had.
 * @returns `null` for what no step can say: a body that is binary, cut or too large, a session of CommerceML
 */
export function sendOf(entry: JournalEntry, operation: Operation): Omit<Deed, 'followed' | 'looks'> | null {
  // A session hangs on cookies and on files.
  if (operation.id.startsWith('commerceml.')) return null
  const { request } = entry
  if (request && (request.text === null || request.truncated || request.bytes > MOST_BODY_BYTES)) return null
  const { pathname, searchParams } = new URL(entry.path, 'http://bench')
  const params = paramsOf(operation.path, pathname)
  const query = Object.fromEntries(searchParams)
  const text = request?.text ?? ''
  const body = valueOf(text)
  // What was read with liberties is sent as it was: a repeated name would be lost in a value.
  const isTidy = typeof body === 'object' && entry.validity !== 'untidy' && entry.validity !== 'invalid'
  const at = enterpriseOf(entry.path)
  const outcome: Outcome = {
    status: entry.status ?? 0,
    headers: {},
    body: valueOf(entry.response?.text ?? null),
    code: entry.code,
    entry: entry.id,
    failure: entry.failure,
  }
  return {
    kind: 'send',
    name: operation.id,
    title: operation.title.ru,
    ...(at === null ? {} : { at }),
    input: {
      ...(isEmpty(params) ? {} : { params }),
      ...(isEmpty(query) ? {} : { query }),
      ...(text !== '' && isTidy ? { body } : {}),
    },
    ...(text !== '' && !isTidy && request
      ? {
          raw: {
            text,
            contentType: request.contentType,
            encoding: /1251/.test(request.encoding) ? ('windows-1251' as const) : ('utf-8' as const),
          },
        }
      : {}),
    outcome,
  }
}

/** How a request that was not let in showed itself. */
export const accountOf = (entry: JournalEntry): 'none' | 'wrong' | null => {
  if (entry.status !== 401) return null
  return entry.requestHeaders.some(([name]) => name.toLowerCase() === 'authorization') ? 'wrong' : 'none'
}
