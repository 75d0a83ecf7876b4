import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformChoices } from '../../mocks/regate/platform.ts'
import { refusalCodes, type RegateCode } from '../../server/contracts/regate/codes.ts'
import { REQUEST_LIMIT_BYTES } from '../../server/contracts/regate/schema.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { EnterpriseSettings } from '../../server/storage/document-schema.ts'
import {
  aBooking,
  aPayment,
  clients,
  expectRefusal,
  items,
  newId,
  NOWHERE,
  openRegate,
  stores,
  type Answered,
  type RegateBench,
} from './regate-bench.ts'

let bench: RegateBench
beforeAll(async () => {
  bench = await openRegate()
})
afterAll(() => bench.stop())

type Provoke = () => Promise<Answered<unknown>>

const call = (...args: Parameters<RegateBench['call']>): Promise<Answered<unknown>> => bench.call(...args)
const booking = (draft: Parameters<typeof aBooking>[0]) => call('booking', { body: aBooking(draft) })
const paycard = (order_id: string, payment = aPayment(108)) =>
  call('paycard', { body: { order_id, payment } })
const refund = (order_id: string, more: object = {}) =>
  call('refund', { body: { order_id, refund_id: newId('ref'), reason: 'Не подошло', ...more } })
const client = (body: unknown = { client_id: clients.company }, more: object = {}) =>
  call('client', { body, ...more })

/** Calls while the settings of the enterprise are others. */
async function configured(change: Partial<EnterpriseSettings>, provoke: Provoke) {
  const before = structuredClone(bench.parts.enterprises.settings('kolos'))
  await bench.configure(change)
  try {
    return await provoke()
  } finally {
    await bench.configure(before)
  }
}

/** Calls while a person has a condition switched on. */
async function under(
  condition: Parameters<typeof bench.parts.regate.setConditions>[1],
  provoke: Provoke,
): Promise<Answered<unknown>> {
  const { regate } = bench.parts
  await regate.setConditions('kolos', condition)
  try {
    return await provoke()
  } finally {
    await regate.setConditions('kolos', {
      maintenance: false,
      no_licence: false,
      locked: false,
      platform: null,
    })
  }
}

/** Calls while writes of the enterprise are accepted but not begun, then lets them go. */
async function paused(provoke: Provoke) {
  const { queue } = bench.parts.regate
  queue.setPaused('kolos', true)
  try {
    return await provoke()
  } finally {
    queue.setPaused('kolos', false)
  }
}

/** Answers of a call whose pauses between attempts the clock has to pass. */
async function throughPauses(answering: Promise<Answered<unknown>>) {
  let answered = false
  void answering.finally(() => (answered = true))
  while (!answered) await bench.moveClock(500)
  return answering
}

