import type { Text } from '../contracts/text.ts'
import type { Period } from './base/calendar.ts'
import type { FormatId, KindId, SideId, OptionValue } from './model.ts'

/** What the table of kinds says of each one. Everything else, forms and commands among it, is derived from here. */

/** A column of the preview and of a CSV file. */
export interface Column<Row> {
  key: string
  title: Text
  /** Money in kopecks, printed as roubles; numbers stand at the right. */
  type: 'text' | 'number' | 'money'
  of(row: Row): string | number
}

interface OptionHead {
  /** As the command line and the admin API name it. */
  name: string
  title: Text
  /** One sentence, when the title does not say it all. */
  about?: Text
}

export type KindOption = OptionHead &
  (
    | { type: 'percent'; default: number }
    | { type: 'count'; default: number; most: number }
    | { type: 'choice'; default: string; choices: readonly { value: string; title: Text }[] }
  )

/** Checked and complete: what one run makes. */
export interface MakeTask {
  kind: KindId
  seed: number
  count: number
  /** Of kinds without dates: the default one. */
  period: Period
  format: FormatId
  options: Readonly<Record<string, OptionValue>>
}

export interface DataKind<Row = unknown> {
  id: KindId
  title: Text
  about: Text
  /** What the amount counts. */
  unit: Text
  /** Has dates, which are spread over a period. */
  dated: boolean
  /** The largest amount of one run; what a format or a base can hold. */
  most: number
  options: readonly KindOption[]
  columns: readonly Column<Row>[]
  /** The first one is the default. */
  formats: readonly FormatId[]
  /** Bases that the kind can be put into. */
  into: readonly SideId[]
  /** Makes the rows of one number; called once for a run, so that it may prepare what all rows share. */
  rows(task: MakeTask): (n: number) => readonly Row[]
  /** What stands in JSON for a row; the row itself when not given. */
  json?(row: Row): unknown
  /** The form of its own: `xml`, `txt`. Bytes, a piece at a time. */
  document?(task: MakeTask): AsyncIterable<Uint8Array>
}

/** Keeps the row's type inside the definition and forgets it in the table. */
export const dataKind = <Row>(kind: DataKind<Row>): DataKind => kind as unknown as DataKind

/** A number of the options: they are checked, so it is one. */
export const numberOf = ({ options }: MakeTask, name: string): number => options[name] as number
export const textOf = ({ options }: MakeTask, name: string): string => options[name] as string
