import type { CatalogueHttpFigures } from './catalogue-http.ts'
import { commerceMlTasks, type CommerceMlFigures, type CommerceMlTask } from './commerceml.ts'
import type { DataMakerFigures } from './data-maker.ts'
import type { GridFigures } from './grid.ts'
import type { BatchFigures } from './invoice-batches.ts'
import type { InvoiceFigures } from './invoices.ts'
import type { BesideKoa } from './beside-koa.ts'
import type { JournalFigures } from './journal.ts'
import type { KsupReport } from './ksup.ts'
import type { ProxyFigures } from './proxy.ts'
import { regateRequests } from './regate-load.ts'
import type { RegateReport } from './regate.ts'
import type { StartFigures } from './starts.ts'
import type { ThroughputReport } from './throughput.ts'
import { CONNECTIONS, requestNames, requests, variantNames, variants } from './variants.ts'

export interface BenchReport {
  at: string
  machine: { node: string; platform: string; cpu: string; cores: number; memory: number }
  plan: { rounds: number; seconds: number; besideKoa: { rounds: number; seconds: number } }
  /** How long the measurement took, without the build. */
  seconds: number
  /** Parts that were not measured are absent. */
  requests?: ThroughputReport
  regate?: RegateReport
  ksup?: KsupReport
  journal?: JournalFigures
  proxy?: ProxyFigures[]
  invoices?: InvoiceFigures[]
  'invoice-batches'?: BatchFigures[]
  starts?: StartFigures
  commerceml?: CommerceMlFigures
  'catalogue-http'?: CatalogueHttpFigures
  grid?: GridFigures
  'data-maker'?: DataMakerFigures
}

