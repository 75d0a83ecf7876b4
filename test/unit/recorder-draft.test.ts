import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Outcome } from '../../server/scenarios/world.ts'
import { isDeed, withoutSecrets } from '../../server/scenarios/recorder/deeds.ts'
import { draftOf } from '../../server/scenarios/recorder/draft.ts'
import { expectationsOf, heldBy } from '../../server/scenarios/recorder/expectations.ts'
import type { Deed, DraftStep } from '../../server/scenarios/recorder/model.ts'
import { settingsOver } from '../../server/scenarios/recorder/settings.ts'
import { inline, putVariables, rename } from '../../server/scenarios/recorder/variables.ts'
import { writeScenario } from '../../server/scenarios/recorder/write.ts'

const outcome = (body: unknown, status = 200, code: string | null = null): Outcome => ({
  status,
  headers: {},
  body,
  code,
  entry: null,
  failure: null,
})
const order = '7f0c2a54-1d3b-4b67-9a10-5a1c0f2e9d77'
const deed = (name: string, input: Deed['input'], body: unknown, more: Partial<Deed> = {}): Deed => ({
  kind: 'do',
  name,
  title: name,
  input,
  outcome: outcome(body),
  followed: [],
  looks: [],
  ...more,
})
const noun = () => 'order'

describe('what belongs into a story', () => {
  it('takes what changes the sides, and neither looks nor the bench itself', () => {
    expect(isDeed('site.place', true)).toBe(true)
    expect(isDeed('mappings.save', true)).toBe(true)
    expect(isDeed('site.orders', false)).toBe(false)
    for (const call of ['scenarios.start', 'recorder.stop', 'team.add', 'journal.pin', 'settings.name'])
      expect(isDeed(call, true), call).toBe(false)
  })

  it('writes no secrets down', () => {
    expect(withoutSecrets({ user: '1c', password: 'тайна', list: [{ api_token: 'x' }] })).toEqual({
      user: '1c',
      password: null,
      list: [{ api_token: null }],
    })
  })
})

describe('variables', () => {
  const steps = (): DraftStep[] =>
    draftOf([
      deed(
        'site.place',
        { body: { customer_id: 'cust-1' } },
        { order_id: order, customer_id: 'cust-1', number: 7 },
      ),
      deed(
        'onec.edit',
        { params: { id: order }, body: { note: `заказ ${order}`, customer_id: 'cust-1' } },
        { status: 'Новый' },
      ),
    ])

  it('names what an answer brought and a later step uses, and leaves what was known before', () => {
    const list = steps()
    expect(putVariables(list, noun)).toMatchObject([
      { name: 'order_id', step: 0, path: 'body.order_id', value: order },
    ])
    expect(list[0]!.save).toEqual({ order_id: 'body.order_id' })
    expect(list[1]!.members).toEqual({
      do: 'onec.edit',
      params: { id: '${order_id}' },
      body: { note: 'заказ ${order_id}', customer_id: 'cust-1' },
    })
  })

  it('puts a value back that needs no name, and frees the plain name', () => {
    const other = order.replace('77', '78')
    const list = draftOf([
      deed('a.list', {}, { list: [{ order_id: other }] }),
      deed('a.place', {}, { order_id: order }),
      deed('a.edit', { params: { id: other } }, {}),
      deed('a.edit', { params: { id: order } }, {}),
    ])
    const [first, second] = putVariables(list, noun)
    inline(list, first!)
    rename(list, [second!])
    expect(list.map(({ save }) => save)).toEqual([{}, { order_id: 'body.order_id' }, {}, {}])
    expect(list.slice(2).map(({ members }) => members['params'])).toEqual([
      { id: other },
      { id: '${order_id}' },
    ])
  })
})

