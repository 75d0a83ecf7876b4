import { Command, CommanderError } from 'commander'
import { version } from '../../package.json'
import { addBank } from './bank.ts'
import { addBodies } from './bodies.ts'
import { addClock } from './clock.ts'
import { addCompare } from './compare.ts'
import { addErrands } from './errands.ts'
import { addExchangeCatalog } from './exchange-catalog.ts'
import { addExchangeKsup } from './exchange-ksup.ts'
import { addExchangeOrders } from './exchange-orders.ts'
import { addExchangeRegate } from './exchange-regate.ts'
import { addFaults } from './faults.ts'
import { addJournal } from './journal.ts'
import { addInterchange } from './interchange.ts'
import { addInvoice } from './invoice.ts'
import { addMake } from './make.ts'
import { addMappings } from './mappings.ts'
import { addPublish } from './publish.ts'
import { addQr } from './qr.ts'
import { addRecord } from './record.ts'
import { addReplay } from './replay.ts'
import { addRequisites } from './requisites.ts'
import { addRun } from './run.ts'
import { addServe } from './serve.ts'
import { addSnapshot } from './snapshot.ts'
import { addTeam } from './team.ts'
import { explained, say } from './terminal.ts'

/**
 * All commands of `obmen`. Errors: CommanderError for a command line that is wrong, and after help was shown; see `exitCodeOf`.
 *
 * @param engineDir folder of the built program, where its workers lie
 */
export function createProgram(engineDir: string): Command {
  const program = new Command('obmen')
    .description(
      'Bench for exchanges of 1C with web shops: plays any side, records, validates, converts, prints invoices',
    )
    .version(version)
    // A command may have a `--version` of its own.
    .enablePositionalOptions()
    .showHelpAfterError()
    // What is written is looked up when it is written.
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
    })
    // Before the commands, which inherit it.
    .exitOverride()

  addServe(program, engineDir)
  addRun(program, engineDir)
  addBodies(program)
  addInvoice(program, engineDir)
  addCompare(program, engineDir)
  const exchange = program.command('exchange').description('play one side of a contract against the other')
  addExchangeCatalog(exchange, engineDir)
  addExchangeOrders(exchange, engineDir)
  addExchangeRegate(exchange, engineDir)
  addExchangeKsup(exchange, engineDir)
  addErrands(program, engineDir)
  addJournal(program, engineDir)
  addFaults(program, engineDir)
  addReplay(program, engineDir)
  addRecord(program)
  addInterchange(program, engineDir)
  addMake(program, engineDir)
  addMappings(program, engineDir)
  addPublish(program)
  addBank(program)
  addQr(program)
  addRequisites(program)
  addTeam(program, engineDir)
  addSnapshot(program, engineDir)
  addClock(program)
  return program
}

/**
 * Tells what stopped a command. Exit codes of all commands: 0 done, 1 the subject has errors or the work failed, 2 the command
 * line is wrong.
 */
export function exitCodeOf(error: unknown): number {
  // Commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  say(explained(error))
  return 1
}
