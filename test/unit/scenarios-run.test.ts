import { describe, expect, it, vi } from 'vitest'
import { Part, Scenario } from '../../server/scenarios/language.ts'
import type { RunRecord } from '../../server/scenarios/model.ts'
import { junitOf } from '../../server/scenarios/report/junit.ts'
import { textOf } from '../../server/scenarios/report/text.ts'
import { runScenario, type RunOptions } from '../../server/scenarios/run.ts'
import { Stopped } from '../../server/scenarios/step-failure.ts'
import type { Outcome, World } from '../../server/scenarios/world.ts'

const outcome = (body: unknown, more: Partial<Outcome> = {}): Outcome => ({
  status: 200,
  headers: {},
  body,
  code: null,
  entry: null,
  failure: null,
  ...more,
})

/** A bench that answers by a table and remembers what it was asked. */
function worldOf(answers: Record<string, (input: never) => Outcome>) {
  const calls: { name: string; input: unknown }[] = []
  let entries = 0
  const ends: string[] = []
  const world: World = {
    begin: async () => void ends.push('begin'),
    end: async () => void ends.push('end'),
    async call(name, input) {
      calls.push({ name, input })
      entries += 1
      return answers[name]?.(input as never) ?? outcome(null)
    },
    send: (name, input) => world.call(name, input),
    http: (input) => world.call('http', input as never),
    settings: async (patch) => void calls.push({ name: 'settings', input: patch }),
    now: () => new Date('2026-03-02T07:00:00Z'),
    lastEntry: async () => entries,
    offset: () => '+03:00',
  }
  return { world, calls, ends }
}

const play = (
  steps: unknown[],
  answers: Parameters<typeof worldOf>[0] = {},
  more: Partial<RunOptions> & { parts?: Record<string, unknown>; vars?: Record<string, unknown> } = {},
) => {
  const { parts = {}, vars = {}, ...options } = more
  const bench = worldOf(answers)
  const scenario = Scenario.parse({ scenario: 'Проба', steps, parts, vars })
  return runScenario({
    scenario,
    id: 'проба',
    run: 1,
    lineOf: (place) => place.length,
    sharedPart: () => null,
    world: bench.world,
    patienceMs: 500,
    ...options,
  }).then((run) => ({ run, ...bench }))
}

const states = ({ steps }: RunRecord) => steps.map(({ id, state }) => `${id} ${state}`)

