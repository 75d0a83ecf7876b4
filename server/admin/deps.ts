import type { Journal } from '../journal/journal.ts'
import type { Mappings } from '../mappings/mappings.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Workspace } from '../storage/workspace.ts'
import type { ContractClient } from '../http/client.ts'
import type { Onec } from '../../mocks/onec/onec.ts'
import type { Site } from '../../mocks/site/site.ts'

/** The parts of one running bench that the admin API works with. */
export interface BenchParts {
  workspace: Workspace
  journal: Journal
  mappings: Mappings
  site: Site
  onec: Onec
  /** 1C's client of the site, wherever the site is. */
  siteClient: ContractClient
  changes: Changes
  clock: Clock
  version: string
  startedAt: string
  address(): string
  exposed: boolean
  /** Sends a recorded request again and returns the new entry's id. */
  repeat(entry: number): Promise<number>
  /** Puts the demo data back. */
  reset(): Promise<void>
}
