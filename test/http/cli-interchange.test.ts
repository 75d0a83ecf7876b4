import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import harValidator from 'har-validator'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ImportReport } from '../../server/interchange/model.ts'
import { openBench, temporaryFolder, type OpenBench } from './admin-bench.ts'
import { run } from './cli-run.ts'
import { planted, plantedDrafts } from './interchange-drafts.ts'

/** `obmen export` and `obmen import`, with a folder that nobody holds and with a bench that runs. */

// Each test starts programs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let ids: number[]
const workspace = () => join(folder.path, 'workspace')
const file = (name: string) => join(folder.path, name)

async function bench(): Promise<OpenBench> {
  return openBench({ workspace: workspace() })
}

beforeAll(async () => {
  folder = await temporaryFolder()
  await mkdir(workspace())
  const one = await bench()
  ids = []
  for (const draft of plantedDrafts()) ids.push(await one.parts.journal.record(draft))
  await one.stop()
})
afterAll(() => folder?.remove())

describe('obmen export', () => {
  it('writes a HAR and a ticket without what has to be hidden [AD-43]', async () => {
    const har = await run([
      'export',
      'har',
      '-o',
      file('a.har'),
      '--ids',
      ids.join(),
      '--workspace',
      workspace(),
    ])
    expect(har).toMatchObject({ code: 0, stdout: `${file('a.har')}\n` })
    expect(har.stderr).toMatch(/Паспортные данные: скрыто [1-9]/)
    const text = await readFile(file('a.har'), 'utf8')
    await expect(harValidator.har(JSON.parse(text))).resolves.toBeTruthy()
    const ticket = await run([
      'export',
      'ticket',
      '-o',
      file('t.zip'),
      '--ids',
      ids.join(),
      '--workspace',
      workspace(),
    ])
    expect(ticket.code).toBe(0)
    const inside = Object.values(unzipSync(await readFile(file('t.zip')))).map((bytes) =>
      Buffer.from(bytes).toString(),
    )
    for (const value of [planted.password, planted.passport, planted.email])
      expect([text, ...inside].filter((one) => one.includes(value))).toEqual([])
  })

  it('says what is missing in a command line', async () => {
    const none = await run(['export', 'har', '-o', file('b.har'), '--workspace', workspace()])
    expect(none).toMatchObject({ code: 1, stdout: '' })
    expect(none.stderr).toContain('--query')
  })

  it('a folder that a bench holds is told of, and its address is enough', async () => {
    const one = await bench()
    try {
      const busy = await run([
        'export',
        'har',
        '-o',
        file('c.har'),
        '--ids',
        `${ids[0]}`,
        '--workspace',
        workspace(),
      ])
      expect(busy.code).toBe(1)
      expect(busy.stderr).toContain('--address')
      const there = await run([
        'export',
        'curl',
        '-o',
        file('c.sh'),
        '--q',
        'method:GET status:200',
        '--address',
        one.address,
      ])
      expect(there).toMatchObject({ code: 0 })
      const command = await readFile(file('c.sh'), 'utf8')
      expect(command).toContain('curl -sS -i -X GET')
      expect(command.match(/^curl/gm)).toHaveLength(1)
      expect(command).not.toContain(planted.cookie)
    } finally {
      await one.stop()
    }
  })
})

describe('obmen import', () => {
  it('a log: first what would come, then it comes, then it is known', async () => {
    const line = '192.0.2.7 - - [10/Mar/2026:13:55:36 +0300] "GET /site/api/1c/v1/ping HTTP/1.1" 200 10'
    await writeFile(file('access.log'), `${line}\nnonsense\n`)
    const load = async (...args: string[]) => {
      const { code, stdout, stderr } = await run([
        'import',
        'log',
        file('access.log'),
        '--json',
        '--workspace',
        workspace(),
        ...args,
      ])
      expect({ code, stderr }).toMatchObject({ code: 0 })
      expect(stderr).toContain('Строка 2')
      return JSON.parse(stdout) as ImportReport
    }
    expect(await load('--dry-run')).toMatchObject({ applied: false, entries: 1, recognised: 1 })
    expect(await load()).toMatchObject({ applied: true, entries: 1 })
    expect(await load()).toMatchObject({ entries: 0, skipped: { DUPLICATE: 1 } })
  })

  it('a folder of payloads into a bench that runs', async () => {
    await mkdir(file('raw/in'), { recursive: true })
    await writeFile(file('raw/in/stock.json'), '{"stock":[]}')
    await writeFile(file('raw/readme.md'), 'что здесь лежит')
    const one = await bench()
    try {
      const { code, stderr } = await run(['import', 'raw', file('raw'), '--address', one.address])
      expect({ code, stderr }).toMatchObject({ code: 0 })
      expect(stderr).toContain('readme.md')
      const rows = await one.entries({ operation: 'site-orders.postStock' })
      expect(rows.map(({ source }) => source)).toEqual(['file'])
    } finally {
      await one.stop()
    }
  })
})
