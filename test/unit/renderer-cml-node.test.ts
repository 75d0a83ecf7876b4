import { describe, expect, it } from 'vitest'
import { matchingFaults, switched, timesSet } from '../../renderer/cml/faults.ts'
import { moneyIn } from '../../renderer/cml/money-in.ts'
import { lineSum } from '../../renderer/cml/orders/order-line.ts'
import type { CatalogueGroup } from '../../renderer/cml/types.ts'
import { matching, twinsOf } from '../../renderer/cml-node/counterparties/twins.ts'
import {
  answerLines,
  continued,
  firstLine,
  fragmentOf,
  percentOf,
  tookMs,
} from '../../renderer/cml-node/exchange/step-view.ts'
import { groupTree } from '../../renderer/cml/items/group-tree.ts'
import { cellKey, editOf as editItem, formOf as itemForm } from '../../renderer/cml-node/items/item-edit.ts'
import { freeId, isNodeId } from '../../renderer/cml-node/new-node.ts'
import { editOf as editOrder, formOf as orderForm } from '../../renderer/cml-node/orders/order-edit.ts'
import { unitOf } from '../../renderer/cml/form/size-unit.ts'
import { nextSorting } from '../../renderer/cml/table/column.ts'
import { pagesOf } from '../../renderer/cml/table/pages-of.ts'
import { rowStep, scrollFor } from '../../renderer/cml/table/row-keys.ts'
import type { OnecCounterparty, OnecItemCard, OnecOrder, RunStep } from '../../renderer/cml-node/types.ts'
import type { CmlFaultInfo } from '../../server/contracts/commerceml/faults.ts'
import { cmlFaults } from '../../server/contracts/commerceml/faults.ts'

describe('an answer as 1C reads it', () => {
  it('[C §2.5 lines] lines are counted from 1 and a line break at the end begins none', () => {
    expect(answerLines('zip=yes\nfile_limit=204800\n').lines.map(({ n, text }) => [n, text])).toEqual([
      [1, 'zip=yes'],
      [2, 'file_limit=204800'],
    ])
  })

  it('[C §2.5 CRLF] a carriage return is shown, because 1C keeps it in the lines with the cookie', () => {
    const { lines } = answerLines('success\r\nPHPSESSID\r\nabc')
    expect(lines.map(({ text, cr }) => [text, cr])).toEqual([
      ['success', true],
      ['PHPSESSID', true],
      ['abc', false],
    ])
  })

  it('[C §2.5 BOM] a BOM is told of and does not belong to line 1', () => {
    expect(answerLines('\uFEFFsuccess').bom).toBe(true)
    expect(firstLine('\uFEFF success \nmore')).toBe('success')
  })

  it('[C §2.4 empty] an empty answer has no lines', () => {
    expect(answerLines('')).toEqual({ bom: false, lines: [] })
    expect(firstLine('')).toBe('')
  })
})

const step = (part: Partial<RunStep>) =>
  ({ file: 'import.xml', offset: 0, sent: 0, total: 0, ...part }) as RunStep

describe('the way of a run', () => {
  it('[C §4.3] a fragment tells how much of the file has gone with it; a whole file tells nothing', () => {
    expect(fragmentOf(step({ sent: 100, offset: 200, total: 1000 }))).toEqual({ done: 300, total: 1000 })
    expect(fragmentOf(step({ sent: 100, offset: 0, total: 1000 }))).toEqual({ done: 100, total: 1000 })
    expect(fragmentOf(step({ sent: 100, total: 100 }))).toBeNull()
    expect(fragmentOf(step({ file: null, sent: 0, total: 0 }))).toBeNull()
  })

  it('steps that are read on join those that are known, the last of which may have changed', () => {
    const known = [step({ n: 1 }), step({ n: 4, verdict: 'waiting' })]
    const fresh = [step({ n: 4, verdict: 'ok' }), step({ n: 5 })]
    expect(continued(known, fresh).map(({ n, verdict }) => [n, verdict])).toEqual([
      [1, undefined],
      [4, 'ok'],
      [5, undefined],
    ])
    expect(continued(known, [])).toEqual(known)
  })

  it('progress is never more than everything and is 0 while there is nothing', () => {
    const text = { ru: '', en: '' }
    expect(percentOf({ sent: 0, total: 0, text })).toBe(0)
    expect(percentOf({ sent: 999, total: 1000, text })).toBe(99)
    expect(percentOf({ sent: 2000, total: 1000, text })).toBe(100)
  })

  it('a run that goes on is timed until now', () => {
    const startedAt = '2026-11-25T10:00:00.000Z'
    expect(tookMs({ startedAt, finishedAt: '2026-11-25T10:00:05.000Z' }, 0)).toBe(5000)
    expect(tookMs({ startedAt, finishedAt: null }, Date.parse(startedAt) + 700)).toBe(700)
    expect(tookMs({ startedAt, finishedAt: null }, Date.parse(startedAt) - 700)).toBe(0)
  })
})

