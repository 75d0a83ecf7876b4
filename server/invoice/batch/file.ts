import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Zip, ZipPassThrough } from 'fflate'
import type { InvoiceModel } from '../model.ts'
import { drawableInvoicesPdf, invoicesPdf, type Undrawable } from '../pdf.ts'
import type { PrintedInvoice } from '../profiles/printing.ts'
import type { BatchForm } from './model.ts'
import { createFileNames } from './names.ts'

/** An invoice that cannot be printed. The file goes on without it. */
export class Unprintable extends Error {}

/** What has become of the file. */
export interface WholeFile {
  /** Of the file; 0 when not one of the invoices could be drawn. */
  bytes: number
  /** Those that turned out to be undrawable only now, by their place among the added ones; the file is without them. */
  undrawable: Undrawable[]
}

/** Invoices on their way into one file. */
export interface BatchFile {
  /** @throws Unprintable */
  add(invoice: PrintedInvoice): void
  finish(): WholeFile
  /** Closes the file and takes it away. */
  abandon(): void
}

/**
 * Opens the file that a batch is printed into. It writes as it prints and never waits: for a thread of its own, or for a process
 * that has nothing else to do.
 *
 * @param printed called after each invoice with how many are printed by now
 */
export function openBatchFile(path: string, form: BatchForm, printed: (count: number) => void): BatchFile {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'w')
  let bytes = 0
  const write = (piece: Uint8Array): void => {
    for (let at = 0; at < piece.length;) at += writeSync(file, piece, at)
    bytes += piece.length
  }
  const { add, finish } = form === 'zip' ? zipOf(write, printed) : pdfOf(write, printed)
  return {
    add,
    finish() {
      const undrawable = finish()
      closeSync(file)
      return { bytes, undrawable }
    },
    abandon() {
      closeSync(file)
      rmSync(path, { force: true })
    },
  }
}

type Filling = Pick<BatchFile, 'add'> & { finish(): Undrawable[] }
type Write = (piece: Uint8Array) => void

/** One after another: only the invoice at hand is in memory. */
function zipOf(write: Write, printed: (count: number) => void): Filling {
  const name = createFileNames()
  let count = 0
  const zip = new Zip((error, piece) => {
    if (error) throw error
    write(piece)
  })
  return {
    add(invoice) {
      const { model } = invoice.invoice
      const pdf = alone(invoice)
      // A PDF is compressed inside.
      const entry = new ZipPassThrough(name(model))
      entry.mtime = timeOf(model)
      zip.add(entry)
      entry.push(pdf, true)
      printed(++count)
    },
    finish() {
      zip.end()
      return []
    },
  }
}

function alone(invoice: PrintedInvoice): Uint8Array {
  try {
    return invoicesPdf([invoice])
  } catch (error) {
    throw new Unprintable(String(error), { cause: error })
  }
}

/** The day of the invoice, so that equal input gives equal bytes. A zip knows the years 1980 to 2099. */
function timeOf({ date }: InvoiceModel): Date {
  const isHeld = date !== null && date >= '1980-01-01' && date < '2100-01-01'
  return new Date(`${isHeld ? date : '1980-01-01'}T00:00:00`)
}

/** A document of many has to be drawn in one go. */
function pdfOf(write: Write, printed: (count: number) => void): Filling {
  const invoices: PrintedInvoice[] = []
  return {
    add: (invoice) => void invoices.push(invoice),
    finish() {
      const { pdf, undrawable } = drawableInvoicesPdf(invoices, printed)
      if (pdf) write(pdf)
      return undrawable
    },
  }
}
