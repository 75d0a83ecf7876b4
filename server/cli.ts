import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { version } from '../package.json'
import { describeFinding, describeReport, validateBody } from './admin/validation.ts'
import { convertBody } from './contracts/site-orders/convert.ts'
import { builtRenderer, defaultPort } from './defaults.ts'
import { invoiceOfBody } from './admin/handlers/invoice.ts'
import { Refusal } from './storage/refusal.ts'
import { memorySecrets } from './storage/secrets.ts'

/**
 * `obmen …`. What a machine reads goes to stdout, words for people go to stderr.
 * Exit codes: 0 done, 1 the subject has errors or the work failed, 2 the command line is wrong.
 */

const engineDir = fileURLToPath(new URL('.', import.meta.url))

const say = (line: string) => process.stderr.write(`${line}\n`)
const print = (text: string) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)

/** An error whose message is enough for a person: no stack is shown. */
class Failure extends Error {}

function portNumber(text: string) {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('a port is a number from 0 to 65535')
  }
  return port
}

function minutes(text: string) {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('minutes are a whole number from 1')
  return value
}

async function readInput(file: string): Promise<Uint8Array> {
  if (file === '-') {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  }
  try {
    return await readFile(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Failure(`${file}: ${code === 'ENOENT' ? 'такого файла нет' : message}`)
  }
}

const program = new Command('obmen')
  .description(
    'Bench for exchanges of 1C with web shops: plays any side, records, validates, converts, prints invoices',
  )
  .version(version)
  .showHelpAfterError()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  // Before the commands, which inherit it.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

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
      .argParser(portNumber),
  )
  .addOption(
    new Option('--host <h>', 'address to listen on; other than loopback wants a token')
      .env('OBMEN_HOST')
      .default('127.0.0.1'),
  )
  .addOption(new Option('--json-logs', 'one JSON object a line on stdout').env('OBMEN_JSON_LOGS'))
  .action(
    async (workspace: string | undefined, options: { port?: number; host: string; jsonLogs?: boolean }) => {
      const log = options.jsonLogs
        ? (message: string) => print(JSON.stringify({ at: new Date().toISOString(), level: 'info', message }))
        : say
      const { startBench } = await import('./bench.ts')
      const bench = await startBench({
        workspace: workspace ?? null,
        host: options.host,
        rendererDir: builtRenderer(engineDir),
        log,
        ...(options.port === undefined ? {} : { port: options.port }),
      })
      const open = bench.token ? `${bench.address}/?token=${bench.token}` : bench.address
      if (options.jsonLogs) {
        print(
          JSON.stringify({
            at: new Date().toISOString(),
            level: 'info',
            message: 'ready',
            address: bench.address,
            workspace: bench.workspace,
          }),
        )
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
    },
  )

program
  .command('validate')
  .description('say which message of which contract a body is, and what is wrong with it, where')
  .argument('<file>', 'file, or - for standard input')
  .option('--json', 'the whole report as JSON on stdout')
  .option('--content-type <type>', 'Content-Type that the body came with', '')
  .option('--strict', 'exit 1 for liberties too')
  .action(async (file: string, options: { json?: boolean; contentType: string; strict?: boolean }) => {
    const report = validateBody({ bytes: await readInput(file), contentType: options.contentType })
    print(options.json ? JSON.stringify(report, null, 2) : describeReport(file, report))
    const accepted = options.strict ? report.strict.ok : report.lenient.ok
    process.exitCode = accepted ? 0 : 1
  })

program
  .command('convert')
  .description('untidy body -> canonical JSON or XML; liberties are named on stderr')
  .argument('<file>', 'file, or - for standard input')
  .addOption(new Option('--to <format>', 'format of the result').choices(['json', 'xml']).default('json'))
  .option('--strict', 'refuse a body that is not canonical already')
  .option('--content-type <type>', 'Content-Type that the body came with', '')
  .option('-o, --output <file>', 'write there instead of stdout')
  .action(
    async (
      file: string,
      options: { to: 'json' | 'xml'; strict?: boolean; contentType: string; output?: string },
    ) => {
      const result = convertBody(
        { bytes: await readInput(file), contentType: options.contentType },
        { to: options.to, mode: options.strict ? 'strict' : 'lenient' },
      )
      for (const found of result.findings) {
        say(describeFinding(file, found))
      }
      if (result.text === null)
        throw new Failure(`${file}: не прочитано, преобразовывать нечего (причины выше)`)
      if (options.output) await writeFile(options.output, result.text)
      else process.stdout.write(result.text)
    },
  )

program
  .command('invoice')
  .description('invoice with a payment QR code out of an order that 1C returned')
  .argument('<file>', 'order payload (JSON or XML), or - for standard input')
  .requiredOption('-o, --output <file>', 'PDF to write')
  .action(async (file: string, options: { output: string }) => {
    const { invoice, findings } = invoiceOfBody({ bytes: await readInput(file), contentType: '' })
    for (const found of findings) {
      say(describeFinding(file, found))
    }
    if (!invoice) throw new Failure(`${file}: счёт не построен: тело не является заказом, возвращённым из 1С`)
    for (const warning of invoice.warnings)
      say(`${warning.severity} ${warning.code} ${warning.field}: ${warning.message.ru}`)
    const { invoicePdf } = await import('./invoice/pdf.ts')
    await writeFile(options.output, invoicePdf(invoice))
    print(options.output)
  })

program
  .command('exchange')
  .description('play 1C against a site, once or on a schedule')
  .addArgument(new Argument('<what>', 'what to exchange').choices(['orders']))
  .option(
    '--workspace <folder>',
    'workspace with the base and the mapping tables; the demo one when not given',
    process.env['OBMEN_WORKSPACE'],
  )
  .addOption(
    new Option('--site <url>', 'base address of the real site; the simulated one when not given').env(
      'OBMEN_SITE',
    ),
  )
  .addOption(new Option('--user <name>', 'account of 1C on the site').env('OBMEN_USER').default('1c'))
  .addOption(new Option('--password <text>', 'its password').env('OBMEN_PASSWORD'))
  .addOption(new Option('--every <minutes>', 'repeat until stopped').argParser(minutes))
  .action(
    async (
      _what: string,
      options: { workspace?: string; site?: string; user: string; password?: string; every?: number },
    ) => {
      const { startBench } = await import('./bench.ts')
      const bench = await startBench({
        workspace: options.workspace ?? null,
        port: 0,
        ...(options.site && options.password !== undefined
          ? { secrets: memorySecrets({ 'site.password': options.password }) }
          : {}),
        ...(options.site ? { site: { address: options.site.replace(/\/+$/, ''), user: options.user } } : {}),
      })
      // The first signal lets a running cycle finish, the second one ends the process.
      const stopping = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
      try {
        for (;;) {
          const cycle = await bench.parts.onec.runExchange('api')
          print(JSON.stringify(cycle))
          process.exitCode = cycle.outcome === 'done' ? 0 : 1
          if (!options.every || stopping.signal.aborted) break
          await delay(options.every * 60_000, undefined, { signal: stopping.signal }).catch(() => undefined)
          if (stopping.signal.aborted) break
        }
      } finally {
        await bench.stop()
      }
    },
  )

// A reader that goes away early (`obmen validate … | head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

/** What a person is told of an error; the stack only of one that nobody expected. */
function explained(error: unknown): string {
  if (error instanceof Refusal) return error.text.ru
  if (!(error instanceof Error)) return String(error)
  return error instanceof Failure || 'code' in error ? error.message : (error.stack ?? error.message)
}

program.parseAsync().catch((error: unknown) => {
  say(explained(error))
  process.exit(1)
})