/** How each code of section 7.1 is provoked over HTTP. */
const provocations: Record<RegateCode, Provoke | { why: string }> = {
  'RG-MALFORMED': () => client('{"client_id": '),
  'RG-DUPLICATE-KEY': () => client('{"client_id": "a", "client_id": "b"}'),
  'RG-KEY-MISSING': () => configured({ reader: 'strict' }, () => client(undefined, { key: null })),
  'RG-AUTH': () => call('state', { account: { user: 'restore', password: 'не тот' } }),
  'RG-FORBIDDEN': () => configured({ plainHttp: false }, () => call('state')),
  'RG-CITY-UNKNOWN': () => call('citystore', { query: { city: 'Китеж' } }),
  'RG-STORE-UNKNOWN': () => call('storetable', { query: { store_id: NOWHERE } }),
  'RG-GROUP-UNKNOWN': () => call('assortment', { query: { store_id: stores.main, group_id: NOWHERE } }),
  'RG-CLIENT-UNKNOWN': () => booking({ client_id: 'nobody' }),
  'RG-ORDER-UNKNOWN': () => call('bookingstate', { query: { order_id: NOWHERE } }),
  'RG-JOB-UNKNOWN': () => call('queue/5f6a3a3e-2f0f-4a5e-8a51-0b6f6d1b7a01'),
  'RG-METHOD-UNKNOWN': () => call('ping'),
  'RG-VERB': () => call('booking', { verb: 'PUT', body: {} }),
  'RG-KEY-IN-USE': async () => {
    const body = { client_id: newId('client') }
    return paused(async () => {
      await client(body, { key: 'busy', headers: { prefer: 'wait=0' } })
      return client(body, { key: 'busy' })
    })
  },
  'RG-CITY-AMBIGUOUS': () => call('citystore', { enterprise: 'twins', query: { city: 'Двойное' } }),
  'RG-BOOKING-EXISTS': async () => {
    const { booking_id } = await bench.anOrder()
    return booking({ booking_id, comment: 'другое' })
  },
  'RG-OUT-OF-STOCK': () => booking({ lines: [{ item_id: items.bread, quantity: 100_000 }] }),
  'RG-PRICE-CHANGED': () => booking({ expected_amount: 1 }),
  'RG-NO-PRICE': () => booking({ lines: [{ item_id: items.loaf, quantity: 1 }] }),
  'RG-ORDER-EXPIRED': async () => {
    const soon = new Date(bench.time.now().getTime() + 60_000)
    const { order_id } = await bench.anOrder({ valid_until: toLocalTime(soon, 'Europe/Moscow') })
    await bench.moveClock(2 * 60_000)
    return paycard(order_id)
  },
  'RG-ORDER-CANCELLED': async () => {
    const { order_id } = await bench.anOrder()
    await bench.parts.regate.act('kolos', order_id, 'cancel')
    return paycard(order_id)
  },
  'RG-ALREADY-PAID': async () => paycard((await bench.aPaidOrder()).order_id),
  'RG-AMOUNT-MISMATCH': async () => paycard((await bench.anOrder()).order_id, aPayment(1)),
  'RG-REFUND-NOT-CARD': async () => refund((await bench.anOrder()).order_id),
  'RG-ALREADY-REFUNDED': async () => {
    const { order_id } = await bench.aPaidOrder()
    await bench.refunded(order_id)
    return refund(order_id)
  },
  'RG-TOO-LARGE': () => client({ client_id: 'a', unknown: 'я'.repeat(REQUEST_LIMIT_BYTES / 2) }),
  'RG-MEDIA': () => client('<client/>', { headers: { 'content-type': 'application/xml' } }),
  'RG-VALIDATION': () => client({ client_id: 'с пробелом' }),
  'RG-INN': () =>
    call('clientupd', { body: { client_id: clients.company, client: { inn: '500000789412' } } }),
  'RG-ITEM-UNKNOWN': () => booking({ lines: [{ item_id: NOWHERE, quantity: 1 }] }),
  'RG-ARTICLE-AMBIGUOUS': async () => {
    const { article } = await bench.parts.regate.item('kolos', items.milk)
    await bench.parts.regate.editItem('kolos', items.bar, { article })
    return booking({ lines: [{ article, quantity: 0.93 }] })
  },
  'RG-VOLUME': () => booking({ lines: [{ item_id: items.cheese, quantity: 0.35 }] }),
  'RG-PAN-FORBIDDEN': async () =>
    paycard((await bench.anOrder()).order_id, aPayment(108, { pan_mask: '4000 0000 0000 0002' })),
  'RG-REFUND-PARTIAL': async () => refund((await bench.aPaidOrder()).order_id, { amount: 1 }),
  'RG-PAYMENT-KIND': {
    why: 'No method brings e-money: it is received at 1C, where it is refused with REGATE-ACTION (BD-17, BD-24).',
  },
  'RG-KEY-REUSED': async () => {
    await client({ client_id: newId('client') }, { key: 'used' })
    return client({ client_id: newId('client') }, { key: 'used' })
  },
  'RG-RATE': () =>
    configured({ ratePerSecond: 1 }, async () => {
      await call('state')
      return call('state')
    }),
  'RG-INTERNAL': async () => {
    // A price list that 1C itself cannot read.
    const broken = (tiers: string) =>
      bench.change(`update regate_item set tiers_json = '${tiers}' where item_id = '${items.pie}'`)
    broken('{')
    const answer = await throughPauses(booking({ lines: [{ item_id: items.pie, quantity: 1 }] }))
    broken('[]')
    return answer
  },
  'RG-QUEUE-FULL': () =>
    configured({ queue: { ...bench.parts.enterprises.settings('kolos').queue, capacity: 1 } }, () =>
      paused(async () => {
        await client({ client_id: newId('client') }, { headers: { prefer: 'wait=0' } })
        return client({ client_id: newId('client') })
      }),
    ),
  'RG-BUSY': () =>
    configured(
      { queue: { ...bench.parts.enterprises.settings('kolos').queue, reads: 1, workMs: 1000 } },
      async () => {
        const ask = (limit: number) => call('assortment', { query: { store_id: stores.main, limit } })
        const answers: Answered<unknown>[] = []
        const both = [ask(1), ask(2)].map((asked) => asked.then((answer) => answers.push(answer)))
        // The other holds the only session until the clock moves.
        await Promise.race(both)
        await bench.moveClock(1000)
        await Promise.all(both)
        expect(answers.map(({ status }) => status)).toEqual([503, 200])
        return answers[0]!
      },
    ),
  'RG-LOCK': () => under({ locked: true }, () => throughPauses(client({ client_id: newId('client') }))),
  'RG-MAINTENANCE': () => under({ maintenance: true }, () => call('state')),
  'RG-LICENSE': () => under({ no_licence: true }, () => client()),
}

