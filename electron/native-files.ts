import { dialog, shell } from 'electron'
import type { BrowserWindow } from 'electron'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { basename, relative, resolve } from 'node:path'
import type { BridgeHandlers } from './bridge.ts'
import type { Say } from './texts.ts'

/** The page holds the whole file in memory, and the server refuses bodies over 10 MiB anyway. Bytes. */
const openLimit = 64 * 1024 * 1024

/**
 * Files through the system's own dialogs. The page never names a path to read or write: a person does.
 * @param workspace folder that is open now, `null` when there is none
 */
export function nativeFiles(
  window: BrowserWindow,
  say: Say,
  workspace: () => string | null,
): Pick<BridgeHandlers, 'file.open' | 'file.save' | 'file.show'> {
  const saved = new Set<string>()
  return {
    async 'file.open'(extensions) {
      const { filePaths } = await dialog.showOpenDialog(window, {
        title: say('openTitle'),
        properties: ['openFile'],
        filters: extensions.length ? [{ name: extensions.join(', '), extensions }] : [],
      })
      const [path] = filePaths
      if (path === undefined) return null
      const { size } = await stat(path)
      if (size > openLimit) throw new Error(`${basename(path)}: ${size} bytes, the limit is ${openLimit}`)
      return { name: basename(path), bytes: await readFile(path) }
    },
    async 'file.save'(name, bytes) {
      const { filePath } = await dialog.showSaveDialog(window, {
        title: say('saveTitle'),
        defaultPath: basename(name),
      })
      if (!filePath) return null
      await writeFile(filePath, bytes)
      saved.add(resolve(filePath))
      return filePath
    },
    'file.show'(path) {
      const folder = workspace()
      const inside = folder !== null && !relative(folder, resolve(path)).startsWith('..')
      if (inside || saved.has(resolve(path))) shell.showItemInFolder(resolve(path))
    },
  }
}
