import { existsSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { CmlRecord } from '../contracts/commerceml/model.ts'
import type { Clock } from '../storage/clock.ts'
import { openDatabase } from '../storage/database.ts'
import { readCard } from './card.ts'
import type { Catalogue } from './catalogue.ts'
import { compareBases, type Comparison } from './comparison.ts'
import { openConnection } from './connection.ts'
import { deactivateUntouched } from './deactivate.ts'
import { readCounts, readDocument, readDocuments, readFindings } from './file-contents.ts'
import { readGroups } from './groups.ts'
import { createItemList } from './item-list.ts'
import { startJob } from './job.ts'
import { loaded } from './loaded-item.ts'
import { createLoader, prepareLoading } from './loader.ts'
import { numbersOf } from './loading.ts'
import type { ImportReport } from './model.ts'
import { streamRecords } from './record-stream.ts'
import { readReportRows, readReports } from './reports.ts'
import { catalogueArea } from './schema.ts'
import { itemById, itemByKey, offerById, partsOf } from './single-records.ts'

const READING_CACHE_KIB = 16 * 1024
const WRITING_CACHE_KIB = 16 * 1024
/** Records put in at once; then others come first. */
const PUT_STEP = 200

export interface CatalogueOptions {
  /** The base; made when it is absent. */
  file: string
  /** Path of the built `worker.ts`, the thread of an import. */
  worker: string
  clock: Clock
}

/** Where a base lies and when it changed, for comparisons between two of them. */
const bases = new WeakMap<Catalogue, { file: string; version(): number }>()

/**
 * Opens a catalogue base.
 * @throws Refusal `DATABASE-UNREADABLE`, `DATABASE-NEWER`; the file is then as it was
 */
export async function createCatalogue({ file, worker, clock }: CatalogueOptions): Promise<Catalogue> {
  // A new base gets its page size from the connection that makes it.
  if (!existsSync(file)) openConnection(file, READING_CACHE_KIB).close()
  const migrated = await openDatabase(file, [catalogueArea])
  await migrated.destroy()

  const reading = openConnection(file, READING_CACHE_KIB)
  const list = createItemList(reading)
  const jobs = new Set<{ cancel(): void }>()
  let comparison: { key: string; made: Promise<Comparison> } | null = null
  let version = 0
  let turn: Promise<unknown> = Promise.resolve()

  /** One after the other: SQLite has one writer, and the second import of a session reads what the first one left. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  function changed(): void {
    version += 1
    list.forget()
  }

  async function put(records: readonly CmlRecord[]): Promise<ImportReport> {
    const began = performance.now()
    const at = clock().toISOString()
    // A connection of its own: readers see the base as it was until all is in.
    const writing = openConnection(file, WRITING_CACHE_KIB)
    try {
      prepareLoading(writing)
      writing.exec('begin immediate')
      const loader = createLoader({
        connection: writing,
        file: '',
        missing: 'nothing',
        keepFindings: false,
        keepDocuments: true,
        at,
        goOn: () => {},
      })
      for (const [index, record] of records.entries()) {
        if (index % PUT_STEP === PUT_STEP - 1) await setImmediate()
        loader.take(loaded('changesOnly' in record ? { ...record, changesOnly: true } : record))
      }
      const counts = loader.finish()
      // Hand edits would push the reports of imports out: theirs is only returned.
      writing.statement('delete from import_rows where import = ?').run(loader.report)
      writing.exec('commit')
      writing.checkpoint()
      changed()
      const durationMs = Math.round(performance.now() - began)
      return { id: 0, file: '', at, durationMs, outcome: 'done', refusal: null, counts, summary: null }
    } finally {
      writing.close()
    }
  }

  async function deactivate(options: { since: number; name: string }): Promise<ImportReport> {
    const writing = openConnection(file, WRITING_CACHE_KIB)
    try {
      writing.exec('begin immediate')
      const report = await deactivateUntouched(writing, { ...options, at: clock().toISOString() })
      writing.exec('commit')
      writing.checkpoint()
      changed()
      return report
    } finally {
      writing.close()
    }
  }

  async function clear(): Promise<void> {
    const writing = openConnection(file, WRITING_CACHE_KIB)
    try {
      writing.transaction(() => {
        const change = numbersOf(writing, 'changes')()
        for (const table of [
          'parts',
          'scopes',
          'items',
          'details',
          'links',
          'offers',
          'mentions',
          'documents',
          'findings',
          'imports',
          'import_rows',
          'meta',
          'changes',
        ])
          writing.exec(`delete from ${table}`)
        writing.statement('insert into changes (n, at) values (?, ?)').run(change, clock().toISOString())
      })
      writing.exec('vacuum')
      writing.checkpoint()
      changed()
    } finally {
      writing.close()
    }
  }

  async function compared(other: Catalogue): Promise<Comparison> {
    const base = bases.get(other)
    if (!base) throw new TypeError('Only bases that createCatalogue opened can be compared.')
    const key = JSON.stringify([base.file, base.version(), version])
    if (comparison?.key !== key) {
      const before = comparison
      comparison = { key, made: compareBases(file, base.file) }
      comparison.made.catch(() => (comparison = null))
      await before?.made.then((made) => made.close())
    }
    return comparison!.made
  }

  const catalogue: Catalogue = {
    import(source, options) {
      const job = startJob({ base: file, worker, clock, file: source, options, inTurn })
      jobs.add(job)
      const done = job.done
        .then((report) => {
          changed()
          return report
        })
        .finally(() => jobs.delete(job))
      done.catch(() => {})
      return { ...job, done }
    },
    put: (records) => inTurn(() => put(records)),
    deactivate: (options) => inTurn(() => deactivate(options)),
    clear: () => inTurn(clear),

    counts: async () => readCounts(reading),
    groups: async () => readGroups(reading),
    items: async (query) => list.page(query),
    item: async (id) => readCard(reading, list, id),
    priceTypes: async () =>
      partsOf(reading, 'priceType').map(({ id, name, currency }) => ({ id, name, currency })),
    warehouses: async () => partsOf(reading, 'warehouse').map(({ id, name }) => ({ id, name })),
    properties: async () =>
      partsOf(reading, 'property').map(({ id, name, type, values }) => ({
        id,
        name,
        type,
        values: values.length,
      })),
    documents: async (query) => readDocuments(reading, query),
    document: async (id, operation) => readDocument(reading, id, operation),
    findings: async (query) => readFindings(reading, query),
    imports: async (limit = 50) => readReports(reading, limit),
    importRows: async (id, query) => readReportRows(reading, id, query),

    changeNumber: async () =>
      reading.statement<[number | null]>('select max(n) from changes').get()?.[0] ?? 0,
    records: (selection = {}) => streamRecords(reading, selection),
    itemRecord: async (id) => itemById(reading, id),
    offerRecord: async (id) => offerById(reading, id),
    findItem: async (key) => itemByKey(reading, key),

    compare: async (other, query) => (await compared(other)).page(query),
    async close() {
      for (const job of jobs) job.cancel()
      await turn
      await comparison?.made.then(
        (made) => made.close(),
        () => {},
      )
      reading.checkpoint()
      reading.close()
    },
  }
  bases.set(catalogue, { file, version: () => version })
  return catalogue
}
