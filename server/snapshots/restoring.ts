import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Mappings } from '../mappings/mappings.ts'
import type { BenchEvent, Changes } from '../storage/changes.ts'
import { Refusal } from '../storage/refusal.ts'
import type { BenchTime } from '../storage/time.ts'
import type { Workspace } from '../storage/workspace.ts'
import { putBases } from './bases-file.ts'
import { bringCatalogues } from './catalogue-files.ts'
import { putClock } from './clock.ts'
import { upToDate, type Known } from './fitness.ts'
import type { Found } from './folder.ts'
import { whole, type KeptSnapshots } from './kept.ts'
import { BASES, readMappings } from './manifest.ts'
import type { ClockChoice, TablesChoice } from './model.ts'

export interface RestoreHow {
  clock: ClockChoice
  keepPresent: boolean
  tables: TablesChoice
  tablesChange?(): void
}

export interface RestoringDeps {
  workspace: Pick<Workspace, 'path' | 'document'>
  mappings: Pick<Mappings, 'all' | 'replace'>
  time: BenchTime
  changes: Changes
  known: Known
  kept: Pick<KeptSnapshots, 'keepBefore'>
  /** Where old bases are brought up to date. */
  temporary: string
  /** Closes the parts, lets `change` work on the files, makes the parts anew. */
  renewBases<Result>(change: (databaseFile: string) => Promise<Result>): Promise<Result>
  exchanges: {
    /** Resolves when the site imports nothing. */
    imported(): Promise<void>
    /** Name of a node by which 1C exchanges now, which a restore would cut off; `null`: of none. */
    running(): Promise<string | null>
  }
}

/** Who changes the mapping tables. */
const BY = 'operator'

const touched: readonly BenchEvent['area'][] = [
  'site',
  'onec',
  'regate',
  'cml-site',
  'cml-onec',
  'ksup',
  'ksup-onec',
  'mappings',
  'state',
  'clock',
  'snapshots',
]

const exchangeRuns = (node: string) =>
  new Refusal('SNAPSHOT-EXCHANGE-RUNS', {
    ru: `Идёт обмен узла «${node}»: восстановление оборвало бы его. Дождитесь конца обмена или остановите его.`,
    en: `The node "${node}" is exchanging, and a restore would cut it off. Wait for the end, or stop it.`,
  })

/**
 * Puts a snapshot back in place of what is there.
 * @returns the snapshot of before, when one was wanted
 * @throws Refusal `SNAPSHOT-NEWER`, `SNAPSHOT-BROKEN`, `SNAPSHOT-EXCHANGE-RUNS`; nothing is changed then
 */
export async function putBack(
  found: Found,
  how: RestoreHow,
  deps: RestoringDeps,
): Promise<{ before: Found | null; durationMs: number }> {
  const { clock, keepPresent, tables: tablesChoice, tablesChange } = how
  const { workspace, mappings, time, changes, known, kept, temporary, exchanges } = deps
  const manifest = whole(found)
  const tables = tablesChoice === 'keep' ? null : await readMappings(found.folder)
  if (tables && !isDeepStrictEqual(tables, mappings.all())) tablesChange?.()
  const ready = await upToDate(found.folder, manifest, known, { temporary, whole: true })
  try {
    await exchanges.imported()
    const running = await exchanges.running()
    if (running !== null) throw exchangeRuns(running)
    const before = keepPresent ? await kept.keepBefore(manifest.name) : null
    const tablesBefore = mappings.all()
    const began = performance.now()
    // While the old bases are there: orders that a table releases now are of them, and go with them.
    if (tables) await mappings.replace(tables, BY, 'snapshot')
    try {
      await deps.renewBases(async (databaseFile) => {
        const putCatalogues = await bringCatalogues(ready.folder, workspace.path)
        await putBases(databaseFile, join(ready.folder, BASES), manifest.journal)
        await putCatalogues()
        putClock(time, manifest, clock)
      })
    } catch (error) {
      if (tables) await workspace.document.update((draft) => void (draft.mappings = tablesBefore))
      throw error
    }
    for (const area of touched) changes.publish({ area })
    const durationMs = Math.round(performance.now() - began)
    return { before, durationMs }
  } finally {
    await ready.release()
  }
}
