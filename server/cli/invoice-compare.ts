import type { Command } from 'commander'
import type { FieldDifference, InvoiceComparison, LineDifference } from '../invoice/compare/model.ts'
import { invoiceOfFile } from './invoice-made.ts'
import { SIDE, sideOf } from './invoice-side.ts'
import { print, say } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

interface CompareOptions extends BenchChoice {
  profile?: string
  json?: boolean
}

/** `obmen invoice compare`: what a change of 1C did to an invoice. */
export function addInvoiceCompare(invoice: Command, engineDir: string): void {
  benchOptions(
    invoice
      .command('compare')
      .description('in what two invoices differ, field by field; exit code 1 when they do')
      .argument('<before>', SIDE)
      .argument('<after>', 'the same')
      .option(
        '--profile <id>',
        'profile of the workspace, for the payment code; chosen by the seller when not given',
      )
      .option('--json', 'the differences as JSON on stdout'),
  ).action(async (before: string, after: string, options: CompareOptions) => {
    const comparison = await compared(before, after, options, engineDir)
    if (options.json) print(JSON.stringify(comparison, null, 2))
    else if (!comparison.same) print(comparisonText(comparison))
    say(comparison.summary.ru)
    if (!comparison.same) process.exitCode = 1
  })
}

async function compared(
  before: string,
  after: string,
  options: CompareOptions,
  engineDir: string,
): Promise<InvoiceComparison> {
  const [left, right] = [sideOf(before), sideOf(after)]
  const { workspace, address, profile } = options
  if ('file' in left && 'file' in right && [workspace, address, profile].every((one) => one === undefined)) {
    const { compareInvoices } = await import('../invoice/compare/compare.ts')
    const [first, second] = [await invoiceOfFile(before, {}), await invoiceOfFile(after, {})]
    return compareInvoices(first.model, second.model)
  }
  const refOf = async (side: typeof left) =>
    'file' in side ? ({ source: 'text', text: await side.text() } as const) : side
  const body = { left: await refOf(left), right: await refOf(right), profile }
  return withBench(options, engineDir, (api) => api.call('invoice.compare', { body }))
}

const signs: Readonly<Record<LineDifference['kind'], string>> = { added: '+', removed: '-', changed: '≠' }

function comparisonText({ sections, lines, reordered }: InvoiceComparison): string {
  return [
    ...sections.flatMap(({ title, differences }) => [
      title.ru,
      ...differences.map((one) => `  ${differenceText(one)}`),
    ]),
    ...lines.map(
      ({ kind, name, before, after, differences }) =>
        `${signs[kind]} ${after ?? before}. ${name}: ${differences.map(differenceText).join('; ')}`,
    ),
    ...(reordered ? ['Порядок строк другой'] : []),
  ].join('\n')
}

const differenceText = ({ label, before, after, by }: FieldDifference): string =>
  `${label.ru}: ${before?.ru ?? '—'} → ${after?.ru ?? '—'}${by === undefined ? '' : ` (${by})`}`
