import type { Text } from '../../contracts/text.ts'
import type { BodyEncoding } from '../language.ts'
import type { Outcome } from '../world.ts'

/** What a recording consists of. Times ISO 8601. */

export type RecorderState = 'idle' | 'recording' | 'trying'

/** What the recorder says of itself, for every shell. */
export interface RecorderView {
  state: RecorderState
  /** When the recording began, by the bench's clock. */
  since: string | null
  /** `demo`, or the name of the snapshot that was made at the start. */
  bases: string | null
  /** What a person or a program has done so far, newest last. */
  deeds: { kind: 'do' | 'send'; title: string; ok: boolean }[]
}

/** A scenario that came out of a recording. */
export interface RecordedScenario {
  /** Name of its file. */
  id: string
  text: string
  steps: number
  /** It was played on the same bases and held. */
  holds: boolean
  /** What was left out or weakened, and why. */
  notes: Text[]
}

/** Parts of a request, as a step of a scenario has them. */
export interface DeedInput {
  params?: Record<string, unknown> | undefined
  query?: Record<string, unknown> | undefined
  body?: unknown
}

/** A look at an object after a deed. */
export interface Look extends DeedInput {
  read: string
  title: string
  outcome: Outcome
}

/** An exchange of the journal, as far as a scenario speaks of it. */
export interface Exchange {
  id: number
  operation: string
  title: string
  status: number | null
  code: string | null
  subject: string | null
  /** Enterprise of ReGate that was called. */
  at: string | null
}

/** Something done from outside of the bench, with everything that followed of it. */
export interface Deed {
  kind: 'do' | 'send'
  /** Call of the admin API, or operation of a contract. */
  name: string
  title: string
  at?: string | undefined
  input: DeedInput
  /** Whose account the request showed, where it was not the own one. */
  auth?: 'none' | 'wrong' | undefined
  /** A body that is no JSON, or an untidy one. */
  raw?: { text: string; contentType: string; encoding: BodyEncoding } | undefined
  headers?: Record<string, string> | undefined
  /** It is repeated so long until its answer is as expected: `60s`. */
  within?: string | undefined
  /** Variables that later requests of the same session show. */
  save?: Record<string, string> | undefined
  outcome: Outcome
  /** Exchanges that the bench's own sides had because of it, oldest first. */
  followed: Exchange[]
  looks: Look[]
}

/** How a story begins. */
export interface Beginning {
  title: string
  bases: string
  clock: string
  frozen: boolean
  settings: Record<string, unknown>
}

/** A step on its way to the file. Expectations are by path into the result. */
export interface DraftStep {
  kind: 'do' | 'send' | 'read' | 'journal' | 'clock'
  title: string
  /** The members that say what is done: `do`, `params`, `body`, `journal` … */
  members: Record<string, unknown>
  save: Record<string, string>
  expect: Record<string, unknown>
  /** What was seen while it was recorded; `null` for a step that is not an exchange. */
  outcome: Outcome | null
  /** Why something is as it is. */
  remarks: string[]
}
