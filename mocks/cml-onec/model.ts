import type { CmlDocument } from '../../server/contracts/commerceml/model.ts'
import type { Text } from '../../server/contracts/text.ts'

/** The 1C end of CommerceML as screens see it. Pure types. Money in kopecks, sizes in bytes, times in ms. */

export type RunKind = 'check' | 'catalogue' | 'orders' | 'all'
export type RunState = 'running' | 'stopped' | 'done' | 'failed'

/** One request of a session, and what 1C makes of its answer. */
export interface RunStep {
  n: number
  type: string
  mode: string
  /** Portion of the catalogue, 0 outside one. */
  portion: number
  method: 'GET' | 'POST'
  url: string
  file: string | null
  /** Bytes of the body that was sent. */
  sent: number
  /** Of a file in fragments: where this one begins, and the size of the whole file. */
  offset: number
  total: number
  startedAt: string
  /** `null` while the answer is awaited. */
  durationMs: number | null
  status: number | null
  /** Bytes of the answer. */
  received: number
  /** The answer as 1C decodes it, its first 500 characters. */
  answer: string
  verdict: 'waiting' | 'ok' | 'progress' | 'warning' | 'failed'
  /** What the site said, for people. */
  said: Text
  /** What a real 1C does now (sections 3.5, 9). */
  reaction: Text
  /** Entry of the journal. */
  entry: number | null
  /** Requests like this one that followed with `progress` too and are shown as this one row. */
  repeats: number
}

/** A line of «Журнал регистрации», in 1C's wording. */
export interface LogLine {
  at: string
  level: 'info' | 'warning' | 'error'
  text: string
}

export interface RunTotals {
  items: number
  offers: number
  pictures: number
  bytes: number
  ordersLoaded: number
  ordersSkipped: number
  ordersUpdated: number
  ordersCreated: number
  ordersSent: number
}

export interface CmlRun {
  id: number
  node: string
  kind: RunKind
  trigger: 'manual' | 'schedule' | 'api'
  state: RunState
  startedAt: string
  finishedAt: string | null
  /** Bytes of files that are to go up in the current portion, and that have gone. */
  progress: { sent: number; total: number; text: Text }
  steps: RunStep[]
  log: LogLine[]
  totals: RunTotals
  /** A stopped run can go on from the portion it stopped in. */
  resumable: boolean
}

export type CmlRunRow = Omit<CmlRun, 'steps' | 'log'> & { steps: number }

/** «Заказ клиента» of the simulated 1C. */
export interface CmlOnecOrderRow {
  /** GUID. */
  id: string
  number: string
  /** «Номер на сайте», `''` for an order born in 1C. */
  siteNumber: string
  date: string
  counterparty: string
  sum: number
  currency: string
  /** «Не согласован», «К выполнению», «Закрыт» … */
  status: string
  posted: boolean
  paid: boolean
  shipped: boolean
  cancelled: boolean
  /** Changed by 1C since the last exchange, so it goes up with the next one. */
  changed: boolean
}

export interface CmlOnecOrder extends CmlOnecOrderRow {
  document: CmlDocument
  /** Node it came through. */
  node: string | null
  organization: string
  agreement: string
  manager: string
  /** Number and date of the payment and the shipment in 1C, `null` while there is none. */
  payment: { number: string; date: string } | null
  shipment: { number: string; date: string } | null
  /** How goods and counterparty were found, and what does not add up. */
  notes: Text[]
}

export interface CmlOnecCounterparty {
  id: string
  /** «Ид» that the site gave. */
  siteId: string
  name: string
  company: boolean
  inn: string
  kpp: string
  email: string
  phone: string
  orders: number
}

/** Of a node, for lists. */
export interface CmlNodeState {
  id: string
  name: string
  address: string
  profile: string
  running: number | null
  last: CmlRunRow | null
  /** Items and offers registered for the next export of changes. */
  changed: number
  /** Portions that failed and are tried again (section 3.5). */
  failedPortions: number[]
}
