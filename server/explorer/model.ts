import type { CatalogueCounts, ImportProgress } from '../catalogue/model.ts'
import type { CmlPlace, CmlSummary } from '../contracts/commerceml/model.ts'
import type { Text } from '../contracts/text.ts'

/** Files that a person opened to look at. Pure types. */

/** One CommerceML file of an opened one: an archive holds several. */
export interface OpenedPart {
  name: string
  bytes: number
  state: 'waiting' | 'reading' | 'read' | 'refused'
  /** What its first kilobytes say, long before the summary is there. `null`: they are no CommerceML. */
  head: PartHead | null
  summary: CmlSummary | null
  refusal: { code: string; text: Text; line: number; column: number } | null
}

/** The root element and the encoding of a file, as written. */
export interface PartHead {
  version: string
  namespace: string
  generated: string
  encoding: CmlSummary['encoding']
  bom: boolean
}

/** An opened file, archive or folder: a scratch base of its own that lives until it is closed. */
export interface OpenedFile {
  id: string
  name: string
  bytes: number
  openedAt: string
  state: 'reading' | 'ready' | 'failed' | 'cancelled'
  progress: ImportProgress
  parts: OpenedPart[]
  /** Files of an archive that are no CommerceML: pictures above all. */
  pictures: number
  counts: CatalogueCounts
  /** Why the whole could not be opened. */
  refusal: { code: string; text: Text } | null
  /** Name of the oldest opened file, closed to make room for this one. `null`: there was room. */
  replaced: string | null
}

/** An offer in the list of offers. */
export interface OfferRow {
  id: string
  itemId: string
  name: string
  article: string
  barcode: string
  active: boolean
  /** `Цвет: Синий; Размер: 42` */
  characteristics: string
  /** How many price types have a price. */
  prices: number
  /** Kopecks, of the first type that has one. */
  price: number | null
  currency: string
  /** Thousandths. */
  quantity: number | null
  warehouses: number
  line: number
}

/** Lines of a source file around a finding or a record. */
export interface SourceLines {
  /** Name of the part. */
  file: string
  /** Number of the first line. */
  from: number
  lines: SourceLine[]
  /** The place that was asked for; a record is looked for by its identifier. */
  place: CmlPlace
  /** `null` until the file has been gone through to its end. */
  totalLines: number | null
}

export interface SourceLine {
  text: string
  /** Column of its first character here: more than 1 when a long line is shown around the place. */
  column: number
  /** The line goes on. */
  cut: boolean
}
