import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEAL_EVENTS, DEAL_STATES, type DealEvent } from '../../server/contracts/ksup/deal-state.ts'
import type { ReceivedMessage } from '../../mocks/ksup/service.ts'
import {
  income,
  ksupBench,
  mat,
  message,
  order,
  pdf,
  rower,
  shipment,
  short,
  type KsupBench,
} from './ksup-system-bench.ts'

let bench: KsupBench
const apply = async (given: ReceivedMessage): Promise<string> => short(await bench.ksup.apply(given))
const deal = () => bench.ksup.deal(7741)

beforeEach(async () => {
  bench = await ksupBench()
})
afterEach(async () => {
  expect(bench.errors).toEqual([])
  await bench.close()
})

const messageOf: Record<DealEvent, (number: number) => ReceivedMessage> = {
  add: (deal_number) => order('add', { deal_number }),
  change: (deal_number) => order('change', { deal_number }),
  cancel: (deal_number) => order('cancel', { deal_number }),
  finished: (deal_number) => order('finished', { deal_number }),
  shipment: (deal_number) => shipment('add', [rower], undefined, { deal_number }),
  income: (deal_number) => income(1, { deal_number }),
}

describe('the table of a deal', () => {
  const closed = 'KS-DEAL-CLOSED'
  /** Section 4.2, cell by cell: what the sender hears and the state that the deal is in afterwards. */
  const table: Record<string, Record<DealEvent, [string, string]>> = {
    active: {
      add: ['applied W-UPSERT', 'active'],
      change: ['applied', 'active'],
      cancel: ['applied', 'cancelled'],
      finished: ['applied', 'finished'],
      shipment: ['applied', 'active'],
      income: ['applied', 'active'],
    },
    cancelled: {
      add: [closed, 'cancelled'],
      change: [closed, 'cancelled'],
      cancel: ['duplicate', 'cancelled'],
      finished: [closed, 'cancelled'],
      shipment: [closed, 'cancelled'],
      income: ['applied W-DEAL-CLOSED', 'cancelled'],
    },
    finished: {
      add: [closed, 'finished'],
      change: [closed, 'finished'],
      cancel: [closed, 'finished'],
      finished: ['duplicate', 'finished'],
      shipment: ['applied W-DEAL-CLOSED', 'finished'],
      income: ['applied', 'finished'],
    },
  }

  for (const state of DEAL_STATES)
    for (const event of DEAL_EVENTS)
      it(`[D-63] [D-66] [DD-46] ${state}, ${event}: ${table[state]![event].join(' → ')}`, async () => {
        await apply(order('add'))
        await bench.ksup.editDeal(7741, { state })
        const before = await bench.dump()
        const [answer, after] = table[state]![event]
        expect(await apply(messageOf[event](7741))).toBe(answer)
        expect((await deal()).state).toBe(after)
        expect((await deal()).closed_at === null).toBe(after === 'active')
        if (answer === closed) expect(await bench.dump()).toBe(before)
      })

  for (const event of DEAL_EVENTS)
    it(`[D-80] [D-70] a deal that КСУП does not have, ${event}: 404, and nothing is stored`, async () => {
      const before = await bench.dump()
      const outcome = await bench.ksup.apply(messageOf[event](7742))
      expect(outcome).toMatchObject({ kind: 'refused', code: 'KS-DEAL-UNKNOWN' })
      expect(outcome).toHaveProperty('detail', expect.stringContaining('7742'))
      expect(await bench.dump()).toBe(before)
    })

  it('[DD-34] a refused change goes after a person has reopened the deal, and says so in the timeline', async () => {
    await apply(order('add'))
    await apply(order('cancel'))
    const change = order('change', { rows: [mat] })
    const refused = await bench.ksup.apply(change)
    expect(refused).toMatchObject({
      detail: 'Сделка 7741 в состоянии «Отменённая»; изменение заказа не принято',
    })
    expect((await bench.ksup.editDeal(7741, { state: 'active' })).events[0]!.kind).toBe('reopened')
    expect(await apply(change)).toBe('applied')
    expect((await deal()).amount).toBe(322_500)
  })

  it('a deleted deal is not there for messages, and its number is not given again', async () => {
    await bench.ksup.removeDeal(7741)
    expect(await apply(income(1))).toBe('KS-DEAL-UNKNOWN')
    await expect(bench.ksup.createDeal({ title: 'Снова', number: 7741 })).rejects.toMatchObject({
      code: 'KSUP-DEAL-NUMBER',
    })
    expect((await bench.ksup.createDeal({ title: 'Другая' })).number).toBe(7742)
  })
})

