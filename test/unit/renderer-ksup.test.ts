import { describe, expect, it } from 'vitest'
import { without, withMain, withOneMore, writtenAddresses } from '../../renderer/ksup/contacts/addresses.ts'
import {
  editOf as contactEdit,
  emptyForm as emptyContact,
  formOf as contactForm,
  newContactOf,
} from '../../renderer/ksup/contacts/contact-edit.ts'
import { editOf as dealEdit, formOf as dealForm, newDealOf } from '../../renderer/ksup/deals/deal-form.ts'
import { balanceOf, share } from '../../renderer/ksup/deals/deal-sums.ts'
import { scrollToTile } from '../../renderer/ksup/deals/tile-scroll.ts'
import {
  editOf as itemEdit,
  emptyForm as emptyItem,
  formOf as itemForm,
  isComplete,
  newItemOf,
} from '../../renderer/ksup/items/item-edit.ts'
import { messagePlace } from '../../renderer/ksup/parts/message-place.ts'
import { readArticles, toggleArticle } from '../../renderer/ksup/prices/article-list.ts'
import { groupsOf, isWaiting } from '../../renderer/ksup/prices/price-view.ts'
import type { Contact, Deal, Item, PriceRow } from '../../renderer/ksup/types.ts'

const aDeal = (over: Partial<Deal> = {}) =>
  ({
    number: 7741,
    title: 'Спортзал',
    type: 'Продажа',
    state: 'active',
    contact: { code_ksup: '58213', name: 'ООО «Тихая Гавань»', code_1c: null },
    responsible: 'Анна',
    ...over,
  }) as Deal

const aContact = (over: Partial<Contact> = {}) =>
  ({
    code_ksup: '58213',
    name: 'ООО «Тихая Гавань»',
    type: 'company',
    code_1c: null,
    emails: [{ value: 'zakaz@gavan.example.ru', main: true }],
    phones: [],
    ...over,
  }) as unknown as Contact

const anItem = (over: Partial<Item> = {}) =>
  ({ id: 1, article: 'TR-2041', name: 'Тренажёр', series: null, manufacturer: 'Завод', ...over }) as Item

const aPrice = (article: string, over: Partial<PriceRow> = {}): PriceRow => ({
  article,
  name: 'Тренажёр',
  known_name: 'Тренажёр',
  warehouse: 'Магазинный',
  available: 3000,
  price_retail: 89_990_00,
  price_special: null,
  price_contract: null,
  check: 'same',
  written: true,
  ...over,
})

describe('КСУП: sums of a deal', () => {
  it('[C §6.5 balance] a deal owes what is still to come, and shows what came above its order', () => {
    expect(balanceOf({ amount: 100_00, shipped: 0, received: 40_00 })).toEqual({ kind: 'due', sum: 60_00 })
    expect(balanceOf({ amount: 100_00, shipped: 0, received: 100_00 })).toEqual({ kind: 'settled' })
    expect(balanceOf({ amount: 100_00, shipped: 0, received: 101_00 })).toEqual({ kind: 'above', sum: 1_00 })
    expect(balanceOf({ amount: 0, shipped: 0, received: 5_00 })).toEqual({ kind: 'above', sum: 5_00 })
    expect(balanceOf({ amount: 0, shipped: 0, received: 0 })).toEqual({ kind: 'none' })
  })

  it('a bar is full only when all of it is there, and never longer than that', () => {
    expect([share(0, 100), share(1, 3), share(999_99, 1000_00), share(100, 100), share(300, 100)]).toEqual([
      0, 33, 99, 100, 100,
    ])
    expect([share(0, 0), share(5, 0)]).toEqual([0, 100])
  })

  it('the board scrolls no further than a tile needs', () => {
    const box = { scrollTop: 100, clientHeight: 250 }
    expect([scrollToTile(0, 100, box), scrollToTile(1, 100, box), scrollToTile(4, 100, box)]).toEqual([
      0, 100, 250,
    ])
  })
})

