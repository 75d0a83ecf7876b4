import type { CmlDocument } from '../contracts/commerceml/model.ts'
import { searchable } from './loaded-item.ts'
import { numbersOf, type Loading } from './loading.ts'
import { createTally, type State, type Stored, type Tally } from './settle.ts'

type DocumentRow = [n: number, detail: string]

/**
 * Documents of opened files. An order and its payment may have one `Ид`, so the operation belongs to the key; a document
 * without `Ид` is known by its number.
 */
export function createDocumentRules(loading: Loading): Tally<CmlDocument> {
  const { connection, change } = loading
  const next = numbersOf(connection, 'documents')
  const find = connection.statement<DocumentRow>(
    'select n, detail from documents where id = ? and operation = ?',
  )
  const insert = connection.statement(
    `insert into documents (n, id, operation, number, date, sum, currency, party, lines, basis, line, search, detail)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = connection.statement(
    `update documents set number = ?, date = ?, sum = ?, currency = ?, party = ?, lines = ?, basis = ?, line = ?, search = ?,
     detail = ? where n = ?`,
  )
  const columns = (record: CmlDocument, detail: string) => {
    const { id, number, date, sum, currency, parties, lines, basis, place } = record
    const party = parties[0]?.name ?? ''
    const search = searchable(number, party, id, basis ?? '')
    return [number, date, sum, currency, party, lines.length, basis, place.line, search, detail] as const
  }
  return createTally<CmlDocument>(loading, {
    kind: 'document',
    find(record) {
      const row = find.get(documentKey(record), record.operation)
      return row ? { n: row[0], known: true, active: true, change, detail: row[1] } : null
    },
    detail: (record) => JSON.stringify(record),
    revives: () => true,
    insert(record, { detail }: State) {
      const n = next()
      insert.run(n, documentKey(record), record.operation, ...columns(record, detail))
      return n
    },
    update: (record, { detail }: State, { n }: Stored) => update.run(...columns(record, detail), n),
  })
}

export const documentKey = ({ id, number }: CmlDocument): string => id || number
