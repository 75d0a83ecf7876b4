import type { OnecDemoCounterparty, OnecDemoData, OnecDemoItem } from '../../../mocks/onec/demo.ts'
import { numberOf, textOf, type MakeTask } from '../kind.ts'
import { makeCompany } from '../kinds/companies.ts'
import { makeItem } from '../kinds/items.ts'
import { offersOf } from '../kinds/offers.ts'
import { makePerson } from '../kinds/people.ts'
import { stockQuantity } from '../kinds/stock.ts'
import type { Bases } from './bases.ts'
import { fresh, nothing, oneByOne, range, type PortionPlan } from './portion.ts'

/** Counterparties, items and stock of the simulated УТ 11. */

const EMPTY: OnecDemoData = {
  organizations: [],
  counterparties: [],
  items: [],
  dictionaries: {
    city: [],
    delivery_method: [],
    storage: [],
    transport_company: [],
    payment_method: [],
    order_status: [],
  },
}
const AT_ONCE = 200

async function counterparties(bases: Bases, make: (n: number) => OnecDemoCounterparty): Promise<PortionPlan> {
  const known = new Set((await bases.onec.counterparties()).map(({ ref_1c }) => ref_1c))
  return {
    size: AT_ONCE,
    async put(from, to) {
      const { rows, there } = fresh(range(from, to).map(make), known, ({ ref_1c }) => ref_1c)
      await bases.onec.seed({ ...EMPTY, counterparties: rows })
      bases.changed('onec')
      return { ...nothing(), made: rows.length, there }
    },
  }
}

export const onecCompanies = (bases: Bases, task: MakeTask): Promise<PortionPlan> =>
  counterparties(bases, (n) => {
    const { ref, code, name, inn, kpp, email, phone } = makeCompany(
      task.seed,
      n,
      numberOf(task, 'entrepreneurs'),
    )
    return { ref_1c: ref, code_1c: code, name, inn, kpp, email, telefon: phone }
  })

export const onecPeople = (bases: Bases, task: MakeTask): Promise<PortionPlan> =>
  counterparties(bases, (n) => {
    const { ref, code, name, email, phone } = makePerson(task.seed, n)
    return { ref_1c: ref, code_1c: `Ф${code}`, name, inn: '', kpp: '', email, telefon: phone }
  })

/** Where 1C keeps what lies in each warehouse of the site; those that no row answers for are left out. */
async function warehousesOf({ site, mappings }: Bases): Promise<{ at: number; ref: string }[]> {
  const { storage } = await site.dictionaries()
  return storage.flatMap(({ id }, at) => {
    const { outcome, ref } = mappings.toOnec('storage', id)
    return outcome === 'mapped' && ref !== null ? [{ at, ref }] : []
  })
}

/** Positions of made items, one for each characteristic, with prices and stock. */
export async function onecItems(bases: Bases, task: MakeTask): Promise<PortionPlan> {
  const warehouses = await warehousesOf(bases)
  const known = new Set((await bases.onec.items()).map(({ offer_id }) => offer_id))
  const itemsOf = (n: number): OnecDemoItem[] => {
    const item = makeItem(task.seed, n, textOf(task, 'trade'))
    return offersOf(item).map(({ ref, code, name, artikul }, part) => ({
      offer_id: ref,
      code_1c: code,
      artikul,
      name,
      unit: item.unit,
      nds_s: item.vat,
      price: item.price_kopecks,
      group: item.group,
      ...(part === 0 ? { barcodes: [item.barcode] } : {}),
      stock: warehouses.map((warehouse) => ({
        storage_ref: warehouse.ref,
        quantity: stockQuantity(task.seed, item, n, warehouse.at, part),
      })),
    }))
  }
  return {
    size: AT_ONCE,
    async put(from, to) {
      const { rows, there } = fresh(range(from, to).flatMap(itemsOf), known, ({ offer_id }) => offer_id)
      await bases.onec.seed({ ...EMPTY, items: rows })
      bases.changed('onec')
      return { ...nothing(), made: rows.length, there }
    },
  }
}

/** The stock of made items anew, which the site is told of in the next exchange. */
export async function onecStock(bases: Bases, task: MakeTask): Promise<PortionPlan> {
  const warehouses = await warehousesOf(bases)
  const stockOf = (n: number) => {
    const item = makeItem(task.seed, n, textOf(task, 'trade'))
    return offersOf(item).flatMap(({ ref }, part) =>
      warehouses.map((warehouse) => ({
        offer_id: ref,
        storage_ref: warehouse.ref,
        quantity: stockQuantity(task.seed, item, n, warehouse.at, part),
      })),
    )
  }
  return {
    size: 20,
    put: (from, to) =>
      oneByOne(range(from, to).flatMap(stockOf), async ({ offer_id, storage_ref, quantity }) => {
        await bases.onec.setStock(offer_id, storage_ref, quantity)
        return 'made'
      }),
  }
}
