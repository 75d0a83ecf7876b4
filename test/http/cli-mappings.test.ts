import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { FileImport, TableDifference } from '../../server/mappings/sharing/model.ts'
import { openBench, temporaryFolder } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** `obmen mappings import|export|diff`, with a folder that nobody holds and with a bench that runs. */

// Each test starts programs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const file = (name: string) => join(folder.path, name)
const mappings = (...args: string[]) => run(['mappings', ...args])

beforeAll(async () => {
  folder = await temporaryFolder()
  await mkdir(file('workspace'))
})
afterAll(() => folder?.remove())

it('exports, compares and imports the tables of a folder, as a check in CI does', async () => {
  const there = ['--workspace', file('workspace')]
  const book = await mappings('export', '--format', 'xlsx', '-o', file('all.xlsx'), ...there)
  expect(book).toMatchObject({ code: 0, stdout: `${file('all.xlsx')}\n` })
  const json = await mappings('export', '--format', 'json', ...there)
  expect(json.code).toBe(0)
  await writeFile(file('a.json'), json.stdout)
  await writeFile(file('b.json'), json.stdout.replace('"site_name": "Казань"', '"site_name": "Казань-2"'))

  expect(await mappings('diff', file('all.xlsx'), file('a.json'))).toMatchObject({ code: 0, stdout: '' })
  const differ = await mappings('diff', file('a.json'), file('b.json'))
  expect(differ.code).toBe(1)
  expect(differ.stdout).toContain('«Казань» → «Казань-2»')

  const dry = await mappings('import', file('b.json'), '--dry-run', '--json', ...there)
  expect(dry.code).toBe(0)
  const plan = JSON.parse(dry.stdout) as FileImport
  expect(plan.applied).toBe(false)
  expect(plan.tables.flatMap((table) => table.plan.changed)).toHaveLength(1)
  expect(await mappings('diff', file('a.json'), 'workspace', ...there)).toMatchObject({ code: 0 })
  expect(await mappings('import', file('b.json'), ...there)).toMatchObject({ code: 0, stdout: '' })
  const after = await mappings('diff', 'workspace', file('a.json'), '--json', ...there)
  expect(after.code).toBe(1)
  const { tables } = JSON.parse(after.stdout) as { tables: TableDifference[] }
  expect(tables.map(({ changed }) => changed.map(({ cells }) => cells[0]!.after))).toEqual([['Казань']])
})

it('a bench that runs, a report for approval, and what cannot be taken', async () => {
  const bench = await openBench()
  try {
    const there = ['--address', bench.address]
    const report = await mappings(
      'export',
      '--format',
      'html',
      '--kind',
      'city',
      '-o',
      file('r.html'),
      ...there,
    )
    expect(report.code).toBe(0)
    expect(await readFile(file('r.html'), 'utf8')).toContain('<h2>Города доставки</h2>')

    await writeFile(file('part.csv'), 'site_id;ref_1c\nsclad_perm;r9\n;\nsclad_kazan;r9\n')
    const part = await mappings('import', file('part.csv'), '--kind', 'storage', ...there)
    expect(part.code).toBe(1)
    expect(part.stderr).toMatch(/строка 2, не взята[^]*строка 4, не взята/)
    await writeFile(file('bad.xlsx'), 'PK')
    const bad = await mappings('import', file('bad.xlsx'), ...there)
    expect(bad).toMatchObject({ code: 1, stdout: '' })
    expect(bad.stderr).toContain('Книга не загружена')
    expect(await mappings('export', '--format', 'docx', ...there)).toMatchObject({ code: 2 })
  } finally {
    await bench.stop()
  }
})
