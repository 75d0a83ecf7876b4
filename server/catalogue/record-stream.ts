import { setImmediate } from 'node:timers/promises'
import type { CmlItem, CmlOffer, CmlRecord } from '../contracts/commerceml/model.ts'
import type { Catalogue } from './catalogue.ts'
import type { Connection } from './connection.ts'
import { subtreeNumbers } from './groups.ts'
import {
  itemColumns,
  itemOf,
  offerColumns,
  offerOf,
  partsOf,
  type ItemCells,
  type OfferCells,
} from './single-records.ts'

type Selection = NonNullable<Parameters<Catalogue['records']>[0]>

/** Records read at once: nothing is held open between pages, so writers and other requests go on. */
const PAGE = 500

/**
 * The base as records, in the order that keeps references valid (contract section 7.2): classifier, groups, properties,
 * units, price types, warehouses, catalogue, items, package, offers.
 */
export async function* streamRecords(
  connection: Connection,
  selection: Selection,
): AsyncGenerator<CmlRecord> {
  const { groups, warehouses, priceTypes } = selection
  const below = groups && groups.length > 0 ? subtreeNumbers(connection, groups) : null
  const wanted = (list: readonly string[] | undefined, id: string): boolean => !list || list.includes(id)

  yield* partsOf(connection, 'classifier')
  yield* groupsOf(connection, below)
  yield* partsOf(connection, 'property')
  yield* partsOf(connection, 'unit')
  yield* partsOf(connection, 'priceType').filter(({ id }) => wanted(priceTypes, id))
  yield* partsOf(connection, 'warehouse').filter(({ id }) => wanted(warehouses, id))
  yield* partsOf(connection, 'catalogue')
  yield* streamItems(connection, selection.since ?? 0, below)
  yield* partsOf(connection, 'package')
  for await (const offer of streamOffers(connection, selection.since ?? 0, below))
    yield {
      ...offer,
      prices: offer.prices?.filter(({ priceType }) => wanted(priceTypes, priceType)) ?? null,
      stocks:
        offer.stocks?.filter(({ warehouse }) => warehouse === null || wanted(warehouses, warehouse)) ?? null,
    }
}

/** Groups of a selection with the groups above them: a group without its parent would hang in the air. */
function groupsOf(connection: Connection, below: readonly number[] | null): CmlRecord[] {
  const all = partsOf(connection, 'group')
  if (!below) return all
  const ids = connection
    .statement<[string]>(
      `with recursive above (id, parent) as (
         select id, parent from parts where n in (select value from json_each(?))
         union
         select p.id, p.parent from above join parts p on p.kind = 'group' and p.id = above.parent)
       select id from above`,
    )
    .all(JSON.stringify(below))
  const kept = new Set(ids.map(([id]) => id))
  return all.filter(({ id }) => kept.has(id))
}

const inGroups = (item: string): string =>
  `(?4 is null or ${item} in (select item from links where grp in (select value from json_each(?4))))`

async function* streamItems(
  connection: Connection,
  since: number,
  groups: readonly number[] | null,
): AsyncGenerator<CmlItem> {
  const page = connection.statement<ItemCells>(
    `select ${itemColumns} from items i join details d on d.n = i.n
     where i.n > ?1 and i.known = 1 and i.change > ?2 and ${inGroups('i.n')} order by i.n limit ?3`,
  )
  yield* pages((after) => page.all(after, since, PAGE, groups && JSON.stringify(groups)), itemOf)
}

async function* streamOffers(
  connection: Connection,
  since: number,
  groups: readonly number[] | null,
): AsyncGenerator<CmlOffer> {
  const page = connection.statement<OfferCells>(
    `select ${offerColumns} from offers o
     where o.n > ?1 and o.known = 1 and o.change > ?2 and ${inGroups('o.item')} order by o.n limit ?3`,
  )
  yield* pages((after) => page.all(after, since, PAGE, groups && JSON.stringify(groups)), offerOf)
}

async function* pages<Row extends readonly [n: number, ...rest: unknown[]], Record>(
  read: (after: number) => Row[],
  put: (row: Row) => Record,
): AsyncGenerator<Record> {
  for (let after = 0; ;) {
    const rows = read(after)
    for (const row of rows) yield put(row)
    const last = rows.at(-1)
    if (!last) return
    after = last[0]
    // The next page is work of tens of ms when little of the base is selected; others come first.
    await setImmediate()
  }
}
