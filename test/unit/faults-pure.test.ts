import { describe, expect, it } from 'vitest'
import iconv from 'iconv-lite'
import { describeRule } from '../../server/faults/describe.ts'
import {
  FaultRule,
  faultKinds,
  freeRuleId,
  type Fault,
  type FaultSchedule,
} from '../../server/faults/model.ts'
import { faultPresets } from '../../server/faults/presets.ts'
import { drawDelay } from '../../server/faults/delay.ts'
import { createRulesAtWork } from '../../server/faults/rules-at-work.ts'
import { covers, exchangeLink } from '../../server/faults/exchange-link.ts'
import { inForce } from '../../server/faults/schedule.ts'
import { spoil } from '../../server/faults/spoil.ts'
import { skewWords } from '../../server/faults/words.ts'
import { seededRandom } from '../../server/storage/random.ts'

const rule = (fault: Fault, change: Partial<FaultRule> = {}): FaultRule =>
  FaultRule.parse({ id: 'r', name: 'Правило', fault, ...change })

const toSite = exchangeLink('GET', '/site/api/1c/v1/orders?limit=1', [])!
const cut: Fault = { kind: 'drop', when: { stage: 'before' } }

describe('schedule', () => {
  const night: FaultSchedule = {
    form: 'daily',
    from: '23:00',
    until: '02:00',
    weekdays: [5],
    zone: 'Europe/Moscow',
  }
  it.each([
    ['Friday 23:00', '2026-11-27T20:00:00Z', true],
    ['Friday 22:59', '2026-11-27T19:59:59Z', false],
    ['Saturday 01:59, which Friday began', '2026-11-27T22:59:00Z', true],
    ['Saturday 02:00', '2026-11-27T23:00:00Z', false],
    ['Friday 01:00, which Thursday would have begun', '2026-11-26T22:00:00Z', false],
  ])('a window over midnight belongs to its day: %s', (_, at, expected) => {
    expect(inForce(night, new Date(at))).toBe(expected)
  })

  it('equal ends are a whole day, in the zone of the schedule', () => {
    const day: FaultSchedule = { ...night, from: '00:00', until: '00:00', zone: 'Asia/Vladivostok' }
    expect(inForce(day, new Date('2026-11-26T14:00:00Z'))).toBe(true)
    expect(inForce(day, new Date('2026-11-27T14:00:00Z'))).toBe(false)
  })

  it('a period ends before its last moment', () => {
    const period: FaultSchedule = {
      form: 'period',
      from: '2026-11-26T10:00:00Z',
      until: '2026-11-26T11:00:00Z',
    }
    expect(inForce(period, new Date('2026-11-26T10:00:00Z'))).toBe(true)
    expect(inForce(period, new Date('2026-11-26T11:00:00Z'))).toBe(false)
  })
})

describe('random', () => {
  it('the same seed gives the same delays, a tail is long and its median is what it says', () => {
    const fault = { kind: 'delay', time: { form: 'tail', median: 500, spread: 1 } } as const
    const draw = (seed: number) => {
      const random = seededRandom(seed, 'test')
      return Array.from({ length: 2001 }, () => drawDelay(fault, random))
    }
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
    const sorted = draw(7).sort((a, b) => a - b)
    expect(sorted[1000]).toBeGreaterThan(440)
    expect(sorted[1000]).toBeLessThan(570)
    expect(sorted[1980]).toBeGreaterThan(4000)
  })

  it('a normal delay is never less than nothing', () => {
    const random = seededRandom(1, 'test')
    const fault = { kind: 'delay', time: { form: 'normal', mean: 10, deviation: 1000 } } as const
    for (let i = 0; i < 200; i += 1) expect(drawDelay(fault, random)).toBeGreaterThanOrEqual(0)
  })
})

