import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { Found } from '../model.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Common and combined format (https://httpd.apache.org/docs/current/logs.html); a virtual host may stand first, a duration last. */
const LINE =
  /^(?:[\w.-]+:\d+ )?(\S+) \S+ (?:.*? )?\[(\d{2})\/(\w{3})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})\] "((?:\\.|[^"\\])*)" (\d{3}) (\d+|-)(?: "((?:\\.|[^"\\])*)" "((?:\\.|[^"\\])*)")?(.*)$/

const REQUEST = /^([A-Z]+) (\S+)(?: HTTP\/([\d.]+))?$/

/** Seconds with a fraction at the end of a line: `$request_time` of nginx; microseconds: `%D` of Apache. */
function durationOf(tail: string): number {
  const [, number] = /^\s+(?:"?(?:rt=)?)?(\d+(?:\.\d+)?)"?\b/.exec(tail) ?? []
  if (number === undefined) return 0
  return number.includes('.') ? Number(number) * 1000 : Number(number) / 1000
}

/** `\xD0\xBF` of Apache and nginx. */
const unescaped = (text: string): string =>
  /\\x[\da-f]{2}/i.test(text)
    ? Buffer.from(
        text.replace(/\\x([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      ).toString('utf8')
    : text.replace(/\\(["\\])/g, '$1')

/** An entry without bodies; a line that is none of the format says so. */
export function parseLogLine(line: string, number: number): Found {
  const place = String(number)
  const found = LINE.exec(line)
  const [, method, url, httpVersion = null] = REQUEST.exec(unescaped(found?.[8] ?? '')) ?? []
  if (!found || method === undefined || url === undefined) {
    return {
      skip: {
        place,
        code: 'UNREADABLE',
        reason: {
          ru: `Строка ${number}: не формат common или combined`,
          en: `Line ${number}: neither the common nor the combined format`,
        },
      },
    }
  }
  const [, remote, day, month, year, time, hours, minutes, , status, size, referer, agent, tail = ''] = found
  const at = new Date(
    `${year}-${String(months.indexOf(month!) + 1).padStart(2, '0')}-${day}T${time}${hours}:${minutes}`,
  )
  if (Number.isNaN(at.getTime()))
    return {
      skip: {
        place,
        code: 'UNREADABLE',
        reason: { ru: `Строка ${number}: такой даты нет`, en: `Line ${number}: there is no such date` },
      },
    }
  const header = (name: string, value: string | undefined): [string, string][] =>
    value === undefined || value === '-' || value === '' ? [] : [[name, unescaped(value)]]
  return {
    exchange: {
      place,
      at,
      method,
      url,
      requestHeaders: [...header('Referer', referer), ...header('User-Agent', agent)],
      responseHeaders: size === '-' ? [] : [['Content-Length', size!]],
      request: new Uint8Array(),
      response: new Uint8Array(),
      requestContentType: '',
      responseContentType: '',
      status: Number(status),
      durationMs: durationOf(tail),
      failure: null,
      source: 'log',
      connection: {
        remote: remote!,
        httpVersion,
        reused: null,
        tls: null,
        timing: { dns: null, connect: null, tls: null, send: null, wait: null, receive: null },
        notes: [],
      },
    },
  }
}

/** Lines of a log one by one, also of one that `logrotate` has packed. */
export async function* readAccessLog(file: string): AsyncGenerator<Found> {
  const head = createReadStream(file, { end: 1 })
  let packed = false
  for await (const bytes of head) packed = (bytes as Buffer).toString('hex').startsWith('1f8b')
  const source = createReadStream(file)
  const input = packed ? source.pipe(createGunzip()) : source
  let failed: Error | undefined
  source.on('error', (error: Error) => input.destroy(error))
  input.on('error', (error: Error) => (failed = error))
  let number = 0
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1
    if (line.trim() !== '') yield parseLogLine(line, number)
  }
  if (failed) throw failed
}
