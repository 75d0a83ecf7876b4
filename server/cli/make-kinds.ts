import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { Command, Option } from 'commander'
import type { DataKind, KindOption } from '../data-maker/kind.ts'
import { kinds } from '../data-maker/kinds.ts'
import { formatIds, kindIds, MOST_SEED, sideIds, type Filling, type MakeInput } from '../data-maker/model.ts'
import type { FormatId, KindId, OptionValue, SideId } from '../data-maker/model.ts'
import { DEFAULT_PERIOD, taskOf } from '../data-maker/task.ts'
import { Failure, say, wholeNumber } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

interface MakeOptions extends BenchChoice {
  count: number
  seed: number
  from?: string
  to?: string
  format?: FormatId
  output?: string
  into?: SideId
  enterprise?: string
  [option: string]: unknown
}

/** Between two looks at a filling. */
const LOOK_MS = 300

const count = wholeNumber(1, Number.MAX_SAFE_INTEGER, 'количество — целое число от 1')
const seed = wholeNumber(0, MOST_SEED, `зерно — целое число от 0 до ${MOST_SEED}`)

/** `wrong-number` as commander keeps it: `wrongNumber`. */
const memberOf = (name: string): string =>
  name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

function optionOf(option: KindOption): Option {
  const { name, title, type } = option
  if (type === 'choice')
    return new Option(`--${name} <value>`, title.en.toLowerCase())
      .choices(option.choices.map(({ value }) => value))
      .default(option.default)
  const most = type === 'percent' ? 100 : option.most
  const least = type === 'percent' ? 0 : 1
  return new Option(
    `--${name} <${type === 'percent' ? 'percent' : 'n'}>`,
    `${title.en.toLowerCase()}${type === 'percent' ? ', %' : ''}`,
  )
    .argParser(wholeNumber(least, most, `нужно целое число от ${least} до ${most}`))
    .default(option.default)
}

function inputOf(kind: KindId, options: MakeOptions): MakeInput {
  const given = kinds[kind].options.map(({ name }) => [name, options[memberOf(name)] as OptionValue] as const)
  const { count, seed, from, to, format } = options
  return { kind, count, seed, from, to, format, options: Object.fromEntries(given) }
}

/** Writes the file as it is made; a reader that is slow is waited for. */
async function write(input: MakeInput, output: string | undefined): Promise<void> {
  const { makeFile } = await import('../data-maker/make.ts')
  const task = taskOf(input)
  const isFile = output !== undefined && output !== '-'
  const stream = isFile ? createWriteStream(output) : process.stdout
  const failed = new Promise<never>((_, reject) => {
    stream.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Failure(`${output ?? 'stdout'}: ${error.message}`)),
    )
  })
  // Whoever reads the pipe may have read enough.
  failed.catch(() => {})
  for await (const piece of makeFile(task))
    if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), failed])
  if (!isFile) return
  await Promise.race([new Promise((resolve) => stream.end(() => resolve(null))), failed])
  say(
    `${output}: ${kinds[task.kind].title.ru}, ${task.count} ${kinds[task.kind].unit.ru}, зерно ${task.seed}`,
  )
}

const told = ({ through, count, made, there, refused }: Filling): string =>
  `${through} из ${count}: добавлено ${made}, было ${there}, отказов ${refused}`

async function fill(kind: KindId, options: MakeOptions, engineDir: string): Promise<void> {
  const { into, enterprise } = options
  const ended = await withBench(options, engineDir, async (api) => {
    let filling: Filling | null = await api.call('data.fill', {
      body: { ...inputOf(kind, options), into: into!, ...(enterprise === undefined ? {} : { enterprise }) },
    })
    let shown = 0
    while (filling?.state === 'running') {
      await setTimeout(LOOK_MS)
      filling = await api.call('data.filling')
      if (filling && filling.through > shown) say(told(filling))
      shown = filling?.through ?? 0
    }
    return filling
  })
  if (!ended || ended.state === 'failed') throw new Failure(ended?.problem?.ru ?? 'База не заполнена')
  say(told(ended))
  for (const reason of ended.reasons) say(reason)
  process.exitCode = ended.refused > 0 ? 1 : 0
}

function addKind(make: Command, kind: DataKind, engineDir: string): void {
  const command = make
    .command(kind.id)
    .description(`${kind.about.en}; at most ${kind.most} ${kind.unit.en}`)
    .option('-n, --count <n>', kind.unit.en, count, 100)
    .option('-s, --seed <n>', 'the same seed makes the same data', seed, 1)
  if (kind.dated)
    command
      .option('--from <day>', 'first day, yyyy-MM-dd', DEFAULT_PERIOD.from)
      .option('--to <day>', 'last day', DEFAULT_PERIOD.to)
  for (const option of kind.options) command.addOption(optionOf(option))
  command
    .addOption(
      new Option('--format <format>', 'form of the file')
        .choices(formatIds.filter((format) => kind.formats.includes(format)))
        .default(kind.formats[0]),
    )
    .option('-o, --output <file>', 'file; - or none: standard output')
    .addOption(
      new Option('--into <side>', 'put it into the base of a simulated side instead').choices(
        sideIds.filter((side) => kind.into.includes(side)),
      ),
    )
  if (kind.into.includes('regate'))
    command.option('--enterprise <id>', 'enterprise of ReGate; the first one when not given')
  benchOptions(command).action(async (options: MakeOptions) => {
    if (options.into === undefined) return write(inputOf(kind.id, options), options.output)
    if (options.output !== undefined)
      throw new Failure('--into кладёт в базу, -o пишет файл: нужно что-то одно')
    return fill(kind.id, options, engineDir)
  })
}

/** The commands of `obmen make`, one a kind. @param outer whose ways of writing and ending they have */
export function createMake(outer: Command, engineDir: string): Command {
  const make = new Command('obmen make')
    .description('make realistic data from a seed: a file, a stream, or the bases of a workspace')
    .copyInheritedSettings(outer)
  for (const id of kindIds) addKind(make, kinds[id], engineDir)
  return make
}
