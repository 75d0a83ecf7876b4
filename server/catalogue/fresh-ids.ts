import { IdSet } from '../contracts/commerceml/reader/ids.ts'
import type { Connection } from './connection.ts'

/**
 * Ids that a table which was empty at the beginning may have by now. Looking for a row that cannot be there costs as much as
 * writing it, and of a first import all are like that.
 */
export interface FreshIds {
  /** `false` is certain. */
  mayHave(space: number, id: string): boolean
  add(space: number, id: string): void
}

export function createFreshIds(connection: Connection, table: string): FreshIds {
  const empty = connection.statement(`select 1 from ${table} limit 1`).get() === undefined
  const ids = new IdSet()
  return {
    mayHave: (space, id) => !empty || ids.full || ids.has(space, id),
    add(space, id) {
      if (empty) ids.add(space, id)
    },
  }
}