describe('rules at work', () => {
  const at = (rules: FaultRule[], now = '2026-11-26T10:00:00Z') =>
    createRulesAtWork(
      () => rules,
      () => new Date(now),
    )

  it('lets the first requests pass, hits so many, and is spent', () => {
    const one = rule(cut, { after: 2, times: 2 })
    const work = at([one])
    const hits = Array.from({ length: 6 }, () => work.hits(toSite).length)
    expect(hits).toEqual([0, 0, 1, 1, 0, 0])
    expect(work.counts(one)).toEqual({ matched: 6, injected: 2, left: 0 })
    expect(work.state(one)).toBe('spent')
    work.recount()
    expect(work.counts(one)).toEqual({ matched: 0, injected: 0, left: 2 })
  })

  it('hits about its share, and the same requests for the same seed', () => {
    const hitsOf = (seed: number) => {
      const work = at([rule(cut, { share: 0.3, seed })])
      return Array.from({ length: 500 }, () => work.hits(toSite).length)
    }
    expect(hitsOf(5)).toEqual(hitsOf(5))
    const sum = hitsOf(5).reduce((a, b) => a + b)
    expect(sum).toBeGreaterThan(115)
    expect(sum).toBeLessThan(185)
  })

  it('delays go together with the first of the others', () => {
    const slow: Fault = { kind: 'delay', time: { form: 'fixed', ms: 5 } }
    const work = at([
      rule(slow, { id: 'a' }),
      rule(cut, { id: 'b' }),
      rule({ kind: 'unauthorized' }, { id: 'c' }),
      rule(slow, { id: 'd' }),
    ])
    expect(work.hits(toSite).map(({ rule }) => rule.id)).toEqual(['a', 'b', 'd'])
  })

  it('a rule that is changed or switched on counts anew, one that is renamed goes on', () => {
    let rules = [rule(cut, { times: 1 })]
    const work = createRulesAtWork(
      () => rules,
      () => new Date(0),
    )
    const hit = () => work.hits(toSite).length
    expect([hit(), hit()]).toEqual([1, 0])
    rules = [{ ...rules[0]!, name: 'Другое имя' }]
    expect(hit()).toBe(0)
    rules = [{ ...rules[0]!, enabled: false }]
    expect(hit()).toBe(0)
    rules = [{ ...rules[0]!, enabled: true }]
    expect([hit(), hit()]).toEqual([1, 0])
    rules = [{ ...rules[0]!, fault: { kind: 'unauthorized' } }]
    expect(hit()).toBe(1)
  })

  it('the clock of a side is as wrong as all its rules together, in their time only', () => {
    const day: FaultSchedule = { form: 'period', from: '2026-11-26T00:00:00Z', until: '2026-11-27T00:00:00Z' }
    const link = { from: null, to: 'site', contract: null, operations: [], proxy: null } as const
    const rules = [
      rule({ kind: 'skew', minutes: 60 }, { id: 'a', link: { ...link, operations: [] } }),
      rule({ kind: 'skew', minutes: -10 }, { id: 'b', link: { ...link, operations: [] }, schedule: day }),
    ]
    expect(at(rules).skewOf('site')).toBe(50 * 60_000)
    expect(at(rules, '2026-11-27T00:00:00Z').skewOf('site')).toBe(60 * 60_000)
    expect(at(rules).skewOf('onec')).toBe(0)
  })
})

describe('link', () => {
  const links = [{ id: 'real', name: 'Настоящий сайт', from: 'onec', to: 'site' }] as const
  it.each([
    ['GET', '/api/state', null],
    ['GET', '/', null],
    ['GET', '/docs', null],
    ['GET', '/metrics', null],
    ['GET', '/onec/kolos/hs/regate/docs', null],
    ['GET', '/proxy/unknown/x', null],
    ['GET', '/site/account/', 'buyer site null'],
    [
      'POST',
      '/site/1c_exchange.php?type=catalog&mode=file&filename=a.xml',
      'onec site commerceml.catalog.file',
    ],
    ['POST', '/ksup/api/ksup/v1/orders', 'onec ksup ksup.orders'],
    ['GET', '/onec/kolos/hs/regate/v1/catalogue', 'null onec null'],
    ['GET', '/proxy/real~bench/api/1c/v1/orders?limit=5', 'onec site site-orders.getOrders real'],
  ])('%s %s', (method, url, expected) => {
    const link = exchangeLink(method, url, links)
    const words =
      link && `${link.from} ${link.to} ${link.operation?.id ?? null}${link.proxy ? ` ${link.proxy}` : ''}`
    expect(words).toBe(expected)
  })

  it('a rule is about what it names and nothing else', () => {
    const all = FaultRule.parse({ id: 'r', name: 'р', fault: cut }).link
    const link = exchangeLink('GET', '/proxy/real/api/1c/v1/orders', links)!
    expect(covers(all, link)).toBe(true)
    expect(covers({ ...all, from: 'ksup' }, link)).toBe(false)
    expect(covers({ ...all, contract: 'site-orders' }, link)).toBe(true)
    expect(covers({ ...all, contract: 'regate' }, link)).toBe(false)
    expect(covers({ ...all, operations: ['site-orders.ping'] }, link)).toBe(false)
    expect(covers({ ...all, proxy: 'other' }, link)).toBe(false)
    expect(covers({ ...all, proxy: 'real' }, link)).toBe(true)
  })
})

