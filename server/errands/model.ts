import { z } from 'zod'
import type { Text } from '../contracts/text.ts'

/** «Регламентные задания»: what is kept of them in `obmen.json`, and how the admin API shows them. Pure. */

export const ErrandWhen = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cron'),
    /** Five fields, or six with seconds first. */
    expression: z.string().trim().min(1).max(120),
    /** IANA zone that the fields are meant in. */
    zone: z.string().min(1).max(60),
  }),
  z.object({
    kind: z.literal('every'),
    minutes: z.number().int().min(1).max(10_080),
  }),
  z.object({
    kind: z.literal('once'),
    at: z.iso.datetime({ offset: true }),
    /** IANA zone that the moment is shown in. */
    zone: z.string().min(1).max(60),
  }),
])
export type ErrandWhen = z.infer<typeof ErrandWhen>

/** What becomes of moments that passed while the program was off or the computer slept. */
export const missedPolicies = ['skip', 'once', 'all'] as const
export type MissedPolicy = (typeof missedPolicies)[number]

/** What becomes of a run that is due while the last one still works. */
export const overlapPolicies = ['skip', 'wait'] as const
export type OverlapPolicy = (typeof overlapPolicies)[number]

export const ErrandParams = z.record(
  z.string().max(60),
  z.union([z.string().max(500), z.number(), z.boolean(), z.array(z.string().min(1).max(120)).max(500)]),
)
export type ErrandParams = z.infer<typeof ErrandParams>
export type ErrandValue = ErrandParams[string]

export const ErrandSchedule = z.object({
  id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/),
  /** Id of the kind, `onec.exchange`. */
  errand: z.string().min(1).max(60),
  /** Empty: the title of the kind. */
  name: z.string().max(80).default(''),
  params: ErrandParams.default({}),
  when: ErrandWhen,
  enabled: z.boolean().default(true),
  missed: z.enum(missedPolicies).default('skip'),
  overlap: z.enum(overlapPolicies).default('skip'),
  /** A run that takes longer is stopped; 0: no limit. */
  limitMinutes: z.number().int().min(0).max(1440).default(60),
})
export type ErrandSchedule = z.infer<typeof ErrandSchedule>

export const ErrandSchedules = z
  .array(ErrandSchedule)
  .max(200)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'ids of schedules repeat')

/** One parameter of a kind, as its form has it. */
export interface ErrandParamInfo {
  name: string
  title: Text
  type: 'choice' | 'number' | 'flag' | 'text' | 'names'
  /** Of a choice; of names those that are known now. */
  options: { value: string; label: Text }[]
  default: ErrandValue
  /** Of a number. */
  min: number
  max: number
}

export interface ErrandKindInfo {
  id: string
  title: Text
  description: Text
  params: ErrandParamInfo[]
}

export const runOutcomes = ['waiting', 'running', 'ok', 'failed', 'skipped', 'missed', 'stopped'] as const
export type RunOutcome = (typeof runOutcomes)[number]

/** `catch-up`: for a moment that was missed. */
export type RunTrigger = 'schedule' | 'catch-up' | 'manual'

export interface RunCount {
  label: Text
  count: number
}

/** One line of the history. Times ISO 8601 by the clock of the bench. */
export interface ErrandRun {
  id: number
  /** Id of the schedule; it may be gone. */
  schedule: string
  errand: string
  title: Text
  trigger: RunTrigger
  /** The moment of the schedule, or of the order to run now. */
  plannedAt: string
  /** `null` for what has not begun. */
  begunAt: string | null
  endedAt: string | null
  outcome: RunOutcome
  /** What it did, or why not. */
  words: Text
  counts: RunCount[]
  /** Query of the journal for its exchanges. */
  entries: string | null
}

/** A schedule as the list shows it. */
export interface ErrandRow extends ErrandSchedule {
  /** The name, or the title of the kind. */
  title: Text
  /** The parameters in words. */
  about: Text
  /** The schedule in words. */
  words: Text
  /** The next moments, five at most, ISO 8601; empty when it is off. */
  next: string[]
  /** Why it will not run, `null` when it will. */
  problem: Text | null
  /** Run that works or waits now. */
  running: ErrandRun | null
  last: ErrandRun | null
}

export interface ErrandList {
  /** The bench's clock. */
  now: string
  /** IANA zone that new schedules begin with. */
  zone: string
  schedules: ErrandRow[]
}

export interface WhenPreview {
  words: Text | null
  next: string[]
  problem: Text | null
}

export interface RunQuery {
  schedule?: string | undefined
  errand?: string | undefined
  outcome?: RunOutcome | undefined
  /** Runs before this one. */
  before?: number | undefined
  limit: number
}

export interface RunPage {
  runs: ErrandRun[]
  /** Of all that fit, whatever the page. */
  total: number
}
