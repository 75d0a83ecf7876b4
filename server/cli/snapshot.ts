import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { fileAddresses } from '../admin/api.ts'
import type { AdminClient } from '../admin/client.ts'
import {
  clockChoices,
  DEMO_ID,
  NOW_ID,
  type ClockChoice,
  type DifferenceKind,
  type ObjectDifference,
  type Snapshot,
  type SnapshotComparison,
} from '../snapshots/model.ts'
import { download } from './download.ts'
import { Failure, print, say } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

/** `obmen snapshot …`: states of all bases, kept, put back, compared and sent, also without a window. */

interface WithJson extends BenchChoice {
  json?: boolean
}

interface RestoreOptions extends WithJson {
  clock: ClockChoice
  keep: boolean
  basesOnly?: boolean
}

/** A snapshot by its name, or by its id. @throws Failure when there is none */
async function named(api: AdminClient, name: string): Promise<Snapshot> {
  const { snapshots } = await api.call('snapshots.list')
  const found = snapshots.find((one) => one.name === name) ?? snapshots.find((one) => one.id === name)
  if (found) return found
  throw new Failure(`Снимка «${name}» нет. Есть: ${snapshots.map((one) => `«${one.name}»`).join(', ')}`)
}

const idOf = async (api: AdminClient, name: string): Promise<string> =>
  name === NOW_ID || name === DEMO_ID ? name : (await named(api, name)).id

const fitness: Readonly<Record<Snapshot['fitness'], string>> = {
  ready: '',
  older: ', прежней версии программы',
  newer: ', более новой версии программы',
  broken: ', ПОВРЕЖДЁН',
}

const described = ({ name, at, note, counts, fitness: state }: Snapshot): string =>
  [
    `«${name}»${at === null ? '' : `, ${at}`}${fitness[state]}`,
    ...(note ? [`     ${note}`] : []),
    ...(counts.length > 0
      ? [`     ${counts.map(({ base, title, count }) => `${base.ru}, ${title.ru}: ${count}`).join('; ')}`]
      : []),
  ].join('\n')

const whats: Readonly<Record<DifferenceKind, string>> = {
  added: 'добавлено',
  changed: 'изменено',
  removed: 'удалено',
}

function tellCounts({ before, after, kinds, same }: SnapshotComparison): void {
  const title = ({ id, name }: { id: string; name: string }) => (id === NOW_ID ? 'сейчас' : `«${name}»`)
  say(`${title(before)} → ${title(after)}: ${same ? 'отличий нет' : 'отличия есть'}`)
  for (const { base, title, added, changed, removed } of kinds) {
    const counts = Object.entries({ added, changed, removed }).filter(([, count]) => count > 0)
    const words = counts.map(([what, count]) => `${whats[what as DifferenceKind]} ${count}`).join(', ')
    print(`${base.ru}, ${title.ru}: ${words}`)
  }
}

const rowText = ({ base, title, what, key, name, fields }: ObjectDifference): string =>
  [
    `${base.ru}, ${title.ru}: ${whats[what]} ${name || key}${name ? ` (${key})` : ''}`,
    ...(what === 'changed'
      ? fields.map(({ field, before, after }) => `     ${field}: ${before ?? 'нет'} → ${after ?? 'нет'}`)
      : []),
  ].join('\n')

/** Rows that one call brings. */
const PAGE = 500

async function compare(
  one: string,
  other: string,
  { rows, json, ...choice }: WithJson & { rows?: boolean },
  engineDir: string,
): Promise<void> {
  await withBench(choice, engineDir, async (api) => {
    const query = { before: await idOf(api, one), after: await idOf(api, other) }
    const comparison = await api.call('snapshots.compare', { query })
    if (json) print(JSON.stringify(comparison, null, 2))
    else tellCounts(comparison)
    for (let offset = 0, total = rows ? 1 : 0; offset < total; offset += PAGE) {
      const page = await api.call('snapshots.differences', { query: { ...query, offset, limit: PAGE } })
      total = page.total
      for (const row of page.rows) print(json ? JSON.stringify(row) : rowText(row))
    }
    process.exitCode = comparison.same ? 0 : 1
  })
}

