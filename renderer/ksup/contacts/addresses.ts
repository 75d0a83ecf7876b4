import type { Address } from '../types.ts'

/** E-mails or phones of a card. Exactly one of several is the main one: only that is sent (DD-20). */

/** With one more, empty; the first one is the main one. */
export const withOneMore = (all: readonly Address[]): Address[] => [
  ...all,
  { value: '', main: all.length === 0 },
]

export const withMain = (all: readonly Address[], at: number): Address[] =>
  all.map(({ value }, index) => ({ value, main: index === at }))

export const withValue = (all: readonly Address[], at: number, value: string): Address[] =>
  all.map((one, index) => (index === at ? { ...one, value } : one))

/** Without one; when that was the main one, the first of the rest becomes it. */
export function without(all: readonly Address[], at: number): Address[] {
  const rest = all.filter((_, index) => index !== at)
  return rest.length === 0 || rest.some(({ main }) => main) ? rest : withMain(rest, 0)
}

/** As they are written: trimmed, the empty ones left out. */
export function writtenAddresses(all: readonly Address[]): Address[] {
  const filled = all
    .map(({ value, main }) => ({ value: value.trim(), main }))
    .filter(({ value }) => value !== '')
  return filled.length === 0 || filled.some(({ main }) => main) ? filled : withMain(filled, 0)
}
