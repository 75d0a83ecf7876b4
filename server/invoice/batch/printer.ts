import { rm } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { PrintedInvoice } from '../profiles/printing.ts'
import { openBatchFile, Unprintable, type WholeFile } from './file.ts'
import type { FromPrinter, PrintingTask, SentInvoice, ToPrinter } from './messages.ts'

/** What a batch is printed by. Only one call at a time, each is waited for. */
export interface BatchPrinter {
  /** Resolves when the next may come. @throws Unprintable, and the batch goes on */
  add(invoice: PrintedInvoice): Promise<void>
  finish(): Promise<WholeFile>
  /** Ends the work at once, whatever it is at; the file is gone then. */
  abandon(): Promise<void>
}

/** Told how many invoices are printed by now. */
type Printed = (count: number) => void

export type OpenPrinter = (task: PrintingTask, printed: Printed) => BatchPrinter

/** Prints between the other work of this thread, for a command that has no other. */
export const printHere: OpenPrinter = ({ path, form }, printed) => {
  const file = openBatchFile(path, form, printed)
  return {
    add: async (invoice) => file.add(invoice),
    finish: async () => file.finish(),
    abandon: async () => file.abandon(),
  }
}

/** MB: a PDF of 5000 invoices needs a quarter of it. */
const HEAP_MB = 2048

/**
 * Prints in a thread of its own.
 *
 * @param worker the built `worker.ts`
 */
export const printInThread =
  (worker: string): OpenPrinter =>
  (task, printed) => {
    const thread = new Worker(worker, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    const sent = new Set<string>()
    let waiting: { resolve(file: WholeFile | null): void; reject(error: Error): void } | null = null
    let fault: Error | null = null
    const fail = (error: Error): void => {
      fault ??= error
      waiting?.reject(fault)
    }
    thread.on('message', (message: FromPrinter) => {
      if (message.kind === 'printed') printed(message.count)
      else if (message.kind === 'unprintable') waiting?.reject(new Unprintable(message.reason))
      else waiting?.resolve(message.kind === 'finished' ? message.file : null)
    })
    thread.on('error', fail)
    thread.on('exit', (code) =>
      fail(new Error(`The thread that prints ${task.path} has ended with ${code}.`)),
    )

    const say = (message: ToPrinter): void => thread.postMessage(message)
    const answered = (message: ToPrinter): Promise<WholeFile | null> =>
      new Promise((resolve, reject) => {
        if (fault) return reject(fault)
        waiting = { resolve, reject }
        say(message)
      })

    function named({ pictures, ...invoice }: PrintedInvoice): SentInvoice {
      for (const { file, bytes } of Object.values(pictures)) {
        if (sent.has(file)) continue
        sent.add(file)
        say({ kind: 'picture', file, bytes })
      }
      const files = Object.entries(pictures).map(([kind, { file }]) => [kind, file])
      return { ...invoice, pictures: Object.fromEntries(files) as SentInvoice['pictures'] }
    }

    return {
      add: async (invoice) => void (await answered({ kind: 'add', invoice: named(invoice) })),
      finish: async () => (await answered({ kind: 'finish' }))!,
      async abandon() {
        await thread.terminate()
        await rm(task.path, { force: true })
      },
    }
  }
