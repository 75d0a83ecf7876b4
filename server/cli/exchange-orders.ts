import { setTimeout as delay } from 'node:timers/promises'
import { Option, type Command } from 'commander'
import { builtCatalogueWorker } from '../defaults.ts'
import { memorySecrets } from '../storage/secrets.ts'
import { addNodeOptions, cmlSiteOf, playCommerceMl, type NodeOptions } from './exchange-catalog.ts'
import { print, wholeNumber } from './terminal.ts'

interface OrdersOptions extends NodeOptions {
  protocol: 'site-orders' | 'commerceml'
  workspace?: string
  site?: string
  user: string
  password?: string
  every?: number
}

async function exchangeOrders(options: OrdersOptions, engineDir: string): Promise<void> {
  const { startBench } = await import('../bench.ts')
  const bench = await startBench({
    workspace: options.workspace ?? null,
    port: 0,
    catalogueWorker: builtCatalogueWorker(engineDir),
    ...(options.site && options.password !== undefined
      ? { secrets: memorySecrets({ 'site.password': options.password }) }
      : {}),
    ...(options.site ? { site: { address: options.site.replace(/\/+$/, ''), user: options.user } } : {}),
    ...(options.protocol === 'commerceml' ? cmlSiteOf(options) : {}),
  })
  // The first signal lets a running cycle finish, the second one ends the process.
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const cycleOfMessages = async (): Promise<boolean> => {
    const cycle = await bench.parts.onec.runExchange('api')
    print(JSON.stringify(cycle))
    return cycle.outcome === 'done'
  }
  try {
    for (;;) {
      const done =
        options.protocol === 'commerceml'
          ? await playCommerceMl(bench, { kind: 'orders' }, options)
          : await cycleOfMessages()
      process.exitCode = done ? 0 : 1
      if (!options.every || stopping.signal.aborted) break
      await delay(options.every * 60_000, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) break
    }
  } finally {
    await bench.stop()
  }
}

/** `obmen exchange orders`. */
export function addExchangeOrders(exchange: Command, engineDir: string): void {
  const orders = exchange
    .command('orders')
    .description('play 1C against a site, once or on a schedule')
    .addOption(
      new Option('--protocol <name>', 'what the two sides speak')
        .choices(['site-orders', 'commerceml'])
        .default('site-orders'),
    )
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
    .addOption(
      new Option('--every <minutes>', 'repeat until stopped').argParser(
        wholeNumber(1, Number.MAX_SAFE_INTEGER, 'minutes are a whole number from 1'),
      ),
    )
  addNodeOptions(orders).action((options: OrdersOptions) => exchangeOrders(options, engineDir))
}
