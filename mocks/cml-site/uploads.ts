import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { IncomingMessage } from 'node:http'
import type { Bodies } from '../../server/storage/bodies.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { takeBody, type TakenBody } from './body.ts'
import type { Session, SessionFile } from './sessions.ts'

/** What an exchange may put down at all; a larger export is no CommerceML that any site takes. */
const MAX_BYTES = 16 * 1024 ** 3
const MAX_FILES = 200_000

export const full = (): Refusal =>
  new Refusal('CML-UPLOAD-FULL', {
    ru: `Папка обмена переполнена: больше ${MAX_FILES} файлов или ${MAX_BYTES / 1024 ** 3} ГиБ. Начните обмен заново.`,
    en: `The upload folder is full: more than ${MAX_FILES} files or ${MAX_BYTES / 1024 ** 3} GiB. Start the exchange again.`,
  })

const isZip = (head: Uint8Array): boolean =>
  head.length >= 4 && head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4
const XML_START = Buffer.from('<?xml ')

export interface PartOptions {
  /** The part replaces what was there (F6, django-cml). */
  overwrite: boolean
  /** A part that begins with an XML declaration starts the file anew (section 4.3). */
  restartsAtXml: boolean
}

/**
 * Puts a part of a file down while it streams by (section 4.3). A part counts whole or not at all: what a broken connection
 * left is cut off again.
 * @throws the error of a connection that broke
 */
export async function putPart(
  session: Session,
  name: string,
  request: IncomingMessage,
  bodies: Bodies,
  { overwrite, restartsAtXml }: PartOptions,
): Promise<TakenBody> {
  const known = session.files.get(name)
  if (session.files.size >= MAX_FILES && !known)
    return { ...(await takeBody(request, bodies)), error: full() }
  const path = join(session.folder, name)
  const opened = await openForAppending(path)
  if ('error' in opened) return { ...(await takeBody(request, bodies)), error: opened.error }

  const { handle } = opened
  let begins = (await handle.stat()).size
  let written = 0
  let zip = known?.zip ?? false
  /** Nothing of this part stays, nor an empty file where there was none. */
  async function takeBack(): Promise<void> {
    await handle.truncate(begins)
    if (begins > 0) return
    session.files.delete(name)
    await rm(path, { force: true })
  }
  try {
    const taken = await takeBody(request, bodies, async (chunk) => {
      if (written === 0) {
        if (overwrite || (restartsAtXml && XML_START.equals(chunk.subarray(0, XML_START.length)))) {
          await handle.truncate(0)
          session.bytes -= begins
          begins = 0
        }
        if (begins === 0) zip = isZip(chunk) || /\.zip$/i.test(name)
      }
      if (session.bytes + written + chunk.length > MAX_BYTES) throw full()
      await handle.appendFile(chunk)
      written += chunk.length
    })
    if (taken.error !== null || written === 0) await takeBack()
    else {
      session.bytes += written
      const fragments = begins === 0 ? 1 : (known?.fragments ?? 0) + 1
      session.files.set(name, { name, bytes: begins + written, fragments, zip, unpacked: false })
    }
    return taken
  } catch (error) {
    await takeBack()
    throw error
  } finally {
    await handle.close()
  }
}

/** A folder may stand where the file is to be, and a file where its folder is to be: that is the sender's matter. */
async function openForAppending(path: string): Promise<{ handle: FileHandle } | { error: unknown }> {
  try {
    await mkdir(dirname(path), { recursive: true })
    return { handle: await open(path, 'a') }
  } catch (error) {
    return { error }
  }
}

/** Where an archive is taken apart: beside the files of the exchange, so that a refused one leaves them as they were. */
export const unpackingFolder = ({ folder }: Session): string => `${folder}-unpacking`

/**
 * Puts what an archive brought among the files of the session; it replaces files of the same name.
 * @throws Refusal `CML-ARCHIVE-PATH` when a file stands where a folder is to be, or the other way round
 */
export async function addUnpacked(session: Session, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(session.folder, name)
    try {
      await mkdir(dirname(path), { recursive: true })
      await rename(join(unpackingFolder(session), name), path)
    } catch (error) {
      throw isClash(error) ? clashing(name) : error
    }
    const { size } = await stat(path)
    session.bytes += size - (session.files.get(name)?.bytes ?? 0)
    session.files.set(name, { name, bytes: size, fragments: 0, zip: false, unpacked: false })
  }
}

/** A file where a folder is to be, or the other way round: names of the sender, no defect of ours. */
export const isClash = (error: unknown): boolean =>
  ['EEXIST', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')

const clashing = (name: string): Refusal =>
  new Refusal('CML-ARCHIVE-PATH', {
    ru: `Файл ${name} из архива не записан: в папке обмена это имя занято папкой или файлом на её месте. Начните обмен заново.`,
    en: `File ${name} of the archive was not stored: its name is taken by a folder, or a file stands in place of its folder. Start the exchange again.`,
  })

/** The file that `import` asks for: by its name, or, when an archive had it in a folder, by the end of its path. */
export function fileOf(session: Session, name: string): SessionFile | null {
  const found = session.files.get(name)
  if (found) return found
  const ends = [...session.files.values()].filter((file) => file.name.endsWith(`/${name}`))
  return ends.length === 1 ? ends[0]! : null
}

const isPicture = (name: string): boolean => /\.(?:jpe?g|png|gif|webp|bmp|svg|tiff?|avif)$/i.test(name)

/** Pictures outlive their exchange: an import takes them out of the folder that the next `init` empties. */
export async function keepPictures(session: Session, pictures: string): Promise<void> {
  for (const { name } of session.files.values()) {
    if (!isPicture(name)) continue
    const kept = join(pictures, name)
    await mkdir(dirname(kept), { recursive: true })
    await rename(join(session.folder, name), kept).catch(ignoreMissing)
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

/** Empties a folder of uploads (section 3.1, init). Nothing may be at work on its files any more. */
export async function wipe(session: Session): Promise<void> {
  await rm(session.folder, { recursive: true, force: true })
  session.files.clear()
  session.bytes = 0
  session.imports.clear()
  session.unpacking = null
}

/** Takes away what an earlier run of the program left: its sessions are gone. */
export async function removeLeftovers(folder: string, kept: readonly string[]): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return []
  })
  for (const entry of entries)
    if (!kept.includes(entry)) await rm(join(folder, entry), { recursive: true, force: true })
}
