import { ruleOf } from '../kinds.ts'
import type { MappingKind, MappingRow, MappingTable } from '../model.ts'
import type { OnecEntry, SiteEntry } from '../suggest/values.ts'
import { hasOnecSide, hasSiteSide, refKey } from '../tables.ts'
import { patchOf } from './fix.ts'
import type { LiveDictionaries } from './model.ts'
import { found, shown, type Found } from './report.ts'
import { spaced } from './spelling.ts'

/** Rows held against what both sides have now: gone, archived, renamed, and what 1C reported (`broken`). Pure. */

/** Elements by what a row may know them by; of several under one name, none. */
function index<Entry>(entries: readonly Entry[], key: (entry: Entry) => string): Map<string, Entry | null> {
  const map = new Map<string, Entry | null>()
  for (const entry of entries) {
    const value = key(entry)
    if (value !== '') map.set(value, map.has(value) ? null : entry)
  }
  return map
}

interface Known {
  site: { byId: Map<string, SiteEntry | null>; byName: Map<string, SiteEntry | null> } | null
  onec: {
    byRef: Map<string, OnecEntry | null>
    byCode: Map<string, OnecEntry | null>
    byName: Map<string, OnecEntry | null>
  } | null
}

const knownOf = ({ site, onec }: LiveDictionaries): Known => ({
  site: site && { byId: index(site, ({ id }) => id), byName: index(site, ({ name }) => name.trim()) },
  onec: onec && {
    byRef: index(onec, ({ ref }) => refKey(ref)),
    byCode: index(onec, ({ code }) => code.trim()),
    byName: index(onec, ({ name }) => name.trim()),
  },
})

/** Everything of one table that its sides' dictionaries tell; archived rows answer for nothing and are passed over. */
export function liveProblems(
  table: MappingTable,
  kind: MappingKind,
  dictionaries: LiveDictionaries,
): Found[] {
  const known = knownOf(dictionaries)
  return table.rows
    .filter((row) => !row.archived)
    .flatMap((row) => [
      ...halfFilled(row, table, kind, known),
      ...ofSite(row, kind, known),
      ...ofOnec(row, kind, known),
    ])
}

/**
 * A row with one side answers for nothing. Under the policy `fail` an order with its value is refused, so that is an error;
 * what 1C has and the site has not stops nobody.
 */
function halfFilled(row: MappingRow, table: MappingTable, kind: MappingKind, known: Known): Found[] {
  const site = hasSiteSide(row, kind)
  const onec = hasOnecSide(row, kind)
  if (site && onec) return []
  const stops = site && !onec && table.policy.on === 'fail'
  const severity = stops ? 'error' : 'warning'
  const completion = completionOf(row, kind, known, { site, onec }, severity)
  if (completion) return [completion]
  const missing = site
    ? { ru: 'нет стороны 1С', en: 'the side of 1C is missing' }
    : onec
      ? { ru: 'нет стороны сайта', en: 'the side of the site is missing' }
      : { ru: 'нет ни одной стороны', en: 'both sides are missing' }
  const refused = stops
    ? { ru: ': заказ с этим значением будет отклонён', en: ': an order with it is refused' }
    : { ru: '', en: '' }
  return [
    found(kind, 'half', [row.id], severity, {
      ru: `В строке ${shown(row)} ${missing.ru}${refused.ru}.`,
      en: `In the row ${shown(row)} ${missing.en}${refused.en}.`,
    }),
  ]
}

/** A row that names a side but lacks what it travels by, where the dictionary has it. */
function completionOf(
  row: MappingRow,
  kind: MappingKind,
  { site, onec }: Known,
  has: { site: boolean; onec: boolean },
  severity: Found['severity'],
): Found | null {
  const patch: Partial<MappingRow> = {}
  if (!has.site && row.site_name.trim() !== '') {
    const entry = site?.byName.get(row.site_name.trim())
    if (entry && entry.id.trim() !== '') patch.site_id = entry.id
  }
  if (!has.onec) {
    const entry =
      onec?.byRef.get(refKey(row.ref_1c)) ??
      onec?.byCode.get(row.code_1c.trim()) ??
      onec?.byName.get(row.name_1c.trim())
    const key = ruleOf(kind).wire === 'code_1c' ? 'code_1c' : 'ref_1c'
    const value = key === 'code_1c' ? entry?.code : entry && refKey(entry.ref)
    if (entry && !entry.archived && value) patch[key] = value
  }
  const values = Object.values(patch)
  if (values.length === 0) return null
  const fix = patchOf({ ru: `Вписать ${values.join(', ')}`, en: `Fill in ${values.join(', ')}` }, row, patch)
  return found(
    kind,
    'incomplete',
    [row.id],
    severity,
    {
      ru: `В строке ${shown(row)} не хватает идентификатора, он есть в справочнике: ${values.join(', ')}.`,
      en: `The row ${shown(row)} lacks an identifier that the dictionary has: ${values.join(', ')}.`,
    },
    fix,
  )
}

