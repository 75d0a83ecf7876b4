import { afterEach, describe, expect, it } from 'vitest'
import { orderStatuses, orderTypes } from '../../server/contracts/ksup/conditions/words.ts'
import { setLocale } from '../../renderer/i18n/index.ts'
import * as agreements from '../../renderer/ksup-onec/cards/agreement-edit.ts'
import * as counterparties from '../../renderer/ksup-onec/counterparties/counterparty-edit.ts'
import { commandsOf, moreActions } from '../../renderer/ksup-onec/documents/commands.ts'
import { documentColumns } from '../../renderer/ksup-onec/documents/document-columns.ts'
import {
  editOf,
  emptyForm,
  formOf,
  formTotal,
  missingOf,
  needsDealNumber,
  sameForm,
} from '../../renderer/ksup-onec/documents/document-edit.ts'
import { NEW, placeFrom, placeOf } from '../../renderer/ksup-onec/documents/document-id.ts'
import {
  documentTitle,
  markOf,
  statusLabel,
  typeLabel,
} from '../../renderer/ksup-onec/documents/document-view.ts'
import { linesTotal, withItem, withLine } from '../../renderer/ksup-onec/documents/lines.ts'
import * as items from '../../renderer/ksup-onec/items/item-edit.ts'
import { kindOf, placeTo, tabNames } from '../../renderer/ksup-onec/tabs.ts'
import type {
  Agreement,
  CounterpartyCard,
  DocumentCard,
  DocumentEdit,
  ItemCard,
  OrderLine,
} from '../../renderer/ksup-onec/types.ts'
import {
  itemKindOptions,
  orderStatusOptions,
  orderTypeOptions,
  valueLabel,
} from '../../renderer/ksup-onec/values.ts'

afterEach(() => setLocale('ru'))

const NOW = '2026-11-26T10:00:00'
const rower = { article: 'TR-2041', name: 'Тренажёр гребной «Волна»', price_retail: 8_499_000 }
const line = (part: Partial<OrderLine> = {}): OrderLine => ({
  article: 'TR-2041',
  name: rower.name,
  quantity: 2000,
  price: 8_499_000,
  amount: 16_998_000,
  cancelled: false,
  ...part,
})
const order: DocumentEdit = {
  kind: 'order',
  ref: 'b1000000-94a5-11f0-8de9-0242ac120001',
  post: true,
  data: {
    date: NOW,
    counterparty: '9d2b7a1c-94a2-11f0-8de9-0242ac120002',
    type: 'Обычный',
    status: 'К выполнению',
    deal_number: 7741,
    comment: '',
    rows: [line()],
  },
}

describe('words of the base', () => {
  it('[D-45] [D-62] [D-35] are those that 1C knows, whatever the language of the page', () => {
    setLocale('en')
    expect(orderTypeOptions('').map(({ value }) => value)).toEqual(Object.values(orderTypes))
    expect(itemKindOptions('').map(({ value }) => value)).toContain('Товар')
    expect(valueLabel(orderTypeOptions, 'Маркетинг')).toBe('Marketing')
  })

  it('a word that the list does not know stays a choice and is shown as it is', () => {
    expect(orderStatusOptions('К отгрузке').map(({ value }) => value)).toEqual([
      'К отгрузке',
      ...Object.values(orderStatuses),
    ])
    expect(valueLabel(orderStatusOptions, 'К отгрузке')).toBe('К отгрузке')
  })
})

