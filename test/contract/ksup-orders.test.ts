import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  forOperator,
  orderRows,
  orderSent,
  orderWriteFault,
  orderWritten,
} from '../../server/contracts/ksup/conditions.ts'
import type { Order, OrderRow, OrderSent, OrderSettings } from '../../server/contracts/ksup/conditions.ts'

const row = (article: string, changed: Partial<OrderRow> = {}): OrderRow => ({
  article,
  name: article,
  quantity: 2000,
  price: 100,
  amount: 200,
  cancelled: false,
  ...changed,
})

const shipped = (...rows: [article: string, quantity: number][]) => ({
  posted: true,
  rows: rows.map(([article, quantity]) => ({ article, quantity })),
})

const open: Order = {
  ref: 'r',
  number: '0000-021502',
  type: 'Продажа',
  status: 'К выполнению',
  posted: true,
  deletionMark: false,
  dealNumber: 7741,
  rows: [row('A'), row('B')],
  shipments: [],
}
const closed: Order = { ...open, status: 'Закрыт' }
const sent: OrderSent = { dealNumber: 7741, rows: orderRows(open), closed: false, closing: null }

const going = (order: Order, before: OrderSent | null, settings?: OrderSettings) =>
  orderWritten(order, before, settings)
    .filter(({ wouldSend }) => wouldSend)
    .map(({ kind }) => kind)
const why = (order: Order, before: OrderSent | null, kind: string, settings?: OrderSettings) =>
  orderWritten(order, before, settings)
    .find((verdict) => verdict.kind === kind)!
    .reasons.map(({ code }) => code)
const changedRows = [row('A'), row('B', { quantity: 3000, amount: 300 })]

describe('the decision table', () => {
  it('[D-45] nothing is told of the type «Маркетинг»', () => {
    const marketing = { ...closed, type: 'Маркетинг', shipments: [shipped(['A', 2000], ['B', 2000])] }
    for (const before of [null, sent]) {
      expect(going(marketing, before)).toEqual([])
      for (const { reasons } of orderWritten(marketing, before))
        expect(reasons[0]!.text.ru).toBe('тип заказа — Маркетинг')
    }
    expect(going({ ...marketing, type: 'Продажа' }, null)).toEqual(['order-add', 'order-finished'])
  })

  it('[D-40, DD-26] add at the first posting, not for drafts', () => {
    expect(going(open, null)).toEqual(['order-add'])
    expect(going({ ...open, posted: false }, null)).toEqual([])
    expect(why({ ...open, posted: false }, null, 'order-add')).toEqual(['not-posted'])
  })

  it('[D-41] change when rows changed, silence otherwise', () => {
    expect(going({ ...open, rows: changedRows }, sent)).toEqual(['order-change'])
    expect(going(open, sent)).toEqual([])
    expect(going({ ...open, status: 'В резерве', number: 'другой' }, sent)).toEqual([])
    expect(why(open, sent, 'order-change')).toEqual(['rows-unchanged'])
  })

  it('[D-41] a cancelled row is no longer a part of the composition', () => {
    const order = { ...open, rows: [row('A'), row('B', { cancelled: true })] }
    expect(orderRows(order).map(({ article }) => article)).toEqual(['A'])
    expect(going(order, sent)).toEqual(['order-change'])
  })

  it('[D-47] an order without rows is not added, but may be changed to none', () => {
    expect(why({ ...open, rows: [] }, null, 'order-add')).toEqual(['no-rows'])
    expect(going({ ...open, rows: [] }, sent)).toEqual(['order-change'])
  })

  it('[D-62, D-63] closed without any shipment: cancel, after add or change', () => {
    expect(going(closed, sent)).toEqual(['order-cancel'])
    expect(going(closed, null)).toEqual(['order-add', 'order-cancel'])
    expect(going({ ...closed, rows: changedRows }, sent)).toEqual(['order-change', 'order-cancel'])
    expect(going(open, sent)).not.toContain('order-cancel')
    expect(why({ ...closed, shipments: [shipped(['A', 1])] }, sent, 'order-cancel')).toEqual(['has-shipment'])
  })

  it('[D-65, D-66] closed with shipments of every item: finished', () => {
    const shipments = [shipped(['A', 2000]), shipped(['B', 2000])]
    expect(going({ ...closed, shipments }, sent)).toEqual(['order-finished'])
    expect(why({ ...closed, shipments }, sent, 'order-finished')).toEqual(['closed', 'all-shipped'])
    expect(going({ ...open, shipments }, sent)).toEqual([])
    expect(why({ ...open, shipments }, sent, 'order-finished')).toEqual(['not-closed'])
    expect(why(closed, sent, 'order-finished')).toEqual(['no-shipment'])
  })

  it('[D-62, D-65] shipments that are not posted, or of nothing, do not count', () => {
    const draft = { ...shipped(['A', 2000], ['B', 2000]), posted: false }
    expect(going({ ...closed, shipments: [draft] }, sent)).toEqual(['order-cancel'])
    expect(going({ ...closed, shipments: [shipped(['A', 0], ['B', 0])] }, sent)).toEqual(['order-cancel'])
  })

  it('[DD-31] closed with a partial shipment: neither, but the operator sees it', () => {
    const partial = { ...closed, shipments: [shipped(['A', 2000])] }
    expect(going(partial, sent)).toEqual([])
    expect(forOperator(orderWritten(partial, sent)).map(({ code }) => code)).toEqual(['partial-shipment'])
    expect(forOperator(orderWritten({ ...partial, status: open.status }, sent))).toEqual([])
  })

  it('[DD-31] the extension tells it as finished, with a note', () => {
    const partial = { ...closed, shipments: [shipped(['A', 2000])] }
    expect(going(partial, sent, { closedPartial: true })).toEqual(['order-finished'])
    expect(why(partial, sent, 'order-finished', { closedPartial: true })).toContain('closed-partial')
    expect(going(closed, sent, { closedPartial: true })).toEqual(['order-cancel'])
  })

  it('[DD-32] a shortfall in quantity finishes with a warning; cancelled rows are ignored', () => {
    const short = { ...closed, shipments: [shipped(['A', 1], ['B', 2000])] }
    expect(going(short, sent)).toEqual(['order-finished'])
    expect(why(short, sent, 'order-finished')).toContain('short-shipment')
    const full = { ...closed, shipments: [shipped(['A', 2000], ['B', 2000])] }
    expect(why(full, sent, 'order-finished')).not.toContain('short-shipment')

    const rows = [row('A'), row('B', { cancelled: true })]
    const live: OrderSent = { ...sent, rows: orderRows({ ...open, rows }) }
    expect(going({ ...closed, rows, shipments: [shipped(['A', 2000])] }, live)).toEqual(['order-finished'])
    const none = rows.map((each) => ({ ...each, cancelled: true }))
    expect(going({ ...closed, rows: none }, { ...sent, rows: [] })).toEqual(['order-cancel'])
  })

  it('[DD-33] a shipment of a closed order is looked at again, the same outcome is not told twice', () => {
    const partial = { ...closed, shipments: [shipped(['A', 2000])] }
    const after = orderSent(partial, sent)
    expect(after).toBe(sent)
    const full = { ...closed, shipments: [shipped(['A', 2000], ['B', 2000])] }
    expect(going(full, after)).toEqual(['order-finished'])
    const finished = orderSent(full, after)
    expect(finished).toMatchObject({ closed: true, closing: 'finished' })
    expect(going(full, finished)).toEqual([])
    expect(why(full, finished, 'order-finished')).toEqual(['already-sent'])
    expect(going(closed, finished)).toEqual(['order-cancel'])
  })

  it('[DD-34] a reopened order is told as changed, then its closing anew', () => {
    const cancelled = orderSent(closed, sent)
    expect(going(open, cancelled)).toEqual(['order-change'])
    expect(why(open, cancelled, 'order-change')).toEqual(['reopened'])
    const reopened = orderSent(open, cancelled)
    expect(going(open, reopened)).toEqual([])
    expect(going(closed, reopened)).toEqual(['order-cancel'])
  })

  it('[D-42, DD-64] a deletion mark sends nothing; of a sent order the operator is told', () => {
    const marked = { ...closed, deletionMark: true }
    expect([going(marked, null), going(marked, sent)]).toEqual([[], []])
    expect(forOperator(orderWritten(marked, null))).toEqual([])
    expect(forOperator(orderWritten(marked, sent)).map(({ code }) => code)).toEqual(['deletion-mark-sent'])
  })
})

