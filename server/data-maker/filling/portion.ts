import { ContractError } from '../../http/errors.ts'
import { Refusal } from '../../storage/refusal.ts'

/** What came of some numbers of a run. */
export interface PortionResult {
  /** Objects that are new in the base. */
  made: number
  /** There already: the same seed was put in before. */
  there: number
  refused: number
  /** The first reasons of refusals, in words. */
  reasons: string[]
}

/** Puts the numbers `from` to `to`, the last one not counted, into a base. */
export type Portion = (from: number, to: number) => Promise<PortionResult>

/** How a kind goes into a side. */
export interface PortionPlan {
  /** Numbers of one portion: between two of them a filling can be stopped. */
  size: number
  put: Portion
}

const MOST_REASONS = 5

export const nothing = (): PortionResult => ({ made: 0, there: 0, refused: 0, reasons: [] })

export function added(total: PortionResult, part: PortionResult): PortionResult {
  return {
    made: total.made + part.made,
    there: total.there + part.there,
    refused: total.refused + part.refused,
    reasons: [...new Set([...total.reasons, ...part.reasons])].slice(0, MOST_REASONS),
  }
}

/** Splits what is made into what the base has not got yet and what it has. */
export function fresh<Row>(
  rows: readonly Row[],
  known: Set<string>,
  idOf: (row: Row) => string,
): { rows: Row[]; there: number } {
  const left = rows.filter((row) => !known.has(idOf(row)))
  for (const row of left) known.add(idOf(row))
  return { rows: left, there: rows.length - left.length }
}

/** Does one thing after the other: what a side refuses is counted and does not hold up the rest. */
export async function oneByOne<Row>(
  rows: readonly Row[],
  put: (row: Row) => Promise<'made' | 'there' | { refused: string }>,
): Promise<PortionResult> {
  let total = nothing()
  for (const row of rows) {
    const came = await put(row).catch((error: unknown) => ({ refused: reasonOf(error) }))
    total = added(total, {
      made: Number(came === 'made'),
      there: Number(came === 'there'),
      ...(typeof came === 'string' ? { refused: 0, reasons: [] } : { refused: 1, reasons: [came.refused] }),
    })
  }
  return total
}

/** The words of a refusal; what nobody expected goes on. */
function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.text.ru
  if (error instanceof ContractError) return error.message
  throw error
}

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)
