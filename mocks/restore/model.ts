/** What the player of the application server ReStore tells of itself. Pure: the screens import it. Durations ms. */

/** An enterprise that the player can call. */
export interface RestoreTarget {
  /** Id of an enterprise of the bench, or `real`. */
  id: string
  name: string
  /** Base address of the publication, up to and without `/hs/regate`. */
  address: string
  user: string
  hasPassword: boolean
}

/** One call as it went, whatever came back. */
export interface PlayedCall {
  method: string
  ok: boolean
  /** `null` when nothing answered. */
  status: number | null
  code: string | null
  /** A sentence for people; empty when all is well. */
  message: string
  /** The value of the answer: a message of the contract or problem details; `null` for what no program of the contract wrote. */
  body: unknown
  retryable: boolean
  durationMs: number
  /** Entry of the journal. */
  entry: number
  /** What a client of section 7.3 takes a foreign answer for, and what it does. */
  advice: { ru: string; en: string } | null
}

export interface PurchaseReport {
  ok: boolean
  steps: PlayedCall[]
  order_id: string | null
  order_number: string | null
}

export interface LoadPlan {
  enterprise: string
  clients: number
  purchases: number
  refunds: number
}

/** Answers of one second. */
export interface LoadSecond {
  at: string
  calls: number
  errors: number
  p50: number
  p95: number
  p99: number
}

export interface LoadMethod {
  method: string
  calls: number
  errors: number
  p50: number
  p95: number
  p99: number
  max: number
}

/** A run of many clients at once. */
export interface LoadReport {
  state: 'running' | 'done' | 'stopped'
  plan: LoadPlan
  startedAt: string
  durationMs: number
  purchases: { planned: number; done: number; failed: number }
  calls: number
  /** Refusals and failures by code, most frequent first. */
  errors: { code: string; count: number }[]
  /** The last 120 seconds, for the chart. */
  seconds: LoadSecond[]
  methods: LoadMethod[]
  /** Counts of answers by upper bound of their duration, for the histogram. */
  histogram: { upToMs: number; count: number }[]
}
