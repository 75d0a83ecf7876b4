import type { RegateDb } from './tables.ts'

/** How much a base of an enterprise holds. */
export interface BaseCounts {
  stores: number
  items: number
  clients: number
  orders: number
  /** Bank payments that wait for a person. */
  waiting: number
}

async function countOf(
  db: RegateDb,
  table: 'regate_store' | 'regate_item' | 'regate_client' | 'regate_order',
  enterprise: string,
): Promise<number> {
  const { total } = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .where('enterprise', '=', enterprise)
    .executeTakeFirstOrThrow()
  return total
}

/** @returns zeros for a base that is empty or not there */
export async function countsOf(db: RegateDb, enterprise: string): Promise<BaseCounts> {
  const { waiting } = await db
    .selectFrom('regate_bank_document')
    .select(({ fn }) => fn.sum<number>('waiting').as('waiting'))
    .where('enterprise', '=', enterprise)
    .executeTakeFirstOrThrow()
  return {
    stores: await countOf(db, 'regate_store', enterprise),
    items: await countOf(db, 'regate_item', enterprise),
    clients: await countOf(db, 'regate_client', enterprise),
    orders: await countOf(db, 'regate_order', enterprise),
    waiting: Number(waiting ?? 0),
  }
}
