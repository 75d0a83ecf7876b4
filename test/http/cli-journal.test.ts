import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { JournalHealth, JournalRow } from '../../server/journal/model.ts'
import { memorySecrets } from '../../server/storage/secrets.ts'
import { openBench, sitePassword, temporaryFolder } from './admin-bench.ts'
import { run } from './cli-run.ts'

/** `obmen journal …`: calls verified in CI, and the upkeep. */

// Each test starts programs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
const open = () =>
  openBench({ workspace: folder.path, secrets: memorySecrets({ 'site.password': sitePassword }) })
beforeAll(async () => {
  folder = await temporaryFolder()
  const bench = await open()
  await bench.exchangeOrders()
  await bench.stop()
})
afterAll(() => folder?.remove())

it('query: rows go to stdout, the count decides the exit code', async () => {
  const here = ['--workspace', folder.path]
  const asked = await run(['journal', 'query', 'op:getOrders', '--json', '--min', '1', ...here])
  expect(asked).toMatchObject({ code: 0 })
  const rows = asked.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalRow)
  expect(rows.every(({ operation }) => operation === 'site-orders.getOrders')).toBe(true)
  expect(asked.stderr).toContain(`Найдено: ${rows.length}`)
  expect(await run(['journal', 'query', 'status:5xx', '--max', '0', ...here])).toMatchObject({
    code: 0,
    stdout: '',
  })
  expect(await run(['journal', 'query', 'op:getOrders', '--max', '0', ...here])).toMatchObject({ code: 1 })
  const wrong = await run(['journal', 'query', 'status:abc', ...here])
  expect(wrong.code).toBe(1)
  expect(wrong.stderr).toContain('Запрос не понят')
})

it('query: asks a bench that is running, and says so when it has the folder', async () => {
  const bench = await open()
  try {
    const asked = await run(['journal', 'query', '', '--address', bench.address, '--limit', '3'])
    expect(asked.code).toBe(0)
    expect(asked.stdout.trim().split('\n')).toHaveLength(3)
    const busy = await run(['journal', 'query', '', '--workspace', folder.path])
    expect(busy.code).toBe(1)
    expect(busy.stderr).not.toContain('    at ')
  } finally {
    await bench.stop()
  }
})

it('check and compact: a sound journal ends with 0, a lost body with 1', async () => {
  const here = ['--workspace', folder.path]
  expect(await run(['journal', 'check', '--thorough', ...here])).toMatchObject({ code: 0, stdout: '' })
  const compacted = await run(['journal', 'compact', ...here])
  expect(compacted.stderr).toContain('Освобождено')
  const bench = await open()
  const id = await bench.parts.journal.record({
    at: new Date(),
    direction: 'in',
    from: 'onec',
    to: 'site',
    operation: null,
    method: 'POST',
    url: 'http://127.0.0.1/big',
    path: '/big',
    requestHeaders: [],
    responseHeaders: [],
    request: Buffer.alloc(40_000, 'я'),
    response: new Uint8Array(),
    requestContentType: 'text/plain',
    responseContentType: '',
    status: 200,
    durationMs: 1,
    findings: [],
    replacements: [],
    code: null,
    subject: null,
    requestId: null,
    failure: null,
    repeats: null,
  })
  await bench.stop()
  await rm(join(folder.path, 'bodies'), { recursive: true })
  const checked = await run(['journal', 'check', '--json', ...here])
  expect(checked.code).toBe(1)
  expect((JSON.parse(checked.stdout) as JournalHealth).problems).toMatchObject([
    { code: 'BODY-MISSING', entries: [id] },
  ])
})
