import { sql } from 'kysely'
import type { OnecDb } from './tables.ts'

/** Codes and numbers that 1C gives out, each once. */

/** @returns the next number under the name, from 1 */
export async function nextNumber(db: OnecDb, name: string): Promise<number> {
  const { last } = await db
    .insertInto('ksup_onec_counter')
    .values({ name, last: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ last: sql<number>`ksup_onec_counter.last + 1` }),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return last
}

/** The numbers go on behind those that are there already. */
export async function countFrom(db: OnecDb, name: string, taken: readonly string[]): Promise<void> {
  const numbers = taken.map((code) => Number(/\d+$/.exec(code)?.[0] ?? 0))
  await db
    .replaceInto('ksup_onec_counter')
    .values({ name, last: Math.max(0, ...numbers) })
    .execute()
}

/** `00-00001873`, as codes of the directories are. */
export const codeOf = (number: number): string => `00-${String(number).padStart(8, '0')}`
