import { describe, expect, it } from 'vitest'
import {
  PAYMENT_RECORDED_CODES,
  platformAnswers,
  refusalCode,
  refusalCodes,
  regateCodes,
  warningCodes,
} from '../../server/contracts/regate/codes.ts'
import type { RegateCode } from '../../server/contracts/regate/codes.ts'
import { readTimeout, retryPause } from '../../server/contracts/regate/retry.ts'
import { OrderStatusBlock, PaymentBlock } from '../../server/contracts/regate/schema.ts'
import {
  INITIAL_STATUS,
  isAllowedPair,
  nextStatus,
  ORDER_EVENTS,
  ORDER_STATUS_CODES,
  orderStatuses,
  PAYMENT_CODES,
  payments,
  statusBlocks,
  transitions,
} from '../../server/contracts/regate/states.ts'
import type { OrderEvent, OrderStatusCode, PaymentCode } from '../../server/contracts/regate/states.ts'

describe('order statuses', () => {
  const statuses: [string, OrderStatusCode, string, PaymentCode, boolean][] = [
    ['[B-58][B-59][BD-16][BD-19]', 100, 'создан, неоплачен', 0, false],
    ['[B-60][BD-16]', 210, 'оплачен картой', 1, false],
    ['[B-61][BD-16]', 220, 'оплачен через р/с', 2, false],
    ['[B-62][BD-16]', 230, 'оплачен наличными', 3, false],
    ['[BD-17]', 240, 'оплачен электронными деньгами', 4, false],
    ['[B-63][BD-16]', 410, 'истек срок действия', 0, true],
    ['[B-64][BD-16]', 420, 'аннулирован', 0, true],
    ['[B-65][BD-16][BD-18][BD-21]', 430, 'возврат денег', 1, true],
  ]
  it.each(statuses)('%s %i is «%s» with payment code %i', (_ids, code, name, payment, final) => {
    expect(orderStatuses[code]).toMatchObject({ code, name, payment, final })
    expect(statusBlocks(code)).toEqual({
      status: { code, name },
      payment: { code: payment, name: payments[payment].name },
    })
    expect(OrderStatusBlock.safeParse({ code, name }).success).toBe(true)
    expect(OrderStatusBlock.safeParse({ code, name: 'оплачен' }).success).toBe(false)
  })

  it('[B-58][BD-16] there are the seven and the one extension, none of them a payment code', () => {
    expect(statuses.map(([, code]) => code)).toEqual([...ORDER_STATUS_CODES])
    for (const code of ORDER_STATUS_CODES) {
      expect(PAYMENT_CODES).not.toContain(code)
      expect(orderStatuses[code].extension).toBe(code === 240)
    }
  })

  const codes: [string, PaymentCode, string][] = [
    ['[B-66][B-67]', 0, 'оплата не выполнена'],
    ['[B-66][B-68]', 1, 'оплачено картой'],
    ['[B-66][B-69]', 2, 'оплачено через расчётный счёт'],
    ['[B-66][B-70]', 3, 'оплачено наличными'],
    ['[B-66][B-71]', 4, 'оплачено электронными деньгами'],
  ]
  it.each(codes)('%s payment code %i is «%s»', (_ids, code, name) => {
    expect(payments[code].name).toBe(name)
    expect(PaymentBlock.safeParse({ code, name }).success).toBe(true)
    expect(PaymentBlock.safeParse({ code: code + 5, name }).success).toBe(false)
  })

  const allowed = ['100/0', '210/1', '220/2', '230/3', '240/4', '410/0', '420/0', '430/1']
  const pairs = ORDER_STATUS_CODES.flatMap((status) =>
    PAYMENT_CODES.map((payment) => [status, payment] as const),
  )
  it.each(pairs)('[B-66][BD-16] the pair %i/%i is valid as the table of 5.1 says', (status, payment) => {
    expect(isAllowedPair(status, payment)).toBe(allowed.includes(`${status}/${payment}`))
  })

  it('[BD-16] a code that is no status makes no valid pair', () => {
    for (const status of [0, 1, 200, 240.5, 999]) expect(isAllowedPair(status, 0)).toBe(false)
  })
})

