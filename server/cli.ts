import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { version } from '../package.json'
import { addBank } from './cli/bank.ts'
import { addBodies } from './cli/bodies.ts'
import { addCompare } from './cli/compare.ts'
import { addExchangeCatalog } from './cli/exchange-catalog.ts'
import { addExchangeKsup } from './cli/exchange-ksup.ts'
import { addExchangeOrders } from './cli/exchange-orders.ts'
import { addExchangeRegate } from './cli/exchange-regate.ts'
import { addJournal } from './cli/journal.ts'
import { addInterchange } from './cli/interchange.ts'
import { addMappings } from './cli/mappings.ts'
import { addPublish } from './cli/publish.ts'
import { addReplay } from './cli/replay.ts'
import { addServe } from './cli/serve.ts'
import { explained, say } from './cli/terminal.ts'

/**
 * `obmen …`. What a machine reads goes to stdout, words for people go to stderr.
 * Exit codes: 0 done, 1 the subject has errors or the work failed, 2 the command line is wrong.
 */

const program = new Command('obmen')
  .description(
    'Bench for exchanges of 1C with web shops: plays any side, records, validates, converts, prints invoices',
  )
  .version(version)
  // A command may have a `--version` of its own.
  .enablePositionalOptions()
  .showHelpAfterError()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  // Before the commands, which inherit it.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

const engineDir = fileURLToPath(new URL('.', import.meta.url))
addServe(program, engineDir)
addBodies(program)
addCompare(program, engineDir)
const exchange = program.command('exchange').description('play one side of a contract against the other')
addExchangeCatalog(exchange, engineDir)
addExchangeOrders(exchange, engineDir)
addExchangeRegate(exchange, engineDir)
addExchangeKsup(exchange, engineDir)
addJournal(program, engineDir)
addReplay(program, engineDir)
addInterchange(program, engineDir)
addMappings(program, engineDir)
addPublish(program)
addBank(program)

// A reader that goes away early (`obmen validate … | head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

program.parseAsync().catch((error: unknown) => {
  say(explained(error))
  process.exit(1)
})
