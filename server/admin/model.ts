import type { Text } from '../contracts/text.ts'
import type { CodeRow } from '../contracts/operation.ts'
import type { Finding } from '../contracts/finding.ts'
import type {
  DocumentProblem,
  SideSettings,
  SiteOrdersSettings,
  TlsSettings,
} from '../storage/document-schema.ts'

export type { BenchEvent } from '../storage/bench-event.ts'

/** The state of the bench as every shell shows it. Times are ISO 8601 with zone. */

export type ContractSide = 'site' | 'onec'

export interface SideState extends SideSettings {
  side: ContractSide
  title: Text
  /** Where the side is reached now: its real address, its link of the proxy, or the bench's own. */
  effectiveAddress: string
  /** Its link of the proxy, when it is `proxied`. */
  linkAddress: string
  hasPassword: boolean
  /** What the last exchange that touched the side came to. */
  lastExchange: { at: string; status: number | null; code: string | null; entry: number } | null
}

export interface BenchState {
  product: { name: string; version: string }
  workspace: { path: string; name: string; demo: boolean; problem: DocumentProblem | null }
  server: { address: string; exposed: boolean; startedAt: string }
  sides: SideState[]
  siteOrders: SiteOrdersSettings
  exchange: { running: boolean; nextAt: string | null }
  counts: { journal: number; unmapped: number; outbox: number; marked: number }
}

/** What the validator says of a body. */
export interface ValidationReport {
  recognised: {
    operation: string
    message: 'request' | 'response' | 'document' | 'problem'
    confidence: number
    reason: Text
  } | null
  /** Strict and lenient readings: the strict one says what a strict counterpart would refuse. */
  lenient: { ok: boolean; findings: Finding[] }
  strict: { ok: boolean; findings: Finding[] }
  canonical: { json: string | null; xml: string | null }
  summary: { lines: number; totalKopecks: number | null; vatKopecks: number | null } | null
}

export interface OperationInfo {
  id: string
  contract: string
  caller: string
  callee: string
  method: string
  path: string
  title: Text
  description: Text
}

export type CodeInfo = CodeRow

/** The guide «Установка и публикация веб-сервиса» with the user's own names, and the files it speaks of. */
export interface PublishedGuide {
  /** A whole HTML page without scripts. */
  html: string
  files: { name: string; contentType: string; text: string }[]
  warnings: { field: string; message: string }[]
}

/** HTTPS of the bench: what the settings say, and what is served now. */
export interface TlsState {
  settings: TlsSettings
  /** `https://…`, `null` while HTTPS is not served. */
  address: string | null
  /** The settings differ from what is served: the bench has to be started again. */
  restartNeeded: boolean
}
