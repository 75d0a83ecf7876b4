import { describe, expect, it } from 'vitest'
import { AssortmentQuery, BookingRequest, ClientUpdRequest } from '../../server/contracts/regate/schema.ts'
import { carriedOf, choicesFor, emptyMemory, remember } from '../../renderer/restore/form/carried.ts'
import { blankOf, fieldsFrom, type FormField } from '../../renderer/restore/form/fields.ts'
import { startValues } from '../../renderer/restore/form/start-values.ts'
import {
  issuesOf,
  jsonOf,
  refusedPlaces,
  valuesOfJson,
  withMember,
  type Values,
} from '../../renderer/restore/form/values.ts'
import { averageRate, barsOf, latencyColumns, rateColumns } from '../../renderer/restore/load/series.ts'
import { exampleOf, methodNamed, methods } from '../../renderer/restore/methods.ts'
import { foundIn } from '../../renderer/publishing/search.ts'

const named = (fields: readonly FormField[], name: string) => fields.find((field) => field.name === name)!

describe('form of a method', () => {
  it('[B-23][B-24][B-25][B-26][B-27][B-44][B-48][B-49][B-53][B-55][B-56] the eleven methods have a form each', () => {
    expect(methods.map(({ name }) => name)).toEqual([
      ...['state', 'city', 'citystore', 'storetable', 'assortment', 'client', 'clientupd', 'booking'],
      ...['paycard', 'bookingstate', 'refund'],
    ])
    expect(methods.filter(({ writes }) => writes).map(({ name }) => name)).toEqual([
      ...['client', 'clientupd', 'booking', 'paycard', 'refund'],
    ])
    expect(methodNamed('no such').name).toBe('state')
  })

  it('[B-49][B-50] follows the schema: kinds, requiredness, choices, lists, digits', () => {
    const fields = fieldsFrom(BookingRequest)
    const delivery = named(fields, 'delivery')
    const lines = named(fields, 'lines')
    expect(fields.map(({ name }) => name)).toEqual(Object.keys(BookingRequest.shape))
    expect(named(fields, 'booking_id')).toMatchObject({ kind: 'text', required: true, nullable: false })
    expect(named(fields, 'expected_amount')).toMatchObject({ kind: 'number', required: false, digits: 2 })
    expect(named(fields, 'valid_until')).toMatchObject({ kind: 'time', required: false })
    expect(named(delivery.fields, 'type').options).toEqual(['delivery', 'pickup'])
    expect(named(delivery.fields, 'address')).toMatchObject({ kind: 'object', required: false })
    expect(lines.kind).toBe('list')
    expect(named(lines.item!.fields, 'quantity')).toMatchObject({ kind: 'number', digits: 3, required: true })
    expect(named(fieldsFrom(AssortmentQuery), 'limit')).toMatchObject({ kind: 'number', digits: 0 })
    expect(named(fields, 'store_id').description).toContain('B-49')
  })

  it('[BD-27] a requisite that can be cleared is told from one that cannot', () => {
    const client = named(fieldsFrom(ClientUpdRequest), 'client').fields
    expect(named(client, 'email').nullable).toBe(true)
    expect(named(client, 'name').nullable).toBe(false)
  })

  it('a field that is added begins with its required members', () => {
    const fields = fieldsFrom(BookingRequest)
    expect(blankOf(named(fields, 'delivery'))).toEqual({ type: 'delivery' })
    expect(blankOf(named(fields, 'lines'))).toEqual([{ quantity: null }])
  })
})

describe('values of a form', () => {
  it('survive the JSON view, and what is no object is no values', () => {
    for (const method of methods) expect(valuesOfJson(jsonOf(exampleOf(method)))).toEqual(exampleOf(method))
    expect(['[1]', 'null', '"x"', '{', ''].map(valuesOfJson)).toEqual([null, null, null, null, null])
  })

  it('a member is set and taken away without touching the others or the original', () => {
    const before: Values = { a: 1, b: { c: 2 } }
    expect(Object.entries(withMember(before, 'a', 3))).toEqual([
      ['a', 3],
      ['b', { c: 2 }],
    ])
    expect(withMember(before, 'a', undefined)).toEqual({ b: { c: 2 } })
    expect(before).toEqual({ a: 1, b: { c: 2 } })
    expect(withMember(undefined, 'x', 'y')).toEqual({ x: 'y' })
  })

  it('[B-49] every example fits its form, and what is missing is named by its place', () => {
    for (const { schema, examples } of methods)
      for (const { value } of examples) expect([...issuesOf(schema, value as Values)]).toEqual([])
    const issues = issuesOf(BookingRequest, {
      ...exampleOf(methodNamed('booking')),
      client_id: '',
      lines: [{ quantity: 1 }],
    })
    expect([...issues.keys()].sort()).toEqual(['/client_id', '/lines/0/item_id'])
    expect(issues.get('/client_id')!.ru).toMatch(/добавьте/)
  })

  it('places of a refusal are taken from errors[], whatever else is there', () => {
    const body = {
      errors: [{ pointer: '/client/inn', message: 'inn' }, { message: 'no place' }, { pointer: '/a' }],
    }
    expect([...refusedPlaces(body)]).toEqual([
      ['/client/inn', 'inn'],
      ['/a', ''],
    ])
    expect([refusedPlaces(null), refusedPlaces({ errors: 'x' })].map(({ size }) => size)).toEqual([0, 0])
  })
})

