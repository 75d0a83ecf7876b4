import { connect } from 'node:net'
import { authorization } from './admin-bench.ts'

export interface RawRequest {
  method?: string
  body?: string
  /** Whole lines, each with its end. */
  headers?: string
}

/** One request over a connection of its own: every byte that came, and how it ended. */
export function rawRequest(
  address: string,
  path: string,
  { method = 'GET', body = '', headers = '' }: RawRequest = {},
) {
  const { port } = new URL(address)
  return new Promise<{ bytes: Buffer; text: string; end: string; ms: number }>((resolve) => {
    const started = performance.now()
    const socket = connect(Number(port), '127.0.0.1')
    const chunks: Buffer[] = []
    let end = 'fin'
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', (error: NodeJS.ErrnoException) => (end = error.code ?? 'error'))
    socket.on('close', () => {
      const bytes = Buffer.concat(chunks)
      resolve({ bytes, text: bytes.toString(), end, ms: performance.now() - started })
    })
    socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${authorization}\r\n` +
        `Connection: close\r\n${headers}${body ? `Content-Length: ${Buffer.byteLength(body)}\r\n` : ''}\r\n${body}`,
    )
  })
}

export const bodyOf = ({ bytes }: { bytes: Buffer }): Buffer => bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)
/** In small letters. */
export const headOf = ({ text }: { text: string }): string => text.split('\r\n\r\n')[0]!.toLowerCase()
