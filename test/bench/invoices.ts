import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { median } from './statistics.ts'

export type InvoiceTask = 'invoice' | 'pdfkit' | 'nothing'

/** What one process tells. */
export interface InvoiceRun {
  /** Milliseconds of the first document of a fresh process. */
  firstMs: number
  /** Median of those after it. */
  nextMs: number
  /** Size of the document. */
  bytes: number
  /** Bytes of resident memory at its highest, when the first document was ready. */
  peakMemory: number
}

export interface InvoiceFigures extends InvoiceRun {
  lines: number
  /** As multiples of the same content placed by hand with pdfkit. */
  firstOfPdfkit: number
  nextOfPdfkit: number
  bytesOfPdfkit: number
  /** Memory as a multiple of a process that has loaded the same and made nothing. */
  peakOfNothing: number
  pdfkit: InvoiceRun
  nothing: InvoiceRun
}

const run = promisify(execFile)

async function oneProcess(task: InvoiceTask, lines: number, repetitions: number): Promise<InvoiceRun> {
  const script = join(import.meta.dirname, 'invoice.js')
  const { stdout } = await run(process.execPath, [script, task, String(lines), String(repetitions)])
  return JSON.parse(stdout) as InvoiceRun
}

function medians(runs: readonly InvoiceRun[]): InvoiceRun {
  const of = (key: keyof InvoiceRun) => median(runs.map((one) => one[key]))
  return { firstMs: of('firstMs'), nextMs: of('nextMs'), bytes: of('bytes'), peakMemory: of('peakMemory') }
}

/** Time and memory of one invoice with so many lines; every round takes a fresh process for each task. */
export async function invoice(
  lines: number,
  { rounds, repetitions }: { rounds: number; repetitions: number },
): Promise<InvoiceFigures> {
  const runs: Record<InvoiceTask, InvoiceRun[]> = { invoice: [], pdfkit: [], nothing: [] }
  for (let number = 0; number < rounds; number++)
    for (const task of ['invoice', 'pdfkit', 'nothing'] as const)
      runs[task].push(await oneProcess(task, lines, repetitions))
  const over = (key: keyof InvoiceRun, other: InvoiceTask) =>
    median(runs.invoice.map((one, i) => one[key] / runs[other][i]![key]))
  return {
    lines,
    ...medians(runs.invoice),
    firstOfPdfkit: over('firstMs', 'pdfkit'),
    nextOfPdfkit: over('nextMs', 'pdfkit'),
    bytesOfPdfkit: over('bytes', 'pdfkit'),
    peakOfNothing: over('peakMemory', 'nothing'),
    pdfkit: medians(runs.pdfkit),
    nothing: medians(runs.nothing),
  }
}
