import { errandMigrations } from './errands/errands.ts'
import { interchangeMigrations } from './interchange/interchange.ts'
import { httpMigrations } from './http/idempotency.ts'
import { journalMigrations } from './journal/journal.ts'
import { replayMigrations } from './journal/replay/tables.ts'
import { inboxMigrations } from './ksup/inbox-tables.ts'
import { mappingMigrations } from './mappings/mappings.ts'
import { outboxMigrations } from './outbox/create-outbox.ts'
import { proxyMigrations } from './proxy/proxy.ts'
import { cmlOnecMigrations } from '../mocks/cml-onec/tables.ts'
import { cmlSiteMigrations } from '../mocks/cml-site/site.ts'
import { ksupMigrations } from '../mocks/ksup/ksup.ts'
import { ksupOnecMigrations } from '../mocks/ksup-onec/onec.ts'
import { onecMigrations } from '../mocks/onec/onec.ts'
import { queueMigrations, regateMigrations } from '../mocks/regate/regate.ts'
import { siteMigrations } from '../mocks/site/site.ts'
import type { AreaMigrations } from './storage/database.ts'

/**
 * The areas of `obmen.db`. A new one is either a base, which snapshots keep and put back, or a record of what the bench has
 * seen, which stays as it is when a snapshot is restored.
 */

/** What the simulated sides hold, with their queues, outboxes and the keys by which they know repeated requests. */
export const baseAreas: readonly AreaMigrations[] = [
  httpMigrations,
  // Only its list of values that traffic left unmapped, see `keptOut`.
  mappingMigrations,
  siteMigrations,
  onecMigrations,
  regateMigrations,
  queueMigrations,
  cmlSiteMigrations,
  cmlOnecMigrations,
  outboxMigrations,
  inboxMigrations,
  ksupMigrations,
  ksupOnecMigrations,
]

export const recordAreas: readonly AreaMigrations[] = [
  journalMigrations,
  replayMigrations,
  proxyMigrations,
  interchangeMigrations,
  errandMigrations,
]

/** Tables of base areas that are records all the same: the history of the mapping tables tells of a restore, too. */
export const keptOut: readonly string[] = ['mapping_change', 'mapping_change_row', 'mapping_known']
