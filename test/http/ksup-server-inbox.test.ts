import { describe, expect, it } from 'vitest'
import * as examples from '../../server/contracts/ksup/examples.ts'
import {
  anIncome,
  done,
  held,
  ksupServerBench,
  unavailable,
  type KsupServerBench,
  type Told,
} from './ksup-server-bench.ts'

const MINUTE = 60_000

/** Holds an answer against what every refusal is (DD-59). */
function expectRefusal(told: Told, status: number, code: string, messageId?: string): void {
  expect(told.body, JSON.stringify(told.body)).toMatchObject({ status, code })
  expect(told.status).toBe(status)
  expect(told.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(typeof told.body['retryable']).toBe('boolean')
  if (messageId !== undefined) expect(told.body['message_id']).toBe(messageId)
}

const rowsOf = async ({ inbox }: KsupServerBench) => (await inbox.list({ limit: 100 })).rows

describe('a message that КСУП takes', () => {
  it('[DD-04] is stored first, then applied: 200 applied with its id, the row names its journal entry', async () => {
    const bench = await ksupServerBench()
    let states: string[] = []
    bench.ksup = async () => {
      states = (await rowsOf(bench)).map(({ state }) => state)
      return done({ warnings: [{ code: 'W-INCOME-ABOVE-ORDER', message: 'Много' }] })
    }
    const income = anIncome(7741, 1)
    const { status, body } = await bench.income(income)
    expect(status).toBe(200)
    expect(body).toEqual({
      message_id: income.meta.message_id,
      result: 'applied',
      warnings: [{ code: 'W-INCOME-ABOVE-ORDER', message: 'Много' }],
    })
    expect(states).toEqual(['queued'])
    const [row] = await rowsOf(bench)
    expect(row).toMatchObject({ state: 'applied', attempts: 1, key: 'deal:7741', subject: '7741' })
    const entry = await bench.journal.entry(row!.entry!)
    expect(entry).toMatchObject({ operation: 'ksup.income', status: 200 })
    expect((await bench.state(income.meta.message_id)).body).toMatchObject({
      state: 'applied',
      received_at: '2025-09-18T12:00:00',
      problem: null,
    })
    expect(bench.defects).toEqual([])
  })

  it.each([
    ['/contacts/link', examples.contactLink],
    ['/contacts/change', { ...examples.contactChange, meta: { ...examples.contactChange.meta, seq: 1 } }],
    ['/nomenclature/create', examples.nomenclatureCreate],
    [
      '/nomenclature/change',
      { ...examples.nomenclatureChange, meta: { ...examples.nomenclatureChange.meta, seq: 1 } },
    ],
    ['/orders', examples.orderAdd],
    ['/incomes', anIncome(1, 1)],
    ['/incomes/unassigned', examples.unassignedIncome],
    ['/shipments', { ...examples.shipmentAdd, meta: { ...examples.shipmentAdd.meta, seq: 1 } }],
    ['/retail', { ...examples.retail, meta: { ...examples.retail.meta, seq: 1 } }],
    ['/retail', examples.retailNoCard],
  ])('[D-22…D-98, section 3] POST %s reaches КСУП as it came', async (path, message) => {
    const bench = await ksupServerBench()
    bench.settings.reader = 'strict'
    const { status, body } = await bench.post(path, message)
    expect([status, body['result']]).toEqual([200, 'applied'])
    expect(bench.applied[0]!.body).toEqual(message)
  })

  it('[D-92] the number of a retail deal and [DD-51] no_action come back', async () => {
    const bench = await ksupServerBench()
    bench.ksup = async ({ body }) =>
      (body as { type: string }).type === 'roznica'
        ? done({ deal_number: 9001 })
        : done({ result: 'no_action' })
    const receipt = { ...examples.retail, meta: { ...examples.retail.meta, seq: 1 } }
    expect((await bench.post('/retail', receipt)).body).toMatchObject({
      result: 'applied',
      deal_number: 9001,
    })
    expect((await bench.post('/retail', receipt)).body).toMatchObject({
      result: 'duplicate',
      deal_number: 9001,
    })
    expect((await bench.post('/retail', examples.retailNoCard)).body).toMatchObject({ result: 'no_action' })
    expect((await bench.state(examples.retailNoCard.meta.message_id)).body).toMatchObject({
      state: 'no_action',
    })
  })
})

describe('repeats', () => {
  it('[DD-05] the same message again is a duplicate, whatever its attempt says; another body is KS-KEY-REUSED', async () => {
    const bench = await ksupServerBench()
    const income = anIncome(7741, 1)
    await bench.income(income)
    const again = { ...income, meta: { ...income.meta, attempt: 2, sent_at: '2025-09-20T11:00:00' } }
    const repeat = await bench.income(again)
    expect([repeat.status, repeat.body['result']]).toEqual([200, 'duplicate'])
    expectRefusal(await bench.income({ ...income, amount: 1 }), 422, 'KS-KEY-REUSED', income.meta.message_id)
    expect(bench.given()).toEqual([income.meta.message_id])
  })

  it('[DD-05] a repeat while КСУП has the message is KS-KEY-IN-USE, to be sent again', async () => {
    const bench = await ksupServerBench()
    const call = held()
    bench.ksup = call.apply
    const income = anIncome(7741, 1)
    const first = bench.income(income)
    await call.began
    const repeat = await bench.income(income)
    expectRefusal(repeat, 409, 'KS-KEY-IN-USE', income.meta.message_id)
    expect(repeat.headers.get('retry-after')).toBe('1')
    expect(repeat.body['retryable']).toBe(true)
    call.end(done())
    expect((await first).body).toMatchObject({ result: 'applied' })
    expect(bench.given()).toHaveLength(1)
  })

  it('[DD-05] the id in the body decides, a header that differs is a warning', async () => {
    const bench = await ksupServerBench()
    const income = anIncome(7741, 1)
    const headers = { 'idempotency-key': 'something-else' }
    const { body } = await bench.post('/incomes', income, { headers })
    expect(body).toMatchObject({ result: 'applied', warnings: [{ code: 'W-KEY-DIFFERS' }] })
    const other = await bench.post('/incomes', anIncome(7742, 1), { headers })
    expect(other.body).toMatchObject({ result: 'applied' })
  })

  it('[section 5.2] the seed shape has an id made of its body: sent twice, it is one message', async () => {
    const bench = await ksupServerBench()
    const { meta: _meta, ...plain } = anIncome(7741, 1)
    const first = await bench.income(plain)
    expect(first.body['warnings']).toContainEqual(expect.objectContaining({ code: 'W-NO-META' }))
    expect((await bench.income(plain)).body).toMatchObject({
      message_id: first.body['message_id'],
      result: 'duplicate',
    })
    const other = await bench.income({ ...plain, amount: 7 })
    expect(other.body).toMatchObject({ result: 'applied' })
    expect(bench.given()).toHaveLength(2)
  })
})

describe('refusals', () => {
  it.each([
    [409, 'KS-DEAL-CLOSED'],
    [404, 'KS-DEAL-UNKNOWN'],
    [404, 'KS-CONTACT-UNKNOWN'],
    [409, 'KS-LINK-CONFLICT'],
    [409, 'KS-DEAL-HAS-ORDER'],
    [409, 'KS-SHIPMENT-AMBIGUOUS'],
    [422, 'KS-ARTICLE-DUPLICATE'],
    [422, 'KS-FILE'],
  ] as const)('[DD-59, section 7] %s %s of КСУП goes on as problem details', async (status, code) => {
    const bench = await ksupServerBench()
    bench.ksup = async () => ({ kind: 'refused', code, detail: 'Так решила КСУП' })
    const income = anIncome(7741, 1)
    const told = await bench.income(income)
    expectRefusal(told, status, code, income.meta.message_id)
    expect(told.body).toMatchObject({ detail: 'Так решила КСУП', retryable: false })
    const state = await bench.state(income.meta.message_id)
    expect(state.body).toMatchObject({ state: 'refused', problem: { code, detail: 'Так решила КСУП' } })
  })

  it('[DD-48] a refused message is judged anew; the number it took is counted, so the next one does not wait', async () => {
    const bench = await ksupServerBench()
    bench.ksup = async () => ({ kind: 'refused', code: 'KS-DEAL-UNKNOWN', detail: 'нет' })
    const first = anIncome(7741, 1)
    await bench.income(first)
    bench.ksup = async () => done()
    const second = await bench.income(anIncome(7741, 2))
    expect([second.status, second.body['result']]).toEqual([200, 'applied'])
    const again = await bench.income(first)
    expect([again.status, again.body['result']]).toEqual([200, 'applied'])
  })

  it('[DD-06] a refused order that a newer one has replaced is too late', async () => {
    const bench = await ksupServerBench()
    bench.ksup = async () => ({ kind: 'refused', code: 'KS-DEAL-UNKNOWN', detail: 'нет' })
    await bench.post('/orders', examples.orderAdd)
    bench.ksup = async () => done()
    const newer = {
      ...examples.orderAdd,
      type: 'change',
      meta: { ...examples.orderAdd.meta, message_id: anIncome(1, 1).meta.message_id, seq: 2 },
    }
    expect((await bench.post('/orders', newer)).status).toBe(200)
    expectRefusal(await bench.post('/orders', examples.orderAdd), 409, 'KS-STALE')
    expect(bench.given()).toHaveLength(2)
  })
})

describe('the order of a key', () => {
  it('[DD-06] a lower number is KS-STALE and reaches nobody', async () => {
    const bench = await ksupServerBench()
    await bench.income(anIncome(7741, 1))
    await bench.income(anIncome(7741, 2))
    const late = anIncome(7741, 2)
    expectRefusal(await bench.income(late), 409, 'KS-STALE', late.meta.message_id)
    expectRefusal(await bench.income(late), 409, 'KS-STALE', late.meta.message_id)
    expect(bench.given()).toHaveLength(2)
  })

  it('[DD-06] a gap is waited for: what was missing comes, both are applied in order', async () => {
    const bench = await ksupServerBench()
    const first = anIncome(7741, 1)
    const second = anIncome(7741, 2)
    const early = await bench.income(second)
    expect([early.status, early.body['result']]).toEqual([202, 'queued'])
    expect((await rowsOf(bench))[0]).toMatchObject({ state: 'queued', waits_for: 'turn' })
    expect((await bench.state(second.meta.message_id)).body).toMatchObject({
      state: 'queued',
      finished_at: null,
    })
    await bench.income(first)
    await bench.inbox.idle()
    expect(bench.given()).toEqual([first.meta.message_id, second.meta.message_id])
    expect((await bench.state(second.meta.message_id)).body).toMatchObject({ state: 'applied', warnings: [] })
  })

  it('[DD-06] after 60 s, and not before, a message is taken without the one before, with W-SEQ-GAP', async () => {
    const bench = await ksupServerBench()
    const second = anIncome(7741, 2)
    await bench.income(second)
    await bench.time.advance(MINUTE - 1)
    await bench.inbox.idle()
    expect(bench.given()).toEqual([])
    await bench.time.advance(1)
    await bench.inbox.idle()
    expect(bench.given()).toEqual([second.meta.message_id])
    const { body } = await bench.state(second.meta.message_id)
    expect(body).toMatchObject({ state: 'applied', warnings: [{ code: 'W-SEQ-GAP' }] })
    // What was missing is too late now.
    expectRefusal(await bench.income(anIncome(7741, 1)), 409, 'KS-STALE')
  })

  it('[DD-06, DD-61] another key does not wait', async () => {
    const bench = await ksupServerBench()
    await bench.income(anIncome(7741, 5))
    expect((await bench.income(anIncome(7742, 1))).status).toBe(200)
  })
})

describe('КСУП is not there', () => {
  it('[DD-04] 202 queued; when it is back everything is delivered, a key in its order', async () => {
    const bench = await ksupServerBench()
    bench.ksup = async () => unavailable
    const incomes = [anIncome(7741, 1), anIncome(7741, 2), anIncome(7742, 1)]
    for (const income of incomes) {
      const { status, body } = await bench.income(income)
      expect([status, body['result']]).toEqual([202, 'queued'])
    }
    const repeat = await bench.income(incomes[0]!)
    expect([repeat.status, repeat.body['result']]).toEqual([202, 'queued'])
    expect(await bench.inbox.counts()).toMatchObject({ queued: 3, applied: 0 })
    bench.applied.length = 0
    bench.ksup = async () => done()
    bench.inbox.poke()
    await bench.inbox.idle()
    const [first, second, other] = incomes.map(({ meta }) => meta.message_id)
    expect(bench.given()).toHaveLength(3)
    expect(bench.given().filter((id) => id !== other)).toEqual([first, second])
    expect(await bench.inbox.counts()).toMatchObject({ queued: 0, applied: 3 })
    expect((await bench.income(incomes[0]!)).body).toMatchObject({ result: 'duplicate' })
  })

  it('[DD-04, DD-08] it is tried again by itself after 5 s, 15 s and so on', async () => {
    const bench = await ksupServerBench()
    bench.ksup = async () => unavailable
    await bench.income(anIncome(7741, 1))
    for (const [pause, tries] of [
      [5_000, 2],
      [15_000, 3],
      [MINUTE, 4],
    ] as const) {
      await bench.time.advance(pause - 1)
      await bench.inbox.idle()
      expect(bench.given()).toHaveLength(tries - 1)
      await bench.time.advance(1)
      await bench.inbox.idle()
      expect(bench.given()).toHaveLength(tries)
    }
    expect((await rowsOf(bench))[0]).toMatchObject({
      attempts: 4,
      waits_for: 'ksup',
      detail: 'КСУП не отвечает',
    })
  })

  it('[DD-04] a slow КСУП: 202 after ten seconds, the result is stored when it comes, once', async () => {
    const bench = await ksupServerBench()
    const call = held()
    bench.ksup = call.apply
    const income = anIncome(7741, 1)
    const answer = bench.income(income)
    await call.began
    await bench.time.advance(10_000)
    expect((await answer).status).toBe(202)
    expectRefusal(await bench.income(income), 409, 'KS-KEY-IN-USE')
    call.end(done())
    await bench.inbox.idle()
    expect((await bench.state(income.meta.message_id)).body).toMatchObject({ state: 'applied' })
    expect(bench.given()).toHaveLength(1)
  })

  it('[DD-04] a killed server goes on with what it has stored; what КСУП took already is not applied twice', async () => {
    const bench = await ksupServerBench()
    bench.ksup = async () => unavailable
    const queued = anIncome(7742, 1)
    await bench.income(queued)
    // КСУП applies this one, and the server dies before it hears of it.
    const call = held()
    bench.ksup = call.apply
    const taken = anIncome(7741, 1)
    const lost = bench.income(taken).catch(() => null)
    await call.began
    await bench.kill()
    call.end(done())
    await lost
    bench.applied.length = 0
    bench.ksup = async ({ messageId }) =>
      messageId === taken.meta.message_id ? done({ result: 'duplicate' }) : done()
    await bench.start()
    await bench.inbox.idle()
    expect(bench.given().sort()).toEqual([queued.meta.message_id, taken.meta.message_id].sort())
    for (const { meta } of [queued, taken])
      expect((await bench.state(meta.message_id)).body).toMatchObject({ state: 'applied' })
    expect((await bench.income(taken)).body).toMatchObject({ result: 'duplicate' })
  })
})

describe('what a person does', () => {
  it('[DD-04] retry hands a queued message over at once, skip takes it out and those behind go on', async () => {
    const bench = await ksupServerBench()
    bench.ksup = async () => unavailable
    const first = anIncome(7741, 1)
    const second = anIncome(7741, 2)
    await bench.income(first)
    await bench.income(second)
    bench.ksup = async () => done()
    expect(await bench.inbox.skip(first.meta.message_id)).toMatchObject({ state: 'skipped' })
    await bench.inbox.idle()
    expect(await bench.inbox.message(second.meta.message_id)).toMatchObject({ state: 'applied' })
    await expect(bench.inbox.skip(second.meta.message_id)).rejects.toMatchObject({
      code: 'KSUP-MESSAGE-STATE',
    })
    await expect(bench.inbox.message('nothing')).rejects.toMatchObject({ code: 'KSUP-MESSAGE-UNKNOWN' })
  })

  it('[DD-06] retry of a message that waits for its turn does not wait for the gap', async () => {
    const bench = await ksupServerBench()
    const second = anIncome(7741, 2)
    await bench.income(second)
    expect(await bench.inbox.retry(second.meta.message_id)).toMatchObject({
      state: 'applied',
      warnings: [{ code: 'W-SEQ-GAP' }],
    })
  })

  it('[DD-48] retry of a refused message', async () => {
    const bench = await ksupServerBench()
    bench.ksup = async () => ({ kind: 'refused', code: 'KS-DEAL-UNKNOWN', detail: 'нет' })
    const income = anIncome(7741, 1)
    await bench.income(income)
    bench.ksup = async () => done()
    expect(await bench.inbox.retry(income.meta.message_id)).toMatchObject({ state: 'applied', code: null })
  })
})
