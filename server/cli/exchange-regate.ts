import { Option, type Command } from 'commander'
import type { LoadReport, PlayedCall, PurchaseReport } from '../../mocks/restore/model.ts'
import type { Restore } from '../../mocks/restore/restore.ts'
import { describeCall, describeLoad } from './regate-words.ts'
import { settingOf, valuesOfBody, withSettings } from './regate-values.ts'
import { builtCatalogueWorker } from '../defaults.ts'
import { Failure, print, readInput, say, wholeNumber } from './terminal.ts'

interface RegateOptions {
  workspace?: string
  url?: string
  user: string
  password?: string
  enterprise?: string
  set: string[]
  body?: string
  post?: boolean
  wait?: number
  clients: number
  purchases: number
  refunds: number
  json?: boolean
}

/** Plays ReStore and tells whether all went well. */
type Play = (restore: Restore, target: string, options: RegateOptions) => Promise<boolean>

const printJson = (value: PlayedCall | PurchaseReport | LoadReport): void =>
  print(JSON.stringify(value, null, 2))

const purchase: Play = async (restore, target, options) => {
  const report = await restore.purchase(target, { refund: options.refunds > 0 })
  for (const step of report.steps) say(describeCall(step))
  if (report.order_number !== null) say(`Заказ ${report.order_number} (${report.order_id})`)
  if (options.json) printJson(report)
  return report.ok
}

const load: Play = async (restore, enterprise, { clients, purchases, refunds, json }) => {
  const stop = () => void restore.stopLoad()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  await restore.startLoad({ enterprise, clients, purchases, refunds })
  const report = (await restore.finishedLoad())!
  say(describeLoad(report))
  if (json) printJson(report)
  return report.state === 'done' && report.purchases.failed === 0 && report.errors.length === 0
}

const method =
  (name: string): Play =>
  async (restore, target, { body, set, post: asPost, wait, json }) => {
    const given = body === undefined ? {} : valuesOfBody(body, await readInput(body))
    const settings = set.map(settingOf)
    const call = (notText: ReadonlySet<string>) =>
      restore.call({ target, method: name, values: withSettings(given, settings, notText), asPost, wait })
    const { ValuesRefused } = await import('../../mocks/restore/values.ts')
    // A shell knows texts only; whether a place takes a number or a flag is known to the schema.
    const played = await call(new Set()).catch((error: unknown) => {
      if (!(error instanceof ValuesRefused)) throw error
      return call(new Set(error.faults.map(({ pointer }) => pointer)))
    })
    say(describeCall(played))
    if (json) printJson(played)
    else if (played.body !== null) print(JSON.stringify(played.body, null, 2))
    return played.ok
  }

async function exchangeRegate(what: string, options: RegateOptions, engineDir: string): Promise<void> {
  const { startBench } = await import('../bench.ts')
  const { url, user, password = null } = options
  const bench = await startBench({
    workspace: options.workspace ?? null,
    port: 0,
    catalogueWorker: builtCatalogueWorker(engineDir),
    ...(url === undefined ? {} : { regate: { address: url.replace(/\/+$/, ''), user, password } }),
  })
  try {
    const { restore } = bench.parts
    const targets = await restore.targets()
    const target = url === undefined ? (options.enterprise ?? targets[0]?.id) : targets.at(-1)!.id
    if (target === undefined)
      throw new Failure('В рабочем пространстве нет предприятий: добавьте их или укажите --url')
    const play = what === 'purchase' ? purchase : what === 'load' ? load : method(what)
    process.exitCode = (await play(restore, target, options)) ? 0 : 1
  } finally {
    await bench.stop()
  }
}

/** `obmen exchange regate` (issue of the application server: any method, a purchase, many clients at once). */
export function addExchangeRegate(exchange: Command, engineDir: string): void {
  exchange
    .command('regate')
    .description('play the application server ReStore against a 1C that publishes ReGate')
    .argument(
      '<what>',
      'a method of the contract (state, city, booking …), purchase for a typical one, load for many clients',
    )
    .option(
      '--workspace <folder>',
      'workspace with the enterprises; the demo one when not given',
      process.env['OBMEN_WORKSPACE'],
    )
    .option(
      '--url <address>',
      'real publication, up to and without /hs/regate; the simulated one when not given',
    )
    .addOption(
      new Option('--user <name>', 'account at the real publication').env('OBMEN_USER').default('restore'),
    )
    .addOption(new Option('--password <text>', 'its password').env('OBMEN_PASSWORD'))
    .addOption(
      new Option('--enterprise <id>', 'simulated enterprise; the first one when not given').conflicts('url'),
    )
    .option('--set <name=value...>', 'field of the query or the body; payment.amount=1 reaches inside', [])
    .option('--body <file>', 'JSON object with the fields of the method, or - for standard input')
    .option('--post', 'send a reading method as POST')
    .addOption(
      new Option('--wait <seconds>', 'Prefer: wait, how long 1C may work on a write').argParser(
        wholeNumber(0, 30, 'a wait is a whole number of seconds from 0 to 30'),
      ),
    )
    .addOption(
      new Option('--clients <n>', 'load: clients at once')
        .default(10)
        .argParser(wholeNumber(1, 500, 'clients are a whole number from 1 to 500')),
    )
    .addOption(
      new Option('--purchases <n>', 'load: purchases of each client')
        .default(1)
        .argParser(wholeNumber(1, 1000, 'purchases are a whole number from 1 to 1000')),
    )
    .addOption(
      new Option('--refunds <percent>', 'load: share of purchases to refund; purchase: refund it when over 0')
        .default(0)
        .argParser(wholeNumber(0, 100, 'refunds are a whole percentage from 0 to 100')),
    )
    .option('--json', 'everything that is known of the calls as JSON on stdout')
    .action((what: string, options: RegateOptions) => exchangeRegate(what, options, engineDir))
}
