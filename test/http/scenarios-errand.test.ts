import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openBench, type OpenBench } from './admin-bench.ts'

/** «Прогон сценариев» on a schedule: what it plays, what it leaves, and what it does not get into. */

let bench: OpenBench
const texts = {
  // Other bases come in the middle, so the parts of the bench are made anew below the errand.
  'а-смена-баз': `scenario: Базы меняются
tags: [ночь]
steps:
  - do: onec.exchange
  - snapshot: Ночной
  - do: onec.exchange
  - restore: Ночной
  - map: { kind: delivery_method, site_id: courier_city, onec: Курьер }
`,
  'б-красный': `scenario: Красный
tags: [ночь, красные]
steps:
  - read: site.orders
    within: 1ms
    expect: { body: { $count: 77 } }
`,
  'в-зелёный': `scenario: Зелёный
tags: [день]
given: { clock: 2026-03-02T10:00:00+03:00 }
steps:
  - clock: +3d
`,
} as const

beforeAll(async () => {
  bench = await openBench()
  for (const [id, text] of Object.entries(texts))
    await bench.api.call('scenarios.save', { params: { id }, body: { text } })
})
afterAll(() => bench.stop())

const nightly = { kind: 'cron', expression: '0 3 * * *', zone: 'Europe/Moscow' } as const

async function schedule(params: Record<string, string[] | boolean>, more = {}) {
  const body = { errand: 'scenarios.run', params, when: nightly, enabled: false, ...more }
  return (await bench.api.call('errands.save', { body })).id
}
const begin = (id: string) => bench.api.call('errands.run', { params: { id } })
const ended = (run: number) =>
  vi.waitFor(
    async () => {
      const now = await bench.api.call('errands.runOf', { params: { run } })
      expect(now.endedAt).not.toBeNull()
      return now
    },
    { timeout: 90_000, interval: 50 },
  )
const idle = () =>
  vi.waitFor(async () => expect((await bench.api.call('scenarios.queue')).state).toBe('idle'), {
    timeout: 90_000,
    interval: 30,
  })

// What one test leaves behind would skip the runs of the next.
afterEach(async () => {
  await bench.api.call('scenarios.control', { body: { action: 'stop' } })
  await idle()
})

describe('an errand that plays scenarios', () => {
  it('offers them and their tags', async () => {
    const kinds = await bench.api.call('errands.kinds')
    const [scenarios, tags] = kinds.find(({ id }) => id === 'scenarios.run')!.params
    expect(scenarios!.options).toContainEqual({
      value: 'б-красный',
      label: { ru: 'Красный', en: 'Красный' },
    })
    expect(tags!.options.map(({ value }) => value)).toEqual(expect.arrayContaining(['день', 'ночь']))
  })

  it('goes on while the bases are made anew below it, tells what held and what did not, and leaves all as it was', async () => {
    const settings = structuredClone(bench.parts.workspace.document.value)
    const id = await schedule({ scenarios: ['в-зелёный'], tags: ['ночь'] })
    const before = await bench.api.call('site.orders')
    const schedules = structuredClone(bench.parts.workspace.document.value.schedules)
    const { id: run } = await begin(id)
    expect(await ended(run)).toMatchObject({
      trigger: 'manual',
      outcome: 'failed',
      words: { ru: 'Не прошли: б-красный.' },
      counts: [{ count: 2 }, { count: 1 }, { count: 0 }],
    })
    const runs = await bench.api.call('scenarios.runs', { query: { errand: run } })
    expect(runs.map(({ scenario, state }) => [scenario, state])).toEqual([
      ['б-красный', 'failed'],
      ['а-смена-баз', 'passed'],
      ['в-зелёный', 'passed'],
    ])
    expect(await bench.api.call('site.orders')).toEqual(before)
    expect(bench.parts.workspace.document.value).toEqual({ ...settings, schedules })
    expect(bench.parts.time.state()).toMatchObject({ frozen: false, aheadMs: 0 })
    // A person who has run nothing has nothing to bring back.
    expect((await bench.api.call('scenarios.queue')).basesLeft).toBe(false)
    expect((await bench.api.call('errands.history', { query: { schedule: id } })).total).toBe(1)
  })

  it('a night that a move of the clock passes by is played after the move, once, and the clock comes back to where it was put', async () => {
    const { time } = bench.parts
    time.freeze(new Date('2026-11-27T12:00:00+03:00'))
    const id = await schedule({ scenarios: ['в-зелёный'] }, { enabled: true, missed: 'once' })
    const target = new Date('2026-11-28T12:00:00+03:00')
    await time.move(target)
    const history = () => bench.api.call('errands.history', { query: { schedule: id } })
    // It is begun on the way and plays after it, so the move may be over before it is seen.
    await expect.poll(async () => (await history()).runs).toHaveLength(1)
    const [begun] = (await history()).runs
    await ended(begun!.id)
    await idle()
    expect((await history()).runs).toMatchObject([
      { outcome: 'ok', plannedAt: '2026-11-28T00:00:00.000Z', trigger: 'schedule' },
    ])
    expect(time.state()).toMatchObject({ now: target, frozen: true })
    const [row] = (await bench.api.call('errands.list')).schedules.filter((one) => one.id === id)
    expect(row!.next[0]).toBe('2026-11-29T00:00:00.000Z')
    await bench.api.call('errands.remove', { params: { id } })
    time.reset()
  })

  it('is skipped while a person plays, with the reason; stopped it ends its own runs', async () => {
    const id = await schedule({ scenarios: ['в-зелёный'] })
    await bench.api.call('scenarios.start', { body: { ids: ['в-зелёный'], paused: true } })
    const { id: skipped } = await begin(id)
    expect(await ended(skipped)).toMatchObject({
      outcome: 'skipped',
      words: { ru: 'Пропущено: уже выполняются другие сценарии.' },
    })
    await bench.api.call('scenarios.control', { body: { action: 'stop' } })
    await idle()

    const { id: run } = await begin(await schedule({ scenarios: ['в-зелёный', 'б-красный'] }))
    const runs = () => bench.api.call('scenarios.runs', { query: { errand: run } })
    await expect.poll(runs, { interval: 20 }).toHaveLength(2)
    await bench.api.call('errands.stop', { params: { run } })
    expect(await ended(run)).toMatchObject({ outcome: 'stopped' })
    await idle()
    expect((await runs())[0]).toMatchObject({ scenario: 'б-красный', state: 'stopped', steps: [] })
  })

  it('that finds nothing to play, or is about a file that is gone, says so', async () => {
    const none = await begin(await schedule({ tags: ['нет такого'] }))
    expect(await ended(none.id)).toMatchObject({
      outcome: 'failed',
      words: { ru: /сценариев с такими тегами нет/ },
    })
    const gone = await begin(await schedule({ scenarios: ['пропал'] }))
    expect(await ended(gone.id)).toMatchObject({ outcome: 'failed', words: { ru: /Сценария «пропал» нет/ } })
  })
})
