import type { Kysely } from 'kysely'
import type { Catalogue } from '../../server/catalogue/catalogue.ts'
import type { CmlNodeSettings } from '../../server/storage/document-schema.ts'
import type { CmlOnecTables } from './tables.ts'

/** Registration of changes: what the site of a node has been told of, and what it has to be told again (commerceml sections 3.5, 9). */

export interface Registration {
  /** Change number of the catalogue up to which everything was acknowledged; 0: nothing was. */
  acknowledged: number
  failed: { portion: number; items: string[]; attempts: number }[]
}

export async function registrationOf(db: Kysely<CmlOnecTables>, node: string): Promise<Registration> {
  const known = await db
    .selectFrom('cml_onec_node')
    .select('acknowledged')
    .where('node', '=', node)
    .executeTakeFirst()
  const failed = await db
    .selectFrom('cml_onec_portion')
    .selectAll()
    .where('node', '=', node)
    .orderBy('portion')
    .execute()
  return {
    acknowledged: known?.acknowledged ?? 0,
    failed: failed.map(({ portion, items_json, attempts }) => ({
      portion,
      items: JSON.parse(items_json) as string[],
      attempts,
    })),
  }
}

/** What the site has acknowledged is registered no more; portions that failed take the place of those that did before. */
export async function acknowledge(
  db: Kysely<CmlOnecTables>,
  node: string,
  registration: Registration,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('cml_onec_node')
      .values({ node, acknowledged: registration.acknowledged })
      .onConflict((conflict) =>
        conflict.column('node').doUpdateSet({ acknowledged: registration.acknowledged }),
      )
      .execute()
    await trx.deleteFrom('cml_onec_portion').where('node', '=', node).execute()
    for (const { portion, items, attempts } of registration.failed)
      await trx
        .insertInto('cml_onec_portion')
        .values({ node, portion, items_json: JSON.stringify(items), attempts })
        .execute()
  })
}

/** Everything is new to every site: the base was emptied. */
export async function forgetNodes(db: Kysely<CmlOnecTables>): Promise<void> {
  await db.deleteFrom('cml_onec_node').execute()
  await db.deleteFrom('cml_onec_portion').execute()
}

/** Counts what is registered for a node; counts again only when the catalogue or the registration has changed. */
export function changedCount(
  catalogue: Catalogue,
): (node: CmlNodeSettings, acknowledged: number) => Promise<number> {
  const known = new Map<string, { key: string; count: Promise<number> }>()
  async function count({ groups }: CmlNodeSettings, acknowledged: number): Promise<number> {
    if (acknowledged === 0 && groups.length === 0) {
      const { items, offers } = await catalogue.counts()
      return items + offers
    }
    let changed = 0
    for await (const { kind } of catalogue.records({
      since: acknowledged,
      ...(groups.length > 0 ? { groups } : {}),
    }))
      if (kind === 'item' || kind === 'offer') changed += 1
    return changed
  }
  return async (node, acknowledged) => {
    const now = await catalogue.changeNumber()
    if (now === acknowledged) return 0
    const key = JSON.stringify([now, acknowledged, node.groups])
    const before = known.get(node.id)
    if (before?.key === key) return before.count
    const counting = count(node, acknowledged)
    known.set(node.id, { key, count: counting })
    counting.catch(() => known.delete(node.id))
    return counting
  }
}