describe('an order', () => {
  it('[D-46] [D-47] puts its file and its rows into the deal', async () => {
    const file = pdf('печатная форма')
    expect(await apply(order('add', { file }))).toBe('applied')
    const card = await deal()
    expect(card).toMatchObject({ order_number_1c: '0000-021502', amount: 17_320_500 })
    expect(card.rows).toEqual([
      { ...rower, quantity: 2000, price: 8_499_000, amount: 16_998_000 },
      { ...mat, quantity: 2500, price: 129_000, amount: 322_500 },
    ])
    expect(card.files).toMatchObject([
      { name: file.name, type: 'pdf', size: file.size, sha256: file.sha256, current: true },
    ])
    const { bytes } = await bench.ksup.file(7741, card.files[0]!.id)
    expect(Buffer.from(bytes).toString('base64')).toBe(file.content_base64)
    await expect(bench.ksup.file(7742, card.files[0]!.id)).rejects.toMatchObject({
      code: 'KSUP-FILE-UNKNOWN',
    })
  })

  it('[D-59] [DD-12] a change overwrites the rows; the old file stays in the history', async () => {
    await apply(order('add', { file: pdf('первый') }))
    expect(await apply(order('change', { file: pdf('второй', 'новый.pdf'), rows: [mat] }))).toBe('applied')
    const card = await deal()
    expect(card.rows.map(({ article }) => article)).toEqual(['MT-0017'])
    expect(card.amount).toBe(322_500)
    expect(card.files.map(({ name, current }) => [name, current])).toEqual([
      ['новый.pdf', true],
      ['Заказ клиента 0000-021502.pdf', false],
    ])
    const old = await bench.ksup.file(7741, card.files[1]!.id)
    expect(Buffer.from(old.bytes).toString()).toContain('первый')
    expect(card.events.map(({ kind }) => kind)).toEqual(['order-changed', 'order-added'])
  })

  it('[D-59] a change may leave no rows', async () => {
    await apply(order('add'))
    expect(await apply(order('change', { rows: [] }))).toBe('applied')
    expect(await deal()).toMatchObject({ rows: [], amount: 0 })
  })

  it('[DD-30] a change before the add is stored as the order', async () => {
    expect(await apply(order('change'))).toBe('applied W-UPSERT')
    expect((await deal()).order_number_1c).toBe('0000-021502')
  })

  for (const type of ['add', 'change', 'cancel', 'finished'] as const)
    it(`[DD-28] ${type} of another order is refused and changes nothing`, async () => {
      await apply(order('add'))
      const before = await bench.dump()
      const outcome = await bench.ksup.apply(order(type, { order_number_1c: '0000-099999' }))
      expect(outcome).toMatchObject({ kind: 'refused', code: 'KS-DEAL-HAS-ORDER' })
      expect(outcome).toHaveProperty('detail', expect.stringContaining('0000-021502'))
      expect(await bench.dump()).toBe(before)
    })

  it('[DD-61] a file that is none of the kinds refuses the whole message, rows are not applied', async () => {
    await apply(order('add'))
    const before = await bench.dump()
    const bad = { ...pdf('x'), content_base64: Buffer.from('MZ exe').toString('base64') }
    expect(await apply(order('change', { file: bad, rows: [mat] }))).toBe('KS-FILE')
    expect(await apply(order('change', { file: { ...bad, content_base64: '###' }, rows: [mat] }))).toBe(
      'KS-FILE',
    )
    expect(await bench.dump()).toBe(before)
  })

  it('[DD-62] the client of the deal is shown beside the order and is not compared with it', async () => {
    await bench.ksup.editDeal(7741, { contact: '58213' })
    expect(await apply(order('add'))).toBe('applied')
    expect((await deal()).contact).toEqual({ code_ksup: '58213', name: 'ООО «Тихая Гавань»', code_1c: null })
    await bench.ksup.editDeal(7741, { contact: null })
    expect(await apply(order('change', { rows: [mat] }))).toBe('applied')
    expect((await deal()).contact).toBeNull()
  })
})

