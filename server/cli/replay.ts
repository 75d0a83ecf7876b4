import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { builtCatalogueWorker } from '../defaults.ts'
import { draftOfForeign } from '../interchange/import/draft.ts'
import { readHar } from '../interchange/har/read.ts'
import type { ReplayDetails, ReplayInput, ReplayPlan, ReplayStep, Verdict } from '../journal/replay/model.ts'
import type { StoredBody } from '../storage/bodies.ts'
import { Failure, print, readInput, say, wholeNumber } from './terminal.ts'

interface ReplayOptions {
  to?: string
  workspace?: string
  user?: string
  password?: string
  rate?: number
  dryRun?: boolean
  yes?: boolean
  json?: boolean
  body?: Record<string, string>
}

const verdicts: Readonly<Record<Verdict, string>> = {
  same: 'то же',
  explained: 'то же, отличия объяснимы',
  different: 'ОТЛИЧАЕТСЯ',
  failed: 'НЕТ ОТВЕТА',
}

const placeWords: Readonly<Record<string, string>> = {
  header: 'заголовок',
  body: 'тело',
  query: 'параметры',
  path: 'путь',
}
const placeText = (place: string): string => place.replace(/^\w+/, (word) => placeWords[word] ?? word)

function describePlan({ steps, warnings }: ReplayPlan): void {
  for (const [index, { method, url, changes, entry }] of steps.entries()) {
    say(`${index + 1}. ${method} ${url} (запись ${entry})`)
    for (const { place, reason } of changes) say(`     ${placeText(place)}: ${reason.ru}`)
  }
  for (const { ru } of warnings) say(`Внимание: ${ru}`)
}

function describeStep({
  position,
  method,
  url,
  state,
  verdict,
  then,
  now,
  differences,
  note,
}: ReplayStep): void {
  const outcome = state === 'skipped' ? 'не отправлялся' : verdict === null ? 'ждёт' : verdicts[verdict]
  say(`${position + 1}. ${method} ${url}: ${then.status ?? '—'} → ${now?.status ?? '—'}, ${outcome}`)
  if (note) say(`     ${note.ru}`)
  for (const { place, then: before, now: after, expected, reason } of differences)
    if (!expected)
      say(`     ${place}: ${before ?? 'нет'} → ${after ?? 'нет'}${reason ? ` (${reason.ru})` : ''}`)
    else if (verdict === 'different') say(`     ${place}: ${reason?.ru ?? ''}`)
}

const report = (run: ReplayDetails): void => {
  for (const step of run.list) describeStep(step)
  const { same, explained, different, failed, skipped } = run.counts
  say(
    run.same
      ? `Тот же результат: без отличий ${same}, с объяснимыми отличиями ${explained}, не понадобилось ${skipped}.`
      : `Результат другой: отличается ${different}, без ответа ${failed}.`,
  )
}

/** Numbers of entries, or one file of HAR. */
function chosen(given: readonly string[]): { ids: number[] } | { file: string } {
  if (given.every((text) => /^\d{1,15}$/.test(text))) return { ids: given.map(Number) }
  if (given.length === 1) return { file: given[0]! }
  throw new Failure('Укажите номера записей журнала или один файл HAR')
}

/** `12=body.json`, any number of times. */
function entryBody(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, entry, file] = /^(\d{1,15})=(.+)$/.exec(text) ?? []
  if (entry === undefined || file === undefined)
    throw new InvalidArgumentError('a body is given as ENTRY=FILE: 12=body.json')
  return { ...before, [entry]: file }
}

/** A file to be read piece by piece. @throws Failure when there is none */
async function readable(file: string): Promise<Readable> {
  await access(file).catch(() => {
    throw new Failure(`${file}: такого файла нет`)
  })
  return createReadStream(file)
}

async function replay(given: string[], options: ReplayOptions, engineDir: string): Promise<void> {
  const what = chosen(given)
  const found = 'file' in what ? readHar(await readInput(what.file)) : []
  const { startBench } = await import('../bench.ts')
  const bench = await startBench({
    workspace: options.workspace ?? null,
    port: 0,
    catalogueWorker: builtCatalogueWorker(engineDir),
  })
  try {
    const { journal, replay: replays } = bench.parts
    const entries = 'ids' in what ? what.ids : []
    for (const { exchange, skip } of found)
      if (exchange) entries.push(await journal.record(draftOfForeign(exchange)))
      else say(`Запрос ${skip.place} пропущен: ${skip.reason.ru}`)
    const { to, user, password, rate = null } = options
    const account = user === undefined ? undefined : { user, password: password ?? '' }
    const edits: Record<string, StoredBody> = {}
    for (const [entry, name] of Object.entries(options.body ?? {}))
      edits[entry] = await replays.keep(await readable(name))
    const input: ReplayInput = {
      entries,
      target: to === undefined ? { kind: 'same' } : { kind: 'address', base: to },
      account: account ? 'given' : 'workspace',
      off: [],
      edits,
      rate,
    }
    const plan = await replays.plan(input, account)
    if (options.dryRun) {
      describePlan(plan)
      if (options.json) print(JSON.stringify(plan, null, 2))
      return
    }
    if (plan.realHosts.length > 0 && !options.yes) {
      describePlan(plan)
      throw new Failure(
        `Адресат ${plan.realHosts.join(', ')} — не этот компьютер. Ничего не отправлено; с --yes план выше будет выполнен.`,
      )
    }
    const { id } = await replays.start(input, { hash: plan.hash, confirm: options.yes, account })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void replays.stop(id))
    await replays.finished(id)
    const done = await replays.run(id)
    report(done)
    if (options.json) print(JSON.stringify(done, null, 2))
    process.exitCode = done.same ? 0 : 1
  } finally {
    await bench.stop()
  }
}

/** `obmen replay`: recorded requests sent again, exit code 0 when everything ended as it had ended. */
export function addReplay(program: Command, engineDir: string): void {
  program
    .command('replay')
    .description('send recorded requests again and compare the answers with those of then')
    .argument('<entry...>', 'numbers of journal entries, or one HAR file')
    .option('--to <address>', 'send there; where the requests went when not given')
    .option(
      '--workspace <folder>',
      'workspace with the journal; the demo one when not given',
      process.env['OBMEN_WORKSPACE'],
    )
    .addOption(
      new Option('--user <name>', 'account for the target; that of the workspace when not given').env(
        'OBMEN_USER',
      ),
    )
    .addOption(new Option('--password <text>', 'its password').env('OBMEN_PASSWORD'))
    .addOption(
      new Option('--rate <n>', 'requests in a second; as answers come when not given').argParser(
        wholeNumber(1, 1000, 'a rate is a whole number from 1 to 1000'),
      ),
    )
    .option(
      '--body <entry=file>',
      'send the file, up to 200 MiB, in place of the body of the entry',
      entryBody,
    )
    .option('--dry-run', 'show what would be sent and changed, send nothing')
    .option('--yes', 'agree to calling a system that is not on this machine')
    .option('--json', 'the whole result as JSON on stdout')
    .action((given: string[], options: ReplayOptions) => replay(given, options, engineDir))
}
