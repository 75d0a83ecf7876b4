import { ruleOf } from '../kinds.ts'
import type { MappingKind, MappingRow, MappingTable } from '../model.ts'
import { lookKey, unmixed } from '../suggest/spelling.ts'
import { refKey, tidy } from '../tables.ts'
import { patchOf } from './fix.ts'
import type { LiveDictionaries } from './model.ts'
import { found, isDefault, shown, type Found } from './report.ts'

/** Values that look alike and are not: spaces, case, letters of the other alphabet. Pure. */

const keys = ['site_id', 'ref_1c', 'code_1c'] as const
const names = ['site_name', 'name_1c'] as const

/** A name as it is kept: no spaces at the ends, one between words. */
export const spaced = (text: string): string => text.trim().replace(/\s+/g, ' ')

/** Rows with spaces that nobody sees: at the ends, doubled, no-break. An identifier with them is found by nobody. */
export function spaceProblems(table: MappingTable, kind: MappingKind): Found[] {
  return table.rows.flatMap((row) => {
    // What is inside of an identifier is the side's own affair.
    const plain = [
      ...keys.map((field) => [field, row[field].trim()] as const),
      ...names.map((field) => [field, spaced(row[field])] as const),
    ].filter(([field, text]) => row[field] !== text)
    if (plain.length === 0) return []
    const patch = Object.fromEntries(plain)
    const fields = Object.keys(patch)
    const outer = JSON.stringify(tidy({ ...row, ...patch })) === JSON.stringify(tidy(row))
    // Such a row gets another key, and the policy names the default row by it; `broken` would be cleared.
    const kept = row.broken || (outer && isDefault(table, row.id))
    return [
      found(
        kind,
        'spaces',
        [row.id],
        'warning',
        {
          ru: `Лишние пробелы в строке ${shown(row)}: ${fields.join(', ')}.`,
          en: `Superfluous spaces in the row ${shown(row)}: ${fields.join(', ')}.`,
        },
        kept ? null : patchOf({ ru: 'Убрать лишние пробелы', en: 'Take the spaces out' }, row, patch),
      ),
    ]
  })
}

/** Different identifiers (and names where names travel) of the table that look the same. */
export function alikeProblems(table: MappingTable, kind: MappingKind): Found[] {
  const { wire, named } = ruleOf(kind)
  const fields = named || wire === 'site_name' ? ([...keys, 'site_name'] as const) : keys
  const live = table.rows.filter((row) => !row.archived)
  return fields.flatMap((field) => {
    const valueOf = (row: MappingRow) => (field === 'ref_1c' ? refKey(row.ref_1c) : spaced(row[field]))
    const groups = new Map<string, MappingRow[]>()
    for (const row of live) {
      const key = lookKey(valueOf(row))
      if (key === '') continue
      const group = groups.get(key)
      if (group) group.push(row)
      else groups.set(key, [row])
    }
    return [...groups.values()].flatMap((rows) => {
      const values = [...new Set(rows.map(valueOf))]
      if (values.length < 2) return []
      const listed = values.map((value) => `«${value}»`).join(', ')
      return [
        {
          ...found(
            kind,
            'spelling',
            rows.map(({ id }) => id),
            'warning',
            {
              ru: `Значения ${field} ${listed} на вид одинаковы, а отличаются регистром, пробелами или буквами другого алфавита.`,
              en: `The values ${listed} of ${field} look equal and differ in case, spaces or letters of the other alphabet.`,
            },
          ),
          id: [kind, 'spelling', field, ...rows.map(({ id }) => id)].join(':'),
        },
      ]
    })
  })
}

/** Identifiers that mix alphabets within a word. Mended where the side has the plain one. */
export function lookalikeProblems(table: MappingTable, kind: MappingKind, live: LiveDictionaries): Found[] {
  const existing = {
    site_id: new Set(live.site?.map(({ id }) => id)),
    ref_1c: new Set(live.onec?.map(({ ref }) => refKey(ref))),
    code_1c: new Set(live.onec?.map(({ code }) => code)),
  }
  return table.rows
    .filter((row) => !row.archived)
    .flatMap((row) =>
      keys.flatMap((field) => {
        const value = row[field].trim()
        const plain = candidatesFor(value).find((candidate) => existing[field].has(candidate))
        const mixed = value
          .split(/[^\p{L}]+/u)
          .some((word) => unmixed(word.toLowerCase()) !== word.toLowerCase())
        if (existing[field].has(value) || (!mixed && plain === undefined)) return []
        const problem = found(
          kind,
          'lookalike',
          [row.id],
          'warning',
          {
            ru: `В ${field} «${value}» (строка ${shown(row)}) буквы другого алфавита${plain === undefined ? '' : `; в справочнике есть «${plain}»`}.`,
            en: `${field} "${value}" (row ${shown(row)}) has letters of the other alphabet${plain === undefined ? '' : `; the dictionary has "${plain}"`}.`,
          },
          plain === undefined || row.broken
            ? null
            : patchOf({ ru: `Вписать «${plain}»`, en: `Write "${plain}"` }, row, { [field]: plain }),
        )
        return [{ ...problem, id: [kind, 'lookalike', field, row.id].join(':') }]
      }),
    )
}

const upperTwins: readonly (readonly [string, string])[] = [...'ABCEHKMOPTXYaceopxy'].map((latin, i) => [
  latin,
  'АВСЕНКМОРТХУасеорху'[i]!,
])

/** The value in one alphabet and in the other, case kept. */
function candidatesFor(value: string): string[] {
  const inLatin = upperTwins.reduce((text, [latin, cyrillic]) => text.replaceAll(cyrillic, latin), value)
  const inCyrillic = upperTwins.reduce((text, [latin, cyrillic]) => text.replaceAll(latin, cyrillic), value)
  return [inLatin, inCyrillic].filter((candidate) => candidate !== value)
}
