import { jsPDF } from 'jspdf'
import { autoTable } from 'jspdf-autotable'
import { buildInvoice } from '../../server/invoice/build.ts'
import regular from '../../server/invoice/fonts/Roboto-Regular.ttf?inline'
import { invoicePdf } from '../../server/invoice/pdf.ts'
import { anOrder, someLines } from '../unit/invoice-orders.ts'
import type { InvoiceRun, InvoiceTask } from './invoices.ts'
import { median } from './statistics.ts'
import { peakMemory } from './usage.ts'

/** A process that makes invoices and tells on standard output what it took: `<task> <lines> <repetitions>`. */
const [task, lines, repetitions] = process.argv.slice(2) as [InvoiceTask, string, string]
const order = anOrder(someLines(Number(lines)))

const tasks: Record<InvoiceTask, () => Uint8Array> = {
  /** What the program does: checks, amount in words, payment code, layout. */
  invoice: () => invoicePdf(buildInvoice(order)),

  /** The same libraries without our work: a plain table of the same lines in the same font. */
  table() {
    const doc = new jsPDF({ compress: true })
    doc.addFileToVFS('regular.ttf', regular.slice(regular.indexOf(',') + 1))
    doc.addFont('regular.ttf', 'Roboto', 'normal')
    doc.setFont('Roboto', 'normal')
    autoTable(doc, {
      styles: { font: 'Roboto' },
      headStyles: { fontStyle: 'normal' },
      head: [['№', 'Товар', 'Кол-во', 'Ед.', 'Цена', 'НДС', 'Сумма']],
      body: order.order.products.map(({ offer }, i) => [
        i + 1,
        offer.name ?? '',
        offer.quantity,
        offer.unit ?? '',
        offer.price,
        offer.nds_summa,
        offer.summa,
      ]),
    })
    return new Uint8Array(doc.output('arraybuffer'))
  },

  /** Libraries loaded, nothing done. */
  nothing: () => new Uint8Array(),
}

function timed(): { ms: number; bytes: number } {
  const started = performance.now()
  const { length } = tasks[task]()
  return { ms: performance.now() - started, bytes: length }
}

const first = timed()
const peak = peakMemory()
const next = Array.from({ length: Number(repetitions) }, () => timed().ms)
const run: InvoiceRun = { firstMs: first.ms, nextMs: median(next), bytes: first.bytes, peakMemory: peak }
process.stdout.write(JSON.stringify(run))
