import { z } from 'zod'

/**
 * Faults as rules: what goes wrong on the way between two sides, where, how often and when. Rules stand in `obmen.json` and are
 * shared through git; how often they have hit is known to the running bench alone. Pure.
 */

export const faultSides = ['onec', 'site', 'ksup', 'restore', 'buyer'] as const

/** ms. Longer than any caller of the contracts waits. */
export const LONGEST_DELAY_MS = 600_000

const ms = (max = LONGEST_DELAY_MS) => z.number().int().min(0).max(max)
const bytes = z.number().int().min(1).max(1_000_000_000)
/** Of `Retry-After`, s. */
const retryAfter = z.number().int().min(0).max(86_400)

/** How long an answer is held back. */
const Delay = z.strictObject({
  kind: z.literal('delay'),
  time: z.discriminatedUnion('form', [
    z.strictObject({ form: z.literal('fixed'), ms: ms() }),
    /** Never less than nothing. */
    z.strictObject({ form: z.literal('normal'), mean: ms(), deviation: ms() }),
    /** Log-normal: half of the answers come before `median`; the larger `spread` (σ of the logarithm), the longer the tail. */
    z.strictObject({ form: z.literal('tail'), median: ms(), spread: z.number().min(0.1).max(3) }),
  ]),
})

/** A slow line, both ways. */
const Bandwidth = z.strictObject({ kind: z.literal('bandwidth'), bytesPerSecond: bytes })

/** The connection is cut: before the side has seen the request, inside the answer, or when the work is done and nothing said. */
const Drop = z.strictObject({
  kind: z.literal('drop'),
  when: z.discriminatedUnion('stage', [
    z.strictObject({ stage: z.literal('before') }),
    z.strictObject({ stage: z.literal('middle'), bytes }),
    z.strictObject({ stage: z.literal('after') }),
  ]),
})

/** Something before the side answers; the side sees nothing. */
const Status = z.strictObject({
  kind: z.literal('status'),
  status: z.number().int().min(400).max(599),
  /** `page`: the page of a web server. `contract`: a refusal as the contract has it. `own`: `body`. */
  answer: z.enum(['page', 'contract', 'own', 'empty']).default('page'),
  body: z.string().max(20_000).default(''),
  contentType: z.string().max(200).default('text/plain; charset=utf-8'),
  retryAfter: retryAfter.nullable().default(null),
})

/** 429 or 503 of the contract, with `Retry-After`; the side sees nothing. */
const Busy = z.strictObject({
  kind: z.literal('busy'),
  status: z.union([z.literal(429), z.literal(503)]),
  retryAfter,
})

/** 401 whatever the account; the side sees nothing. */
const Unauthorized = z.strictObject({ kind: z.literal('unauthorized') })

/** The side's answer with a body that is spoiled. */
const Malformed = z.strictObject({
  kind: z.literal('malformed'),
  /** A warning of PHP before the body, its last closing bracket lost, or bytes in its middle that became zeros. */
  how: z.enum(['notice', 'bracket', 'zeros']),
})

/** A part of the body is missing. `Content-Length` names the whole, so that it can be told; or the part, so that it cannot. */
const Truncated = z.strictObject({
  kind: z.literal('truncated'),
  /** How much arrives, 0…1. */
  part: z.number().min(0).max(0.999),
  length: z.enum(['whole', 'part']),
})

/** Bytes of windows-1251 that are called UTF-8, the reverse, or a byte order mark before the body. */
const Encoding = z.strictObject({
  kind: z.literal('encoding'),
  how: z.enum(['cp1251-as-utf8', 'utf8-as-cp1251', 'bom']),
})

/** The request reaches the side twice. */
const Duplicate = z.strictObject({ kind: z.literal('duplicate') })

/** The request waits until others of its link have passed, or for too long. */
const Reorder = z.strictObject({
  kind: z.literal('reorder'),
  passing: z.number().int().min(1).max(1000),
  limitMs: ms(),
})

/** The previous answer to the same operation at the same address; the side sees nothing. */
const Stale = z.strictObject({ kind: z.literal('stale') })

/** The clock of the side that answers is wrong: its `Date`, and what its rules go by. */
const Skew = z.strictObject({
  kind: z.literal('skew'),
  /** Ahead when positive. Ten years at most. */
  minutes: z.number().int().min(-5_256_000).max(5_256_000),
})