function ofSite(row: MappingRow, kind: MappingKind, { site }: Known): Found[] {
  const id = row.site_id.trim()
  if (!site || id === '') return []
  const entry = site.byId.get(id)
  if (entry === null) return []
  if (!entry)
    return [
      found(kind, 'gone-site', [row.id], 'warning', {
        ru: `Сайт больше не знает «${id}» (строка ${shown(row)}).`,
        en: `The site does not know "${id}" any more (row ${shown(row)}).`,
      }),
    ]
  return renamed(row, kind, 'site', entry.name)
}

function ofOnec(row: MappingRow, kind: MappingKind, { onec }: Known): Found[] {
  const byCode = ruleOf(kind).wire === 'code_1c'
  const key = byCode ? row.code_1c.trim() : refKey(row.ref_1c)
  const entry = onec && key !== '' ? (byCode ? onec.byCode : onec.byRef).get(key) : null
  const broken = row.broken ? [brokenProblem(row, kind, entry ?? null)] : []
  if (!onec || key === '' || entry === null) return broken
  // What 1C reported itself needs no second line.
  if (row.broken && (!entry || entry.archived)) return broken
  if (!entry)
    return [
      found(kind, 'gone-onec', [row.id], 'warning', {
        ru: `В 1С больше нет «${key}» (строка ${shown(row)}).`,
        en: `1C has no "${key}" any more (row ${shown(row)}).`,
      }),
    ]
  if (entry.archived)
    return [
      found(
        kind,
        'archived-onec',
        [row.id],
        'warning',
        {
          ru: `Элемент 1С «${entry.name || key}» в архиве, а строка ${shown(row)} действует.`,
          en: `The 1C element "${entry.name || key}" is archived, and the row ${shown(row)} is in force.`,
        },
        // The same that the bench does when 1C reports it (ORD-301).
        patchOf({ ru: 'Перенести строку в архив', en: 'Archive the row' }, row, { archived: true }),
      ),
    ]
  return [...broken, ...renamed(row, kind, 'onec', entry.name)]
}

/** A value that 1C refused (ORD-30x, ORD-40x) is not sent again until somebody looks at the row. */
function brokenProblem(row: MappingRow, kind: MappingKind, entry: OnecEntry | null): Found {
  const sound = entry !== null && !entry.archived
  return found(
    kind,
    'broken',
    [row.id],
    'error',
    {
      ru: `1С отвергла строку ${shown(row)} с кодом ${row.broken}; значение не передаётся${sound ? ', хотя теперь элемент в 1С есть' : ''}.`,
      en: `1C refused the row ${shown(row)} with ${row.broken}; its value is not sent${sound ? ', though 1C has the element now' : ''}.`,
    },
    sound
      ? patchOf({ ru: 'Снять отметку: элемент в 1С есть', en: 'Clear the mark: 1C has the element' }, row, {
          broken: undefined,
        })
      : null,
  )
}

function renamed(row: MappingRow, kind: MappingKind, side: 'site' | 'onec', name: string): Found[] {
  const field = side === 'site' ? 'site_name' : 'name_1c'
  const own = row[field]
  const live = spaced(name)
  if (own.trim() === '' || live === '' || spaced(own) === live) return []
  const where = side === 'site' ? { ru: 'на сайте', en: 'on the site' } : { ru: 'в 1С', en: 'in 1C' }
  return [
    found(
      kind,
      side === 'site' ? 'name-site' : 'name-onec',
      [row.id],
      'warning',
      {
        ru: `Имя ${where.ru} теперь «${live}», в строке «${own}».`,
        en: `The name ${where.en} is "${live}" now, the row has "${own}".`,
      },
      // An edit clears `broken`, which a name has nothing to do with.
      row.broken
        ? null
        : patchOf({ ru: `Взять имя «${live}»`, en: `Take the name "${live}"` }, row, { [field]: live }),
    ),
  ]
}
