import { Refusal } from '../storage/refusal.ts'
import { catalogueFiles } from './catalogue-files.ts'
import { demoText } from './demo.ts'
import { fitnessOf, newerThanThis, type Known } from './fitness.ts'
import type { Found } from './folder.ts'
import type { Manifest } from './manifest.ts'
import { DEMO_ID, type ObjectCount, type Snapshot } from './model.ts'
import { bases } from './objects.ts'

/** Snapshots as lists show them. */

const catalogueWords = [
  { ru: 'Каталог сайта', en: 'Catalogue of the site' },
  { ru: 'Каталог 1С', en: 'Catalogue of 1C' },
]

/** Kinds that are counted, in the order of the bases. */
const countedKinds: readonly Omit<ObjectCount, 'count'>[] = [
  ...bases.flatMap(({ title: base, objects }) =>
    Object.entries(objects).flatMap(([kind, { title, counted }]) => (counted ? [{ kind, base, title }] : [])),
  ),
  ...catalogueFiles.map((file, index) => ({
    kind: `${file.replace('.db', '')}.items`,
    base: catalogueWords[index]!,
    title: { ru: 'Товары', en: 'Items' },
  })),
]

const countsOf = ({ counts }: Manifest): ObjectCount[] =>
  countedKinds.flatMap((words) => {
    const count = counts[words.kind]
    return count === undefined ? [] : [{ ...words, count }]
  })

export function viewOf({ id, manifest }: Found, known: Known): Snapshot {
  if (manifest instanceof Refusal)
    return {
      id,
      kind: 'own',
      name: id,
      note: '',
      at: null,
      madeAt: null,
      clock: null,
      version: '',
      bytes: 0,
      counts: [],
      fitness: 'broken',
      problem: manifest.text,
    }
  const { kind, name, note, at, madeAt, clock, version, files } = manifest
  const fitness = fitnessOf(manifest, known)
  return {
    id,
    kind,
    name,
    note,
    at,
    madeAt,
    clock,
    version,
    bytes: Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0),
    counts: countsOf(manifest),
    fitness,
    problem: fitness === 'newer' ? newerThanThis(manifest).text : null,
  }
}

/** The built-in snapshot before anybody has wanted it. */
export const demoView = (version: string): Snapshot => ({
  id: DEMO_ID,
  kind: 'demo',
  name: demoText.name.ru,
  note: demoText.note.ru,
  at: null,
  madeAt: null,
  clock: null,
  version,
  bytes: 0,
  counts: [],
  fitness: 'ready',
  problem: null,
})
