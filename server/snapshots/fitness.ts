import { cp, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatabase, stepNames, type AreaMigrations } from '../storage/database.ts'
import { Refusal } from '../storage/refusal.ts'
import { catalogueFiles } from './catalogue-files.ts'
import { checkFiles, databaseFiles, BASES, type Manifest } from './manifest.ts'
import type { SnapshotFitness } from './model.ts'

/** Areas of the databases of a snapshot, as this program knows them. */
export interface Known {
  bases: readonly AreaMigrations[]
  catalogue: AreaMigrations
}

const allSteps = ({ bases, catalogue }: Known): string[] => stepNames([...bases, catalogue])

/** How a snapshot fits this program. */
export function fitnessOf({ steps }: Manifest, known: Known): Exclude<SnapshotFitness, 'broken'> {
  const own = new Set(allSteps(known))
  if (steps.some((step) => !own.has(step))) return 'newer'
  return steps.length < own.size ? 'older' : 'ready'
}

export const newerThanThis = ({ name, version }: Manifest): Refusal =>
  new Refusal('SNAPSHOT-NEWER', {
    ru: `Снимок «${name}» сделан более новой версией программы (${version}). Откройте его той версией или новее.`,
    en: `The snapshot "${name}" was made by a newer version of the program (${version}). Open it with that one.`,
  })

/**
 * The databases of a snapshot at the steps of this program: the snapshot itself, or a copy of it that was brought up to date.
 * @param temporary where copies may lie
 * @param whole holds the files against their sums
 * @throws Refusal `SNAPSHOT-NEWER`, `SNAPSHOT-BROKEN`
 */
export async function upToDate(
  folder: string,
  manifest: Manifest,
  known: Known,
  { temporary, whole }: { temporary: string; whole: boolean },
): Promise<{ folder: string; release(): Promise<void> }> {
  const fitness = fitnessOf(manifest, known)
  if (fitness === 'newer') throw newerThanThis(manifest)
  if (whole) await checkFiles(folder, manifest)
  if (fitness === 'ready') return { folder, release: async () => {} }
  const copy = await mkdtemp(join(temporary, '.copy-'))
  const release = () => rm(copy, { recursive: true, force: true })
  try {
    for (const name of databaseFiles) await cp(join(folder, name), join(copy, name))
    const steps = [
      [BASES, known.bases],
      ...catalogueFiles.map((name) => [name, [known.catalogue]] as const),
    ] as const
    for (const [name, areas] of steps) await (await openDatabase(join(copy, name), areas)).destroy()
    return { folder: copy, release }
  } catch (error) {
    await release()
    throw error
  }
}
