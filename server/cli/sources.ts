import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import type { SourceFile } from '../interchange/import/importer.ts'
import { Failure } from './terminal.ts'

/**
 * Files, and all files of folders in the order of their names.
 * @throws Failure for a path that is not there
 */
export async function sourcesOf(paths: readonly string[]): Promise<SourceFile[]> {
  const found: SourceFile[] = []
  for (const path of paths) {
    const info = await stat(path).catch(() => {
      throw new Failure(`${path}: такого файла нет`)
    })
    if (!info.isDirectory()) {
      found.push({ file: path, name: basename(path) })
      continue
    }
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    found.push(...files.sort().map((file) => ({ file, name: relative(path, file) })))
  }
  return found
}
