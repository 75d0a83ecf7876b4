import { setTimeout } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import type { AdminClient } from '../admin/client.ts'
import type { ErrandRow, ErrandRun, RunOutcome } from '../errands/model.ts'
import { runOutcomes } from '../errands/model.ts'
import { print, say, wholeNumber } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

/** `obmen errands list|run|history|on|off`: «Регламентные задания» for people and for CI. */

interface Options extends BenchChoice {
  json?: boolean
}

interface HistoryOptions extends Options {
  outcome?: RunOutcome
  limit: number
}

const outcomes: Record<RunOutcome, string> = {
  waiting: 'ждёт',
  running: 'выполняется',
  ok: 'выполнено',
  failed: 'ошибка',
  skipped: 'пропущено',
  missed: 'не состоялось',
  stopped: 'остановлено',
}

const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2))

function describeRow({ id, title, about, words, enabled, next, problem, last }: ErrandRow): void {
  print(`${id}  ${title.ru}${about.ru && ` (${about.ru})`}`)
  const when = enabled ? (next[0] ? `следующий запуск ${next[0]}` : 'запусков больше нет') : 'выключено'
  print(`  ${words.ru}; ${when}`)
  if (problem) print(`  ${problem.ru}`)
  if (last) print(`  последний раз ${last.plannedAt}: ${outcomes[last.outcome]}`)
}

function describeRun({ id, schedule, title, plannedAt, outcome, words, counts }: ErrandRun): void {
  const told = counts.map(({ label, count }) => `${label.ru} ${count}`).join(', ')
  print(`№${id}  ${plannedAt}  ${outcomes[outcome]}  ${title.ru} (${schedule})`)
  print(`  ${words.ru}${told && ` ${told}.`}`)
}

async function list(options: Options, engineDir: string): Promise<void> {
  const { schedules } = await withBench(options, engineDir, (api) => api.call('errands.list'))
  if (options.json) return printJson(schedules)
  schedules.forEach(describeRow)
  if (schedules.length === 0) say('Регламентных заданий нет.')
}

/** How often a run is asked for, ms. */
const ASK_EVERY_MS = 200

async function ended(api: AdminClient, run: ErrandRun): Promise<ErrandRun> {
  for (let now = run; ; now = await api.call('errands.runOf', { params: { run: run.id } })) {
    if (now.endedAt !== null) return now
    await setTimeout(ASK_EVERY_MS)
  }
}

async function run(id: string, options: Options, engineDir: string): Promise<void> {
  const done = await withBench(options, engineDir, async (api) =>
    ended(api, await api.call('errands.run', { params: { id } })),
  )
  if (options.json) printJson(done)
  else describeRun(done)
  if (done.outcome !== 'ok') process.exitCode = 1
}

async function history(id: string | undefined, options: HistoryOptions, engineDir: string): Promise<void> {
  const { outcome, limit } = options
  const { runs, total } = await withBench(options, engineDir, (api) =>
    api.call('errands.history', { query: { schedule: id, outcome, limit } }),
  )
  if (options.json) return printJson(runs)
  runs.forEach(describeRun)
  say(total > runs.length ? `Показано ${runs.length} из ${total}.` : `Всего: ${total}.`)
}

const switching =
  (enabled: boolean, engineDir: string) =>
  async (id: string, options: Options): Promise<void> => {
    const { schedules } = await withBench(options, engineDir, (api) =>
      api.call('errands.switch', { params: { id }, body: { enabled } }),
    )
    describeRow(schedules.find((row) => row.id === id)!)
  }

/** `obmen errands …`. */
export function addErrands(program: Command, engineDir: string): void {
  const errands = program
    .command('errands')
    .description('errands on schedules: what sides start by themselves')
  const id = 'id of the schedule, as "list" shows it'

  benchOptions(
    errands
      .command('list')
      .description('the schedules with their next runs')
      .option('--json', 'as JSON on stdout'),
  ).action((options: Options) => list(options, engineDir))

  benchOptions(
    errands
      .command('run')
      .description('carries one out now and waits for its end; exit code 1 unless all went well')
      .argument('<id>', id)
      .option('--json', 'the run as JSON on stdout'),
  ).action((schedule: string, options: Options) => run(schedule, options, engineDir))

  benchOptions(
    errands
      .command('history')
      .description('what ran, newest first')
      .argument('[id]', `${id}; all when not given`)
      .addOption(new Option('--outcome <outcome>', 'only these').choices(runOutcomes))
      .option('--limit <n>', 'so many at most', wholeNumber(1, 500, 'a number from 1 to 500'), 20)
      .option('--json', 'the runs as JSON on stdout'),
  ).action((schedule: string | undefined, options: HistoryOptions) => history(schedule, options, engineDir))

  for (const [name, enabled] of [
    ['on', true],
    ['off', false],
  ] as const)
    benchOptions(
      errands.command(name).description(`switches a schedule ${name}`).argument('<id>', id),
    ).action(switching(enabled, engineDir))
}
