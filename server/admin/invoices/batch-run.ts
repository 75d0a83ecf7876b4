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

/**
 * Prints the documents one after another. One that no invoice can be made of is told of and left out.
 * @returns bytes of the whole file; 0 when it was cancelled, and when not one invoice is in it
 */
export async function printDocuments(run: BatchRun): Promise<number> {
  const { documents, make, printer, wanted, failed } = run
  const added: ChosenDocument[] = []
  for (const chosen of documents) {
    // Whoever else wants something of the bench comes between two invoices.
    await nextTurn()
    const invoice = await make(chosen.ref).catch((error: unknown) => {
      failed(failureOf(chosen, error))
      return null
    })
    if (!wanted()) return 0
    if (invoice === null) continue
    try {
      await printer.add(invoice)
      added.push(chosen)
    } catch (error) {
      if (!(error instanceof Unprintable)) throw error
      failed(failureOf(chosen, error))
    }
  }
  if (added.length === 0) return 0
  const { bytes, undrawable } = await printer.finish()
  for (const { at, reason } of undrawable) failed(failureOf(added[at]!, new Unprintable(reason)))
  return bytes
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
