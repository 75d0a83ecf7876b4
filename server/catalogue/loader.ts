import type { CmlCatalogue, CmlFinding, CmlPackage } from '../contracts/commerceml/model.ts'
import type { Connection } from './connection.ts'
import { createDocumentRules } from './document-rules.ts'
import { createFreshIds } from './fresh-ids.ts'
import { createItemRules } from './item-rules.ts'
import type { LoadedRecord } from './loaded-item.ts'
import { numbersOf, scopesOf, type Loading } from './loading.ts'
import { applyMissing, removeOffersOf, type FullList } from './missing.ts'
import { keepMentions, secondsOf } from './mentions.ts'
import type { ImportCounts, ImportReport, MissingPolicy } from './model.ts'
import { createNotes } from './notes.ts'
import { createOfferRules, scopeId } from './offer-rules.ts'
import { createPartRules } from './part-rules.ts'
import type { Outcome } from './reasons.ts'
import { createReferences } from './references.ts'
import { keepRows } from './report-rows.ts'
import { listIndexes } from './schema.ts'
import { beforeTable, type Tally } from './settle.ts'

export interface LoaderOptions {
  connection: Connection
  /** Name of the file for reports and findings. */
  file: string
  missing: MissingPolicy
  keepFindings: boolean
  keepDocuments: boolean
  /** Moment of the change, ISO 8601, UTC. */
  at: string
  /** @throws when the work is to stop */
  goOn(): void
}

/** Takes the records of one file into the base, inside a transaction that the caller holds. */
export interface Loader {
  take(record: LoadedRecord): void
  finding(finding: CmlFinding): void
  /** After the last record: references, what was not mentioned, rows of the report. @returns counts, by kind */
  finish(): ImportReport['counts']
  /** Number of the report. */
  report: number
}

/** Of the page cache while indexes are made. */
const SORTING_CACHE_KIB = 6 * 1024

/** Prepares a connection for loaders, outside of any transaction. */
export const prepareLoading = (connection: Connection): void => connection.exec(beforeTable)

export function createLoader(options: LoaderOptions): Loader {
  const { connection, file, missing, keepFindings, keepDocuments, at, goOn } = options
  connection.exec('delete from before_import')
  const report = numbersOf(connection, 'imports')()
  const notes = createNotes({ connection, report, file, keepFindings })
  const loading: Loading = {
    connection,
    change: numbersOf(connection, 'changes')(),
    missing,
    keepDocuments,
    notes,
    references: createReferences(connection),
    fresh: { items: createFreshIds(connection, 'items'), offers: createFreshIds(connection, 'offers') },
    scope: scopesOf(connection),
  }
  const parts = createPartRules(loading)
  const items = createItemRules(loading, parts.group)
  const offers = createOfferRules(loading, items)
  const documents = createDocumentRules(loading)
  const tallies: Tally<never>[] = [...parts.tallies.values(), items.tally, offers.tally, documents]
  // Into an empty base everything is written in the order of its numbers; indexes are quicker made afterwards.
  const bulk = connection.statement('select 1 from items where known = 1 limit 1').get() === undefined
  if (bulk) for (const name of Object.keys(listIndexes)) connection.exec(`drop index if exists ${name}`)

  let catalogue: CmlCatalogue | null = null
  let inPackage: CmlPackage | null = null
  let list: FullList | null = null
  const lists: FullList[] = []

  function begin(head: CmlCatalogue | CmlPackage): void {
    const scope = head.kind === 'package' ? scopeId(head) : head.id
    list = {
      kind: head.kind === 'package' ? 'offer' : 'item',
      id: head.id,
      name: head.name,
      line: head.place.line,
      scope: loading.scope(scope),
      records: false,
      empty: true,
    }
    if (!head.changesOnly) lists.push(list)
  }

  function take(record: LoadedRecord): void {
    switch (record.kind) {
      case 'root':
        return
      case 'item':
        if (list?.kind === 'item') list.records = true
        if (list?.kind === 'item') list.empty = false
        return items.take(record, catalogue?.id ?? '')
      case 'offer': {
        const whole = offers.take(record, inPackage ?? noPackage)
        if (list?.kind === 'offer') list.records ||= whole
        if (list?.kind === 'offer') list.empty = false
        return
      }
      case 'document':
        if (keepDocuments) documents.take(record, aboutDocument(record))
        return
      case 'counterparty':
        if (keepDocuments) parts.take(record)
        return
      case 'catalogue':
        catalogue = record
        items.tally.nextList()
        begin(record)
        return parts.take(record)
      case 'package':
        inPackage = record
        begin(record)
        return parts.take(record)
      default:
        return parts.take(record)
    }
  }

  function finish(): ImportReport['counts'] {
    goOn()
    offers.finish()
    loading.references.check(notes)
    for (const full of lists) {
      if (full.kind === 'item')
        applyMissing(loading, full, items.tally, (n) => removeOffersOf(loading, n, offers.tally), goOn)
      else applyMissing(loading, full, offers.tally, () => {}, goOn)
    }
    if (bulk) {
      // Sorting takes as much again as the cache holds; the pages that were read are needed no more.
      connection.exec(`pragma cache_size = -${SORTING_CACHE_KIB}; pragma shrink_memory`)
      for (const text of Object.values(listIndexes)) {
        goOn()
        connection.exec(text)
      }
    }
    keepMentions(connection, 'item', items.tally.seen, secondsOf(at))
    keepMentions(connection, 'offer', offers.tally.seen, secondsOf(at))
    const counts: ImportReport['counts'] = {}
    let changed = false
    for (const tally of tallies) {
      goOn()
      const count = countsOf(tally, notes.skipped.get(tally.kind) ?? 0)
      if (Object.values(count).every((value) => value === 0)) continue
      counts[tally.kind] = count
      changed ||= count.added + count.changed + count.deactivated + count.deleted > 0
      keepRows(connection, report, tally)
    }
    if (changed) connection.statement('insert into changes (n, at) values (?, ?)').run(loading.change, at)
    return counts
  }

  return { take, finding: notes.finding, finish, report }
}

/** Offers outside of any package: records put in by hand. */
const noPackage: CmlPackage = {
  kind: 'package',
  id: '',
  catalogueId: '',
  classifierId: '',
  name: '',
  owner: null,
  changesOnly: true,
  element: 'ПакетПредложений',
  place: { line: 0, column: 0 },
}

const aboutDocument = ({
  id,
  number,
  deleted: _deleted,
  place,
}: Extract<LoadedRecord, { kind: 'document' }>) => ({
  id: id || number,
  name: number,
  // A mark of deletion is content of a document: what follows from it is the business of a side.
  deleted: false,
  line: place.line,
})

function countsOf(tally: Tally<never>, skipped: number): ImportCounts {
  const size = (outcome: Outcome): number => tally.of(outcome).size
  return {
    added: size('added') + size('addedInactive'),
    changed: size('changed'),
    unchanged: size('unchanged'),
    deactivated: size('marked') + size('missing'),
    deleted: size('removed'),
    skipped,
  }
}
