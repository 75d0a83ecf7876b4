import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterLinkEvent,
  callbackAnswer,
  LINK_STATES,
  type LinkEvent,
} from '../../server/contracts/ksup/contact-link.ts'
import { crossCheckOrder, placeOrder, shipmentToChange } from '../../server/contracts/ksup/deal-documents.ts'
import {
  DEAL_EVENTS,
  dealAnswer,
  dealStates,
  RETAIL_DEAL_STATE,
  RETAIL_DEAL_TYPE,
} from '../../server/contracts/ksup/deal-state.ts'
import {
  ACTIONS,
  DIRECTIONS,
  kindsFor,
  matrices,
  mayTravel,
  MESSAGE_KINDS,
  messageKinds,
  OBJECTS,
  PRICE_STOCK_DIRECTION,
} from '../../server/contracts/ksup/direction.ts'
import { refusalCodes } from '../../server/contracts/ksup/errors.ts'
import { GAP_WAIT_MS, repeatOf, turnOf } from '../../server/contracts/ksup/inbox.ts'
import { operations } from '../../server/contracts/ksup/operations.ts'
import {
  afterAnswer,
  outboxPause,
  PAUSES,
  sendable,
  sendAgain,
  senderAction,
} from '../../server/contracts/ksup/outbox-state.ts'

describe('a deal in КСУП', () => {
  it('[D-63, D-66, DD-34, DD-46] table 4.2, every cell', () => {
    const cell = (state: Parameters<typeof dealAnswer>[0]) =>
      DEAL_EVENTS.map((event) => {
        const answer = dealAnswer(state, event)
        if (answer.kind === 'refused') return answer.code
        return answer.kind === 'duplicate'
          ? 'duplicate'
          : [answer.state, answer.warning].filter(Boolean).join(' ')
      })
    const closed = 'KS-DEAL-CLOSED'
    expect(DEAL_EVENTS).toEqual(['add', 'change', 'cancel', 'finished', 'shipment', 'income'])
    expect(cell('active')).toEqual(['active', 'active', 'cancelled', 'finished', 'active', 'active'])
    expect(cell('cancelled')).toEqual([
      closed,
      closed,
      'duplicate',
      closed,
      closed,
      'cancelled W-DEAL-CLOSED',
    ])
    expect(cell('finished')).toEqual([
      closed,
      closed,
      closed,
      'duplicate',
      'finished W-DEAL-CLOSED',
      'finished',
    ])
    expect(cell(null)).toEqual(Array(6).fill('KS-DEAL-UNKNOWN'))
  })

  it('[D-63, D-66] the names of the states', () => {
    expect(Object.values(dealStates).map(({ name }) => name)).toEqual([
      'В работе',
      'Отменённая',
      'Завершённая',
    ])
  })

  it('[D-93, D-94] a retail deal is born finished, of the type «Розница»', () => {
    expect([RETAIL_DEAL_TYPE, dealStates[RETAIL_DEAL_STATE].name]).toEqual(['Розница', 'Завершённая'])
  })

  it('[DD-28, DD-30] one order per deal; add and change are both stored', () => {
    expect(placeOrder(null, 'add', '1')).toEqual({ kind: 'store' })
    expect(placeOrder('1', 'change', '1')).toEqual({ kind: 'store' })
    expect(placeOrder(null, 'change', '1')).toEqual({ kind: 'store', warning: 'W-UPSERT' })
    expect(placeOrder('1', 'add', '1')).toEqual({ kind: 'store', warning: 'W-UPSERT' })
    for (const type of ['add', 'change'] as const)
      expect(placeOrder('1', type, '01')).toEqual({ kind: 'refused', code: 'KS-DEAL-HAS-ORDER' })
  })

  it('[DD-28] the order number of cancel and finished is compared when both are known', () => {
    expect(crossCheckOrder('1', '2')).toBe('KS-DEAL-HAS-ORDER')
    expect([crossCheckOrder('1', '1'), crossCheckOrder('1', undefined), crossCheckOrder(null, '1')]).toEqual([
      null,
      null,
      null,
    ])
  })

  it('[DD-40, DD-41] which shipment a change is about', () => {
    const a = { sourceRef: 'a', date: '2025-09-22T10:00:00' }
    const b = { sourceRef: 'b', date: '2025-09-23T10:00:00' }
    const c = { sourceRef: null, date: b.date }
    const bare = (date: string) => ({ sourceRef: null, date })
    expect(shipmentToChange([a, b], { sourceRef: 'b', date: a.date })).toEqual({ kind: 'found', shipment: b })
    expect(shipmentToChange([a], { sourceRef: 'x', date: a.date })).toEqual({ kind: 'new' })
    expect(shipmentToChange([], bare(a.date))).toEqual({ kind: 'new' })
    expect(shipmentToChange([a], bare(b.date))).toEqual({ kind: 'found', shipment: a })
    expect(shipmentToChange([a, b], bare(b.date))).toEqual({ kind: 'found', shipment: b })
    const ambiguous = { kind: 'refused', code: 'KS-SHIPMENT-AMBIGUOUS' }
    expect(shipmentToChange([a, b], bare('2025-09-24T10:00:00'))).toEqual(ambiguous)
    expect(shipmentToChange([a, b, c], bare(b.date))).toEqual(ambiguous)
  })
})

