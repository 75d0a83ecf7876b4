import { readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'
import { pictureUnknown } from './refusals.ts'

/** Pictures beside an opened file. Only what is a picture by its bytes is ever handed out. */

export interface Picture {
  bytes: Buffer
  type: string
}

const extensions = /\.(jpe?g|png|gif|webp|bmp)$/i
/** Larger ones are no pictures of goods. */
const MAX_BYTES = 32 * 1024 * 1024

export const isPictureName = (name: string): boolean => extensions.test(name)

const at = (bytes: Buffer, offset: number, text: string) =>
  bytes.toString('latin1', offset, offset + text.length) === text

/** By the bytes, because the name is the sender's word. `null`: none of the kinds that a browser shows safely. */
export function pictureType(bytes: Buffer): string | null {
  if (at(bytes, 0, '\xff\xd8\xff')) return 'image/jpeg'
  if (at(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'image/png'
  if (at(bytes, 0, 'GIF8')) return 'image/gif'
  if (at(bytes, 0, 'RIFF') && at(bytes, 8, 'WEBP')) return 'image/webp'
  return at(bytes, 0, 'BM') ? 'image/bmp' : null
}

/**
 * A picture by the path that the file gives (commerceml section 4.5), looked for below each of the folders.
 * @throws Refusal `EXPLORER-PICTURE-UNKNOWN`, also for a path that leads out of the folder and for what is no picture
 */
export async function readPicture(roots: readonly string[], path: string): Promise<Picture> {
  const wanted = path.replaceAll('\\', '/')
  if (isPictureName(wanted) && !wanted.includes('\0')) {
    for (const root of roots) {
      const picture = await pictureBelow(root, wanted)
      if (picture) return picture
    }
  }
  throw pictureUnknown(path.slice(0, 200))
}

async function pictureBelow(root: string, path: string): Promise<Picture | null> {
  const [base, file] = await Promise.all([realpath(root), realpath(join(root, path))]).catch(() => [])
  if (base === undefined || file === undefined) return null
  const inside = relative(base, file)
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return null
  // Looked at before it is opened: a pipe would keep the opening waiting for ever.
  const facts = await stat(file)
  if (!facts.isFile() || facts.size > MAX_BYTES) return null
  const bytes = await readFile(file)
  const type = pictureType(bytes)
  return type === null ? null : { bytes, type }
}
