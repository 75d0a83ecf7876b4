import type { Command } from 'commander'
import type { JournalHealth, JournalRow } from '../journal/model.ts'
import { Failure, print, say, wholeNumber } from './terminal.ts'
import { benchOptions, withBench, type BenchChoice } from './with-bench.ts'

interface QueryOptions extends BenchChoice {
  json?: boolean
  limit: number
  min?: number
  max?: number
}

const whole = wholeNumber(0, 1_000_000, 'a whole number is wanted')
const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} МБ`

/** `1234 2026-11-26T10:00:00.000Z onec→site POST /site/orders 422 ORD-901 12.3 ms site-orders.postOrder` */
const describeRow = (row: JournalRow): string =>
  [
    row.id,
    row.at,
    `${row.from ?? '?'}→${row.to ?? '?'}`,
    row.method,
    row.path,
    row.status ?? '—',
    row.code,
    `${row.durationMs} ms`,
    row.operation,
    row.validity,
  ]
    .filter((part) => part !== null)
    .join(' ')

function reportHealth(health: JournalHealth): void {
  say(
    `Записей ${health.entries}, закреплено ${health.pinned}, удалено с возможностью вернуть ${health.removed}; ` +
      `база ${megabytes(health.databaseBytes)}, тел в папке ${health.bodyFiles} (${megabytes(health.bodyBytes)})`,
  )
  for (const { code, message, entries } of health.problems)
    print(`${code} ${message.ru}${entries.length > 0 ? `; записи ${entries.slice(0, 20).join(', ')}` : ''}`)
}

/** `obmen journal query|check|compact`: what the journal holds, for people, for checks in CI, and its upkeep. */
export function addJournal(program: Command, engineDir: string): void {
  const journal = program
    .command('journal')
    .description('find recorded exchanges; check and compact the journal')

  benchOptions(
    journal
      .command('query')
      .description(
        'entries that a query finds, newest first; exit 1 when there are fewer or more than asked for',
      )
      .argument('[query]', 'as in the query line of the journal: `status:>=400 op:booking since:1h`', '')
      .option('--json', 'rows as JSON, one a line')
      .option('--limit <n>', 'entries that are printed', wholeNumber(0, 500, 'a number from 0 to 500'), 100)
      .option('--min <n>', 'exit 1 when fewer are found', whole)
      .option('--max <n>', 'exit 1 when more are found', whole),
  ).action(async (query: string, options: QueryOptions) => {
    const page = await withBench(options, engineDir, (api) =>
      api.call('journal.page', { query: { q: query, limit: Math.max(options.limit, 1) } }),
    )
    const [problem] = page.problems
    if (problem) throw new Failure(`Запрос не понят, знак ${problem.from + 1}: ${problem.message.ru}`)
    for (const row of page.rows.slice(0, options.limit))
      print(options.json ? JSON.stringify(row) : describeRow(row))
    say(`Найдено: ${page.atLeast ? 'не меньше ' : ''}${page.total}`)
    const { min = 0, max = Infinity } = options
    if (page.total >= min && page.total <= max) return
    say(`Ожидалось: ${min}${max === Infinity ? ' или больше' : `…${max}`}`)
    process.exitCode = 1
  })

  benchOptions(
    journal
      .command('check')
      .description('whether the database is sound and every body is there; exit 1 when not')
      .option('--thorough', 'read every body and hold it against its name')
      .option('--json', 'the report as JSON'),
  ).action(async (options: BenchChoice & { thorough?: boolean; json?: boolean }) => {
    const health = await withBench(options, engineDir, (api) =>
      api.call('journal.health', { query: { thorough: options.thorough ? 'true' : 'false' } }),
    )
    if (options.json) print(JSON.stringify(health, null, 2))
    else reportHealth(health)
    if (health.problems.length > 0) process.exitCode = 1
    else say('Журнал в порядке')
  })

  benchOptions(
    journal
      .command('compact')
      .description('keep equal bodies once, packed, and give the space back to the system'),
  ).action(async (options: BenchChoice) => {
    const { freedBytes, ...health } = await withBench(options, engineDir, (api) =>
      api.call('journal.compact'),
    )
    reportHealth(health)
    say(`Освобождено ${megabytes(freedBytes)}`)
  })
}
