import { expect, it } from 'vitest'
import { afterAnswer } from '../../server/contracts/ksup/outbox-state.ts'
import type { Reply } from '../../server/http/client.ts'
import { sentResult } from '../../server/http/sent-result.ts'

const failed = (reply: Partial<Extract<Reply, { ok: false }>>): Reply => ({
  ok: false,
  kind: 'problem',
  status: 422,
  code: null,
  message: 'почему',
  retryable: false,
  retryAfterMs: null,
  entry: 7,
  problem: null,
  findings: [],
  ...reply,
})
const stateAfter = (reply: Reply) => afterAnswer(sentResult(reply).answer, 'ksup.contactCreate', 1).next.state

it('[DD-04] any success of the receiver is a delivery', () => {
  const reply: Reply = {
    ok: true,
    status: 202,
    value: { result: 'queued' },
    findings: [],
    rejected: [],
    entry: 7,
    replayed: false,
  }
  expect(stateAfter(reply)).toBe('delivered')
  expect(sentResult(reply)).toMatchObject({ value: { result: 'queued' }, entry: 7 })
})

it.each([
  ['a page with 200 that something on the way put there', { kind: 'not-a-problem', status: 200 }, 'waiting'],
  ['a network that failed', { kind: 'network', status: null, code: 'TIMEOUT' }, 'waiting'],
  ['a page of a proxy with 502', { kind: 'not-a-problem', status: 502 }, 'waiting'],
  ['a refusal of the contract', { code: 'KS-VALIDATION' }, 'parked'],
] as const)('[DD-08] %s', (_title, reply, state) => {
  expect(stateAfter(failed(reply))).toBe(state)
})

it('[DD-08] Retry-After is passed on', () => {
  expect(sentResult(failed({ status: 503, code: 'KS-BUSY', retryAfterMs: 9_000 })).answer).toEqual({
    status: 503,
    code: 'KS-BUSY',
    retryAfterMs: 9_000,
  })
})
