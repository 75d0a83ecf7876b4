import { describe, expect, it } from 'vitest'
import {
  allCodes,
  isRetryableCode,
  ordCode,
  ordCodes,
  siteCodes,
} from '../../server/contracts/site-orders/codes.ts'
import { rules } from '../../server/contracts/site-orders/rules.ts'
import { ProcessingResult } from '../../server/contracts/site-orders/schema.ts'
import {
  EXCHANGE_EVENTS,
  EXCHANGE_STATES,
  exchangeFacts,
  INITIAL_STATE,
  isRetryableStatus,
  NEW_ORDER_STATUS,
  nextExchangeState,
  nextOutgoingState,
  ORDER_STATUSES,
  resultEvent,
  retryDelay,
} from '../../server/contracts/site-orders/states.ts'
import type { ExchangeEvent, ExchangeState } from '../../server/contracts/site-orders/states.ts'

describe('exchange state of an order', () => {
  const transitions: [ExchangeState, ExchangeEvent, ExchangeState][] = [
    ['marked', 'accepted', 'accepted'],
    ['marked', 'rejected', 'rejected'],
    ['marked', 'kept', 'marked'],
    ['marked', 'version', 'returned_marked'],
    ['accepted', 'version', 'returned'],
    ['accepted', 'edited', 'marked'],
    ['accepted', 'manual', 'marked'],
    ['rejected', 'edited', 'marked'],
    ['rejected', 'version', 'returned'],
    ['returned', 'version', 'returned'],
    ['returned', 'edited', 'returned_marked'],
    ['returned', 'manual', 'returned_marked'],
    ['returned_marked', 'accepted', 'returned'],
    ['returned_marked', 'rejected', 'rejected'],
    ['returned_marked', 'kept', 'returned_marked'],
    ['returned_marked', 'version', 'returned_marked'],
  ]
  it.each(transitions)('[AD-03][AD-05][AD-06] %s, %s -> %s', (state, event, next) => {
    expect(nextExchangeState(state, event, state.startsWith('returned'))).toBe(next)
  })

  it('[A-21] a new order is marked', () => {
    expect(INITIAL_STATE).toBe('marked')
    expect(exchangeFacts(INITIAL_STATE, false)).toEqual({ mark: true, notice: true, invoice: false })
  })

  it('[A-35][A-50] notice and invoice depend on a stored version alone, also after a rejection', () => {
    for (const state of EXCHANGE_STATES) {
      expect(exchangeFacts(state, true)).toMatchObject({ notice: false, invoice: true })
      expect(exchangeFacts(state, false)).toMatchObject({ notice: true, invoice: false })
    }
    expect(nextExchangeState('rejected', 'edited', true)).toBe('returned_marked')
  })

  it('[AD-05] data from 1C never sets the mark', () => {
    for (const state of EXCHANGE_STATES) {
      const before = exchangeFacts(state, true).mark
      for (const event of ['version', 'accepted', 'rejected', 'kept'] as const) {
        const after = exchangeFacts(nextExchangeState(state, event, true), true).mark
        expect(after && !before, `${state} ${event}`).toBe(false)
      }
    }
    expect(EXCHANGE_EVENTS).toHaveLength(6)
  })

  it('[AD-04] only a result about the current revision counts', () => {
    expect(resultEvent('accepted', 2, 2)).toBe('accepted')
    expect(resultEvent('accepted_with_warnings', 2, 2)).toBe('accepted')
    expect(resultEvent('rejected', 2, 2)).toBe('rejected')
    expect(resultEvent('accepted', 1, 2)).toBe('kept')
    expect(resultEvent('deferred', 2, 2)).toBe('kept')
  })
})