describe('the link of a contact', () => {
  it('[DD-13, DD-14] chart 4.1', () => {
    const events: LinkEvent[] = [
      'condition-met',
      'condition-lost',
      'refused',
      'retried',
      'callback',
      'operator',
      'contact-edited',
      'changed-in-1c',
    ]
    const chart = Object.fromEntries(
      LINK_STATES.map((state) => [state, events.map((event) => afterLinkEvent(state, event))]),
    )
    const [u, r, l, f] = ['unlinked', 'requested', 'linked', 'failed']
    expect(chart).toEqual({
      unlinked: [r, u, u, u, l, u, u, u],
      requested: [r, r, f, r, l, r, r, r],
      linked: [l, l, l, l, l, l, l, l],
      failed: [f, f, f, f, l, r, r, f],
    })
  })

  it('[D-24, DD-14] a callback links, twice it is a duplicate, a conflict overwrites nothing', () => {
    const codes = { codeKsup: '58213', code1c: '00-1' }
    const answer = (contact: { code1c: string | null } | null, ownerOfCode: string | null) =>
      callbackAnswer(codes, { contact, ownerOfCode })
    expect(answer({ code1c: null }, null)).toEqual({ kind: 'applied' })
    expect(answer({ code1c: '00-1' }, '58213')).toEqual({ kind: 'duplicate' })
    expect(answer(null, null)).toEqual({ kind: 'refused', code: 'KS-CONTACT-UNKNOWN' })
    const conflict = { kind: 'refused', code: 'KS-LINK-CONFLICT' }
    expect(answer({ code1c: '00-2' }, null)).toEqual(conflict)
    expect(answer({ code1c: null }, '58214')).toEqual(conflict)
  })
})

describe('the outbox', () => {
  const step = (status: number | null, code: string | null = null, failures = 1, id = 'ksup.orders') =>
    afterAnswer({ status, code }, id, failures)

  it('[DD-08] 5 s, 15 s, 60 s, 5 min, 15 min, then hourly for 24 h', () => {
    expect(PAUSES.slice(0, 5)).toEqual([5_000, 15_000, 60_000, 300_000, 900_000])
    expect(PAUSES.slice(5)).toEqual(Array(24).fill(3_600_000))
    expect(outboxPause(29)).toBe(3_600_000)
    expect(outboxPause(30)).toBeNull()
  })

  it('[DD-08] a longer Retry-After is kept to, a shorter one is not', () => {
    expect([outboxPause(1, 20_000), outboxPause(2, 1_000)]).toEqual([20_000, 15_000])
  })

  it.each([200, 201, 202, 204])('[DD-04] %i is delivered', (status) => {
    expect(step(status).next).toEqual({ state: 'delivered' })
  })

  it.each([null, 408, 425, 429, 500, 502, 503, 504])(
    '[DD-08] %s waits, and is parked after the last try',
    (status) => {
      expect(step(status).next).toEqual({ state: 'waiting', pauseMs: 5_000 })
      expect(step(status, null, 6).next).toEqual({ state: 'waiting', pauseMs: 3_600_000 })
      expect(step(status, null, 30).next).toEqual({
        state: 'parked',
        code: status === null ? 'NETWORK' : `HTTP-${status}`,
      })
    },
  )

  it.each([400, 404, 405, 409, 410, 413, 415, 422, 302])(
    '[DD-08] %i without a code is parked at once',
    (status) => {
      expect(step(status)).toEqual({ next: { state: 'parked', code: `HTTP-${status}` }, stopQueue: false })
    },
  )

  it.each(Object.values(refusalCodes))('[DD-08] $code: $sender', ({ code, status, sender }) => {
    const states = { park: 'parked', ignore: 'ignored', drop: 'ignored', retry: 'waiting', stop: 'parked' }
    const { next, stopQueue } = step(status, code)
    expect([next.state, stopQueue]).toEqual([states[sender], sender === 'stop'])
  })

  it('[DD-18, DD-48] an unknown contact: a change is ignored, a receipt and a callback are parked', () => {
    const of = (id: string) => step(404, 'KS-CONTACT-UNKNOWN', 1, id).next
    expect(of('ksup.contactChange')).toEqual({ state: 'ignored', code: 'KS-CONTACT-UNKNOWN' })
    expect(of('ksup.retail')).toEqual({ state: 'parked', code: 'KS-CONTACT-UNKNOWN' })
    expect(of('ksup.contactLink').state).toBe('parked')
  })

  it('[DD-08] wrong credentials stop the queue even without a code', () => {
    expect([
      senderAction({ status: 401, code: null }, ''),
      senderAction({ status: 403, code: 'X' }, ''),
    ]).toEqual(['stop', 'stop'])
  })

  it('[DD-08] a code that does not go with the status is not believed', () => {
    expect(step(503, 'KS-DEAL-CLOSED').next.state).toBe('waiting')
  })

  it('[DD-08, DD-48] only a parked message is sent again', () => {
    expect(sendAgain({ state: 'parked', code: 'KS-DEAL-UNKNOWN' })).toEqual({ state: 'new' })
    for (const state of ['new', 'sending', 'delivered'] as const)
      expect(sendAgain({ state })).toEqual({ state })
    expect(sendAgain({ state: 'ignored', code: 'KS-STALE' }).state).toBe('ignored')
  })

  it('[DD-06, DD-08, DD-61] the first unfinished message of each key may go; keys do not hold up one another', () => {
    const queue = [
      { key: 'deal 1', seq: 2, state: 'new' },
      { key: 'deal 1', seq: 1, state: 'waiting' },
      { key: 'deal 2', seq: 1, state: 'parked' },
      { key: 'deal 2', seq: 2, state: 'new' },
      { key: 'deal 3', seq: 1, state: 'sending' },
      { key: 'deal 3', seq: 2, state: 'new' },
      { key: 'deal 4', seq: 1, state: 'delivered' },
      { key: 'deal 4', seq: 2, state: 'ignored' },
    ] as const
    expect(sendable(queue)).toEqual([queue[1], queue[3]])
  })
})

