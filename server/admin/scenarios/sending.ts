import { randomUUID } from 'node:crypto'
import iconv from 'iconv-lite'
import type { Operation } from '../../contracts/operation.ts'
import { basicAuthorization, headerOf, type WireAnswer, type WireRequest } from '../../journal/transport.ts'
import type { BodyEncoding } from '../../scenarios/language.ts'
import { withValueAt } from '../../scenarios/paths.ts'
import type { HttpInput, SendInput } from '../../scenarios/world.ts'
import type { Account } from '../../journal/replay/model.ts'
import { mayShowToken } from './limits.ts'

/** Requests of scenarios as bytes, and answers as values that paths lead into. */

const REMOVED = '$remove'

/** The example of an operation as it goes over the wire. */
function exampleOf(operation: Operation, index: number): unknown {
  const { request } = operation
  const example = request?.examples[index]
  if (!request || !example) throw new Error(`У операции ${operation.id} нет примера ${index}`)
  return JSON.parse(Buffer.from(request.write(example.value, 'json', 'canonical').bytes).toString('utf8'))
}

function bodyOf(operation: Operation, input: SendInput): unknown {
  const start = input.example === undefined ? input.body : exampleOf(operation, input.example)
  return Object.entries(input.change ?? {}).reduce(
    (body, [path, put]) => withValueAt(body, path, put === REMOVED ? undefined : put),
    start,
  )
}

export function bytesOf(
  body: unknown,
  raw: string | undefined,
  encoding: BodyEncoding = 'utf-8',
): Uint8Array {
  if (raw === undefined && body === undefined) return new Uint8Array()
  const text = raw ?? (typeof body === 'string' ? body : JSON.stringify(body))
  if (encoding === 'base64') return Buffer.from(text, 'base64')
  return encoding === 'windows-1251' ? iconv.encode(text, 'win1251') : Buffer.from(text, 'utf8')
}

/** Own headers win, whatever their case; an empty text takes a header away. */
function withOwn(headers: [string, string][], own: Readonly<Record<string, string>>): [string, string][] {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()))
  return [
    ...headers.filter(([name]) => !names.has(name.toLowerCase())),
    ...Object.entries(own).filter(([, value]) => value !== ''),
  ]
}

function accountOf(auth: SendInput['auth'], own: Account): Account | null {
  if (auth === 'none') return null
  if (auth === 'wrong') return { user: own.user, password: `${own.password}-неверный` }
  return auth === undefined || auth === 'own' ? own : auth
}

/** @param base address of the service that is called, without a slash at the end */
export function requestOf(operation: Operation, base: string, own: Account, input: SendInput): WireRequest {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name] ?? '')),
  )
  const query = new URLSearchParams(
    Object.entries(input.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  )
  // A script of CommerceML is the base itself; its operations are told apart by the query.
  const isScript = operation.id.startsWith('commerceml.')
  if (isScript) {
    const [, type = '', mode = ''] = operation.id.split('.')
    query.set('type', type)
    query.set('mode', mode)
  }
  const text = query.toString()
  const body = bytesOf(bodyOf(operation, input), input.raw, input.encoding)
  const account = accountOf(input.auth, own)
  const charset = input.encoding === 'windows-1251' ? '; charset=windows-1251' : ''
  const type = input.contentType ?? (isScript ? 'application/octet-stream' : `application/json${charset}`)
  return {
    method: body.length > 0 && isScript ? 'POST' : operation.method,
    url: `${base}${isScript ? '' : path}${text && `?${text}`}`,
    headers: withOwn(
      [
        ['User-Agent', 'Obmen scenario'],
        ['Accept', isScript ? '*/*' : 'application/json'],
        ['X-Request-Id', randomUUID()],
        ...(account ? [['Authorization', basicAuthorization(account)] as [string, string]] : []),
        ...(body.length > 0 ? [['Content-Type', type] as [string, string]] : []),
        ...(operation.method === 'POST' && !isScript
          ? [['Idempotency-Key', randomUUID()] as [string, string]]
          : []),
      ],
      input.headers ?? {},
    ),
    body,
  }
}

/** @param token shown to addresses of the admin API, such as files and the sign-in of a buyer; those of the sides never see it */
export const httpRequestOf = (address: string, input: HttpInput, token: string): WireRequest => {
  const body = bytesOf(input.body, input.raw, input.encoding)
  const isJson = body.length > 0 && input.raw === undefined && typeof input.body !== 'string'
  return {
    method: input.method,
    url: `${address}${input.path}`,
    headers: withOwn(
      [
        ...(isJson ? [['Content-Type', 'application/json'] as [string, string]] : []),
        ...(mayShowToken(input.method, input.path)
          ? [['Authorization', `Bearer ${token}`] as [string, string]]
          : []),
      ],
      input.headers,
    ),
    body,
  }
}

/** JSON as its value, other texts in the encoding that they say, `null` for nothing. */
export function answerBody(answer: WireAnswer): unknown {
  if (answer.bytes.length === 0) return null
  const isWindows = /windows-1251/i.test(
    `${answer.contentType} ${Buffer.from(answer.bytes.subarray(0, 100)).toString('latin1')}`,
  )
  const text = isWindows
    ? iconv.decode(Buffer.from(answer.bytes), 'win1251')
    : Buffer.from(answer.bytes).toString('utf8')
  if (!/json/i.test(answer.contentType) && !/^\s*[[{]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Names in small letters; several headers of one name are one text. */
export function headersOf(answer: WireAnswer): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of answer.headers) {
    const key = name.toLowerCase()
    headers[key] = headers[key] === undefined ? value : `${headers[key]}; ${value}`
  }
  return headers
}

/** The number that the bench itself recorded the exchange under. */
export function entryOf(answer: WireAnswer): number | null {
  const number = headerOf(answer.headers, 'x-obmen-entry')?.split(':').at(-1)
  return number !== undefined && /^\d+$/.test(number) ? Number(number) : null
}
