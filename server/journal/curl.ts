/** What the caller of cURL must not repeat: cURL writes it anew, or it was masked when it was stored. */
const leftOut = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'transfer-encoding',
])

/** An argument of a command may be 128 KiB on Linux. */
const ARGUMENT_LIMIT = 100_000

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** The body as an argument, `null` when it would not survive as one. */
function asArgument(body: Uint8Array): string | null {
  if (body.length > ARGUMENT_LIMIT || body.includes(0)) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
}

/**
 * A command for bash that sends the request byte for byte. The account is not in it: `OBMEN_USER` (default `1c`) and
 * `OBMEN_PASSWORD` of the environment are used when the request carried one.
 */
export function curlCommand(request: {
  method: string
  url: string
  headers: readonly [string, string][]
  body: Uint8Array
}): string {
  const authorized = request.headers.some(([name]) => name.toLowerCase() === 'authorization')
  const parts = [
    request.method === 'HEAD' ? 'curl -sS -i --head' : `curl -sS -i -X ${request.method}`,
    quoted(request.url),
    ...(authorized ? ['-u "${OBMEN_USER:-1c}:$OBMEN_PASSWORD"'] : []),
    ...request.headers
      .filter(([name]) => !leftOut.has(name.toLowerCase()))
      // cURL drops a header that ends in a colon; a semicolon sends it empty.
      .map(([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`),
  ]
  if (request.body.length === 0) return parts.join(' \\\n  ')
  const text = asArgument(request.body)
  if (text !== null) return [...parts, `--data-raw ${quoted(text)}`].join(' \\\n  ')
  const lines = Buffer.from(request.body)
    .toString('base64')
    .replace(/.{1,76}/g, '$&\n')
  return `base64 -d <<'END' | ${[...parts, '--data-binary @-'].join(' \\\n  ')}\n${lines}END`
}