describe('outgoing versions and retries', () => {
  it('[AD-31] a parked version leaves only by hand or for a newer one', () => {
    expect(nextOutgoingState('parked', 'send')).toBeNull()
    expect(nextOutgoingState('parked', 'resend')).toBe('queued')
    expect(nextOutgoingState('queued', 'replace')).toBe('superseded')
    expect(nextOutgoingState('sending', 'replace')).toBeNull()
    expect(nextOutgoingState('sending', 'retry')).toBe('waiting')
    expect(nextOutgoingState('delivered', 'send')).toBeNull()
  })

  it('[AD-34] 5 s, 15 s, 60 s, 5 min, 15 min, then the next cycle; Retry-After is honoured', () => {
    expect([1, 2, 3, 4, 5, 6].map((failures) => retryDelay(failures))).toEqual([
      5e3,
      15e3,
      6e4,
      3e5,
      9e5,
      null,
    ])
    expect(retryDelay(1, 30_000)).toBe(30_000)
    expect(retryDelay(3, 1_000)).toBe(60_000)
    expect([408, 425, 429, 500, 503].every(isRetryableStatus)).toBe(true)
    expect([400, 401, 404, 409, 413, 422].some(isRetryableStatus)).toBe(false)
  })

  it('[AD-29][A-68] the starter set of statuses; new orders are «На согласовании»', () => {
    expect(ORDER_STATUSES.map(({ code }) => code)).toEqual([
      'approval',
      'awaiting_payment',
      'in_work',
      'shipping',
      'shipped',
      'closed',
      'cancelled',
    ])
    expect(ORDER_STATUSES[0].name).toBe(NEW_ORDER_STATUS)
    expect(ORDER_STATUSES.filter((status) => status.client_may_edit).map(({ code }) => code)).toEqual([
      'approval',
    ])
    expect(ORDER_STATUSES.filter((status) => status.final).map(({ code }) => code)).toEqual([
      'closed',
      'cancelled',
    ])
  })
})

describe('codes', () => {
  it('[A-17][A-18] every code has a meaning and an action in both languages', () => {
    expect(Object.keys(ordCodes)).toHaveLength(42)
    expect(new Set(allCodes.map(({ code }) => code)).size).toBe(allCodes.length)
    for (const { meaning, action } of allCodes)
      expect(meaning.ru && meaning.en && action.ru && action.en).toBeTruthy()
    for (const [key, { code }] of Object.entries({ ...ordCodes, ...siteCodes })) expect(code).toBe(key)
  })

  it('[A-16] only codes that 1C retries by itself are retryable; an unknown one is not', () => {
    expect(Object.keys(ordCodes).filter(isRetryableCode)).toEqual([
      'ORD-202',
      'ORD-306',
      'ORD-500',
      'ORD-900',
      'ORD-901',
      'ORD-902',
      'ORD-903',
    ])
    expect(isRetryableCode('ORD-999')).toBe(false)
    expect(ordCode('constructor')).toBeNull()
  })

  it('[AD-38] statuses of the codes of the site', () => {
    for (const { status, retryable, onec } of Object.values(siteCodes)) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(retryable).toBe(onec === 'retry')
    }
  })

  it('[A-15] every rule of the schemas has a code that exists', () => {
    for (const { ord } of Object.values(rules)) expect(ordCode(ord)).not.toBeNull()
  })
})

describe('processing results', () => {
  const base = { order_id: 'a1', revision: 1, checked_at: '2025-01-01T10:00:00' }
  const taken = { ...base, ref_1c: '3c9e1b70-94a1-11f0-8de9-0242ac120002', number_1c: '0001' }
  const code = (name: string, severity: string): object => ({ code: name, severity, message: 'текст' })

  it.each([
    ['accepted', taken, [], true],
    ['accepted', taken, [code('ORD-204', 'info')], true],
    ['accepted', taken, [code('ORD-305', 'warning')], false],
    ['accepted', base, [], false],
    ['accepted_with_warnings', taken, [code('ORD-305', 'warning')], true],
    ['accepted_with_warnings', taken, [], false],
    ['accepted_with_warnings', taken, [code('ORD-204', 'info')], false],
    ['accepted_with_warnings', taken, [code('ORD-305', 'warning'), code('ORD-300', 'error')], false],
    ['rejected', base, [code('ORD-300', 'error')], true],
    ['rejected', base, [code('ORD-300', 'error'), code('ORD-901', 'error')], true],
    ['rejected', base, [code('ORD-901', 'error')], false],
    ['rejected', base, [], false],
    ['rejected', base, [code('ORD-777', 'error')], true],
    ['deferred', base, [code('ORD-500', 'error')], true],
    ['deferred', base, [code('ORD-500', 'error'), code('ORD-300', 'error')], false],
    ['deferred', base, [code('ORD-305', 'warning')], false],
  ])('[AD-01] %s with %j and %j: %s', (result, head, codes, valid) => {
    expect(ProcessingResult.safeParse({ ...head, result, codes }).success).toBe(valid)
  })
})
