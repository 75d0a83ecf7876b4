import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { GUID } from '../../server/contracts/requisites.ts'
import type { Dictionary, DictionaryItem, RowResult } from '../../server/contracts/site-orders/schema.ts'
import type { DictionaryKind } from '../../server/contracts/site-orders/dictionaries.ts'
import type { Answer, Call } from '../../server/http/contract-routes.ts'
import { ContractError } from '../../server/http/errors.ts'
import { kindRules } from '../../server/mappings/kinds.ts'
import type { MappingBatch } from '../../server/mappings/model.ts'
import { dictionariesOf } from './catalogue.ts'
import { BY_ONEC, type Shop } from './parts.ts'
import { refusedRow, rowResults, rowsRead } from './row-results.ts'

/** A row of a mapping table as a batch takes it. */
type Row = MappingBatch['put'][number]

/** `GET /dictionaries/{kind}` (A-38…A-43): what the site has, with the 1C side where it is mapped. */
export function dictionaryHandler(shop: Shop) {
  return async function giveDictionary(call: Call): Promise<Answer> {
    const kind = call.params['kind'] as DictionaryKind
    const own = (await dictionariesOf(shop.base))[kind]
    const rows = shop.mappings.table(kind).rows.filter(({ state }) => state === 'mapped')
    const items = own.map(({ id, name }): DictionaryItem => {
      const row = rows.find(({ site_id }) => site_id === id)
      return {
        id,
        name,
        ...(row && GUID.test(row.ref_1c) ? { ref_1c: row.ref_1c } : {}),
        ...(row?.code_1c ? { code_1c: row.code_1c } : {}),
      }
    })
    const body: Dictionary = { kind, items }
    return { status: 200, body }
  }
}

/**
 * `POST /dictionaries/{kind}`: 1C's side of the table. An element that nothing is bound to becomes a row "new in 1C, not bound";
 * a bound one gets 1C's name and code. A binding that a person has made is never changed by a message.
 * @throws ContractError 422 SITE-VALIDATION when the kind of the body is not that of the address
 */
export function acceptDictionaryHandler(shop: Shop) {
  return async function acceptDictionary(call: Call): Promise<Answer> {
    const { kind, items } = call.request as Dictionary
    if (kind !== call.params['kind'])
      throw new ContractError(
        422,
        'SITE-VALIDATION',
        `Справочник ${kind} отправлен по адресу справочника ${call.params['kind']}.`,
        { errors: [{ pointer: '/kind', rule: 'path', expected: call.params['kind']!, actual: kind }] },
      )
    const names = new Map((await dictionariesOf(shop.base))[kind].map(({ id, name }) => [id, name]))
    const table = new BoundRows(shop.mappings.table(kind).rows)
    const said: RowResult[] = []
    for (const { index, item } of rowsRead(items, call.rejected)) {
      const refusal = takeOver(table, item, kind, names)
      if (refusal) said.push(refusedRow(index, refusal))
    }
    const batch = table.batch()
    if (batch.put.length + batch.remove.length > 0) await shop.mappings.save(kind, batch, BY_ONEC)
    return { status: 200, body: rowResults(items, call.rejected, said) }
  }
}

/** The rows of a table by the two ends that a dictionary message can name, with what the message changes in them. */
class BoundRows {
  readonly #rows = new Map<string, Row>()
  readonly #byRef = new Map<string, Set<string>>()
  readonly #bySite = new Map<string, string>()
  readonly #changed = new Set<string>()
  readonly #removed = new Set<string>()

  constructor(rows: readonly Row[]) {
    for (const row of rows) this.#index(row)
  }

  #index(row: Row): void {
    this.#rows.set(row.id, row)
    if (row.site_id) this.#bySite.set(row.site_id, row.id)
    if (row.ref_1c) this.#byRef.set(row.ref_1c, (this.#byRef.get(row.ref_1c) ?? new Set()).add(row.id))
  }

  /** Rows of a 1C reference; several where several site values become one (cities). */
  ofRef(ref_1c: string | undefined): Row[] {
    const ids = ref_1c ? [...(this.#byRef.get(ref_1c) ?? [])] : []
    return ids.flatMap((id) => this.#rows.get(id) ?? [])
  }

  ofSite(site_id: string): Row | undefined {
    return this.#rows.get(this.#bySite.get(site_id) ?? '')
  }

  put(row: Row): void {
    const before = this.#rows.get(row.id)
    if (before && isDeepStrictEqual(before, row)) return
    this.#index(row)
    this.#changed.add(row.id)
  }

  remove({ id }: Row): void {
    this.#rows.delete(id)
    this.#changed.delete(id)
    this.#removed.add(id)
  }

  batch(): MappingBatch {
    return { put: [...this.#changed].map((id) => this.#rows.get(id)!), remove: [...this.#removed] }
  }
}

/** The 1C side of a row as the message has it. */
const withOnecSide = (row: Row, item: DictionaryItem): Row => ({
  ...row,
  ref_1c: row.ref_1c || (item.ref_1c ?? ''),
  code_1c: item.code_1c ?? row.code_1c,
  name_1c: item.name,
  ...(item.archived === undefined ? {} : { archived: item.archived }),
})

const newRow = (item: DictionaryItem, site_id: string, site_name: string): Row =>
  withOnecSide({ id: randomUUID(), site_id, site_name, ref_1c: '', code_1c: '', name_1c: '' }, item)

/** Takes one element over into the table. @returns why it does not fit, `null` when it does */
function takeOver(
  table: BoundRows,
  item: DictionaryItem,
  kind: DictionaryKind,
  names: ReadonlyMap<string, string>,
): string | null {
  const ofRef = table.ofRef(item.ref_1c)
  if (item.id === null) {
    if (ofRef.length === 0) table.put(newRow(item, '', ''))
    for (const row of ofRef) table.put(withOnecSide(row, item))
    return null
  }
  const own = table.ofSite(item.id)
  if (own && item.ref_1c && own.ref_1c && own.ref_1c !== item.ref_1c)
    return `Значение «${item.id}» на сайте уже связано с другим элементом 1С. Исправьте одну из сторон.`
  const elsewhere = ofRef.find(({ site_id }) => site_id !== '' && site_id !== item.id)
  if (elsewhere && kindRules[kind].relation === '1:1')
    return `Элемент 1С «${item.name}» на сайте связан с «${elsewhere.site_id}», а в сообщении с «${item.id}». Исправьте одну из сторон.`
  const unbound = ofRef.find(({ site_id }) => site_id === '')
  const site_name = names.get(item.id) ?? ''
  if (own) {
    table.put(withOnecSide(own, item))
    // The row «new in 1C» has found its place.
    if (unbound) table.remove(unbound)
  } else if (unbound) table.put(withOnecSide({ ...unbound, site_id: item.id, site_name }, item))
  else table.put(newRow(item, item.id, site_name))
  return null
}
