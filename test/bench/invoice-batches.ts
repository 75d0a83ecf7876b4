import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A batch of a bench into either kind of file, or the same invoices in a bare loop. */
export type BatchTask = 'zip' | 'pdf' | 'loop'

/** What one process tells. */
export interface BatchRun {
  ms: number
  /** Of the file, or of all files of the loop. */
  bytes: number
  /** Bytes of resident memory of the whole process at its highest. */
  peakMemory: number
  /** The longest time that the bench answered nobody. */
  blockedMs: number
}

export interface BatchFigures extends BatchRun {
  as: 'zip' | 'pdf'
  invoices: number
  /** As a multiple of the loop. */
  timeOfLoop: number
  bytesOfLoop: number
  memoryOfLoop: number
}

const run = promisify(execFile)

async function oneProcess(task: BatchTask, count: number): Promise<BatchRun> {
  const script = join(import.meta.dirname, 'invoice-batch-task.js')
  const engineDir = join(import.meta.dirname, '../main')
  const { stdout } = await run(process.execPath, [script, task, String(count), engineDir])
  return JSON.parse(stdout) as BatchRun
}

/** A batch of so many invoices of ten lines, beside a loop that makes the same ones in the same run. */
export async function invoiceBatches(count: number): Promise<BatchFigures[]> {
  const loop = await oneProcess('loop', count)
  const figures: BatchFigures[] = []
  for (const as of ['zip', 'pdf'] as const) {
    const batch = await oneProcess(as, count)
    figures.push({
      ...batch,
      as,
      invoices: count,
      timeOfLoop: batch.ms / loop.ms,
      bytesOfLoop: batch.bytes / loop.bytes,
      memoryOfLoop: batch.peakMemory / loop.peakMemory,
    })
  }
  return figures
}
