import type { Command } from 'commander'
import type { AskedSides } from '../admin/api-mapping-advice.ts'
import type { MappingProblem } from '../mappings/checks/model.ts'
import type { MappingKind } from '../mappings/model.ts'
import { kindOption } from './mapping-kind.ts'
import { print, say } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

/** `obmen mappings check`: what is wrong with the mapping tables, for people and for CI. */

interface CheckOptions extends BenchChoice {
  kind?: MappingKind
  json?: boolean
}

const severityWords = { error: 'ошибка', warning: 'замечание' } as const

/** Columns of the widths that their longest cell needs; the last one runs on. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row.map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column]!) : cell)).join('  '),
  )
}

const lineOf = ({ severity, kind, code, text, fix }: MappingProblem): string[] => [
  severityWords[severity],
  kind,
  code,
  fix ? `${text.ru} Исправление: ${fix.text.ru}.` : text.ru,
]

/** The kinds whose rows were not held against a side, because it is not simulated. */
function unasked(asked: Partial<Record<MappingKind, AskedSides>>): string[] {
  const kinds = Object.entries(asked)
  const silent = (side: keyof AskedSides) => kinds.filter(([, sides]) => !sides?.[side]).map(([kind]) => kind)
  return [
    { side: 'сайта', kinds: silent('site') },
    { side: '1С', kinds: silent('onec') },
  ]
    .filter((one) => one.kinds.length > 0)
    .map((one) => `Без справочника ${one.side} проверено: ${one.kinds.join(', ')}`)
}

/** Adds `check` below `mappings`. Exit codes: 0 no errors (warnings may be), 1 errors, 2 the command line is wrong. */
export function addMappingsCheck(mappings: Command, engineDir: string): void {
  benchOptions(
    mappings
      .command('check')
      .description(
        'what is wrong with the mapping tables; exit 1 when there are errors, 0 with warnings alone',
      )
      .addOption(kindOption('one table'))
      .option('--json', 'problems with their fixes as JSON'),
  ).action(async ({ kind, json, ...choice }: CheckOptions) => {
    const { problems, asked } = await withBench(choice, engineDir, (api) =>
      api.call('mappings.problems', { query: { kind } }),
    )
    if (json) print(JSON.stringify({ problems, asked }, null, 2))
    else if (problems.length > 0) print(aligned(problems.map(lineOf)).join('\n'))
    const errors = problems.filter(({ severity }) => severity === 'error').length
    for (const line of unasked(asked)) say(line)
    say(`Ошибок: ${errors}, замечаний: ${problems.length - errors}`)
    if (errors > 0) process.exitCode = 1
  })
}