describe('an income', () => {
  it('[D-71] is added to those that the deal has', async () => {
    await apply(order('add'))
    expect(await apply(income(100_000))).toBe('applied')
    expect(await apply(income(0.01, { date: '2026-03-10' }))).toBe('applied')
    const card = await deal()
    expect(card.received).toBe(10_000_001)
    expect(card.incomes.map(({ date, amount }) => [date, amount])).toEqual([
      ['2026-03-09', 10_000_000],
      ['2026-03-10', 1],
    ])
    expect(card.events[0]).toMatchObject({ kind: 'income', text: 'Доход 0,01 ₽ от 10.03.2026' })
  })

  it('[D-71] above the order amount is a warning, not an error', async () => {
    await apply(order('add'))
    expect(await apply(income(173_205))).toBe('applied')
    expect(await apply(income(0.01))).toBe('applied W-INCOME-ABOVE-ORDER')
    expect((await deal()).received).toBe(17_320_501)
  })

  it('[DD-38] equal incomes of one day are two', async () => {
    await apply(income(500, {}, { source_ref: randomUUID() }))
    await apply(income(500, {}, { source_ref: randomUUID() }))
    expect((await deal()).incomes).toHaveLength(2)
  })

  it('a sum that cannot be counted exactly is refused and changes nothing', async () => {
    await apply(income(90_000_000_000_000))
    const before = await bench.dump()
    expect(await apply(income(90_000_000_000_000))).toBe('KS-VALIDATION')
    expect(await bench.dump()).toBe(before)
  })

  it('[D-75] [DD-39] without an order the right person is told: date, amount, payer', async () => {
    const told = { date: '2026-03-09', amount: 5400.5, comment: 'ИП Белов' }
    expect(await apply(message('ksup.unassignedIncome', told))).toBe('applied')
    const { rows } = await bench.ksup.notifications({ limit: 10 })
    expect(rows).toMatchObject([
      { to: 'Главный бухгалтер', date: '2026-03-09', amount: 540_050, comment: 'ИП Белов', state: 'open' },
    ])
    expect(await bench.ksup.counts()).toMatchObject({ notifications: 1 })
    await bench.ksup.closeNotification(rows[0]!.id)
    expect(await bench.ksup.notifications({ state: 'open', limit: 10 })).toEqual({ rows: [], total: 0 })
    expect((await bench.ksup.notifications({ limit: 10 })).rows).toMatchObject([
      { state: 'closed', deal_number: null },
    ])
    await expect(bench.ksup.closeNotification(999)).rejects.toMatchObject({
      code: 'KSUP-NOTIFICATION-UNKNOWN',
    })
  })

  it('[DD-37] assigned later, it closes its own notification and no other', async () => {
    const first = message('ksup.unassignedIncome', { date: '2026-03-09', amount: 5400 })
    const second = message('ksup.unassignedIncome', { date: '2026-03-09', amount: 5400 })
    await apply(first)
    await apply(second)
    expect(await apply(income(5400, {}, { resolves: first.messageId }))).toBe('applied')
    const { rows } = await bench.ksup.notifications({ limit: 10 })
    expect(rows.map(({ message_id, state, deal_number }) => [message_id, state, deal_number])).toEqual([
      [second.messageId, 'open', null],
      [first.messageId, 'closed', 7741],
    ])
  })

  it('[DD-37] assigned before its notice is here, as it has another key: the notice comes closed', async () => {
    const notice = message('ksup.unassignedIncome', { date: '2026-03-09', amount: 5400 })
    expect(await apply(income(5400, {}, { resolves: notice.messageId }))).toBe('applied')
    await apply(notice)
    const { rows } = await bench.ksup.notifications({ limit: 10 })
    expect(rows).toMatchObject([{ message_id: notice.messageId, state: 'closed', deal_number: 7741 }])
  })
})

describe('a shipment', () => {
  const ref = randomUUID()

  it('[D-82] is shown in the deal', async () => {
    expect(await apply(shipment('add', [rower], ref))).toBe('applied')
    const card = await deal()
    expect(card.shipped).toBe(16_998_000)
    expect(card.shipments).toMatchObject([
      { source_ref: ref, date: '2026-03-09T10:58:30', amount: 16_998_000, changes: 0 },
    ])
    expect(card.shipments[0]!.rows).toEqual([
      { ...rower, quantity: 2000, price: 8_499_000, amount: 16_998_000 },
    ])
  })

  it('[D-85] [DD-40] [DD-42] a correction replaces the rows of its document and of no other', async () => {
    const other = randomUUID()
    await apply(shipment('add', [rower], ref))
    await apply(shipment('add', [mat], other))
    expect(await apply(shipment('change', [mat], ref))).toBe('applied')
    const card = await deal()
    expect(card.shipments.map(({ source_ref, amount, changes }) => [source_ref, amount, changes])).toEqual([
      [ref, 322_500, 1],
      [other, 322_500, 0],
    ])
    expect(card.shipped).toBe(645_000)
    expect(card.events[0]!.kind).toBe('shipment-changed')
  })

  it('[DD-42] cancelled completely it has no rows and no amount', async () => {
    await apply(shipment('add', [rower], ref))
    expect(await apply(shipment('change', [], ref))).toBe('applied')
    const card = await deal()
    expect(card).toMatchObject({ shipped: 0, shipments: [{ rows: [], amount: 0 }] })
    expect(card.events[0]!.text).toBe('Отгрузка от 09.03.2026 отменена полностью')
  })

  it('[DD-40] without a reference the only one is changed, then the one of the day, else it is refused', async () => {
    await apply(shipment('add', [rower], ref))
    expect(await apply(shipment('change', [mat], undefined, { date: '2026-03-01T00:00:00' }))).toBe('applied')
    await apply(shipment('add', [rower], undefined, { date: '2026-03-10T08:00:00' }))
    expect(await apply(shipment('change', [mat], undefined, { date: '2026-03-10T08:00:00' }))).toBe('applied')
    const before = await bench.dump()
    const outcome = await bench.ksup.apply(shipment('change', [rower]))
    expect(outcome).toMatchObject({ kind: 'refused', code: 'KS-SHIPMENT-AMBIGUOUS' })
    expect(await bench.dump()).toBe(before)
  })

  it('a change of an unknown one and a second add are stored, with a warning', async () => {
    expect(await apply(shipment('change', [rower], ref))).toBe('applied W-UPSERT')
    expect(await apply(shipment('add', [mat], ref))).toBe('applied W-UPSERT')
    expect((await deal()).shipments).toMatchObject([{ amount: 322_500 }])
  })
})

