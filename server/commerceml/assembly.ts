import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type Koa from 'koa'
import { createCatalogue } from '../catalogue/create-catalogue.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { createExplorer, type Explorer } from '../explorer/explorer.ts'
import type { Journal } from '../journal/journal.ts'
import type { Mappings } from '../mappings/mappings.ts'
import type { Bodies } from '../storage/bodies.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Timers } from '../storage/timers.ts'
import type { Workspace } from '../storage/workspace.ts'
import type { CmlOnecDemoData } from '../../mocks/cml-onec/demo.ts'
import { createCmlOnec, type CmlOnec } from '../../mocks/cml-onec/onec.ts'
import { createCmlSite, type CmlSite, type CmlSiteDemo } from '../../mocks/cml-site/site.ts'
import { createCmlSettings, type CmlSettings } from './settings.ts'

export interface CommerceMlOptions {
  workspace: Workspace
  db: Database
  journal: Journal
  mappings: Mappings
  bodies: Bodies
  clock: Clock
  /** What the site goes by. @default the clock of the bench */
  siteClock?: Clock
  changes: Changes
  instance: string
  /** The built entry of the thread that imports, see `createCatalogue`. */
  worker: string
  demo: { onec: CmlOnecDemoData; site: CmlSiteDemo }
  /** Where the bench listens. */
  address(): string
  /** A real site for every node, for this run only. */
  real?: { address: string; user: string; password: string }
  timers?: Timers
  log(line: string): void
  /** Receives defects of ours. */
  report(error: unknown): void
}

/** Both ends of CommerceML and the explorer of its files, put together. */
export interface CommerceMlParts {
  site: CmlSite
  onec: CmlOnec
  explorer: Explorer
  settings: CmlSettings
  /** What the two ends hold. */
  catalogues: { site: Catalogue; onec: Catalogue }
  /** `1c_exchange.php` under all its paths; mounted below `/site`. */
  routes: Koa.Middleware
  /** Fills what is empty with the demo. */
  start(): Promise<void>
  stop(): Promise<void>
  /** The demo data anew. */
  reset(): Promise<void>
}

/** Makes the parts; nothing runs until `start`. */
export async function assembleCommerceMl(options: CommerceMlOptions): Promise<CommerceMlParts> {
  const { workspace, db, journal, bodies, clock, changes, instance, worker, demo, log, report } = options
  const { document, path } = workspace
  const settings = createCmlSettings({ workspace, address: options.address, real: options.real ?? null })
  await settings.load()
  const scratch = join(path, 'tmp')
  const base = (name: string) => createCatalogue({ file: join(path, `catalogue-${name}.db`), worker, clock })
  const catalogues = { site: await base('site'), onec: await base('onec') }

  const site = createCmlSite({
    db,
    catalogue: catalogues.site,
    bodies,
    journal,
    clock: options.siteClock ?? clock,
    changes,
    instance,
    uploads: join(path, 'uploads'),
    settings: () => document.value.commerceml.site,
    credentials: settings.siteAccount,
    log: report,
  })
  const onec = createCmlOnec({
    db,
    catalogue: catalogues.onec,
    journal,
    mappings: options.mappings,
    bodies,
    clock,
    changes,
    instance,
    nodes: () => document.value.commerceml.nodes,
    endpoint: settings.endpoint,
    temp: join(scratch, 'export'),
    log,
    ...(options.timers ? { timers: options.timers } : {}),
  })
  const explorer = createExplorer({ folder: join(scratch, 'explorer'), worker, clock, changes, log })

  async function seed(): Promise<void> {
    if (await onec.empty()) await onec.seed(demo.onec)
    if (await site.empty()) await site.seed(demo.site)
  }
  return {
    site,
    onec,
    explorer,
    settings,
    catalogues,
    routes: site.routes(),
    start: seed,
    async stop() {
      await onec.stopAll()
      await site.stop()
      await explorer.stop()
      await catalogues.site.close()
      await catalogues.onec.close()
      await rm(scratch, { recursive: true, force: true })
    },
    async reset() {
      await onec.reset()
      await site.reset()
      await seed()
      changes.publish({ area: 'cml-site' })
      changes.publish({ area: 'cml-onec' })
    },
  }
}
