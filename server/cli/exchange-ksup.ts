import { Argument, Option, type Command } from 'commander'
import type { Bench } from '../bench.ts'
import { SENDERS } from '../outbox/model.ts'
import { COVERED_OBJECTS } from '../../mocks/ksup-onec/model.ts'
import { withBench } from './exchange-ksup-sides.ts'
import type { SideOptions } from './exchange-ksup-sides.ts'
import { conditions, outbox, prices, sendable, sendFile, story } from './exchange-ksup-work.ts'
import type {
  ConditionsOptions,
  OutboxOptions,
  PricesOptions,
  SendOptions,
  StoryOptions,
} from './exchange-ksup-work.ts'
import { wholeNumber } from './terminal.ts'

const server = () =>
  new Option('--server <url>', 'real integration server, up to and without /api/ksup/v1').env(
    'OBMEN_KSUP_SERVER',
  )
const onec = () => new Option('--onec <url>', 'real 1C publication, up to and without /hs/ksup')

/** Adds the options of whoever calls a real side. */
const withAccount = (command: Command): Command =>
  command
    .addOption(new Option('--user <name>', 'account at the real side').env('OBMEN_USER'))
    .addOption(new Option('--password <text>', 'its password').env('OBMEN_PASSWORD'))

/** `obmen exchange ksup …`: КСУП, the integration server and 1C from a terminal. */
export function addExchangeKsup(exchange: Command, engineDir: string): void {
  const ksup = exchange
    .command('ksup')
    .description('exchange of 1C with the project-management system КСУП over an integration server')
  const subcommand = (name: string, description: string): Command =>
    ksup
      .command(name)
      .description(description)
      .option(
        '--workspace <folder>',
        'workspace with the three blocks; the demo one when not given',
        process.env['OBMEN_WORKSPACE'],
      )
  const run = <Options extends SideOptions>(
    options: Options,
    work: (bench: Bench) => Promise<boolean>,
  ): Promise<void> => withBench(options, engineDir, work)

  withAccount(subcommand('send', 'send one message from a file as it is and print the answer'))
    .argument('<file>', 'body of a message, or - for standard input')
    .addOption(server())
    .addOption(onec())
    .addOption(
      new Option('--as <operation>', 'which message it is, when the body does not tell').choices(
        sendable.map(({ id }) => id),
      ),
    )
    .option('--content-type <type>', 'Content-Type of the body; JSON in UTF-8 when not given', '')
    .action((file: string, options: SendOptions) => run(options, (bench) => sendFile(bench, file, options)))

  withAccount(subcommand('prices', 'ask 1C for prices and stock, as the button of КСУП does'))
    .addArgument(new Argument('<article...>', 'articles'))
    .option('--contact <code>', 'code of the client in 1C, for the prices of its agreement')
    .addOption(onec())
    .option('--json', 'the answer as JSON on stdout')
    .action((articles: string[], options: PricesOptions) =>
      run(options, (bench) => prices(bench, articles, options)),
    )

  subcommand('conditions', 'what would be sent and what would not, and why')
    .addOption(
      new Option('--object <kind>', 'objects of one kind only').choices(['contact', ...COVERED_OBJECTS]),
    )
    .option('--json', 'the verdicts as JSON on stdout')
    .action((options: ConditionsOptions) => run(options, (bench) => conditions(bench, options)))

  subcommand('outbox', 'messages that have not been delivered; exit code 1 when one waits for a person')
    .addOption(new Option('--sender <side>', 'whose').choices([...SENDERS]).default('onec'))
    .option('--send', 'send what is due first and wait for the end')
    .option('--json', 'status and messages as JSON on stdout')
    .action((options: OutboxOptions) => run(options, (bench) => outbox(bench, options)))

  withAccount(
    subcommand('story', 'play a whole day as 1C: an order, its change, shipment, income, its end, a receipt'),
  )
    .addOption(server())
    .addOption(
      new Option('--deal <number>', 'deal that nothing was told of yet; a new one when not given').argParser(
        wholeNumber(1, Number.MAX_SAFE_INTEGER, 'a deal number is a whole number from 1'),
      ),
    )
    .option('--contact <code>', '«Код 1С» for the receipt, of a client that nothing was told of yet')
    .option('--json', 'the steps as JSON on stdout')
    .action((options: StoryOptions) => run(options, (bench) => story(bench, options)))
}
