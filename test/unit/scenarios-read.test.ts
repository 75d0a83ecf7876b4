import Ajv from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { scenarioJsonSchema } from '../../server/scenarios/language.ts'
import { readScenario } from '../../server/scenarios/read.ts'

const known = {
  calls: new Map([
    ['site.place', 'POST'],
    ['onec.orders', 'GET'],
  ]),
  operations: new Set(['site-orders.ping']),
}
const read = (text: string) => readScenario(text, known)
const problems = (text: string) =>
  read(text).problems.map(({ line, column, message }) => `${line}:${column} ${message.ru}`)

const good = `
scenario: Заказ   # с комментарием
proves: [A-09]
vars: { n: 2 }
steps:
  - step: Заказ
    do: site.place
    body: { lines: [] }
    save: { order: body.order_id }
  - each: [{ a: 1 }, { a: 2 }]
    as: строка
    steps:
      - send: site-orders.ping
        expect: { status: 200 }
  - parallel:
      - branch: слева
        steps: [{ read: onec.orders }]
      - branch: справа
        steps: [{ journal: 'status:200' }]
  - use: вход
    with: { user: 1c }
parts:
  вход:
    needs: [user]
    steps:
      - check: \${user}
        expect: { body: 1c }
`

describe('the text of a scenario', () => {
  it('is read whole, with what it does not say filled in', () => {
    const { scenario, problems: found, lineOf } = read(good)
    expect(found).toEqual([])
    expect(scenario).toMatchObject({
      scenario: 'Заказ',
      given: { bases: 'demo', clock: '2026-03-02T10:00:00+03:00', frozen: false },
      steps: [{ do: 'site.place' }, { as: 'строка' }, {}, { use: 'вход' }],
    })
    expect(lineOf(['steps', 1])).toBe(10)
    expect(lineOf(['steps', 1, 'steps', 0])).toBe(13)
  })

  it.each([
    ['scenario: x\nsteps: []', '2:1 «steps»'],
    ['scenario: x\nsteps:\n  - step: без действия', '3:5 Действие шага не названо'],
    ['scenario: x\nsteps:\n  - do: site.plce', '3:5 Действия «site.plce» у стенда нет'],
    ['scenario: x\nsteps:\n  - read: site.place', '3:5 «site.place» меняет данные'],
    ['scenario: x\nsteps:\n  - send: site-orders.pong', '3:5 Операции «site-orders.pong» нет'],
    ['scenario: x\nsteps:\n  - do: site.place\n    expct: {}', '3:5'],
    [
      'scenario: x\nsteps:\n  - parallel: [{ branch: a, steps: [] }, { branch: b, steps: [{ faults: on }] }]',
      '3:',
    ],
    ['scenario: x\ngiven: { clock: завтра }\nsteps:\n  - faults: off', '2:10'],
    ['scenario: "x\nsteps:', 'Это не YAML'],
    ['', '1:1'],
  ])('%j is told as %s', (text, told) => {
    const found = problems(text)
    expect(found.join('\n')).toContain(told)
    expect(read(text).scenario).toBeNull()
  })

  it('tells everything at once', () => {
    expect(problems('scenario: x\nsteps:\n  - do: no.such\n  - send: no.such\n  - {}')).toHaveLength(3)
  })

  it('has a JSON Schema that takes what is right and refuses what is wrong', () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(scenarioJsonSchema())
    expect(validate(parse(good)), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ scenario: 'x', steps: [{ nothing: 1 }] })).toBe(false)
    expect(validate({ scenario: 'x' })).toBe(false)
    expect(JSON.stringify(scenarioJsonSchema({ send: ['site-orders.ping'] }))).toContain('site-orders.ping')
  })
})
