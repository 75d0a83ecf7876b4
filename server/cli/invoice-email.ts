import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { download } from './download.ts'
import { invoiceOfFile } from './invoice-made.ts'
import { SIDE, sideOf, type FileSide } from './invoice-side.ts'
import { print } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

interface EmailOptions extends BenchChoice {
  to?: string
  subject?: string
  profile?: string
  output?: string
}

/** `obmen invoice email`: a letter that a mail program opens as a draft. Nothing is sent. */
export function addInvoiceEmail(invoice: Command, engineDir: string): void {
  benchOptions(
    invoice
      .command('email')
      .description('a letter with the invoice as an .eml file that a mail program opens as a draft')
      .argument('<document>', SIDE)
      .option('--to <address>', 'whom it goes to')
      .option('--subject <text>', 'instead of the ready one')
      .option('--profile <id>', 'profile of the workspace; chosen by the seller when not given')
      .option('-o, --output <file>', 'file to write; standard output when not given'),
  ).action(async (document: string, options: EmailOptions) => {
    const { workspace, address, profile, output } = options
    const side = sideOf(document)
    // A file needs no workspace, unless its profile is one of a workspace.
    const isAlone = [workspace, address, profile].every((one) => one === undefined)
    if ('file' in side && isAlone) await letterOfFile(side, options)
    else await letterOfBench(side, options, engineDir)
    if (output !== undefined) print(output)
  })
}

async function letterOfFile({ file }: FileSide, { to, subject, output }: EmailOptions): Promise<void> {
  const invoice = await invoiceOfFile(file, {})
  const { invoicePdf } = await import('../invoice/pdf.ts')
  const { emailDraft, invoiceLetter } = await import('../invoice/email.ts')
  const { invoiceFileName } = await import('../admin/invoices/making.ts')
  const letter = invoiceLetter(invoice.model)
  const draft = await emailDraft({
    to,
    subject: subject ?? letter.subject,
    text: letter.text,
    attachment: { name: invoiceFileName(invoice.model), bytes: invoicePdf(invoice) },
    at: new Date(),
  })
  if (output === undefined) process.stdout.write(draft)
  else await writeFile(output, draft)
}

async function letterOfBench(
  side: ReturnType<typeof sideOf>,
  options: EmailOptions,
  engineDir: string,
): Promise<void> {
  const { to, subject, profile, output } = options
  const ref = 'file' in side ? ({ source: 'text', text: await side.text() } as const) : side
  await withBench(options, engineDir, async (api, address, token) => {
    const letter = await api.call('invoice.email', { body: { ref, to, subject, profile } })
    await download(address, letter.address, { token }, output)
  })
}
