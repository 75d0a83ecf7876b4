import type { Outgoing } from './export/outgoing.ts'
import { decodeText, encodeAsStated } from './masking/encoding.ts'
import type { ParsedRequest } from './model.ts'

/** `.http` files of JetBrains IDEs and of REST Client for VS Code: requests one under another, `###` between them. */

/** What the tool that sends writes anew. */
const leftOut = new Set([
  'connection',
  // The journal keeps bodies unpacked.
  'content-encoding',
  'content-length',
  'host',
  'transfer-encoding',
  'accept-encoding',
  'expect',
])

/** Lines that the tools take for something of their own. */
const MARKED = /^(?:###|>>?!?\s|<>?\s)/m

/** What a text between two `###` does not carry; whoever sends it should know. */
function losses(text: string, encoding: string, bytes: Uint8Array, contentType: string): string[] {
  const told: [boolean, string][] = [
    [!Buffer.from(encodeAsStated(text, contentType)).equals(bytes), `тело было в ${encoding}, здесь UTF-8`],
    [/\r/.test(text), 'концы строк CRLF записаны как LF'],
    [/\s$/.test(text), 'пробелы и концы строк в конце тела не сохранены'],
    [/^\s*\n/.test(text), 'пустые строки в начале тела не сохранены'],
  ]
  return told.filter(([lost]) => lost).map(([, why]) => why)
}

function requestText(entry: Outgoing): string {
  const { id, operation, method, url, requestHeaders, request } = entry
  const headers = requestHeaders
    .filter(([name]) => !leftOut.has(name.toLowerCase()))
    .map(([name, value]) => {
      // An account of whoever sends: these tools encode `Basic name password` themselves.
      const authorized = name.toLowerCase() === 'authorization'
      return `${name}: ${authorized ? 'Basic {{user}} {{password}}' : value}`
    })
  const decoded = decodeText(request.bytes, request.contentType)
  const text = decoded && !MARKED.test(decoded.text) ? decoded.text : null
  const impossible = decoded
    ? 'тело не вошло: в нём есть строки, которые начинаются как команды файла .http'
    : 'двоичное тело в файл .http не помещается'
  const left = request.left
    ? [request.left.ru]
    : text === null
      ? [impossible]
      : losses(text, decoded!.encoding, request.bytes, request.contentType)
  const comment = [`### ${id} ${operation ?? ''}`.trim(), ...left.map((why) => `# ${why}`)]
  const body = text ? ['', text.replace(/\r\n?/g, '\n').trim()] : []
  return [...comment, `${method} ${url}`, ...headers, ...body].join('\n')
}

export async function* httpFile(entries: AsyncIterable<Outgoing>): AsyncGenerator<string> {
  let first = true
  for await (const entry of entries) {
    yield `${first ? '' : '\n\n'}${requestText(entry)}`
    first = false
  }
  yield '\n'
}

const REQUEST = /^(?:(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+)?(\S+?)(?:\s+HTTP\/[\d.]+)?$/i

/** One request; `null` when a block holds comments and variables alone. */
function parseBlock(block: string): ParsedRequest | null {
  const lines = block.split(/\r?\n/)
  const start = lines.findIndex((line) => line.trim() !== '' && !/^\s*(?:#|\/\/|@|<\s*\{%)/.test(line))
  const [, method = 'GET', address] = REQUEST.exec(lines[start]?.trim() ?? '') ?? []
  if (address === undefined) return null
  let at = start + 1
  let url = address
  for (; /^\s+[?&]/.test(lines[at] ?? ''); at += 1) url += lines[at]!.trim()
  const headers: [string, string][] = []
  for (; at < lines.length && lines[at]!.trim() !== ''; at += 1) {
    const [, name, value] = /^([^:\s]+)\s*:\s*(.*)$/.exec(lines[at]!) ?? []
    if (name !== undefined) headers.push([name, value!])
  }
  // What follows a body is for the tool itself: scripts and files that answers are written to.
  const rest = lines.slice(at + 1).join('\n')
  const text = rest.replace(/^(?:>>?!?|<>)\s[\s\S]*$/m, '').trim()
  const notes = [
    ...(/\{\{[^}]+\}\}/.test(block)
      ? [
          {
            ru: 'Переменные {{…}} остались как есть: впишите значения.',
            en: 'Variables {{…}} are left as they are: fill them in.',
          },
        ]
      : []),
    ...(/^<\s+\S/m.test(text)
      ? [
          {
            ru: 'Тело из файла («< файл») не подставлено.',
            en: 'A body from a file ("< file") is not put in.',
          },
        ]
      : []),
  ]
  const contentType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return { method: method.toUpperCase(), url, headers, body: encodeAsStated(text, contentType), notes }
}

/** Requests of a `.http` file in its order. */
export function parseHttpFile(text: string): ParsedRequest[] {
  return text
    .split(/^###.*$/m)
    .map(parseBlock)
    .filter((request) => request !== null)
}
