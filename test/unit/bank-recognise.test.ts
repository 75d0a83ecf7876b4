import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStatement } from '../../server/contracts/bank/read.ts'
import {
  paymentOf,
  recognisePayment,
  type CandidateOrder,
  type ClientFact,
  type Facts,
  type Outcome,
  type Payment,
} from '../../server/contracts/bank/recognise.ts'
import { fixture } from './bank-statements.ts'

const harbour: ClientFact = { client_id: 'c-harbour', kpp: '500001001', name: 'ООО "Тихая Гавань"' }
const branch: ClientFact = { client_id: 'c-branch', kpp: '500045001', name: 'Филиал ООО "Тихая Гавань"' }

const order = (n: number, restKopecks: number, client_id = harbour.client_id): CandidateOrder => ({
  order_id: `o-${n}-${client_id}`,
  order_number: `00-${String(n).padStart(8, '0')}`,
  client_id,
  restKopecks,
})

const payment = (change: Partial<Payment> = {}): Payment => ({
  inn: '5000007894',
  kpp: '500001001',
  amountKopecks: 594360,
  purpose: 'Оплата за товар',
  ...change,
})

const facts = (candidates: CandidateOrder[], change: Partial<Facts> = {}): Facts => ({
  clients: [harbour],
  candidates,
  named: candidates,
  ...change,
})

const brief = (outcome: Outcome): unknown[] => {
  switch (outcome.kind) {
    case 'order':
      return [outcome.order_id, outcome.rule, outcome.allocateKopecks, outcome.surplusKopecks]
    case 'ambiguous-order':
      return ['ambiguous-order', outcome.client_id, outcome.candidates.length]
    case 'ambiguous-client':
      return ['ambiguous-client', outcome.candidates.length]
    default:
      return ['unrecognised']
  }
}

/** Orders that are found by their number only: of another client, and not open any more. */
const foreign = order(900, 100000, 'c-other')
const closed = order(800, 0)

