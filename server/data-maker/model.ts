import type { Text } from '../contracts/text.ts'

/** What the screens and the command line share about made data. Pure. */

export const kindIds = [
  'companies',
  'people',
  'items',
  'stock',
  'site-orders',
  'ksup-orders',
  'ksup-incomes',
  'regate-bookings',
  'bank-statement',
  'commerceml-import',
  'commerceml-offers',
  'mapping-rows',
] as const
export type KindId = (typeof kindIds)[number]

export const formatIds = ['jsonl', 'json', 'csv', 'xml', 'txt'] as const
export type FormatId = (typeof formatIds)[number]

/** Simulated sides that made data can be put into. */
export const sideIds = ['site', 'onec', 'mappings', 'commerceml', 'regate', 'ksup'] as const
export type SideId = (typeof sideIds)[number]

export type OptionValue = string | number

/** What is asked for: whatever is absent has its default. */
export interface MakeInput {
  kind: KindId
  count: number
  seed: number
  /** Days `yyyy-MM-dd`, both included. */
  from?: string | undefined
  to?: string | undefined
  format?: FormatId | undefined
  options?: Readonly<Record<string, OptionValue>> | undefined
}

export const MOST_SEED = 999_999_999

export interface KindOptionView {
  name: string
  title: Text
  about: Text | null
  type: 'percent' | 'count' | 'choice'
  default: OptionValue
  most: number | null
  choices: { value: string; title: Text }[]
}

export interface KindView {
  id: KindId
  title: Text
  about: Text
  unit: Text
  dated: boolean
  most: number
  options: KindOptionView[]
  formats: FormatId[]
  into: SideId[]
}

export interface DataKinds {
  kinds: KindView[]
  /** By the clock of the bench: the last thirty days. */
  period: { from: string; to: string }
  /** Enterprises that `regate` can mean. */
  enterprises: { id: string; name: string }[]
}

export interface PreviewColumn {
  key: string
  title: Text
  type: 'text' | 'number' | 'money'
}

export interface Preview {
  columns: PreviewColumn[]
  /** Cells as they are printed. */
  rows: string[][]
  /** The beginning of the file. */
  sample: string
}

/** How a filling stands. */
export interface Filling {
  kind: KindId
  into: SideId
  /** `''` where the side has no parts. */
  enterprise: string
  state: 'running' | 'done' | 'stopped' | 'failed'
  /** Of `count`: how many numbers are through. */
  through: number
  count: number
  /** Objects that are new in the base. */
  made: number
  /** What was there already and stayed as it is. */
  there: number
  /** What the side refused, with the first reasons. */
  refused: number
  reasons: string[]
  /** Why it failed. */
  problem: Text | null
  startedAt: string
}
