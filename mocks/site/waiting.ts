import type { Mappings } from '../../server/mappings/mappings.ts'
import type { MappingKind } from '../../server/mappings/model.ts'
import { setMark } from './marks.ts'
import { addEvent, findOrder, saveOrder, type ShopBase } from './orders.ts'
import type { Shop } from './parts.ts'

/**
 * A change of the mapping tables that a code of 1C asks for. Carrying it out twice does no harm.
 * `value` is the site's value that the order waits for, `target` what the row is found by: for products the offer.
 */
export type MappingEffect = { kind: MappingKind; value: string; name: string } & (
  | { effect: 'broken'; target: string; code: string }
  | { effect: 'archived'; target: string }
  | { effect: 'unmapped' }
)

/** What the last result of an order meant for the mapping tables, as far as nobody has mended it yet. */
export async function pendingEffects(base: ShopBase, order_id: string): Promise<MappingEffect[]> {
  const rows = await base
    .selectFrom('site_waiting')
    .select('effect_json')
    .where('order_id', '=', order_id)
    .execute()
  return rows.map(({ effect_json }) => JSON.parse(effect_json) as MappingEffect)
}

/** Changes the mapping tables and lists the values that the order waits for. Outside of any transaction. */
export async function carryOut(
  mappings: Mappings,
  effects: readonly MappingEffect[],
  order_id: string,
): Promise<void> {
  for (const effect of effects) {
    if (effect.effect === 'broken')
      await mappings.markBroken(effect.kind, effect.target, effect.code, order_id)
    if (effect.effect === 'archived') await mappings.markArchived(effect.kind, effect.target)
  }
  const listed = effects.filter(({ effect, kind }) => effect !== 'broken' || kind === 'product')
  await mappings.noteUnmapped(
    listed.map(({ kind, value, name }) => ({
      kind,
      direction: 'site_to_1c',
      value,
      name,
      subject: order_id,
      entry: null,
    })),
  )
}

/**
 * Marks again the rejected orders that waited for a mapping value, once nothing else is left that they wait for
 * (reason `manual`, AD-06), and puts a mended product back on sale.
 * @param subjects order ids that the unmapped list names for the value
 */
export async function markWaiting(
  shop: Shop,
  fixed: { kind: MappingKind; value: string; subjects: readonly string[] },
): Promise<void> {
  const waiting = await shop.base
    .selectFrom('site_waiting')
    .select('order_id')
    .where('kind', '=', fixed.kind)
    .where('value', '=', fixed.value)
    .execute()
  if (fixed.kind === 'product') await sellAgain(shop, fixed.value)
  for (const order_id of new Set([...waiting.map((row) => row.order_id), ...fixed.subjects]))
    await markWhenFree(shop, order_id, fixed.kind, fixed.value)
}

async function sellAgain({ base }: Shop, value: string): Promise<void> {
  await base.updateTable('site_product').set({ on_sale: 1 }).where('tovar_id', '=', value).execute()
}

async function markWhenFree(shop: Shop, order_id: string, kind: MappingKind, value: string): Promise<void> {
  const at = shop.clock().toISOString()
  const marked = await shop.base.transaction().execute(async (base) => {
    await base
      .deleteFrom('site_waiting')
      .where('order_id', '=', order_id)
      .where('kind', '=', kind)
      .where('value', '=', value)
      .execute()
    const order = await findOrder(base, order_id)
    if (order?.exchange_state !== 'rejected') return false
    if ((await pendingEffects(base, order_id)).length > 0) return false
    await setMark(base, order, 'manual', at)
    await saveOrder(base, order)
    await addEvent(base, order_id, at, {
      kind: 'marked',
      revision: order.revision,
      text: {
        ru: `Соответствие «${value}» исправлено, заказ снова помечен для выгрузки`,
        en: `The mapping of "${value}" is mended, the order is marked for export again`,
      },
    })
    return true
  })
  if (marked) shop.changes.publish({ area: 'site', id: order_id })
}
