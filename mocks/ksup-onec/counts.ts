import { DOCUMENT_KINDS, type DocumentKind, type KsupOnecCounts } from './model.ts'
import type { KsupOnecTables, OnecDb } from './tables.ts'

/** How much there is in the base. */

async function rowsIn(db: OnecDb, table: keyof KsupOnecTables): Promise<number> {
  const { n } = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}

export async function countsOf(db: OnecDb): Promise<Omit<KsupOnecCounts, 'operator'>> {
  const found = await db
    .selectFrom('ksup_onec_document')
    .select('kind')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .groupBy('kind')
    .execute()
  const documents = Object.fromEntries(DOCUMENT_KINDS.map((kind) => [kind, 0])) as Record<
    DocumentKind,
    number
  >
  for (const { kind, n } of found) documents[kind] = n
  return {
    counterparties: await rowsIn(db, 'ksup_onec_counterparty'),
    items: await rowsIn(db, 'ksup_onec_item'),
    documents,
  }
}