describe('lines of a document', () => {
  it('[D-57] [D-58] an item becomes a line of one piece at its retail price, a second pick adds a piece', () => {
    const once = withItem([], rower)
    expect(once).toEqual([line({ quantity: 1000, amount: 8_499_000 })])
    expect(withItem(once, rower)).toEqual([line()])
  })

  it('an item at another price, or beside its cancelled line, gets a line of its own', () => {
    expect(withItem([line({ price: 8_000_000 })], rower)).toHaveLength(2)
    expect(withItem([line({ cancelled: true })], rower)).toHaveLength(2)
  })

  it('an item without a price is a line for nothing', () => {
    expect(withItem([], { ...rower, price_retail: null })).toEqual([
      line({ quantity: 1000, price: 0, amount: 0 }),
    ])
  })

  it('[DD-44] the amount follows price and quantity, rounded half up; «Отменено» leaves it', () => {
    const discounted = [line({ amount: 16_000_000 })]
    expect(withLine(discounted, 0, { cancelled: true })[0]!.amount).toBe(16_000_000)
    expect(withLine(discounted, 0, { quantity: 1500 })[0]!.amount).toBe(12_748_500)
    expect(withLine([line({ price: 3, quantity: 1000 })], 0, { quantity: 500 })[0]!.amount).toBe(2)
    expect(withLine([line(), line()], 1, { price: 100 }).map(({ amount }) => amount)).toEqual([
      16_998_000, 200,
    ])
  })

  it('[DD-32] cancelled lines do not count in the total', () => {
    expect(linesTotal([line(), line({ cancelled: true, amount: 5 })])).toBe(16_998_000)
  })
})

describe('form of a document', () => {
  it('a stored document is written back as it was', () => {
    expect(editOf(formOf(order), order.ref!, true)).toEqual(order)
    const payment: DocumentEdit = {
      kind: 'payment',
      post: false,
      data: {
        date: '2026-11-26',
        counterparty: null,
        payer: 'ООО «Тихая Гавань»',
        shares: [{ order: order.ref!, amount: 10_000_000 }],
        comment: 'по счёту',
      },
    }
    expect(editOf(formOf(payment), null, false)).toEqual(payment)
  })

  it('[DD-42] lines of a shipment and of a receipt have no «Отменено»', () => {
    const { cancelled: _, ...row } = line()
    const shipment: DocumentEdit = {
      kind: 'shipment',
      post: true,
      data: { date: NOW, counterparty: null, order: order.ref!, rows: [row] },
    }
    const receipt: DocumentEdit = {
      kind: 'receipt',
      post: true,
      data: { date: NOW, operation: 'return', card: '2200', rows: [row] },
    }
    expect(editOf(formOf(shipment), null, true)).toEqual(shipment)
    expect(editOf(formOf(receipt), null, true)).toEqual(receipt)
  })

  it('the form is a copy: what is typed does not reach the document', () => {
    const form = formOf(order)
    form.rows[0]!.quantity = 1
    expect(formOf(order).rows[0]!.quantity).toBe(2000)
    expect(sameForm(form, formOf(order))).toBe(false)
    expect(sameForm(formOf(order), formOf(order))).toBe(true)
  })

  it('nothing is written while something is missing', () => {
    const form = emptyForm('order', NOW)
    expect(missingOf(form)).toEqual(['counterparty'])
    expect(editOf(form, null, false)).toBeNull()
    expect(missingOf({ ...formOf(order), date: '', rows: [line({ quantity: 0 })] })).toEqual([
      'date',
      'quantity',
    ])
    expect(missingOf(emptyForm('payment', NOW))).toEqual(['shares'])
    expect(missingOf(emptyForm('receipt', NOW))).toEqual([])
  })

  it('a new payment has a day, other documents a time', () => {
    expect(emptyForm('payment', NOW).date).toBe('2026-11-26')
    expect(emptyForm('shipment', NOW).date).toBe(NOW)
  })

  it('[D-49] [DD-27] the deal number is needed by every order but a marketing one', () => {
    const form = { ...formOf(order), dealNumber: null }
    expect(needsDealNumber(form)).toBe(true)
    expect(needsDealNumber({ ...form, type: 'Маркетинг' })).toBe(false)
    expect(needsDealNumber(formOf(order))).toBe(false)
    expect(needsDealNumber(emptyForm('shipment', NOW))).toBe(false)
    // It is 1C that refuses: the form still sends it, and the preview says why nothing would go.
    expect(editOf(form, null, true)).not.toBeNull()
  })

  it('the sum of a payment is that of its shares', () => {
    const form = { ...emptyForm('payment', NOW), shares: [1, 2].map((amount) => ({ order: null, amount })) }
    expect(formTotal(form)).toBe(3)
    expect(formTotal(formOf(order))).toBe(16_998_000)
  })
})