describe('the deal number in 1C', () => {
  it('[D-48, D-49, DD-27] is mandatory, except for «Маркетинг»', () => {
    const without = { ...open, dealNumber: null }
    expect(orderWriteFault(without, null)).toBe('deal-number-required')
    expect(orderWriteFault({ ...without, type: 'Маркетинг' }, null)).toBeNull()
    expect(orderWriteFault(open, null)).toBeNull()
    expect(why(without, null, 'order-add')).toEqual(['no-deal-number'])
  })

  it('[DD-29] cannot be changed after the first add', () => {
    const other = { ...open, dealNumber: 1 }
    expect(orderWriteFault(other, null)).toBeNull()
    expect(orderWriteFault(other, sent)).toBe('deal-number-fixed')
    expect(orderWriteFault(open, sent)).toBeNull()
  })
})

it('[DD-05, D-62, D-65] whatever happens: never cancel and finished together, and nothing twice', () => {
  const orders = fc.record({
    status: fc.constantFrom('Закрыт', 'К выполнению'),
    posted: fc.boolean(),
    rows: fc.array(
      fc.constantFrom('A', 'B').map((article) => row(article)),
      { maxLength: 3 },
    ),
    shipments: fc.array(
      fc.tuple(fc.constantFrom('A', 'B'), fc.constantFrom(0, 1000, 2000)).map((line) => shipped(line)),
      { maxLength: 3 },
    ),
  })
  fc.assert(
    fc.property(fc.array(orders, { maxLength: 5 }), (history) => {
      let known: OrderSent | null = null
      for (const changed of history) {
        const order = { ...open, ...changed }
        const kinds = going(order, known)
        expect(
          kinds.filter((kind) => kind === 'order-cancel' || kind === 'order-finished').length,
        ).toBeLessThan(2)
        known = orderSent(order, known)
        if (kinds.length > 0) expect(going(order, known)).toEqual([])
      }
    }),
  )
})