describe('tables', () => {
  const press = (code: string, held: object = {}) =>
    rowStep({ code, ctrlKey: false, altKey: false, metaKey: false, ...held })

  it('keys move the cursor by place, so a Russian layout works too', () => {
    expect([press('ArrowDown'), press('KeyK'), press('End'), press('Enter')]).toEqual([
      1,
      -1,
      Infinity,
      undefined,
    ])
    expect(press('KeyJ', { ctrlKey: true })).toBeUndefined()
  })

  it('a row is brought into view, and one in view moves nothing', () => {
    const box = { scrollTop: 100, clientHeight: 200 }
    expect(scrollFor(0, 20, box)).toBe(0)
    expect(scrollFor(8, 20, box)).toBe(100)
    expect(scrollFor(40, 20, box)).toBe(800 - 200 + 40)
  })

  it('a stretch of rows lies in the pages that hold it', () => {
    expect(pagesOf(0, 99, 100)).toEqual([0])
    expect(pagesOf(95, 210, 100)).toEqual([0, 1, 2])
    expect(pagesOf(-5, -1, 100)).toEqual([0])
  })

  it('a heading sorts up, down, and then not at all', () => {
    const up = nextSorting(null, 'name')
    const down = nextSorting(up, 'name')
    expect([up, down, nextSorting(down, 'name'), nextSorting(down, 'price')]).toEqual([
      { key: 'name', descending: false },
      { key: 'name', descending: true },
      null,
      { key: 'price', descending: false },
    ])
  })
})

describe('settings of a node', () => {
  it('a size is shown in the largest unit that keeps it whole', () => {
    expect([0, 81, 65_536, 204_800, 10_485_760].map(unitOf)).toEqual(['kb', 'b', 'kb', 'kb', 'mb'])
  })

  it('a new node gets a code that is free and allowed', () => {
    expect(freeId([])).toBe('site')
    expect(freeId(['site', 'site-2'])).toBe('site-3')
    expect(isNodeId(freeId(['site']))).toBe(true)
    expect(isNodeId('Сайт')).toBe(false)
  })
})

const group = (id: string, parent: string | null, items = 1): CatalogueGroup => ({
  id,
  parent,
  name: id,
  items,
  active: true,
})

describe('groups of the nomenclature', () => {
  it('a group counts the items of its subgroups, and one without its parent stands on top', () => {
    expect(groupTree([group('a', null), group('b', 'a', 2), group('c', 'gone', 4)])).toEqual([
      { key: 'a', label: 'a', items: 3, children: [{ key: 'b', label: 'b', items: 2 }] },
      { key: 'c', label: 'c', items: 4 },
    ])
  })

  it('groups that are their own ancestors are all shown and end nothing', () => {
    const roots = groupTree([group('self', 'self'), group('x', 'y'), group('y', 'x'), group('z', 'y')])
    expect(roots.map(({ key }) => key)).toEqual(['self', 'x', 'y'])
    expect(roots[2]!.children?.map(({ key }) => key)).toEqual(['z'])
  })
})

const card = {
  name: 'Дрель',
  article: 'ДР-1',
  description: '',
  active: true,
  offerList: [
    {
      id: 'g#c',
      prices: [{ priceType: 'retail', price: 499_000 }],
      stocks: [
        { warehouse: 'main', quantity: 7000 },
        { warehouse: null, quantity: 7000 },
      ],
    },
  ],
} as unknown as OnecItemCard

describe('the card of an item', () => {
  it('an untouched form writes nothing', () => {
    expect(editItem(card, itemForm(card))).toBeNull()
  })

  it('only what was changed is written: a mark, one price, one stock', () => {
    const form = itemForm(card)
    form.deleted = true
    form.prices[cellKey('g#c', 'retail')] = null
    form.prices[cellKey('g#c', 'wholesale')] = 450_000
    form.stocks[cellKey('g#c', 'main')] = null
    expect(editItem(card, form)).toEqual({
      deleted: true,
      prices: [
        { offer: 'g#c', priceType: 'retail', price: null },
        { offer: 'g#c', priceType: 'wholesale', price: 450_000 },
      ],
      stocks: [{ offer: 'g#c', warehouse: 'main', quantity: 0 }],
    })
  })

  it('a cell that was empty, was filled and is emptied again is no change', () => {
    const form = itemForm(card)
    form.prices[cellKey('g#c', 'wholesale')] = null
    expect(editItem(card, form)).toBeNull()
  })
})

