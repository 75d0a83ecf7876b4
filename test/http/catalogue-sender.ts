import { open } from 'node:fs/promises'
import type { RunningBench } from '../robustness/running-bench.ts'

/** What 1C does to send a catalogue of any size: parts of `file_limit`, then `import` step by step (contract section 3.1). */

const PATH = '/site/1c_exchange.php'
const account = { user: '1c', password: 'big-catalogue' }
const authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`

/** Lets the site of the bench take catalogues from this sender. `stepMs`: how long a step of an import works. */
export async function openSite({ api }: RunningBench, stepMs: number): Promise<void> {
  const settings = await api.call('cmlSite.settings')
  await api.call('cmlSite.saveSettings', { body: { ...settings, ...account, zip: false, stepMs } })
}

export interface CatalogueSender {
  /** Sends the file in parts. @returns how many parts */
  send(file: string, name: string): Promise<number>
  /** Asks for the import of the file until it has ended; each answer as it comes. */
  steps(name: string): AsyncGenerator<string>
}

/** Begins a session: `checkauth`, `init`. */
export async function openSession({ address }: RunningBench): Promise<CatalogueSender> {
  const ask = async (query: string, headers: Record<string, string>, body?: Uint8Array): Promise<string> => {
    const response = await fetch(`${address}${PATH}?type=catalog&${query}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization, ...headers },
      ...(body ? { body: new Uint8Array(body) } : {}),
    })
    const decoder = new TextDecoder(/charset=([\w-]+)/.exec(response.headers.get('content-type') ?? '')?.[1])
    return decoder.decode(await response.arrayBuffer())
  }
  const [said, cookie, value, token] = (await ask('mode=checkauth', {})).split('\n')
  if (said?.trim() !== 'success') throw new Error(`checkauth: ${said}`)
  const headers = { cookie: `${cookie}=${value}` }
  const tail = token?.startsWith('sessid=') ? `&${token.trim()}` : ''
  const init = await ask(`mode=init${tail}`, headers)
  const limit = Number(/file_limit=(\d+)/.exec(init)?.[1])
  if (!(limit > 0)) throw new Error(`init: ${init}`)

  return {
    async send(file, name) {
      const source = await open(file)
      try {
        const part = Buffer.allocUnsafe(limit)
        for (let parts = 0; ; parts += 1) {
          const { bytesRead } = await source.read(part, 0, limit)
          if (bytesRead === 0) return parts
          const answer = await ask(`mode=file&filename=${name}${tail}`, headers, part.subarray(0, bytesRead))
          if (!answer.startsWith('success')) throw new Error(`file: ${answer}`)
        }
      } finally {
        await source.close()
      }
    },
    async *steps(name) {
      for (let answer = 'progress'; answer.startsWith('progress');) {
        answer = await ask(`mode=import&filename=${name}${tail}`, headers)
        yield answer
      }
    },
  }
}

/** Per cent that an answer of `import` tells; `null` when it tells none. */
export const percentOf = (answer: string): number | null => {
  const told = /(\d+)\s*%/.exec(answer)?.[1]
  return told === undefined ? null : Number(told)
}
