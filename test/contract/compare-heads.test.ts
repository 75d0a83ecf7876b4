import { expect, it } from 'vitest'
import { compareHeads, type ExchangeHead } from '../../server/contracts/compare/heads.ts'

const head: ExchangeHead = {
  method: 'GET',
  path: '/orders?limit=50',
  status: 200,
  durationMs: 12,
  code: null,
  requestHeaders: [
    ['Accept', 'application/json'],
    ['X-Request-Id', 'a'],
  ],
  responseHeaders: [
    ['Content-Type', 'application/json'],
    ['Date', 'Thu, 20 Nov 2025 10:00:00 GMT'],
  ],
}

it('names of headers are the same in any case and any order', () => {
  const same = head.requestHeaders.map(([name, value]) => [name.toLowerCase(), value] as const).reverse()
  expect(compareHeads(head, { ...head, requestHeaders: same })).toEqual([])
})

it('what differs by its nature is marked, what does not is not', () => {
  const other: ExchangeHead = {
    ...head,
    status: 409,
    code: 'SITE-STALE',
    durationMs: 13,
    requestHeaders: [
      ['Accept', 'application/xml'],
      ['X-Request-Id', 'b'],
    ],
    responseHeaders: [
      ['Content-Type', 'application/json'],
      ['Retry-After', '5'],
    ],
  }
  expect(
    compareHeads(head, other).map(({ part, name, left, right, volatile }) => [
      part,
      name,
      left,
      right,
      volatile,
    ]),
  ).toEqual([
    ['exchange', 'status', '200', '409', false],
    ['exchange', 'code', null, 'SITE-STALE', false],
    ['exchange', 'durationMs', '12', '13', true],
    ['request', 'accept', 'application/json', 'application/xml', false],
    ['request', 'x-request-id', 'a', 'b', true],
    ['response', 'date', 'Thu, 20 Nov 2025 10:00:00 GMT', null, true],
    ['response', 'retry-after', null, '5', false],
  ])
})

it('of a repeated header every value counts', () => {
  const links = (...values: string[]): ExchangeHead => ({
    ...head,
    responseHeaders: values.map((value) => ['Link', value] as const),
  })
  expect(compareHeads(links('a', 'b'), links('a'))).toMatchObject([
    { name: 'link', left: 'a, b', right: 'a' },
  ])
})
