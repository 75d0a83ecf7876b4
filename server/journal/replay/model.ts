import type { Text } from '../../contracts/text.ts'
import type { StoredBody } from '../../storage/bodies.ts'

/** A replay: recorded requests sent again, one after another, each held against what was answered then. */

export type ReplayTarget =
  /** Where each request went. */
  | { kind: 'same' }
  /** The simulated side of its contract in this bench. */
  | { kind: 'own' }
  /** Without a path: only the host changes. With one: the contract's own path goes below it. */
  | { kind: 'address'; base: string }

export interface Account {
  user: string
  password: string
}

/** Whose name and password go along where the recorded request had some. */
export type ReplayAccount = 'workspace' | 'given' | 'none'

export const refreshKinds = ['account', 'session', 'requestId', 'key', 'objects', 'dates', 'turn'] as const
export type RefreshKind = (typeof refreshKinds)[number]

export interface ReplayInput {
  /** Numbers of entries, in any order: the oldest goes first. */
  entries: readonly number[]
  target: ReplayTarget
  account: ReplayAccount
  /** What is not made anew in this run. */
  off: readonly RefreshKind[]
  /** In place of the body of an entry, by its number: a text, or a body of any size that is kept already. */
  edits: Readonly<Record<string, string | StoredBody>>
  /** Requests in a second; `null`: each as soon as the one before is answered. */
  rate: number | null
}

/** Something of the request that will not be as it was, and why. Values are not named: they may be secrets. */
export interface PlannedChange {
  kind: RefreshKind | 'edit' | 'dropped'
  /** `header Cookie`, `body booking_id`, `query sessid`. */
  place: string
  reason: Text
}

export interface PlannedStep {
  entry: number
  method: string
  /** Secrets of the query are masked. */
  url: string
  contract: string | null
  operation: string | null
  /** What it is, in words of the contract; method and path when it belongs to none. */
  title: Text
  /** It may change something where it goes. */
  writes: boolean
  requestBytes: number
  status: number | null
  changes: PlannedChange[]
}

export interface ReplayPlan {
  steps: PlannedStep[]
  target: ReplayTarget
  /** Hosts that are called and are not this machine. */
  realHosts: string[]
  /** Of the steps that go to a real system, those that may change something there. */
  warnings: Text[]
  /** The settings do not let it start. */
  forbidden: boolean
  /** Names this very plan: what was confirmed is what is carried out. */
  hash: string
}

export interface Difference {
  /** Place in the answer: `status`, a pointer, a line. */
  place: string
  then: string | null
  now: string | null
  /** Nothing is wrong with it: an id or a moment that had to be another one. */
  expected: boolean
  reason: Text | null
}

/** `same`: to the letter. `explained`: every difference had to be. */
export type Verdict = 'same' | 'explained' | 'different' | 'failed'
export type StepState = 'waiting' | 'done' | 'skipped'

export interface Outcome {
  status: number | null
  code: string | null
  durationMs: number
}

export interface ReplayStep extends PlannedStep {
  position: number
  state: StepState
  verdict: Verdict | null
  then: Outcome
  now: Outcome | null
  /** Number of the entry that holds the new exchange. */
  result: number | null
  differences: Difference[]
  /** What has to be known of it: asked more than once, left out. */
  note: Text | null
}

export type RunState = 'running' | 'stopped' | 'done'

export interface ReplayRun {
  id: number
  startedAt: string
  finishedAt: string | null
  state: RunState
  target: ReplayTarget
  /** `given`: name and password have to be given again when it goes on. */
  account: ReplayAccount
  rate: number | null
  steps: number
  counts: Record<Verdict | 'skipped' | 'waiting', number>
  /** Every step ended as it had ended; `null` while some wait. */
  same: boolean | null
  title: Text
}

export interface ReplayDetails extends ReplayRun {
  list: ReplayStep[]
  /** Hosts that are called and are not this machine: going on has to be agreed to. */
  realHosts: string[]
}