describe('recognition in the order of 8.3', () => {
  it.each<[string, Payment, Facts, unknown[]]>([
    ['1: no ИНН', payment({ inn: null }), facts([order(417, 594360)]), ['unrecognised']],
    ['2: no client', payment(), facts([order(417, 594360)], { clients: [] }), ['unrecognised']],
    [
      '2: one client whatever its КПП',
      payment({ kpp: '1' }),
      facts([order(417, 594360)]),
      ['o-417-c-harbour', 'exact-rest', 594360, 0],
    ],
    [
      '2: КПП tells clients apart',
      payment(),
      facts([order(417, 594360)], { clients: [branch, harbour] }),
      ['o-417-c-harbour', 'exact-rest', 594360, 0],
    ],
    [
      '2: no КПП in the document',
      payment({ kpp: '' }),
      facts([], { clients: [branch, harbour] }),
      ['ambiguous-client', 2],
    ],
    [
      '2: КПП of zeros',
      payment({ kpp: '0' }),
      facts([], { clients: [branch, { ...harbour, kpp: '0' }] }),
      ['ambiguous-client', 2],
    ],
    [
      '2: nobody has the КПП',
      payment({ kpp: '770001001' }),
      facts([], { clients: [branch, harbour] }),
      ['ambiguous-client', 2],
    ],
    [
      '2: two have the КПП',
      payment(),
      facts([order(417, 594360)], { clients: [branch, harbour, { ...harbour, client_id: 'c-twin' }] }),
      ['ambiguous-client', 2],
    ],
    [
      '3: full number, exact',
      payment({ purpose: 'Заказ 00-00000417' }),
      facts([order(417, 594360), order(418, 594360)]),
      ['o-417-c-harbour', 'number', 594360, 0],
    ],
    [
      '3: digits, in part',
      payment({ purpose: 'Заказ 417' }),
      facts([order(417, 600000), order(418, 594360)]),
      ['o-417-c-harbour', 'number', 594360, 0],
    ],
    [
      '3: surplus',
      payment({ purpose: 'Заказ 417' }),
      facts([order(417, 500000), order(418, 594360)]),
      ['o-417-c-harbour', 'number', 500000, 94360],
    ],
    [
      '3: a number in two years, told apart by the amount',
      payment({ purpose: 'Заказ 417' }),
      facts([{ ...order(417, 100), order_id: 'o-last-year' }, order(417, 594360)]),
      ['o-417-c-harbour', 'exact-rest', 594360, 0],
    ],
    [
      '3: two named, the amount is that of neither but of a third',
      payment({ purpose: 'Заказы 417 и 418' }),
      facts([order(417, 300000), order(418, 300000), order(419, 594360)]),
      ['ambiguous-order', 'c-harbour', 3],
    ],
    [
      '3: an order of another client, though the amount fits',
      payment({ purpose: 'Заказ 00-00000900' }),
      facts([order(417, 594360)], { named: [foreign] }),
      ['ambiguous-order', 'c-harbour', 1],
    ],
    [
      '3: an order of another client by its digits',
      payment({ purpose: 'Заказ 900' }),
      facts([order(417, 594360)], { named: [foreign] }),
      ['ambiguous-order', 'c-harbour', 1],
    ],
    [
      '3: digits of another order beside the full number of the own one (a contract number)',
      payment({ purpose: 'Заказ 00-00000417 по договору 900' }),
      facts([order(417, 594360)], { named: [foreign] }),
      ['o-417-c-harbour', 'number', 594360, 0],
    ],
    [
      '3: full numbers of the own order and of another client',
      payment({ purpose: 'Заказы 00-00000417, 00-00000900' }),
      facts([order(417, 594360)], { named: [foreign] }),
      ['ambiguous-order', 'c-harbour', 1],
    ],
    [
      '3: another client has an order with the same number in another year',
      payment({ purpose: 'Заказ 00-00000417' }),
      facts([order(417, 594360)], { named: [order(417, 1, 'c-other')] }),
      ['o-417-c-harbour', 'number', 594360, 0],
    ],
    [
      '3: a paid or cancelled order of the client, though the amount fits another',
      payment({ purpose: 'Заказ 00-00000800' }),
      facts([order(417, 594360)], { named: [closed] }),
      ['ambiguous-order', 'c-harbour', 1],
    ],
    [
      '3: orders found that the purpose does not name',
      payment(),
      facts([order(417, 594360)], { named: [foreign] }),
      ['o-417-c-harbour', 'exact-rest', 594360, 0],
    ],
    [
      '4: one exact rest of several orders',
      payment(),
      facts([order(417, 594360), order(418, 600000)]),
      ['o-417-c-harbour', 'exact-rest', 594360, 0],
    ],
    [
      '4: two exact rests',
      payment(),
      facts([order(417, 594360), order(418, 594360)]),
      ['ambiguous-order', 'c-harbour', 2],
    ],
    [
      '4: orders of another client are not looked at',
      payment(),
      facts([order(417, 594360, 'c-other')]),
      ['ambiguous-order', 'c-harbour', 0],
    ],
    [
      '5: the only order, in part',
      payment(),
      facts([order(417, 594361)]),
      ['o-417-c-harbour', 'single-partial', 594360, 0],
    ],
    [
      '6: the only order, too much',
      payment(),
      facts([order(417, 594359)]),
      ['ambiguous-order', 'c-harbour', 1],
    ],
    [
      '6: several orders, none exact',
      payment(),
      facts([order(417, 594361), order(418, 594359)]),
      ['ambiguous-order', 'c-harbour', 2],
    ],
    ['6: no orders', payment(), facts([]), ['ambiguous-order', 'c-harbour', 0]],
    ['6: an order with nothing left to pay', payment(), facts([closed]), ['ambiguous-order', 'c-harbour', 0]],
  ])('[B-72][BD-40] step %s', (_title, paid, known, outcome) => {
    expect(brief(recognisePayment(paid, known))).toEqual(outcome)
  })

  it('[BD-40] the reason says in both languages what a person should do', () => {
    const { reason } = recognisePayment(payment(), facts([order(417, 594360), order(418, 594360)]))
    expect(reason.ru).toMatch(/00-00000417, 00-00000418.*выберите заказ вручную/)
    expect(reason.en).toMatch(/00-00000417, 00-00000418.*choose the order by hand/)
    const { reason: unknown } = recognisePayment(payment(), facts([], { clients: [] }))
    expect(unknown.ru).toMatch(/ИНН 5000007894.*вручную/)
  })

  it('[B-72][BD-40] the documents of the fixtures', () => {
    const north: ClientFact = { client_id: 'c-north', kpp: '540001001', name: 'АО "Северный Склад"' }
    const lugovaya: ClientFact = { client_id: 'c-lugovaya', kpp: '', name: 'ИП Луговая Н. П.' }
    const clients = new Map([
      ['5000007894', harbour],
      ['5400003118', north],
      ['500000114450', lugovaya],
    ])
    const orders = [
      order(417, 594360),
      order(418, 300000),
      order(419, 300000),
      order(421, 594360, north.client_id),
      order(422, 700000, north.client_id),
      order(425, 900000, lugovaya.client_id),
    ]
    const outcomes = (name: string) =>
      readStatement(fixture(name))
        .documents.filter((document) => document.receivedOn !== null)
        .map((document) => {
          const paid = paymentOf(document)
          const client = clients.get(paid.inn ?? '')
          const known = { clients: client ? [client] : [], candidates: orders, named: orders }
          return [document.number, ...brief(recognisePayment(paid, known))]
        })
    expect(outcomes('statement.windows-1251.txt')).toEqual([
      ['118', 'o-417-c-harbour', 'number', 594360, 0],
      ['119', 'o-421-c-north', 'number', 200000, 0],
      ['57', 'o-425-c-lugovaya', 'number', 900000, 100000],
      ['903', 'unrecognised'],
    ])
    expect(outcomes('statement.utf-8.txt')).toEqual([
      ['122', 'ambiguous-order', 'c-harbour', 3],
      ['1201', 'o-421-c-north', 'exact-rest', 594360, 0],
      ['7', 'ambiguous-order', 'c-north', 2],
    ])
  })
})

