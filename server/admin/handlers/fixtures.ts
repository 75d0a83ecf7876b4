import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import { ksup } from '../../contracts/ksup/operations.ts'
import type { Message, WireBody } from '../../contracts/operation.ts'
import { regate } from '../../contracts/regate/operations.ts'
import { siteOrders } from '../../contracts/site-orders/operations.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { FixtureName } from '../api-compare.ts'

/** Test data by name: the examples of the contracts, and files below `fixtures/` of the workspace. */

const FOLDER = 'fixtures'
/** A workspace with more files of test data than these has them listed in part. */
const LISTED = 2000

const types: Readonly<Record<string, string>> = { '.json': 'application/json', '.xml': 'application/xml' }

/** `regate.booking/request`, `regate.booking/201`, of several examples `…/201/2`. */
function examplesOf(): Map<string, { title: FixtureName['title']; write(): WireBody }> {
  const found = new Map<string, { title: FixtureName['title']; write(): WireBody }>()
  const add = (name: string, message: Message): void =>
    message.examples.forEach(({ title, value }, index) =>
      found.set(index === 0 ? name : `${name}/${index + 1}`, { title, write: () => message.write(value) }),
    )
  for (const { operations } of [siteOrders, regate, ksup])
    for (const { id, request, responses } of operations) {
      if (request) add(`${id}/request`, request)
      for (const [status, message] of Object.entries(responses)) add(`${id}/${status}`, message)
    }
  return found
}

const unknown = (name: string) =>
  new Refusal('COMPARE-FIXTURE-UNKNOWN', {
    ru: `Образца ${name} нет ни среди примеров контрактов, ни в папке ${FOLDER} рабочего пространства.`,
    en: `There is no fixture ${name}, neither among the examples of the contracts nor in ${FOLDER} of the workspace.`,
  })

const ignoreMissing = (error: NodeJS.ErrnoException): [] => {
  if (error.code !== 'ENOENT') throw error
  return []
}

/** @param workspace its folder */
export function fixtureSources(workspace: string) {
  const folder = join(workspace, FOLDER)
  let examples: ReturnType<typeof examplesOf> | undefined

  /** What leads out of the folder is no fixture. */
  function fileOf(name: string): string {
    const file = resolve(folder, name)
    if (!file.startsWith(folder + sep)) throw unknown(name)
    return file
  }

  return {
    async list(): Promise<FixtureName[]> {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(ignoreMissing)
      const own = entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) =>
          join(parentPath, name)
            .slice(folder.length + 1)
            .replaceAll(sep, '/'),
        )
        .sort()
        .slice(0, LISTED)
        .map((name): FixtureName => ({ name, title: null }))
      examples ??= examplesOf()
      return [...own, ...[...examples].map(([name, { title }]): FixtureName => ({ name, title }))]
    },
    /** A file of the workspace goes before an example of its name. @throws Refusal `COMPARE-FIXTURE-UNKNOWN` */
    async open(name: string): Promise<WireBody> {
      const file = fileOf(name)
      const found = await stat(file).catch(() => null)
      if (found?.isFile())
        return { bytes: await readFile(file), contentType: types[extname(name).toLowerCase()] ?? '' }
      examples ??= examplesOf()
      const example = examples.get(name)
      if (!example) throw unknown(name)
      return example.write()
    },
  }
}
