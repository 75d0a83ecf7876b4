import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { Option, type Command } from 'commander'
import { junitOf } from '../scenarios/report/junit.ts'
import { summaryOf, textOf } from '../scenarios/report/text.ts'
import type { RunRecord } from '../scenarios/model.ts'
import { isolated, played, type RunBench } from './run-bench.ts'
import { wantedOf, type Wanted } from './run-wanted.ts'
import { print, say, wholeNumber } from './terminal.ts'
import { withBench } from './with-bench.ts'

interface RunOptions {
  report: 'text' | 'json' | 'junit'
  output?: string
  workers: number
  shipped?: boolean
  tag: string[]
  shuffle?: number
  address?: string
  token?: string
}

async function run(names: readonly string[], options: RunOptions, engineDir: string): Promise<void> {
  const { shipped = false, tag: tags, shuffle, workers, report, output } = options
  const order = await wantedOf({ names, shipped, tags, shuffle })
  const queue = [...order]
  const results = new Map<Wanted, RunRecord>()
  const started = performance.now()
  const address = options.address ?? null
  const tell = report === 'text' && output === undefined ? print : say

  async function worker(bench: RunBench): Promise<void> {
    for (let wanted = queue.shift(); wanted; wanted = queue.shift()) {
      const ended = await played(bench, wanted)
      results.set(wanted, ended)
      tell(textOf(ended, address))
    }
  }

  if (options.address)
    await withBench({ address: options.address, token: options.token }, engineDir, (api, base, token) =>
      worker({ api, address: base, token }),
    )
  else
    await Promise.all(
      Array.from({ length: Math.min(workers, order.length) }, () => isolated(engineDir, worker)),
    )
  const ms = performance.now() - started
  const runs = order.map((wanted) => results.get(wanted)!)
  const summary = summaryOf(runs, ms)
  const reports = {
    text: () => [...runs.map((ended) => textOf(ended, address)), summary].join('\n'),
    json: () => JSON.stringify({ ms: Math.round(ms), runs }, null, 2),
    junit: () => junitOf(runs, ms),
  }
  if (output !== undefined) await writeFile(output, reports[report]())
  else if (report !== 'text') print(reports[report]())
  tell(summary)
  if (runs.some(({ state }) => state !== 'passed')) process.exitCode = 1
}

/** `obmen run`: scenarios, each worker with a bench and a folder of its own. Exit code 0 only if every step of all held. */
export function addRun(program: Command, engineDir: string): void {
  program
    .command('run')
    .description('run scenarios: files, folders, or names of shipped ones')
    .argument('[scenario...]', 'files, folders, names')
    .option('--shipped', 'all scenarios that the program ships with')
    .option(
      '--tag <tag>',
      'only scenarios with this tag; may be repeated',
      (tag: string, tags: string[]) => [...tags, tag],
      [],
    )
    .addOption(
      new Option('--report <kind>', 'form of the results').choices(['text', 'json', 'junit']).default('text'),
    )
    .option('-o, --output <file>', 'write the results there instead of standard output')
    .addOption(
      new Option('--workers <n>', 'benches at the same time, each with a workspace of its own')
        .argParser(wholeNumber(1, 64, 'a number of workers from 1 to 64'))
        .default(Math.max(1, Math.min(availableParallelism(), 4))),
    )
    .addOption(
      new Option('--shuffle <seed>', 'in another order, the same for a seed').argParser(
        wholeNumber(0, 2 ** 31 - 1, 'a seed from 0 to 2147483647'),
      ),
    )
    .addOption(
      new Option('--address <url>', 'a bench that is running, whose bases are used').env('OBMEN_ADDRESS'),
    )
    .addOption(new Option('--token <token>', 'token of that bench').env('OBMEN_TOKEN'))
    .action((names: string[], options: RunOptions) => run(names, options, engineDir))
}