/** What to do: an imperative, or what is wanted instead. */
const REMEDY = /(?:[йьи]те(?:сь)?|нуж(?:ен|на|но|ны)|долж(?:ен|на|но|ны)|допустим[а-я]*)(?![а-яё])/i

/** Codes that tell when to come back (section 7.1). */
const RETRY_AFTER: RegateCode[] = [
  'RG-KEY-IN-USE',
  'RG-RATE',
  'RG-QUEUE-FULL',
  'RG-BUSY',
  'RG-LOCK',
  'RG-MAINTENANCE',
  'RG-LICENSE',
]

describe('every code of section 7.1', () => {
  beforeAll(async () => {
    const { enterprises, regate } = bench.parts
    await enterprises.add({ id: 'twins', name: 'Двойное', demo: null })
    const ref = (n: number) => `b0f0000${n}-6b2f-11f0-8de9-0242ac150007`
    await regate.seed('twins', {
      organizations: [],
      cities: [
        { city_id: ref(1), name: 'Двойное', region: 'Одна область' },
        { city_id: ref(2), name: 'Двойное', region: 'Другая область' },
      ],
      stores: [],
      groups: [],
      items: [],
      clients: [],
    })
  })

  const rows = Object.entries(provocations).map(([code, how]) => ({ code: code as RegateCode, how }))

  it('[B-08] has its row here', () => {
    expect(Object.keys(provocations).sort()).toEqual(Object.keys(refusalCodes).sort())
  })

  for (const { code, how } of rows) {
    if (typeof how !== 'function') continue
    const { status, retryable } = refusalCodes[code]
    it(`[BD-06][BD-11] ${code}: ${status}, a Russian sentence with a remedy, in the journal`, async () => {
      const answer = await how()
      const problem = expectRefusal(answer, status, code)
      expect(problem).toMatchObject({ retryable, title: refusalCodes[code].meaning.ru })
      expect(problem.request_id).toBe(answer.headers.get('x-request-id'))
      expect(problem.detail).toMatch(REMEDY)
      if (RETRY_AFTER.includes(code)) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /)
      const { rows: recorded } = await bench.parts.journal.page({ text: problem.request_id, limit: 10 })
      expect(recorded.map((row) => [row.code, row.status])).toContainEqual([code, status])
    })
  }
})

describe('answers of the platform', () => {
  it.each(platformChoices.map((choice) => ({ ...choice, name: choice.id })))(
    '$name of section 7.3 is given on demand, to a read and to a write',
    async ({ id, status, body }) => {
      for (const provoke of [() => call('state'), () => client()]) {
        const answer = await under({ platform: id }, provoke)
        expect(answer.status).toBe(status)
        expect(answer.headers.get('content-type') ?? '').not.toContain('problem+json')
        if (body === 'empty') expect(answer.text).toBe('')
        if (body === 'html') expect(answer.text).toContain('<html>')
        if (body === 'xml') expect(answer.text).toContain(`reason="${status}"`)
        if (body === 'text') expect(answer.text).toMatch(/Модуль\(\d+\)/)
      }
    },
  )

  it('stop when they are switched off', async () => {
    expect((await call('state')).status).toBe(200)
    expect((await client()).status).toBe(200)
  })
})
