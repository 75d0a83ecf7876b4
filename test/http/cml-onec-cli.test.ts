import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { CmlRun } from '../../mocks/cml-onec/model.ts'
import { temporaryFolder } from './admin-bench.ts'
import { run } from './cli-run.ts'
import { scriptedSite } from './cml-scripted-site.ts'

/** `obmen exchange catalog` and `orders --protocol commerceml`, as scripts and people run them. */

// Each test starts programs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder?.remove())

const workspace = () => ['--workspace', join(folder.path, 'workspace')]

it('[C §9] exports the catalogue to the site of the bench; words for people, the report for machines', async () => {
  const { code, stdout, stderr } = await run(['exchange', 'catalog', ...workspace(), '--full', '--json'])
  expect({ code, stderr }).toMatchObject({ code: 0 })
  const report = JSON.parse(stdout) as CmlRun
  expect(report).toMatchObject({ state: 'done', kind: 'catalogue', trigger: 'api' })
  expect(report.totals.items).toBeGreaterThan(10)
  expect(stderr).toContain(`Выгружено товаров: ${report.totals.items}`)
  expect(stderr).toMatch(/\+ catalog checkauth: success/)

  const orders = await run(['exchange', 'orders', '--protocol', 'commerceml', ...workspace()])
  expect(orders).toMatchObject({ code: 0, stdout: '' })
  expect(orders.stderr).toMatch(/Загружено: \d+, Пропущено: 0, Обновлено: 0, Создано: \d+/)
})

it('[C §14] calls a real site with the options of the command line', async () => {
  const site = await scriptedSite()
  site.answer('init', 'zip=yes\nfile_limit=0')
  const address = new URL(site.address)
  const { code, stderr } = await run([
    ...['exchange', 'catalog', ...workspace(), '--site', address.origin, '--path', '/shop/1c.php'],
    ...['--user', 'обмен', '--password', 'секрет', '--profile', 'ut11', '--version', '2.05'],
    ...['--no-zip', '--part', '5000', '--portion', '30', '--full'],
  ])
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(site.seen[0]).toMatchObject({ url: '/shop/1c.php?type=catalog&mode=checkauth' })
  expect(site.seen[0]!.headers.authorization).toBe(
    `Basic ${Buffer.from('обмен:секрет', 'utf8').toString('base64')}`,
  )
  expect(Math.max(...site.seen.map(({ body }) => body.length))).toBe(5000)
  expect(site.modes().filter((mode) => mode === 'checkauth').length).toBeGreaterThan(2)
  expect(site.files().get('import0_1.xml')!.toString('utf8').slice(0, 400)).toContain('"2.05"')
})

it('[C §16 1C 8] a session that failed ends with 1, a wrong command line with 2', async () => {
  const site = await scriptedSite()
  site.answer('checkauth', 'failure\nОшибка авторизации.')
  const refused = await run([
    'exchange',
    'catalog',
    ...workspace(),
    '--site',
    site.address,
    '--full',
    '--json',
  ])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(/Авторизация не выполнена/)
  expect(JSON.parse(refused.stdout)).toMatchObject({ state: 'failed' })
  expect(await run(['exchange', 'catalog', ...workspace(), '--node', 'nobody'])).toMatchObject({ code: 1 })
  expect(await run(['exchange', 'catalog', '--profile', 'nobody'])).toMatchObject({ code: 2 })
})
