import { setImmediate } from 'node:timers/promises'
import { BitSet, gapsOf } from './bit-set.ts'
import type { Connection } from './connection.ts'
import { numbersOf } from './loading.ts'
import { mentionedSince, type MentionedKind } from './mentions.ts'
import type { ImportCounts, ImportReport } from './model.ts'
import { keepRows } from './report-rows.ts'
import { keepReport } from './reports.ts'

/** Rows looked at before others come first. */
const STEP = 5000

const tables: Readonly<Record<MentionedKind, string>> = { item: 'items', offer: 'offers' }

async function* inSteps(runs: Iterable<[number, number]>): AsyncGenerator<[number, number]> {
  for (const [first, last] of runs)
    for (let from = first; from <= last; from += STEP) {
      yield [from, Math.min(last, from + STEP - 1)]
      await setImmediate()
    }
}

/** Hides what was not mentioned in the catalogues that were. */
async function hideUntouched(
  connection: Connection,
  kind: MentionedKind,
  since: number,
  change: number,
): Promise<{ hidden: BitSet; stayed: number }> {
  const table = tables[kind]
  const hidden = new BitSet()
  const runs = mentionedSince(connection, kind, since)
  const scopesOf = connection.statement<[number, number]>(
    `select scope, count(*) from ${table} where n between ? and ? and known = 1 group by scope`,
  )
  const scopes = new Set<number>()
  let stayed = 0
  for await (const [first, last] of inSteps(runs))
    for (const [scope, count] of scopesOf.all(first, last)) {
      scopes.add(scope)
      stayed += count
    }
  if (scopes.size === 0) return { hidden, stayed }
  const shown = connection.statement<[number, number]>(
    `select n, scope from ${table} where n between ? and ? and known = 1 and active = 1`,
  )
  const hide = connection.statement(`update ${table} set active = 0, change = ? where n = ?`)
  const end = connection.statement<[number | null]>(`select max(n) from ${table}`).get()?.[0] ?? 0
  for await (const [first, last] of inSteps(gapsOf(runs, end)))
    for (const [n, scope] of shown.all(first, last)) {
      if (!scopes.has(scope)) continue
      hide.run(change, n)
      hidden.add(n)
    }
  return { hidden, stayed }
}

/**
 * `mode=deactivate` (contract section 3.1): goods and offers that no file has mentioned since the timestamp are hidden. As with a
 * full export (section 6), only catalogues that were mentioned are looked through: an exchange of goods alone hides no offers,
 * and one that brought nothing hides nothing. The transaction is the caller's.
 * @param since seconds since 1970
 * @returns the report, which is kept with the base
 */
export async function deactivateUntouched(
  connection: Connection,
  { since, name, at }: { since: number; name: string; at: string },
): Promise<ImportReport> {
  const began = performance.now()
  const change = numbersOf(connection, 'changes')()
  const id = numbersOf(connection, 'imports')()
  const none = new BitSet()
  const counts: ImportReport['counts'] = {}
  let changed = false
  for (const kind of Object.keys(tables) as MentionedKind[]) {
    const { hidden, stayed } = await hideUntouched(connection, kind, since, change)
    if (hidden.size === 0 && stayed === 0) continue
    counts[kind] = { ...nothing, unchanged: stayed, deactivated: hidden.size }
    changed ||= hidden.size > 0
    keepRows(connection, id, { kind, of: (outcome) => (outcome === 'untouched' ? hidden : none) })
  }
  if (changed) connection.statement('insert into changes (n, at) values (?, ?)').run(change, at)
  const durationMs = Math.round(performance.now() - began)
  const report: ImportReport = {
    id,
    file: name,
    at,
    durationMs,
    outcome: 'done',
    refusal: null,
    counts,
    summary: null,
  }
  keepReport(connection, report)
  return report
}

const nothing: ImportCounts = {
  added: 0,
  changed: 0,
  unchanged: 0,
  deactivated: 0,
  deleted: 0,
  skipped: 0,
}