async function taken(address: string, token: string | undefined, file: string): Promise<Snapshot> {
  const body = await openAsBlob(file).catch(() => {
    throw new Failure(`${file}: такого файла нет`)
  })
  const answer = await fetch(address + fileAddresses.snapshotImport, {
    method: 'POST',
    headers: {
      'content-type': 'application/zip',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
  })
  const said = (await answer.json().catch(() => ({}))) as Snapshot & { detail?: string }
  if (!answer.ok) throw new Failure(`${basename(file)}: ${said.detail ?? `HTTP ${answer.status}`}`)
  return said
}

function clockChoice(text: string): ClockChoice {
  const found = clockChoices.find((choice) => choice === text)
  if (!found) throw new InvalidArgumentError(clockChoices.join(', '))
  return found
}

const withJson = (command: Command): Command =>
  benchOptions(command).option('--json', 'the whole answer as JSON on stdout')

/** Adds the commands. */
export function addSnapshot(program: Command, engineDir: string): void {
  const snapshot = program
    .command('snapshot')
    .description('states of all bases: keep, put back, compare, send; names are those of the list')

  withJson(snapshot.command('save'))
    .description('keep the bases and the mappings as they are')
    .argument('<name>', 'name')
    .option('--note <text>', 'what it is for', '')
    .option('--replace', 'instead of the one that has this name')
    .action(async (name: string, options: WithJson & { note: string; replace?: boolean }) =>
      withBench(options, engineDir, async (api) => {
        const { note, replace = false } = options
        const kept = await api.call('snapshots.save', { body: { name, note, replace } })
        if (options.json) print(JSON.stringify(kept, null, 2))
        else say(described(kept))
      }),
    )

  withJson(snapshot.command('list'))
    .description('what is kept')
    .action(async (options: WithJson) =>
      withBench(options, engineDir, async (api) => {
        const view = await api.call('snapshots.list')
        if (options.json) return print(JSON.stringify(view, null, 2))
        for (const one of view.snapshots) print(described(one))
      }),
    )

  withJson(snapshot.command('restore'))
    .description('put the bases and the mappings back; journal and settings stay. demo is always there')
    .argument('<name>', 'name or id')
    .addOption(
      new Option(
        '--clock <what>',
        'clock of the bench: leave it, freeze it at the moment of the snapshot, or asWas',
      )
        .argParser(clockChoice)
        .default('leave'),
    )
    .option('--no-keep', 'do not keep the present state first')
    .option('--bases-only', 'leave the mapping tables as they are')
    .action(async (name: string, options: RestoreOptions) =>
      withBench(options, engineDir, async (api) => {
        const { clock, keep, basesOnly = false } = options
        const id = await idOf(api, name)
        const body = { id, clock, keepPresent: keep, tables: basesOnly ? 'keep' : 'restore' } as const
        const restored = await api.call('snapshots.restore', { body })
        if (options.json) return print(JSON.stringify(restored, null, 2))
        say(`Восстановлено: «${restored.snapshot.name}», ${restored.durationMs} мс.`)
        if (restored.before) say(`Прежнее состояние: «${restored.before.name}» (${restored.before.id})`)
      }),
    )

  withJson(snapshot.command('compare'))
    .description('what differs; exit code 0 only when nothing does. now is the bases as they are')
    .argument('<before>', 'name, id, demo or now')
    .argument('[after]', 'name, id, demo or now', NOW_ID)
    .option('--rows', 'every object that differs, field by field')
    .action((one: string, other: string, options: WithJson & { rows?: boolean }) =>
      compare(one, other, options, engineDir),
    )

  benchOptions(snapshot.command('export'))
    .description('one zip that another workspace, or a test, takes')
    .argument('<name>', 'name or id')
    .requiredOption('-o, --output <file>', 'file to write')
    .action(async (name: string, options: BenchChoice & { output: string }) =>
      withBench(options, engineDir, async (api, address, token) => {
        const path = fileAddresses.snapshot((await named(api, name)).id)
        await download(address, path, { token }, options.output)
        print(options.output)
      }),
    )

  withJson(snapshot.command('import'))
    .description('take such a zip')
    .argument('<file>', 'zip')
    .action(async (file: string, options: WithJson) =>
      withBench(options, engineDir, async (_api, address, token) => {
        const made = await taken(address, token, file)
        if (options.json) print(JSON.stringify(made, null, 2))
        else say(described(made))
      }),
    )

  benchOptions(snapshot.command('remove'))
    .description('take snapshots out; the last ones lie in snapshots/.removed')
    .argument('<name...>', 'names or ids')
    .action(async (names: string[], options: BenchChoice) =>
      withBench(options, engineDir, async (api) => {
        const ids: string[] = []
        for (const name of names) ids.push((await named(api, name)).id)
        await api.call('snapshots.remove', { body: { ids } })
        say(`Удалено снимков: ${ids.length}`)
      }),
    )
}
