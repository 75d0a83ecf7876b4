import { randomBytes } from 'node:crypto'
import { cp, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../storage/refusal.ts'
import { MANIFEST, readManifest, snapshotFiles, type Manifest } from './manifest.ts'
import type { SnapshotKind } from './model.ts'

/** A folder of a snapshot as it was found; `manifest` is what stopped the reading when it cannot be read. */
export interface Found {
  id: string
  folder: string
  manifest: Manifest | Refusal
}

/** The folder `snapshots/` of a workspace. People may copy folders in and out of it, and rename them. */
export interface SnapshotFolder {
  path: string
  list(): Promise<Found[]>
  removed(): Promise<Found[]>
  /** @throws Refusal `SNAPSHOT-UNKNOWN` */
  find(id: string): Promise<Found>
  /** Lets `fill` write a new snapshot; it appears when it is whole, and never when `fill` fails. */
  add(kind: SnapshotKind, fill: (folder: string) => Promise<Manifest>): Promise<Found>
  rewrite(id: string, change: Partial<Manifest>): Promise<Found>
  /** Takes snapshots out of sight; the last ones can be brought back. */
  remove(ids: readonly string[]): Promise<void>
  bringBack(ids: readonly string[]): Promise<void>
  /** For good. */
  drop(id: string): Promise<void>
}

/** Removed snapshots that are kept. */
const REMOVED_KEPT = 10
const REMOVED = '.removed'
const MAKING = '.making-'
const AUTOMATIC = 'before-'
/** What the bench keeps for itself is nobody's fixture. */
const GITIGNORE = `${AUTOMATIC}*/\n.*/\n`

const ID = /^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,79}$/u

const unknown = (id: string) =>
  new Refusal('SNAPSHOT-UNKNOWN', {
    ru: `Снимка «${id}» нет. Обновите список: возможно, его удалили.`,
    en: `There is no snapshot "${id}". Reload the list: it may have been removed.`,
  })

const absent = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null
  throw error
}

/** `now`: the machine's time. */
export function openSnapshotFolder(workspace: string, now: () => Date): SnapshotFolder {
  const path = join(workspace, 'snapshots')
  const trash = join(path, REMOVED)

  async function read(parent: string, id: string): Promise<Found> {
    const folder = join(parent, id)
    const manifest = await readManifest(folder).catch((error: unknown) => {
      if (error instanceof Refusal) return error
      throw error
    })
    return { id, folder, manifest }
  }

  async function inside(parent: string): Promise<Found[]> {
    const entries = (await readdir(parent, { withFileTypes: true }).catch(absent)) ?? []
    const names = entries
      .filter((entry) => entry.isDirectory() && ID.test(entry.name))
      .map(({ name }) => name)
    return Promise.all(names.map((name) => read(parent, name)))
  }

  async function find(id: string): Promise<Found> {
    const isThere = ID.test(id) && (await stat(join(path, id)).catch(absent))?.isDirectory()
    if (!isThere) throw unknown(id)
    return read(path, id)
  }

  async function prepare(): Promise<void> {
    await mkdir(trash, { recursive: true })
    const file = join(path, '.gitignore')
    if (!(await stat(file).catch(absent))) await writeFile(file, GITIGNORE)
  }

  const newId = (kind: SnapshotKind): string => {
    const moment = now().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
    return `${kind === 'before' ? AUTOMATIC : ''}${moment}-${randomBytes(2).toString('hex')}`
  }

  const write = (folder: string, manifest: Manifest): Promise<void> =>
    writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)

  return {
    path,
    list: () => inside(path),
    removed: () => inside(trash),
    find,
    async add(kind, fill) {
      await prepare()
      const id = newId(kind)
      const making = join(path, MAKING + id)
      try {
        await mkdir(making)
        await write(making, await fill(making))
        await rename(making, join(path, id))
      } catch (error) {
        await rm(making, { recursive: true, force: true })
        throw error
      }
      return find(id)
    },
    async rewrite(id, change) {
      const { folder, manifest } = await find(id)
      if (manifest instanceof Refusal) throw manifest
      const kind = change.kind ?? manifest.kind
      // Beside it and renamed: a manifest that can be read is whole.
      const fresh = join(folder, `.${MANIFEST}`)
      await writeFile(fresh, `${JSON.stringify({ ...manifest, ...change }, null, 2)}\n`)
      await rename(fresh, join(folder, MANIFEST))
      if (kind === 'before' || !id.startsWith(AUTOMATIC)) return find(id)
      // From now on git may have it.
      const own = id.slice(AUTOMATIC.length)
      await rename(folder, join(path, own))
      return find(own)
    },
    async remove(ids) {
      await prepare()
      const found = await Promise.all(ids.map(find))
      for (const { id, folder } of found) {
        await rm(join(trash, id), { recursive: true, force: true })
        await rename(folder, join(trash, id))
      }
      const kept = await Promise.all(
        (await readdir(trash)).map(async (id) => ({ id, at: (await stat(join(trash, id))).ctimeMs })),
      )
      const surplus = kept.sort((one, other) => other.at - one.at).slice(REMOVED_KEPT)
      for (const { id } of surplus) await rm(join(trash, id), { recursive: true, force: true })
    },
    async bringBack(ids) {
      for (const id of ids) {
        if (!ID.test(id) || !(await stat(join(trash, id)).catch(absent))) throw unknown(id)
        await rename(join(trash, id), join(path, id))
      }
    },
    async drop(id) {
      const { folder } = await find(id)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Copies the files of a snapshot and nothing else that may lie there. */
export async function copySnapshot(from: string, to: string): Promise<void> {
  for (const name of snapshotFiles) await cp(join(from, name), join(to, name))
}