/** Whoever connects over HTTPS is shown a certificate that has expired. */
const ExpiredTls = z.strictObject({ kind: z.literal('expired-tls') })

export const Fault = z.discriminatedUnion('kind', [
  Delay,
  Bandwidth,
  Drop,
  Status,
  Busy,
  Unauthorized,
  Malformed,
  Truncated,
  Encoding,
  Duplicate,
  Reorder,
  Stale,
  Skew,
  ExpiredTls,
])
export type Fault = z.infer<typeof Fault>
export type FaultKind = Fault['kind']
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>

export const faultKinds = Fault.options.map((option) => option.shape.kind.value)

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)

/** When a rule is in force, by the clock of the bench. */
export const FaultSchedule = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('daily'),
    /** `HH:mm`; a window that ends before it begins goes over midnight, equal ones are the whole day. `until` does not belong to it. */
    from: timeOfDay,
    until: timeOfDay,
    /** 1 is Monday. A window over midnight belongs to the day on which it begins. */
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    /** IANA zone. */
    zone: z.string().max(60).refine(isZone, 'неизвестный часовой пояс').default('Europe/Moscow'),
  }),
  z
    .strictObject({ form: z.literal('period'), from: z.iso.datetime(), until: z.iso.datetime() })
    .refine(({ from, until }) => Date.parse(from) < Date.parse(until), 'конец раньше начала'),
])
export type FaultSchedule = z.infer<typeof FaultSchedule>

/** Where a rule applies; what is `null` or empty asks for nothing. */
export const FaultLink = z.strictObject({
  /** Who calls. */
  from: z.enum(faultSides).nullable().default(null),
  /** Who is called. */
  to: z.enum(faultSides).nullable().default(null),
  /** Contract id without its version: `site-orders`. */
  contract: z.string().max(60).nullable().default(null),
  /** Ids of operations; modes of CommerceML are operations too. */
  operations: z.array(z.string().min(1).max(100)).max(100).default([]),
  /** Id of a link of the recording proxy. */
  proxy: z.string().max(60).nullable().default(null),
})
export type FaultLink = z.infer<typeof FaultLink>

export const FaultRuleId = z.string().regex(/^[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?$/)

export const FaultRule = z
  .strictObject({
    id: FaultRuleId,
    name: z.string().trim().min(1).max(80),
    enabled: z.boolean().default(true),
    /** The preset that brought it. */
    preset: z.string().max(60).nullable().default(null),
    link: FaultLink.prefault({}),
    fault: Fault,
    /** Part of the requests that are hit, 0…1. */
    share: z.number().min(0).max(1).default(1),
    /** Of the random numbers: the same requests in the same order are hit in the same way. */
    seed: z.number().int().min(0).max(4_294_967_295).default(1),
    /** So many requests pass first. */
    after: z.number().int().min(0).max(1_000_000).default(0),
    /** So many are hit; 0: no end. */
    times: z.number().int().min(0).max(1_000_000).default(0),
    schedule: FaultSchedule.nullable().default(null),
  })
  .refine(({ fault, link }) => fault.kind !== 'skew' || link.to !== null, {
    path: ['link', 'to'],
    message: 'у неверных часов должна быть сторона',
  })
export type FaultRule = z.infer<typeof FaultRule>

/** What stands in `obmen.json`. */
export const FaultSettings = z.object({
  /** Of several that would answer or cut, the first counts; delays and slow lines add to it. */
  rules: z
    .array(FaultRule)
    .max(200)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'ids of rules repeat')
    .default([]),
})
export type FaultSettings = z.infer<typeof FaultSettings>

/** Kinds whose rules are no matter of single requests: the link but for its side, the share and the counts mean nothing to them. */
export const isStanding = (kind: FaultKind): boolean => kind === 'skew' || kind === 'expired-tls'

/** How often a rule has been asked and has hit since it was switched on. */
export interface FaultCounts {
  matched: number
  injected: number
  /** Hits that are left; `null`: no end. */
  left: number | null
}

/** A rule that is off; on and waiting for its time; on and used up; in force. */
export type FaultState = 'off' | 'waiting' | 'spent' | 'active'

/** An id that no rule has yet: `delay-2`. */
export function freeRuleId(kind: FaultKind, rules: readonly Pick<FaultRule, 'id'>[]): string {
  const taken = new Set(rules.map(({ id }) => id))
  let number = 1
  while (taken.has(`${kind}-${number}`)) number += 1
  return `${kind}-${number}`
}
