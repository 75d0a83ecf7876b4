import { spawn } from 'node:child_process'
import { readFile, rm, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportProgress, ImportReport } from '../../server/catalogue/model.ts'
import { catalogueWorker } from '../catalogue-worker.ts'
import { generateCatalogue, generateOffers } from '../commerceml/generate.ts'
import { aBase, anItem, type TestBase } from '../unit/catalogue-base.ts'

const root = join(import.meta.dirname, '../..')
// Inside the project, because what is built there finds its libraries.
const built = join(root, '.cache', `catalogue-child-${process.pid}`)
const MB = 1_000_000

beforeAll(async () => {
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: { ssr: join(import.meta.dirname, 'catalogue-child.ts'), outDir: built, target: 'node20' },
  })
})
afterAll(() => rm(built, { recursive: true, force: true }))

type Line = { progress: ImportProgress } | { report: ImportReport; peak: number }

/** Starts the child; `onLine` may kill it. @returns its last line, or `null` when it was killed before it had one */
async function importInChild(
  base: string,
  file: string,
  onLine: (line: Line, kill: () => void) => void = () => {},
): Promise<Line | null> {
  const child = spawn(
    process.execPath,
    [join(built, 'catalogue-child.js'), base, file, await catalogueWorker()],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const gone = new Promise((resolve) => child.once('close', resolve))
  let last: Line | null = null
  for await (const text of createInterface({ input: child.stdout })) {
    last = JSON.parse(text) as Line
    onLine(last, () => child.kill('SIGKILL'))
  }
  await gone
  return last
}

const everything = async ({ catalogue }: TestBase) => ({
  counts: await catalogue.counts(),
  reports: await catalogue.imports(),
  items: (await catalogue.items({ offset: 0, limit: 10, sort: 'name' })).rows,
})

describe('a long import', () => {
  it(
    '[C §4.2] killed half-way leaves the base as it was, and the next one goes through',
    { timeout: 180_000 },
    async () => {
      const base = await aBase()
      const file = join(base.folder, 'large.xml')
      await generateCatalogue(file, { megabytes: 40 })
      await base.catalogue.put([anItem({ id: 'old' }), anItem({ id: 'older' })])
      const before = await everything(base)
      for (const share of [0.2, 0.8]) {
        const last = await importInChild(base.file, file, (line, kill) => {
          if ('progress' in line && line.progress.bytes > share * line.progress.totalBytes) kill()
        })
        expect(last).toMatchObject({ progress: { records: expect.any(Number) } })
        expect(await everything(base)).toEqual(before)
      }
      const report = await base.catalogue.import(file, { missing: 'nothing' }).done
      expect(report.outcome).toBe('done')
      expect((await base.catalogue.counts()).items).toBe(report.counts.item!.added + 2)
    },
  )

  it(
    'shows its progress, leaves readers the old base, and ends at once when it is cancelled',
    { timeout: 180_000 },
    async () => {
      const base = await aBase()
      const { catalogue, folder } = base
      const file = join(folder, 'large.xml')
      await generateCatalogue(file, { megabytes: 60 })
      await catalogue.put([anItem({ id: 'old' })])
      const before = await everything(base)
      const job = catalogue.import(file, { missing: 'delete' })
      const steps: number[] = []
      while (job.progress().records < 3000) {
        steps.push(job.progress().records)
        expect(await everything(base)).toEqual(before)
        await new Promise(setImmediate)
      }
      expect(new Set(steps).size).toBeGreaterThan(1)
      job.cancel()
      const report = await job.done
      expect(report.outcome).toBe('cancelled')
      expect(job.progress().bytes).toBeLessThan(job.progress().totalBytes)
      expect(await everything(base)).toEqual({ ...before, reports: [report] })
      await catalogue.put([anItem({ id: 'new' })])
      expect((await catalogue.counts()).items).toBe(2)
    },
  )

  it(
    '[C §4.2] of a file that breaks off is refused with the place, and nothing of it stays',
    { timeout: 180_000 },
    async () => {
      const base = await aBase()
      const file = join(base.folder, 'cut.xml')
      await generateCatalogue(file, { megabytes: 20 })
      await truncate(file, 12_000_000)
      await base.catalogue.put([anItem({ id: 'old' })])
      const before = await everything(base)
      const report = await base.catalogue.import(file, { missing: 'delete', keepFindings: true }).done
      expect(report).toMatchObject({ outcome: 'refused', refusal: { code: 'CML-CUT' } })
      expect(report.refusal!.line).toBe((await readFile(file, 'latin1')).split('\n').length)
      expect(await everything(base)).toEqual({ ...before, reports: [report] })
    },
  )

  it('needs little memory, also with an index larger than its cache', { timeout: 180_000 }, async () => {
    const base = await aBase()
    const file = join(base.folder, 'large.xml')
    const { items } = await generateCatalogue(file, { megabytes: process.env['OBMEN_THOROUGH'] ? 150 : 80 })
    const done = await importInChild(base.file, file)
    if (!done || !('report' in done)) throw new Error('The child ended without a report.')
    expect(done.report).toMatchObject({ outcome: 'done', counts: { item: { added: items } } })
    expect(done.peak).toBeLessThan(300 * MB)
  })

  it('of very many items leaves lists whose pages hold every item once', { timeout: 240_000 }, async () => {
    const base = await aBase()
    const { catalogue, folder } = base
    const [goods, offers] = [join(folder, 'goods.xml'), join(folder, 'offers.xml')]
    const items = process.env['OBMEN_THOROUGH'] ? 100_000 : 30_000
    await generateCatalogue(goods, { items })
    await generateOffers(offers, { items })
    await catalogue.import(goods, { missing: 'nothing' }).done
    await catalogue.import(offers, { missing: 'nothing' }).done
    const group = (await catalogue.groups()).find(({ parent }) => parent === null)!.id
    const queries = [
      {},
      { state: 'active' },
      { sort: 'name' },
      { sort: 'article', descending: true },
      { sort: 'price' },
      { sort: 'quantity', descending: true },
      { text: 'модель 99' },
      { group, sort: 'name' },
      { group, text: 'барс', sort: 'price' },
    ] as const
    for (const query of queries) {
      const seen = new Set<string>()
      for (const offset of [0, 100, 200]) {
        const { rows, total } = await catalogue.items({ ...query, offset, limit: 100 })
        expect(rows, JSON.stringify(query)).toHaveLength(Math.max(0, Math.min(100, total - offset)))
        for (const { id } of rows) seen.add(id)
        if (offset === 200) expect(seen.size).toBe(Math.min(total, 300))
      }
    }
  })
})
