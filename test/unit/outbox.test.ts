import { describe, expect, it } from 'vitest'
import { PAUSES } from '../../server/contracts/ksup/outbox-state.ts'
import type { OutboxAnswer } from '../../server/contracts/ksup/outbox-state.ts'
import { settle } from './fake-time.ts'
import { ok, outboxBench, refused, shipmentOf } from './outbox-bench.ts'

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000'

describe('a message in the outbox', () => {
  it('[DD-05] [DD-06] gets an id of its own and the next number of its key, and both travel in meta', async () => {
    const bench = await outboxBench()
    await bench.post(
      shipmentOf(1, { sourceRef: 'd1000000-94a5-11f0-8de9-0242ac120001' }),
      shipmentOf(2),
      shipmentOf(1, { resolves: 'c1000000-94a5-11f0-8de9-0242ac120001' }),
    )
    const metas = bench.arrivals.map(({ body }) => body['meta'] as Record<string, unknown>)
    expect(bench.arrivals.map(({ key, seq }) => `${key} ${seq}`).sort()).toEqual([
      'deal:1 1',
      'deal:1 2',
      'deal:2 1',
    ])
    expect(new Set(metas.map(({ message_id }) => message_id)).size).toBe(3)
    expect(metas.find(({ source_ref }) => source_ref)).toMatchObject({
      seq: 1,
      sent_at: '2025-09-18T12:00:00',
    })
    expect(metas.find(({ resolves }) => resolves)).toMatchObject({ seq: 2 })
  })

  it('[DD-07] is stored with what caused it: a transaction that fails leaves neither it nor its number', async () => {
    const bench = await outboxBench()
    const failed = bench.db.transaction().execute(async (trx) => {
      await bench.outbox.enqueue(trx, shipmentOf(1))
      throw new Error('the document cannot be written')
    })
    await expect(failed).rejects.toThrow('cannot be written')
    const { seq } = await bench.enqueue(shipmentOf(1))
    expect(seq).toBe(1)
    expect((await bench.outbox.list({ limit: 10 })).total).toBe(1)
  })

  it('[D-10] [DD-07] leaves as soon as it is stored, without a wait', async () => {
    const bench = await outboxBench()
    const before = bench.time.now()
    await bench.post(shipmentOf(1))
    expect(bench.arrivals).toHaveLength(1)
    expect(bench.time.now()).toEqual(before)
  })
})

