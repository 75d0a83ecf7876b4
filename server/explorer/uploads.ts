import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { uploadName } from '../contracts/commerceml/upload-name.ts'
import { Refusal } from '../storage/refusal.ts'
import { uploadBroken, uploadTooLarge } from './refusals.ts'

/** Files that belong together come one by one under a name of the caller's; `last` ends them. */
export interface UploadSet {
  id: string
  last: boolean
}

/** What has come whole. */
export interface Uploaded {
  folder: string
  /** Paths below the folder, with `/`. */
  files: string[]
  bytes: number
}

export interface Uploads {
  /** Takes one file. `null`: more of its set are to come. */
  take(name: string, body: Readable, set?: UploadSet): Promise<Uploaded | null>
}

const MAX_GIB = 16
/** Sets that were begun and forgotten do not fill the disk. */
const MAX_SETS = 4

/** @param folder where they are put; may not exist yet */
export function createUploads(folder: string): Uploads {
  const sets = new Map<string, Uploaded>()

  async function setOf(id: string): Promise<Uploaded> {
    const known = sets.get(id)
    if (known) return known
    const set: Uploaded = { folder: join(folder, randomUUID()), files: [], bytes: 0 }
    sets.set(id, set)
    for (const [old, forgotten] of [...sets].slice(0, -MAX_SETS)) {
      sets.delete(old)
      await rm(forgotten.folder, { recursive: true, force: true })
    }
    return set
  }

  return {
    async take(given, body, set = { id: randomUUID(), last: true }) {
      const name = uploadName(given)
      if ('refusal' in name) throw new Refusal('EXPLORER-NAME', name.refusal)
      const whole = await setOf(set.id)
      const path = join(whole.folder, name.name)
      await mkdir(dirname(path), { recursive: true })
      const counting = counted((bytes) => {
        whole.bytes += bytes
        if (whole.bytes > MAX_GIB * 2 ** 30) throw uploadTooLarge(MAX_GIB)
      })
      try {
        await pipeline(body, counting, createWriteStream(path))
      } catch (error) {
        sets.delete(set.id)
        await rm(whole.folder, { recursive: true, force: true })
        throw error instanceof Refusal ? error : uploadBroken()
      }
      whole.files.push(name.name)
      if (!set.last) return null
      sets.delete(set.id)
      return whole
    },
  }
}

function counted(take: (bytes: number) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        take(chunk.length)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
  })
}
