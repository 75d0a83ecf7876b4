import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { Part, scenarioJsonSchema } from '../../scenarios/language.ts'
import type { ScenarioRow } from '../../scenarios/model.ts'
import { readScenario, type KnownNames, type ReadScenario } from '../../scenarios/read.ts'

/** A file of a scenario. */
export interface ScenarioFile {
  id: string
  origin: ScenarioRow['origin']
  text: string
}

/** A scenario as others name and group it. */
export interface KnownScenario {
  id: string
  title: string
  tags: readonly string[]
}

/** The scenarios of a workspace: those that are shipped, and the files of its folder, which go before them. */
export interface Library {
  files(): Promise<ScenarioFile[]>
  file(id: string): Promise<ScenarioFile | null>
  read(text: string): ReadScenario
  /** Those that can be run, as the files were when they were read last; before that the shipped ones. */
  known(): readonly KnownScenario[]
  /** Parts that several scenarios share; files of the folder `parts`. */
  parts(): Promise<Map<string, Part>>
  save(id: string, text: string): Promise<void>
  remove(id: string): Promise<string | null>
  /** JSON Schema of a file; it lies beside the files too, where editors find it. */
  schema(): object
}

/** Texts by name of the file without `.yaml`. */
export interface Shipped {
  scenarios: Readonly<Record<string, string>>
  parts: Readonly<Record<string, string>>
}

const ending = /\.ya?ml$/

async function textsIn(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const texts = new Map<string, string>()
  for (const name of names.filter((one) => ending.test(one)).sort())
    texts.set(name.replace(ending, ''), await readFile(join(folder, name), 'utf8'))
  return texts
}

export const partsOf = (texts: Iterable<readonly [string, string]>): Map<string, Part> => {
  const parts = new Map<string, Part>()
  for (const [name, text] of texts) {
    const part = Part.safeParse(parse(text, { merge: true }))
    // A part that cannot be read is missed by whoever uses it.
    if (part.success) parts.set(name, part.data)
  }
  return parts
}

export function createLibrary(folder: string, shipped: Shipped, names: () => KnownNames): Library {
  const together = (own: ReadonlyMap<string, string>): ScenarioFile[] => {
    const all = new Map<string, ScenarioFile>()
    for (const [id, text] of Object.entries(shipped.scenarios)) all.set(id, { id, origin: 'shipped', text })
    for (const [id, text] of own) all.set(id, { id, origin: 'workspace', text })
    return [...all.values()].sort((a, b) => a.id.localeCompare(b.id))
  }
  let lastRead = together(new Map())
  /** By text: what is read once is not read again while nobody changes it. */
  const readings = new Map<string, ReadScenario>()

  async function files(): Promise<ScenarioFile[]> {
    lastRead = together(await textsIn(folder))
    const texts = new Set(lastRead.map(({ text }) => text))
    for (const text of readings.keys()) if (!texts.has(text)) readings.delete(text)
    return lastRead
  }
  function read(text: string): ReadScenario {
    let found = readings.get(text)
    if (!found) readings.set(text, (found = readScenario(text, names())))
    return found
  }
  const known = (): KnownScenario[] =>
    lastRead.flatMap(({ id, text }) => {
      const { scenario } = read(text)
      return scenario ? [{ id, title: scenario.scenario, tags: scenario.tags }] : []
    })
  const schema = (): object => {
    const { calls, operations } = names()
    const reading = [...calls].filter(([, method]) => method === 'GET').map(([name]) => name)
    return scenarioJsonSchema({ do: [...calls.keys()], read: reading, send: [...operations] })
  }
  return {
    files,
    schema,
    file: async (id) => (await files()).find((file) => file.id === id) ?? null,
    read,
    known,
    parts: async () => partsOf([...Object.entries(shipped.parts), ...(await textsIn(join(folder, 'parts')))]),
    async save(id, text) {
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, `${id}.yaml`), text)
      await writeFile(join(folder, 'scenario.schema.json'), `${JSON.stringify(schema(), null, 2)}\n`)
    },
    async remove(id) {
      const text = (await textsIn(folder)).get(id)
      if (text === undefined) return null
      for (const end of ['.yaml', '.yml']) await rm(join(folder, id + end), { force: true })
      return text
    },
  }
}
