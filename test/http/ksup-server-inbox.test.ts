import { describe, expect, it } from 'vitest'
import * as examples from '../../server/contracts/ksup/examples.ts'
import { anIncome, done, expectRefusal, held, ksupServerBench, rowsOf } from './ksup-server-bench.ts'

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
