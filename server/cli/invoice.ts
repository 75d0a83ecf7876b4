import { InvalidArgumentError, Option, type Command } from 'commander'
import type { InvoicePreview } from '../invoice/model.ts'
import { listedSources, type InvoiceRef, type ListedSource } from '../invoice/sources/ref.ts'
import { addInvoiceBatch } from './invoice-batch.ts'
import { invoiceOfBench, invoiceOfFile } from './invoice-made.ts'
import { sideOf, type FileSide } from './invoice-side.ts'
import { checkLine, invoiceText, sourceLine } from './invoice-text.ts'
import { print, say, wholeNumber } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

/**
 * `obmen invoice`: the invoice of a file, of a document of the workspace or of an entry of the journal as a PDF, as JSON or as
 * text; `list` names the documents, `batch`, `compare` and `email` work with many, with two, with one that is sent. The bytes are
 * those of the screen and of the site.
 */
export function addInvoice(program: Command, engineDir: string): void {
  const invoice = program
    .command('invoice')
    .description(
      'invoice with a payment QR code out of an order, a booking, a CommerceML document, or by hand',
    )
    .argument(
      '[file]',
      'file with an order of 1C, an answer of booking, an order message of КСУП, CommerceML, or an invoice by hand in JSON (kopecks, thousandths); - for standard input',
    )
    .option('--order <id>', 'an order that 1C returned to the simulated site')
    .option('--seq <n>', 'with --order: this version', wholeNumber(0, 1e9, 'номер версии — целое число'))
    .option('--regate <enterprise/order>', 'an order of a ReGate base', pairOf)
    .option('--ksup <ref>', 'an order of the 1C of КСУП by its reference, or a deal by its number')
    .option('--cml <number>', 'an order of the simulated site of CommerceML')
    .option('--entry <n>', 'a body of the journal', wholeNumber(1, 1e15, 'номер записи — целое число'))
    .addOption(new Option('--part <part>', 'with --entry').choices(['request', 'response']))
    .option('--document <id>', 'of a body with several documents')
    .option('--profile <id>', 'profile of the workspace; chosen by the seller when not given')
    .option('-o, --output <file>', 'PDF to write')
    .option('--json', 'model and checks as JSON on stdout')
    .option('--text', 'the invoice as text on stdout')
    .option('--strict', 'exit code 1 when something of the invoice does not hold')
  benchOptions(invoice).action((file: string | undefined, options: InvoiceOptions) =>
    makeOne(invoice, file, options, engineDir),
  )

  const list = invoice
    .command('list')
    .description('documents that an invoice can be made of, newest first')
    .addOption(new Option('--source <source>', 'only of this source').choices(listedSources))
    .option('--from <day>', 'documents of this day and later, yyyy-mm-dd')
    .option('--to <day>', 'documents of this day and earlier')
    .option('--search <text>', 'part of the number or of the buyer')
    .option('--json', 'as JSON on stdout')
  benchOptions(list).action((options: ListOptions) =>
    withBench(options, engineDir, async (api) => {
      const { source, from, to, search } = options
      const found = await api.call('invoice.sources', { query: { source, from, to, text: search } })
      print(options.json ? JSON.stringify(found, null, 2) : found.rows.map(sourceLine).join('\n'))
      if (found.more) say('Показаны не все: уточните период или поиск')
    }),
  )
  addInvoiceBatch(invoice, engineDir)
}

interface InvoiceOptions extends BenchChoice {
  order?: string
  seq?: number
  regate?: { enterprise: string; id: string }
  ksup?: string
  cml?: string
  entry?: number
  part?: 'request' | 'response'
  document?: string
  profile?: string
  output?: string
  json?: boolean
  text?: boolean
  strict?: boolean
}

interface ListOptions extends BenchChoice {
  source?: ListedSource
  from?: string
  to?: string
  search?: string
  json?: boolean
}

function pairOf(given: string): { enterprise: string; id: string } {
  const [enterprise, id, ...more] = given.split('/')
  if (enterprise && id && more.length === 0) return { enterprise, id }
  throw new InvalidArgumentError('пишется предприятие/заказ')
}

/** What the command line names; it has to be one. */
function sidesOf(file: string | undefined, options: InvoiceOptions): (InvoiceRef | FileSide)[] {
  const { order, seq, regate, ksup, cml, entry, part = 'request', document } = options
  return [
    ...(file === undefined ? [] : [sideOf(file)]),
    ...(order === undefined ? [] : [{ source: 'order', id: order, seq } as const]),
    ...(regate === undefined ? [] : [{ source: 'regate', ...regate } as const]),
    ...(ksup === undefined ? [] : [{ source: 'ksup', id: ksup } as const]),
    ...(cml === undefined ? [] : [{ source: 'cml', id: cml } as const]),
    ...(entry === undefined ? [] : [{ source: 'entry', id: entry, part, document } as const]),
  ]
}

async function makeOne(
  command: Command,
  file: string | undefined,
  options: InvoiceOptions,
  engineDir: string,
): Promise<void> {
  const { output, json, text } = options
  const wrong = (reason: string): never => command.error(`error: ${reason}`, { exitCode: 2 })
  const [side, ...more] = sidesOf(file, options)
  if (!side || more.length > 0)
    return wrong('give one document: a file, or --order, --regate, --ksup, --cml, --entry')
  if (output === undefined && !json && !text) return wrong('say what to make: -o <file>, --json or --text')

  const invoice = await made(side, options, engineDir)
  for (const warning of invoice.warnings) say(checkLine(warning))
  if (json) print(JSON.stringify(invoice, null, 2))
  if (text) print(invoiceText(invoice.model))
  if (output !== undefined && !json && !text) print(output)
  const isWrong = invoice.warnings.some(({ severity }) => severity === 'warning' || severity === 'error')
  process.exitCode = options.strict && isWrong ? 1 : 0
}

/** A file needs no workspace, unless its profile is one of a workspace. */
function made(
  side: InvoiceRef | FileSide,
  options: InvoiceOptions,
  engineDir: string,
): Promise<InvoicePreview> {
  const { workspace, address, profile } = options
  const isOfBench = [workspace, address, profile].some((one) => one !== undefined)
  return 'file' in side && !isOfBench
    ? invoiceOfFile(side.file, options)
    : invoiceOfBench(side, options, engineDir)
}
