import type { CmlDocument } from '../../server/contracts/commerceml/model.ts'
import type { Text } from '../../server/contracts/text.ts'

/** The site end of CommerceML as screens see it. Pure types. Money in kopecks, sizes in bytes. */

/** A file of an exchange directory. */
export interface UploadedFile {
  name: string
  bytes: number
  /** POST requests that it came in. */
  fragments: number
}

/** What an exchange session is doing (contract section 8). */
export interface CmlSiteSession {
  id: string
  type: 'catalog' | 'sale' | 'reference'
  user: string
  startedAt: string
  lastAt: string
  /** Mode of the last request. */
  lastMode: string
  version: string | null
  zip: boolean
  files: UploadedFile[]
  /** Files whose import was asked for, with what was answered last. */
  imports: {
    file: string
    state: 'progress' | 'success' | 'failure'
    percent: number
    text: string
    report: number | null
  }[]
}

export interface SiteStatus {
  id: string
  name: string
  /** 1C may not change an order that is in it (section 11.3). */
  final: boolean
}

export interface CmlSiteOrderRow {
  number: string
  /** Kopecks. */
  sum: number
  currency: string
  buyer: string
  status: SiteStatus
  createdAt: string
  changedAt: string
  changedBy: 'site' | '1c'
  /** Goes out with the next `query`. */
  waiting: boolean
  paid: boolean
  shipped: boolean
  cancelled: boolean
  /** Number of the order in 1C, once 1C has said it. */
  number1c: string | null
}

export interface CmlSiteOrder extends CmlSiteOrderRow {
  document: CmlDocument
  payments: CmlDocument[]
  shipments: CmlDocument[]
  history: { at: string; by: 'site' | '1c'; text: Text }[]
}

/** What became of a document that 1C sent (section 11.3). */
export interface TakenDocument {
  number: string
  id: string
  outcome: 'changed' | 'unchanged' | 'created' | 'refused'
  /** Changed fields, or the reason. */
  text: Text
}

export interface CmlSiteState {
  /** Addresses that answer now, with the profile of each. */
  addresses: { url: string; profile: string }[]
  user: string
  sessions: CmlSiteSession[]
  orders: { total: number; waiting: number }
  /** Moment of the last committed exchange of orders. */
  lastCommitted: string | null
  /** The source check has flipped on (section 3.4). */
  sourceCheck: boolean
}
