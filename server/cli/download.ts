import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { Failure } from './terminal.ts'

/** Writes a file of a bench to the disk, or to standard output when no file is named. @throws Failure when the bench has none */
export async function download(
  address: string,
  path: string,
  { token }: { token?: string | undefined },
  output: string | undefined,
): Promise<void> {
  const answer = await fetch(address + path, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  })
  if (!answer.ok || !answer.body)
    throw new Failure(`${path}: HTTP ${answer.status} ${(await answer.text()).slice(0, 300)}`)
  const content = Readable.fromWeb(answer.body as ReadableStream)
  if (output === undefined) await pipeline(content, process.stdout, { end: false })
  else await pipeline(content, createWriteStream(output))
}