describe('expectations', () => {
  it('are states, amounts and counts, of a refusal its code, and nothing that is new every time', () => {
    const body = {
      status: 'Новый',
      total: 480_000,
      order_id: order,
      made_at: '2026-03-02T10:00:00Z',
      lines: [{ price: 100 }],
    }
    expect(expectationsOf(outcome(body), 'kopecks', false)).toEqual({
      'body.status': 'Новый',
      'body.total': { $money: '4800.00' },
      'body.lines': { $count: 1 },
      'body.lines[0].price': { $money: '1.00' },
    })
    expect(expectationsOf(outcome({ detail: 'нет' }, 409, 'ONEC-REAL'), 'kopecks', false)).toEqual({
      status: 409,
      code: 'ONEC-REAL',
    })
    expect(expectationsOf(outcome({ summa: 1, total: '12,50' }), 'rubles', true)).toEqual({
      status: 200,
      'body.total': { $money: '12.50' },
    })
  })

  it('that a second playing does not hold are dropped, or only their presence is left', () => {
    const scope = { variables: new Map(), now: () => new Date(0), uuid: () => '' }
    const expected = { 'body.status': 'Новый', 'body.seq': 1, 'body.number': 'A-1' }
    const kept = heldBy(expected, outcome({ status: 'Новый', seq: 2, number: 'A-2' }), scope, {
      money: 'kopecks',
      offset: '+03:00',
    })
    expect(kept).toEqual({
      expect: { 'body.status': 'Новый', 'body.number': { $present: true } },
      dropped: ['body.seq'],
      weakened: ['body.number'],
    })
  })

  it('count the exchanges that followed, over the whole story', () => {
    const exchange = (id: number) => ({
      id,
      operation: 'site-orders.getOrders',
      title: 'Забрать заказы',
      status: 200,
      code: null,
      subject: null,
      at: null,
    })
    const list = draftOf([
      deed('onec.exchange', {}, { outcome: 'done' }, { followed: [exchange(1)] }),
      deed('onec.exchange', {}, { outcome: 'done' }, { followed: [exchange(2), exchange(3)] }),
    ])
    expect(
      list.filter(({ kind }) => kind === 'journal').map(({ expect: held }) => held['body.count']),
    ).toEqual([1, 3])
  })

  it('a clock that was moved is a step of the clock', () => {
    expect(draftOf([deed('clock.set', { body: { action: 'move', byMs: -5_400_000 } }, {})])).toMatchObject([
      { kind: 'clock', members: { clock: '-1h30m' } },
    ])
  })
})

describe('the file', () => {
  it('reads as YAML with the members in the order of reading and the remarks beside their steps', () => {
    const [step] = draftOf([deed('site.place', { body: { text: 'две\nстроки' } }, { status: 'Новый' })])
    step!.remarks.push('выбрано так')
    const text = writeScenario(
      {
        title: 'Заказ',
        bases: 'demo',
        clock: '2026-03-02T10:00:00.000Z',
        frozen: false,
        settings: { a: { b: 1 } },
      },
      [step!],
      ['сверху'],
    )
    expect(text).toMatch(/^# сверху\n/)
    expect(text).toContain('# выбрано так\n  - step: site.place\n    do: site.place\n')
    expect(parse(text)).toEqual({
      scenario: 'Заказ',
      tags: ['запись'],
      given: { bases: 'demo', clock: '2026-03-02T10:00:00.000Z', settings: { a: { b: 1 } } },
      steps: [
        {
          step: 'site.place',
          do: 'site.place',
          body: { text: 'две\nстроки' },
          expect: { 'body.status': 'Новый' },
        },
      ],
    })
  })

  it('tells which settings are not the usual ones; mapping tables come with the bases', () => {
    expect(
      settingsOver(
        { name: 'a', siteOrders: { zone: 'x', reader: 'strict' }, mappings: {}, l: [1] },
        {
          name: 'b',
          mappings: { city: { rows: [1] } },
          siteOrders: { zone: 'y', reader: 'strict' },
          l: [1],
        },
      ),
    ).toEqual({ siteOrders: { zone: 'y' } })
  })
})
