import { expect, it } from 'vitest'
import { hasToBeSeen } from '../../renderer/replay/repeat.ts'

/** When «Повторить» of one entry shows its plan instead of sending. */

const plan = (realHosts: string[], ...changes: [kind: string, place: string][]) =>
  ({
    realHosts,
    steps: [{ changes: changes.map(([kind, place]) => ({ kind, place, reason: { ru: '', en: '' } })) }],
  }) as never

it.each([
  [
    'headers that every request has anew',
    plan([], ['account', 'header Authorization'], ['key', 'header Idempotency-Key']),
    false,
  ],
  ['a real system', plan(['1c.example.ru']), true],
  ['an id of the body made anew', plan([], ['objects', 'body /booking_id']), true],
  ['another address', plan([], ['session', 'query sessid, timestamp']), true],
  ['a header that cannot be sent', plan([], ['dropped', 'header Cookie']), true],
])('%s', (_, given, seen) => expect(hasToBeSeen(given)).toBe(seen))
