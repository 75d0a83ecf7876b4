import type { OnecConditions } from './model.ts'
import type { OnecDb } from './tables.ts'

/** Counters, switches and marks of the base, one value under one name. */

export async function readFact(db: OnecDb, name: string): Promise<string | null> {
  const row = await db.selectFrom('onec_fact').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value ?? null
}

export async function writeFact(db: OnecDb, name: string, value: string): Promise<void> {
  await db
    .insertInto('onec_fact')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

type Counter = 'order' | 'counterparty' | 'item'

/** Codes and numbers the way УТ prints them, leading zeros kept. */
const formats: Record<Counter, { first: number; text(n: number): string }> = {
  order: { first: 21488, text: (n) => `0000-${String(n).padStart(6, '0')}` },
  counterparty: { first: 1873, text: (n) => `00-${String(n).padStart(8, '0')}` },
  item: { first: 1301, text: (n) => `00-${String(n).padStart(8, '0')}` },
}

/** The next number of a kind. Inside the caller's transaction, so a number that is not used is not lost. */
export async function nextNumber(db: OnecDb, counter: Counter): Promise<string> {
  const { first, text } = formats[counter]
  const name = `next-${counter}`
  const n = Number((await readFact(db, name)) ?? first)
  await writeFact(db, name, String(n + 1))
  return text(n)
}

const noConditions: OnecConditions = {
  maintenance: false,
  no_licence: false,
  locked: false,
  closed_before: null,
}

export async function readConditions(db: OnecDb): Promise<OnecConditions> {
  const text = await readFact(db, 'conditions')
  return text === null ? noConditions : { ...noConditions, ...(JSON.parse(text) as Partial<OnecConditions>) }
}

export async function writeConditions(db: OnecDb, conditions: OnecConditions): Promise<void> {
  await writeFact(db, 'conditions', JSON.stringify(conditions))
}
