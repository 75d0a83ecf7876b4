import { columnsOf, type ItemDetail, type LoadedItem } from './loaded-item.ts'
import { numbersOf, type Loading } from './loading.ts'
import { createTally, type State, type Stored, type Tally } from './settle.ts'

type ItemRow = [
  n: number,
  known: number,
  active: number,
  change: number,
  scope: number,
  detail: string | null,
]

export interface ItemRules {
  take(record: LoadedItem, catalogue: string): void
  /** Number of the item of an offer; an unknown one gets a row that holds its place. */
  ofOffer(itemId: string, offerId: string): { n: number; known: boolean; id: string }
  tally: Tally<LoadedItem>
}

export function createItemRules(loading: Loading, group: (id: string) => number): ItemRules {
  const { connection, references, scope } = loading
  const fresh = loading.fresh.items
  const next = numbersOf(connection, 'items')
  const find = connection.statement<ItemRow>(
    `select i.n, i.known, i.active, i.change, i.scope, d.detail from items i left join details d on d.n = i.n where i.id = ?`,
  )
  const findNumber = connection.statement<[number, number]>('select n, known from items where id = ?')
  const insert = connection.statement(
    `insert into items (n, id, known, active, change, scope, line, col, name, article, barcode, unit, pictures, search)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = connection.statement(
    `update items set known = 1, active = ?, change = ?, scope = ?, line = ?, col = ?, name = ?, article = ?, barcode = ?,
     unit = ?, pictures = ?, search = ? where n = ?`,
  )
  const insertDetail = connection.statement('insert or replace into details (n, detail) values (?, ?)')
  const unlink = connection.statement('delete from links where item = ?')
  const link = connection.statement('insert or ignore into links (item, grp) values (?, ?)')
  /** Whether goods with `#` in their `Ид` were ever stored: only then offers have to be looked up twice. */
  let composed = connection.statement(`select 1 from meta where name = 'composed'`).get() !== undefined
  let scopeNow = 0
  let scopeBefore = 0
  let catalogueNow: string | null = null

  /** Columns follow the detail and not the record: a mark of deletion leaves the content as it is. */
  function columns(detail: string, record: LoadedItem): [string, string, string, string, number, string] {
    const { name, article, barcode, unit, pictures, search } =
      detail === record.detail ? record : columnsOf(record.id, JSON.parse(detail) as ItemDetail)
    return [name, article, barcode, unit, pictures, search]
  }

  function relink(n: number, groups: readonly string[]): void {
    for (const id of groups) link.run(n, group(id))
  }

  /** Goods with a characteristic as a record of their own (10.3): their offer has the same `Ид` and may have come before. */
  function takeOffers(id: string, n: number): void {
    const at = id.indexOf('#')
    if (at < 0) return
    if (!composed) connection.statement(`insert into meta (name, value) values ('composed', 1)`).run()
    composed = true
    const base = findNumber.get(id.slice(0, at))
    if (!base) return
    connection
      .statement(`update offers set item = ?, suffix = '' where item = ? and suffix = ?`)
      .run(n, base[0], id.slice(at))
    loading.fresh.offers.add(n, '')
  }

  const tally = createTally<LoadedItem>(loading, {
    kind: 'item',
    find({ id }) {
      const row = fresh.mayHave(0, id) ? find.get(id) : undefined
      if (!row) return null
      scopeBefore = row[4]
      return { n: row[0], known: row[1] === 1, active: row[2] === 1, change: row[3], detail: row[5] ?? '' }
    },
    detail: ({ detail }) => detail,
    revives: () => true,
    insert(record, { active, change, detail }) {
      const n = next()
      const { line, column } = record.place
      fresh.add(0, record.id)
      insert.run(n, record.id, 1, active ? 1 : 0, change, scopeNow, line, column, ...columns(detail, record))
      insertDetail.run(n, detail)
      relink(n, record.groups)
      takeOffers(record.id, n)
      return n
    },
    update(record, { active, change, detail }: State, current: Stored) {
      const { line, column } = record.place
      update.run(active ? 1 : 0, change, scopeNow, line, column, ...columns(detail, record), current.n)
      if (current.known && current.detail === detail) return
      insertDetail.run(current.n, detail)
      unlink.run(current.n)
      relink(current.n, (JSON.parse(detail) as ItemDetail).groups)
      if (!current.known) takeOffers(record.id, current.n)
    },
    // One item may be in the catalogues of two rows of a node: it belongs to the one that named it last.
    same(_record, { n }) {
      if (scopeBefore !== scopeNow)
        connection.statement('update items set scope = ? where n = ?').run(scopeNow, n)
    },
  })

  function placeFor(id: string): { n: number; known: boolean; id: string } {
    const found = fresh.mayHave(0, id) ? findNumber.get(id) : undefined
    if (found) return { n: found[0], known: found[1] === 1, id }
    const n = next()
    fresh.add(0, id)
    insert.run(n, id, 0, 0, 0, 0, 0, 0, '', '', '', '', 0, '')
    return { n, known: false, id }
  }

  let last: { itemId: string; place: { n: number; known: boolean; id: string } } | null = null
  return {
    tally,
    take(record, catalogue) {
      last = null
      if (catalogue !== catalogueNow) {
        catalogueNow = catalogue
        scopeNow = scope(catalogue)
      }
      for (const id of record.groups) references.use('group', id, record.place.line)
      for (const id of record.properties) references.use('property', id, record.place.line)
      const { id, name, deleted, place } = record
      tally.take(record, { id, name, deleted, line: place.line })
    },
    ofOffer(itemId, offerId) {
      if (composed && offerId !== itemId) {
        const own = findNumber.get(offerId)
        if (own?.[1] === 1) return { n: own[0], known: true, id: offerId }
      }
      // Offers of one item follow each other.
      if (last?.itemId !== itemId) last = { itemId, place: placeFor(itemId) }
      return last.place
    },
  }
}
