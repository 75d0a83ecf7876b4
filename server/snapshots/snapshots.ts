import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Mappings } from '../mappings/mappings.ts'
import type { BenchEvent, Changes } from '../storage/changes.ts'
import { createQueue } from '../storage/queue.ts'
import { Refusal } from '../storage/refusal.ts'
import type { BenchTime } from '../storage/time.ts'
import type { Workspace } from '../storage/workspace.ts'
import { bounded, packed, unpack } from './archive.ts'
import { putBases } from './bases-file.ts'
import { bringCatalogues } from './catalogue-files.ts'
import { countDifferences, pageOfDifferences, type DifferenceQuery, type StateFiles } from './compare.ts'
import { putClock } from './clock.ts'
import { createDemo, demoText } from './demo.ts'
import { upToDate, type Known } from './fitness.ts'
import { copySnapshot, openSnapshotFolder, type Found } from './folder.ts'
import { BASES, readMappings, type Manifest } from './manifest.ts'
import {
  DEMO_ID,
  NOW_ID,
  type ClockChoice,
  type DifferencePage,
  type Restored,
  type Snapshot,
  type SnapshotComparison,
  type SnapshotsView,
} from './model.ts'
import { demoView, viewOf } from './views.ts'
import { writeState, type Label, type Source } from './writing.ts'

/** Snapshots of all bases of a workspace: kept in its folder `snapshots/`, put back, compared, sent. */
export interface Snapshots {
  list(): Promise<SnapshotsView>
  /** Nothing stops meanwhile; an import that runs is waited for. @throws Refusal `SNAPSHOT-NAME-TAKEN` */
  save(label: { name: string; note: string; replace: boolean }): Promise<Snapshot>
  /**
   * Puts the bases and the mapping tables back; journal, settings and rules stay. The parts of the bench are made anew.
   * @throws Refusal `SNAPSHOT-UNKNOWN`, `SNAPSHOT-NEWER`, `SNAPSHOT-BROKEN`, `SNAPSHOT-EXCHANGE-RUNS`; nothing is changed then
   */
  restore(
    which: { id: string } | { name: string },
    how: { clock: ClockChoice; keepPresent: boolean },
  ): Promise<Restored>
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

export interface SnapshotsDeps {
  workspace: Pick<Workspace, 'path' | 'databaseFile' | 'document'>
  mappings: Pick<Mappings, 'all' | 'replace'>
  time: BenchTime
  changes: Changes
  version: string
  known: Known
  /** Tables of the bases that are records of what was seen. */
  keptOut: readonly string[]
  /** Closes the parts, lets `change` work on the files, makes the parts anew. */
  renewBases<Result>(change: (databaseFile: string) => Promise<Result>): Promise<Result>
  exchanges: {
    /** Resolves when the site imports nothing. */
    imported(): Promise<void>
    /** Name of a node by which 1C exchanges now, which a restore would cut off; `null`: of none. */
    running(): Promise<string | null>
  }
  /** Makes a workspace with the demo data, lets it be read, and takes it away. */
  withDemo<Result>(read: (source: Source) => Promise<Result>): Promise<Result>
}

const demoNames: readonly string[] = Object.values(demoText.name)

/** Automatic snapshots that are kept. */
const BEFORE_KEPT = 5
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

const nameTaken = (name: string) =>
  new Refusal('SNAPSHOT-NAME-TAKEN', {
    ru: `Снимок «${name}» уже есть. Выберите другое имя или замените прежний.`,
    en: `There is a snapshot "${name}" already. Choose another name, or replace it.`,
  })

const nameUnknown = (name: string) =>
  new Refusal('SNAPSHOT-UNKNOWN', {
    ru: `Снимка с именем «${name}» нет. Имена видны в списке снимков.`,
    en: `There is no snapshot named "${name}". The list of snapshots has the names.`,
  })

const exchangeRuns = (node: string) =>
  new Refusal('SNAPSHOT-EXCHANGE-RUNS', {
    ru: `Идёт обмен узла «${node}»: восстановление оборвало бы его. Дождитесь конца обмена или остановите его.`,
    en: `The node "${node}" is exchanging, and a restore would cut it off. Wait for the end, or stop it.`,
  })

const demoStays = () =>
  new Refusal('SNAPSHOT-BUILT-IN', {
    ru: 'Демонстрационный снимок встроен в программу: его нельзя изменить, удалить или выгрузить. Сделайте копию.',
    en: 'The demo snapshot is built in: it cannot be changed, removed or exported. Make a copy.',
  })

/** A manifest that can be read. @throws Refusal */
function whole({ manifest }: Found): Manifest {
  if (manifest instanceof Refusal) throw manifest
  return manifest
}

const nameOf = ({ id, manifest }: Found): string => (manifest instanceof Refusal ? id : manifest.name)

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

  async function list(): Promise<SnapshotsView> {
    const found = (await folder.list()).map(view)
    const newest = found.sort((one, other) => (other.madeAt ?? '').localeCompare(one.madeAt ?? ''))
    return {
      snapshots: [demoView(version), ...newest],
      removed: (await folder.removed()).map((one) => ({ id: one.id, name: nameOf(one) })),
    }
  }

  const named = async (name: string): Promise<Found[]> =>
    (await folder.list()).filter((one) => nameOf(one) === name)