describe('a scenario is played', () => {
  it('from its bases to its last step, with what was saved put in', async () => {
    const { run, calls, ends } = await play(
      [
        { do: 'site.place', save: { order: 'body.id' }, expect: { body: { id: 7 } } },
        { do: 'onec.exchange', body: { order: '${order}', text: 'заказ ${order}' } },
        { check: '${order}', expect: { body: { $gte: 7 } } },
      ],
      { 'site.place': () => outcome({ id: 7 }) },
    )
    expect(run).toMatchObject({ state: 'passed', failure: null, variables: { order: 7 } })
    expect(calls[1]!.input).toMatchObject({ body: { order: 7, text: 'заказ 7' } })
    expect(ends).toEqual(['begin', 'end'])
    expect(run.steps[0]!.entries).toEqual([1])
  })

  it('to the first step that does not hold, and tells what was expected and what came', async () => {
    const { run, calls, ends } = await play(
      [
        { step: 'Заказ', do: 'site.place', expect: { 'body.total': { $money: '10,00' } } },
        { do: 'onec.exchange' },
      ],
      { 'site.place': () => outcome({ total: 999 }, { entry: 5 }) },
    )
    expect(run.state).toBe('failed')
    expect(run.steps).toMatchObject([
      {
        title: 'Заказ',
        state: 'failed',
        failure: {
          entry: 5,
          mismatches: [{ path: 'body.total', expected: '$money «10,00»', actual: '999' }],
        },
      },
    ])
    expect(calls).toHaveLength(1)
    expect(ends).toEqual(['begin', 'end'])
  })

  it('repeats a look as long as the step says, longer than five seconds too', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
    try {
      const from = performance.now()
      const answers = { 'onec.run': () => outcome({ done: performance.now() - from > 9000 }) }
      const look = { read: 'onec.run', within: '20s', expect: { body: { done: true } } }
      const playing = play([look], answers)
      await vi.advanceTimersByTimeAsync(12_000)
      expect((await playing).run.state).toBe('passed')
    } finally {
      vi.useRealTimers()
    }
  })

  it('a refusal or a missing answer fails a step that does not expect it', async () => {
    const answers = {
      'a.refused': () => outcome({ detail: 'нельзя' }, { status: 409, code: 'NO' }),
      'a.dropped': () => outcome(null, { status: 0, failure: 'ECONNRESET' }),
    }
    expect((await play([{ do: 'a.refused' }], answers)).run.steps[0]!.failure!.message.ru).toContain(
      '409 NO: нельзя',
    )
    expect((await play([{ do: 'a.dropped' }], answers)).run.steps[0]!.failure!.message.ru).toContain(
      'ECONNRESET',
    )
    const expected = [
      { do: 'a.refused', expect: { status: 409, code: 'NO' } },
      { do: 'a.dropped', expect: { failure: { $contains: 'RESET' } } },
    ]
    expect((await play(expected, answers)).run.state).toBe('passed')
  })

  it('a look is repeated until it shows what is expected; an action is not', async () => {
    let looks = 0
    const answers = { look: () => outcome((looks += 1)), act: () => outcome((looks += 1)) }
    expect((await play([{ read: 'look', expect: { body: { $gte: 3 } } }], answers)).run.state).toBe('passed')
    expect(looks).toBe(3)
    expect((await play([{ do: 'act', expect: { body: { $gte: 100 } } }], answers)).run.state).toBe('failed')
    expect(looks).toBe(4)
  })

  it('a variable that nobody has set fails the step that wants it', async () => {
    const { run } = await play([{ do: 'x', body: '${nobody}' }])
    expect(run.steps[0]!.failure!.message.ru).toContain('${nobody}')
    const saved = await play([{ do: 'x', save: { id: 'body.id' } }], { x: () => outcome({}) })
    expect(saved.run.steps[0]!.failure!.message.ru).toContain('body.id')
  })

  it('loops go over rows, and parts get what they need and give what is asked of them', async () => {
    const { run, calls } = await play(
      [
        {
          each: '${rows}',
          as: 'row',
          steps: [{ use: 'вход', with: { user: '${row.name}' }, save: { last: 'token' } }],
        },
        { check: '${last}', expect: { body: 'b!' } },
      ],
      {},
      {
        vars: { rows: [{ name: 'a' }, { name: 'b' }] },
        parts: {
          вход: {
            needs: ['user'],
            steps: [{ do: 'enter', body: '${user}' }, { set: { token: '${user}!' } }],
          },
        },
      },
    )
    expect(run.state).toBe('passed')
    expect(calls.map(({ input }) => (input as { body: string }).body)).toEqual(['a', 'b'])
    expect(states(run)).toEqual([
      '1 passed',
      '1/1.1 passed',
      '1/1.1/1 passed',
      '1/1.1/2 passed',
      '1/2.1 passed',
      '1/2.1/1 passed',
      '1/2.1/2 passed',
      '2 passed',
    ])
    expect((await play([{ use: 'нет' }])).run.steps[0]!.failure!.message.ru).toContain('нет')
  })

  it('a shared part is found when the file has none of its own', async () => {
    const sharedPart = (name: string) => (name === 'общая' ? Part.parse({ steps: [{ do: 'shared' }] }) : null)
    const { run, calls } = await play([{ use: 'общая' }], {}, { sharedPart })
    expect(run.state).toBe('passed')
    expect(calls[0]!.name).toBe('shared')
  })

  it('branches work at the same time, and one that fails fails all of it', async () => {
    const branches = (second: string) => [
      {
        parallel: [
          { branch: 'слева', steps: [{ do: 'left' }] },
          { branch: 'справа', steps: [{ do: second }] },
        ],
      },
    ]
    const answers = { wrong: () => outcome(null, { status: 500 }) }
    expect((await play(branches('right'), answers)).run.state).toBe('passed')
    const { run } = await play(branches('wrong'), answers)
    expect(run.state).toBe('failed')
    expect(states(run)).toEqual(['1 failed', '1/слева.1 passed', '1/справа.1 failed'])
  })

  it('is stopped between two steps', async () => {
    let asked = 0
    const before = async () => {
      if ((asked += 1) === 2) throw new Stopped()
    }
    const { run, calls } = await play([{ do: 'first' }, { do: 'second' }], {}, { before })
    expect(run.state).toBe('stopped')
    expect(calls).toHaveLength(1)
  })

  it('bases that cannot be put back fail the run and leave nothing changed', async () => {
    const bench = worldOf({})
    bench.world.begin = () => Promise.reject(new Error('снимка нет'))
    const { run, ends } = await play([{ do: 'x' }], {}, { world: bench.world })
    expect(run).toMatchObject({ state: 'failed', failure: { ru: 'снимка нет' }, steps: [] })
    expect(ends).toEqual([])
    expect(bench.ends).toEqual(['end'])
  })

  it.each([
    ['+1h30m', { action: 'move', byMs: 5_400_000 }],
    ['-1d', { action: 'move', byMs: -86_400_000 }],
    ['freeze', { action: 'freeze' }],
    ['2026-03-05T00:00:00+03:00', { action: 'move', at: '2026-03-05T00:00:00+03:00' }],
    ['${now+1d}', { action: 'move', at: '2026-03-03T07:00:00.000Z' }],
  ])('clock: %s', async (clock, body) => {
    const { calls } = await play([{ clock }])
    expect(calls).toEqual([{ name: 'clock.set', input: { body } }])
  })

  it('a row of a mapping table is bound by what is seen on the screen', async () => {
    const answers = {
      'mappings.table': () => outcome({ rows: [{ id: 'r1', site_id: 'courier', site_name: 'Курьер' }] }),
      'mappings.choices': () => outcome({ site: [], onec: [{ ref: 'x', code: '001', name: 'Курьером' }] }),
    }
    const map = (onec: string | null) => [{ map: { kind: 'delivery_method', site_id: 'courier', onec } }]
    const { calls } = await play(map('Курьером'), answers)
    expect(calls.at(-1)!.input).toMatchObject({
      body: { put: [{ id: 'r1', ref_1c: 'x', code_1c: '001', name_1c: 'Курьером' }] },
    })
    expect((await play(map('Почтой'), answers)).run.steps[0]!.failure!.message.ru).toContain('Почтой')
    expect((await play(map(null), answers)).calls.at(-1)!.input).toMatchObject({
      body: { put: [{ ref_1c: null }] },
    })
  })
})

describe('results', () => {
  const failed = async () =>
    (
      await play([{ step: 'А <&> Я', do: 'x', expect: { 'body.a': '<1>' } }], {
        x: () => outcome({ a: '\u0001"' }),
      })
    ).run

  it('are told in words with the place and the exchange', async () => {
    const run = await failed()
    run.steps[0]!.failure!.entry = 12
    const text = textOf(run, 'http://127.0.0.1:1')
    expect(text).toMatch(/^✘ проба: Проба \(\d+ мс\)\n {4}шаг 1, строка 2: А <&> Я\n/)
    expect(text).toContain('Ожидалось body.a: «<1>»; пришло')
    expect(text).toContain('http://127.0.0.1:1/#/journal/12')
  })

  it('are XML that carries any text', async () => {
    const xml = junitOf([await failed(), { ...(await failed()), state: 'stopped' }], 1234)
    expect(xml).toContain('tests="2" failures="1" errors="0" skipped="1" time="1.234"')
    expect(xml).not.toMatch(/[\u0000-\u0008]/)
    expect(xml).not.toContain('<1>')
  })
})
