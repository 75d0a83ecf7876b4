import type { Journal } from '../journal/journal.ts'
import type { UnmappedValue } from '../mappings/model.ts'
import type { BrokenValue } from './api-mapping-usage.ts'

/** Exchanges of a value that a list names; how many there are is told beside them. */
const NAMED = 5

/** Values without a row with the exchanges that they broke. An entry that is not in the journal any more is not named. */
export async function brokenValues(
  journal: Pick<Journal, 'usesOfValues' | 'present'>,
  values: readonly UnmappedValue[],
): Promise<BrokenValue[]> {
  const present = await journal.present(values.flatMap(({ entry }) => entry ?? []))
  const uses = await journal.usesOfValues(values, NAMED)
  return values.map((value, place) => ({
    ...value,
    entry: value.entry !== null && present.has(value.entry) ? value.entry : null,
    exchanges: uses[place]!.exchanges,
    exchangesTotal: uses[place]!.times,
  }))
}
