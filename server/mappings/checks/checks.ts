import {
  kindsOf,
  type MappingBatch,
  type MappingKind,
  type MappingTable,
  type MappingTables,
} from '../model.ts'
import { statesOf } from '../tables.ts'
import { batchOf } from './fix.ts'
import { liveProblems } from './live.ts'
import type { LiveDictionaries, MappingProblem } from './model.ts'
import { conflictProblems, duplicateProblems } from './repeats.ts'
import { found, type Found } from './report.ts'
import { alikeProblems, lookalikeProblems, spaceProblems } from './spelling.ts'

/** The checks of the mapping tables (site-orders section 10, issue of mapping checks). Pure. */

export type { LiveDictionaries, MappingProblem } from './model.ts'

const unknown: LiveDictionaries = { site: null, onec: null }

/** The one row that a table refers to is the default of its policy. What tables say of each other: `between.ts`. */
function defaultProblems(table: MappingTable, kind: MappingKind): Found[] {
  const { policy } = table
  if (policy.on !== 'default' || statesOf(table, kind).get(policy.row) === 'mapped') return []
  const row = table.rows.find(({ id }) => id === policy.row)
  return [
    found(kind, 'default-row', [policy.row], 'error', {
      ru: `Строка по умолчанию ${row ? 'не заполнена с обеих сторон или с замечанием' : 'удалена'}: значения без строки будут отклонены.`,
      en: `The default row ${row ? 'is not filled on both sides or has a fault' : 'is gone'}: values without a row are refused.`,
    }),
  ]
}

function foundIn(table: MappingTable, kind: MappingKind, live: LiveDictionaries): Found[] {
  const problems = [
    ...conflictProblems(table, kind),
    ...defaultProblems(table, kind),
    ...liveProblems(table, kind, live),
    ...duplicateProblems(table, kind),
    ...spaceProblems(table, kind),
    ...alikeProblems(table, kind),
    ...lookalikeProblems(table, kind, live),
  ]
  // A letter of the other alphabet is why the side does not know the value: one line for it, the one that mends it.
  const mistyped = new Set(
    problems.filter(({ code, fix }) => code === 'lookalike' && fix).flatMap(({ rows }) => rows),
  )
  const explained = (one: Found) =>
    (one.code === 'gone-site' || one.code === 'gone-onec') && mistyped.has(one.rows[0]!)
  return [
    ...problems.filter((one) => one.severity === 'error'),
    ...problems.filter((one) => one.severity === 'warning' && !explained(one)),
  ]
}

/**
 * What is wrong with the tables, errors of a kind first.
 * @param dictionaries live values by kind; what is not given is not verified
 */
export function problemsOf(
  tables: Partial<MappingTables>,
  dictionaries: Partial<Record<MappingKind, LiveDictionaries>> = {},
): MappingProblem[] {
  return kindsOf(tables).flatMap((kind) => {
    const table = tables[kind]
    if (!table) return []
    return foundIn(table, kind, dictionaries[kind] ?? unknown).map(({ fix, ...problem }): MappingProblem => ({
      ...problem,
      fix: fix && { text: fix.text, batch: batchOf(table, [fix]) },
    }))
  })
}

/** One batch that mends several problems of one table. Problems without a fix, and those that are gone, are passed over. */
export function fixesOf(
  table: MappingTable,
  kind: MappingKind,
  live: LiveDictionaries,
  ids: ReadonlySet<string>,
): { batch: MappingBatch; fixed: string[] } {
  const chosen = foundIn(table, kind, live).filter(({ id, fix }) => ids.has(id) && fix !== null)
  return {
    batch: batchOf(
      table,
      chosen.map(({ fix }) => fix!),
    ),
    fixed: chosen.map(({ id }) => id),
  }
}
