import type { Text } from '../../contracts/text.ts'
import type { InvoiceRef } from '../sources/ref.ts'

/** What a batch of invoices is. Types only: the server makes it, the renderer and the command line show it. */

export type BatchForm = 'pdf' | 'zip'

/** `failed`: the file could not be made at all; a document that no invoice can be made of is one of the `failures`. */
export type BatchState = 'running' | 'done' | 'cancelled' | 'failed'

/** A document that no invoice could be made of. The others are not stopped by it. */
export interface BatchFailure {
  /** `№ 21488 от 18.07.2022, ООО «Ветер»`, or what it was asked for by. */
  document: string
  /** `null` for a text or an invoice by hand, which came with the request. */
  ref: InvoiceRef | null
  /** Refusal of the source, `INVOICE-NONE` for instance. */
  code: string
  message: Text
}

export interface BatchJob {
  id: string
  as: BatchForm
  state: BatchState
  /** Documents dealt with, those that failed included. */
  done: number
  total: number
  failures: BatchFailure[]
  /** Instants, ISO 8601 in UTC. */
  started_at: string
  ended_at: string | null
  /** Of the file: `Счета 2025-09-01 – 2025-09-30.zip`. */
  name: string
  /** Of the whole file; 0 until then. */
  bytes: number
  /** Why it failed. */
  reason: Text | null
}