describe('recognition guesses nothing', () => {
  const candidate = fc.record({
    n: fc.integer({ min: 1, max: 6 }),
    rest: fc.integer({ min: -1, max: 4 }),
    other: fc.boolean(),
  })
  const situation = fc.record({
    candidates: fc.uniqueArray(candidate, { maxLength: 5, selector: ({ n, other }) => `${n} ${other}` }),
    words: fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.boolean()), { maxLength: 3 }),
    amountKopecks: fc.integer({ min: 1, max: 4 }),
  })

  it('[BD-40] an order is returned only when no other candidate fits as well, and the money adds up', () => {
    fc.assert(
      fc.property(situation, ({ candidates, words, amountKopecks }) => {
        const all = candidates.map(({ n, rest, other }) =>
          order(n, rest, other ? 'c-other' : harbour.client_id),
        )
        const purpose = words.map(([n, full]) => (full ? order(n, 0).order_number : String(n))).join(' ')
        const outcome = recognisePayment(payment({ amountKopecks, purpose }), facts(all))
        const own = all.filter(
          ({ client_id, restKopecks }) => client_id === harbour.client_id && restKopecks > 0,
        )
        if (outcome.kind !== 'order') {
          expect(outcome).toMatchObject({
            kind: 'ambiguous-order',
            client_id: harbour.client_id,
            candidates: own,
          })
          return
        }
        const chosen = own.find(({ order_id }) => order_id === outcome.order_id)!
        expect(outcome.allocateKopecks + outcome.surplusKopecks).toBe(amountKopecks)
        expect(outcome.allocateKopecks).toBeGreaterThan(0)
        expect(outcome.allocateKopecks).toBeLessThanOrEqual(chosen.restKopecks)
        const numbers = new Set(words.map(([n]) => order(n, 0).order_number))
        const named = own.filter(({ order_number }) => numbers.has(order_number))
        const exact = own.filter(({ restKopecks }) => restKopecks === amountKopecks)
        const fitting = { number: named, 'exact-rest': exact, 'single-partial': own }[outcome.rule]
        expect(fitting).toEqual([chosen])
        if (outcome.rule !== 'number') expect(outcome.surplusKopecks).toBe(0)
      }),
      { numRuns: 1000 },
    )
  })
})
