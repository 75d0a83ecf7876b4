import { Refusal } from '../storage/refusal.ts'
import {
  isBuiltInKind,
  kindsOf,
  type BuiltInKind,
  type MappingKind,
  type MappingTable,
  type MappingTables,
  type Relation,
} from './model.ts'

/** What section 10 and the wire form say about one kind of values. */
export interface KindRule {
  /** How site values stand to 1C values; of the built-in kinds only products (AD-26) are `1:N`. */
  relation: Relation
  /** The field that travels to the site. `site_name`: the value is the name itself (AD-29); `code_1c`: AD-23. */
  wire: 'site_id' | 'site_name' | 'code_1c'
  /** A row without an identifier still answers, by its name, because a name is what the message carries. */
  named: boolean
}

const plain = { wire: 'site_id', named: false } as const

export const kindRules: Readonly<Record<BuiltInKind, KindRule>> = {
  product: { relation: '1:N', ...plain },
  storage: { relation: '1:1', ...plain },
  delivery_method: { relation: '1:1', ...plain },
  transport_company: { relation: 'N:1', wire: 'code_1c', named: false },
  city: { relation: 'N:1', wire: 'site_id', named: true },
  payment_method: { relation: '1:1', wire: 'site_id', named: true },
  order_status: { relation: '1:1', wire: 'site_name', named: true },
  // Several statuses of the site may be one of 1C, which has five (commerceml 10.1).
  cml_order_status: { relation: 'N:1', ...plain },
  cml_price_type: { relation: '1:1', ...plain },
  cml_warehouse: { relation: '1:1', ...plain },
  // ReStore may know them by its own names alone (B-25: a city by its exact name).
  regate_city: { relation: '1:1', wire: 'site_id', named: true },
  regate_warehouse: { relation: '1:1', wire: 'site_id', named: true },
  // Both sides know a warehouse by its name alone (ksup 6.8), which stands where an identifier would; so with types of deals (D-94).
  ksup_warehouse: { relation: '1:1', ...plain },
  ksup_deal_type: { relation: '1:1', ...plain },
}

const ownRules: Readonly<Record<Relation, KindRule>> = {
  '1:1': { relation: '1:1', ...plain },
  'N:1': { relation: 'N:1', ...plain },
  '1:N': { relation: '1:N', ...plain },
}

/** @param table that of the kind: the relation of an own kind is kept there; what does not depend on it needs no table */
export const ruleOf = (kind: MappingKind, table?: Pick<MappingTable, 'own'>): KindRule =>
  isBuiltInKind(kind) ? kindRules[kind] : ownRules[table?.own?.relation ?? '1:1']

export const unknownKind = (name: string, tables: MappingTables) =>
  new Refusal('MAPPING-KIND-UNKNOWN', {
    ru: `Таблицы соответствий «${name}» нет; есть ${kindsOf(tables).join(', ')}.`,
    en: `There is no mapping table "${name}"; there are ${kindsOf(tables).join(', ')}.`,
  })

/** @throws Refusal `MAPPING-KIND-UNKNOWN`: an own kind may have been removed meanwhile */
export function tableOf(tables: MappingTables, kind: MappingKind): MappingTable {
  const table = tables[kind]
  if (!table) throw unknownKind(kind, tables)
  return table
}
