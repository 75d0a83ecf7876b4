import { Refusal } from '../storage/refusal.ts'
import { demoText } from './demo.ts'
import type { Known } from './fitness.ts'
import type { Found, SnapshotFolder } from './folder.ts'
import type { Manifest } from './manifest.ts'
import { DEMO_ID, type SnapshotsView } from './model.ts'
import { demoView, viewOf } from './views.ts'
import type { Label } from './writing.ts'

/** Which one a person means: by id, or the newest one of a name. */
export type Which = { id: string } | { name: string }

/** The snapshots of a workspace by their names, and the built-in one beside them. */
export interface KeptSnapshots {
  list(): Promise<SnapshotsView>
  /** @throws Refusal `SNAPSHOT-UNKNOWN` */
  chosen(which: Which): Promise<Found>
  /** Those with the name that a snapshot shall get. @throws Refusal `SNAPSHOT-NAME-TAKEN` for that of the built-in one */
  named(name: string): Promise<Found[]>
  /** @param except id of the one that may have the name @throws Refusal `SNAPSHOT-NAME-TAKEN` */
  expectFree(name: string, except?: string): Promise<void>
  /** A name that no snapshot has: the wanted one, or with a number. */
  freeName(wanted: string): Promise<string>
  /** Keeps what is there now before `name` is restored, and no more than the last few of such snapshots. */
  keepBefore(name: string): Promise<Found>
}

export interface KeptDeps {
  folder: SnapshotFolder
  demo(): Promise<Found>
  /** Makes a snapshot of what is there now. */
  keep(label: Label): Promise<Found>
  known: Known
  /** Of the program. */
  version: string
}

/** Names of the built-in snapshot, which no other one may have. */
const demoNames: readonly string[] = Object.values(demoText.name)

/** Automatic snapshots that are kept. */
const BEFORE_KEPT = 5

export const nameTaken = (name: string) =>
  new Refusal('SNAPSHOT-NAME-TAKEN', {
    ru: `Снимок «${name}» уже есть. Выберите другое имя или замените прежний.`,
    en: `There is a snapshot "${name}" already. Choose another name, or replace it.`,
  })

const nameUnknown = (name: string) =>
  new Refusal('SNAPSHOT-UNKNOWN', {
    ru: `Снимка с именем «${name}» нет. Имена видны в списке снимков.`,
    en: `There is no snapshot named "${name}". The list of snapshots has the names.`,
  })

/** A manifest that can be read. @throws Refusal */
export function whole({ manifest }: Found): Manifest {
  if (manifest instanceof Refusal) throw manifest
  return manifest
}

export const nameOf = ({ id, manifest }: Found): string => (manifest instanceof Refusal ? id : manifest.name)

export function createKeptSnapshots({ folder, demo, keep, known, version }: KeptDeps): KeptSnapshots {
  const named = async (name: string): Promise<Found[]> =>
    (await folder.list()).filter((one) => nameOf(one) === name)

  async function chosen(which: Which): Promise<Found> {
    if ('id' in which) return which.id === DEMO_ID ? demo() : folder.find(which.id)
    if (which.name === DEMO_ID || demoNames.includes(which.name)) return demo()
    const [newest] = (await named(which.name)).sort((one, other) => other.id.localeCompare(one.id))
    if (!newest) throw nameUnknown(which.name)
    return newest
  }

  return {
    async list() {
      const found = (await folder.list()).map((one) => viewOf(one, known))
      const newest = found.sort((one, other) => (other.madeAt ?? '').localeCompare(one.madeAt ?? ''))
      return {
        snapshots: [demoView(version), ...newest],
        removed: (await folder.removed()).map((one) => ({ id: one.id, name: nameOf(one) })),
      }
    },
    chosen,
    async named(name) {
      if (demoNames.includes(name)) throw nameTaken(name)
      return named(name)
    },
    async expectFree(name, except) {
      const others = (await named(name)).filter(({ id }) => id !== except)
      if (others.length > 0 || demoNames.includes(name)) throw nameTaken(name)
    },
    async freeName(wanted: string): Promise<string> {
      const taken = new Set([...(await folder.list()).map(nameOf), ...demoNames])
      if (!taken.has(wanted)) return wanted
      for (let number = 2; ; number += 1) {
        const name = `${wanted} (${number})`
        if (!taken.has(name)) return name
      }
    },
    async keepBefore(name: string): Promise<Found> {
      const kept = await keep({ kind: 'before', name: `до восстановления «${name}»`, note: '' })
      const automatic = (await folder.list())
        .filter(({ manifest }) => !(manifest instanceof Refusal) && manifest.kind === 'before')
        .sort((one, other) => other.id.localeCompare(one.id))
      for (const { id } of automatic.slice(BEFORE_KEPT)) await folder.drop(id)
      return kept
    },
  }
}
