import { Option, type Command } from 'commander'
import type { CmlRun, RunStep } from '../../mocks/cml-onec/model.ts'
import type { RunOrder } from '../../mocks/cml-onec/onec.ts'
import type { Bench } from '../bench.ts'
import { cmlVersions, type CmlVersion } from '../contracts/commerceml/model.ts'
import { builtCatalogueWorker } from '../defaults.ts'
import { cmlClientProfiles, CmlNodeSettings } from '../storage/document-schema.ts'
import { Failure, print, say, wholeNumber } from './terminal.ts'

/** Options of a node that a command line sets for one run. */
export interface NodeOptions {
  node?: string
  path?: string
  profile?: (typeof cmlClientProfiles)[number]
  version?: CmlVersion
  zip?: boolean
  part?: number
  portion?: number
  json?: boolean
}

interface SiteOptions {
  site?: string
  path?: string
  user: string
  password?: string
}

interface CatalogOptions extends NodeOptions, SiteOptions {
  workspace?: string
  full?: boolean
}

/** The real site of this run, for `startBench`; nothing when it is the simulated one. */
export function cmlSiteOf({ site, path = '', user, password = '' }: SiteOptions) {
  if (site === undefined) return {}
  const address = path === '' ? site : `${site.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
  return { cmlSite: { address, user, password } }
}

/** The node of the workspace with what the command line changes in it; a plain one when the workspace has none. */
function nodeOf({ parts }: Bench, options: NodeOptions): CmlNodeSettings {
  const { nodes } = parts.workspace.document.value.commerceml
  const known = options.node === undefined ? nodes[0] : nodes.find(({ id }) => id === options.node)
  if (options.node !== undefined && !known)
    throw new Failure(`Узла обмена «${options.node}» в рабочем пространстве нет`)
  const node = known ?? CmlNodeSettings.parse({ id: 'site', name: 'Сайт' })
  return {
    ...node,
    profile: options.profile ?? node.profile,
    version: options.version ?? node.version,
    zip: options.zip ?? node.zip,
    partBytes: options.part ?? node.partBytes,
    portion: options.portion ?? node.portion,
  }
}

/** A step in words, one line. */
function describeStep(step: RunStep): string {
  const where = [step.type, step.mode, step.file].filter((part) => part !== null).join(' ')
  const size = step.sent > 0 ? `, ${step.sent} байт` : ''
  const more = step.repeats > 0 ? `, ещё ${step.repeats} раз` : ''
  const marks = { ok: '+', progress: '…', warning: '!', failed: '×', waiting: '?' }
  return `${marks[step.verdict]} ${where}${size}${more}: ${step.said.ru}`
}

/** Tells a person of steps and lines of the log as they come. */
function teller(): (run: CmlRun, ended: boolean) => void {
  let steps = 0
  let lines = 0
  return ({ steps: all, log }, ended) => {
    const last = all.at(-1)
    // The last row may still get its answer, or more requests of its kind.
    const open = !ended && last && (last.mode === 'file' || ['waiting', 'progress'].includes(last.verdict))
    const ready = Math.max(all.length - (open ? 1 : 0), steps)
    for (const step of all.slice(steps, ready)) say(describeStep(step))
    steps = ready
    for (const { text } of log.slice(lines)) say(`  ${text}`)
    lines = log.length
  }
}

/**
 * Plays one session of 1C against the site of a node; the first signal stops it at once.
 * @returns whether all went well
 */
export async function playCommerceMl(bench: Bench, order: RunOrder, options: NodeOptions): Promise<boolean> {
  const { onec } = bench.parts.commerceMl
  const { id } = await onec.start(nodeOf(bench, options), order, 'api')
  const stop = () => void onec.stop(id)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  const tell = teller()
  let told: Promise<void> = Promise.resolve()
  const follow = bench.parts.changes.subscribe(({ area, id: changed }) => {
    if (area === 'cml-onec' && changed === id) told = told.then(async () => tell(await onec.run(id), false))
  })
  try {
    const run = await onec.finished(id)
    follow()
    await told
    tell(run, true)
    if (options.json) print(JSON.stringify(run, null, 2))
    return run.state === 'done'
  } finally {
    follow()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop)
  }
}

async function exchangeCatalog(options: CatalogOptions, engineDir: string): Promise<void> {
  const { startBench } = await import('../bench.ts')
  const bench = await startBench({
    workspace: options.workspace ?? null,
    port: 0,
    catalogueWorker: builtCatalogueWorker(engineDir),
    ...cmlSiteOf(options),
  })
  try {
    const done = await playCommerceMl(bench, { kind: 'catalogue', full: options.full }, options)
    process.exitCode = done ? 0 : 1
  } finally {
    await bench.stop()
  }
}

const bytesOrGoods = wholeNumber(0, Number.MAX_SAFE_INTEGER, 'a size is a whole number from 0')

/** What a command about CommerceML may change in the node. */
export const addNodeOptions = (command: Command): Command =>
  command
    .option('--node <id>', 'commerceml: exchange node of the workspace; the first one when not given')
    .option('--path <path>', 'commerceml: path of the script below the address of the site')
    .addOption(new Option('--profile <name>', 'commerceml: which 1C is played').choices(cmlClientProfiles))
    .addOption(new Option('--version <schema>', 'commerceml: schema that is written').choices(cmlVersions))
    .option('--zip', 'commerceml: pack files when the site takes archives')
    .option('--no-zip', 'commerceml: never pack files')
    .addOption(
      new Option('--part <bytes>', 'commerceml: bytes of a part at most; 0 for what the site says').argParser(
        bytesOrGoods,
      ),
    )
    .option('--json', 'commerceml: the report of the session as JSON on stdout')

/** `obmen exchange catalog` (commerceml sections 3, 9). */
export function addExchangeCatalog(exchange: Command, engineDir: string): void {
  const catalog = exchange
    .command('catalog')
    .description('play 1C that exports its catalogue to a site by CommerceML 2')
    .option(
      '--workspace <folder>',
      'workspace with the goods and the nodes; the demo one when not given',
      process.env['OBMEN_WORKSPACE'],
    )
    .addOption(
      new Option('--site <url>', 'address of a real site; that of the node when not given').env('OBMEN_SITE'),
    )
    .addOption(new Option('--user <name>', 'account of 1C on the site').env('OBMEN_USER').default('1c'))
    .addOption(new Option('--password <text>', 'its password').env('OBMEN_PASSWORD'))
    .option('--full', 'everything, not only what has changed since the last session')
    .addOption(
      new Option('--portion <goods>', 'goods of a portion; 0 for all at once').argParser(bytesOrGoods),
    )
  addNodeOptions(catalog).action((options: CatalogOptions) => exchangeCatalog(options, engineDir))
}
