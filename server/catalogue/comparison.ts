import { isDeepStrictEqual } from 'node:util'
import { setImmediate } from 'node:timers/promises'
import { openConnection, type Connection } from './connection.ts'
import type { Difference, Page } from './model.ts'

const CACHE_KIB = 16 * 1024
/** Rows compared at once: some tens of ms, then others come first. */
const STEP = 5000
/** Characters of a value that is shown. */
const SHOWN = 300

type Kind = Difference['kind']
const partKinds = ['group', 'property', 'priceType', 'warehouse'] as const

/** What differs between two bases. The differences lie in a temporary table, so that pages of any number of them are quick. */
export interface Comparison {
  page(query: { what?: Difference['what'] | undefined; offset: number; limit: number }): Page<Difference>
  close(): void
}

/** Texts of one table in both bases: where a row of one side has its equal on the other. */
interface Pairing {
  /** Table that is walked by `n`, with what a row has to be. */
  from: string
  id: string
  same: string
  differs: string
}

/** Names of the two bases in SQL: before and after. */
type Side = 'main' | 'other'

function itemPairing(side: Side, against: Side): Pairing {
  return {
    from: `${side}.items a join ${side}.details da on da.n = a.n where a.known = 1`,
    id: 'a.id',
    same: `select 1 from ${against}.items b where b.id = a.id and b.known = 1`,
    differs: `select 1 from ${against}.items b join ${against}.details db on db.n = b.n
      where b.id = a.id and b.known = 1 and (b.active <> a.active or db.detail <> da.detail)`,
  }
}

function offerPairing(side: Side, against: Side): Pairing {
  const pair = `${against}.items bi join ${against}.offers b on b.item = bi.n and b.suffix = a.suffix and b.known = 1`
  return {
    from: `${side}.offers a join ${side}.items ai on ai.n = a.item where a.known = 1`,
    id: `json_extract(a.detail, '$.id')`,
    same: `select 1 from ${pair} where bi.id = ai.id`,
    differs: `select 1 from ${pair} where bi.id = ai.id and (b.active <> a.active or b.detail <> a.detail)`,
  }
}

function partPairing(kind: Kind, side: Side, against: Side): Pairing {
  const pair = `${against}.parts b where b.kind = '${kind}' and b.id = a.id and b.known = 1`
  return {
    from: `${side}.parts a where a.kind = '${kind}' and a.known = 1`,
    id: 'a.id',
    same: `select 1 from ${pair}`,
    differs: `select 1 from ${pair} and (b.active <> a.active or b.detail <> a.detail)`,
  }
}

/** What changed on the way from the base `before` to the base `after`. */
export async function compareBases(before: string, after: string): Promise<Comparison> {
  const connection = openConnection(before, CACHE_KIB)
  try {
    connection.statement('attach database ? as other').run(after)
    connection.exec(
      `create temp table differences (n integer primary key, kind text, what text, id text, before integer, after integer)`,
    )
    for (const kind of partKinds)
      await both(kind, (side, against) => partPairing(kind, side, against), 'parts')
    await both('item', itemPairing, 'items')
    await both('offer', offerPairing, 'offers')
    connection.exec('create index temp.differences_what on differences (what, n)')
    return { page: (query) => readPage(connection, query), close: () => connection.close() }
  } catch (error) {
    connection.close()
    throw error
  }

  async function both(
    kind: Kind,
    pairing: (side: Side, against: Side) => Pairing,
    table: string,
  ): Promise<void> {
    await walk('main', table, (range) => {
      const { from, id, same, differs } = pairing('main', 'other')
      return `insert into differences (kind, what, id, before)
        select '${kind}', 'vanished', ${id}, a.n from ${from} and ${range} and not exists (${same})
        union all select '${kind}', 'changed', ${id}, a.n from ${from} and ${range} and exists (${differs})`
    })
    await walk('other', table, (range) => {
      const { from, id, same } = pairing('other', 'main')
      return `insert into differences (kind, what, id, after)
        select '${kind}', 'appeared', ${id}, a.n from ${from} and ${range} and not exists (${same})`
    })
  }

  async function walk(side: Side, table: string, insert: (range: string) => string): Promise<void> {
    const last = connection.statement<[number | null]>(`select max(n) from ${side}.${table}`).get()?.[0] ?? 0
    const step = connection.statement(insert('a.n > ?1 and a.n <= ?2'))
    for (let from = 0; from < last; from += STEP) {
      step.run(from, from + STEP)
      await setImmediate()
    }
  }
}

type DifferenceCells = [kind: string, what: string, id: string, before: number | null, after: number | null]

function readPage(
  connection: Connection,
  { what, offset, limit }: { what?: Difference['what'] | undefined; offset: number; limit: number },
): Page<Difference> {
  const where = '(?1 is null or what = ?1)'
  const total = connection
    .statement<[number]>(`select count(*) from differences where ${where}`)
    .get(what ?? null)![0]
  const rows = connection
    .statement<DifferenceCells>(
      `select kind, what, id, before, after from differences where ${where} order by n limit ?2 offset ?3`,
    )
    .all(what ?? null, limit, offset)
  return { rows: rows.map((row) => difference(connection, row)), total }
}

type Content = { [field: string]: unknown }

function difference(
  connection: Connection,
  [kindName, what, id, beforeN, afterN]: DifferenceCells,
): Difference {
  const kind = kindName as Kind
  const before = beforeN === null ? null : contentAt(connection, kind, 'main', beforeN)
  const after =
    what === 'changed'
      ? contentOf(connection, kind, id, beforeN!)
      : afterN === null
        ? null
        : contentAt(connection, kind, 'other', afterN)
  return {
    kind,
    id,
    name: String((after ?? before)?.['name'] ?? ''),
    what: what as Difference['what'],
    fields: what === 'changed' ? changedFields(before ?? {}, after ?? {}) : [],
  }
}

const tableOf = (kind: Kind): 'items' | 'offers' | 'parts' =>
  kind === 'item' ? 'items' : kind === 'offer' ? 'offers' : 'parts'

function contentAt(connection: Connection, kind: Kind, side: Side, n: number): Content {
  const table = tableOf(kind)
  const source =
    table === 'items' ? `${side}.items t join ${side}.details d on d.n = t.n` : `${side}.${table} t`
  const detail = table === 'items' ? 'd.detail' : 't.detail'
  return content(
    connection.statement<[number, string]>(`select t.active, ${detail} from ${source} where t.n = ?`).get(n)!,
  )
}

/** The other side of a changed record. */
function contentOf(connection: Connection, kind: Kind, id: string, before: number): Content {
  const n =
    kind === 'item'
      ? connection.statement<[number]>('select n from other.items where id = ?').get(id)
      : kind === 'offer'
        ? connection
            .statement<[number]>(
              `select b.n from main.offers a join main.items ai on ai.n = a.item join other.items bi on bi.id = ai.id
               join other.offers b on b.item = bi.n and b.suffix = a.suffix where a.n = ?`,
            )
            .get(before)
        : connection.statement<[number]>('select n from other.parts where kind = ? and id = ?').get(kind, id)
  return contentAt(connection, kind, 'other', n![0])
}

const content = ([active, detail]: readonly [number, string]): Content => ({
  ...(JSON.parse(detail) as Content),
  deleted: active === 0,
})

function changedFields(before: Content, after: Content): Difference['fields'] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => !isDeepStrictEqual(before[field], after[field]))
    .map((field) => ({ field, before: shown(before[field]), after: shown(after[field]) }))
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}
