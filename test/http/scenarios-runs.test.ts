import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RunView } from '../../server/scenarios/model.ts'
import { openBench, refusal, type OpenBench } from './admin-bench.ts'

/** Runs as a page finds them that was just opened, and what can be done with them from there. */

let bench: OpenBench
beforeAll(async () => void (bench = await openBench()))
afterAll(() => bench.stop())

const text = `scenario: Проба
given: { settings: { siteOrders: { node: UT-7 } } }
steps:
  - step: Настройка
    read: state.read
    expect: { body.siteOrders.node: UT-7 }
    save: { node: body.siteOrders.node }
  - step: Соответствие
    map: { kind: delivery_method, site_id: courier_city, onec: Курьер }
  - step: Обмен
    do: onec.exchange
    expect: { body: { outcome: done } }
  - step: Проверка
    check: \${node}
    expect: { body: UT-7 }
`

async function start(source: string, paused = false): Promise<number> {
  const sources = [{ id: 'проба', text: source }]
  const [run] = await bench.api.call('scenarios.start', { body: { sources, paused } })
  return run!.id
}
const read = (run: number): Promise<RunView> => bench.api.call('scenarios.run', { params: { run } })
const control = (action: 'pause' | 'resume' | 'step' | 'stop') =>
  bench.api.call('scenarios.control', { body: { action } })
const reaches = (run: number, expected: object) =>
  vi.waitFor(async () => expect(await read(run)).toMatchObject(expected), { timeout: 90_000, interval: 20 })
const again = (run: number, step: number) =>
  bench.api.call('scenarios.again', { params: { run }, body: { step } })

describe('a run of a scenario', () => {
  it('says that it waits for a person, where, and what stands behind it; settings and mappings come back after it', async () => {
    const { mappings, siteOrders } = structuredClone(bench.parts.workspace.document.value)
    const run = await start(text, true)
    const behind = await start(text)
    await reaches(run, { state: 'paused', steps: [{ title: 'Настройка', state: 'running' }] })
    expect(await bench.api.call('scenarios.queue')).toEqual({
      state: 'paused',
      runs: [run, behind],
      basesLeft: true,
    })
    await control('step')
    await reaches(run, {
      state: 'paused',
      steps: [{ state: 'passed' }, { title: 'Соответствие', state: 'running' }],
      noWayBack: { ru: /не закончился/ },
    })
    expect((await refusal(again(run, 0))).code).toBe('SCENARIO-NO-WAY-BACK')
    expect((await refusal(bench.api.call('scenarios.bringBack'))).code).toBe('SCENARIO-BUSY')
    await control('resume')
    await reaches(run, { state: 'passed', noWayBack: null, errand: null })
    await reaches(behind, { state: 'passed' })
    expect(bench.parts.workspace.document.value).toMatchObject({ mappings, siteOrders })
    expect(await bench.api.call('scenarios.bringBack')).toEqual({ done: true })
    expect((await bench.api.call('scenarios.queue')).basesLeft).toBe(false)
  })

  it('is played again from any of its steps, with the settings and variables of then, whether it was watched or not', async () => {
    const run = await start(text)
    await reaches(run, { state: 'passed' })
    const { id: next } = await again(run, 3)
    await reaches(next, {
      state: 'paused',
      steps: [{ state: 'passed' }, { state: 'passed' }, { state: 'passed' }, { title: 'Проверка' }],
    })
    expect(bench.parts.workspace.document.value.siteOrders.node).toBe('UT-7')
    await control('step')
    await reaches(next, { state: 'passed', variables: { node: 'UT-7' } })

    const red = await start(text.replace('body: UT-7', 'body: другое'))
    await reaches(red, { state: 'failed' })
    const { id: seen } = await again(red, 2)
    await reaches(seen, { state: 'paused' })
    await control('stop')
    await reaches(seen, { state: 'stopped' })
    expect((await refusal(again(red, 4))).code).toBe('SCENARIO-NO-STEP')
  })

  it('that began with the bases as they were has no way back, and says why', async () => {
    const run = await start('scenario: Как есть\ngiven: { bases: as-is }\nsteps:\n  - read: state.read\n')
    await reaches(run, { state: 'passed', noWayBack: { ru: /as-is/ } })
    expect(await refusal(again(run, 0))).toMatchObject({ status: 409, code: 'SCENARIO-NO-WAY-BACK' })
  })
})