const order = {
  status: 'Не согласован',
  posted: false,
  paid: false,
  shipped: false,
  cancelled: false,
  document: {
    comment: '',
    lines: [
      { id: 'a', price: 499_000, quantity: 1000 },
      { id: 'ORDER_DELIVERY', price: null, quantity: null },
    ],
  },
} as unknown as OnecOrder

describe('an order of 1C', () => {
  it('marks and status are written alone, lines all together', () => {
    const form = orderForm(order)
    expect(editOrder(order, form)).toBeNull()
    form.paid = true
    form.status = 'К выполнению'
    expect(editOrder(order, form)).toEqual({ paid: true, status: 'К выполнению' })
    form.lines[0]!.quantity = 2000
    expect(editOrder(order, form)?.lines).toEqual([
      { id: 'a', price: 499_000, quantity: 2000 },
      { id: 'ORDER_DELIVERY', price: 0, quantity: 0 },
    ])
  })

  it('a line is price by quantity, rounded half up to a kopeck and exact for large amounts', () => {
    expect(lineSum({ price: 333, quantity: 1500 })).toBe(500)
    expect(lineSum({ price: 9_007_199_254_740, quantity: 1_000_000 })).toBe(9_007_199_254_740_000)
  })
})

const party = (part: Partial<OnecCounterparty>): OnecCounterparty => ({
  id: '',
  siteId: '',
  name: '',
  company: false,
  inn: '',
  kpp: '',
  email: '',
  phone: '',
  orders: 1,
  ...part,
})

describe('counterparties', () => {
  const rows = [
    party({ id: '1', name: 'Иванов  Иван', email: 'a@example.com' }),
    party({ id: '2', name: 'иванов иван ' }),
    party({ id: '3', name: 'ООО «Роза»', inn: '7701234567', kpp: '770101001' }),
    party({ id: '4', name: 'Роза', inn: '7701234567', kpp: '770101001' }),
    party({ id: '5', name: 'Роза-Самара', inn: '7701234567', kpp: '631601001' }),
  ]

  it('[C §15 F13] equal names, and an equal INN with KPP, are told as probably one', () => {
    expect([...twinsOf(rows)].sort()).toEqual(['1', '2', '3', '4'])
  })

  it('are found by a part of any of their details', () => {
    expect(matching(rows, ' РОЗА ').map(({ id }) => id)).toEqual(['3', '4', '5'])
    expect(matching(rows, 'a@ex').map(({ id }) => id)).toEqual(['1'])
    expect(matching(rows, '  ')).toHaveLength(rows.length)
  })
})

describe('the list of failures', () => {
  const words = (fault: CmlFaultInfo) => [fault.id, fault.title.ru]

  it('[C §15] a failure is switched on until it is switched off, then for a number of requests', () => {
    const on = switched([{ id: 'F5', times: 3 }], 'F25', true)
    expect(on).toEqual([
      { id: 'F5', times: 3 },
      { id: 'F25', times: 0 },
    ])
    expect(timesSet(on, 'F25', 2)[1]).toEqual({ id: 'F25', times: 2 })
    expect(timesSet(on, 'F1', 2)).toEqual(on)
    expect(switched(on, 'F5', false)).toEqual([{ id: 'F25', times: 0 }])
  })

  it('[C §15 ★] the fifteen common ones, those that are on, and a search narrow it', () => {
    const active = [{ id: 'F25', times: 0 }]
    const found = (filter: 'all' | 'common' | 'on', search: string) =>
      matchingFaults(cmlFaults, active, filter, search, words).map(({ id }) => id)
    expect(found('common', '')).toHaveLength(15)
    expect(found('on', '')).toEqual(['F25'])
    expect(found('all', 'f25')).toEqual(['F25'])
    expect(found('on', 'f1')).toEqual([])
  })
})

describe('money of an exchange', () => {
  it('has the sign of its currency, or its code, and no-break spaces', () => {
    expect(moneyIn(519_000, 'RUB')).toBe('5\u00A0190,00\u00A0₽')
    expect(moneyIn(100, 'BYN')).toBe('1,00\u00A0BYN')
    expect(moneyIn(100, '')).toBe('1,00')
  })
})
