import { randomUUID } from 'node:crypto'
import type { Catalogue } from '../../server/catalogue/catalogue.ts'

/** The site forgets the external code of a known item and makes it anew: two items with one article (F12). */
export async function losesExternalCode(catalogue: Catalogue): Promise<void> {
  const { rows } = await catalogue.items({ state: 'active', offset: 0, limit: 1 })
  const known = rows[0] && (await catalogue.itemRecord(rows[0].id))
  if (known) await catalogue.put([{ ...known, id: randomUUID() }])
}
