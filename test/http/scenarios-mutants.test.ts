import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shippedScenarios } from '../../fixtures/scenarios/shipped.ts'
import { createAdminClient, type AdminClient } from '../../server/admin/client.ts'
import type { RunRecord } from '../../server/scenarios/model.ts'
import { memorySecrets } from '../../server/storage/secrets.ts'
import { catalogueWorker } from '../catalogue-worker.ts'
import { temporaryFolder } from './admin-bench.ts'
import { allMutants } from './mutants/all.ts'
import { idOf, misplaced, programWith } from './mutants/bundle.ts'

/** Each shipped scenario notices a break of what it is about, at the step that is about it. */

let api: AdminClient
let stop: (() => Promise<void>) | undefined

/** The whole program is built. */
const BUILD_MS = 300_000

beforeAll(async () => {
  const { startBench } = await programWith(allMutants)
  const folder = await temporaryFolder()
  const bench = await startBench({
    workspace: folder.path,
    port: 0,
    catalogueWorker: await catalogueWorker(),
    secrets: memorySecrets({}),
    schedules: true,
  })
  api = createAdminClient(bench.address, bench.token)
  stop = async () => {
    globalThis.obmenMutant = undefined
    await bench.stop()
    await folder.remove()
  }
}, BUILD_MS)
afterAll(() => stop?.())

/** A look of a broken program does not come right later, so it is not waited for long. */
const PATIENCE_MS = 400

async function played(id: string): Promise<RunRecord> {
  const [started] = await api.call('scenarios.start', { body: { ids: [id], patienceMs: PATIENCE_MS } })
  const run = () => api.call('scenarios.run', { params: { run: started!.id } })
  await expect.poll(async () => (await run()).state, { interval: 20 }).toMatch(/passed|failed|stopped/)
  return run()
}

describe('a break of the program turns a scenario red', () => {
  it('the breaks stand where they are said to', () => {
    expect(misplaced(allMutants)).toEqual([])
  })

  it('every scenario has one', () => {
    const broken = new Set(allMutants.map(({ scenario }) => scenario))
    expect(Object.keys(shippedScenarios.scenarios).filter((id) => !broken.has(id))).toEqual([])
  })

  it.each(allMutants.map((mutant) => [mutant.scenario, mutant.why, mutant] as const))(
    '%s: %s',
    async (scenario, _why, mutant) => {
      globalThis.obmenMutant = idOf(allMutants, mutant)
      const run = await played(scenario)
      globalThis.obmenMutant = undefined
      expect(run.failure).toBeNull()
      expect(run.state).toBe('failed')
      const red = run.steps.filter(({ failure }) => failure !== null)
      expect(
        red.map(({ title }) => title),
        red[0]?.failure?.message.ru,
      ).toEqual([mutant.step])
      expect(red[0]!.failure!.mismatches.map(({ path }) => path)).toContain(mutant.on)
    },
  )
})
