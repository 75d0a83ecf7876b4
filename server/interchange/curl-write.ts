import { curlCommand } from '../journal/curl.ts'
import type { Outgoing } from './export/outgoing.ts'
import { decodeText } from './masking/encoding.ts'

const leftOut = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'cookie',
  'host',
  'transfer-encoding',
])

/** Text between quotes for cmd.exe: the C runtime takes `\"`, cmd itself would take `%` and line ends. */
const cmdQuoted = (text: string): string =>
  `"${text
    .replace(/(\\*)"/g, '$1$1\\"')
    .replace(/\\+$/, '$&$&')
    .replaceAll('%', '%%')
    .replace(/\r?\n/g, ' ')}"`

/** A command line that cmd.exe takes whole has 8191 characters. */
const CMD_BOUND = 8000

/** A command for a batch file of Windows. A body that a command line cannot carry is told of instead. */
function cmdCommand({ method, url, requestHeaders, request }: Outgoing): string {
  const text = decodeText(request.bytes, request.contentType)
  const authorized = requestHeaders.some(([name]) => name.toLowerCase() === 'authorization')
  const body = text?.text ?? ''
  const fits = text !== null && text.encoding === 'utf-8' && body.length < CMD_BOUND
  const parts = [
    `curl.exe -sS -i -X ${method} ${cmdQuoted(url)}`,
    ...(authorized ? ['-u "%OBMEN_USER%:%OBMEN_PASSWORD%"'] : []),
    ...requestHeaders
      .filter(([name]) => !leftOut.has(name.toLowerCase()))
      .map(([name, value]) => `-H ${cmdQuoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
    ...(body === '' ? [] : [fits ? `--data-raw ${cmdQuoted(body)}` : '--data-binary @body.bin']),
  ]
  const hint =
    body !== '' && !fits ? 'rem Тело не помещается в командную строку: сохраните его в body.bin\r\n' : ''
  return hint + parts.join(' ^\r\n  ')
}

/** Commands one under another, for bash or as a batch file of Windows. */
export async function* curlFile(
  entries: AsyncIterable<Outgoing>,
  shell: 'bash' | 'cmd',
): AsyncGenerator<string> {
  if (shell === 'cmd') yield '@echo off\r\nchcp 65001 >nul\r\n'
  for await (const entry of entries) {
    const about = `${entry.id} ${entry.operation ?? ''} ${entry.request.left?.ru ?? ''}`.trim()
    yield shell === 'cmd'
      ? `\r\nrem ${about}\r\n${cmdCommand(entry)}\r\n`
      : `# ${about}\n${curlCommand({
          method: entry.method,
          url: entry.url,
          headers: entry.requestHeaders,
          body: entry.request.bytes,
        })}\n\n`
  }
}
