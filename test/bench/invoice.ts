import { buildInvoice } from '../../server/invoice/build.ts'
import { invoicePdf } from '../../server/invoice/pdf.ts'
import { orderDraft } from '../../server/invoice/sources/order.ts'
import { anOrder, someLines } from '../unit/invoice-orders.ts'
import { invoiceByHand } from './invoice-by-hand.ts'
import type { InvoiceRun, InvoiceTask } from './invoices.ts'
import { median } from './statistics.ts'
import { peakMemory } from './usage.ts'

/** A process that makes invoices and tells on standard output what it took: `<task> <lines> <repetitions>`. */
const [task, lines, repetitions] = process.argv.slice(2) as [InvoiceTask, string, string]
const order = anOrder(someLines(Number(lines)))

const tasks: Record<InvoiceTask, () => Uint8Array | Promise<Uint8Array>> = {
  /** What the program does: checks, amount in words, payment code, layout. */
  invoice: () => invoicePdf(buildInvoice(orderDraft(order))),

  /** The same content with pdfkit, every text placed by hand. */
  pdfkit: () => invoiceByHand(buildInvoice(orderDraft(order))),

  /** Libraries loaded, nothing done. */
  nothing: () => new Uint8Array(),
}

async function timed(): Promise<{ ms: number; bytes: number }> {
  const started = performance.now()
  const { length } = await tasks[task]()
  return { ms: performance.now() - started, bytes: length }
}

const first = await timed()
const peak = peakMemory()
const next: number[] = []
for (let i = 0; i < Number(repetitions); i++) next.push((await timed()).ms)
const run: InvoiceRun = { firstMs: first.ms, nextMs: median(next), bytes: first.bytes, peakMemory: peak }
process.stdout.write(JSON.stringify(run))