describe('[DD-06] order', () => {
  it('within a key the next one waits for the answer to the one before; other keys go meanwhile', async () => {
    const bench = await outboxBench()
    let release = (_answer: OutboxAnswer): void => {}
    bench.answer = ({ key }) => (key === 'deal:1' ? new Promise((resolve) => (release = resolve)) : ok)
    for (const message of [shipmentOf(1), shipmentOf(1), shipmentOf(2), shipmentOf(2)])
      await bench.enqueue(message)
    bench.outbox.poke()
    await settle()
    expect(bench.arrivals.map(({ key, seq }) => `${key} ${seq}`)).toEqual([
      'deal:1 1',
      'deal:2 1',
      'deal:2 2',
    ])
    release(ok)
    await settle()
    expect(bench.arrivals.at(-1)).toMatchObject({ key: 'deal:1', seq: 2 })
    release(ok)
    await bench.outbox.idle()
    expect((await bench.outbox.status()).counts).toMatchObject({ delivered: 4, new: 0, sending: 0 })
  })

  it('[DD-08] a waiting one holds up its own key and no other', async () => {
    const bench = await outboxBench()
    bench.answer = ({ key, seq }) => (key === 'deal:1' && seq === 1 ? refused(503, 'KS-BUSY') : ok)
    await bench.post(shipmentOf(1), shipmentOf(1), shipmentOf(2))
    expect(bench.arrivals.map(({ key, seq }) => `${key} ${seq}`).sort()).toEqual(['deal:1 1', 'deal:2 1'])
    bench.answer = () => ok
    await bench.time.advance(PAUSES[0]!)
    await bench.outbox.idle()
    expect(bench.arrivals.slice(2).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('a parked one lets those behind it go', async () => {
    const bench = await outboxBench()
    bench.answer = ({ seq }) => (seq === 1 ? refused(404, 'KS-DEAL-UNKNOWN') : ok)
    const [first, second] = await bench.post(shipmentOf(1), shipmentOf(1))
    expect(await bench.outbox.message(first!)).toMatchObject({ state: 'parked', code: 'KS-DEAL-UNKNOWN' })
    expect(await bench.outbox.message(second!)).toMatchObject({ state: 'delivered' })
  })
})

describe('[DD-08] what an answer means', () => {
  it('a network that fails is tried again after 5 s, 15 s, 60 s, 5 min, 15 min, then hourly for a day, then parked', async () => {
    const bench = await outboxBench()
    bench.answer = () => refused(null, null)
    const [id] = await bench.post(shipmentOf(1))
    for (const [index, pause] of PAUSES.entries()) {
      await bench.time.advance(pause - 1)
      expect(bench.arrivals).toHaveLength(index + 1)
      await bench.time.advance(1)
      await bench.outbox.idle()
      expect(bench.arrivals).toHaveLength(index + 2)
    }
    expect(await bench.outbox.message(id!)).toMatchObject({ state: 'parked', code: 'NETWORK', attempts: 30 })
    // The same message each time (DD-05).
    expect(new Set(bench.arrivals.map((arrival) => JSON.stringify(arrival.body))).size).toBe(1)
  })

  it('Retry-After is kept when it is longer', async () => {
    const bench = await outboxBench()
    bench.answer = () => refused(429, 'KS-RATE', 40_000)
    await bench.post(shipmentOf(1))
    await bench.time.advance(39_999)
    expect(bench.arrivals).toHaveLength(1)
    await bench.time.advance(1)
    expect(bench.arrivals).toHaveLength(2)
  })

  it('[DD-18] an unknown contact makes a change of it needless', async () => {
    const bench = await outboxBench()
    bench.answer = () => refused(404, 'KS-CONTACT-UNKNOWN')
    const [id] = await bench.post(
      shipmentOf(1, { operation: 'ksup.contactChange', kind: 'contact-change', key: 'contact:1' }),
    )
    expect(await bench.outbox.message(id!)).toMatchObject({ state: 'ignored', code: 'KS-CONTACT-UNKNOWN' })
  })

  it('[DD-03] a refused account stops everything until a person resumes it; nothing is lost', async () => {
    const bench = await outboxBench()
    bench.answer = () => refused(401, 'KS-AUTH')
    await bench.post(shipmentOf(1))
    await bench.post(shipmentOf(2), shipmentOf(3))
    expect(bench.arrivals).toHaveLength(1)
    expect(await bench.outbox.status()).toMatchObject({
      stopped: { code: 'KS-AUTH' },
      counts: { parked: 1, new: 2 },
    })
    // A process that starts anew keeps silent too.
    await bench.outbox.stop()
    await bench.restart()
    await bench.time.advance(24 * 3_600_000)
    expect(bench.arrivals).toHaveLength(1)

    bench.answer = () => ok
    await bench.outbox.resume()
    await bench.outbox.idle()
    expect(await bench.outbox.status()).toMatchObject({ stopped: null, counts: { delivered: 3 } })
  })

  it('the answer is stored together with what else follows of it', async () => {
    const bench = await outboxBench()
    bench.value = { result: 'applied', warnings: [{ code: 'W-UPSERT', message: 'записано' }] }
    const [id] = await bench.post(shipmentOf(1))
    expect(await bench.outbox.message(id!)).toMatchObject({
      state: 'delivered',
      result: 'applied',
      warnings: [{ code: 'W-UPSERT', message: 'записано' }],
      entry: 1,
    })
    expect(bench.settlements).toMatchObject([{ next: { state: 'delivered' }, message: { id } }])
  })
})

describe('[DD-05] a process that ends', () => {
  it('killed between sending and the answer: the same message goes again', async () => {
    const bench = await outboxBench()
    bench.answer = () => new Promise(() => {})
    const { id } = await bench.enqueue(shipmentOf(1))
    bench.outbox.poke()
    await settle()
    bench.die()
    bench.answer = () => ok
    await bench.restart()
    await bench.outbox.idle()
    expect(bench.arrivals.map((arrival) => arrival.id)).toEqual([id, id])
    expect(await bench.outbox.message(id)).toMatchObject({ state: 'delivered', attempts: 2 })
  })

  it('stopped: running calls end by their signal, and go again after the start', async () => {
    const bench = await outboxBench()
    bench.answer = (_arrival, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(refused(null, 'CANCELLED'))))
    const { id } = await bench.enqueue(shipmentOf(1))
    bench.outbox.poke()
    await settle()
    await bench.outbox.stop()
    expect(await bench.outbox.message(id)).toMatchObject({ state: 'sending' })
    bench.answer = () => ok
    await bench.restart()
    await bench.outbox.idle()
    expect(await bench.outbox.message(id)).toMatchObject({ state: 'delivered' })
  })

  it('a defect of the sender is told and does not stop the others', async () => {
    const bench = await outboxBench()
    bench.answer = ({ key }) => {
      if (key === 'deal:1') throw new TypeError('a defect')
      return ok
    }
    const [broken, other] = await bench.post(shipmentOf(1), shipmentOf(2))
    expect(bench.reported).toHaveLength(1)
    expect(await bench.outbox.message(broken!)).toMatchObject({ state: 'parked', code: 'DEFECT' })
    expect(await bench.outbox.message(other!)).toMatchObject({ state: 'delivered' })
  })
})

describe('what a person does', () => {
  const parked = async () => {
    const bench = await outboxBench()
    bench.answer = () => refused(404, 'KS-DEAL-UNKNOWN')
    const [id] = await bench.post(shipmentOf(1, { sourceRef: 'd1000000-94a5-11f0-8de9-0242ac120001' }))
    bench.answer = () => ok
    return { bench, id: id! }
  }

  it('[DD-08] «send again» sends the same message, and a waiting one at once', async () => {
    const { bench, id } = await parked()
    await bench.outbox.sendAgain(id)
    await bench.outbox.idle()
    expect(bench.arrivals.map((arrival) => arrival.id)).toEqual([id, id])
    expect(await bench.outbox.message(id)).toMatchObject({ state: 'delivered' })

    bench.answer = () => refused(500, 'KS-INTERNAL')
    const [waiting] = await bench.post(shipmentOf(2))
    bench.answer = () => ok
    await bench.outbox.sendAgain(waiting!)
    await bench.outbox.idle()
    expect(await bench.outbox.message(waiting!)).toMatchObject({ state: 'delivered' })
  })

  it('«skip» takes it out for good, and those behind it go', async () => {
    const bench = await outboxBench()
    bench.answer = ({ seq }) => (seq === 1 ? refused(503, 'KS-BUSY') : ok)
    const [first, second] = await bench.post(shipmentOf(1), shipmentOf(1))
    await bench.outbox.skip(first!)
    await bench.outbox.idle()
    expect(await bench.outbox.message(first!)).toMatchObject({ state: 'ignored', code: 'SKIPPED' })
    expect(await bench.outbox.message(second!)).toMatchObject({ state: 'delivered' })
    expect(bench.settlements.at(0)).toMatchObject({ next: { state: 'waiting' } })
    expect(bench.settlements.some(({ next }) => next.state === 'ignored')).toBe(true)
  })

  it('«edit and send» makes a new message with the next number of its key, and keeps the trace', async () => {
    const { bench, id } = await parked()
    const { body } = await bench.outbox.message(id)
    const { meta: _meta, ...rest } = body
    const edited = await bench.outbox.edit(id, { ...rest, deal_number: 9 })
    await bench.outbox.idle()
    expect(edited.id).not.toBe(id)
    expect(edited).toMatchObject({ key: 'deal:9', seq: 1 })
    expect(await bench.outbox.message(id)).toMatchObject({
      state: 'ignored',
      code: 'REPLACED',
      replaced_by: edited.id,
    })
    expect(bench.arrivals.at(-1)!.body).toMatchObject({
      deal_number: 9,
      meta: { source_ref: 'd1000000-94a5-11f0-8de9-0242ac120001' },
    })
  })

  it.each([
    ['a deal number of text', { deal_number: 'семь' }, '/deal_number'],
    ['no rows', { rows: [] }, '/rows'],
    [
      'an amount that does not hold',
      { rows: [{ article: 'A', name: 'Б', quantity: 2, price: 10, amount: 5 }] },
      '/rows/0',
    ],
    ['a type that is none', { type: 'delete' }, '/type'],
  ])('«edit and send» refuses what the contract does not allow: %s', async (_title, change, pointer) => {
    const { bench, id } = await parked()
    const { body } = await bench.outbox.message(id)
    const { meta: _meta, ...rest } = body
    await expect(bench.outbox.edit(id, { ...rest, ...change })).rejects.toMatchObject({
      code: 'OUTBOX-BODY',
      text: { ru: expect.stringContaining(pointer) as string },
    })
    expect(await bench.outbox.message(id)).toMatchObject({ state: 'parked' })
    expect(bench.arrivals).toHaveLength(1)
  })

  it('what cannot be is refused: a delivered message, a replaced one, an unknown one', async () => {
    const { bench, id } = await parked()
    const { body } = await bench.outbox.message(id)
    const { meta: _meta, ...rest } = body
    const edited = await bench.outbox.edit(id, rest)
    await bench.outbox.idle()
    await expect(bench.outbox.sendAgain(id)).rejects.toMatchObject({ code: 'OUTBOX-STATE' })
    await expect(bench.outbox.skip(edited.id)).rejects.toMatchObject({ code: 'OUTBOX-STATE' })
    await expect(bench.outbox.edit(edited.id, rest)).rejects.toMatchObject({ code: 'OUTBOX-STATE' })
    await expect(bench.outbox.message(UNKNOWN_ID)).rejects.toMatchObject({ code: 'OUTBOX-UNKNOWN' })
  })

  it('[DD-29] messages of an object are withdrawn unless one is on its way', async () => {
    const { bench, id } = await parked()
    const withdraw = () => bench.db.transaction().execute((trx) => bench.outbox.withdraw(trx, 'shipment-1'))
    expect(await withdraw()).toBe(1)
    expect(await bench.outbox.message(id)).toMatchObject({ state: 'ignored', code: 'WITHDRAWN' })
    bench.answer = () => new Promise(() => {})
    await bench.enqueue(shipmentOf(1))
    bench.outbox.poke()
    await settle()
    expect(await withdraw()).toBeNull()
    bench.die()
    // Sent again, it is refused for the moment: then it may be taken back.
    bench.answer = () => refused(503, 'KS-BUSY')
    await bench.restart()
    await bench.outbox.idle()
    expect(await withdraw()).toBe(1)
    // Without an answer nobody knows whether it arrived.
    bench.answer = () => refused(null, 'TIMEOUT')
    await bench.post(shipmentOf(1))
    expect(await withdraw()).toBeNull()
  })

  it('finds messages by title, key and object whatever the case, newest first', async () => {
    const bench = await outboxBench()
    await bench.post(shipmentOf(1), shipmentOf(2), shipmentOf(10))
    const titles = async (text: string) =>
      (await bench.outbox.list({ text, limit: 10 })).rows.map(({ title }) => title)
    expect(await titles('РЕАЛИЗАЦИЯ по')).toHaveLength(3)
    expect(await titles('deal:2')).toEqual(['Реализация по сделке 2'])
    expect(await titles('SHIPMENT-1')).toEqual(['Реализация по сделке 10', 'Реализация по сделке 1'])
    expect(await titles('%')).toEqual([])
    expect(await bench.outbox.list({ state: 'delivered', offset: 1, limit: 1 })).toMatchObject({ total: 3 })
  })
})
