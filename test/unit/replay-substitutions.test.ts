import { describe, expect, it } from 'vitest'
import { addressAt, realHost, shownUrl } from '../../server/journal/replay/address.ts'
import { bytesOfBody, textOfBody, unmasked } from '../../server/journal/replay/body-text.ts'
import { endOfChain } from '../../server/journal/replay/chain.ts'
import { differences, verdictOf } from '../../server/journal/replay/difference.ts'
import type { ReplayStep } from '../../server/journal/replay/model.ts'
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
    expect(known.list()).toEqual([])
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

describe('differences of answers', () => {
  const answer = (text: string | null, status: number | null = 200, code: string | null = null) => ({
    outcome: { status, code, durationMs: 1 },
    text,
    sha256: text,
    bytes: text?.length ?? 0,
  })
  const context = {
    operation: 'regate.booking',
    known: createSubstitutions([{ from: 'rs-ord-1', to: 'rs-ord-2', field: null }]),
    origins: { then: 'http://a', now: 'http://b' },
  }
  const compare = (then: string, now: string, operation = context.operation) => {
    const found = differences(answer(then), answer(now), { ...context, operation })
    return found.map(({ place, expected }) => `${place} ${expected ? 'explained' : 'real'}`)
  }

  it('ignores the order of members and spelling', () => {
    expect(compare('{"a":1,"b":{"c":2}}', '{ "b": {"c": 2}, "a": 1 }')).toEqual([])
  })

  it('explains what had to be another value, and nothing else', () => {
    expect(
      compare(
        '{"booking_id":"rs-ord-1","created_at":"2026-01-01T00:00:00","amount":10,"url":"http://a/x"}',
        '{"booking_id":"rs-ord-2","created_at":"2026-01-02T00:00:00","amount":11,"url":"http://b/x"}',
      ),
    ).toEqual(['/amount real', '/booking_id explained', '/created_at explained', '/url explained'])
  })

  it('a member that is gone or has come is never explained', () => {
    expect(compare('{"updated_at":"x"}', '{}')).toEqual(['/updated_at real'])
    expect(compare('{}', '{"updated_at":"x"}')).toEqual(['/updated_at real'])
  })

  it('[C §3.1 checkauth] cookie and sessid differ and are not shown', () => {
    const found = differences(
      answer('success\nPHPSESSID\ncccc1\nsessid=dddd1'),
      answer('success\nPHPSESSID\ncccc2\nsessid=dddd2'),
      { ...context, operation: 'commerceml.catalog.checkauth' },
    )
    expect(found).toHaveLength(2)
    expect(JSON.stringify(found)).not.toMatch(/cccc|dddd/)
    expect(found.every(({ expected }) => expected)).toBe(true)
    expect(compare('success\nA\nb', 'failure\nA\nb', 'commerceml.catalog.checkauth')).toEqual(['#1 real'])
  })

  it('compares XML by elements', () => {
    expect(
      compare('<a ДатаФормирования="1"><b>1</b><b>2</b></a>', '<a ДатаФормирования="2"><b>1</b><b>3</b></a>'),
    ).toEqual(['/a[1]/b[2] real', '/a[1]/@ДатаФормирования explained'])
  })

  it('gives a verdict', () => {
    const then = answer('{}').outcome
    expect(verdictOf(then, then, [])).toBe('same')
    const one = { place: '/a', then: '1', now: '2', reason: null }
    expect(verdictOf(then, then, [{ ...one, expected: true }])).toBe('explained')
    expect(verdictOf(then, then, [{ ...one, expected: false }])).toBe('different')
    expect(verdictOf(then, { ...then, status: null }, [])).toBe('failed')
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