describe('transitions of 5.3', () => {
  const moves: [string, OrderStatusCode, OrderEvent, OrderStatusCode, string[]][] = [
    ['[B-53][B-60]', 100, 'paycard', 210, ['store-payment', 'keep-reserve']],
    ['[B-61][B-74]', 100, 'bank-paid', 220, ['postings', 'rest-to-balance']],
    ['[B-74]', 100, 'bank-partial', 100, ['postings', 'grow-paid-amount']],
    ['[B-62][BD-24]', 100, 'cash', 230, []],
    ['[B-71][BD-17][BD-24]', 100, 'e-money', 240, []],
    ['[B-63][BD-15]', 100, 'expire', 410, ['release-reserve']],
    ['[BD-15]', 100, 'expire-with-money', 100, ['flag-for-operator']],
    ['[B-64][BD-24]', 100, 'cancel', 420, ['release-reserve', 'money-to-balance']],
    ['[B-56][B-65][BD-20]', 210, 'refund', 430, ['return-document', 'prepare-payout']],
    ['[BD-18]', 430, 'payout', 430, ['refund-state']],
  ]
  it.each(moves)('%s %i, %s -> %i', (_ids, from, event, to, effects) => {
    expect(nextStatus(from, event)).toEqual({ to, effects })
  })

  it('[BD-16] there are no other moves', () => {
    expect(transitions).toHaveLength(moves.length)
  })

  const paid = [210, 220, 230, 240, 430] as const
  const money = ['paycard', 'bank-paid', 'bank-partial', 'cash', 'e-money'] as const
  const expected = (from: OrderStatusCode, event: OrderEvent): RegateCode => {
    if (event === 'payout') return 'RG-VALIDATION'
    if (event === 'refund') return from === 430 ? 'RG-ALREADY-REFUNDED' : 'RG-REFUND-NOT-CARD'
    if (from === 410) return 'RG-ORDER-EXPIRED'
    return from === 420 ? 'RG-ORDER-CANCELLED' : 'RG-ALREADY-PAID'
  }
  const forbidden = ORDER_STATUS_CODES.flatMap((from) =>
    ORDER_EVENTS.filter((event) => !moves.some(([, at, what]) => at === from && what === event)).map(
      (event) => [from, event, expected(from, event)] as const,
    ),
  )
  it.each(forbidden)('[BD-16][BD-20][BD-22][BD-23] %i, %s: refused with %s', (from, event, code) => {
    const outcome = nextStatus(from, event)
    expect(outcome.to).toBeUndefined()
    expect(outcome.refusal).toBe(code)
    expect(outcome.effects).toEqual(money.includes(event as never) ? ['money-to-balance'] : [])
  })

  it('[B-51][BD-19] an order begins unpaid', () => {
    expect(INITIAL_STATUS).toBe(100)
    expect(statusBlocks(INITIAL_STATUS).payment.code).toBe(0)
  })

  it.each(ORDER_STATUS_CODES)('[BD-17] %i with e-money switched off refuses the payment', (from) => {
    expect(nextStatus(from, 'e-money', { eMoney: false })).toMatchObject({ refusal: 'RG-PAYMENT-KIND' })
  })

  it('[BD-22][BD-23] every refused card payment of a closed order is recorded', () => {
    for (const from of [410, 420, ...paid] as const)
      expect(PAYMENT_RECORDED_CODES).toContain(nextStatus(from, 'paycard').refusal)
  })
})

describe('codes of section 7', () => {
  const retryable = ['RG-KEY-IN-USE', 'RG-RATE', 'RG-INTERNAL', 'RG-QUEUE-FULL', 'RG-BUSY', 'RG-LOCK']
  it('only what may pass unchanged later is retryable', () => {
    const found = Object.values(refusalCodes).filter((row) => row.retryable)
    expect(found.map(({ code }) => code)).toEqual([...retryable, 'RG-MAINTENANCE', 'RG-LICENSE'])
  })

  it('every code says what it means and what to do, in both languages', () => {
    for (const { code, meaning, action } of regateCodes.all) {
      expect(code).toMatch(/^(?:RG|W)-[A-Z-]+$/)
      for (const { ru, en } of [meaning, action]) {
        expect(ru).toMatch(/[а-яё]/i)
        expect(en).toMatch(/[a-z]/i)
      }
    }
    expect(regateCodes.all).toHaveLength(Object.keys(refusalCodes).length + Object.keys(warningCodes).length)
  })

  it('every fault of the host has a refusal of the catalogue', () => {
    for (const code of Object.values(regateCodes.faults))
      if (code !== null) expect(regateCodes.refusal(code)?.code).toBe(code)
    expect(refusalCode('RG-NOTHING')).toBeNull()
    expect(refusalCode('toString')).toBeNull()
  })

  it('the statuses of 401, 405 and of the queue', () => {
    expect(refusalCodes['RG-AUTH'].status).toBe(401)
    expect(refusalCodes['RG-VERB'].status).toBe(405)
    expect(refusalCodes['RG-QUEUE-FULL'].status).toBe(503)
  })

  it('the answers of the platform: the stale session before the missing publication', () => {
    const at = (id: string): number => platformAnswers.findIndex((row) => row.id === id)
    expect(platformAnswers).toHaveLength(7)
    expect(at('stale-session')).toBeLessThan(at('not-published'))
    expect(platformAnswers[at('no-session')]).toMatchObject({
      statuses: [406],
      treatAs: 'RG-BUSY',
      retry: 'yes',
    })
    expect(platformAnswers[at('wrong-address')]).toMatchObject({ statuses: [200], retry: 'no' })
  })
})

describe('retry policy of 7.2', () => {
  it('[BD-09] reads three times, writes six times, then a person', () => {
    const pauses = (kind: 'read' | 'write') =>
      [1, 2, 3, 4, 5, 6].map((failures) => retryPause(kind, failures))
    expect(pauses('read')).toEqual([1_000, 3_000, null, null, null, null])
    expect(pauses('write')).toEqual([1_000, 3_000, 10_000, 30_000, 60_000, null])
  })

  it('[BD-09] a longer Retry-After is honoured, a shorter one is not', () => {
    expect(retryPause('write', 1, 5_000)).toBe(5_000)
    expect(retryPause('write', 3, 5_000)).toBe(10_000)
    expect(retryPause('write', 6, 5_000)).toBeNull()
  })

  it('[BD-09] the answer is waited for ten seconds more than was asked', () => {
    expect(readTimeout()).toBe(30_000)
    expect(readTimeout(5)).toBe(15_000)
  })
})
