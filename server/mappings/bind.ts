import { ruleOf, tableOf } from './kinds.ts'
import type {
  MappingBatch,
  MappingKind,
  MappingRow,
  MappingTable,
  MappingTables,
  Replacement,
} from './model.ts'
import { createResolver } from './resolve.ts'
import { acceptBatch, type Pair } from './suggest/accept.ts'
import { applyBatch, conflictsOf, hasOnecSide, hasSiteSide, refKey } from './tables.ts'
import { Refusal, WrongInput } from '../storage/refusal.ts'

/** A value of traffic that no row answered for. */
export interface LooseValue {
  direction: Replacement['direction']
  value: string
  /** Name beside the value, `''` when there was none. */
  name: string
}

/** What it is on the other side: an element that is named, or that of a row. */
export type Partner =
  | { row: string }
  | { ref_1c: string; code_1c: string; name_1c: string }
  | { site_id: string; site_name: string }

const unfit = () =>
  new WrongInput('MAPPING-BIND-TARGET', {
    ru: 'Указана не та сторона: значению сайта нужен элемент 1С, значению 1С — элемент сайта.',
    en: 'This is the wrong side: a value of the site wants an element of 1C, a value of 1C one of the site.',
  })

/** The row that the value leads to, whatever it lacks, and whether only its name led there. */
function ownRow(tables: MappingTables, kind: MappingKind, { direction, value, name }: LooseValue) {
  // Without a policy, so that a row which stands in for the value is not taken for its own.
  const table: MappingTable = { ...tableOf(tables, kind), policy: { on: 'fail' } }
  const resolver = createResolver(() => ({ ...tables, [kind]: table }))
  return (direction === 'site_to_1c' ? resolver.toOnec(kind, value, name) : resolver.toSite(kind, value)).row
}

function pairOf(tables: MappingTables, kind: MappingKind, loose: LooseValue, partner: Partner): Pair {
  const table = tableOf(tables, kind)
  const own = ownRow(tables, kind, loose)
  const other = 'row' in partner ? (table.rows.find(({ id }) => id === partner.row) ?? null) : null
  if ('row' in partner && !other)
    throw new Refusal('MAPPING-ROW-UNKNOWN', {
      ru: 'Этой строки в таблице больше нет. Обновите таблицу и выберите пару снова.',
      en: 'This row is not in the table any more. Reload the table and choose the partner again.',
    })
  const { value, name, direction } = loose
  const waiting = (has: (row: MappingRow) => boolean): string | null =>
    table.rows.find((row) => !row.archived && row.id !== own?.id && has(row))?.id ?? null
  if (direction === 'site_to_1c') {
    const onec = other ?? partner
    if (!('ref_1c' in onec)) throw unfit()
    const { ref_1c: ref, code_1c: code, name_1c } = onec
    const { wire, named } = ruleOf(kind)
    const isName = wire === 'site_name' || (named && own?.site_name === value)
    return {
      kind,
      // The value is what the site calls it; a row that has another identifier already keeps it.
      site: {
        id: own?.site_id || (isName ? '' : value),
        name: own?.site_name || (isName ? value : name),
        row: own?.id ?? null,
      },
      onec: {
        ref,
        code,
        name: name_1c,
        row: waiting((row) => ref !== '' && refKey(row.ref_1c) === refKey(ref) && !hasSiteSide(row, kind)),
      },
    }
  }
  const site = other ?? partner
  if (!('site_id' in site)) throw unfit()
  const { site_id: id, site_name } = site
  return {
    kind,
    site: {
      id,
      name: site_name,
      row: waiting((row) => id !== '' && row.site_id === id && !hasOnecSide(row, kind)),
    },
    onec: {
      ref: own?.ref_1c || value,
      code: own?.code_1c ?? '',
      name: own?.name_1c || name,
      row: own?.id ?? null,
    },
  }
}

/**
 * The change after which a row answers for the value: its own row is filled, or one that waits for it, or a new one.
 * @param newId makes the key of a new row
 * @returns the change and the row that will answer
 * @throws Refusal `MAPPING-BIND` when no row would answer: the partner is bound already, or the value stands in several rows;
 *   `MAPPING-ROW-UNKNOWN`; WrongInput `MAPPING-BIND-TARGET`
 */
export function bindBatch(
  tables: MappingTables,
  kind: MappingKind,
  loose: LooseValue,
  partner: Partner,
  newId: () => string,
): { batch: MappingBatch; row: string } {
  const table = tableOf(tables, kind)
  const batch = acceptBatch(table, [pairOf(tables, kind, loose, partner)], newId)
  const next = applyBatch(table, kind, batch, { at: '', by: '' })
  const resolver = createResolver(() => ({ ...tables, [kind]: next }))
  const { outcome, row } =
    loose.direction === 'site_to_1c'
      ? resolver.toOnec(kind, loose.value, loose.name)
      : resolver.toSite(kind, loose.value)
  const answering = row ?? next.rows.find(({ id }) => id === batch.put[0]!.id)!
  if (outcome === 'mapped') return { batch, row: answering.id }
  const why = conflictsOf(next, kind).get(answering.id)
  throw new Refusal('MAPPING-BIND', {
    ru: `Сопоставить так нельзя: ${why?.ru ?? 'строка осталась бы незаполненной'}. Ничего не изменено.`,
    en: `This cannot be bound: ${why?.en ?? 'the row would stay half empty'}. Nothing was changed.`,
  })
}