  /** A name that no snapshot has: the wanted one, or with a number. */
  async function freeName(wanted: string): Promise<string> {
    const taken = new Set([...(await folder.list()).map(nameOf), ...demoNames])
    if (!taken.has(wanted)) return wanted
    for (let number = 2; ; number += 1) {
      const name = `${wanted} (${number})`
      if (!taken.has(name)) return name
    }
  }
  const keep = (label: Label): Promise<Found> =>
    folder.add(label.kind, (into) =>
      writeState(
        into,
        { workspace: workspace.path, databaseFile: workspace.databaseFile, mappings: mappings.all() },
        label,
        writing,
      ),
    )

  /** @throws Refusal */
  async function chosen(which: { id: string } | { name: string }): Promise<Found> {
    if ('id' in which) return which.id === DEMO_ID ? demo() : folder.find(which.id)
    if (which.name === DEMO_ID || demoNames.includes(which.name)) return demo()
    const [newest] = (await named(which.name)).sort((one, other) => other.id.localeCompare(one.id))
    if (!newest) throw nameUnknown(which.name)
    return newest
  }

  /** Keeps what is there now, and no more than the last few of such snapshots. */
  async function keepBefore(name: string): Promise<Found> {
    const kept = await keep({ kind: 'before', name: `до восстановления «${name}»`, note: '' })
    const automatic = (await folder.list())
      .filter(({ manifest }) => !(manifest instanceof Refusal) && manifest.kind === 'before')
      .sort((one, other) => other.id.localeCompare(one.id))
    for (const { id } of automatic.slice(BEFORE_KEPT)) await folder.drop(id)
    return kept
  }

  async function restore(
    which: { id: string } | { name: string },
    { clock, keepPresent }: { clock: ClockChoice; keepPresent: boolean },
  ): Promise<Restored> {
    const found = await chosen(which)
    const manifest = whole(found)
    const tables = await readMappings(found.folder)
    const ready = await upToDate(found.folder, manifest, known, { temporary: folder.path, whole: true })
    try {
      await exchanges.imported()
      const running = await exchanges.running()
      if (running !== null) throw exchangeRuns(running)
      const before = keepPresent ? await keepBefore(manifest.name) : null
      const tablesBefore = mappings.all()
      const began = performance.now()
      // While the old bases are there: orders that a table releases now are of them, and go with them.
      await mappings.replace(tables, BY, 'snapshot')
      try {
        await deps.renewBases(async (databaseFile) => {
          const putCatalogues = await bringCatalogues(ready.folder, workspace.path)
          await putBases(databaseFile, join(ready.folder, BASES), manifest.journal)
          await putCatalogues()
          putClock(time, manifest, clock)
        })
      } catch (error) {
        await workspace.document.update((draft) => void (draft.mappings = tablesBefore))
        throw error
      }
      for (const area of touched) changes.publish({ area })
      const durationMs = Math.round(performance.now() - began)
      return { snapshot: view(found), before: before && view(before), durationMs }
    } finally {
      await ready.release()
    }
  }

  /** Lets `work` read a state. */
  async function withState<Result>(
    id: string,
    work: (files: StateFiles) => Promise<Result>,
  ): Promise<Result> {
    if (id === NOW_ID) return work(filesIn(workspace.path, workspace.databaseFile))
    const found = await chosen({ id })
    const ready = await upToDate(found.folder, whole(found), known, { temporary: folder.path, whole: false })
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
    if (id === NOW_ID) return { id, name: '', at: time.clock().toISOString() }
    const { name, at } = whole(await chosen({ id }))
    return { id, name, at }
  }

  const own = (id: string): void => {
    if (id === DEMO_ID) throw demoStays()
  }

  return {
    list,
    save: ({ name, note, replace }) =>
      inTurn(async () => {
        if (demoNames.includes(name)) throw nameTaken(name)
        const same = await named(name)
        if (same.length > 0 && !replace) throw nameTaken(name)
        await exchanges.imported()
        const kept = await keep({ kind: 'own', name, note })
        if (same.length > 0) await folder.remove(same.map(({ id }) => id))
        return told(view(kept))
      }),
    restore: (which, how) => inTurn(() => restore(which, how)),

    compare: (before, after) =>
      inTurn(() =>
        withBoth(before, after, async (was, is) => {
          const kinds = await countDifferences(was, is)
          return { before: await toldOf(before), after: await toldOf(after), kinds, same: kinds.length === 0 }
        }),
      ),
    differences: (before, after, query) =>
      inTurn(() => withBoth(before, after, (was, is) => pageOfDifferences(was, is, query))),

    edit: (id, label) =>
      inTurn(async () => {
        own(id)
        const others = (await named(label.name)).filter((one) => one.id !== id)
        if (others.length > 0 || demoNames.includes(label.name)) throw nameTaken(label.name)
        // A name of its own: from now on it is kept like any other.
        return told(view(await folder.rewrite(id, { ...label, kind: 'own' })))
      }),
    duplicate: (id, name) =>
      inTurn(async () => {
        if ((await named(name)).length > 0 || demoNames.includes(name)) throw nameTaken(name)
        const from = await chosen({ id })
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
        return told(await list())
      }),
    bringBack: (ids) =>
      inTurn(async () => {
        await folder.bringBack(ids)
        return told(await list())
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
        return { ...manifest, kind: 'own', name: await freeName(manifest.name) }
      })
      return told(view(made))
    },
  }
}

const filesIn = (folder: string, bases: string): StateFiles => ({
  bases,
  'catalogue-site': join(folder, 'catalogue-site.db'),
  'catalogue-onec': join(folder, 'catalogue-onec.db'),
})
