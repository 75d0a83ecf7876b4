import { InvalidArgumentError, Option, type Command } from 'commander'
import type { FaultsView } from '../admin/api-faults.ts'
import { faultKinds, FaultRule, faultSides, freeRuleId, type FaultKind } from '../faults/model.ts'
import { kindTitles } from '../faults/words.ts'
import { Failure, print, readInput, say, wholeNumber } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

interface AddOptions extends BenchChoice {
  kind?: FaultKind
  id?: string
  name?: string
  from?: string
  to?: string
  contract?: string
  operation?: string[]
  proxy?: string
  share?: number
  seed?: number
  after?: number
  times?: number
  set?: string[]
  off?: boolean
}

const states = { active: 'действует', waiting: 'ждёт времени', spent: 'исчерпана', off: 'выключена' } as const

/** `delay-1  действует  3/10, осталось 7  1С → сайт: …` */
function describe(view: FaultsView): void {
  for (const { id, state, injected, matched, left, name, sentence } of view.rules)
    print(
      [
        id,
        states[state],
        `${injected}/${matched}${left === null ? '' : `, осталось ${left}`}`,
        name,
        sentence.ru,
      ].join('  '),
    )
  say(
    view.rules.length === 0
      ? 'Помех нет. Готовые наборы: obmen faults preset'
      : `Правил ${view.rules.length}, действует ${view.active}. Счётчики начинаются с запуска стенда.`,
  )
}

function share(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('0.3 or 30% is wanted')
  return value
}

/** `when.stage=middle` as a member of the fault: a number where it is one. */
function assign(fault: Record<string, unknown>, text: string): void {
  const at = text.indexOf('=')
  if (at < 1) throw new Failure(`--set ${text}: нужно имя=значение, например --set time.ms=2000`)
  const [path, value] = [text.slice(0, at).split('.'), text.slice(at + 1)]
  let target = fault
  for (const name of path.slice(0, -1)) target = (target[name] ??= {}) as Record<string, unknown>
  target[path.at(-1)!] = value !== '' && Number.isFinite(Number(value)) ? Number(value) : value
}

/** What a kind has when nobody says otherwise; the rest has to be set. */
const usual: Partial<Record<FaultKind, Record<string, unknown>>> = {
  delay: { time: { form: 'fixed', ms: 2000 } },
  bandwidth: { bytesPerSecond: 16_384 },
  drop: { when: { stage: 'before' } },
  status: { status: 502 },
  busy: { status: 503, retryAfter: 30 },
  malformed: { how: 'notice' },
  truncated: { part: 0.5, length: 'whole' },
  encoding: { how: 'cp1251-as-utf8' },
  reorder: { passing: 1, limitMs: 5000 },
  skew: { minutes: 180 },
}

function ruleOfFlags(options: AddOptions & { kind: FaultKind }, taken: FaultsView['rules']): unknown {
  const { kind } = options
  const fault: Record<string, unknown> = { kind, ...structuredClone(usual[kind]) }
  for (const text of options.set ?? []) assign(fault, text)
  return {
    id: options.id ?? freeRuleId(kind, taken),
    name: options.name ?? kindTitles[kind].ru,
    enabled: !options.off,
    link: {
      from: options.from ?? null,
      to: options.to ?? null,
      contract: options.contract ?? null,
      operations: options.operation ?? [],
      proxy: options.proxy ?? null,
    },
    fault,
    share: options.share,
    seed: options.seed,
    after: options.after,
    times: options.times,
  }
}

/** The rule alone, as `add` takes it. */
const stored = (rule: FaultRule): unknown =>
  Object.fromEntries(Object.keys(FaultRule.shape).map((name) => [name, rule[name as keyof FaultRule]]))

/** @throws Failure that names the member which is wrong */
function parsed(rule: unknown): FaultRule {
  const { data, error } = FaultRule.safeParse(rule)
  if (data) return data
  const [issue] = error.issues
  throw new Failure(`Правило не подходит: ${issue!.path.join('.') || 'само правило'}: ${issue!.message}`)
}

function readRules(text: string): FaultRule[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Failure(`Файл не читается как JSON: ${(error as Error).message}`)
  }
  return (Array.isArray(value) ? value : [value]).map(parsed)
}

