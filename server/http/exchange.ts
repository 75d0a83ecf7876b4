import type Koa from 'koa'
import type { Finding } from '../contracts/finding.ts'
import type { RejectedElement, WireFormat } from '../contracts/operation.ts'
import type { StoredBody } from '../storage/bodies.ts'
import type { JournalFinding } from '../journal/model.ts'
import type { Replacement } from '../mappings/model.ts'
import type { Recognised } from './recognise.ts'

/** What the steps of one contract request learn about it, for each other and for the journal. */
export interface Exchange extends Recognised {
  requestId: string
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

export const newExchange = ({ operation, params, allowed }: Recognised, requestId: string): Exchange => ({
  operation,
  params,
  allowed,
  requestId,
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
export type Step = Koa.Middleware<ExchangeState>
export type StepContext = Koa.ParameterizedContext<ExchangeState>

/** Something a request has to pass; throws a `ContractError` when it does not. */
export type Check = (ctx: StepContext) => void
