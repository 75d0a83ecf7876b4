import { createWriteStream, openAsBlob } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Option, type Command } from 'commander'
import type { UploadedFile } from '../admin/api-interchange.ts'
import { fileAddresses } from '../admin/api.ts'
import { createAdminClient } from '../admin/client.ts'
import { builtCatalogueWorker } from '../defaults.ts'
import type { ExportRequest } from '../interchange/export/exporter.ts'
import type { SourceFile } from '../interchange/import/importer.ts'
import type { Interchange } from '../interchange/interchange.ts'
import { maskRuleIds, maskRules, type MaskRuleId } from '../interchange/masking/rules.ts'
import {
  exportFormats,
  importKinds,
  type ExportFormat,
  type ImportKind,
  type ImportReport,
} from '../interchange/model.ts'
import { WorkspaceBusy } from '../storage/workspace.ts'
import { sourcesOf } from './sources.ts'
import { Failure, print, say } from './terminal.ts'

/** `obmen export` and `obmen import`: the journal's way out and in, also without a window. */

interface Where {
  workspace?: string
  address?: string
  token?: string
}

interface ExportOptions extends Where {
  output?: string
  query?: string
  ids?: number[]
  rules?: MaskRuleId[]
  binaries?: boolean
}

interface ImportOptions extends Where {
  dryRun?: boolean
  json?: boolean
}

/** Works with the journal of a folder that no other bench holds. */
async function withWorkspace<T>(
  { workspace }: Where,
  engineDir: string,
  work: (interchange: Interchange) => Promise<T>,
): Promise<T> {
  const { startBench } = await import('../bench.ts')
  const bench = await startBench({
    workspace: workspace ?? null,
    port: 0,
    catalogueWorker: builtCatalogueWorker(engineDir),
  }).catch((error: unknown) => {
    if (!(error instanceof WorkspaceBusy)) throw error
    throw new Failure(`${error.text.ru} Или укажите работающий стенд: --address http://127.0.0.1:8183`)
  })
  try {
    return await work(bench.parts.interchange)
  } finally {
    await bench.stop()
  }
}

const base = (address: string): string => address.replace(/\/+$/, '')

async function fetched(where: Where, path: string, init: RequestInit = {}): Promise<Response> {
  const headers: Record<string, string> = where.token ? { authorization: `Bearer ${where.token}` } : {}
  const answer = await fetch(base(where.address!) + path, { ...init, headers })
  if (!answer.ok) throw new Failure(`${path}: HTTP ${answer.status} ${(await answer.text()).slice(0, 300)}`)
  return answer
}

