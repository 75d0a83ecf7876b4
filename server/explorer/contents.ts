import { mkdir, opendir, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { unpackArchive } from '../catalogue/archive.ts'
import { readHead, type Head } from './head.ts'
import { inOrder, partRank } from './part-order.ts'
import { isPictureName } from './pictures.ts'
import { nothingInside, tooManyFiles } from './refusals.ts'

/** A file of what was opened, before it is read. */
export interface FoundPart {
  /** Path below the folder, with `/`. */
  name: string
  path: string
  bytes: number
  head: Head
}

export interface Contents {
  /** CommerceML files in the order that keeps references valid (commerceml section 7.2). */
  parts: FoundPart[]
  pictures: number
  /** Folders that the paths of pictures start from. */
  pictureRoots: string[]
}

/** A whole export with a picture for each of 100 000 items fits; a system drive does not. */
const MAX_FILES = 200_000
const MAX_DEPTH = 8

/** One file that is no archive: read whatever it is called, so that a wrong one is refused with the reason. */
export async function singleFile(path: string, name: string): Promise<Contents> {
  const part = await found(path, name)
  return { parts: [part], pictures: 0, pictureRoots: [dirname(path)] }
}

/**
 * An archive, unpacked into `folder`.
 * @throws Refusal `CML-ARCHIVE-…` of the unpacking, `EXPLORER-NO-XML`
 */
export async function archiveContents(path: string, folder: string): Promise<Contents> {
  await unpackArchive(path, folder)
  return folderContents(folder)
}

/**
 * Files that were brought together: archives among them are unpacked beside, each into a folder of its name.
 * @throws Refusal as for an archive
 */
export async function setContents(folder: string): Promise<Contents> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (!entry.isFile() || !(await readHead(path)).archive) continue
    const unpacked = `${path}.d`
    await mkdir(unpacked)
    await unpackArchive(path, unpacked)
  }
  return folderContents(folder)
}

/**
 * Everything below a folder. Links are not followed.
 * @throws Refusal `EXPLORER-NO-XML`, `EXPLORER-TOO-MANY`
 */
export async function folderContents(folder: string): Promise<Contents> {
  const xml: string[] = []
  let files = 0
  let pictures = 0

  async function walk(below: string, depth: number): Promise<void> {
    for await (const entry of await opendir(below)) {
      const path = join(below, entry.name)
      if (entry.isDirectory() && depth < MAX_DEPTH) await walk(path, depth + 1)
      if (!entry.isFile()) continue
      if (++files > MAX_FILES) throw tooManyFiles(MAX_FILES)
      if (/\.xml$/i.test(entry.name)) xml.push(path)
      else if (isPictureName(entry.name)) pictures++
    }
  }
  await walk(folder, 0)
  if (xml.length === 0) throw nothingInside()

  const parts: (FoundPart & { rank: number })[] = []
  for (const path of xml) {
    const part = await found(path, relative(folder, path).split(sep).join('/'))
    parts.push({ ...part, rank: partRank(part.head.elements) })
  }
  const roots = new Set([folder, ...xml.map((path) => dirname(path))])
  return { parts: inOrder(parts), pictures, pictureRoots: [...roots] }
}

async function found(path: string, name: string): Promise<FoundPart> {
  return { name, path, bytes: (await stat(path)).size, head: await readHead(path) }
}

/** Last name of a path, for people, whichever system wrote it. */
export const lastName = (path: string): string => basename(path.replaceAll('\\', '/')) || path
