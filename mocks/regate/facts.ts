import type { BaseConditions } from './model.ts'
import type { RegateDb, RegateTransaction } from './tables.ts'

/** Numbers that the base gives out and conditions that a person switched on. */

const NO_CONDITIONS: BaseConditions = { maintenance: false, no_licence: false, locked: false, platform: null }

/** The next value of a counter of the enterprise, from 1. */
export async function nextValue(trx: RegateTransaction, enterprise: string, name: string): Promise<number> {
  const { value } = await trx
    .insertInto('regate_counter')
    .values({ enterprise, name, value: 1 })
    .onConflict((conflict) =>
      conflict.columns(['enterprise', 'name']).doUpdateSet((eb) => ({ value: eb('value', '+', 1) })),
    )
    .returning('value')
    .executeTakeFirstOrThrow()
  return value
}

/** A number as 1C prints it: a prefix and eight digits, zeros significant (BD-08). */
export const documentNumber = (value: number): string => `00-${String(value).padStart(8, '0')}`

export async function readConditions(db: RegateDb, enterprise: string): Promise<BaseConditions> {
  const row = await db
    .selectFrom('regate_fact')
    .select('value')
    .where('enterprise', '=', enterprise)
    .where('name', '=', 'conditions')
    .executeTakeFirst()
  return row ? { ...NO_CONDITIONS, ...(JSON.parse(row.value) as Partial<BaseConditions>) } : NO_CONDITIONS
}

export async function writeConditions(
  db: RegateDb,
  enterprise: string,
  conditions: BaseConditions,
): Promise<void> {
  const value = JSON.stringify(conditions)
  await db
    .insertInto('regate_fact')
    .values({ enterprise, name: 'conditions', value })
    .onConflict((conflict) => conflict.columns(['enterprise', 'name']).doUpdateSet({ value }))
    .execute()
}