/** `obmen faults …`: what goes wrong on purpose between the sides. Rules are kept in the workspace. */
export function addFaults(program: Command, engineDir: string): void {
  const faults = program
    .command('faults')
    .description('faults on the links between the sides: delays, cuts, refusals, spoiled bodies')

  const view = (options: BenchChoice) => withBench(options, engineDir, (api) => api.call('faults.list'))

  benchOptions(
    faults
      .command('list', { isDefault: true })
      .description('rules with their counts')
      .option('--json', 'as JSON'),
  ).action(async (options: BenchChoice & { json?: boolean }) => {
    const shown = await view(options)
    if (options.json) print(JSON.stringify(shown.rules.map(stored), null, 2))
    else describe(shown)
  })

  for (const [name, on] of [
    ['on', true],
    ['off', false],
  ] as const)
    benchOptions(
      faults
        .command(name)
        .description(`switch rules ${name}; all of them when none is named`)
        .argument('[rules...]', 'ids of rules'),
    ).action(async (ids: string[], options: BenchChoice) =>
      describe(
        await withBench(options, engineDir, (api) =>
          api.call('faults.switch', { body: { on, ...(ids.length > 0 ? { ids } : {}) } }),
        ),
      ),
    )

  benchOptions(
    faults
      .command('add')
      .description('add rules out of a JSON file, or one by flags; a rule with the same id is replaced')
      .argument(
        '[file]',
        'a rule or a list of rules, as `faults list --json` prints them; `-`: standard input',
      )
      .addOption(new Option('--kind <kind>', 'kind of fault, instead of a file').choices(faultKinds))
      .option('--id <id>', 'id of the rule')
      .option('--name <name>', 'what people call it')
      .addOption(new Option('--from <side>', 'who calls').choices(faultSides))
      .addOption(new Option('--to <side>', 'who is called').choices(faultSides))
      .option('--contract <contract>', 'site-orders, regate, ksup, commerceml')
      .option('--operation <id...>', 'operations, as the journal names them')
      .option('--proxy <link>', 'link of the recording proxy')
      .option('--share <share>', 'part of the requests that are hit: 0.3 or 30%', share)
      .option('--seed <n>', 'seed of chance', wholeNumber(0, 4_294_967_295, 'a whole number is wanted'))
      .option(
        '--after <n>',
        'requests that pass first',
        wholeNumber(0, 1_000_000, 'a whole number is wanted'),
      )
      .option(
        '--times <n>',
        'how many are hit; 0: no end',
        wholeNumber(0, 1_000_000, 'a whole number is wanted'),
      )
      .option('--set <member=value...>', 'members of the kind: time.ms=2000, when.stage=after, status=504')
      .option('--off', 'leave it switched off'),
  ).action(async (file: string | undefined, options: AddOptions) => {
    const { kind } = options
    if ((file === undefined) === (kind === undefined))
      throw new Failure('Нужен файл с правилами или --kind с видом помехи, что-то одно.')
    const read = file === undefined ? null : readRules(Buffer.from(await readInput(file)).toString('utf8'))
    describe(
      await withBench(options, engineDir, async (api) => {
        let shown = await api.call('faults.list')
        const rules = read ?? [parsed(ruleOfFlags({ ...options, kind: kind! }, shown.rules))]
        for (const body of rules) shown = await api.call('faults.save', { body })
        return shown
      }),
    )
  })

  benchOptions(
    faults.command('remove').description('remove rules').argument('<rules...>', 'ids of rules'),
  ).action(async (ids: string[], options: BenchChoice) =>
    describe(await withBench(options, engineDir, (api) => api.call('faults.remove', { body: { ids } }))),
  )

  benchOptions(
    faults
      .command('preset')
      .description('ready sets of the field: list them, add the rules of one, or take them away')
      .argument('[preset]', 'id of the set')
      .option('--off', 'take its rules away'),
  ).action(async (preset: string | undefined, options: BenchChoice & { off?: boolean }) => {
    if (preset === undefined) {
      const { presets } = await view(options)
      for (const { id, on, title, description } of presets)
        print(`${on ? '*' : ' '} ${id}  ${title.ru}: ${description.ru}`)
      return
    }
    describe(
      await withBench(options, engineDir, (api) =>
        api.call('faults.preset', { params: { preset }, body: { on: !options.off } }),
      ),
    )
  })
}
