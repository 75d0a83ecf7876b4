import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CmlSiteDemo } from '../../mocks/cml-site/demo.ts'
import { cmlSiteMigrations, createCmlSite } from '../../mocks/cml-site/site.ts'
import { openConnection } from '../../server/catalogue/connection.ts'
import { createCatalogue } from '../../server/catalogue/create-catalogue.ts'
import type { CmlRecord } from '../../server/contracts/commerceml/model.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import { siteProfiles, type CmlSiteProfileId } from '../../server/contracts/commerceml/site-profiles.ts'
import { createHost } from '../../server/http/host.ts'
import { createJournal, journalMigrations } from '../../server/journal/journal.ts'
import { createBodies } from '../../server/storage/bodies.ts'
import { createChanges } from '../../server/storage/changes.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { CmlSiteSettings } from '../../server/storage/document-schema.ts'
import { utf8, wholeCatalogue, wholeOffers } from '../contract/cml-reader-files.ts'
import { CANARY } from './site-requests.ts'

export const account = { user: '1c', password: 'p' }
export const profileIds = Object.keys(siteProfiles) as CmlSiteProfileId[]
/** Every profile has its path. */
export const pathOf = (profile: CmlSiteProfileId): string => `/site/${profile}/1c_exchange.php`

const UNTOUCHED = 'nobody writes here'
const CHECK_CACHE_KIB = 1024

function recordsOf(text: string): CmlRecord[] {
  const records: CmlRecord[] = []
  const reader = createCmlReader({ onRecord: (record) => records.push(record) })
  reader.write(utf8(text))
  reader.end()
  return records
}

const demo: CmlSiteDemo = {
  records: [...recordsOf(wholeCatalogue), ...recordsOf(wholeOffers)].filter(({ kind }) => kind !== 'root'),
  orders: [
    {
      minutesAgo: 5,
      order: {
        buyer: 'Иванов Иван',
        company: false,
        inn: '',
        kpp: '',
        email: 'ivanov@example.com',
        phone: '',
        comment: '',
        delivery: 0,
        lines: [{ id: 'i-1', name: 'Дрель', price: 499_000, quantity: 1000 }],
      },
    },
  ],
}

/** The site over loopback HTTP in folders of its own, and what must hold of it after any requests. */
export interface SiteBench {
  port: number
  /** What was logged since this was asked last. */
  defects(): unknown[]
  /** As it was before the first request. */
  reset(): Promise<void>
  /** @throws what does not hold */
  check(): Promise<void>
  close(): Promise<void>
}

/**
 * @param worker path of the thread of imports
 */
export async function openSite(worker: string): Promise<SiteBench> {
  const top = await mkdtemp(join(tmpdir(), 'obmen-fuzz-'))
  const folder = join(top, 'workspace')
  const uploads = join(folder, 'uploads')
  await mkdir(folder)
  const canaries = [join(top, CANARY), join(folder, CANARY)]
  for (const canary of canaries) await writeFile(canary, UNTOUCHED)

  const defects: unknown[] = []
  const log = (error: unknown): void => void defects.push(error)
  const changes = createChanges()
  const clock = (): Date => new Date()
  const db = await openDatabase(join(folder, 'site.db'), [journalMigrations, cmlSiteMigrations])
  const bodies = createBodies(join(folder, 'bodies'))
  const journal = createJournal({ db, bodies, changes })
  const base = join(folder, 'goods.db')
  const catalogue = await createCatalogue({ file: base, worker, clock })
  const settings = CmlSiteSettings.parse({
    // Some imports take longer than a step: `progress` is to be seen too.
    stepMs: 20,
    paths: profileIds.map((profile) => ({ path: pathOf(profile).replace('/site', ''), profile })),
  })
  const site = createCmlSite({
    db,
    catalogue,
    bodies,
    journal,
    clock,
    changes,
    instance: 'fuzz',
    uploads,
    settings: () => settings,
    credentials: async () => account,
    log,
  })
  const host = createHost({ host: '127.0.0.1', port: 0, mounts: [site.routes()], log })
  const { port } = await host.start()
  // A process that dies of them says no seed.
  process.on('unhandledRejection', log)
  process.on('uncaughtException', log)
  const known = new Set([...(await readdir(folder)), 'uploads', 'bodies'].map(withoutLog))
  let before = { change: 0, counts: '' }

  const state = async (): Promise<typeof before> => ({
    change: await catalogue.changeNumber(),
    counts: JSON.stringify(await catalogue.counts()),
  })

  /** Nothing was written beside the folder of uploads, nor below it under a name that is no exchange. */
  async function checkFolders(): Promise<void> {
    for (const canary of canaries)
      if ((await readFile(canary, 'utf8')) !== UNTOUCHED) throw new Error(`${canary} was written to`)
    const exchanges = await readdir(uploads).catch(() => [])
    const strangers = [
      ...(await readdir(top)).filter((name) => ![CANARY, 'workspace'].includes(name)),
      ...(await readdir(folder)).filter((name) => !known.has(withoutLog(name))),
      ...exchanges.filter(
        (name) => !/^(?:pictures|(?:catalog|sale|reference|get_catalog)-[\w-]+)$/.test(name),
      ),
    ]
    if (strangers.length > 0) throw new Error(`files outside the exchange: ${strangers.join(', ')}`)
  }

  /** The base is whole, and as it was when no import was taken. */
  async function checkBase(): Promise<void> {
    const connection = openConnection(base, CHECK_CACHE_KIB)
    try {
      const [found] = connection.statement<[string]>('pragma integrity_check').all()
      if (found?.[0] !== 'ok') throw new Error(`integrity_check: ${found?.[0]}`)
    } finally {
      connection.close()
    }
    const reports = await catalogue.imports()
    if (reports.some(({ outcome }) => outcome === 'done')) return
    const now = await state()
    if (now.change !== before.change || now.counts !== before.counts)
      throw new Error(`refused imports changed the base: ${before.counts} became ${now.counts}`)
  }

  return {
    port,
    defects: () => defects.splice(0),
    async reset() {
      await site.reset()
      await site.seed(demo)
      before = await state()
    },
    async check() {
      await site.settle()
      if (defects.length > 0) throw new Error('defects were logged')
      await checkFolders()
      await checkBase()
    },
    async close() {
      process.off('unhandledRejection', log)
      process.off('uncaughtException', log)
      await site.stop()
      await host.stop()
      await catalogue.close()
      await db.destroy()
      await rm(top, { recursive: true, force: true })
    },
  }
}

/** SQLite keeps its log beside the base. */
const withoutLog = (name: string): string => name.replace(/-(?:wal|shm|journal)$/, '')
