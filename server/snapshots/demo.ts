import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createQueue } from '../storage/queue.ts'
import { Refusal } from '../storage/refusal.ts'
import type { BenchTime } from '../storage/time.ts'
import type { Found, SnapshotFolder } from './folder.ts'
import { MANIFEST, readManifest } from './manifest.ts'
import { DEMO_ID } from './model.ts'
import { writeState, type Source } from './writing.ts'

/** Words of the built-in snapshot. */
export const demoText = {
  name: { ru: 'Демонстрация', en: 'Demo' },
  note: {
    ru: 'Встроенный: базы и соответствия, с которых начинает новая папка.',
    en: 'Built in: the bases and mappings that a new folder begins with.',
  },
} as const

/** How long one that was made is good for: dates of the demo count from the moment at which it was made. */
const GOOD_FOR_MS = 24 * 60 * 60 * 1000

/**
 * The demo as a snapshot. It is made when it is wanted first, and again when the clock stands before it or a day later.
 */
export function createDemo({
  folder,
  time,
  withDemo,
  writing,
}: {
  folder: SnapshotFolder
  time: BenchTime
  withDemo<Result>(read: (source: Source) => Promise<Result>): Promise<Result>
  writing: Parameters<typeof writeState>[3]
}): () => Promise<Found> {
  const path = join(folder.path, `.${DEMO_ID}`)
  const inTurn = createQueue()

  async function kept(): Promise<Found | null> {
    if (!(await stat(path).catch(() => null))) return null
    const manifest = await readManifest(path).catch((error: unknown) => {
      if (error instanceof Refusal) return null
      throw error
    })
    const age = manifest && time.clock().getTime() - Date.parse(manifest.at)
    const isGood = age !== null && age >= 0 && age < GOOD_FOR_MS && manifest!.version === writing.version
    return isGood ? { id: DEMO_ID, folder: path, manifest: manifest! } : null
  }

  async function make(): Promise<Found> {
    const making = `${path}-making`
    await rm(making, { recursive: true, force: true })
    await mkdir(making, { recursive: true })
    const label = { kind: 'demo', name: demoText.name.ru, note: demoText.note.ru } as const
    const manifest = await withDemo((source) => writeState(making, source, label, writing))
    await writeFile(join(making, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
    await rm(path, { recursive: true, force: true })
    await rename(making, path)
    return { id: DEMO_ID, folder: path, manifest }
  }

  return () => inTurn(async () => (await kept()) ?? make())
}
