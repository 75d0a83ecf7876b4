import { join } from 'node:path'
import type { Clock } from '../storage/clock.ts'
import type { Workspace } from '../storage/workspace.ts'
import { countDifferences, pageOfDifferences, type DifferenceQuery, type StateFiles } from './compare.ts'
import { upToDate, type Known } from './fitness.ts'
import { whole, type KeptSnapshots } from './kept.ts'
import { BASES } from './manifest.ts'
import { NOW_ID, type DifferencePage, type SnapshotComparison } from './model.ts'

/** Comparison of states by id: of snapshots, and of what is there now. */
export interface Comparison {
  compare(before: string, after: string): Promise<SnapshotComparison>
  differences(before: string, after: string, query: DifferenceQuery): Promise<DifferencePage>
}

export interface ComparisonDeps {
  workspace: Pick<Workspace, 'path' | 'databaseFile'>
  kept: Pick<KeptSnapshots, 'chosen'>
  known: Known
  clock: Clock
  /** Where old bases are brought up to date. */
  temporary: string
}

const filesIn = (folder: string, bases: string): StateFiles => ({
  bases,
  'catalogue-site': join(folder, 'catalogue-site.db'),
  'catalogue-onec': join(folder, 'catalogue-onec.db'),
})

export function createComparison({ workspace, kept, known, clock, temporary }: ComparisonDeps): Comparison {
  /** Lets `work` read a state. */
  async function withState<Result>(
    id: string,
    work: (files: StateFiles) => Promise<Result>,
  ): Promise<Result> {
    if (id === NOW_ID) return work(filesIn(workspace.path, workspace.databaseFile))
    const found = await kept.chosen({ id })
    const ready = await upToDate(found.folder, whole(found), known, { temporary, whole: false })
    try {
      return await work(filesIn(ready.folder, join(ready.folder, BASES)))
    } finally {
      await ready.release()
    }
  }
  const withBoth = <Result>(
    before: string,
    after: string,
    work: (was: StateFiles, is: StateFiles) => Promise<Result>,
  ): Promise<Result> => withState(before, (was) => withState(after, (is) => work(was, is)))

  async function toldOf(id: string): Promise<SnapshotComparison['before']> {
    if (id === NOW_ID) return { id, name: '', at: clock().toISOString() }
    const { name, at } = whole(await kept.chosen({ id }))
    return { id, name, at }
  }

  return {
    compare: (before, after) =>
      withBoth(before, after, async (was, is) => {
        const kinds = await countDifferences(was, is)
        return { before: await toldOf(before), after: await toldOf(after), kinds, same: kinds.length === 0 }
      }),
    differences: (before, after, query) =>
      withBoth(before, after, (was, is) => pageOfDifferences(was, is, query)),
  }
}
