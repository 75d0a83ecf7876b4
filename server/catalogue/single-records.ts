import type {
  CmlGroup,
  CmlItem,
  CmlOffer,
  CmlPriceType,
  CmlProperty,
  CmlRecord,
  CmlWarehouse,
} from '../contracts/commerceml/model.ts'
import type { Cell, Connection } from './connection.ts'
import type { ItemDetail } from './loaded-item.ts'
import { searchable } from './loaded-item.ts'
import type { OfferDetail } from './offer-rules.ts'

/** Records as they lie in the base, put together again. */

export type ItemCells = [n: number, id: string, active: number, line: number, col: number, detail: string]
export const itemColumns = 'i.n, i.id, i.active, i.line, i.col, d.detail'

export const itemOf = ([, id, active, line, column, detail]: ItemCells): CmlItem => ({
  kind: 'item',
  id,
  place: { line, column },
  deleted: active === 0,
  ...(JSON.parse(detail) as ItemDetail),
})

export type OfferCells = [n: number, active: number, line: number, col: number, detail: string]
export const offerColumns = 'o.n, o.active, o.line, o.col, o.detail'

export const offerOf = ([, active, line, column, detail]: OfferCells): CmlOffer => ({
  kind: 'offer',
  place: { line, column },
  deleted: active === 0,
  ...(JSON.parse(detail) as OfferDetail),
})

export type PartCells = [kind: string, active: number, line: number, col: number, detail: string]
export const partColumns = 'kind, active, line, col, detail'

export function partOf([kind, active, line, column, detail]: PartCells): CmlRecord {
  const part = { kind, place: { line, column }, ...(JSON.parse(detail) as object) }
  if ('deleted' in part) part.deleted = active === 0
  return part as unknown as CmlRecord
}

type NamedPart = CmlGroup | CmlProperty | CmlPriceType | CmlWarehouse

/** Everything of one kind, in the order of arrival. */
export const partsOf = <Kind extends CmlRecord['kind']>(
  connection: Connection,
  kind: Kind,
): Extract<CmlRecord, { kind: Kind }>[] =>
  connection
    .statement<PartCells>(`select ${partColumns} from parts where kind = ? and known = 1 order by n`)
    .all(kind)
    .map((row) => partOf(row) as Extract<CmlRecord, { kind: Kind }>)

export function namedPart(connection: Connection, kind: NamedPart['kind'], id: string): NamedPart | null {
  const row = connection
    .statement<PartCells>(`select ${partColumns} from parts where kind = ? and id = ? and known = 1`)
    .get(kind, id)
  return row ? (partOf(row) as NamedPart) : null
}

function findItemBy(connection: Connection, where: string, ...parameters: Cell[]): CmlItem | null {
  const row = connection
    .statement<ItemCells>(
      `select ${itemColumns} from items i join details d on d.n = i.n where i.known = 1 and ${where} order by i.active desc, i.n limit 1`,
    )
    .get(...parameters)
  return row ? itemOf(row) : null
}

export const itemById = (connection: Connection, id: string): CmlItem | null =>
  findItemBy(connection, 'i.id = ?', id)

/** Commerceml section 10.2: goods that the `Ид` does not find are looked for by article, then by name; active ones first. */
export function itemByKey(
  connection: Connection,
  key: { article: string } | { name: string },
): CmlItem | null {
  if ('article' in key)
    return key.article === '' ? null : findItemBy(connection, 'i.article = ?', key.article)
  // Names begin the search text and end with a line break there, so its index finds them.
  const begin = searchable(key.name)
  return findItemBy(
    connection,
    'i.search >= ? and i.search < ? and i.name = ?',
    `${begin}\n`,
    `${begin}\v`,
    key.name,
  )
}

/** `goods` or `goods#characteristic`, also where goods with a characteristic are items of their own. */
export function offerById(connection: Connection, id: string): CmlOffer | null {
  const at = id.indexOf('#')
  const places: [string, string][] =
    at < 0
      ? [[id, '']]
      : [
          [id, ''],
          [id.slice(0, at), id.slice(at)],
        ]
  const find = connection.statement<OfferCells>(
    `select ${offerColumns} from offers o join items i on i.n = o.item where i.id = ? and o.suffix = ? and o.known = 1`,
  )
  for (const [item, suffix] of places) {
    const row = find.get(item, suffix)
    if (row) return offerOf(row)
  }
  return null
}
