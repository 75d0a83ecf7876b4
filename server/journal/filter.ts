import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { JournalFilter } from './model.ts'
import type { JournalTables } from './table.ts'

const textColumns = ['path', 'operation', 'code', 'subject', 'request_id'] as const

type Builder = ExpressionBuilder<JournalTables, 'journal'>

const plainColumns = {
  direction: 'direction',
  from: 'side_from',
  to: 'side_to',
  operation: 'operation',
  validity: 'validity',
} as const satisfies Partial<Record<keyof JournalFilter, keyof JournalTables['journal']>>

/** The conditions of a filter, all of which have to hold. */
export function conditions(eb: Builder, filter: JournalFilter): Expression<SqlBool>[] {
  const wanted: Expression<SqlBool>[] = []
  for (const [key, column] of Object.entries(plainColumns) as [keyof typeof plainColumns, 'operation'][]) {
    const value = filter[key]
    if (value !== undefined) wanted.push(eb(column, '=', value))
  }
  if (filter.subject !== undefined)
    // By way of the index `journal_order`, which is read whole but holds little besides.
    wanted.push(sql<SqlBool>`id in (select id from journal where subject = ${filter.subject})`)
  if (filter.status !== undefined) wanted.push(statusCondition(eb, filter.status))
  if (filter.unmapped !== undefined) wanted.push(eb('unmapped', filter.unmapped ? '>' : '=', 0))
  if (filter.text) {
    const pattern = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`
    wanted.push(
      eb.or(textColumns.map((column) => sql<SqlBool>`${eb.ref(column)} like ${pattern} escape '\\'`)),
    )
  }
  return wanted
}

/** `2xx` … `5xx`, `failed` (no answer came) or an exact status; anything else matches nothing. */
function statusCondition(eb: Builder, status: string): Expression<SqlBool> {
  if (status === 'failed') return eb('failure', 'is not', null)
  const family = /^([1-5])xx$/.exec(status)?.[1]
  if (family !== undefined)
    return eb.and([eb('status', '>=', Number(family) * 100), eb('status', '<', (Number(family) + 1) * 100)])
  return eb('status', '=', /^\d{3}$/.test(status) ? Number(status) : -1)
}
