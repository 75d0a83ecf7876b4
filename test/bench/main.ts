import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from '@playwright/test'
import { catalogueHttp } from './catalogue-http.ts'
import { commerceMl } from './commerceml.ts'
import { dataMaker } from './data-maker.ts'
import { mappingGrid } from './grid.ts'
import { invoiceBatches } from './invoice-batches.ts'
import { invoice } from './invoices.ts'
import { journalVolume } from './journal.ts'
import { ksupThroughput } from './ksup.ts'
import { proxyLatency } from './proxy.ts'
import { regateThroughput } from './regate.ts'
import { asText, type BenchReport } from './report.ts'
import { starts } from './starts.ts'
import { throughput } from './throughput.ts'

const parts = [
  'starts',
  'invoices',
  'invoice-batches',
  'requests',
  'regate',
  'ksup',
  'journal',
  'proxy',
  'commerceml',
  'catalogue-http',
  'grid',
  'data-maker',
] as const
type Part = (typeof parts)[number]

const usage = `npm run bench -- [--quick] [--only PART] [--json] [--profile FOLDER]

  --quick    one short round of everything: shows that it works, its figures are rough
  --only     one part: ${parts.join(', ')}
  --json     all figures, round by round, as JSON on standard output
  --profile  leaves a CPU profile of each measured server in the folder`

const plans = {
  full: {
    rounds: 5,
    seconds: 5,
    warmupSeconds: 2,
    besideKoa: { rounds: 5, seconds: 3, warmupSeconds: 1 },
    journal: { entries: 1_000_000, calls: 200 },
    commerceml: { rounds: 5, megabytes: 100 },
    catalogueHttp: { megabytes: 1024, idleSeconds: 20 },
    processes: 3,
    repetitions: 5,
    starts: 5,
    grid: { rows: 20_000, pasted: 5_000, rounds: 3 },
    dataMaker: { rows: 100_000, rounds: 3 },
    batch: 1000,
  },
  quick: {
    rounds: 1,
    seconds: 1,
    warmupSeconds: 0.5,
    besideKoa: { rounds: 1, seconds: 1, warmupSeconds: 0.5 },
    journal: { entries: 20_000, calls: 20 },
    commerceml: { rounds: 1, megabytes: 20 },
    catalogueHttp: { megabytes: 40, idleSeconds: 3 },
    processes: 1,
    repetitions: 3,
    starts: 1,
    grid: { rows: 2_000, pasted: 500, rounds: 1 },
    dataMaker: { rows: 5_000, rounds: 1 },
    batch: 100,
  },
}

const machine = () => ({
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model.trim() ?? '',
  cores: cpus().length,
  memory: totalmem(),
})

const say = (line: string) => void process.stderr.write(`${line}\n`)

/**
 * The whole measurement. Progress goes to standard error, the result to standard output.
 * @param openBrowser for what is measured on the screen
 */
export async function main(openBrowser: () => Promise<Browser>): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return say(usage)
  const only = parts.find((part) => part === values.only)
  if (values.only !== undefined && !only) return say(usage)
  const wanted = (part: Part): boolean => only === undefined || only === part
  const plan = values.quick ? plans.quick : plans.full
  const folder = await mkdtemp(join(tmpdir(), 'obmen-bench-'))
  const started = performance.now()
  try {
    const common = { folder, profiles: values.profile && resolve(values.profile), say }
    const measured: Pick<BenchReport, Part> = {}
    if (wanted('starts')) {
      say('Starts of the server')
      measured.starts = await starts(join(folder, 'starts'), plan.starts)
    }
    if (wanted('invoices')) {
      say('Invoices')
      const processes = { rounds: plan.processes, repetitions: plan.repetitions }
      measured.invoices = [await invoice(10, processes), await invoice(300, processes)]
    }
    if (wanted('invoice-batches')) {
      say('Batches of invoices')
      measured['invoice-batches'] = await invoiceBatches(plan.batch)
    }
    if (wanted('requests')) measured.requests = await throughput({ ...plan, ...common })
    if (wanted('regate')) measured.regate = await regateThroughput({ ...plan.besideKoa, ...common })
    if (wanted('ksup')) measured.ksup = await ksupThroughput({ ...plan.besideKoa, ...common })
    if (wanted('journal'))
      measured.journal = await journalVolume({ folder: join(folder, 'journal'), ...plan.journal, say })
    if (wanted('proxy')) measured.proxy = await proxyLatency({ ...plan.besideKoa, ...common })
    if (wanted('commerceml')) {
      say('CommerceML files')
      measured.commerceml = await commerceMl({ folder: join(folder, 'commerceml'), ...plan.commerceml })
    }
    if (wanted('catalogue-http')) {
      say('A catalogue over HTTP')
      measured['catalogue-http'] = await catalogueHttp({
        folder: join(folder, 'catalogue-http'),
        ...plan.catalogueHttp,
      })
    }
    if (wanted('data-maker')) {
      say('Made data')
      measured['data-maker'] = await dataMaker(join(folder, 'data-maker'), plan.dataMaker)
    }
    if (wanted('grid')) {
      say('The grid of the mapping tables')
      measured.grid = await mappingGrid(join(folder, 'grid'), openBrowser, plan.grid)
    }
    const report: BenchReport = {
      at: new Date().toISOString(),
      machine: machine(),
      plan,
      seconds: (performance.now() - started) / 1000,
      ...measured,
    }
    process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : asText(report))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