/** Written beside and renamed: a file under the wanted name is whole. */
async function save(file: string, content: Readable | AsyncIterable<string | Uint8Array>): Promise<void> {
  const part = `${file}.part`
  try {
    await pipeline(content, createWriteStream(part))
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

function requestOf({ query, ids, rules, binaries = false }: ExportOptions): ExportRequest {
  if ((query === undefined) === (ids === undefined))
    throw new Failure('Укажите записи: --query с запросом журнала или --ids с номерами через запятую.')
  return {
    selection: ids ? { ids } : { q: query! },
    rules: rules ?? maskRules.filter((rule) => rule.default).map(({ id }) => id),
    binaries,
  }
}

async function exportFixtures(options: ExportOptions, engineDir: string): Promise<void> {
  const request = requestOf(options)
  const files = options.address
    ? (
        await createAdminClient(base(options.address), options.token).call('interchange.fixtures', {
          body: asBody(request),
        })
      ).files
    : await withWorkspace(options, engineDir, (interchange) => interchange.fixtures(request))
  for (const file of files) print(file)
}

const asBody = ({ selection, rules, binaries }: ExportRequest) => ({
  selection: 'ids' in selection ? { ids: [...selection.ids] } : selection,
  rules: [...rules],
  binaries,
})

async function exportFile(format: ExportFormat, options: ExportOptions, engineDir: string): Promise<void> {
  const { output } = options
  if (output === undefined) throw new Failure('Укажите файл: -o ФАЙЛ.')
  const request = requestOf(options)
  if (options.address) {
    const admin = createAdminClient(base(options.address), options.token)
    const { token, entries } = await admin.call('interchange.export', {
      body: { ...asBody(request), format },
    })
    const { body } = await fetched(options, fileAddresses.interchangeFile(token))
    await save(output, Readable.fromWeb(body as never))
    say(`Записей: ${entries}`)
  } else
    await withWorkspace(options, engineDir, async (interchange) => {
      const { content, entries, hits } = await interchange.export(request, format)
      await save(output, content)
      say(`Записей: ${entries}`)
      for (const { title, on, hits: places } of hits)
        say(`${title.ru}: ${on ? `скрыто ${places}` : 'не скрывалось'}`)
    })
  print(output)
}

/** Files may be as large as they like, so they go up without being read whole. */
async function uploaded(source: SourceFile, where: Where): Promise<UploadedFile> {
  const path = fileAddresses.interchangeUpload(source.name)
  const answer = await fetched(where, path, { method: 'POST', body: await openAsBlob(source.file) })
  return (await answer.json()) as UploadedFile
}

async function imported(
  kind: ImportKind,
  paths: readonly string[],
  options: ImportOptions,
  engineDir: string,
) {
  const sources = await sourcesOf(paths)
  const apply = !options.dryRun
  if (!options.address)
    return withWorkspace(options, engineDir, (interchange) => interchange.import(kind, sources, apply))
  const tokens: string[] = []
  for (const source of sources) tokens.push((await uploaded(source, options)).token)
  const admin = createAdminClient(base(options.address), options.token)
  return admin.call('interchange.import', { body: { tokens, kind, apply } })
}

function tell({ applied, entries, recognised, invalid, skipped, skips }: ImportReport): void {
  for (const { place, reason } of skips) say(`${place}: ${reason.ru}`)
  const left = Object.values(skipped).reduce((sum, count) => sum + count, 0)
  say(
    `${applied ? 'Загружено' : 'Будет загружено'} записей: ${entries}, распознано: ${recognised}, с ошибками: ${invalid}, пропущено: ${left}`,
  )
}

const idList = (text: string): number[] => {
  const ids = text.split(',').map(Number)
  if (ids.some((id) => !Number.isSafeInteger(id) || id < 1))
    throw new Failure('--ids: номера записей через запятую, например 12,15')
  return ids
}

const ruleList = (text: string): MaskRuleId[] =>
  text
    .split(',')
    .filter(Boolean)
    .map((name) => {
      const rule = maskRuleIds.find((id) => id === name.trim())
      if (!rule) throw new Failure(`--mask: правила «${name}» нет; есть ${maskRuleIds.join(', ')}`)
      return rule
    })

const located = (command: Command): Command =>
  command
    .addOption(
      new Option('--workspace <dir>', 'workspace folder; the demo one when not given').env('OBMEN_WORKSPACE'),
    )
    .option('--address <url>', 'a bench that runs: the work is done there')
    .addOption(new Option('--token <token>', 'of an exposed bench').env('OBMEN_TOKEN'))

/** `obmen export …` and `obmen import …`. */
export function addInterchange(program: Command, engineDir: string): void {
  const out = program
    .command('export')
    .description('entries of the journal as files; secrets and personal data are masked')
  for (const format of [...exportFormats, 'fixtures'] as const) {
    const command = located(out.command(format))
      .description(format === 'fixtures' ? 'test data in fixtures/ of the workspace' : `a file: ${format}`)
      .option('--q, --query <q>', 'what the search line of the journal takes')
      .option('--ids <list>', 'numbers of entries', idList)
      .option('--mask <rules>', `rules that are applied: ${maskRuleIds.join(', ')}`, ruleList)
      .option('--binaries', 'with bodies in which nothing can be masked')
    if (format !== 'fixtures') command.option('-o, --output <file>', 'file to write')
    command.action((options: ExportOptions & { mask?: MaskRuleId[] }) => {
      const given = { ...options, ...(options.mask ? { rules: options.mask } : {}) }
      return format === 'fixtures' ? exportFixtures(given, engineDir) : exportFile(format, given, engineDir)
    })
  }
  const into = program
    .command('import')
    .description('exchanges that somebody else has seen, into the journal')
  for (const kind of importKinds)
    located(into.command(kind))
      .description(kind === 'raw' ? 'payloads, files or folders of them' : `files: ${kind}`)
      .argument('<file...>', 'files')
      .option('--dry-run', 'only tell what would come')
      .option('--json', 'the report as JSON on stdout')
      .action(async (paths: string[], options: ImportOptions) => {
        const report = await imported(kind, paths, options, engineDir)
        tell(report)
        if (options.json) print(JSON.stringify(report, null, 2))
        const { DUPLICATE, UNREADABLE } = report.skipped
        process.exitCode = report.entries + DUPLICATE === 0 && UNREADABLE > 0 ? 1 : 0
      })
}
