import { describe, expect, it } from 'vitest'
import { sameName } from '../../server/contracts/ksup/name-check.ts'
import { contactCreation, itemWritten, mainAddress } from '../../server/contracts/ksup/conditions.ts'
import type { Address } from '../../server/contracts/ksup/conditions.ts'
import { checkInn, EMAIL, GUID, normalisePhone } from '../../server/contracts/requisites.ts'
import { isLocalTime } from '../../server/contracts/time.ts'
import { demoKsup, demoKsupOnec } from '../../fixtures/demo/demo.ts'

const { contacts, deals } = demoKsup
const { warehouses, groups, items, counterparties, cards, agreements, orders } = demoKsupOnec

const refs = new Set(counterparties.map(({ ref }) => ref))
const itemOf = (article: string) => items.find((item) => item.article === article)
const known = items.filter((item) => item.known)

describe('the demo of КСУП and its 1C', () => {
  it('[D-11][D-36][D-44] link keys and references are unique', () => {
    const lists: unknown[][] = [
      [...groups, ...items, ...counterparties, ...agreements, ...orders].map(({ ref }) => ref),
      contacts.map(({ code_ksup }) => code_ksup),
      counterparties.map(({ code_1c }) => code_1c),
      items.map(({ code }) => code),
      items.flatMap(({ article }) => (article === '' ? [] : [article])),
      demoKsup.items.map(({ article }) => article),
      deals.map(({ number }) => number),
      orders.map(({ number }) => number),
      cards.map(({ code }) => code),
    ]
    for (const values of lists) {
      expect(values.length).toBeGreaterThan(0)
      expect(new Set(values).size).toBe(values.length)
    }
    for (const { ref } of [...groups, ...items, ...counterparties, ...agreements, ...orders])
      expect(ref).toMatch(GUID)
  })

  it('[D-11] the codes of linked clients agree on both sides, in what they say too', () => {
    const linked = counterparties.filter(({ code_ksup }) => code_ksup !== null)
    expect(linked).toHaveLength(3)
    expect(
      contacts.flatMap(({ code_1c, code_ksup }) => (code_1c ? [[code_ksup, code_1c]] : [])).sort(),
    ).toEqual(linked.map(({ code_ksup, code_1c }) => [code_ksup, code_1c]).sort())
    for (const counterparty of linked) {
      const { name, emails, phones, type } = contacts.find(
        ({ code_ksup }) => code_ksup === counterparty.code_ksup,
      )!
      expect({ name, emails, phones }).toEqual({
        name: counterparty.name,
        emails: counterparty.emails,
        phones: counterparty.phones,
      })
      expect(type).toBe(counterparty.kind === 'person' ? 'person' : 'company')
    }
  })

  it('[D-12] no unlinked contact is to be sent yet, and some lack one thing only', () => {
    const unlinked = contacts.filter(({ code_1c }) => !code_1c)
    expect(unlinked.length).toBeGreaterThan(4)
    for (const { tasks, code_ksup, name, type, emails, phones } of unlinked) {
      const contact = {
        codeKsup: code_ksup,
        name,
        type: type!,
        emails: emails!,
        phones: phones!,
        code1c: null,
        link: 'unlinked' as const,
        tasks: tasks.map(({ active, has_order }) => ({ active, hasOrder: has_order })),
      }
      expect(contactCreation(contact).wouldSend, name).toBe(false)
    }
    const tasks = unlinked.flatMap((contact) => contact.tasks)
    expect(tasks).toContainEqual(expect.objectContaining({ active: false, has_order: true }))
    expect(tasks).toContainEqual(expect.objectContaining({ active: true, has_order: false }))
  })

  it('[DD-15] one contact has the e-mail of a counterparty that is not linked', () => {
    const free = counterparties.filter(({ code_ksup }) => code_ksup === null)
    const taken = free.map(({ emails }) => mainAddress(emails))
    const doubles = contacts.filter(({ emails = [] }) => taken.includes(mainAddress(emails) ?? 'none'))
    expect(doubles.map(({ code_ksup }) => code_ksup)).toEqual(['30184'])
  })

  it('[D-16][D-17] check digits hold, e-mails and phones can be read', () => {
    const withInn = counterparties.filter(({ inn }) => inn !== null)
    expect(withInn.length).toBeGreaterThan(4)
    for (const { inn, kind } of withInn) {
      expect(checkInn(inn!)).toBeNull()
      expect(inn).toHaveLength(kind === 'legal' ? 10 : 12)
    }
    const all = [...contacts, ...counterparties]
    const values = (list: readonly (readonly Address[] | undefined)[]) =>
      list.flatMap((addresses = []) => addresses.map(({ value }) => value))
    for (const email of values(all.map(({ emails }) => emails))) expect(email).toMatch(EMAIL)
    // Numbers that are given to nobody.
    for (const phone of values(all.map(({ phones }) => phones)))
      expect(normalisePhone(phone)).toMatch(/^\+7900000\d{4}$/)
  })

  it('[D-36][DD-22] КСУП knows the items that 1C says it knows, by reference and article', () => {
    expect(demoKsup.items.map(({ source_ref, article }) => [source_ref, article])).toEqual(
      known.map(({ ref, article }) => [ref, article]),
    )
    expect(known.length).toBeGreaterThan(8)
  })

  it('[D-110] one item has another name in КСУП', () => {
    const differing = demoKsup.items.filter(({ article, name }) => !sameName(name, itemOf(article)!.name))
    expect(differing.map(({ article }) => article)).toEqual(['KS-0340'])
  })

  it('[D-32][D-33][D-34][D-35] there is an item for each reason not to be sent, and some to be sent', () => {
    const verdicts = items
      .filter((item) => !item.known)
      .map((item) =>
        itemWritten(
          {
            ...item,
            groupExported: groups.find(({ ref }) => ref === item.group)!.exported,
            deletionMark: item.deletion_mark ?? false,
            archived: item.archived ?? false,
          },
          null,
        ),
      )
    const reasons = new Set(verdicts.flatMap(({ reasons: all }) => all.map(({ code }) => code)))
    for (const reason of ['group-not-exported', 'deletion-mark', 'not-goods', 'no-article'])
      expect(reasons).toContain(reason)
    expect(items.some(({ archived }) => archived)).toBe(true)
    expect(verdicts.filter(({ wouldSend }) => wouldSend)).toHaveLength(2)
  })

  it('[D-102][DD-55][DD-56] stock names the warehouses, prices are positive or absent', () => {
    expect(warehouses).toHaveLength(2)
    for (const { stock, group, price_retail, special } of items) {
      expect(groups.map(({ ref }) => ref)).toContain(group)
      for (const { warehouse } of stock) expect(warehouses).toContain(warehouse)
      expect(new Set(stock.map(({ warehouse }) => warehouse)).size).toBe(stock.length)
      if (special) expect(special.price).toBeLessThan(price_retail!)
    }
    expect(items.some(({ price_retail }) => price_retail === null)).toBe(true)
    expect(items.some(({ stock }) => stock.some(({ on_hand, reserved }) => reserved > on_hand))).toBe(true)
  })

  it('[D-91][D-107] cards and agreements are of clients that there are; one card is nobody’s', () => {
    for (const { owner } of cards) if (owner !== null) expect(refs).toContain(owner)
    expect(cards.some(({ owner }) => owner === null)).toBe(true)
    expect(agreements).toHaveLength(2)
    for (const { counterparty, prices } of agreements) {
      expect(refs).toContain(counterparty)
      for (const { article, price } of prices) expect(price).toBeLessThan(itemOf(article)?.price_retail ?? 0)
    }
  })

  it('[D-45][D-48][DD-28] each order has its own deal, only «Маркетинг» has none', () => {
    const numbers = orders.flatMap(({ deal_number }) => deal_number ?? [])
    expect(new Set(numbers).size).toBe(numbers.length)
    const dealNumbers = deals.map(({ number }) => number)
    for (const number of numbers) expect(dealNumbers).toContain(number)
    expect(dealNumbers.length).toBeGreaterThan(numbers.length)
    expect(orders.filter(({ deal_number }) => deal_number === null).map(({ type }) => type)).toEqual([
      'Маркетинг',
    ])
    for (const { date, counterparty, rows } of orders) {
      expect(isLocalTime(date)).toBe(true)
      expect(refs).toContain(counterparty)
      expect(rows.length).toBeGreaterThan(0)
      for (const { article, quantity, price } of rows) {
        expect(itemOf(article), article).toBeDefined()
        // Sums in whole kopecks.
        expect(Number.isInteger((quantity * price) / 1000)).toBe(true)
      }
    }
  })

  it('[D-46] the contact of a deal is in КСУП', () => {
    const codes = contacts.map(({ code_ksup }) => code_ksup)
    for (const { contact } of deals) if (contact) expect(codes).toContain(contact)
  })
})
