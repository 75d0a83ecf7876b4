import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { once } from 'node:events'
import { pipeline, type Readable } from 'node:stream'
import { pipeline as piped } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGunzip, createGzip, gunzip, gzip } from 'node:zlib'
import { Refusal } from './refusal.ts'

/** A body that is in the folder already. */
export interface StoredBody {
  sha256: string
  /** Size without compression. */
  bytes: number
}

/** Takes a body of any size while it streams by. Either `end` or `abort` has to be called. */
export interface BodySink {
  /** Resolves when more can be taken. The chunk may not change afterwards. */
  write(chunk: Uint8Array): Promise<void>
  /** The bytes are in the file system when the promise resolves. */
  end(): Promise<StoredBody>
  /** Leaves nothing behind. */
  abort(): Promise<void>
}

/** Bodies too large for a row: compressed files named by their content, so that equal bodies are kept once. */
export interface Bodies {
  /**
   * The array may not change afterwards: the same object given again is taken for the same bytes.
   * @returns SHA-256 in hexadecimal; the bytes are in the file system when the promise resolves
   */
  put(bytes: Uint8Array): Promise<string>
  /** @throws Refusal `BODY-MISSING`, `BODY-DAMAGED` */
  get(sha256: string): Promise<Uint8Array>
  /** The same bytes for a reader that does not want them in memory. Errors come through the stream. */
  stream(sha256: string): Readable
  /** For a body that is not to be in memory as a whole. */
  sink(): Promise<BodySink>
  /** Every file there is. */
  list(): AsyncIterable<BodyFile>
  /** Takes a body away that nobody needs any more; one that is not there is fine. */
  remove(sha256: string): Promise<void>
}

export interface BodyFile {
  sha256: string
  /** What the file takes, packed. */
  bytes: number
  modified: Date
}

/** A body that streams by is as large as it likes: quick packing is worth more than tight packing. */
const QUICK = { level: 1 }

const compress = promisify(gzip)
const decompress = promisify(gunzip)

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const missing = (sha256: string) =>
  new Refusal('BODY-MISSING', {
    ru: `Тела ${sha256} нет в папке bodies: его удалили или не перенесли вместе с базой.`,
    en: `The body ${sha256} is not in the bodies folder: it was deleted, or not moved along with the database.`,
  })

const damaged = (sha256: string) =>
  new Refusal('BODY-DAMAGED', {
    ru: `Файл тела ${sha256} повреждён: содержимое не отвечает имени.`,
    en: `The file of body ${sha256} is damaged: its content does not match its name.`,
  })

export function createBodies(folder: string): Bodies {
  /** An answer that is made once and sent many times is hashed, compressed and looked for once. */
  const stored = new WeakMap<Uint8Array, Promise<string>>()
  /** Bodies that were taken away: what is known of their bytes holds no longer. */
  const removed = new Set<string>()
  const fileOf = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw missing(sha256)
    return join(folder, sha256.slice(0, 2), `${sha256.slice(2)}.gz`)
  }

  const exists = (file: string): Promise<boolean> =>
    access(file).then(
      () => true,
      () => false,
    )

  async function sink(): Promise<BodySink> {
    await mkdir(folder, { recursive: true })
    const temporary = join(folder, `${randomUUID()}.tmp`)
    const digest = createHash('sha256')
    const packer = createGzip(QUICK)
    const written = piped(packer, createWriteStream(temporary))
    // Whoever waits for `end` or `write` is told; nobody has to wait for both.
    written.catch(() => undefined)
    let size = 0
    return {
      async write(chunk) {
        digest.update(chunk)
        size += chunk.length
        if (!packer.write(chunk)) await Promise.race([once(packer, 'drain'), written])
      },
      async end() {
        packer.end()
        await written
        const sha256 = digest.digest('hex')
        const file = fileOf(sha256)
        if (await exists(file)) await rm(temporary)
        else {
          await mkdir(dirname(file), { recursive: true })
          await rename(temporary, file)
        }
        return { sha256, bytes: size }
      },
      async abort() {
        packer.destroy()
        await written.catch(() => undefined)
        await rm(temporary, { force: true })
      },
    }
  }

  async function store(bytes: Uint8Array): Promise<string> {
    const sha256 = hash(bytes)
    const file = fileOf(sha256)
    if (await exists(file)) {
      // It is needed anew: `list` tells how long nobody has asked for a file.
      const now = new Date()
      await utimes(file, now, now)
      return sha256
    }
    removed.delete(sha256)
    await mkdir(dirname(file), { recursive: true })
    const temporary = `${file}.${randomUUID()}.tmp`
    await writeFile(temporary, await compress(bytes))
    await rename(temporary, file)
    return sha256
  }

  return {
    put(bytes) {
      const known = stored.get(bytes)
      if (known && removed.size === 0) return known
      const storing = known
        ? known.then((sha256) => (removed.has(sha256) ? store(bytes) : sha256))
        : store(bytes)
      stored.set(bytes, storing)
      storing.catch(() => stored.delete(bytes))
      return storing
    },
    async get(sha256) {
      const stored = await readFile(fileOf(sha256)).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? missing(sha256) : error
      })
      const bytes = await decompress(stored).catch(() => {
        throw damaged(sha256)
      })
      if (hash(bytes) !== sha256) throw damaged(sha256)
      return bytes
    },
    stream(sha256) {
      const bytes = createGunzip()
      pipeline(createReadStream(fileOf(sha256)), bytes, () => {})
      return bytes
    },
    sink,
    async *list() {
      const folders = await readdir(folder, { withFileTypes: true }).catch(() => [])
      for (const { name: start } of folders.filter((entry) => entry.isDirectory() && entry.name.length === 2))
        for (const name of await readdir(join(folder, start))) {
          const sha256 = start + name.replace(/\.gz$/, '')
          if (!/^[0-9a-f]{64}$/.test(sha256)) continue
          const found = await stat(join(folder, start, name)).catch(() => null)
          if (found) yield { sha256, bytes: found.size, modified: found.mtime }
        }
    },
    async remove(sha256) {
      removed.add(sha256)
      await rm(fileOf(sha256), { force: true })
    },
  }
}
