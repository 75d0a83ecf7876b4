import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import type { Text } from '../contracts/text.ts'
import { uploadName } from '../contracts/commerceml/upload-name.ts'
import { Refusal } from '../storage/refusal.ts'
import { entryName } from './archive-names.ts'

/** Bounds of what an archive may become (issue point 7). */
export interface ArchiveLimits {
  /** Bytes of everything unpacked. @default 4 GiB */
  bytes: number
  /** Unpacked bytes for one packed byte, beyond the first 64 MiB of a file. @default 200 */
  ratio: number
  /** @default 100 000 */
  entries: number
}

const MIB = 1024 * 1024
const defaults: ArchiveLimits = { bytes: 4096 * MIB, ratio: 200, entries: 100_000 }
/** XML packs 1 : 60 and more; what is smaller than this does no harm at any ratio. */
const RATIO_FREE = 64 * MIB

const refusal = (code: string, text: Text, cause?: unknown): Refusal => new Refusal(code, text, { cause })

const broken = (reason: string, cause?: unknown): Refusal =>
  refusal(
    'CML-ARCHIVE-BROKEN',
    {
      ru: `Ошибка распаковки архива: ${reason}. Архив оборван или повреждён, передайте его заново.`,
      en: `The archive cannot be unpacked: ${reason}. It is cut off or damaged, send it again.`,
    },
    cause,
  )

const bomb = (ru: string, en: string): Refusal =>
  refusal('CML-ARCHIVE-BOMB', {
    ru: `Архив не распакован: ${ru}.`,
    en: `The archive was not unpacked: ${en}.`,
  })

/**
 * Unpacks a zip file into a folder (commerceml section 4.4), in constant memory. Archives inside of it stay files. What
 * was written before a refusal is taken away again.
 * @param zipFile path of the whole archive
 * @returns names of the files, with forward slashes, in the order of the archive
 * @throws Refusal `CML-ARCHIVE-BROKEN` (cut off, damaged, encrypted), `CML-ARCHIVE-BOMB` (beyond a bound),
 *   `CML-ARCHIVE-PATH` (a name that leads out of the folder or is forbidden)
 */
export async function unpackArchive(
  zipFile: string,
  folder: string,
  options: Partial<ArchiveLimits> = {},
): Promise<{ files: string[] }> {
  const limits = { ...defaults, ...options }
  const written = new Set<string>()
  const archive = await openArchive(zipFile)
  try {
    const packed = (await stat(zipFile)).size
    const entries = await readEntries(archive, limits)
    checkSizes(entries, packed, limits)
    let left = limits.bytes
    for (const { name, entry } of entries) {
      const path = join(folder, name)
      await mkdir(dirname(path), { recursive: true })
      written.add(name)
      const dense = allowedBytes(entry.compressedSize, limits)
      const bound =
        left < dense
          ? { bytes: left, refused: tooLarge(limits) }
          : { bytes: dense, refused: tooDense(limits) }
      left -= await unpackEntry(archive, entry, path, bound)
    }
    return { files: [...written] }
  } catch (error) {
    for (const name of written) await rm(join(folder, name), { force: true }).catch(ignoreFolder)
    if (error instanceof Refusal) throw error
    // A name that is both a file and a folder is a fault of the archive; a full disk is not.
    if (isSystemError(error) && !['ENOTDIR', 'EISDIR', 'EEXIST', 'ENAMETOOLONG'].includes(error.code))
      throw error
    throw broken(error instanceof Error ? error.message : String(error), error)
  } finally {
    archive.close()
  }
}

/** A name that turned out to be a folder was not written, and is not taken away. */
function ignoreFolder(error: unknown): void {
  if (!isSystemError(error) || error.code !== 'ERR_FS_EISDIR') throw error
}

const isSystemError = (error: unknown): error is Error & { code: string; syscall: string } =>
  error instanceof Error && 'syscall' in error && 'code' in error

