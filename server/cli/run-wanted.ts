import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '../storage/refusal.ts'
import { seededRandom } from '../storage/random.ts'

/** Which scenarios `obmen run` plays, and in which order. */

/** A scenario to be run: a shipped one by its name, or the text of a file. */
export type Wanted = { id: string } | { id: string; text: string; parts: Record<string, string> }

export interface Choice {
  /** Files, folders, names of shipped scenarios. */
  names: readonly string[]
  /** All shipped ones, before those that are named. */
  shipped: boolean
  /** Only those that have every one of them. */
  tags: readonly string[]
  /** Seed of another order; absent: as they are named. */
  shuffle: number | undefined
}

const ending = /\.ya?ml$/

const unknown = (name: string): Refusal =>
  new Refusal('SCENARIO-UNKNOWN', {
    ru: `«${name}»: нет ни такого файла или папки, ни поставленного сценария с таким именем.`,
    en: `"${name}": there is neither such a file or folder nor a shipped scenario of that name.`,
  })

async function partsBeside(file: string): Promise<Record<string, string>> {
  const folder = join(dirname(file), 'parts')
  const names = await readdir(folder).catch(() => [])
  const texts = names
    .filter((name) => ending.test(name))
    .map(async (name) => [name.replace(ending, ''), await readFile(join(folder, name), 'utf8')] as const)
  return Object.fromEntries(await Promise.all(texts))
}

const fromFile = async (file: string): Promise<Wanted> => ({
  id: basename(file).replace(ending, ''),
  text: await readFile(file, 'utf8'),
  parts: await partsBeside(file),
})

async function named(name: string, shipped: Readonly<Record<string, string>>): Promise<Wanted[]> {
  const found = await stat(name).catch(() => null)
  if (found?.isFile()) return [await fromFile(name)]
  if (found?.isDirectory()) {
    const files = (await readdir(name)).filter((one) => ending.test(one)).sort()
    return Promise.all(files.map((file) => fromFile(join(name, file))))
  }
  if (Object.hasOwn(shipped, name)) return [{ id: name }]
  throw unknown(name)
}

const tagsOf = (text: string): string[] =>
  /^tags:\s*\[(.*)\]/m
    .exec(text)?.[1]
    ?.split(',')
    .map((tag) => tag.trim()) ?? []

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const random = seededRandom(seed, 'order of scenarios')
  const list = [...items]
  for (let i = list.length - 1; i > 0; i -= 1) {
    const k = Math.floor(random() * (i + 1))
    ;[list[i], list[k]] = [list[k]!, list[i]!]
  }
  return list
}

/** @throws Refusal `SCENARIO-UNKNOWN` for a name that is nothing, `SCENARIO-NONE` when nothing is left to run */
export async function wantedOf({ names, shipped, tags, shuffle }: Choice): Promise<Wanted[]> {
  const { scenarios } = (await import('../../fixtures/scenarios/shipped.ts')).shippedScenarios
  const given = (await Promise.all(names.map((name) => named(name, scenarios)))).flat()
  const all: Wanted[] = shipped ? [...Object.keys(scenarios).map((id) => ({ id })), ...given] : given
  const wanted = all.filter((one) => {
    const own = tagsOf('text' in one ? one.text : scenarios[one.id]!)
    return tags.every((tag) => own.includes(tag))
  })
  if (wanted.length === 0)
    throw new Refusal('SCENARIO-NONE', {
      ru: 'Выполнять нечего: назовите файлы, папки или имена сценариев, либо добавьте --shipped.',
      en: 'There is nothing to run: name files, folders or scenarios, or add --shipped.',
    })
  return shuffle === undefined ? wanted : shuffled(wanted, shuffle)
}
