import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { MappingTables } from '../mappings/model.ts'
import { Refusal } from '../storage/refusal.ts'
import { catalogueFiles } from './catalogue-files.ts'

/** What lies in the folder of a snapshot. */

export const MANIFEST = 'snapshot.json'
export const MAPPINGS = 'mappings.json'
export const BASES = 'bases.db'
/** Files that only the program writes; a sum in the manifest tells whether they are whole. */
export const databaseFiles = [BASES, ...catalogueFiles] as const
export const snapshotFiles = [MANIFEST, MAPPINGS, ...databaseFiles] as const

const FileSum = z.object({
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export const Manifest = z.object({
  format: z.literal(1),
  kind: z.enum(['own', 'before', 'demo']),
  name: z.string().min(1).max(200),
  note: z.string().max(2000),
  /** By the bench's clock. */
  at: z.iso.datetime(),
  madeAt: z.iso.datetime(),
  clock: z.object({ frozen: z.boolean(), aheadMs: z.number().nullable() }),
  version: z.string().max(40),
  /** Migration steps of the databases. */
  steps: z.array(z.string().max(200)).max(5000),
  /** See `JournalTail`. */
  journal: z.object({ id: z.number().int(), at: z.string() }).nullable(),
  /** Objects by table. */
  counts: z.record(z.string().max(80), z.number().int().nonnegative()),
  files: z.object({
    [BASES]: FileSum,
    [catalogueFiles[0]]: FileSum,
    [catalogueFiles[1]]: FileSum,
  }),
})
export type Manifest = z.infer<typeof Manifest>

/** Says of which file a snapshot is broken, and how. */
export const broken = (file: string, ru: string, en: string): Refusal =>
  new Refusal('SNAPSHOT-BROKEN', {
    ru: `Снимок повреждён: ${file} — ${ru}. Ничего не изменено. Возьмите другой снимок или передайте этот заново.`,
    en: `The snapshot is damaged: ${file}: ${en}. Nothing was changed. Take another one, or send this one again.`,
  })

async function readJson(folder: string, file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, file), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw broken(file, 'файла нет', 'it is missing')
    if (error instanceof SyntaxError) throw broken(file, 'это не JSON', 'it is not JSON')
    throw error
  }
}

function checked<Shape>(schema: z.ZodType<Shape>, value: unknown, file: string): Shape {
  const { data, error } = schema.safeParse(value)
  if (data !== undefined) return data
  const [issue] = error!.issues
  const place = `/${issue!.path.join('/')}`
  throw broken(file, `${place} не того вида`, `${place} is not what it should be`)
}

/** @throws Refusal `SNAPSHOT-BROKEN` */
export const readManifest = async (folder: string): Promise<Manifest> =>
  checked(Manifest, await readJson(folder, MANIFEST), MANIFEST)

/** The mapping tables of a snapshot; people may have edited them. @throws Refusal `SNAPSHOT-BROKEN` */
export const readMappings = async (folder: string): Promise<MappingTables> =>
  checked(MappingTables, await readJson(folder, MAPPINGS), MAPPINGS)

export async function sumOf(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk as Buffer)
    bytes += (chunk as Buffer).length
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** Are the databases what was written? @throws Refusal `SNAPSHOT-BROKEN` */
export async function checkFiles(folder: string, { files }: Manifest): Promise<void> {
  for (const name of databaseFiles) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (!found) throw broken(name, 'файла нет', 'it is missing')
    const wanted = files[name]
    if (found.size !== wanted.bytes || (await sumOf(path)).sha256 !== wanted.sha256)
      throw broken(name, 'содержимое не то, что было записано', 'it does not hold what was written')
  }
}