function openArchive(file: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are decoded here: what 1C and Windows write there is often neither UTF-8 nor cp437.
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true }
    yauzl.open(file, options, (error, archive) => {
      if (!error) return resolve(archive)
      reject(isSystemError(error) ? error : broken(error.message, error))
    })
  })
}

/** All entries that are files, with names that were checked, before anything is written. */
function readEntries(archive: ZipFile, limits: ArchiveLimits): Promise<{ name: string; entry: Entry }[]> {
  const entries: { name: string; entry: Entry }[] = []
  return new Promise((resolve, reject) => {
    if (archive.entryCount > limits.entries) {
      const { entries } = limits
      return reject(bomb(`в нём больше файлов, чем ${entries}`, `it has more files than ${entries}`))
    }
    archive.on('error', (error: Error) => reject(isSystemError(error) ? error : broken(error.message, error)))
    archive.on('end', () => resolve(entries))
    archive.on('entry', (entry: Entry) => {
      try {
        const name = checkedName(entry)
        if (name !== null) entries.push({ name, entry })
        archive.readEntry()
      } catch (error) {
        reject(error as Error)
      }
    })
    archive.readEntry()
  })
}

const S_IFMT = 0o170000
const S_IFLNK = 0o120000

/** `null`: a folder. Folders are made when a file needs them. */
function checkedName(entry: Entry): string | null {
  const raw = entryName(entry)
  if (((entry.externalFileAttributes >>> 16) & S_IFMT) === S_IFLNK)
    throw pathRefusal(raw, { ru: 'это ссылка, а не файл', en: 'it is a link and no file' })
  if (/[/\\]$/.test(raw)) return null
  const checked = uploadName(raw)
  if ('refusal' in checked) throw pathRefusal(raw, checked.refusal)
  if (entry.isEncrypted()) throw broken(`${checked.name}: password`)
  return checked.name
}

function pathRefusal(raw: string, reason: Text): Refusal {
  const name = raw.slice(0, 200)
  return refusal('CML-ARCHIVE-PATH', {
    ru: `Архив не распакован, имя в нём не годится: «${name}». ${reason.ru}`,
    en: `The archive was not unpacked, a name in it is not allowed: «${name}». ${reason.en}`,
  })
}

const allowedBytes = (compressed: number, { ratio }: ArchiveLimits): number => RATIO_FREE + compressed * ratio

/** What the archive says of itself; what it really holds is counted while it is unpacked. */
function checkSizes(entries: readonly { entry: Entry }[], packed: number, limits: ArchiveLimits): void {
  const total = entries.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0)
  if (total > limits.bytes) throw tooLarge(limits)
  if (total > allowedBytes(packed, limits)) throw tooDense(limits)
}

const tooLarge = ({ bytes }: ArchiveLimits): Refusal =>
  bomb(
    `распакованным он занял бы больше ${Math.floor(bytes / MIB)} МБ`,
    `unpacked it would take more than ${Math.floor(bytes / MIB)} MB`,
  )
const tooDense = ({ ratio }: ArchiveLimits): Refusal =>
  bomb(`он сжат сильнее, чем 1 к ${ratio}`, `it is packed tighter than 1 to ${ratio}`)

/** @returns bytes written */
async function unpackEntry(
  archive: ZipFile,
  entry: Entry,
  path: string,
  bound: { bytes: number; refused: Refusal },
): Promise<number> {
  const packed = await openEntry(archive, entry)
  let bytes = 0
  let sum = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      sum = crc32(chunk, sum)
      done(bytes > bound.bytes ? bound.refused : null, chunk)
    },
  })
  await pipeline(packed, counted, createWriteStream(path))
  if (sum !== entry.crc32) throw broken(`CRC32 ${entryName(entry)}`)
  return bytes
}

function openEntry(archive: ZipFile, entry: Entry): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) =>
    archive.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))),
  )
}
