import { describe, expect, it } from 'vitest'
import {
  anIncome,
  done,
  expectRefusal,
  held,
  ksupServerBench,
  rowsOf,
  unavailable,
} from './ksup-server-bench.ts'

const MINUTE = 60_000

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
