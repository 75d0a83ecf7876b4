import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refusal, WrongInput } from '../../storage/refusal.ts'
import type { ImportKind } from '../model.ts'
import { guessKind } from './guess.ts'
import type { SourceFile } from './importer.ts'

const BOUND = 512 * 1024 * 1024
/** Files that wait for their import; the oldest go first. */
const KEPT = 2000

export interface UploadedFile {
  token: string
  name: string
  bytes: number
  kind: ImportKind
}

/** Files that a page has sent to be looked at and imported. */
export interface Uploads {
  /** @throws WrongInput `INTERCHANGE-TOO-LARGE` */
  add(name: string, content: Readable): Promise<UploadedFile>
  /** @throws Refusal `INTERCHANGE-UPLOAD-UNKNOWN` */
  sources(tokens: readonly string[]): SourceFile[]
  forget(tokens: readonly string[]): Promise<void>
  /** Removes them all. */
  close(): Promise<void>
}

async function headOf(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(500), 0, 500, 0)
    return buffer.subarray(0, bytesRead).toString('utf8')
  } finally {
    await handle.close()
  }
}

/** @param folder a folder of its own; it is made when it is needed */
export function createUploads(folder: string): Uploads {
  const known = new Map<string, SourceFile>()

  async function forget(tokens: readonly string[]): Promise<void> {
    for (const token of tokens) {
      const source = known.get(token)
      known.delete(token)
      if (source) await rm(source.file, { force: true })
    }
  }

  function bounded(): Transform {
    let size = 0
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length
        if (size <= BOUND) done(null, chunk)
        else
          done(
            new WrongInput('INTERCHANGE-TOO-LARGE', {
              ru: `Файл больше ${BOUND / 1024 / 1024} МиБ: загрузите его командой obmen import.`,
              en: `The file is over ${BOUND / 1024 / 1024} MiB: load it with obmen import.`,
            }),
          )
      },
    })
  }

  return {
    async add(name, content) {
      await mkdir(folder, { recursive: true })
      const token = randomUUID()
      const file = join(folder, token)
      try {
        const target = createWriteStream(file)
        await pipeline(content, bounded(), target)
        known.set(token, { file, name })
        await forget([...known.keys()].slice(0, -KEPT))
        return { token, name, bytes: target.bytesWritten, kind: guessKind(name, await headOf(file)) }
      } catch (error) {
        await rm(file, { force: true })
        throw error
      }
    },
    sources: (tokens) =>
      tokens.map((token) => {
        const source = known.get(token)
        if (source) return source
        throw new Refusal('INTERCHANGE-UPLOAD-UNKNOWN', {
          ru: 'Файла уже нет: выберите его ещё раз.',
          en: 'The file is gone: choose it once more.',
        })
      }),
    forget,
    async close() {
      known.clear()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
