import { writeFile } from 'node:fs/promises'
import { Option, type Command } from 'commander'
import { fileAddresses } from '../admin/api.ts'
import type { AdminClient } from '../admin/client.ts'
import type { MappingKind, MappingRow } from '../mappings/model.ts'
import { cellDifferences } from '../mappings/sharing/cell-differences.ts'
import {
  mappingFormats,
  type CellDifference,
  type FileImport,
  type MappingFormat,
  type PolicyChange,
  type TableDifference,
} from '../mappings/sharing/model.ts'
import { cellTitles, kindTitle } from '../mappings/sharing/words.ts'
import { kindOption } from './mapping-kind.ts'
import { addMappingsCheck } from './mappings-check.ts'
import { addMappingsUsage } from './mappings-usage.ts'
import { Failure, print, readInput, say } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

/** `obmen mappings check|import|export|diff|usage|bind`: the mapping tables for people, for git and for CI. */

interface ImportOptions extends BenchChoice {
  kind?: MappingKind
  dryRun?: boolean
  json?: boolean
}

interface ExportOptions extends BenchChoice {
  kind?: MappingKind
  format: MappingFormat
  output?: string
}

interface DiffOptions extends BenchChoice {
  kind?: MappingKind
  json?: boolean
}

const nameOf = (row: MappingRow): string =>
  [row.site_id || row.site_name, row.ref_1c || row.code_1c || row.name_1c].filter(Boolean).join(' → ')

const describeCells = (cells: readonly CellDifference[]): string =>
  cells.map(({ column, before, after }) => `${cellTitles[column]}: «${before}» → «${after}»`).join('; ')

const describePolicy = ({ before, after }: PolicyChange): string =>
  `Значение без строки: ${before.on} → ${after.on}${after.on === 'default' ? ` ${after.row}` : ''}`

function describePlan({ tables, problems, applied }: FileImport): void {
  for (const { line, message } of problems) say(`Строка ${line}: ${message.ru}`)
  for (const { kind, plan } of tables) {
    const { added, changed, conflicting, unchanged, policy } = plan
    say(
      `${kindTitle(kind).ru}: ${applied ? 'добавлено' : 'добавится'} ${added.length}, ` +
        `${applied ? 'изменено' : 'изменится'} ${changed.length}, конфликтов ${conflicting.length}, без изменений ${unchanged}`,
    )
    for (const row of added) say(`  + ${nameOf(row)}`)
    for (const { before, after } of changed)
      say(`  ≠ ${nameOf(after)}: ${describeCells(cellDifferences(before, after))}`)
    if (policy) say(`  ${describePolicy(policy)}`)
    for (const { line, reason } of conflicting) say(`  строка ${line}, не взята: ${reason.ru}`)
    for (const { line, message } of plan.problems) say(`  строка ${line}: ${message.ru}`)
  }
}

/** Whether all of the file has been understood and has its place. */
const isWhole = ({ tables, problems }: FileImport): boolean =>
  problems.length === 0 &&
  tables.every(({ plan }) => plan.conflicting.length === 0 && plan.problems.length === 0)

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

async function importFile(file: string, options: ImportOptions, engineDir: string): Promise<void> {
  const { kind, dryRun = false } = options
  const body = { base64: base64(await readInput(file)), apply: !dryRun, ...(kind && { kind }) }
  const done = await withBench(options, engineDir, (api) => api.call('mappings.importFile', { body }))
  describePlan(done)
  if (options.json) print(JSON.stringify(done, null, 2))
  if (!isWhole(done)) process.exitCode = 1
}

async function exportFile(options: ExportOptions, engineDir: string): Promise<void> {
  const { kind, format, output } = options
  if (output === undefined && format === 'xlsx' && process.stdout.isTTY)
    throw new Failure('Книгу Excel на экран не вывести: укажите файл, -o ФАЙЛ.')
  const path = fileAddresses.mappingsExport(format, kind ? [kind] : [])
  const bytes = await withBench(options, engineDir, async (_, address, token) => {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
    const answer = await fetch(address + path, { headers })
    if (!answer.ok) throw new Failure(`${path}: HTTP ${answer.status} ${(await answer.text()).slice(0, 300)}`)
    return Buffer.from(await answer.arrayBuffer())
  })
  if (output === undefined) {
    await new Promise<void>((resolve) => void process.stdout.write(bytes, () => resolve()))
    return
  }
  await writeFile(output, bytes)
  print(output)
}