/** A table that reads well in a terminal and is a table of Markdown too. First column left, the others right. */
function table(head: string[], rows: string[][]): string {
  const widths = head.map((name, i) => Math.max(name.length, 3, ...rows.map((row) => row[i]!.length)))
  const line = (cells: string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

const whole = (value: number) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ')
const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0)
/** A ratio in three digits. */
const times = (value: number) => `×${value < 100 ? value.toPrecision(3) : Math.round(value)}`
const mib = (bytes: number) => String(Math.round(bytes / 1024 / 1024))
const kb = (bytes: number) => (bytes / 1000).toFixed(1)

function requestTables({ figures, answerBytes, postBytes, peakMemory }: ThroughputReport): string[] {
  const titles = {
    get: `${requests.get}: page of ${kb(answerBytes.get)} KB`,
    post: `${requests.post}: order of ${kb(postBytes)} KB, answer of ${answerBytes.post} bytes`,
  }
  const head = [
    '',
    'requests/s',
    'to bare node',
    'to no recording',
    'p99, ms',
    'to bare node',
    'to no recording',
    'CPU ms/request',
    'to bare node',
    'to no recording',
    'peak MiB',
  ]
  return requestNames.map((request) => {
    const rows = variantNames.map((variant) => {
      const { perSecond, p99, cpu, ofNode, ofPlain } = figures[request][variant]
      return [
        variants[variant],
        whole(perSecond),
        times(ofNode.perSecond),
        times(ofPlain.perSecond),
        ms(p99),
        times(ofNode.p99),
        times(ofPlain.p99),
        cpu.toFixed(3),
        times(ofNode.cpu),
        times(ofPlain.cpu),
        mib(peakMemory[variant]),
      ]
    })
    return [titles[request], table(head, rows)].join('\n\n')
  })
}

interface BesideKoaLine extends BesideKoa {
  name: string
  connections: number
  answerBytes: number
}

function besideKoaTable(lines: readonly BesideKoaLine[]): string {
  const head = [
    '',
    'connections',
    'requests/s',
    'of bare Koa',
    'p50, ms',
    'p95, ms',
    'p99, ms',
    'p99 of own p50',
    'bare Koa: p99 of p50',
    'CPU ms/request',
    'of bare Koa',
    'answer, KB',
  ]
  const rows = lines.map(({ name, connections, own, ofKoa, tail, answerBytes }) => [
    name,
    String(connections),
    whole(own.perSecond),
    times(ofKoa.perSecond),
    ms(own.p50),
    ms(own.p95),
    ms(own.p99),
    times(tail.own),
    times(tail.koa),
    own.cpu.toFixed(3),
    times(ofKoa.cpu),
    kb(answerBytes),
  ])
  return table(head, rows)
}

const regateTable = ({ figures, peakMemory }: RegateReport) =>
  [
    `ReGate, recording and validation on, beside bare Koa with the same bytes; peak ${mib(peakMemory)} MiB`,
    besideKoaTable(figures.map((one) => ({ name: regateRequests[one.request], ...one }))),
  ].join('\n\n')

const ksupTables = ({ prices, orders, messageBytes, peakMemory }: KsupReport) => [
  [
    `1C for КСУП, recording and validation on, beside bare Koa with the same bytes; peak ${mib(peakMemory)} MiB`,
    besideKoaTable(prices.map((one) => ({ name: `prices and stock, articles: ${one.articles}`, ...one }))),
  ].join('\n\n'),
  [
    `Orders of 20 rows with their PDF, messages of ${kb(messageBytes)} KB, from 1C to КСУП, beside bare Koa that takes the same bytes`,
    table(
      [
        'posted at once',
        'orders/s',
        'of bare Koa',
        'all delivered: p50, ms',
        'p99, ms',
        'CPU ms/order',
        'of bare Koa',
      ],
      orders.map(({ load, own, ofKoa }) => [
        String(load.together),
        whole(own.perSecond),
        times(ofKoa.perSecond),
        ms(own.p50),
        ms(own.p99),
        own.cpu.toFixed(3),
        times(ofKoa.cpu),
      ]),
    ),
  ].join('\n\n'),
]

const invoiceTable = (invoices: InvoiceFigures[]) =>
  [
    'One invoice',
    table(
      [
        '',
        'first, ms',
        'to pdfkit',
        'next, ms',
        'to pdfkit',
        'peak MiB',
        'to idle process',
        'PDF, KB',
        'to pdfkit',
      ],
      invoices.map((one) => [
        `${one.lines} lines`,
        ms(one.firstMs),
        times(one.firstOfPdfkit),
        ms(one.nextMs),
        times(one.nextOfPdfkit),
        mib(one.peakMemory),
        times(one.peakOfNothing),
        kb(one.bytes),
        times(one.bytesOfPdfkit),
      ]),
    ),
  ].join('\n\n')

const batchTable = (batches: BatchFigures[]) =>
  [
    `A batch of ${whole(batches[0]!.invoices)} invoices of 10 lines, to the same ones in a bare loop`,
    table(
      [
        '',
        'ms an invoice',
        'to loop',
        'KB an invoice',
        'to loop',
        'peak MiB',
        'to loop',
        'bench blocked, ms',
      ],
      batches.map((one) => [
        one.as,
        ms(one.ms / one.invoices),
        times(one.timeOfLoop),
        kb(one.bytes / one.invoices),
        times(one.bytesOfLoop),
        mib(one.peakMemory),
        times(one.memoryOfLoop),
        ms(one.blockedMs),
      ]),
    ),
  ].join('\n\n')

const gridTable = (figures: GridFigures) =>
  [
    `Mapping table of ${whole(figures.rows)} rows in a browser`,
    table(
      ['', 'ms', `to ${figures.small} rows`],
      [
        ['first rows on the screen', ms(figures.firstPaint), times(figures.firstPaintOfSmall)],
        [
          `${whole(figures.pasted)} rows pasted, on the screen`,
          ms(figures.pasteShown),
          times(figures.pasteShownOfSmall),
        ],
        [`${whole(figures.pasted)} rows pasted, in the file`, ms(figures.pasteSaved), ''],
        ['one cell edited, on the screen', ms(figures.editShown), ''],
        ['one cell edited, in the file', ms(figures.editSaved), times(figures.editSavedOfSmall)],
      ],
    ),
  ].join('\n\n')

const startTable = ({ cold, warm, bare, coldOfBare, warmOfBare }: StartFigures) =>
  [
    'Start of the process to its first answer',
    table(
      ['', 'ms', 'to bare node'],
      [
        ['obmen serve, new workspace', ms(cold), times(coldOfBare)],
        ['obmen serve, existing workspace', ms(warm), times(warmOfBare)],
        ['bare node:http', ms(bare), times(1)],
      ],
    ),
  ].join('\n\n')

const commerceMlTable = ({ bytes, xmllint, tasks }: CommerceMlFigures) =>
  [
    `CommerceML, a catalogue of ${mib(bytes)} MiB, each in a process of its own`,
    table(
      ['', 'MB/s', 'to xmllint --stream', 'peak MiB'],
      [
        ...(Object.keys(tasks) as CommerceMlTask[]).map((name) => {
          const { perSecond, ofXmllint, peakMemory } = tasks[name]
          return [commerceMlTasks[name], (perSecond / 1e6).toFixed(1), times(ofXmllint), mib(peakMemory)]
        }),
        ['xmllint --stream', (xmllint / 1e6).toFixed(1), times(1), ''],
      ],
    ),
  ].join('\n\n')

const journalTable = ({ entries, queries, indexSeconds, firstPageSeconds, peakMemory }: JournalFigures) =>
  [
    `Journal of ${whole(entries)} entries over the admin API, pages of 100, beside a plain read of the same rows: indexed in ${ms(indexSeconds)} s; ` +
      `first page after a start ${ms(firstPageSeconds.new)} s, with the index ${ms(firstPageSeconds.indexed)} s; peak ${peakMemory === null ? '?' : mib(peakMemory)} MiB`,
    table(
      ['', 'p50, ms', 'p95, ms', 'to a plain read'],
      Object.entries(queries).map(([name, { p50, p95, ofPlainRead }]) => [
        name,
        ms(p50),
        ms(p95),
        times(ofPlainRead),
      ]),
    ),
  ].join('\n\n')

const proxyTable = (figures: ProxyFigures[]) =>
  [
    'Recording proxy, 64 open connections, beside a direct call; caller, proxy and answering server are processes of their own',
    table(
      [
        'load',
        'direct p50, ms',
        'proxy p50, ms',
        'added, ms',
        'to direct',
        'direct p99, ms',
        'proxy p99, ms',
      ],
      figures.map((one) => [
        one.load,
        one.directP50.toFixed(2),
        one.proxyP50.toFixed(2),
        one.addedP50.toFixed(2),
        times(one.ratioP50),
        one.directP99.toFixed(2),
        one.proxyP99.toFixed(2),
      ]),
    ),
  ].join('\n\n')

function catalogueHttpTable(figures: CatalogueHttpFigures): string {
  const { bytes, parts, sendSeconds, importSeconds, idle, peakMemory, cancelMs } = figures
  const row = (name: string, { answered, p50, p95, p99 }: typeof idle) => [
    name,
    whole(answered),
    ms(p50),
    ms(p95),
    ms(p99),
    times(p99 / idle.p99),
  ]
  return [
    `A catalogue of ${mib(bytes)} MiB over HTTP: sent in ${whole(parts)} parts in ${ms(sendSeconds)} s, imported in ${ms(importSeconds)} s; peak ${peakMemory === null ? '?' : mib(peakMemory)} MiB; another one cancelled in ${ms(cancelMs)} ms`,
    table(
      ['bookingstate meanwhile', 'answers', 'p50, ms', 'p95, ms', 'p99, ms', 'p99 to idle'],
      [
        row('idle', idle),
        row('while it is sent', figures.sending),
        row('while it is imported', figures.importing),
      ],
    ),
  ].join('\n\n')
}

const dataMakerTable = ({ rows, kinds }: DataMakerFigures): string =>
  [
    `Made data, ${whole(rows)} rows to a file, beside JSON.stringify of the same rows that are ready`,
    table(
      ['kind', 'made, rows/s of CPU', 'ready, rows/s of CPU', 'share', 'file, MiB', 'heap, MiB'],
      kinds.map(({ kind, made, ready, share, bytes, heap }) => [
        kind,
        whole(made),
        whole(ready),
        times(share),
        mib(bytes),
        mib(heap),
      ]),
    ),
  ].join('\n\n')

/** The report for people. */
export function asText(report: BenchReport): string {
  const { machine, plan, seconds } = report
  const heading = [
    `${machine.node}, ${machine.platform}, ${machine.cores} cores of ${machine.cpu}, ${mib(machine.memory)} MiB; ${report.at}`,
    `${CONNECTIONS} connections, rounds of ${plan.seconds} s, servers in turn, medians of ${plan.rounds}; ${Math.round(seconds)} s in all`,
    `ReGate and КСУП: rounds of ${plan.besideKoa.seconds} s, servers in turn, medians of ${plan.besideKoa.rounds}`,
  ].join('\n')
  const {
    requests,
    regate,
    ksup,
    journal,
    proxy,
    invoices,
    'invoice-batches': batches,
    starts,
    commerceml,
    'catalogue-http': overHttp,
    grid,
    'data-maker': made,
  } = report
  const tables = [
    ...(requests ? requestTables(requests) : []),
    ...(regate ? [regateTable(regate)] : []),
    ...(ksup ? ksupTables(ksup) : []),
    ...(journal ? [journalTable(journal)] : []),
    ...(proxy ? [proxyTable(proxy)] : []),
    ...(invoices ? [invoiceTable(invoices)] : []),
    ...(batches ? [batchTable(batches)] : []),
    ...(starts ? [startTable(starts)] : []),
    ...(commerceml ? [commerceMlTable(commerceml)] : []),
    ...(overHttp ? [catalogueHttpTable(overHttp)] : []),
    ...(grid ? [gridTable(grid)] : []),
    ...(made ? [dataMakerTable(made)] : []),
  ]
  return `${[heading, ...tables].join('\n\n')}\n`
}
