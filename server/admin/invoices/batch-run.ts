import { setImmediate as nextTurn } from 'node:timers/promises'
import { Unprintable } from '../../invoice/batch/file.ts'
import type { BatchFailure } from '../../invoice/batch/model.ts'
import type { BatchPrinter } from '../../invoice/batch/printer.ts'
import type { PrintedInvoice } from '../../invoice/profiles/printing.ts'
import type { InvoiceRef } from '../../invoice/sources/ref.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { ChosenDocument } from './selection.ts'

export interface BatchRun {
  documents: readonly ChosenDocument[]
  make(ref: InvoiceRef): Promise<PrintedInvoice>
  printer: BatchPrinter
  /** `false` from the moment that the batch is cancelled: nothing is printed then. */
  wanted(): boolean
  failed(failure: BatchFailure): void
}

/** Prints the documents one after another. One that no invoice can be made of is told of and left out. */
export async function printDocuments({ documents, make, printer, wanted, failed }: BatchRun): Promise<void> {
  for (const chosen of documents) {
    // Whoever else wants something of the bench comes between two invoices.
    await nextTurn()
    const invoice = await make(chosen.ref).catch((error: unknown) => {
      failed(failureOf(chosen, error))
      return null
    })
    if (!wanted()) return
    if (invoice === null) continue
    await printer.add(invoice).catch((error: unknown) => {
      if (!(error instanceof Unprintable)) throw error
      failed(failureOf(chosen, error))
    })
  }
}

function failureOf({ ref, document }: ChosenDocument, error: unknown): BatchFailure {
  const isOfRequest = ref.source === 'text' || ref.source === 'manual'
  const failure = { document, ref: isOfRequest ? null : ref }
  if (error instanceof Refusal) return { ...failure, code: error.code, message: error.text }
  const reason = error instanceof Error ? error.message : String(error)
  return {
    ...failure,
    code: 'INVOICE-NOT-MADE',
    message: { ru: `Счёт не построен: ${reason}`, en: `The invoice cannot be made: ${reason}` },
  }
}