const WORKSPACE = 'workspace'

function describeDifference({ kind, added, removed, changed, policy }: TableDifference): void {
  print(`${kindTitle(kind).ru} (${kind})`)
  for (const row of added) print(`  + ${nameOf(row)}`)
  for (const row of removed) print(`  - ${nameOf(row)}`)
  for (const { after, cells } of changed) print(`  ≠ ${nameOf(after)}: ${describeCells(cells)}`)
  if (policy) print(`  ${describePolicy(policy)}`)
}

async function differences(left: string, right: string, options: DiffOptions, engineDir: string) {
  const { kind } = options
  const sides = [left, right]
  if (!sides.includes(WORKSPACE)) {
    // Two files need no bench, and may be of any size.
    const { diffAll, tablesOfFile } = await import('../mappings/sharing/diff.ts')
    const read = async (file: string) => tablesOfFile(await readInput(file), kind ?? null)
    const [before, after] = [await read(left), await read(right)]
    return {
      tables: diffAll(before.tables, after.tables),
      problems: [...before.problems, ...after.problems],
    }
  }
  const side = async (given: string) =>
    given === WORKSPACE ? (WORKSPACE as 'workspace') : { base64: base64(await readInput(given)) }
  const body = { left: await side(left), right: await side(right), ...(kind && { kind }) }
  return withBench(options, engineDir, (api: AdminClient) => api.call('mappings.diff', { body }))
}

async function diff(left: string, right: string, options: DiffOptions, engineDir: string): Promise<void> {
  if (left === '-' && right === '-')
    throw new Failure('Из стандартного ввода можно взять только одну сторону: назовите файл.')
  const { tables, problems } = await differences(left, right, options, engineDir)
  for (const { line, message } of problems) say(`Строка ${line}: ${message.ru}`)
  if (options.json) print(JSON.stringify({ tables, problems }, null, 2))
  else for (const table of tables) describeDifference(table)
  if (tables.length === 0) say('Различий нет.')
  if (tables.length > 0 || problems.length > 0) process.exitCode = 1
}

/** `obmen mappings …`. */
export function addMappings(program: Command, engineDir: string): void {
  const mappings = program.command('mappings').description('mapping tables: in files, compared, checked')

  benchOptions(
    mappings
      .command('import')
      .description(
        'rows of a CSV, XLSX or JSON file; nothing is deleted; exit code 1 when something is left out',
      )
      .argument('<file>', 'file, - for standard input')
      .addOption(kindOption('the table; without it, all that the file has'))
      .option('--dry-run', 'only tell what would change')
      .option('--json', 'the plan as JSON on stdout'),
  ).action((file: string, options: ImportOptions) => importFile(file, options, engineDir))

  benchOptions(
    mappings
      .command('export')
      .description('tables as a file; html is the report for approval')
      .addOption(kindOption('the table; without it, all'))
      .addOption(
        new Option('--format <format>', 'kind of file').choices(mappingFormats).makeOptionMandatory(),
      )
      .option('-o, --output <file>', 'file to write; standard output when not given'),
  ).action((options: ExportOptions) => exportFile(options, engineDir))

  const side = `file (CSV, XLSX, JSON or obmen.json), - for standard input, "${WORKSPACE}"`
  benchOptions(
    mappings
      .command('diff')
      .description('in what tables differ, cell by cell; exit code 1 when they do')
      .argument('<a>', side)
      .argument('<b>', side)
      .addOption(kindOption('only this table'))
      .option('--json', 'the differences as JSON on stdout'),
  ).action((left: string, right: string, options: DiffOptions) => diff(left, right, options, engineDir))

  addMappingsCheck(mappings, engineDir)
  addMappingsUsage(mappings, engineDir)
}
