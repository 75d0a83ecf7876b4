import type { Finding } from '../contracts/finding.ts'
import type { Operation, RejectedElement, WireBody } from '../contracts/operation.ts'
import type { Replacement } from '../mappings/model.ts'

/** What a handler gets: a message that was read and holds by the schema of its operation. */
export interface Call {
  operation: Operation
  params: Record<string, string>
  query: Record<string, unknown>
  /** Value of `operation.request`, `null` for an operation without a body. */
  request: unknown
  /** Elements of a list message that `request` is without; they are refused row by row (AD-37). */
  rejected: readonly RejectedElement[]
  /** What the reader had to say of the request; a handler may add to it. */
  findings: Finding[]
  requestId: string
  /** `X-Exchange-Node`: code of the 1C node. */
  node: string | null
  idempotencyKey: string | null
  /** Public base address of this side, without a slash at the end. */
  base(): string
  /** A header of the request, `''` when there is none: `Prefer`. */
  headers(name: string): string
  /** Tells the journal what the mappings did to the message. */
  note(replacements: Replacement[]): void
  /** Tells the journal which business object the exchange is about. */
  subject(id: string): void
}

/** What a handler answers: a value of `operation.responses[status]`. */
export interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
  /** Bytes of `body`, checked and written before (`prepareAnswer`): they are sent as they are. */
  written?: WireBody
}

/** Handlers by operation id. One that has its answer ready gives it at once. */
export type Handlers = Record<string, (call: Call) => Answer | Promise<Answer>>
