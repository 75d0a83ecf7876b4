import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Option, type Command } from 'commander'
import { createAdminClient, type AdminClient } from '../admin/client.ts'
import { junitOf } from '../scenarios/report/junit.ts'
import { summaryOf, textOf } from '../scenarios/report/text.ts'
import type { RunRecord } from '../scenarios/model.ts'
import { Refusal } from '../storage/refusal.ts'
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

/** A scenario to be run: a shipped one by its name, or the text of a file. */
type Wanted = { id: string } | { id: string; text: string; parts: Record<string, string> }

const ending = /\.ya?ml$/
const POLL_MS = 40

const unknown = (name: string): Refusal =>
  new Refusal('SCENARIO-UNKNOWN', {
    ru: `«${name}»: нет ни такого файла или папки, ни поставленного сценария с таким именем.`,
    en: `"${name}": there is neither such a file or folder nor a shipped scenario of that name.`,
  })

async function partsBeside(file: string): Promise<Record<string, string>> {
  const folder = join(dirname(file), 'parts')
  const names = await readdir(folder).catch(() => [])
  const texts = names
    .filter((name) => ending.test(name))
    .map(async (name) => [name.replace(ending, ''), await readFile(join(folder, name), 'utf8')] as const)
  return Object.fromEntries(await Promise.all(texts))
}

const fromFile = async (file: string): Promise<Wanted> => ({
  id: basename(file).replace(ending, ''),
  text: await readFile(file, 'utf8'),
  parts: await partsBeside(file),
})

async function wantedOf(name: string, shipped: ReadonlySet<string>): Promise<Wanted[]> {
  const found = await stat(name).catch(() => null)
  if (found?.isFile()) return [await fromFile(name)]
  if (found?.isDirectory()) {
    const files = (await readdir(name)).filter((one) => ending.test(one)).sort()
    return Promise.all(files.map((file) => fromFile(join(name, file))))
  }
  if (shipped.has(name)) return [{ id: name }]
  throw unknown(name)
}

/** A generator of numbers from 0 to 1 that gives the same ones for a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const next = random(seed)
  const list = [...items]
  for (let i = list.length - 1; i > 0; i -= 1) {
    const k = Math.floor(next() * (i + 1))
    ;[list[i], list[k]] = [list[k]!, list[i]!]
  }
  return list
}

/** Puts one scenario on a bench and waits for its end. */
async function played(api: AdminClient, wanted: Wanted): Promise<RunRecord> {
  const body = 'text' in wanted ? { sources: [wanted] } : { ids: [wanted.id] }
  const [started] = await api.call('scenarios.start', { body })
  for (;;) {
    const run = await api.call('scenarios.run', { params: { run: started!.id } })
    if (run.state !== 'waiting' && run.state !== 'running' && run.state !== 'paused') return run
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

/** A bench of its own process with a folder that nobody else has; gone after the work. */
async function isolated<Result>(
  engineDir: string,
  work: (api: AdminClient) => Promise<Result>,
): Promise<Result> {
  const workspace = await mkdtemp(join(tmpdir(), 'obmen-run-'))
  const child = spawn(
    process.execPath,
    [join(engineDir, 'cli.js'), 'serve', workspace, '--port', '0', '--json-logs'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const gone = once(child, 'exit')
  try {
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const said = JSON.parse(line) as { address?: string }
        if (said.address) resolve(said.address)
      })
      void gone.then(() => reject(new Error('obmen serve ended without an address')))
    })
    return await work(createAdminClient(address))
  } finally {
    child.kill('SIGTERM')
    await gone
    await rm(workspace, { recursive: true, force: true })
  }
}

async function run(names: readonly string[], options: RunOptions, engineDir: string): Promise<void> {
  const { shippedScenarios } = await import('../../fixtures/scenarios/shipped.ts')
  const known = new Set(Object.keys(shippedScenarios.scenarios))
  const given = (await Promise.all(names.map((name) => wantedOf(name, known)))).flat()
  const all: Wanted[] = options.shipped ? [...[...known].map((id) => ({ id })), ...given] : given
  const tagged = all.filter((wanted) => {
    const text = 'text' in wanted ? wanted.text : shippedScenarios.scenarios[wanted.id]!
    const tags =
      /^tags:\s*\[(.*)\]/m
        .exec(text)?.[1]
        ?.split(',')
        .map((tag) => tag.trim()) ?? []
    return options.tag.every((tag) => tags.includes(tag))
  })
  if (tagged.length === 0)
    throw new Refusal('SCENARIO-NONE', {
      ru: 'Выполнять нечего: назовите файлы, папки или имена сценариев, либо добавьте --shipped.',
      en: 'There is nothing to run: name files, folders or scenarios, or add --shipped.',
    })
  const queue = options.shuffle === undefined ? tagged : shuffled(tagged, options.shuffle)
  const order = [...queue]
  const results = new Map<Wanted, RunRecord>()
  const started = performance.now()
  const address = options.address ?? null

  async function worker(api: AdminClient): Promise<void> {
    for (let wanted = queue.shift(); wanted; wanted = queue.shift()) {
      const ended = await played(api, wanted)
      results.set(wanted, ended)
      const line = textOf(ended, address)
      if (options.report === 'text' && options.output === undefined) print(line)
      else say(line)
    }
  }

  if (options.address) await withBench({ address: options.address, token: options.token }, engineDir, worker)
  else
    await Promise.all(
      Array.from({ length: Math.min(options.workers, queue.length) }, () => isolated(engineDir, worker)),
    )
  const ms = performance.now() - started
  const runs = order.map((wanted) => results.get(wanted)!)
  const summary = summaryOf(runs, ms)
  const reports = {
    text: () => [...runs.map((ended) => textOf(ended, address)), summary].join('\n'),
    json: () => JSON.stringify({ ms: Math.round(ms), runs }, null, 2),
    junit: () => junitOf(runs, ms),
  }
  if (options.output !== undefined) await writeFile(options.output, reports[options.report]())
  else if (options.report !== 'text') print(reports[options.report]())
  if (options.report === 'text' && options.output === undefined) print(summary)
  else say(summary)
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
