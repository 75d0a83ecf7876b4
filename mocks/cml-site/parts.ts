import type { Kysely } from 'kysely'
import type { Catalogue } from '../../server/catalogue/catalogue.ts'
import type { Journal } from '../../server/journal/journal.ts'
import type { Bodies } from '../../server/storage/bodies.ts'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { Database } from '../../server/storage/database.ts'
import type { CmlSiteSettings } from '../../server/storage/document-schema.ts'
import type { Faults } from './faults.ts'
import type { Sessions } from './sessions.ts'
import type { CmlSiteTables } from './tables.ts'

/** What the simulated site is given. */
export interface CmlSiteDeps {
  db: Database
  catalogue: Catalogue
  bodies: Bodies
  journal: Journal
  clock: Clock
  changes: Changes
  /** Id of this running bench. */
  instance: string
  /** Folder for what is uploaded; it belongs to the site alone. */
  uploads: string
  settings(): CmlSiteSettings
  credentials(): Promise<{ user: string; password: string }>
  /** IANA zone of dates in orders. @default DEFAULT_ZONE */
  zone?: string
  /** Receives defects. @default console.error */
  log?(error: unknown): void
}

/** The same for the parts of the site. */
export interface SiteParts extends Omit<CmlSiteDeps, 'db' | 'log' | 'zone'> {
  base: Kysely<CmlSiteTables>
  sessions: Sessions
  faults: Faults
  zone: string
  log(error: unknown): void
}