describe('spoiled answers', () => {
  const json = Buffer.from('{"name":"ООО «Ромашка»","sum":12.5}')
  const answer = {
    status: 200,
    headers: [['Content-Type', 'application/json; charset=utf-8']] as [string, string][],
    body: json,
  }

  it.each(['notice', 'bracket', 'zeros'] as const)('%s is no JSON any more', (how) => {
    const spoiled = spoil({ kind: 'malformed', how }, answer)!
    expect(() => JSON.parse(Buffer.from(spoiled.body).toString()) as unknown).toThrow()
    expect(spoiled).toMatchObject({ end: 'whole', length: spoiled.body.length })
  })

  it('the body is cut where it is said, and never by nothing', () => {
    const middle = (bytes: number) => spoil({ kind: 'drop', when: { stage: 'middle', bytes } }, answer)!
    expect(middle(10)).toMatchObject({ end: 'cut', length: json.length })
    expect(middle(10).body).toHaveLength(10)
    expect(middle(10).done.ru).toBe(`соединение оборвано после 10 байт ответа из ${json.length}`)
    expect(middle(10_000).body).toHaveLength(json.length - 1)
    const part = spoil({ kind: 'truncated', part: 0.5, length: 'part' }, answer)!
    expect(part).toMatchObject({ end: 'whole', length: Math.floor(json.length / 2) })
  })

  it('an answer without a body is cut before its first byte, and cannot be spoiled', () => {
    const empty = { ...answer, body: new Uint8Array() }
    expect(spoil({ kind: 'drop', when: { stage: 'middle', bytes: 10 } }, empty)).toMatchObject({
      end: 'unsaid',
    })
    expect(spoil({ kind: 'malformed', how: 'notice' }, empty)).toBeNull()
  })

  it('encodings are wrong in the bytes and in the header', () => {
    const wrong = spoil({ kind: 'encoding', how: 'cp1251-as-utf8' }, answer)!
    expect(iconv.decode(Buffer.from(wrong.body), 'windows-1251')).toBe(json.toString())
    expect(wrong.headers).toEqual([['Content-Type', 'application/json; charset=utf-8']])
    const other = spoil({ kind: 'encoding', how: 'utf8-as-cp1251' }, answer)!
    expect(Buffer.from(other.body)).toEqual(json)
    expect(other.headers).toEqual([['Content-Type', 'application/json; charset=windows-1251']])
    expect(spoil({ kind: 'encoding', how: 'bom' }, answer)!.body.subarray(0, 3)).toEqual(
      Buffer.from([0xef, 0xbb, 0xbf]),
    )
    expect(
      spoil({ kind: 'encoding', how: 'cp1251-as-utf8' }, { ...answer, body: Buffer.from('{}') }),
    ).toBeNull()
  })
})

describe('words and presets', () => {
  it('says in one sentence what a rule does', () => {
    const slow = rule(
      { kind: 'delay', time: { form: 'fixed', ms: 1500 } },
      {
        link: {
          from: 'onec',
          to: 'site',
          contract: null,
          operations: ['site-orders.getOrders'],
          proxy: null,
        },
        share: 0.25,
        after: 3,
        times: 10,
        schedule: { form: 'daily', from: '09:00', until: '18:00', weekdays: [1, 2], zone: 'Europe/Moscow' },
      },
    )
    expect(describeRule(slow).ru).toBe(
      '1С → сайт, «site-orders.getOrders»: ответ задерживается на 1,5 с; так с 25 % запросов, первые 3 проходят, всего раз: 10, пн, вт 09:00–18:00 (Europe/Moscow).',
    )
    expect(skewWords(-1500)).toEqual({ ru: 'отстают на 1 дн. 1 ч', en: '1 d 1 h behind' })
  })

  it('presets cover every kind that has no numbers of its own, and their ids never meet', () => {
    const ids = faultPresets.flatMap(({ rules }) => rules.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, rules } of faultPresets)
      for (const one of rules) expect([one.preset, one.id.startsWith(`${id}.`)]).toEqual([id, true])
    const used = new Set(faultPresets.flatMap(({ rules }) => rules.map(({ fault }) => fault.kind)))
    expect(faultKinds.filter((kind) => !used.has(kind))).toEqual(['encoding', 'stale'])
  })

  it('a new rule has the lowest number that is free', () => {
    expect(freeRuleId('delay', [{ id: 'delay-1' }, { id: 'delay-3' }])).toBe('delay-2')
  })

  it('wrong clocks without a side are refused', () => {
    expect(FaultRule.safeParse({ id: 'r', name: 'р', fault: { kind: 'skew', minutes: 5 } }).success).toBe(
      false,
    )
  })
})
