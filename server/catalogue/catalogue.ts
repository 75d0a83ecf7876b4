import type { CmlDocument, CmlItem, CmlOffer, CmlRecord } from '../contracts/commerceml/model.ts'
import type {
  CatalogueCounts,
  Difference,
  DocumentRow,
  FindingRow,
  GroupRow,
  ImportProgress,
  ImportReport,
  ImportRow,
  ItemCard,
  ItemQuery,
  ItemRow,
  MissingPolicy,
  Page,
} from './model.ts'

export interface ImportOptions {
  /** Name for the report and the findings; the file name when not given. */
  name?: string
  missing: MissingPolicy
  /** `false`: findings are not stored with the base (imports of the sides); the explorer stores them. @default false */
  keepFindings?: boolean
  /** Documents and counterparties are stored too (explorer); a side takes them from `documents`. @default false */
  keepDocuments?: boolean
}

/** An import that runs: in a thread of its own, in one transaction, so that it is applied whole or not at all. */
export interface ImportJob {
  progress(): ImportProgress
  /** Never rejects for the file's sake: a refused file is a report. Rejects for defects of ours. */
  done: Promise<ImportReport>
  /** Stops at once; the base is as it was. */
  cancel(): void
}

/** One catalogue base in a file of its own, so that a long import holds up nobody else. */
export interface Catalogue {
  /** One import at a time; the next one waits for the one before it. */
  import(file: string, options: ImportOptions): ImportJob
  /** Records put in by hand or by a demo, in one transaction, by the rules of an import of changes. */
  put(records: readonly CmlRecord[]): Promise<ImportReport>
  /**
   * Hides goods and offers that no file has mentioned since then (contract section 3.1, deactivate), in the catalogues that
   * were mentioned.
   * @param options `since` in seconds since 1970; `name` for the report, which is kept with those of imports
   */
  deactivate(options: { since: number; name: string }): Promise<ImportReport>
  /** Takes everything out. */
  clear(): Promise<void>

  counts(): Promise<CatalogueCounts>
  groups(): Promise<GroupRow[]>
  items(query: ItemQuery): Promise<Page<ItemRow>>
  item(id: string): Promise<ItemCard | null>
  priceTypes(): Promise<{ id: string; name: string; currency: string }[]>
  warehouses(): Promise<{ id: string; name: string }[]>
  properties(): Promise<{ id: string; name: string; type: string; values: number }[]>
  documents(query: { text?: string | undefined; offset: number; limit: number }): Promise<Page<DocumentRow>>
  /**
   * An order, its payment and its shipment may share an `Ид` (contract section 10): their operation tells them apart.
   * @param id `Ид`, or the number of a document without one
   * @param operation `ХозОперация`; the first document of the file with this `Ид` when it is not given
   */
  document(id: string, operation?: string): Promise<CmlDocument | null>
  findings(query: {
    severity?: string | undefined
    code?: string | undefined
    offset: number
    limit: number
  }): Promise<Page<FindingRow> & { codes: { code: string; severity: string; count: number }[] }>

  imports(limit?: number): Promise<ImportReport[]>
  importRows(
    id: number,
    query: { what?: ImportRow['what'] | undefined; offset: number; limit: number },
  ): Promise<Page<ImportRow>>

  /** Number of the last change; what is greater than a number that was read before has changed since. */
  changeNumber(): Promise<number>
  /**
   * What an export is made of, streamed in the order that keeps references valid: classifier, groups, properties, units,
   * price types, warehouses, catalogue, items, package, offers. `since`: only items and offers changed after that number.
   */
  records(selection?: {
    since?: number
    groups?: readonly string[]
    warehouses?: readonly string[]
    priceTypes?: readonly string[]
  }): AsyncIterable<CmlRecord>
  /** Whole records for edits and orders. */
  itemRecord(id: string): Promise<CmlItem | null>
  offerRecord(id: string): Promise<CmlOffer | null>
  /** How the goods of an order are looked for (section 10.2). */
  findItem(key: { article: string } | { name: string }): Promise<CmlItem | null>

  /** What changed on the way from this base to `other`. */
  compare(
    other: Catalogue,
    query: { what?: Difference['what'] | undefined; offset: number; limit: number },
  ): Promise<Page<Difference>>
  close(): Promise<void>
}