describe('a receipt of the till', () => {
  const receipt = (code_1c: string) =>
    message(
      'ksup.retail',
      { type: 'roznica', code_1c, date: '2026-03-09T23:59:59', rows: [rower, mat] },
      { source_ref: randomUUID() },
    )

  it('[D-92] [D-93] [D-94] [DD-50] makes a finished deal with order rows, shipment and income', async () => {
    const outcome = await bench.ksup.apply(receipt('00-00001800'))
    expect(outcome).toMatchObject({ kind: 'done', result: 'applied', deal_number: 7742 })
    const card = await bench.ksup.deal(7742)
    expect(card).toMatchObject({
      type: 'Розница',
      state: 'finished',
      contact: { code_1c: '00-00001800' },
      amount: 17_320_500,
      shipped: 17_320_500,
      received: 17_320_500,
      incomes: [{ date: '2026-03-09', amount: 17_320_500 }],
    })
    expect(card.closed_at).not.toBeNull()
    expect(card.shipments).toHaveLength(1)
    expect(card.shipments[0]!.rows).toEqual(card.rows)
    expect(card.rows).toHaveLength(2)
  })

  it('[D-90] [DD-48] of an unknown contact is refused, and goes after linking', async () => {
    const before = await bench.dump()
    const given = receipt('00-00001873')
    expect(await apply(given)).toBe('KS-CONTACT-UNKNOWN')
    expect(await bench.dump()).toBe(before)
    await apply(message('ksup.contactLink', { code_ksup: '58213', code_1c: '00-00001873' }))
    expect(await apply(given)).toBe('applied')
    expect((await bench.ksup.deal(7742)).contact!.code_ksup).toBe('58213')
  })

  it('[D-98] [DD-51] without a card nothing is created; it is counted once', async () => {
    const counts = await bench.ksup.counts()
    const given = message('ksup.retail', { type: 'roznicanocard' })
    expect(await apply(given)).toBe('no_action')
    expect(await apply(given)).toBe('duplicate')
    expect(await bench.ksup.counts()).toEqual({ ...counts, receipts_without_card: 1 })
  })
})

describe('the list of deals', () => {
  it('finds by number, title, contact and order; what changed last comes first; pages have totals', async () => {
    await bench.ksup.createDeal({ title: 'Коврики_для 100% зала', contact: '58213' })
    await bench.ksup.createDeal({ title: 'Прочее', type: 'Сервис' })
    await apply(order('add'))
    const numbers = async (query: object) =>
      (await bench.ksup.deals({ limit: 10, ...query })).rows.map(({ number }) => number)
    expect(await numbers({})).toEqual([7741, 7743, 7742])
    expect(await numbers({ text: '7742' })).toEqual([7742])
    expect(await numbers({ text: 'КОВРИКИ_ 100%' })).toEqual([7742])
    expect(await numbers({ text: 'гавань' })).toEqual([7742])
    expect(await numbers({ text: '0000-021502' })).toEqual([7741])
    expect(await numbers({ type: 'Сервис' })).toEqual([7743])
    expect(await numbers({ contact: '58213' })).toEqual([7742])
    await apply(order('finished'))
    expect(await numbers({ state: 'finished' })).toEqual([7741])
    expect(await bench.ksup.deals({ limit: 1, offset: 1 })).toMatchObject({
      rows: [{ number: 7743 }],
      total: 3,
    })
    await bench.ksup.removeDeal(7741)
    expect(await numbers({})).toEqual([7743, 7742, 7741])
    expect((await bench.ksup.counts()).deals).toEqual({ active: 2, cancelled: 0, finished: 0 })
  })
})
