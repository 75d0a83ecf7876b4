import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MappingTables } from '../mappings/model.ts'
import type { BenchTime } from '../storage/time.ts'
import { writeBases, type BaseAreas, type JournalTail } from './bases-file.ts'
import { catalogueFiles, copyCatalogues } from './catalogue-files.ts'
import { BASES, databaseFiles, MAPPINGS, sumOf, type Manifest } from './manifest.ts'
import { bases } from './objects.ts'
import { stepsOf } from './bases-file.ts'
import { connect } from './sqlite.ts'

/** The state of a workspace into the folder of a snapshot. */

export interface Source {
  /** Folder of the workspace. */
  workspace: string
  databaseFile: string
  mappings: MappingTables
}

export interface Label {
  kind: Manifest['kind']
  name: string
  note: string
}

/** Objects that the list of snapshots tells the number of. */
const countedTables = bases.flatMap(({ objects }) =>
  Object.entries(objects).flatMap(([table, { counted }]) => (counted ? [table] : [])),
)
export const catalogueItems = catalogueFiles.map((file) => `${file.replace('.db', '')}.items`)

function countsIn(folder: string): { counts: Record<string, number>; steps: string[] } {
  const counts: Record<string, number> = {}
  const connection = connect(join(folder, BASES))
  try {
    for (const table of countedTables)
      counts[table] = connection.rows<{ n: number }>(`select count(*) as n from ${table}`)[0]!.n
  } finally {
    connection.close()
  }
  const steps: string[] = []
  for (const [index, file] of catalogueFiles.entries()) {
    const catalogue = connect(join(folder, file))
    try {
      const [{ n }] = catalogue.rows('select count(*) as n from items where known = 1') as [{ n: number }]
      counts[catalogueItems[index]!] = n
      steps.push(...stepsOf(catalogue, 'main'))
    } finally {
      catalogue.close()
    }
  }
  return { counts, steps }
}

/** Writes everything but the manifest, which it returns. Nothing that works with the workspace is stopped. */
export async function writeState(
  folder: string,
  { workspace, databaseFile, mappings }: Source,
  label: Label,
  { areas, time, version }: { areas: BaseAreas; time: BenchTime; version: string },
): Promise<Manifest> {
  const { now, frozen, aheadMs } = time.state()
  const written: { journal: JournalTail | null; steps: string[] } = await writeBases(
    databaseFile,
    join(folder, BASES),
    areas,
  )
  await copyCatalogues(workspace, folder)
  await writeFile(join(folder, MAPPINGS), `${JSON.stringify(mappings, null, 2)}\n`)
  const sums = await Promise.all(databaseFiles.map(async (name) => [name, await sumOf(join(folder, name))]))
  const { counts, steps } = countsIn(folder)
  return {
    format: 1,
    ...label,
    at: now.toISOString(),
    madeAt: time.machine().toISOString(),
    clock: { frozen, aheadMs },
    version,
    steps: [...new Set([...written.steps, ...steps])],
    journal: written.journal,
    counts,
    files: Object.fromEntries(sums) as Manifest['files'],
  }
}
