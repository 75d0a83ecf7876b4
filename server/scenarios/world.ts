import type { BodyEncoding, Given } from './language.ts'
import type { z } from 'zod'

/** What a step comes to. */
export interface Outcome {
  /** HTTP status; 200 for what is no HTTP. */
  status: number
  headers: Record<string, string>
  /** JSON, or a text. */
  body: unknown
  /** Code of the refusal. */
  code: string | null
  /** Entry of the journal that shows it. */
  entry: number | null
  /** Why no answer came. */
  failure: string | null
}

export interface CallInput {
  params?: Record<string, unknown> | undefined
  query?: Record<string, unknown> | undefined
  body?: unknown
}

export interface SendInput extends CallInput {
  at?: string | undefined
  example?: number | undefined
  change?: Record<string, unknown> | undefined
  raw?: string | undefined
  contentType?: string | undefined
  encoding?: BodyEncoding | undefined
  headers?: Record<string, string> | undefined
  auth?: 'own' | 'none' | 'wrong' | { user: string; password: string } | undefined
}

export interface HttpInput {
  method: string
  path: string
  headers: Record<string, string>
  body?: unknown
  raw?: string | undefined
  encoding?: BodyEncoding | undefined
}

/** The bench as a scenario sees it. */
export interface World {
  /** Puts bases, settings and clock where the scenario begins. */
  begin(given: z.output<typeof Given>): Promise<void>
  /** Settings, faults and clock as they were; the bases stay for a look. */
  end(): Promise<void>
  /** A call of the admin API. A refusal is an outcome. */
  call(name: string, input: CallInput): Promise<Outcome>
  /** A request of an operation, over HTTP. Whatever the network does is an outcome. */
  send(operation: string, input: SendInput): Promise<Outcome>
  http(input: HttpInput): Promise<Outcome>
  /** Changes `obmen.json` until the end of the run. */
  settings(patch: Record<string, unknown>): Promise<void>
  now(): Date
  /** Number of the newest entry of the journal. */
  lastEntry(): Promise<number>
  /** Offset of the zone of the connections, for times without one: `+03:00`. */
  offset(): string
}
