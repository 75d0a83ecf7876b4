import type { RegateDb } from './tables.ts'

/**
 * The picture of an item (B-35): its first letters on the colour of its shelf, drawn when it is asked for.
 * @returns SVG, `null` when the base has no such item or the item no picture
 */
export async function iconOf(db: RegateDb, enterprise: string, item_id: string): Promise<string | null> {
  const item = await db
    .selectFrom('regate_item')
    .select(['name', 'icon_hue'])
    .where('enterprise', '=', enterprise)
    .where('item_id', '=', item_id)
    .executeTakeFirst()
  if (!item || item.icon_hue === null) return null
  const letters = (item.name.match(/\p{L}/gu) ?? []).slice(0, 2).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 128 128"><rect width="128" height="128" rx="20" fill="hsl(${item.icon_hue} 45% 82%)"/><text x="64" y="82" font-family="sans-serif" font-size="52" font-weight="600" text-anchor="middle" fill="hsl(${item.icon_hue} 60% 25%)">${letters}</text></svg>`
}
