import type { Text } from '../contracts/text.ts'
import type { ErrandKindInfo, ErrandParamInfo, ErrandParams, RunCount, RunOutcome } from './model.ts'

/** What a run came to. */
export interface ErrandResult {
  outcome: Extract<RunOutcome, 'ok' | 'failed' | 'skipped' | 'stopped'>
  words: Text
  counts?: RunCount[]
}

/** A kind of errand: something that a side of the bench starts by itself. */
export interface Errand extends Pick<ErrandKindInfo, 'id' | 'title' | 'description'> {
  /** The parameters of its form, with the choices that there are now. */
  params(): ErrandParamInfo[]
  /** Query of the journal that its exchanges fit; `null`: it makes none, or shows them elsewhere. */
  traffic: string | null
  /**
   * Its work may put other bases in, so it goes on while the parts of the bench are made anew, and a move of the clock does
   * not wait for it. @default false
   */
  outlivesParts?: boolean
  /**
   * Does the work. A `Refusal` that it throws is a failure in the refusal's words.
   * @param params checked against `params()`: all are there
   * @param signal the run was stopped, or took too long: end at the next chance with `stopped`
   * @param run its id in the history
   */
  run(params: ErrandParams, signal: AbortSignal, run: number): Promise<ErrandResult>
}

export const count = (ru: string, en: string, n: number): RunCount => ({ label: { ru, en }, count: n })

export const stopped = (signal: AbortSignal, result: ErrandResult): ErrandResult =>
  signal.aborted ? { ...result, outcome: 'stopped' } : result

/* ---------- parameters of forms ---------- */

const bare = { options: [], min: 0, max: 0 }

export const flag = (name: string, title: Text, byDefault: boolean): ErrandParamInfo => ({
  ...bare,
  name,
  title,
  type: 'flag',
  default: byDefault,
})

export const number = (
  name: string,
  title: Text,
  byDefault: number,
  [min, max]: [number, number],
): ErrandParamInfo => ({ ...bare, name, title, type: 'number', default: byDefault, min, max })

export const text = (name: string, title: Text, byDefault: string): ErrandParamInfo => ({
  ...bare,
  name,
  title,
  type: 'text',
  default: byDefault,
})

/** The first option is the default. */
export const choice = (
  name: string,
  title: Text,
  options: readonly { value: string; label: Text }[],
): ErrandParamInfo => ({
  ...bare,
  name,
  title,
  type: 'choice',
  options: [...options],
  default: options[0]?.value ?? '',
})

/** Any number of names. One that is gone meanwhile is told by the run. */
export const names = (
  name: string,
  title: Text,
  options: readonly { value: string; label: Text }[],
): ErrandParamInfo => ({ ...bare, name, title, type: 'names', options: [...options], default: [] })

/** A name that is the same in both languages. */
export const same = (name: string): Text => ({ ru: name, en: name })