describe('values carried from answers', () => {
  const stores = {
    city_id: 'c1',
    city: 'Город',
    stores: [{ store_id: 's1', name: 'Главный' }, { store_id: 's2' }],
  }

  it('are found at any depth with the name of the thing', () => {
    expect(carriedOf('citystore', stores)).toEqual([
      { name: 'city_id', value: 'c1', label: 'Город', method: 'citystore' },
      { name: 'store_id', value: 's1', label: 'Главный', method: 'citystore' },
      { name: 'store_id', value: 's2', label: '', method: 'citystore' },
    ])
  })

  it('the newest come first, each once, and a known name stays', () => {
    const first = remember(emptyMemory, 'citystore', {}, stores)
    const second = remember(first, 'storetable', { store_id: 's1' }, { store_id: 's1', groups: [] })
    expect(choicesFor(second, 'store_id').map(({ value, label }) => [value, label])).toEqual([
      ['s1', 'Главный'],
      ['s2', ''],
    ])
    expect(Object.keys(second.answers)).toEqual(['citystore', 'storetable'])
  })

  const fresh = { stamp: '20261125120000-1', time: '2026-11-25T12:00:00' }

  it('[B-47][B-49][B-53] a booking takes client, store and goods of this base, a payment its order and amount', () => {
    const bookings = methodNamed('booking')
    const item = (item_id: string, quantity: number) => ({
      item_id,
      min_volume: 0.5,
      price_retail: 10,
      stock: { quantity, unlimited: false },
    })
    const known = [
      ['citystore', stores],
      ['assortment', { store_id: 's1', items: [item('none-left', 0.2), item('i2', 9)] }],
      ['client', { client_id: 'rs-7' }],
    ].reduce((memory, [method, answer]) => remember(memory, method as string, {}, answer), emptyMemory)
    const booking = startValues('booking', exampleOf(bookings), known, fresh)
    expect(booking).toMatchObject({
      booking_id: 'rs-ord-20261125120000-1',
      client_id: 'rs-7',
      store_id: 's1',
      lines: [{ item_id: 'i2', quantity: 0.5 }],
    })
    expect(booking).not.toHaveProperty('expected_amount')

    const booked = remember(known, 'booking', booking, { order_id: 'o1', booking_id: 'b1', amount: 5.5 })
    const payment = startValues('paycard', exampleOf(methodNamed('paycard')), booked, fresh)
    expect(payment).toMatchObject({
      order_id: 'o1',
      payment: { amount: 5.5, paid_at: fresh.time, transaction_id: 'tx-20261125120000-1' },
    })
    expect(startValues('refund', exampleOf(methodNamed('refund')), booked, fresh)).toMatchObject({
      order_id: 'o1',
      refund_id: 'rs-ref-20261125120000-1',
    })
  })

  it('without answers the form begins with the example', () => {
    const { name, examples } = methodNamed('citystore')
    expect(startValues(name, examples[0]!.value as Values, emptyMemory, fresh)).toEqual(examples[0]!.value)
  })
})

describe('charts of a load', () => {
  const second = (at: string, calls: number, errors = 0) => ({ at, calls, errors, p50: 5, p95: 9, p99: 12 })
  const seconds = [second('2026-11-25T12:00:03.200Z', 2, 1), second('2026-11-25T12:00:01.000Z', 4)]
  const start = Date.parse('2026-11-25T12:00:01Z') / 1000

  it('a second without answers is a gap in latency and a zero in calls', () => {
    expect(latencyColumns(seconds)).toEqual([
      [start, start + 1, start + 2],
      [5, null, 5],
      [9, null, 9],
      [12, null, 12],
    ])
    expect(rateColumns(seconds)).toEqual([
      [start, start + 1, start + 2],
      [4, 0, 2],
      [0, 0, 1],
    ])
    expect(latencyColumns([])).toEqual([[], [], [], []])
  })

  it('the histogram leaves out empty classes at its ends only', () => {
    const counts = [0, 4, 0, 8, 0]
    const bars = barsOf(counts.map((count, index) => ({ upToMs: 10 * (index + 1), count })))
    expect(bars.map(({ upToMs, share }) => [upToMs, share])).toEqual([
      [20, 0.5],
      [30, 0],
      [40, 1],
    ])
    expect(barsOf([{ upToMs: 1, count: 0 }])).toEqual([])
    expect([averageRate({ calls: 50, durationMs: 2000 }), averageRate({ calls: 0, durationMs: 0 })]).toEqual([
      25, 0,
    ])
  })
})

describe('search in the contract', () => {
  it('wants every word, anywhere', () => {
    const texts = ['/hs/regate/booking', 'Создать заказ', 'RG-VOLUME']
    expect(['', 'booking', 'заказ volume', 'заказ refund'].map((query) => foundIn(query, texts))).toEqual([
      ...[true, true, true, false],
    ])
  })
})
