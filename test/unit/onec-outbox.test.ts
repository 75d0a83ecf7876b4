import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { siteCodes, type SiteCode } from '../../server/contracts/site-orders/codes.ts'
import { RETRY_DELAYS_MS } from '../../server/contracts/site-orders/states.ts'
import type { Reply } from '../../server/http/client.ts'
import { outcomeOf } from '../../mocks/onec/outbox.ts'
import { anOrder, exchange, onecBench, replies, type OnecBench } from './onec-bench.ts'

let bench: OnecBench
beforeEach(async () => {
  bench = await onecBench()
})
afterEach(() => bench.close())

const accepted = async (): Promise<string> => {
  const order = anOrder()
  await exchange(bench, order)
  return order.order.order_id
}

const failing = (reply: () => Reply) => {
  bench.site.interfere = (name) => (name === 'postOrder' ? reply() : null)
}

const versionMessage = async () => (await bench.onec.outbox()).find(({ kind }) => kind === 'order')!

describe('what 1C does with a refusal', () => {
  it.each(Object.values(siteCodes))('[A-17] $code: $onec', ({ code, status, onec }) => {
    expect(outcomeOf(replies.problem(status, code as SiteCode))).toBe(onec)
  })

  it.each([
    [408, 'retry'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [599, 'retry'],
    [402, 'park'],
    [410, 'park'],
    [413, 'split'],
    [401, 'stop'],
    [403, 'stop'],
  ])('[AD-34] status %i with a code that is not in the catalogue: %s', (status, outcome) => {
    expect(outcomeOf(replies.problem(status, 'SITE-NOVELTY'))).toBe(outcome)
    expect(outcomeOf(replies.problem(status, null))).toBe(outcome)
  })

  it('[AD-34] no answer, an answer of a proxy, an answer that cannot be read: the same message again', () => {
    for (const reply of [replies.network(), replies.html(), replies.unreadable([])])
      expect(outcomeOf(reply)).toBe('retry')
  })

  it('a refused account stops whoever says so', () => {
    expect(outcomeOf(replies.problem(401, null, { kind: 'not-a-problem' }))).toBe('stop')
  })
})

describe('[AD-34] the retry schedule', () => {
  it('waits 5 s, 15 s, 60 s, 5 min, 15 min, then for the next cycle', async () => {
    const order_id = await accepted()
    failing(() => replies.problem(503, 'SITE-MAINTENANCE'))
    await bench.onec.returnToSite(order_id)
    for (const [i, delay] of RETRY_DELAYS_MS.entries()) {
      const message = await versionMessage()
      expect(message).toMatchObject({ state: 'waiting', attempts: i + 1, code: 'SITE-MAINTENANCE' })
      expect(Date.parse(message.next_at!) - bench.clock.now.getTime()).toBe(delay)
      bench.clock.forward(delay - 1)
      await bench.onec.sendDue()
      expect((await versionMessage()).attempts).toBe(i + 1)
      bench.clock.forward(1)
      await bench.onec.sendDue()
    }
    expect(await versionMessage()).toMatchObject({ state: 'waiting', attempts: 6, next_at: null })
    bench.clock.forward(24 * 60 * 60 * 1000)
    await bench.onec.sendDue()
    expect((await versionMessage()).attempts).toBe(6)

    bench.site.interfere = null
    await bench.onec.runExchange('api')
    expect(await versionMessage()).toMatchObject({ state: 'delivered', attempts: 7 })
  })

  it('honours Retry-After when it is longer', async () => {
    const order_id = await accepted()
    failing(() => replies.problem(429, 'SITE-RATE', { retryAfterMs: 42_000 }))
    await bench.onec.returnToSite(order_id)
    expect(Date.parse((await versionMessage()).next_at!) - bench.clock.now.getTime()).toBe(42_000)
  })

  it('[AD-33] every attempt carries the key of the first one', async () => {
    const order_id = await accepted()
    failing(() => replies.network())
    await bench.onec.returnToSite(order_id)
    bench.site.interfere = null
    bench.clock.forward(5_000)
    await bench.onec.sendDue()
    const keys = bench.site.calls
      .filter(({ operation }) => operation === 'postOrder')
      .map(({ input }) => input.idempotencyKey)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('the alarm of the schedule sends what is due by itself', async () => {
    const order_id = await accepted()
    bench.onec.start()
    failing(() => replies.network())
    await bench.onec.returnToSite(order_id)
    const sentAgain = new Promise<void>((resolve) => {
      bench.site.interfere = (name) => {
        if (name === 'postOrder') resolve()
        return null
      }
    })
    bench.clock.forward(5_000)
    await sentAgain
    await bench.onec.stop()
    expect((await versionMessage()).state).toBe('delivered')
  })
})

describe('parked messages', () => {
  it('[A-17] a refusal of the content parks the message; nothing but a person sends it again', async () => {
    const order_id = await accepted()
    failing(() => replies.problem(422, 'SITE-ARITHMETIC'))
    const detail = await bench.onec.returnToSite(order_id)
    expect(detail.outgoing).toBe('parked')
    bench.clock.forward(24 * 60 * 60 * 1000)
    await bench.onec.runExchange('api')
    const parked = await versionMessage()
    expect(parked).toMatchObject({ state: 'parked', code: 'SITE-ARITHMETIC', attempts: 1 })
    expect(await bench.onec.counts()).toEqual({ outbox: 1 })

    bench.site.interfere = null
    expect(await bench.onec.resend(parked.id)).toMatchObject({ state: 'delivered', code: null })
    const keys = bench.site.calls
      .filter(({ operation }) => operation === 'postOrder')
      .map(({ input }) => input.idempotencyKey)
    // The site answers a known key with the stored refusal, so the person's repetition is a new request.
    expect(new Set(keys).size).toBe(2)
  })

  it('a newer version takes the place of a parked one', async () => {
    const order_id = await accepted()
    failing(() => replies.problem(422, 'SITE-VALIDATION'))
    await bench.onec.returnToSite(order_id)
    bench.site.interfere = null
    await bench.onec.returnToSite(order_id)
    const states = (await bench.onec.outbox())
      .filter(({ kind }) => kind === 'order')
      .map(({ state }) => state)
    expect(states).toEqual(['delivered', 'superseded'])
  })

  it('a delivered message is not sent again, an unknown one does not exist', async () => {
    const order_id = await accepted()
    await bench.onec.returnToSite(order_id)
    const { id } = await versionMessage()
    await expect(bench.onec.resend(id)).rejects.toMatchObject({ code: 'ONEC-MESSAGE-STATE' })
    await expect(bench.onec.resend(9_999)).rejects.toMatchObject({ code: 'ONEC-MESSAGE-UNKNOWN' })
    await expect(bench.onec.resend(Number.NaN)).rejects.toMatchObject({ code: 'ONEC-MESSAGE-UNKNOWN' })
  })
})

describe('[AD-35] order of messages', () => {
  it('a version does not overtake the result of its order; other orders do not wait', async () => {
    const stuck = anOrder()
    const free = anOrder()
    bench.site.interfere = (name, { params }) =>
      name === 'postResult' && params?.['order_id'] === stuck.order.order_id
        ? replies.problem(500, 'SITE-INTERNAL')
        : null
    for (const { order } of [stuck, free]) {
      const envelope = [stuck, free].find((known) => known.order === order)!
      bench.site.marked.set(order.order_id, envelope)
    }
    await bench.onec.runExchange('api')
    const [waiting, sent] = [
      await bench.onec.returnToSite(stuck.order.order_id),
      await bench.onec.returnToSite(free.order.order_id),
    ]
    expect(waiting.outgoing).toBe('queued')
    expect(sent.outgoing).toBe('delivered')

    bench.site.interfere = null
    bench.clock.forward(5_000)
    await bench.onec.sendDue()
    const about = bench.site.calls.filter(
      ({ input, body }) =>
        input.params?.['order_id'] === stuck.order.order_id ||
        (body as { order?: { order_id: string } })?.order?.order_id === stuck.order.order_id,
    )
    expect(about.map(({ operation }) => operation)).toEqual(['postResult', 'postResult', 'postOrder'])
  })

  it('when nobody answers, the rest of the queue is not tried against the same silence', async () => {
    const [a, b] = [await accepted(), await accepted()]
    failing(() => replies.network())
    await bench.onec.returnToSite(a)
    await bench.onec.returnToSite(b)
    bench.site.calls.length = 0
    bench.clock.forward(60_000)
    await bench.onec.sendDue()
    expect(bench.site.names()).toEqual(['postOrder'])
  })
})

describe('a refused account', () => {
  it('[AD-08] keeps the message, uncounted, for the next cycle', async () => {
    const order_id = await accepted()
    failing(() => replies.problem(401, 'SITE-AUTH'))
    const detail = await bench.onec.returnToSite(order_id)
    expect(detail.outgoing).toBe('waiting')
    expect(await versionMessage()).toMatchObject({ attempts: 0, next_at: null, code: 'SITE-AUTH' })
    bench.site.interfere = null
    await bench.onec.runExchange('api')
    expect((await versionMessage()).state).toBe('delivered')
  })
})
