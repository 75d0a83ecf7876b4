import { parentPort, workerData } from 'node:worker_threads'
import type { InvoicePictures } from '../profiles/pictures.ts'
import type { PrintedInvoice } from '../profiles/printing.ts'
import { openBatchFile, Unprintable } from './file.ts'
import type { FromPrinter, PrintingTask, SentInvoice, ToPrinter } from './messages.ts'

/** Entry of the thread that prints one batch, so that nobody else waits for it. */
const { path, form } = workerData as PrintingTask
const port = parentPort!
const say = (message: FromPrinter): void => port.postMessage(message)
const file = openBatchFile(path, form, (count) => say({ kind: 'printed', count }))
const pictures = new Map<string, { file: string; bytes: Uint8Array }>()

function picturesOf(sent: SentInvoice): InvoicePictures {
  const named = Object.entries(sent.pictures).map(([kind, name]) => [kind, pictures.get(name)])
  return Object.fromEntries(named) as InvoicePictures
}

function taken(invoice: PrintedInvoice): FromPrinter {
  try {
    file.add(invoice)
    return { kind: 'taken' }
  } catch (error) {
    if (error instanceof Unprintable) return { kind: 'unprintable', reason: error.message }
    throw error
  }
}

port.on('message', (message: ToPrinter) => {
  if (message.kind === 'picture') {
    pictures.set(message.file, message)
  } else if (message.kind === 'add') {
    say(taken({ ...message.invoice, pictures: picturesOf(message.invoice) }))
  } else {
    say({ kind: 'finished', file: file.finish() })
    port.close()
  }
})
