import { constants } from 'node:fs'
import { copyFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { copyTables } from './copy.ts'

/** Catalogues of both ends of CommerceML: files of their own in the workspace, and in a snapshot under the same names. */

export const catalogueFiles = ['catalogue-site.db', 'catalogue-onec.db'] as const

const everything = { table: () => true, rows: () => true }

/** Copies the bases while they are in use: an import that runs is not a part of it yet. */
export async function copyCatalogues(workspace: string, target: string): Promise<void> {
  for (const name of catalogueFiles)
    await copyTables(join(workspace, name), join(target, name), everything, () => {})
}

/**
 * Brings the bases of a snapshot beside those of the workspace, so that a full disk is noticed before anything is changed.
 * @returns the function that puts them in their place, when nobody has the old ones open
 */
export async function bringCatalogues(snapshot: string, workspace: string): Promise<() => Promise<void>> {
  const brought = (name: string) => join(workspace, `${name}-restored`)
  for (const name of catalogueFiles)
    await copyFile(join(snapshot, name), brought(name), constants.COPYFILE_FICLONE)
  return async () => {
    for (const name of catalogueFiles) {
      for (const log of ['-wal', '-shm']) await rm(join(workspace, name + log), { force: true })
      await rename(brought(name), join(workspace, name))
    }
  }
}
