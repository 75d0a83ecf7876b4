import { Option, type Command } from 'commander'
import type { BoundAndRepeated, RepeatedExchange, RepeatPlan } from '../admin/api-mapping-usage.ts'
import type { AdminClient } from '../admin/client.ts'
import type { RowUse, UsedIn } from '../journal/uses/model.ts'
import type { MappingKind, MappingRowView } from '../mappings/model.ts'
import { kindOption } from './mapping-kind.ts'
import { Failure, print, say } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

/** `obmen mappings usage|bind`: where rows were used, and a value that is bound and its exchanges repeated. */

interface UsageOptions extends BenchChoice {
  kind: MappingKind
  row?: string
  json?: boolean
}

interface BindOptions extends BenchChoice {
  kind: MappingKind
  from: 'site' | 'onec'
  row?: string
  ref?: string
  code?: string
  name?: string
  siteId?: string
  siteName?: string
  entries?: boolean
  yes?: boolean
  json?: boolean
}

const nameOf = (row: MappingRowView | undefined, id: string): string =>
  row ? [row.site_id || row.site_name, row.ref_1c || row.code_1c].filter(Boolean).join(' → ') : id

const describeUse = ({ row, times, held, lastAt, lastEntry }: RowUse, rows: readonly MappingRowView[]) =>
  `${nameOf(
    rows.find(({ id }) => id === row),
    row,
  )} (${row}): ×${times}${held > 0 ? `, без ответа ${held}` : ''}, последний раз ${lastAt}, запись ${lastEntry}`

const describeExchange = ({ id, at, method, path, status, values }: UsedIn): string =>
  `${id}  ${at}  ${method} ${path}  ${status ?? '—'}  ` +
  values.map(({ from, to, outcome }) => `«${from}» → ${to === null ? outcome : `«${to}»`}`).join('; ')

async function usage({ kind, row, json, ...choice }: UsageOptions, engineDir: string): Promise<void> {
  await withBench(choice, engineDir, async (api) => {
    if (row !== undefined) {
      const found = await api.call('mappings.usageOf', { params: { kind, row }, query: { limit: 50 } })
      if (json) print(JSON.stringify(found, null, 2))
      else for (const exchange of found.exchanges) print(describeExchange(exchange))
      return say(`Обменов с этой строкой: ${found.times}, без ответа ${found.held}.`)
    }
    const { uses, behind } = await api.call('mappings.usage', { params: { kind } })
    const { rows } = await api.call('mappings.table', { params: { kind } })
    if (json) print(JSON.stringify({ uses, behind }, null, 2))
    else for (const use of uses) print(describeUse(use, rows))
    say(`Использовано строк: ${uses.length} из ${rows.length}.`)
    if (behind > 0) say(`Ещё не учтено записей журнала: ${behind}.`)
  })
}

const ways: Readonly<Record<RepeatedExchange['by'], string>> = {
  replay: 'запрос отправлен снова',
  cycle: '1С стенда запросила заказы снова',
  same: 'повторён более новый такой же запрос',
  gone: 'записи в журнале нет',
}

function describeDone({ row, exchanges, orders, run }: BoundAndRepeated): void {
  say(`Сопоставлено: ${nameOf(row, row.id)}`)
  for (const { entry, by, result, then, now, note } of exchanges) {
    const outcome = then || now ? ` ${then?.status ?? '—'} → ${now?.status ?? '—'}` : ''
    say(`Запись ${entry}: ${ways[by]}${outcome}${result === null ? '' : `, новая запись ${result}`}`)
    if (note) say(`     ${note.ru}`)
  }
  for (const { order_id, result, codes } of orders) say(`Заказ ${order_id}: ${result} ${codes.join(', ')}`)
  if (run !== null) say(`Подробности: повтор ${run}.`)
}

/** The other side of the value, as the options give it. */
function partner(options: BindOptions) {
  const { row, from, ref = '', code = '', name = '', siteId = '', siteName = '' } = options
  const given = from === 'site' ? ref + code + name : siteId + siteName
  if ((row === undefined) === (given === ''))
    throw new Failure(
      from === 'site'
        ? 'Укажите элемент 1С (--ref, --code, --name) или строку (--row).'
        : 'Укажите элемент сайта (--site-id, --site-name) или строку (--row).',
    )
  if (row !== undefined) return { row }
  return {
    target:
      from === 'site'
        ? { ref_1c: ref, code_1c: code, name_1c: name }
        : { site_id: siteId, site_name: siteName },
  }
}

function mayCall({ realHosts, warnings }: RepeatPlan, yes: boolean): void {
  if (realHosts.length === 0) return
  for (const { ru } of warnings) say(`Внимание: ${ru}`)
  if (!yes)
    throw new Failure(
      `Запросы ушли бы на ${realHosts.join(', ')}, это не этот компьютер. Ничего не изменено. Согласны: добавьте --yes.`,
    )
}

/** Whether everything that was to be repeated was. */
const isWhole = ({ exchanges }: BoundAndRepeated): boolean =>
  exchanges.every(({ by, note, now }) => by === 'same' || (by !== 'gone' && note === null && now !== null))

async function bind(value: string, options: BindOptions, engineDir: string): Promise<void> {
  const { kind, from, entries = true, yes = false, json } = options
  const other = partner(options)
  const done = await withBench(options, engineDir, async (api: AdminClient) => {
    const direction = from === 'site' ? ('site_to_1c' as const) : ('onec_to_site' as const)
    const order = { kind, direction, value, ...(entries ? {} : { entries: [] }) }
    const plan = await api.call('mappings.repeatPlan', { body: order })
    mayCall(plan, yes)
    return api.call('mappings.bindAndRepeat', { body: { ...order, ...other, hash: plan.hash, confirm: yes } })
  })
  describeDone(done)
  if (json) print(JSON.stringify(done, null, 2))
  if (!isWhole(done)) process.exitCode = 1
}

/** Adds `usage` and `bind` below `mappings`. */
export function addMappingsUsage(mappings: Command, engineDir: string): void {
  benchOptions(
    mappings
      .command('usage')
      .description('how often the exchanges of the journal used the rows of a table, and when last')
      .addOption(kindOption('the table').makeOptionMandatory())
      .option('--row <id>', 'the exchanges of one row, the newest first')
      .option('--json', 'as JSON on stdout'),
  ).action((options: UsageOptions) => usage(options, engineDir))

  benchOptions(
    mappings
      .command('bind')
      .description(
        'fills the row of a value that is not mapped and repeats what it had broken; exit 1 when something is left',
      )
      .argument('<value>', 'the value as the exchange has it')
      .addOption(kindOption('the table').makeOptionMandatory())
      .addOption(new Option('--from <side>', 'whose value it is').choices(['site', 'onec']).default('site'))
      .option('--row <id>', 'a row whose other side is the partner')
      .option('--ref <ref>', 'the partner in 1C: its reference')
      .option('--code <code>', 'and its code')
      .option('--name <name>', 'and its name')
      .option('--site-id <id>', 'the partner on the site, for a value of 1C: its identifier')
      .option('--site-name <name>', 'and its name')
      .option('--no-entries', 'repeat nothing')
      .option('--yes', 'agree to calling a system that is not this machine')
      .option('--json', 'what came of it as JSON on stdout'),
  ).action((value: string, options: BindOptions) => bind(value, options, engineDir))
}
