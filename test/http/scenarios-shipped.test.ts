import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse as parseJunit } from 'junit2json'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shippedScenarios } from '../../fixtures/scenarios/shipped.ts'
import type { RunRecord } from '../../server/scenarios/model.ts'
import { textOf } from '../../server/scenarios/report/text.ts'
import { openBench, type OpenBench } from './admin-bench.ts'
import { run as obmen } from './cli-run.ts'

const ids = Object.keys(shippedScenarios.scenarios)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obmen-shipped-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the shipped scenarios', () => {
  let bench: OpenBench
  beforeAll(async () => {
    bench = await openBench()
  })
  afterAll(() => bench.stop())

  async function played(order: readonly string[]): Promise<RunRecord[]> {
    const started = await bench.api.call('scenarios.start', { body: { ids: [...order] } })
    const last = started.at(-1)!.id
    await expect
      .poll(async () => (await bench.api.call('scenarios.run', { params: { run: last } })).state, {
        timeout: 110_000,
      })
      .toMatch(/passed|failed|stopped/)
    return Promise.all(started.map(({ id }) => bench.api.call('scenarios.run', { params: { run: id } })))
  }
  const failures = (runs: readonly RunRecord[]) =>
    runs.filter(({ state }) => state !== 'passed').map((run) => textOf(run, null))

  it('are thirty and more, without a problem', async () => {
    const list = await bench.api.call('scenarios.list')
    expect(list.length).toBeGreaterThanOrEqual(30)
    expect(list.flatMap(({ id, problems }) => problems.map((problem) => ({ id, ...problem })))).toEqual([])
  })

  it('hold on one bench, one after the other, from the last to the first', async () => {
    const settings = structuredClone(bench.parts.workspace.document.value)
    expect(failures(await played([...ids].reverse()))).toEqual([])
    // And leave the settings and the clock as they were.
    const { mappings: _after, ...after } = bench.parts.workspace.document.value
    const { mappings: _before, ...before } = settings
    expect(after).toEqual(before)
    expect(bench.parts.time.state()).toMatchObject({ frozen: false, aheadMs: 0 })
  })
})

describe('obmen run', () => {
  it('all shipped scenarios at the same time, on benches of their own, in an order by chance; a public reader takes its JUnit', async () => {
    const output = join(folder, 'results.xml')
    const { code, stderr } = await obmen(
      ['run', '--shipped', '--workers', '2', '--shuffle', '7', '--report', 'junit', '-o', output],
      {},
    )
    expect(stderr.split('\n').filter((line) => line.startsWith('✘') || line.startsWith('    '))).toEqual([])
    expect(code).toBe(0)
    const suites = (await parseJunit(await readFile(output, 'utf8'))) as {
      tests: number
      failures: number
      testsuite: { testcase: { name: string; failure?: unknown }[] }[]
    }
    expect(suites).toMatchObject({ tests: ids.length, failures: 0 })
    expect(suites.testsuite[0]!.testcase.map(({ name }) => name.split(':')[0]).sort()).toEqual(
      [...ids].sort(),
    )
  })

  it('files: exit code 1, the step, what was expected and what came, as text, JSON and JUnit', async () => {
    const file = join(folder, 'красный.yaml')
    await writeFile(
      file,
      'scenario: Красный\ntags: [проба]\nsteps:\n  - step: Состояние\n    read: state.read\n    within: 1ms\n    expect: { body.sides.length: 3 }\n',
    )
    const text = await obmen(['run', file, '--workers', '1'])
    expect(text.code).toBe(1)
    expect(text.stdout).toContain('✘ красный: Красный')
    expect(text.stdout).toContain('строка 4: Состояние')
    expect(text.stdout).toContain('Ожидалось body.sides.length: 3; пришло 2')
    const json = JSON.parse((await obmen(['run', file, '--report', 'json', '--tag', 'проба'])).stdout) as {
      runs: RunRecord[]
    }
    expect(json.runs[0]).toMatchObject({ scenario: 'красный', state: 'failed' })
    const junit = await parseJunit((await obmen(['run', file, '--report', 'junit'])).stdout)
    expect(junit).toMatchObject({
      failures: 1,
      testsuite: [{ testcase: [{ failure: [{ type: 'expectation' }] }] }],
    })
  })

  it('what cannot be run is said, and the exit code is 1; a wrong option is 2', async () => {
    expect(await obmen(['run', 'нет-такого'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('нет-такого'),
    })
    expect(await obmen(['run', '--shipped', '--tag', 'нет такого'])).toMatchObject({ code: 1 })
    expect(await obmen(['run', '--workers', '0'])).toMatchObject({ code: 2 })
    const file = join(folder, 'кривой.yaml')
    await writeFile(file, 'scenario: Кривой\nsteps:\n  - do: no.such\n')
    expect(await obmen(['run', file])).toMatchObject({ code: 1, stderr: expect.stringContaining('3:5') })
  })
})
