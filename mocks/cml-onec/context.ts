import type { Catalogue } from '../../server/catalogue/catalogue.ts'
import type { ClientProfile } from '../../server/contracts/commerceml/client-profiles.ts'
import type { Journal } from '../../server/journal/journal.ts'
import type { TranslatorTables } from '../../server/mappings/translator.ts'
import type { Bodies } from '../../server/storage/bodies.ts'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { Database } from '../../server/storage/database.ts'
import type { CmlNodeSettings } from '../../server/storage/document-schema.ts'
import type { Timers } from '../../server/storage/timers.ts'
import type { FaultPlay } from './faults.ts'
import type { RunRecord } from './run-record.ts'

export interface CmlOnecDeps {
  /** The workspace database, with the tables of `cmlOnecMigrations`. */
  db: Database
  /** Goods of this 1C. */
  catalogue: Catalogue
  journal: Journal
  /** The tables that say what sites call things; none: as 1C does. */
  mappings?: TranslatorTables
  bodies: Bodies
  clock: Clock
  changes: Changes
  /** Id of this running bench. */
  instance: string
  nodes(): readonly CmlNodeSettings[]
  /** Where the site of a node is: its own address, or the bench's site when it has none. */
  endpoint(node: CmlNodeSettings): Promise<{ address: string; user: string; password: string }>
  /** Folder for export files; a run removes its own when it ends. */
  temp: string
  timers?: Timers
  log(line: string): void
}

/** What the parts of one run have in common. */
export interface RunContext {
  deps: CmlOnecDeps & { timers: Timers }
  node: CmlNodeSettings
  profile: ClientProfile
  record: RunRecord
  faults: FaultPlay
  signal: AbortSignal
  /** Folder of this run. */
  folder: string
}

/** A person has stopped the run: nothing more is sent. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped'
}

/** A step failed so that what it belongs to cannot go on. The log has the reason already. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
}

/** @throws RunStopped when the run is stopped meanwhile */
export async function pause({ deps, signal }: RunContext, delayMs: number): Promise<void> {
  if (signal.aborted) throw new RunStopped()
  if (delayMs === 0) return
  await new Promise<void>((resolve) => {
    const timer = deps.timers.set(done, delayMs)
    function done(): void {
      signal.removeEventListener('abort', stopped)
      resolve()
    }
    function stopped(): void {
      deps.timers.clear(timer)
      resolve()
    }
    signal.addEventListener('abort', stopped, { once: true })
  })
  if (signal.aborted) throw new RunStopped()
}
