import type Koa from 'koa'
import type { Finding } from '../contracts/finding.ts'
import type { RejectedElement, WireFormat } from '../contracts/operation.ts'
import type { StoredBody } from '../storage/bodies.ts'
import type { JournalFinding } from '../journal/model.ts'
import type { Replacement } from '../mappings/model.ts'
import type { Recognised } from './recognise.ts'

/** What is learnt about one contract request on its way, for its answer and for the journal. */
export interface Exchange extends Recognised {
  requestId: string
  /** When the request came. */
  at: Date
  /** The same moment by `performance.now()`. */
  started: number
  query: Readonly<Record<string, unknown>>
  /** In which form the caller reads the answer. */
  format: WireFormat
  /** Body with its content coding removed. */
  request: Uint8Array
  /** A body too large for memory, which streamed by into the bodies folder; recorded in place of `request`. */
  stored: StoredBody | null
  /** What the reader made of the body. */
  value: unknown
  rejected: readonly RejectedElement[]
  findings: Finding[]
  /** What is wrong with our own answer: a defect. */
  answerFindings: JournalFinding[]
  replacements: Replacement[]
  code: string | null
  subject: string | null
  /** Who calls, once that was checked. */
  user: string | null
}

/** Shared: making a typed array takes longer than all the rest of an exchange. */
export const NO_BYTES: Uint8Array = new Uint8Array()

export const newExchange = (
  { operation, params, allowed }: Recognised,
  requestId: string,
  at: Date,
): Exchange => ({
  operation,
  params,
  allowed,
  requestId,
  at,
  started: performance.now(),
  query: {},
  format: 'json',
  request: NO_BYTES,
  stored: null,
  value: null,
  rejected: [],
  findings: [],
  answerFindings: [],
  replacements: [],
  code: null,
  subject: null,
  user: null,
})

export type ExchangeState = { exchange: Exchange }
export type StepContext = Koa.ParameterizedContext<ExchangeState>

/** Something a request has to pass; throws a `ContractError` when it does not. */
export type Check = (ctx: StepContext) => void
