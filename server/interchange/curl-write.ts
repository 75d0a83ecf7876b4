import { curlCommand } from '../journal/curl.ts'
import type { Outgoing } from './export/outgoing.ts'
import { extensionOf } from './ticket/extension.ts'
import type { ZipFile } from './ticket/zip.ts'

const leftOut = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  // The journal keeps bodies unpacked.
  'content-encoding',
  'content-length',
  'cookie',
  'expect',
  'host',
  'proxy-authorization',
  'transfer-encoding',
])

/**
 * An argument of a batch file. The C runtime takes `\"` for a quote; cmd.exe knows nothing of that and would count quotes
 * of its own, so each of its signs has a `^`, and `%` stands twice.
 */
const cmdQuoted = (text: string): string =>
  `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`
    .replace(/[\^&|<>()"!]/g, '^$&')
    .replaceAll('%', '%%')

/** Letters of an address as the wire has them: cmd.exe would write them in a code page of its own. */
const ascii = (url: string): string =>
  url.replace(/[^\0-\x7f]+|\s+/gu, (letters) => encodeURIComponent(letters))

/** Below the folder of the batch file, as Windows writes paths. */
const bodyName = ({ id, request }: Outgoing): string =>
  `${id}-request${extensionOf(request.bytes, request.contentType)}`

/** A command for a batch file of Windows; its body lies in a file beside it, so that it is sent byte for byte. */
function cmdCommand(entry: Outgoing): string {
  const { method, url, requestHeaders, request } = entry
  const authorized = requestHeaders.some(([name]) => name.toLowerCase() === 'authorization')
  const headers = requestHeaders.filter(([name]) => !leftOut.has(name.toLowerCase()))
  const odd = headers.filter(([, value]) => /[^\x20-\x7e\t]/.test(value)).map(([name]) => name)
  const parts = [
    method === 'HEAD' ? 'curl.exe -sS -i --head' : `curl.exe -sS -i -X ${method}`,
    cmdQuoted(ascii(url)),
    ...(authorized ? ['-u "%OBMEN_USER%:%OBMEN_PASSWORD%"'] : []),
    ...headers
      // What a code page would spoil is better not sent.
      .filter(([name]) => !odd.includes(name))
      .map(([name, value]) => `-H ${cmdQuoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(request.bytes.length === 0 ? [] : [`--data-binary ${cmdQuoted(`@bodies\\${bodyName(entry)}`)}`]),
  ]
  const lost = odd.map((name) => `rem Заголовок ${name} не вошёл: cmd.exe передаёт только знаки ASCII\r\n`)
  return lost.join('') + parts.join(' ^\r\n  ')
}

const about = ({ id, operation, request }: Outgoing): string =>
  `${id} ${operation ?? ''} ${request.left?.ru ?? ''}`.trim()

async function* batch(entries: AsyncIterable<Outgoing>): AsyncGenerator<string> {
  // The bodies are beside it, wherever it is started from.
  yield '@echo off\r\nchcp 65001 >nul\r\ncd /d "%~dp0"\r\n'
  for await (const entry of entries) yield `\r\nrem ${about(entry)}\r\n${cmdCommand(entry)}\r\n`
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** A batch file of Windows with the bodies that it sends. @param entries the same, as often as they are asked for */
export async function* cmdFiles(entries: () => AsyncIterable<Outgoing>): AsyncGenerator<ZipFile> {
  yield { name: 'requests.bat', content: batch(entries()) }
  for await (const entry of entries())
    if (entry.request.bytes.length > 0)
      yield { name: `bodies/${bodyName(entry)}`, content: whole(entry.request.bytes) }
}

/** Commands for bash one under another. */
export async function* bashFile(entries: AsyncIterable<Outgoing>): AsyncGenerator<string> {
  for await (const entry of entries)
    yield `# ${about(entry)}\n${curlCommand({
      method: entry.method,
      url: entry.url,
      headers: entry.requestHeaders,
      body: entry.request.bytes,
    })}\n\n`
}
