import type { PrintedInvoice } from '../profiles/printing.ts'
import type { WholeFile } from './file.ts'
import type { BatchForm } from './model.ts'

/** What the bench and the thread that prints a batch say to each other. */

export interface PrintingTask {
  path: string
  form: BatchForm
}

export type ToPrinter =
  /** A picture comes before the first invoice that has it, once. */
  | { kind: 'picture'; file: string; bytes: Uint8Array }
  | { kind: 'add'; invoice: SentInvoice }
  | { kind: 'finish' }

/** Pictures by the names of their files. */
export type SentInvoice = Omit<PrintedInvoice, 'pictures'> & {
  pictures: { [Kind in keyof PrintedInvoice['pictures']]: string }
}

export type FromPrinter =
  | { kind: 'printed'; count: number }
  /** The next one may come. */
  | { kind: 'taken' }
  | { kind: 'unprintable'; reason: string }
  | { kind: 'finished'; file: WholeFile }
