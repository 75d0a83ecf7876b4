import type { RejectedElement } from '../../server/contracts/operation.ts'
import type { RowResult, RowResults } from '../../server/contracts/site-orders/schema.ts'

/** Answers to batch bodies, row by row (AD-37). */

const MESSAGE_LENGTH = 500

/** An element of a batch that was read, with its place in the list as it was sent. */
export interface BatchRow<T> {
  index: number
  item: T
}

/** The rows that were read; those that the reader refused keep their places. */
export function rowsRead<T>(items: readonly T[], rejected: readonly RejectedElement[]): BatchRow<T>[] {
  const refused = new Set(rejected.map(({ index }) => index))
  const places = Array.from({ length: items.length + refused.size }, (_, index) => index)
  return places.filter((index) => !refused.has(index)).map((index, i) => ({ index, item: items[i]! }))
}

export const refusedRow = (index: number, message: string, code = 'SITE-VALIDATION'): RowResult => ({
  index,
  result: 'error',
  code,
  message: message.slice(0, MESSAGE_LENGTH),
})

function unreadRow({ index, findings }: RejectedElement): RowResult {
  const faults = findings.filter(({ severity }) => severity === 'error')
  const message = faults.map((fault) => `${fault.pointer}: ${fault.message.ru}`).join('; ')
  return refusedRow(index, message || 'Строка не читается.', faults[0]?.code)
}

/**
 * The answer to a batch.
 * @param rows rows that there is something to say of; one that is `ok` with a code was accepted with a warning
 */
export function rowResults(
  items: readonly unknown[],
  rejected: readonly RejectedElement[],
  rows: readonly RowResult[],
): RowResults {
  const all = [...rejected.map(unreadRow), ...rows].sort((a, b) => a.index - b.index)
  const refused = all.filter(({ result }) => result === 'error').length
  return { accepted: items.length + rejected.length - refused, rejected: refused, rows: all }
}
