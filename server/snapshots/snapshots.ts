import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createQueue } from '../storage/queue.ts'
import { Refusal } from '../storage/refusal.ts'
import type { Workspace } from '../storage/workspace.ts'
import { bounded, packed, unpack } from './archive.ts'
import type { DifferenceQuery } from './compare.ts'
import { createComparison } from './comparing.ts'
import { createDemo } from './demo.ts'
import { copySnapshot, openSnapshotFolder, type Found } from './folder.ts'
import { createKeptSnapshots, nameOf, nameTaken, whole, type Which } from './kept.ts'
import {
  DEMO_ID,
  type DifferencePage,
  type Restored,
  type Snapshot,
  type SnapshotComparison,
  type SnapshotsView,
} from './model.ts'
import { putBack, type RestoreHow, type RestoringDeps } from './restoring.ts'
import { viewOf } from './views.ts'
import { writeState, type Label, type Source } from './writing.ts'

/** Snapshots of all bases of a workspace: kept in its folder `snapshots/`, put back, compared, sent. */
export interface Snapshots {
  list(): Promise<SnapshotsView>
  /** Nothing stops meanwhile; an import that runs is waited for. @throws Refusal `SNAPSHOT-NAME-TAKEN` */
  save(label: { name: string; note: string; replace: boolean }): Promise<Snapshot>
  /**
   * Puts the bases back, and the mapping tables unless they shall stay; journal, settings and rules stay. The parts of the
   * bench are made anew.
   * @param how `tablesChange` is called before anything is changed when other mapping tables would come; it may throw
   * @throws Refusal `SNAPSHOT-UNKNOWN`, `SNAPSHOT-NEWER`, `SNAPSHOT-BROKEN`, `SNAPSHOT-EXCHANGE-RUNS`; nothing is changed then
   */
  restore(which: Which, how: RestoreHow): Promise<Restored>
  /** @param before, after id of a snapshot, or `now` */
  compare(before: string, after: string): Promise<SnapshotComparison>
  differences(before: string, after: string, query: DifferenceQuery): Promise<DifferencePage>
  edit(id: string, label: { name: string; note: string }): Promise<Snapshot>
  duplicate(id: string, name: string): Promise<Snapshot>
  remove(ids: readonly string[]): Promise<SnapshotsView>
  bringBack(ids: readonly string[]): Promise<SnapshotsView>
  /** The snapshot as a zip, piece by piece. */
  export(id: string): Promise<{ name: string; content: AsyncGenerator<Uint8Array> }>
  /** Takes such a zip. @throws Refusal `SNAPSHOT-BROKEN`, `SNAPSHOT-TOO-LARGE` */
  import(zip: Readable): Promise<Snapshot>
}

export interface SnapshotsDeps extends Omit<RestoringDeps, 'workspace' | 'kept' | 'temporary'> {
  workspace: Pick<Workspace, 'path' | 'databaseFile' | 'document'>
  version: string
  /** Tables of the bases that are records of what was seen. */
  keptOut: readonly string[]
  /** Makes a workspace with the demo data, lets it be read, and takes it away. */
  withDemo<Result>(read: (source: Source) => Promise<Result>): Promise<Result>
}

const demoStays = () =>
  new Refusal('SNAPSHOT-BUILT-IN', {
    ru: 'Демонстрационный снимок встроен в программу: его нельзя изменить, удалить или выгрузить. Сделайте копию.',
    en: 'The demo snapshot is built in: it cannot be changed, removed or exported. Make a copy.',
  })

export function createSnapshots(deps: SnapshotsDeps): Snapshots {
  const { workspace, mappings, time, changes, version, known, exchanges } = deps
  const folder = openSnapshotFolder(workspace.path, time.machine)
  const inTurn = createQueue()
  const areas = { areas: known.bases.map(({ area }) => area), keptOut: deps.keptOut }
  const writing = { areas, time, version }
  const demo = createDemo({ folder, time, withDemo: deps.withDemo, writing })

  const told = <Result>(result: Result): Result => {
    changes.publish({ area: 'snapshots' })
    return result
  }
  const view = (found: Found): Snapshot => viewOf(found, known)

  const keep = (label: Label): Promise<Found> =>
    folder.add(label.kind, (into) =>
      writeState(
        into,
        { workspace: workspace.path, databaseFile: workspace.databaseFile, mappings: mappings.all() },
        label,
        writing,
      ),
    )

  const kept = createKeptSnapshots({ folder, demo, keep, known, version })
  const comparison = createComparison({ workspace, kept, known, clock: time.clock, temporary: folder.path })
  const restoring = { ...deps, kept, temporary: folder.path }

  const own = (id: string): void => {
    if (id === DEMO_ID) throw demoStays()
  }

  return {
    list: kept.list,
    save: ({ name, note, replace }) =>
      inTurn(async () => {
        const same = await kept.named(name)
        if (same.length > 0 && !replace) throw nameTaken(name)
        await exchanges.imported()
        const made = await keep({ kind: 'own', name, note })
        if (same.length > 0) await folder.remove(same.map(({ id }) => id))
        return told(view(made))
      }),
    restore: (which, how) =>
      inTurn(async () => {
        const found = await kept.chosen(which)
        const { before, durationMs } = await putBack(found, how, restoring)
        return { snapshot: view(found), before: before && view(before), durationMs }
      }),

    compare: (before, after) => inTurn(() => comparison.compare(before, after)),
    differences: (before, after, query) => inTurn(() => comparison.differences(before, after, query)),

    edit: (id, label) =>
      inTurn(async () => {
        own(id)
        await kept.expectFree(label.name, id)
        // A name of its own: from now on it is kept like any other.
        return told(view(await folder.rewrite(id, { ...label, kind: 'own' })))
      }),
    duplicate: (id, name) =>
      inTurn(async () => {
        await kept.expectFree(name)
        const from = await kept.chosen({ id })
        const made = await folder.add('own', async (into) => {
          await copySnapshot(from.folder, into)
          return { ...whole(from), kind: 'own', name, madeAt: time.machine().toISOString() }
        })
        return told(view(made))
      }),
    remove: (ids) =>
      inTurn(async () => {
        ids.forEach(own)
        await folder.remove(ids)
        return told(await kept.list())
      }),
    bringBack: (ids) =>
      inTurn(async () => {
        await folder.bringBack(ids)
        return told(await kept.list())
      }),

    async export(id) {
      own(id)
      const found = await folder.find(id)
      return { name: `${nameOf(found)}.zip`, content: packed(found.folder) }
    },
    async import(zip) {
      const made = await folder.add('own', async (into) => {
        const file = join(into, '.upload.zip')
        await pipeline(zip, bounded(), createWriteStream(file))
        const manifest = await unpack(file, into)
        await rm(file)
        return { ...manifest, kind: 'own', name: await kept.freeName(manifest.name) }
      })
      return told(view(made))
    },
  }
}
