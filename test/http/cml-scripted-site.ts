import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A site over real HTTP that answers what a test tells it to, and keeps what came. */

export interface SeenRequest {
  method: string
  /** As it came, not decoded. */
  url: string
  type: string
  mode: string
  filename: string | null
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface ScriptedAnswer {
  status?: number
  headers?: Record<string, string>
  body: string | Uint8Array
  /** The connection is cut instead of an answer. */
  broken?: boolean
  /** The answer waits for this. */
  after?: Promise<unknown>
}

type Script = string | ScriptedAnswer | ((request: SeenRequest) => string | ScriptedAnswer)

export const COOKIE = 'success\nPHPSESSID\n0a1b2c3d'

/** The three lines and two lines that every site has to have (section 14, «minimal»). */
const minimal: Record<string, Script> = {
  checkauth: COOKIE,
  init: 'zip=no\nfile_limit=0',
  file: 'success',
  import: 'success',
  query:
    '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования="2024-05-14T10:00:00"/>',
  success: 'success',
  info: '<?xml version="1.0" encoding="UTF-8"?><Справочник/>',
  deactivate: 'success',
  complete: 'success',
}

export async function scriptedSite() {
  const seen: SeenRequest[] = []
  const scripts = new Map<string, Script[]>()
  const scriptOf = (mode: string): Script => {
    const own = scripts.get(mode)
    // The last one is for every further request.
    if (own) return own.length > 1 ? own.shift()! : own[0]!
    return minimal[mode] ?? 'failure\nНеизвестная команда.'
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => undefined)
    request.on('end', () => {
      const url = request.url!
      const query = new URLSearchParams(url.slice(url.lastIndexOf('?') + 1))
      const asked: SeenRequest = {
        method: request.method!,
        url,
        type: query.get('type') ?? '',
        mode: query.get('mode') ?? '',
        filename: query.get('filename'),
        headers: request.headers,
        body: Buffer.concat(chunks),
      }
      seen.push(asked)
      const script = scriptOf(asked.mode)
      const made = typeof script === 'function' ? script(asked) : script
      const answer = typeof made === 'string' ? { body: made } : made
      const { status = 200, headers = {}, body, broken = false, after } = answer as ScriptedAnswer
      void Promise.resolve(after).then(() => {
        if (broken) return request.socket.destroy()
        response.writeHead(status, headers)
        response.end(body)
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return {
    port,
    address: `http://127.0.0.1:${port}/1c_exchange.php`,
    /** Requests that came, oldest first. */
    seen,
    /** What a mode is answered with, one after the other; the last answer stays. */
    answer(mode: string, ...next: Script[]) {
      scripts.set(mode, next)
    },
    /** `checkauth init file …` of what came. */
    modes: () => seen.map(({ mode }) => mode),
    /** The files as a site puts them together: fragments of a name in the order they came. */
    files() {
      const files = new Map<string, Buffer>()
      for (const { mode, filename, body } of seen)
        if (mode === 'file')
          files.set(filename!, Buffer.concat([files.get(filename!) ?? Buffer.alloc(0), body]))
      return files
    },
    forget: () => void seen.splice(0),
  }
}

export type ScriptedSite = Awaited<ReturnType<typeof scriptedSite>>