describe('КСУП: forms', () => {
  it('[DD-34] reopening is all that a form with another state writes', () => {
    const deal = aDeal({ state: 'finished' })
    expect(dealEdit(deal, { ...dealForm(deal), state: 'active' })).toEqual({ state: 'active' })
    expect(dealEdit(deal, dealForm(deal))).toBeNull()
  })

  it('a deal needs a title; its contact can be taken away', () => {
    const deal = aDeal()
    expect(dealEdit(deal, { ...dealForm(deal), title: '  ' })).toBeNull()
    expect(dealEdit(deal, { ...dealForm(deal), contact: null })).toEqual({ contact: null })
    expect(newDealOf(dealForm(null))).toBeNull()
    expect(newDealOf({ ...dealForm(null), title: ' Новая ' })).toEqual({ title: 'Новая', contact: null })
    expect(newDealOf({ ...dealForm(null), title: 'Новая', number: 9000, type: 'Розница' })).toEqual({
      title: 'Новая',
      contact: null,
      number: 9000,
      type: 'Розница',
    })
  })

  it('[DD-20] there is one main address as long as there is any', () => {
    const one = withOneMore([])
    const two = withOneMore([{ ...one[0]!, value: 'a@example.ru' }])
    expect(two.map(({ main }) => main)).toEqual([true, false])
    expect(withMain(two, 1).map(({ main }) => main)).toEqual([false, true])
    expect(without(two, 0)).toEqual([{ value: '', main: true }])
    expect(writtenAddresses([...two, { value: ' b@example.ru ', main: false }])).toEqual([
      { value: 'a@example.ru', main: true },
      { value: 'b@example.ru', main: false },
    ])
    expect(
      writtenAddresses([
        { value: ' ', main: true },
        { value: 'b', main: false },
      ]),
    ).toEqual([{ value: 'b', main: true }])
  })

  it('a contact writes what was changed, an empty line of an address is no change', () => {
    const contact = aContact()
    const form = contactForm(contact)
    expect(contactEdit(contact, { ...form, phones: withOneMore([]) })).toBeNull()
    expect(contactEdit(contact, { ...form, phones: [{ value: '+7 900 000-00-02', main: true }] })).toEqual({
      phones: [{ value: '+7 900 000-00-02', main: true }],
    })
    expect(contactForm(contact).emails).not.toBe(contact.emails)
  })

  it('[DD-09] «Код 1С» keeps its zeros, and clearing it writes null', () => {
    const linked = aContact({ code_1c: '00-00001873' })
    expect(contactEdit(linked, { ...contactForm(linked), code1c: '' })).toEqual({ code_1c: null })
    expect(contactEdit(linked, { ...contactForm(linked), code1c: ' 00 0001 ' })).toEqual({
      code_1c: '00 0001',
    })
    expect(newContactOf(emptyContact())).toBeNull()
    expect(newContactOf({ ...emptyContact(), name: 'Мир' })).toEqual({
      name: 'Мир',
      type: 'company',
      emails: [],
      phones: [],
    })
  })

  it('an item has an article and a name; an empty series is none', () => {
    const item = anItem()
    expect(itemEdit(item, itemForm(item))).toBeNull()
    expect(itemEdit(item, { ...itemForm(item), name: 'Тренажёр 2', manufacturer: ' ' })).toEqual({
      name: 'Тренажёр 2',
      manufacturer: null,
    })
    expect(isComplete({ ...emptyItem(), article: 'A' })).toBe(false)
    expect(newItemOf({ ...emptyItem(), article: ' A ', name: 'Мяч' })).toEqual({
      article: 'A',
      name: 'Мяч',
      series: null,
      manufacturer: null,
    })
  })
})

describe('КСУП: «Получить цены и остатки»', () => {
  it('[D-104] articles are read out of a list, of a column, of a line; each once', () => {
    expect(readArticles('TR-2041\r\nMT-0017\n\n  TR-2041 ')).toEqual(['TR-2041', 'MT-0017'])
    expect(readArticles('TR-2041\tКоврик; MT-0017, BT-110')).toEqual([
      'TR-2041',
      'Коврик',
      'MT-0017',
      'BT-110',
    ])
  })

  it('[DD-09] spaces and commas inside an article belong to it', () => {
    expect(readArticles('БТ 0,7 л\n00017')).toEqual(['БТ 0,7 л', '00017'])
  })

  it('[D-100] a click on an item adds its article, and another one takes it back', () => {
    const chosen = toggleArticle('TR-2041', 'MT-0017')
    expect(chosen).toBe('TR-2041\nMT-0017')
    expect(toggleArticle(chosen, 'TR-2041')).toBe('MT-0017')
  })

  it('[D-110] [DD-58] only articles with another name wait for a person, each once for all its warehouses', () => {
    const rows = [
      aPrice('TR-2041'),
      aPrice('TR-2041', { warehouse: 'Внешний (аутсорс)' }),
      aPrice('MT-0017', { check: 'differs', written: false }),
      aPrice('MT-0017', { check: 'differs', written: false, warehouse: 'Внешний (аутсорс)' }),
      aPrice('BT-110', { check: 'differs', written: true }),
      aPrice('XX-1', { check: 'unknown', written: false, known_name: null }),
    ]
    const groups = groupsOf(rows)
    expect(groups.map(({ article, rows }) => [article, rows.length])).toEqual([
      ['TR-2041', 2],
      ['MT-0017', 2],
      ['BT-110', 1],
      ['XX-1', 1],
    ])
    expect(groups.filter(isWaiting).map(({ article }) => article)).toEqual(['MT-0017'])
  })
})

describe('КСУП: ways to other screens', () => {
  it('[D-22] a message of 1C is in the inbox, a request of КСУП in the outbox of the server', () => {
    expect(messagePlace('m1')).toEqual({ name: 'ksup-exchange', params: { tab: 'inbox', id: 'm1' } })
    expect(messagePlace('m2', 'server')).toMatchObject({ params: { tab: 'outbox', id: 'm2' } })
  })
})