describe('the inbox', () => {
  it('[DD-05] a repeat is a duplicate, another body under the same id is refused', () => {
    expect(repeatOf(null, 'a')).toBeNull()
    expect(repeatOf({ bodyDigest: 'a' }, 'a')).toEqual({ kind: 'duplicate' })
    expect(repeatOf({ bodyDigest: 'a' }, 'b')).toEqual({ kind: 'refused', code: 'KS-KEY-REUSED' })
  })

  it('[DD-06] turns: next, gap, late', () => {
    expect(turnOf(1, 0, 0)).toEqual({ kind: 'apply' })
    expect(turnOf(5, 3, 0)).toEqual({ kind: 'wait', ms: GAP_WAIT_MS })
    expect(turnOf(5, 3, 59_999)).toEqual({ kind: 'wait', ms: 1 })
    expect(turnOf(5, 3, 60_000)).toEqual({ kind: 'apply', warning: 'W-SEQ-GAP' })
    for (const seq of [3, 2]) expect(turnOf(seq, 3, 0)).toEqual({ kind: 'refused', code: 'KS-STALE' })
  })

  it('[DD-06] numbers that are applied only grow', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(70_000))), (arrivals) => {
        let last = 0
        for (const [seq, waited] of arrivals) {
          if (turnOf(seq, last, waited).kind !== 'apply') continue
          expect(seq).toBeGreaterThan(last)
          last = seq
        }
      }),
    )
  })
})

describe('directions', () => {
  /** The «Да» cells of the seed. */
  const yes = [
    'contact create ksup→onec',
    'contact change onec→ksup',
    'item create onec→ksup',
    'item change onec→ksup',
    'order create onec→ksup',
    'order change-rows onec→ksup',
    'order change-status onec→ksup',
    'income create onec→ksup',
    'shipment create onec→ksup',
    'shipment change onec→ksup',
    'receipt create onec→ksup',
  ]
  const cells = OBJECTS.flatMap((object) =>
    ACTIONS.flatMap((action) => DIRECTIONS.map((direction) => ({ object, action, direction }))),
  )

  it.each(cells)(
    '[D-06…D-09, D-28…D-30, D-40…D-42, D-68, D-69, D-77…D-79, D-88, D-89] $object, $action, $direction',
    ({ object, action, direction }) => {
      const isYes = yes.includes(`${object} ${action} ${direction}`)
      expect(mayTravel(object, action, direction)).toBe(isYes)
      expect(kindsFor(object, action, direction).length > 0).toBe(isYes)
    },
  )

  it('[D-08, D-09, D-30, D-42, D-69, D-79, D-89] deletion and merging stand in every matrix, with «Нет»', () => {
    for (const object of OBJECTS) expect([matrices[object].delete, matrices[object].merge]).toEqual([[], []])
  })

  it('[D-22] only the answer to a creation is outside the matrices', () => {
    expect(MESSAGE_KINDS.filter((kind) => messageKinds[kind].action === null)).toEqual(['contact-link'])
  })

  it('[D-99] КСУП alone asks for prices and stock', () => {
    expect(PRICE_STOCK_DIRECTION).toBe('ksup→onec')
    expect(operations.find(({ id }) => id === 'ksup.priceStock')?.caller).toBe('ksup')
  })

  it.each(MESSAGE_KINDS)('[D-05, DD-01] %s goes with an operation of its direction', (kind) => {
    const row: { operation: string; direction: string; type?: string } = messageKinds[kind]
    const operation = operations.find(({ id }) => id === row.operation)!
    expect(`${operation.caller}→${operation.callee}`).toBe(row.direction)
    if (row.type !== undefined) {
      const example = operation.request!.examples[0]!.value as object
      const { issues } = operation.request!.schema.safeParse({ ...example, type: row.type }).error ?? {
        issues: [],
      }
      expect(issues.filter(({ path }) => path[0] === 'type')).toEqual([])
    }
  })
})
