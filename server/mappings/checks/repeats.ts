import type { Text } from '../../contracts/text.ts'
import { ruleOf } from '../kinds.ts'
import type { MappingKind, MappingRow, MappingTable } from '../model.ts'
import { conflictsOf, hasOnecSide, hasSiteSide, kitsOf, refKey } from '../tables.ts'
import { removalOf, type Fix } from './fix.ts'
import { found, isDefault, shown, type Found } from './report.ts'

/** Rows that say a thing twice or against a rule of the kind: `1:1`, `N:1`, `1:N` (section 10). Pure. */

const fields = ['site_id', 'site_name', 'ref_1c', 'code_1c', 'name_1c'] as const

const said = (row: MappingRow, field: (typeof fields)[number]): string =>
  field === 'ref_1c' ? refKey(row.ref_1c) : row[field].trim()

/** Does `whole` say everything that `part` says? */
const covers = (whole: MappingRow, part: MappingRow): boolean =>
  (part.mode ?? whole.mode) === whole.mode &&
  (!part.note || part.note === whole.note) &&
  fields.every((field) => said(part, field) === '' || said(part, field) === said(whole, field))

const filledMembers = (row: MappingRow): number => fields.filter((field) => said(row, field) !== '').length

/** What more rows than this share is a common word, and tells nothing of repetition. */
const MOST_ALIKE = 300

/** Rows of a group that another row of it makes superfluous; the fullest stays, of equals the default row or the first. */
function superfluous(rows: readonly MappingRow[], table: MappingTable, kits: ReadonlySet<string>): string[] {
  const kept: MappingRow[] = []
  const order = rows.toSorted(
    (a, b) =>
      filledMembers(b) - filledMembers(a) ||
      Number(isDefault(table, b.id)) - Number(isDefault(table, a.id)) ||
      Number(Boolean(a.broken)) - Number(Boolean(b.broken)),
  )
  const gone: string[] = []
  for (const row of order) {
    // A part of a kit that is not bound yet is no repetition: it holds the kit back (AD-26).
    const part = kits.has(row.site_id) && row.ref_1c === ''
    if (!part && !isDefault(table, row.id) && kept.some((other) => covers(other, row))) gone.push(row.id)
    else kept.push(row)
  }
  return gone
}

const removal = (ids: readonly string[]): Fix | null =>
  ids.length === 0
    ? null
    : removalOf(
        { ru: `Убрать лишние строки: ${ids.length}`, en: `Remove superfluous rows: ${ids.length}` },
        ids,
      )

/** Rows that break uniqueness block the export of their values, so they are errors. */
export function conflictProblems(table: MappingTable, kind: MappingKind): Found[] {
  const rows = new Map(table.rows.map((row) => [row.id, row]))
  const groups = new Map<Text, MappingRow[]>()
  for (const [id, reason] of conflictsOf(table, kind)) {
    const group = groups.get(reason)
    if (group) group.push(rows.get(id)!)
    else groups.set(reason, [rows.get(id)!])
  }
  const { relation } = ruleOf(kind, table)
  const kits = kitsOf(table)
  return [...groups].map(([reason, group]) =>
    found(
      kind,
      'conflict',
      group.map(({ id }) => id),
      'error',
      {
        ru: `Нарушено правило ${relation}. ${reason.ru}. Значения этих строк не передаются.`,
        en: `The rule ${relation} is broken. ${reason.en}. Values of these rows are not sent.`,
      },
      removal(superfluous(group, table, kits)),
    ),
  )
}

/** Rows that no rule forbids and that say nothing new: found by what both have in common. */
export function duplicateProblems(table: MappingTable, kind: MappingKind): Found[] {
  const conflicts = conflictsOf(table, kind)
  const kits = kitsOf(table)
  const groups = new Map<string, MappingRow[]>()
  const live = table.rows.filter((row) => !row.archived && !conflicts.has(row.id))
  const put = (key: string, row: MappingRow) => {
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  for (const row of live)
    for (const field of fields) if (said(row, field) !== '') put(`${field}\n${said(row, field)}`, row)

  const gone = new Map<string, MappingRow>()
  for (const group of groups.values()) {
    // Complete rows that share a value are what the kind is for; a repetition is one that adds nothing to another.
    // Without an identifier of the site a row is found by its name, which uniqueness does not watch over.
    const halves = group.filter(
      (row) => !hasSiteSide(row, kind) || !hasOnecSide(row, kind) || row.site_id === '',
    )
    if (group.length < 2 || group.length > MOST_ALIKE || halves.length === 0) continue
    const fullest = group.toSorted((a, b) => filledMembers(b) - filledMembers(a))[0]!
    for (const id of superfluous([...new Set([fullest, ...halves])], table, kits)) {
      if (!gone.has(id)) gone.set(id, fullest)
    }
  }
  return [...gone].map(([id, whole]) => {
    const row = table.rows.find((one) => one.id === id)!
    return found(
      kind,
      'duplicate',
      [id],
      'warning',
      {
        ru: `Строка ${shown(row)} повторяет строку ${shown(whole)} и ничего не добавляет.`,
        en: `The row ${shown(row)} repeats the row ${shown(whole)} and adds nothing.`,
      },
      removal([id]),
    )
  })
}
