import { extname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import type { InvoiceBatch, InvoiceBatchRequest } from '../admin/api-invoice-batch.ts'
import type { AdminClient } from '../admin/client.ts'
import { listedSources, type InvoiceRef, type ListedSource } from '../invoice/sources/ref.ts'
import { download } from './download.ts'
import { addInvoiceCompare } from './invoice-compare.ts'
import { addInvoiceEmail } from './invoice-email.ts'
import { SIDE, sideOf } from './invoice-side.ts'
import { Failure, print, say } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

const LOOK_EVERY_MS = 300

interface BatchOptions extends BenchChoice {
  from?: string
  to?: string
  source?: ListedSource[]
  profile?: string
  output: string
  json?: boolean
}

/** `obmen invoice batch|compare|email`, below the command `obmen invoice`. */
export function addInvoiceBatch(invoice: Command, engineDir: string): void {
  const batch = invoice
    .command('batch')
    .description(
      'invoices of all documents of a period, or of the given ones, as one PDF or a zip; exit code 1 when one could not be made',
    )
    .argument('[documents...]', SIDE)
    .option('--from <day>', 'documents of this day and later, yyyy-mm-dd')
    .option('--to <day>', 'documents of this day and earlier')
    .addOption(
      new Option('--source <source...>', 'with --from and --to: only of these').choices(listedSources),
    )
    .option('--profile <id>', 'profile of the workspace; chosen by the seller when not given')
    .requiredOption('-o, --output <file>', '.pdf or .zip to write')
    .option('--json', 'what was made and what was not, as JSON on stdout')
  benchOptions(batch).action((documents: string[], options: BatchOptions) =>
    makeBatch(batch, documents, options, engineDir),
  )
  addInvoiceCompare(invoice, engineDir)
  addInvoiceEmail(invoice, engineDir)
}

async function makeBatch(
  command: Command,
  documents: readonly string[],
  options: BatchOptions,
  engineDir: string,
): Promise<void> {
  const { from, to, output, json } = options
  const isPeriod = from !== undefined && to !== undefined
  if (isPeriod === documents.length > 0 || (from === undefined) !== (to === undefined))
    command.error('error: give the documents, or a period: --from and --to', { exitCode: 2 })
  const as = extname(output).slice(1).toLowerCase()
  if (as !== 'pdf' && as !== 'zip') throw new Failure(`${output}: счета пишутся в .pdf или .zip`)
  const refs = await Promise.all(documents.map(refOf))
  const { profile, source: sources } = options
  const body: InvoiceBatchRequest = isPeriod
    ? { period: { from, to, sources }, profile, as }
    : { refs, profile, as }

  const batch = await withBench(options, engineDir, async (api, address, token) => {
    const made = await ended(api, await api.call('invoiceBatch.start', { body }))
    if (made.address !== null) await download(address, made.address, { token }, output)
    await api.call('invoiceBatch.cancel', { params: { id: made.id } })
    return made
  })
  for (const { document, message } of batch.failures) say(`${document}: ${message.ru}`)
  if (batch.reason) say(batch.reason.ru)
  if (json) print(JSON.stringify(batch, null, 2))
  else if (batch.state === 'done') print(output)
  if (batch.state !== 'done' || batch.failures.length > 0) process.exitCode = 1
}

async function refOf(document: string): Promise<InvoiceRef> {
  const side = sideOf(document)
  return 'file' in side ? { source: 'text', text: await side.text() } : side
}

/** Waits for the end; on a terminal the count of what is ready stands in one line. */
async function ended(api: AdminClient, { id }: InvoiceBatch): Promise<InvoiceBatch> {
  for (;;) {
    const batch = await api.call('invoiceBatch.get', { params: { id } })
    if (process.stderr.isTTY) process.stderr.write(`\r${batch.done} из ${batch.total}`)
    if (batch.state !== 'running') {
      if (process.stderr.isTTY) process.stderr.write('\n')
      return batch
    }
    await sleep(LOOK_EVERY_MS)
  }
}
