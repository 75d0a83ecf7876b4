import { describe, expect, it } from 'vitest'
import { addressAt, realHost, shownUrl } from '../../server/journal/replay/address.ts'
import { bytesOfBody, textOfBody, unmasked } from '../../server/journal/replay/body-text.ts'
import { endOfChain } from '../../server/journal/replay/chain.ts'
import type { ReplayStep } from '../../server/journal/replay/model.ts'
import { prepare } from '../../server/journal/replay/prepare.ts'
import { newState } from '../../server/journal/replay/state.ts'
import { createSubstitutions } from '../../server/journal/replay/substitutions.ts'
import { maskPersonal } from '../../server/journal/mask.ts'
import { regate } from '../../server/contracts/regate/operations.ts'
import { cmlOperation } from '../../server/contracts/commerceml/operations.ts'

describe('values of the recording in the requests of the replay', () => {
  it('replaces whole values only, all in one pass', () => {
    const known = createSubstitutions([
      { from: 'rs-ord-1', to: 'rs-ord-2', field: null },
      { from: 'rs-ord-2', to: 'rs-ord-3', field: null },
    ])
    expect(known.apply('{"a":"rs-ord-1","b":"rs-ord-2","c":"rs-ord-15","d":"x-rs-ord-1"}')).toBe(
      '{"a":"rs-ord-2","b":"rs-ord-3","c":"rs-ord-15","d":"x-rs-ord-1"}',
    )
  })

  it('replaces a short value only under its name, in JSON, in a query and in XML', () => {
    const known = createSubstitutions([{ from: '17', to: '18', field: 'number' }])
    expect(known.apply('{"number": "17", "amount": "17", "number": 175}')).toBe(
      '{"number": "18", "amount": "17", "number": 175}',
    )
    expect(known.apply('/x?number=17&year=17')).toBe('/x?number=18&year=17')
    expect(known.apply('<number>17</number><n>17</n>')).toBe('<number>18</number><n>17</n>')
  })

  it('never learns a mask', () => {
    const known = createSubstitutions([{ from: 'abc***', to: 'secret', field: null }])
    expect(known.apply('abc***')).toBe('abc***')
    expect(known.of('abc***')).toBeNull()
  })
})

describe('the address of a replay', () => {
  const booking = regate.operations.find(({ id }) => id === 'regate.booking')!
  const entry = { url: 'http://***@1c.example.ru:8080/base/hs/regate/booking?x=1' }

  it('goes below a base by the path of the contract, or changes the host alone', () => {
    expect(addressAt(entry, booking, 'http://127.0.0.1:1/onec/kolos')).toBe(
      'http://127.0.0.1:1/onec/kolos/hs/regate/booking?x=1',
    )
    expect(addressAt(entry, booking, 'http://127.0.0.1:1')).toBe(
      'http://127.0.0.1:1/base/hs/regate/booking?x=1',
    )
    expect(addressAt(entry, booking, null)).toBe('http://1c.example.ru:8080/base/hs/regate/booking?x=1')
  })

  it('[C §2.1] of a site of CommerceML is its script, whatever it is called', () => {
    const checkauth = cmlOperation('catalog', 'checkauth')
    expect(
      addressAt(
        { url: 'http://shop/bitrix/admin/1c_exchange.php?type=catalog&mode=checkauth' },
        checkauth,
        'http://127.0.0.1/ex',
      ),
    ).toBe('http://127.0.0.1/ex?type=catalog&mode=checkauth')
  })

  it.each([
    ['http://127.0.0.1:8183/a', null],
    ['http://localhost/a', null],
    ['http://[::1]:1/a', null],
    ['https://127.example.ru/a', '127.example.ru'],
    ['http://localhost.example.ru/', 'localhost.example.ru'],
    ['http://192.0.2.7:81/', '192.0.2.7:81'],
  ])('%s is %s', (url, host) => expect(realHost(url)).toBe(host))

  it('[C §3.4] shows no sessid', () => {
    expect(shownUrl('http://a/?type=sale&sessid=0123&x=1')).toBe('http://a/?type=sale&sessid=***&x=1')
  })
})

