import type { Mappings } from '../../server/mappings/mappings.ts'
import type { InvoicePreview } from '../../server/invoice/model.ts'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { Database } from '../../server/storage/database.ts'
import type { SiteOrdersSettings } from '../../server/storage/document-schema.ts'
import type { OnecVersion } from './model.ts'
import type { ShopBase } from './orders.ts'

/** What the simulated site is given. */
export interface SiteDeps {
  db: Database
  mappings: Mappings
  clock: Clock
  changes: Changes
  settings(): SiteOrdersSettings
  invoice: {
    build(version: OnecVersion): InvoicePreview
    pdf(preview: InvoicePreview): Uint8Array | Promise<Uint8Array>
  }
  /** Signs the cookies of the personal account. */
  sessionKey: string
}

/** The same for the parts of the shop, with the database narrowed to the shop's tables. */
export interface Shop extends Omit<SiteDeps, 'db'> {
  base: ShopBase
}

/** Who the rows of the mapping tables say has changed them, when a message of 1C did. */
export const BY_ONEC = '1c'
