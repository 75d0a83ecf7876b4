import type { OpenPrinter } from '../invoice/batch/printer.ts'
import type { InvoicePrinting } from '../invoice/profiles/printing.ts'
import type { Journal } from '../journal/journal.ts'
import type { Replay } from '../journal/replay/replay.ts'
import type { Mappings } from '../mappings/mappings.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { BenchTime } from '../storage/time.ts'
import type { Workspace } from '../storage/workspace.ts'
import type { ContractClient } from '../http/client.ts'
import type { Onec } from '../../mocks/onec/onec.ts'
import type { Regate } from '../../mocks/regate/regate.ts'
import type { EnterpriseAccounts } from '../enterprises/accounts.ts'
import type { Enterprises } from '../enterprises/enterprises.ts'
import type { Errands } from '../errands/errands.ts'
import type { KsupParts } from '../ksup/service.ts'
import type { Faults } from '../faults/faults.ts'
import type { Interchange } from '../interchange/interchange.ts'
import type { ReplaySides } from '../replay-sides.ts'
import type { Recorder } from '../scenarios/recorder/recorder.ts'
import type { Scenarios } from './scenarios/service.ts'
import type { Team } from '../team/team.ts'
import type { Proxy } from '../proxy/proxy.ts'
import type { CommerceMlParts } from '../commerceml/assembly.ts'
import type { Restore } from '../../mocks/restore/restore.ts'
import type { Snapshots } from '../snapshots/snapshots.ts'
import type { Site } from '../../mocks/site/site.ts'

/** The parts of one running bench that the admin API works with. */
export interface BenchParts {
  workspace: Workspace
  journal: Journal
  mappings: Mappings
  site: Site
  onec: Onec
  /** The bases of the enterprises that publish ReGate. */
  regate: Regate
  enterprises: Enterprises
  accounts: EnterpriseAccounts
  /** The application server that calls them, and real publications. */
  restore: Restore
  /** Both ends of CommerceML and the explorer of its files. */
  commerceMl: CommerceMlParts
  /** КСУП, the server in the middle, and the 1C that exchanges with it. */
  ksup: KsupParts
  /** What sides start by themselves, on schedules. */
  errands: Errands
  /** Who works with the bench; it stays when the bases are made anew. */
  team: Team
  /** The recording proxy between real systems. */
  proxy: Proxy
  /** What goes wrong on purpose between the sides. */
  faults: Faults
  /** Files that entries of the journal leave in and come from. */
  interchange: Interchange
  /** What batches of invoices are printed by. */
  batchPrinter: OpenPrinter
  /** Profiles of the printed invoices and their pictures. */
  invoicePrinting: InvoicePrinting
  /** 1C's client of the site, wherever the site is. */
  siteClient: ContractClient
  changes: Changes
  clock: Clock
  /** The bench's clock, to be frozen and moved. */
  time: BenchTime
  /** States of all bases, kept and put back. */
  snapshots: Snapshots
  /**
   * Closes everything that works with the bases, lets `change` change the file of the database, and makes the parts anew.
   * Requests wait meanwhile. The parts that the caller holds are closed then: answer, and let go of them.
   */
  renewBases<Result>(change: (databaseFile: string) => Promise<Result>): Promise<Result>
  version: string
  startedAt: string
  address(): string
  /** Where the bench listens over HTTPS, `null` when it does not. */
  httpsAddress(): string | null
  exposed: boolean
  /** Sends a recorded request again and returns the new entry's id. */
  repeat(entry: number): Promise<number>
  /** Recorded requests sent again, a whole session if need be. */
  replay: Replay
  /** Where 1C's exchange of orders finds a real site, this run's before the workspace's; `null` while the bench plays it. */
  realSite(): string | null
  /** Whose account a request of an operation shows, and where the bench plays the side that it calls. */
  sides: ReplaySides
  /** Files of scenarios and their runs; they stay when the bases are made anew. */
  scenarios: Scenarios
  /** Writes scenarios of what people and programs do. */
  recorder: Recorder
  /** Puts the demo data back. `journal: false`: without forgetting the journal. */
  reset(options?: { journal?: boolean }): Promise<void>
}
