import { Option, type Command } from 'commander'
import { builtCatalogueWorker, builtInvoiceWorker, builtRenderer, defaultPort } from '../defaults.ts'
import { print, say, wholeNumber } from './terminal.ts'

interface ServeOptions {
  port?: number
  host: string
  jsonLogs?: boolean
}

const jsonLine = (entry: object): void =>
  print(JSON.stringify({ at: new Date().toISOString(), level: 'info', ...entry }))

async function serve(workspace: string | undefined, options: ServeOptions, engineDir: string): Promise<void> {
  const log = options.jsonLogs ? (message: string) => jsonLine({ message }) : say
  const { startBench } = await import('../bench.ts')
  const bench = await startBench({
    workspace: workspace ?? null,
    host: options.host,
    rendererDir: builtRenderer(engineDir),
    catalogueWorker: builtCatalogueWorker(engineDir),
    invoiceWorker: builtInvoiceWorker(engineDir),
    schedules: true,
    log,
    ...(options.port === undefined ? {} : { port: options.port }),
  })
  const open = bench.exposed ? `${bench.address}/?token=${bench.token}` : bench.address
  if (options.jsonLogs) {
    jsonLine({ message: 'ready', address: bench.address, workspace: bench.workspace })
  } else {
    say(`Рабочее пространство: ${bench.workspace}`)
    print(`Обмен: ${open}`)
  }
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
    log('Останавливается: текущие запросы завершаются; второй Ctrl+C прервёт сразу')
    void bench.stop().then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

/**
 * `obmen serve`.
 * @param engineDir folder of the program itself, beside which the built page lies
 */
export function addServe(program: Command, engineDir: string): void {
  program
    .command('serve')
    .description('run the bench without a window; the same screens open in a browser')
    .argument(
      '[workspace]',
      'folder of the workspace; the demo one when not given',
      process.env['OBMEN_WORKSPACE'],
    )
    .addOption(
      new Option('--port <n>', `port; ${defaultPort} or the next free one when not given`)
        .env('OBMEN_PORT')
        .argParser(wholeNumber(0, 65_535, 'a port is a number from 0 to 65535')),
    )
    .addOption(
      new Option('--host <h>', 'address to listen on; other than loopback wants a token')
        .env('OBMEN_HOST')
        .default('127.0.0.1'),
    )
    .addOption(new Option('--json-logs', 'one JSON object a line on stdout').env('OBMEN_JSON_LOGS'))
    .action((workspace: string | undefined, options: ServeOptions) => serve(workspace, options, engineDir))
}
