import {
  FaultRule,
  freeRuleId,
  type Fault,
  type FaultKind,
  type FaultLink,
  type FaultOf,
  type FaultSchedule,
} from '../../server/faults/model.ts'
import type { Side } from '../api/types.ts'
import type { FaultRuleView } from './types.ts'

/** What a rule begins with in the form, and what is stored of it. Pure. */

/** A kind with numbers that show something at once. */
export const freshFaults: { readonly [Kind in FaultKind]: FaultOf<Kind> } = {
  delay: { kind: 'delay', time: { form: 'fixed', ms: 2000 } },
  bandwidth: { kind: 'bandwidth', bytesPerSecond: 16_384 },
  drop: { kind: 'drop', when: { stage: 'before' } },
  status: {
    kind: 'status',
    status: 502,
    answer: 'page',
    body: '',
    contentType: 'text/plain; charset=utf-8',
    retryAfter: null,
  },
  busy: { kind: 'busy', status: 503, retryAfter: 30 },
  unauthorized: { kind: 'unauthorized' },
  malformed: { kind: 'malformed', how: 'notice' },
  truncated: { kind: 'truncated', part: 0.5, length: 'whole' },
  encoding: { kind: 'encoding', how: 'cp1251-as-utf8' },
  duplicate: { kind: 'duplicate' },
  reorder: { kind: 'reorder', passing: 1, limitMs: 5000 },
  stale: { kind: 'stale' },
  skew: { kind: 'skew', minutes: 180 },
  'expired-tls': { kind: 'expired-tls' },
}

/** Where a rule is to apply, as the address of the screen has it. */
export interface LinkHint {
  from?: string
  to?: string
  operation?: string
  proxy?: string
}

const sides: readonly string[] = ['onec', 'site', 'ksup', 'restore', 'buyer']
const sideOf = (name: string | undefined): Side | null =>
  name !== undefined && sides.includes(name) ? (name as Side) : null

export const everywhere: FaultLink = { from: null, to: null, contract: null, operations: [], proxy: null }

/** A rule that is not stored yet. @param name `''`: the kind names it until a person does */
export function newRule(
  fault: Fault,
  taken: readonly FaultRuleView[],
  name: string,
  hint: LinkHint = {},
): FaultRule {
  return {
    id: freeRuleId(fault.kind, taken),
    name,
    enabled: true,
    preset: null,
    link: {
      ...everywhere,
      from: sideOf(hint.from),
      to: sideOf(hint.to),
      operations: hint.operation === undefined ? [] : [hint.operation],
      proxy: hint.proxy ?? null,
    },
    fault: { ...fault },
    share: 1,
    seed: 1,
    after: 0,
    times: 0,
    schedule: null,
  }
}

/** The stored part of what the list shows. */
export const ruleOf = (view: FaultRuleView): FaultRule =>
  FaultRule.parse(
    Object.fromEntries(Object.keys(FaultRule.shape).map((name) => [name, view[name as keyof FaultRule]])),
  )

export const freshDaily: FaultSchedule = {
  form: 'daily',
  from: '09:00',
  until: '18:00',
  weekdays: [1, 2, 3, 4, 5],
  zone: 'Europe/Moscow',
}

/** From now on for an hour. */
export const freshPeriod = (now: Date): FaultSchedule => ({
  form: 'period',
  from: now.toISOString(),
  until: new Date(now.getTime() + 3_600_000).toISOString(),
})

/** Members that are wrong, as `link.to`; empty when the rule can be stored. */
export function wrongMembers(rule: FaultRule): string[] {
  const { error } = FaultRule.safeParse(rule)
  return error ? [...new Set(error.issues.map(({ path }) => path.join('.')))] : []
}