describe('what may be done with a document', () => {
  const card = (part: Partial<DocumentCard>) =>
    ({ deletion_mark: false, actions: ['unpost', 'mark', 'close'], ...part }) as DocumentCard

  it('a new one is written and posted', () => {
    expect(commandsOf(null, false)).toEqual({ write: true, post: true, unpost: false })
    expect(moreActions(null)).toEqual([])
  })

  it('[DD-05] a posted one may be posted again, written only when something was changed', () => {
    expect(commandsOf(card({}), false)).toEqual({ write: false, post: true, unpost: true })
    expect(commandsOf(card({}), true)).toEqual({ write: true, post: true, unpost: true })
    expect(moreActions(card({}))).toEqual(['mark'])
  })

  it('[DD-64] one that is marked for deletion is not posted', () => {
    const marked = card({ deletion_mark: true, actions: ['unmark'] })
    expect(commandsOf(marked, true).post).toBe(false)
    expect(moreActions(marked)).toEqual(['unmark'])
  })
})

describe('names and places', () => {
  it('the address tells a stored document, a new one, and one made of an order', () => {
    expect(placeOf('abc')).toEqual({ new: false, ref: 'abc' })
    expect(placeOf(NEW)).toEqual({ new: true, from: null })
    expect(placeOf(placeFrom('abc'))).toEqual({ new: true, from: 'abc' })
  })

  it('every object has its tab, every tab of documents its kind', () => {
    expect(placeTo('payment', 'r').params).toEqual({ tab: 'payments', id: 'r' })
    expect(placeTo('item', 'r').params.tab).toBe('items')
    expect(tabNames.map(kindOf)).toEqual([
      'order',
      'payment',
      'shipment',
      'receipt',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('a document is called as 1C calls it; a payment has a day', () => {
    const row = { kind: 'order', number: '0000-021502', date: NOW } as const
    expect(documentTitle(row)).toBe('Заказ клиента 0000-021502 от 26.11.2026 10:00:00')
    expect(documentTitle({ ...row, kind: 'payment', date: '2026-11-26' })).toBe(
      'Поступление денежных средств 0000-021502 от 26.11.2026',
    )
  })

  it('a mark of deletion is seen before the posting', () => {
    expect(markOf({ posted: true, deletion_mark: true })).toBe('marked')
    expect(markOf({ posted: true, deletion_mark: false })).toBe('posted')
    expect(markOf({ posted: false, deletion_mark: false })).toBe('written')
  })

  it('type and status are in the language of the page', () => {
    setLocale('en')
    expect(typeLabel({ kind: 'order', type: 'Маркетинг' })).toBe('Marketing')
    expect(typeLabel({ kind: 'receipt', type: 'return' })).toBe('Return')
    expect(typeLabel({ kind: 'payment', type: null })).toBe('')
    expect(statusLabel({ status: 'Закрыт' })).toBe('Closed')
  })

  it('an order is listed with its status, a receipt with its operation, only the amount stands right', () => {
    expect(documentColumns('order').map(({ key }) => key)).toContain('status')
    expect(documentColumns('receipt').map(({ key }) => key)).toContain('type')
    expect(documentColumns('shipment').map(({ key }) => key)).not.toContain('status')
    expect(
      documentColumns('order')
        .filter(({ right }) => right)
        .map(({ key }) => key),
    ).toEqual(['amount'])
  })
})

describe('card of a counterparty', () => {
  const card = {
    name: 'ООО «Тихая Гавань»',
    kind: 'legal',
    inn: null,
    emails: [{ value: 'a@example.ru', main: true }],
    phones: [],
    deletion_mark: false,
  } as unknown as CounterpartyCard
  const before = counterparties.formOf(card)

  it('[DD-19] only what differs is written', () => {
    expect(counterparties.changesOf(before, counterparties.formOf(card))).toBeNull()
    const form = { ...counterparties.formOf(card), inn: ' 7701234567 ' }
    expect(counterparties.changesOf(before, form)).toEqual({ inn: '7701234567' })
  })

  it('a new one is written whole, without its empty addresses, and not without a name', () => {
    const form = {
      ...counterparties.emptyCounterparty(),
      name: ' Иван ',
      phones: [{ value: ' ', main: true }],
    }
    expect(counterparties.changesOf(null, form)).toEqual({
      name: 'Иван',
      kind: 'legal',
      inn: null,
      emails: [],
      phones: [],
      deletion_mark: false,
    })
    expect(counterparties.changesOf(null, { ...form, name: ' ' })).toBeNull()
  })

  it('[DD-20] there is one main address at most', () => {
    const two = counterparties.withAddress(card.emails)
    expect(two.map(({ main }) => main)).toEqual([true, false])
    expect(counterparties.withAddress([])[0]!.main).toBe(true)
    expect(counterparties.withMain(two, 1).map(({ main }) => main)).toEqual([false, true])
    expect(counterparties.withoutAddress(two, 0)).toEqual([{ value: '', main: true }])
    expect(counterparties.withoutAddress(two, 1)).toEqual(card.emails)
  })
})

describe('card of an item', () => {
  const card = {
    article: 'TR-2041',
    name: rower.name,
    series: 'Волна',
    manufacturer: '',
    group: { ref: 'g', name: 'Тренажёры', exported: true },
    kind: 'Товар',
    deletion_mark: false,
    archived: false,
    price_retail: 8_999_000,
    special: { price: 8_699_000, from: '2026-11-01', to: null },
    stock: [{ warehouse: 'Магазинный', on_hand: 3000, reserved: 1000, available: 2000 }],
  } as unknown as ItemCard
  const before = items.formOf(card)

  it('only what differs is written; a special price goes with its period', () => {
    expect(items.changesOf(before, items.formOf(card))).toBeNull()
    expect(items.changesOf(before, { ...before, archived: true })).toEqual({ archived: true })
    expect(items.changesOf(before, { ...before, specialTo: '2026-12-31' })).toEqual({
      special: { price: 8_699_000, from: '2026-11-01', to: '2026-12-31' },
    })
    expect(items.changesOf(before, { ...before, specialPrice: null })).toEqual({ special: null })
  })

  it('stock goes without what is computed of it', () => {
    expect(before.stock).toEqual([{ warehouse: 'Магазинный', on_hand: 3000, reserved: 1000 }])
  })

  it('an item without a name, a group or the first day of its special price is not written', () => {
    expect(items.missingOf(items.emptyItem(null))).toEqual(['name', 'group'])
    expect(items.missingOf({ ...before, specialFrom: null })).toEqual(['special'])
    expect(items.missingOf({ ...before, specialTo: '2026-10-31' })).toEqual(['special'])
    expect(items.changesOf(before, { ...before, name: '', archived: true })).toBeNull()
  })
})

describe('[DD-57] agreement', () => {
  const agreement: Agreement = {
    ref: 'a',
    number: '15',
    counterparty: { ref: 'c', name: 'ООО «Тихая Гавань»' },
    from: '2026-01-01',
    to: null,
    prices: [{ article: 'TR-2041', name: rower.name, price: 8_499_000 }],
  }

  it('is written with one price for an item', () => {
    const form = agreements.formOf(agreement)
    expect(agreements.withPrice(form.prices, rower)).toEqual(form.prices)
    expect(agreements.withPrice([], rower)).toEqual([
      { article: 'TR-2041', name: rower.name, price: 8_499_000 },
    ])
    expect(agreements.editOf(form)).toEqual({
      counterparty: 'c',
      from: '2026-01-01',
      to: null,
      prices: [{ article: 'TR-2041', price: 8_499_000 }],
    })
  })

  it('is not written without a counterparty or with a period that ends before it begins', () => {
    expect(agreements.editOf(agreements.emptyAgreement('2026-01-01'))).toBeNull()
    expect(agreements.editOf({ ...agreements.formOf(agreement), to: '2025-12-31' })).toBeNull()
  })
})
