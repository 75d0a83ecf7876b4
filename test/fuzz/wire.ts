import { connect } from 'node:net'

/** What came back over the wire. */
export interface WireAnswer {
  status: number
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>
  body: Buffer
}

export interface WireRequest {
  method: string
  /** Bytes as latin1, sent as they are. */
  target: string
  headers: Readonly<Record<string, string>>
  body: Uint8Array
  /** Bytes of the body after which the connection is broken off; `null`: the request is sent whole. */
  cutAt: number | null
}

/** Every answer is to be there in this time: the longest that 1C waits for is 180 s, a site of the bench is far quicker. */
const LIMIT_MS = 30_000

function bytesOf({ method, target, headers, body }: WireRequest): Buffer {
  const lines = Object.entries({
    Host: '127.0.0.1',
    Connection: 'close',
    ...headers,
    ...(body.length > 0 && { 'Content-Length': String(body.length) }),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), body])
}

/** @throws when it is no whole HTTP answer */
function parsed(bytes: Buffer): WireAnswer {
  const end = bytes.indexOf('\r\n\r\n')
  const [first = '', ...lines] = bytes.toString('latin1', 0, Math.max(end, 0)).split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]
  if (end < 0 || status === undefined)
    throw new Error(`no answer of HTTP: ${JSON.stringify(bytes.toString('latin1', 0, 200))}`)
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  const body = bytes.subarray(end + 4)
  const told = headers.get('content-length')
  if (told !== undefined && Number(told) !== body.length)
    throw new Error(`Content-Length ${told}, and ${body.length} bytes came`)
  return { status: Number(status), headers, body }
}

/**
 * Sends bytes that no client library would send.
 * @returns the answer, `null` for a request that was broken off
 * @throws when there is no answer, or none in time
 */
export function exchange(port: number, request: WireRequest): Promise<WireAnswer | null> {
  const bytes = bytesOf(request)
  const { cutAt, body } = request
  return new Promise((resolve, reject) => {
    const received: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    const timer = setTimeout(() => {
      reject(new Error(`no answer in ${LIMIT_MS} ms`))
      socket.destroy()
    }, LIMIT_MS)
    socket.on('connect', () => {
      if (cutAt === null) socket.write(bytes)
      else socket.write(bytes.subarray(0, bytes.length - body.length + cutAt), () => socket.destroy())
    })
    socket.on('data', (chunk: Buffer) => received.push(chunk))
    // Whatever broke, the connection closes after it.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      try {
        resolve(cutAt === null ? parsed(Buffer.concat(received)) : null)
      } catch (error) {
        reject(error as Error)
      }
    })
  })
}
