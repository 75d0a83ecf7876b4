import { textOf, type MakeTask } from '../kind.ts'
import { catalogueRecords } from '../kinds/commerceml.ts'
import { makeMappingRows } from '../kinds/mapping-rows.ts'
import { demoWarehouses } from '../kinds/shop.ts'
import type { Bases } from './bases.ts'
import { fresh, nothing, range, type PortionPlan } from './portion.ts'

/** The catalogue of the CommerceML node and the mapping table of products. */

const ITEMS_AT_ONCE = 1000
/** The tables are one document, which is written whole: few large changes. */
const ROWS_AT_ONCE = 5000

/** Made items with their offers, in the 1C end of CommerceML. */
export async function cmlItems({ commerceMl }: Bases, task: MakeTask): Promise<PortionPlan> {
  const count = async (): Promise<number> => (await commerceMl.catalogues.onec.counts()).items
  return {
    size: ITEMS_AT_ONCE,
    async put(from, to) {
      const before = await count()
      const plan = {
        seed: task.seed,
        count: to - from,
        trade: textOf(task, 'trade'),
        warehouses: demoWarehouses,
      }
      await commerceMl.onec.seed({ records: [...catalogueRecords(plan, from)] })
      const made = (await count()) - before
      return { ...nothing(), made, there: to - from - made }
    },
  }
}

/** Rows that bind made items of the site to those of 1C. */
export async function mappingRows({ mappings }: Bases, task: MakeTask): Promise<PortionPlan> {
  const key = (row: { site_id: string; ref_1c: string }): string => `${row.site_id} ${row.ref_1c}`
  const known = new Set(mappings.table('product').rows.map(key))
  return {
    size: ROWS_AT_ONCE,
    async put(from, to) {
      const made = range(from, to).flatMap((n) => makeMappingRows(task.seed, n, textOf(task, 'trade')))
      const { rows, there } = fresh(made, known, key)
      if (rows.length > 0)
        await mappings.save(
          'product',
          { put: rows.map((row) => ({ id: `made-${row.ref_1c}`, ...row })), remove: [] },
          'operator',
        )
      return { ...nothing(), made: rows.length, there }
    },
  }
}
