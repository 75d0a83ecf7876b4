import type Koa from 'koa'
import type { Journal } from '../journal/journal.ts'
import type { TranslatorTables } from '../mappings/translator.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Timers } from '../storage/timers.ts'
import type { Workspace } from '../storage/workspace.ts'
import { createRegate, type Regate } from '../../mocks/regate/regate.ts'
import { createEnterpriseAccounts, type EnterpriseAccounts } from './accounts.ts'
import { watchBankFolders, type BankFolders } from './bank-folders.ts'
import { createEnterprises, type Demo, type Enterprises } from './enterprises.ts'
import { createPlayer, type Player, type PlayerOptions } from './player.ts'
import { enterpriseRoutes } from './routes.ts'

export interface AssemblyOptions {
  workspace: Workspace
  db: Database
  journal: Journal
  /** What callers call cities and warehouses; none: as 1C does. */
  mappings?: TranslatorTables
  clock: Clock
  /** What the bases of 1C go by. @default the clock of the bench */
  onecClock?: Clock
  changes: Changes
  instance: string
  demos: readonly Demo[]
  timers?: Timers
  /** Where the bench listens. */
  address(): string
  /** A real publication for the player, for this run only. */
  real?: PlayerOptions['real']
  httpsAddress(): string | null
  log(line: string): void
  /** Defects of ours. */
  report(error: unknown): void
}

/** Everything about the enterprises that publish ReGate, put together. */
export interface EnterpriseParts {
  regate: Regate
  enterprises: Enterprises
  accounts: EnterpriseAccounts
  /** The application server that calls them. */
  player: Player
  routes: Koa.Middleware
  /** What lies in the bank folder of an enterprise is loaded now. */
  loadBankFolder: BankFolders['load']
  start(): Promise<void>
  stop(): Promise<void>
  /** The demo data of every enterprise anew. */
  reset(): Promise<void>
}

/** Makes the parts; nothing runs until `start`. */
export function assembleEnterprises(options: AssemblyOptions): EnterpriseParts {
  const { workspace, db, journal, clock, changes, instance, log, report } = options
  const { document, secrets } = workspace
  const list = () => document.value.regate.enterprises
  const regate = createRegate({
    db,
    clock: options.onecClock ?? clock,
    changes,
    enterprises: list,
    ...(options.mappings ? { names: options.mappings } : {}),
    log: report,
    ...(options.timers ? { timers: options.timers } : {}),
  })
  const accounts = createEnterpriseAccounts({ secrets, clock, enterprises: list })
  const enterprises = createEnterprises({ document, regate, accounts, demos: options.demos })
  const folders = watchBankFolders({
    workspace: workspace.path,
    enterprises: list,
    load: (enterprise, name, bytes) => regate.loadStatement(enterprise, name, bytes),
    log,
  })
  const routes = enterpriseRoutes({
    enterprises: list,
    regate,
    accounts,
    journal,
    clock,
    instance,
    httpsAddress: options.httpsAddress,
    log: report,
  })
  const player = createPlayer({
    workspace,
    accounts,
    journal,
    clock,
    changes,
    instance,
    address: options.address,
    report,
    ...(options.timers ? { timers: options.timers } : {}),
    ...(options.real ? { real: options.real } : {}),
  })
  let follow: (() => void) | null = null
  /** What a change of the settings has set going. */
  let following: Promise<unknown> = Promise.resolve()
  return {
    regate,
    enterprises,
    accounts,
    player,
    routes,
    loadBankFolder: folders.load,
    async start() {
      await accounts.load()
      await enterprises.seed()
      await regate.start()
      await folders.follow()
      follow = document.onChange(() => {
        following = Promise.all([accounts.load(), folders.follow()]).catch(report)
      })
    },
    async stop() {
      follow?.()
      await following
      await folders.stop()
      await regate.stop()
    },
    async reset() {
      for (const { id } of list()) {
        await regate.empty(id)
        regate.queue.setPaused(id, false)
      }
      await enterprises.seed()
    },
  }
}
