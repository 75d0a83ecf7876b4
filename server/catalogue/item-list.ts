import type { Cell, Connection } from './connection.ts'
import { subtreeNumbers } from './groups.ts'
import { searchable } from './loaded-item.ts'
import type { ItemQuery, ItemRow, Page } from './model.ts'

/** Sorted lists that are kept: a table that is scrolled asks for many pages of one. A million items take 4 MB. */
const LISTS_KEPT = 4

/** Items in pages. */
export interface ItemList {
  page(query: ItemQuery): Page<ItemRow>
  rows(numbers: readonly number[]): ItemRow[]
  /** The base has changed. */
  forget(): void
}

type Filter = { from: string; where: string; parameters: Cell[] }

/** What the offers of an item come to; all of it stands in the index. */
const ofOffers = (value: 'min(o.price)' | 'sum(o.quantity)'): string =>
  `(select ${value} from offers o indexed by offers_item where o.item = i.n and o.active = 1)`

export function createItemList(connection: Connection): ItemList {
  const lists = new Map<string, Uint32Array>()

  function filterOf(query: ItemQuery): Filter {
    const { text, group, state } = query
    const conditions = ['i.known = 1']
    const parameters: Cell[] = []
    if (state) conditions.push(`i.active = ${state === 'active' ? 1 : 0}`)
    if (text?.trim()) {
      conditions.push('instr(i.search, ?) > 0')
      parameters.push(searchable(text.trim()))
    }
    if (group !== undefined) {
      conditions.push('i.n in (select item from links where grp in (select value from json_each(?)))')
      parameters.push(JSON.stringify(subtreeNumbers(connection, [group])))
    }
    return { from: `items i ${indexFor(query)}`, where: conditions.join(' and '), parameters }
  }

  /**
   * The planner has no statistics and takes the index of what is equal, which sorts whole lists. A search reads the index
   * that holds the texts, not the rows; of a group it begins with the members.
   */
  function indexFor({ text, group, sort }: ItemQuery): string {
    if (group !== undefined) return ''
    if (text?.trim() || sort === 'name') return 'indexed by items_search'
    return sort === 'article' ? 'indexed by items_article' : ''
  }

  function order({ sort = 'position', descending = false }: ItemQuery): string {
    const way = descending ? 'desc' : 'asc'
    if (sort === 'position') return `i.n ${way}`
    // What has none comes last either way.
    if (sort === 'price') return `${ofOffers('min(o.price)')} ${way} nulls last, i.n`
    if (sort === 'quantity') return `${ofOffers('sum(o.quantity)')} ${way} nulls last, i.n`
    // In the order of the columns of its index, so that nothing is sorted.
    return `${sort === 'name' ? 'i.search' : 'i.article'} ${way}, i.active ${way}, i.n ${way}`
  }

  function fromIndex(
    query: ItemQuery,
    { from, where, parameters }: Filter,
  ): { numbers: number[]; total: number } {
    const total = connection
      .statement<[number]>(`select count(*) from items i where ${where}`)
      .get(...parameters)![0]
    const numbers = connection
      .statement<[number]>(`select i.n from ${from} where ${where} order by ${order(query)} limit ? offset ?`)
      .all(...parameters, query.limit, query.offset)
    return { numbers: numbers.map(([n]) => n), total }
  }

  function fromList(
    query: ItemQuery,
    { from, where, parameters }: Filter,
  ): { numbers: number[]; total: number } {
    const by = order(query)
    const key = JSON.stringify([where, by, parameters])
    const list =
      lists.get(key) ?? makeList(`select i.n as n from ${from} where ${where} order by ${by}`, parameters)
    lists.delete(key)
    lists.set(key, list)
    if (lists.size > LISTS_KEPT) lists.delete(lists.keys().next().value!)
    return { numbers: [...list.subarray(query.offset, query.offset + query.limit)], total: list.length }
  }

  /** One text for all numbers: a row for each would take ten times as long. */
  function makeList(select: string, parameters: Cell[]): Uint32Array {
    const text = connection
      .statement<[string | null]>(`select group_concat(n) from (${select})`)
      .get(...parameters)![0]
    return text === null ? new Uint32Array() : Uint32Array.from(text.split(','), Number)
  }

  const rowsOf = (numbers: readonly number[]): ItemRow[] => readRows(connection, numbers)

  return {
    forget: () => lists.clear(),
    rows: rowsOf,
    page(query) {
      const filter = filterOf(query)
      const indexed = filter.parameters.length === 0 && query.sort !== 'price' && query.sort !== 'quantity'
      const { numbers, total } = indexed ? fromIndex(query, filter) : fromList(query, filter)
      return { rows: rowsOf(numbers), total }
    },
  }
}

type Columns = [
  n: number,
  id: string,
  name: string,
  article: string,
  barcode: string,
  unit: string,
  active: number,
  pictures: number,
  line: number,
  groups: string,
]
type Sums = [
  item: number,
  offers: number,
  min: number | null,
  max: number | null,
  currency: string | null,
  quantity: number | null,
]

function readRows(connection: Connection, numbers: readonly number[]): ItemRow[] {
  if (numbers.length === 0) return []
  const wanted = JSON.stringify(numbers)
  const sums = new Map(
    connection
      .statement<Sums>(
        `select item, count(*), min(price) filter (where active = 1), max(price) filter (where active = 1),
           max(currency) filter (where active = 1 and price is not null), sum(quantity) filter (where active = 1)
         from offers where known = 1 and item in (select value from json_each(?)) group by item`,
      )
      .all(wanted)
      .map((row) => [row[0], row]),
  )
  const rows = new Map(
    connection
      .statement<Columns>(
        `select i.n, i.id, i.name, i.article, i.barcode, i.unit, i.active, i.pictures, i.line, json_extract(d.detail, '$.groups')
         from items i join details d on d.n = i.n where i.n in (select value from json_each(?))`,
      )
      .all(wanted)
      .map((row) => [row[0], row]),
  )
  return numbers.flatMap((n) => {
    const row = rows.get(n)
    return row ? [itemRow(row, sums.get(n))] : []
  })
}

function itemRow(row: Columns, sums: Sums | undefined): ItemRow {
  const [, id, name, article, barcode, unit, active, pictures, line, groups] = row
  const [, offers, min, max, currency, quantity] = sums ?? [0, 0, null, null, null, null]
  return {
    id,
    name,
    article,
    barcode,
    unit,
    groups: JSON.parse(groups) as string[],
    active: active === 1,
    pictures,
    offers,
    price: min !== null && max !== null ? { min, max, currency: currency ?? '' } : null,
    quantity,
    line,
  }
}
