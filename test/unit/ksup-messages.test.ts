import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReceivedMessage } from '../../mocks/ksup/service.ts'
import {
  income,
  ksupBench,
  mat,
  message,
  order,
  rower,
  shipment,
  short,
  type KsupBench,
} from './ksup-system-bench.ts'

/** What holds for every message that КСУП takes, whatever it is about. */

let bench: KsupBench
beforeEach(async () => {
  bench = await ksupBench()
})
afterEach(() => bench.close())

const contactChange = {
  code_1c: '00-00001800',
  object_name: 'Анна',
  object_type: 'person',
  email: null,
  phone: null,
}
const item = { name: 'Бутылка', article: 'BT-110', series: null, manufacturer: null }
const receipt = { type: 'roznica', code_1c: '00-00001800', date: '2026-03-09T10:00:00', rows: [mat] }

const everyMessage: Record<string, () => ReceivedMessage> = {
  'the callback': () => message('ksup.contactLink', { code_ksup: '58213', code_1c: '00-00001873' }),
  'a change of a contact': () => message('ksup.contactChange', contactChange),
  'a new item': () => message('ksup.nomenclatureCreate', item),
  'a change of an unknown item': () => message('ksup.nomenclatureChange', item),
  'an order': () => order('add'),
  'a change before the add': () => order('change'),
  cancel: () => order('cancel'),
  finished: () => order('finished'),
  'an income': () => income(5),
  'an unassigned income': () => message('ksup.unassignedIncome', { date: '2026-03-09', amount: 5 }),
  'a shipment': () => shipment('add', [rower], randomUUID()),
  'a receipt': () => message('ksup.retail', receipt),
  'a receipt without a card': () => message('ksup.retail', { type: 'roznicanocard' }),
}

describe('a message that comes again', () => {
  for (const [what, make] of Object.entries(everyMessage))
    it(`[DD-05] [DD-61] ${what}: no effect, the same outcome, also after a restart`, async () => {
      const given = make()
      const first = await bench.ksup.apply(given)
      expect(first.kind).toBe('done')
      const after = await bench.dump()
      const repeat = { ...first, result: 'duplicate' }
      expect(await bench.ksup.apply(given)).toEqual(repeat)
      expect(await bench.open().apply(given)).toEqual(repeat)
      expect(await bench.dump()).toBe(after)
    })

  it('[DD-05] at the same moment has its effect once', async () => {
    const given = income(5)
    const outcomes = await Promise.all([
      bench.ksup.apply(given),
      bench.ksup.apply(given),
      bench.ksup.apply(given),
    ])
    expect(outcomes.map(short).sort()).toEqual(['applied', 'duplicate', 'duplicate'])
    expect((await bench.ksup.deal(7741)).received).toBe(500)
  })

  it('[DD-05] keeps its outcome though the deal has changed since', async () => {
    const given = income(5)
    await bench.ksup.apply(given)
    await bench.ksup.editDeal(7741, { state: 'cancelled' })
    expect(short(await bench.ksup.apply(given))).toBe('duplicate')
  })
})

describe('a message whose transaction breaks at the end', () => {
  for (const [what, make] of Object.entries(everyMessage))
    it(`[DD-61] ${what}: file, rows and state fall together, then stand together`, async () => {
      const before = await bench.dump()
      await sql`create trigger broken before insert on ksup_message begin select raise(abort, 'disk full'); end`.execute(
        bench.db,
      )
      const given = make()
      expect((await bench.ksup.apply(given)).kind).toBe('unavailable')
      expect(bench.errors).toHaveLength(1)
      expect(await bench.dump()).toBe(before)
      await sql`drop trigger broken`.execute(bench.db)
      expect(short(await bench.ksup.apply(given))).not.toContain('duplicate')
    })
})

describe('a message that is refused', () => {
  it('[DD-61] leaves no trace and is judged anew when it comes again', async () => {
    const given = income(5, { deal_number: 7742 })
    const before = await bench.dump()
    expect(short(await bench.ksup.apply(given))).toBe('KS-DEAL-UNKNOWN')
    expect(await bench.dump()).toBe(before)
    await bench.ksup.createDeal({ title: 'Новая', number: 7742 })
    expect(short(await bench.ksup.apply(given))).toBe('applied')
  })

  it('of an operation that КСУП does not have says so', async () => {
    const { body, messageId } = income(5)
    expect(short(await bench.ksup.apply({ operation: 'ksup.ping', body, messageId }))).toBe('KS-NOT-FOUND')
    expect(short(await bench.ksup.apply({ operation: 'toString', body, messageId }))).toBe('KS-NOT-FOUND')
  })
})

describe('КСУП that does not answer', () => {
  for (const mode of ['down', 'error'] as const)
    it(`[DD-04] ${mode}: takes nothing, and everything again when it is back`, async () => {
      const before = await bench.dump()
      bench.ksup.setMode(mode, 0)
      const given = income(5)
      expect(await bench.ksup.apply(given)).toMatchObject({ kind: 'unavailable' })
      expect(await bench.dump()).toBe(before)
      bench.ksup.setMode('ok', 0)
      expect(short(await bench.ksup.apply(given))).toBe('applied')
    })

  it('slow: takes its time, then does its work', async () => {
    bench.ksup.setMode('slow', 7000)
    const outcome = bench.ksup.apply(income(5))
    expect(bench.timers.map(({ delayMs }) => delayMs)).toEqual([7000])
    expect((await bench.ksup.deal(7741)).received).toBe(0)
    bench.timers[0]!.run()
    expect(short(await outcome)).toBe('applied')
    expect(bench.timers).toEqual([])
  })

  it('slow: a stop sends away who waits, a switch lets them go on as it now is', async () => {
    bench.ksup.setMode('slow', 7000)
    const stopped = bench.ksup.apply(income(5))
    bench.ksup.stop()
    expect(await stopped).toEqual({ kind: 'unavailable', detail: 'КСУП остановлена' })
    const switched = bench.ksup.apply(income(5))
    bench.ksup.setMode('down', 0)
    expect((await switched).kind).toBe('unavailable')
    expect((await bench.ksup.deal(7741)).received).toBe(0)
  })

  it('a fault of its own is reported and leaves nothing behind', async () => {
    const before = await bench.dump()
    const { messageId } = income(5)
    expect(await bench.ksup.apply({ operation: 'ksup.income', body: { meta: {} }, messageId })).toMatchObject(
      {
        kind: 'unavailable',
      },
    )
    expect(bench.errors).toHaveLength(1)
    expect(await bench.dump()).toBe(before)
  })
})

describe('the base', () => {
  it('is empty after a reset, and tells those who watch of every change', async () => {
    expect(await bench.ksup.empty()).toBe(false)
    const before = bench.scripted.changes
    await bench.ksup.apply(income(5))
    expect(bench.scripted.changes).toBe(before + 1)
    await bench.ksup.apply(income(5, { deal_number: 9 }))
    expect(bench.scripted.changes).toBe(before + 1)
    await bench.ksup.reset()
    expect(await bench.ksup.empty()).toBe(true)
    expect(await bench.ksup.counts()).toEqual({
      contacts: 0,
      items: 0,
      deals: { active: 0, cancelled: 0, finished: 0 },
      notifications: 0,
      receipts_without_card: 0,
    })
  })
})
