import iconv from 'iconv-lite'
import type { Operation } from '../../contracts/operation.ts'
import type { BodyView, JournalEntry } from '../../journal/model.ts'
import type { Outcome } from '../world.ts'
import type { Deed, Exchange } from './model.ts'

/** Exchanges of the journal as deeds: a request that came from outside of the bench. */

/** Larger bodies are no texts that people edit. A part of a file of the usual `file_limit` is less. */
const MOST_BODY_BYTES = 256 * 1024

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

/** A request of another program, without what followed of it. */
export type SentDeed = Omit<Deed, 'followed' | 'looks'>

/** A body as text where that gives the same bytes again, else in base64: an archive, a part that ends amid a letter. */
function rawOf({ text, contentType, encoding }: BodyView, bytes: Uint8Array): NonNullable<Deed['raw']> {
  const named = /1251/.test(encoding) ? 'windows-1251' : 'utf-8'
  const again = text === null ? null : iconv.encode(text, named)
  return again?.equals(bytes)
    ? { text: text!, contentType, encoding: named }
    : { text: Buffer.from(bytes).toString('base64'), contentType, encoding: 'base64' }
}

/**
 * An exchange as the request that a step sends, and the answer that it had.
 * @param bytes of the body of the request, `null`: it had none
 * @returns `null` for a body that no step can say: it is cut or too large
 */
export function sendOf(entry: JournalEntry, operation: Operation, bytes: Uint8Array | null): SentDeed | null {
  const { request } = entry
  const hasBody = request !== null && bytes !== null && bytes.length > 0
  if (request && request.bytes > Math.min(MOST_BODY_BYTES, bytes?.length ?? 0)) return null
  const { pathname, searchParams } = new URL(entry.path, 'http://bench')
  const params = paramsOf(operation.path, pathname)
  const query = Object.fromEntries(searchParams)
  const body = valueOf(request?.text ?? null)
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
      ...(hasBody && isTidy && body !== null ? { body } : {}),
    },
    ...(hasBody && (!isTidy || body === null) ? { raw: rawOf(request, bytes) } : {}),
    outcome,
  }
}

/** How a request that was not let in showed itself. */
export const accountOf = (entry: JournalEntry): 'none' | 'wrong' | null => {
  if (entry.status !== 401) return null
  return entry.requestHeaders.some(([name]) => name.toLowerCase() === 'authorization') ? 'wrong' : 'none'
}
