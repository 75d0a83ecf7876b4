import type { Shop } from './parts.ts'

/** Status names that the site knows: its own dictionary and what the mapping table adds to it (5.2, AD-29). */
export async function knownStatusNames({ base, mappings }: Shop): Promise<Set<string>> {
  const own = await base
    .selectFrom('site_dictionary')
    .select('name')
    .where('kind', '=', 'order_status')
    .execute()
  const mapped = mappings.table('order_status').rows.filter(({ archived }) => !archived)
  return new Set([...own.map(({ name }) => name), ...mapped.map(({ site_name }) => site_name)])
}

export async function isKnownStatus(shop: Shop, name: string): Promise<boolean> {
  return (await knownStatusNames(shop)).has(name)
}