describe('an edited body', () => {
  it('keeps its encoding, and bytes that are no text are not touched', () => {
    const bytes = bytesOfBody('Щётка', 'windows-1251')
    expect(bytes).toHaveLength(5)
    expect(textOfBody(bytes, 'windows-1251')).toBe('Щётка')
    expect(textOfBody(bytes, 'utf-8')).toBeNull()
    expect(textOfBody(bytes, 'binary')).toBeNull()
  })

  it('has personal data that was shown masked put back', () => {
    const original = '{"pasport_info":{"number":"4510 123456"},"comment":"a**b"}'
    const seen = maskPersonal(original)
    expect(seen).not.toBe(original)
    expect(unmasked(seen.replace('a**b', 'other **'), original)).toBe(original.replace('a**b', 'other **'))
  })
})

describe('requests of one import', () => {
  it('[C §3.1 import] are one question, however often it was asked', () => {
    const step = (operation: string, url: string) => ({ operation, url }) as ReplayStep
    const steps = [
      step('commerceml.catalog.import', '/a?filename=import.xml'),
      step('commerceml.catalog.import', '/a?filename=import.xml'),
      step('commerceml.catalog.import', '/a?filename=offers.xml'),
      step('commerceml.catalog.complete', '/a'),
    ]
    expect([0, 1, 2, 3].map((at) => endOfChain(steps, at))).toEqual([1, 1, 2, 3])
  })
})

describe('moments of a message', () => {
  const recordedAt = '2026-01-01T09:00:00.000Z'
  const DAY = 86_400_000
  const state = () => newState([], new Map())
  const sent = (operation: string, body: object, later: number, given = state(), zone = 'Europe/Moscow') => {
    const entry = {
      at: recordedAt,
      method: 'POST',
      url: 'http://a/x',
      operation,
      status: 200,
      requestHeaders: [],
    }
    const now = new Date(Date.parse(recordedAt) + later)
    const { text, changes } = prepare(given, {
      entry,
      url: entry.url,
      text: JSON.stringify(body),
      edit: null,
      off: new Set(),
      account: null,
      now,
      zone,
      uuid: () => 'new',
    })
    return {
      body: text === null ? body : (JSON.parse(text) as object),
      dates: changes.filter(({ kind }) => kind === 'dates').map(({ place }) => place),
    }
  }

  it('[BD-15] an order that had expired is valid for as long as it was; wished hours stay hours', () => {
    // 12:00 in Moscow is the moment of the recording.
    const body = { valid_until: '2026-01-01T14:00:00', delivery: { desired_from: '2026-01-02T10:00:00' } }
    expect(sent('regate.booking', body, DAY + 3 * 3_600_000)).toEqual({
      body: { valid_until: '2026-01-02T17:00:00', delivery: { desired_from: '2026-01-04T10:00:00' } },
      dates: ['body /valid_until', 'body /delivery/desired_from'],
    })
    // Not passed yet, by the clock of the enterprise.
    expect(sent('regate.booking', body, 3_600_000)).toEqual({ body, dates: [] })
    expect(sent('regate.booking', body, 3_600_000, state(), 'Asia/Vladivostok').dates).toEqual([
      'body /valid_until',
    ])
  })

  it('[AD-06] stock and results are as new as they were, in either spelling; parts keep one moment', () => {
    const run = state()
    const first = sent('site-orders.postStock', { stock: { as_of: '2026-01-01T12:00:00' } }, DAY, run)
    expect(first).toEqual({ body: { stock: { as_of: '2026-01-02T12:00:00' } }, dates: ['body /stock/as_of'] })
    expect(
      sent('site-orders.postStock', { stock: { as_of: '2026-01-01T12:00:00' } }, DAY + 5000, run),
    ).toEqual(first)
    expect(sent('site-orders.postResult', { checked_at: '01.01.2026 9:05:00' }, DAY).body).toEqual({
      checked_at: '02.01.2026 9:05:00',
    })
    const message = { date: '2020-01-01T00:00:00', as_of: '2020-01-01T00:00:00' }
    expect(sent('ksup.income', message, DAY)).toEqual({ body: message, dates: [] })
  })
})
