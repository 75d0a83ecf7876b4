import { isLocalTime } from '../contracts/time.ts'
import { WrongInput } from '../storage/refusal.ts'
import { daysOf } from './base/calendar.ts'
import type { DataKind, KindOption, MakeTask } from './kind.ts'
import { kinds } from './kinds.ts'
import { MOST_SEED, type MakeInput, type OptionValue } from './model.ts'

/** Where made dates lie when nobody says: fixed, so that the same command makes the same file in any year. */
export const DEFAULT_PERIOD = { from: '2026-01-12', to: '2026-02-10' } as const

const LONGEST_PERIOD = 3660

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && isLocalTime(`${text}T00:00:00`) && text >= '1990-01-01'

const wrong = (code: string, ru: string, en: string): WrongInput => new WrongInput(code, { ru, en })

function wholeIn(value: number, least: number, most: number, ru: string, en: string): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value
  throw wrong(
    'MAKE-NUMBER',
    `${ru}: нужно целое число от ${least} до ${most}, а задано ${value}.`,
    `${en}: a whole number from ${least} to ${most} is wanted, not ${value}.`,
  )
}

function valueOf(option: KindOption, given: OptionValue | undefined): OptionValue {
  if (given === undefined) return option.default
  const { ru, en } = option.title
  if (option.type === 'choice') {
    if (option.choices.some(({ value }) => value === given)) return given
    const known = option.choices.map(({ value }) => value).join(', ')
    throw wrong(
      'MAKE-OPTION',
      `${ru}: значения «${given}» нет. Есть: ${known}.`,
      `${en}: there is no value "${given}". There are: ${known}.`,
    )
  }
  const [least, most] = option.type === 'percent' ? [0, 100] : [1, option.most]
  return wholeIn(Number(given), least, most, ru, en)
}

function optionsOf(kind: DataKind, given: MakeInput['options'] = {}): MakeTask['options'] {
  const strange = Object.keys(given).find((name) => !kind.options.some((option) => option.name === name))
  if (strange !== undefined)
    throw wrong(
      'MAKE-OPTION',
      `У вида «${kind.title.ru}» нет параметра ${strange}. Есть: ${kind.options.map(({ name }) => name).join(', ') || 'ни одного'}.`,
      `The kind "${kind.title.en}" has no option ${strange}. It has: ${kind.options.map(({ name }) => name).join(', ') || 'none'}.`,
    )
  return Object.fromEntries(kind.options.map((option) => [option.name, valueOf(option, given[option.name])]))
}

/** Shares of one whole that together are more than it. */
function checkShares(options: MakeTask['options']): void {
  const shares = ['partial', 'split', 'wrong-number', 'other-payer'].map((name) => Number(options[name] ?? 0))
  const sum = shares.reduce((total, share) => total + share, 0)
  if (sum > 100)
    throw wrong(
      'MAKE-SHARES',
      `Доли оплат вместе дают ${sum} %, это больше 100 %. Уменьшите одну из них.`,
      `The shares of payments come to ${sum} %, which is more than 100 %. Lower one of them.`,
    )
}

/**
 * Checks what is asked for and fills in what is not said.
 * @throws WrongInput `MAKE-NUMBER`, `MAKE-OPTION`, `MAKE-SHARES`, `MAKE-PERIOD`, `MAKE-FORMAT`
 */
export function taskOf(input: MakeInput): MakeTask {
  const kind = kinds[input.kind]
  const { from = DEFAULT_PERIOD.from, to = input.from === undefined ? DEFAULT_PERIOD.to : input.from } = input
  if (!isDay(from) || !isDay(to) || from > to || daysOf({ from, to }) > LONGEST_PERIOD)
    throw wrong(
      'MAKE-PERIOD',
      `Период с ${from} по ${to} не годится: нужны дни вида 2026-01-31, первый не позже последнего, не более десяти лет.`,
      `The period from ${from} to ${to} will not do: days like 2026-01-31, the first not after the last, ten years at most.`,
    )
  const format = input.format ?? kind.formats[0]!
  if (!kind.formats.includes(format))
    throw wrong(
      'MAKE-FORMAT',
      `В формате ${format} вид «${kind.title.ru}» не пишется. Форматы: ${kind.formats.join(', ')}.`,
      `The kind "${kind.title.en}" is not written as ${format}. Its formats: ${kind.formats.join(', ')}.`,
    )
  const options = optionsOf(kind, input.options)
  checkShares(options)
  return {
    kind: input.kind,
    seed: wholeIn(input.seed, 0, MOST_SEED, 'Зерно', 'Seed'),
    count: wholeIn(input.count, 1, kind.most, 'Количество', 'Amount'),
    period: { from, to },
    format,
    options,
  }
}
