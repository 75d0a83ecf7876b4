import type {
  CmlBaseUnit,
  CmlCharacteristic,
  CmlFinding,
  CmlPrice,
  CmlSummary,
} from '../contracts/commerceml/model.ts'
import type { Text } from '../contracts/text.ts'

/**
 * A catalogue base out of CommerceML files: what the simulated site and 1C hold, and what the explorer opens. Shapes for
 * screens; pure types. Money in kopecks, quantities in thousandths, sizes in bytes.
 */

/** What happens to goods that a full export does not mention (contract section 6). */
export type MissingPolicy = 'nothing' | 'deactivate' | 'delete'

export interface ImportProgress {
  bytes: number
  totalBytes: number
  records: number
  /** What is being done now, for people. */
  step: Text
}

/** Why a record was not taken, or was taken with a reservation. */
export interface ImportRow {
  kind:
    'group' | 'property' | 'priceType' | 'warehouse' | 'unit' | 'item' | 'offer' | 'document' | 'counterparty'
  id: string
  name: string
  what: 'added' | 'changed' | 'deactivated' | 'deleted' | 'skipped'
  /** `null` for what needs no reason. */
  reason: Text | null
}

export interface ImportCounts {
  added: number
  changed: number
  unchanged: number
  deactivated: number
  deleted: number
  skipped: number
}

/** What an import of one file did. Kept with the base; rows are read by pages. */
export interface ImportReport {
  id: number
  file: string
  at: string
  durationMs: number
  outcome: 'done' | 'refused' | 'cancelled'
  /** Reason of a refusal with line and column; `null` otherwise. */
  refusal: { code: string; text: Text; line: number; column: number } | null
  counts: Partial<Record<ImportRow['kind'], ImportCounts>>
  summary: CmlSummary | null
}

export interface CatalogueCounts {
  groups: number
  properties: number
  priceTypes: number
  warehouses: number
  units: number
  items: number
  /** Of `items`. */
  inactive: number
  offers: number
  documents: number
  counterparties: number
  findings: number
}

export interface GroupRow {
  id: string
  parent: string | null
  name: string
  /** Items directly in it. */
  items: number
  active: boolean
}

export interface ItemRow {
  id: string
  name: string
  article: string
  barcode: string
  unit: string
  groups: string[]
  active: boolean
  pictures: number
  offers: number
  /** Lowest and highest price of the first price type over its offers, `null` without a price. */
  price: { min: number; max: number; currency: string } | null
  /** Sum over its offers, `null` when no stock was transferred. */
  quantity: number | null
  /** Line of the source file, for the explorer. */
  line: number
}

export interface OfferView {
  id: string
  name: string
  article: string
  barcode: string
  active: boolean
  characteristics: CmlCharacteristic[]
  prices: (CmlPrice & { typeName: string })[]
  quantity: number | null
  stocks: { warehouse: string | null; name: string; quantity: number }[]
  line: number
}

export interface ItemCard extends ItemRow {
  description: string
  fullUnit: CmlBaseUnit | null
  groupNames: string[]
  country: string
  brand: string
  manufacturer: string
  picturePaths: string[]
  properties: { id: string; name: string; values: string[] }[]
  taxes: { name: string; rate: string }[]
  requisites: { name: string; value: string }[]
  characteristics: CmlCharacteristic[]
  offerList: OfferView[]
  /** Elements that the model does not know, as XML text. */
  extra: string[]
  changedAt: string
}

export interface ItemQuery {
  /** Part of name, article, barcode or id; case-insensitive, also Cyrillic. */
  text?: string | undefined
  /** A group with everything below it. */
  group?: string | undefined
  state?: 'active' | 'inactive' | undefined
  sort?: 'position' | 'name' | 'article' | 'price' | 'quantity' | undefined
  descending?: boolean | undefined
  offset: number
  limit: number
}

export interface Page<Row> {
  rows: Row[]
  total: number
}

/** A document of the file (explorer). */
export interface DocumentRow {
  id: string
  number: string
  date: string
  operation: string
  /** Kopecks. */
  sum: number | null
  currency: string
  party: string
  lines: number
  basis: string | null
  line: number
}

export type FindingRow = CmlFinding & { file: string }

/** Comparison of two bases: what appeared, changed, vanished on the way from the first to the second. */
export interface Difference {
  kind: 'group' | 'property' | 'priceType' | 'warehouse' | 'item' | 'offer'
  id: string
  name: string
  what: 'appeared' | 'changed' | 'vanished'
  fields: { field: string; before: string; after: string }[]
}
