import { z } from 'zod'
import type { Text } from '../contracts/text.ts'

/**
 * Mapping tables («таблицы соответствий», site-orders section 10): what the browser, the document and the resolvers share.
 * Pure: no I/O.
 */

/** Kinds of the site's orders. */
export const siteMappingKinds = [
  'product',
  'storage',
  'delivery_method',
  'transport_company',
  'city',
  'payment_method',
  'order_status',
] as const
export type SiteMappingKind = (typeof siteMappingKinds)[number]

/** Kinds that the simulated sides ask for by themselves. Where КСУП or ReStore is the other system, it stands in the place of the site. */
export const mappingKinds = [
  ...siteMappingKinds,
  'cml_order_status',
  'cml_price_type',
  'cml_warehouse',
  'regate_city',
  'regate_warehouse',
  'ksup_warehouse',
  'ksup_deal_type',
] as const
export type BuiltInKind = (typeof mappingKinds)[number]

/** A kind that a person has added: the prefix keeps it apart from those that later versions bring. */
export type OwnKindId = `own_${string}`
/** Names a table. */
export type MappingKind = BuiltInKind | OwnKindId

const ownKindId = /^own_[a-z0-9](?:[a-z0-9_]{0,22}[a-z0-9])?$/
export const isBuiltInKind = (name: string): name is BuiltInKind =>
  (mappingKinds as readonly string[]).includes(name)
/** Could it be the id of an own kind? A sheet of a workbook is named after it, which bounds its length. */
export const isOwnKindId = (name: string): name is OwnKindId => ownKindId.test(name)
export const isMappingKind = (name: string): name is MappingKind => isBuiltInKind(name) || isOwnKindId(name)

/** Id of a built-in kind, or one that an own kind may have. */
export const MappingKindId = z.string().transform((name, context): MappingKind => {
  if (isMappingKind(name)) return name
  context.addIssue({ code: 'custom', message: `${mappingKinds.join(', ')}, own_…` })
  return z.NEVER
})

/** What happens to a value without a row: refuse it, send it as it is, or use one fixed row. */
export const UnmappedPolicy = z.discriminatedUnion('on', [
  z.object({ on: z.literal('fail') }),
  z.object({ on: z.literal('pass') }),
  z.object({ on: z.literal('default'), row: z.string() }),
])
export type UnmappedPolicy = z.infer<typeof UnmappedPolicy>

/** One row as it is kept in `obmen.json`. Empty text means "not filled". */
export const MappingRow = z.object({
  /** Key of the row inside the table; never travels. */
  id: z.string().min(1),
  site_id: z.string().default(''),
  site_name: z.string().default(''),
  ref_1c: z.string().default(''),
  code_1c: z.string().default(''),
  name_1c: z.string().default(''),
  /** Products only (AD-26). */
  mode: z.enum(['alternatives', 'kit']).optional(),
  /** Set when 1C reported the row with ORD-30x/40x; cleared by any edit of the row. */
  broken: z.string().optional(),
  archived: z.boolean().optional(),
  updated_at: z.string(),
  updated_by: z.string().default(''),
  note: z.string().optional(),
})
export type MappingRow = z.infer<typeof MappingRow>

export const relations = ['1:1', 'N:1', '1:N'] as const
/**
 * How site values stand to 1C values. `1:1`: values travel both ways, so neither side may repeat. `N:1`: several site values
 * may become one 1C value. `1:N`: one value of the site is several of 1C.
 */
export type Relation = (typeof relations)[number]

/** A place of a message that has values of an own kind. */
export const OwnPlace = z.strictObject({
  /** Id of the contract's operation, as the journal names it. */
  operation: z.string().trim().min(1).max(80),
  part: z.enum(['request', 'response']),
  /** A JSON pointer (RFC 6901) or a path of element names of XML, where `*` stands for any one name. */
  path: z
    .string()
    .trim()
    .max(300)
    .regex(/^(?:\/[^/]+)+$/),
  /** Whose value stands there. */
  of: z.enum(['site', 'onec']),
})
export type OwnPlace = z.infer<typeof OwnPlace>

const SideName = z.string().trim().min(1).max(40)

/** A side of a table: `site` is the left one, whatever systems stand there. */
export const TableSide = z.enum(['site', 'onec'])
export type TableSide = z.infer<typeof TableSide>

/** A side of another kind whose values are the values meant here. */
export const SideOfKind = z.strictObject({ kind: MappingKindId, side: TableSide })
export type SideOfKind = z.infer<typeof SideOfKind>

/** What a person says of an own kind. Kept with its table. */
export const OwnKind = z.strictObject({
  title: z.strictObject({ ru: z.string().trim().min(1).max(60), en: z.string().trim().max(60).default('') }),
  /** What the systems on both sides are called. */
  sides: z.strictObject({ site: SideName, onec: SideName }),
  relation: z.enum(relations),
  places: z.array(OwnPlace).max(50).default([]),
  /** Whose dictionaries its sides have. A side that is not named here has values of its own. */
  same: z.strictObject({ site: SideOfKind.optional(), onec: SideOfKind.optional() }).optional(),
})
export type OwnKind = z.infer<typeof OwnKind>

export const MappingTable = z.object({
  /** Of an own kind alone. */
  own: OwnKind.optional(),
  policy: UnmappedPolicy,
  rows: z.array(MappingRow).superRefine((rows, context) => {
    const seen = new Set<string>()
    for (const [index, { id }] of rows.entries()) {
      if (seen.has(id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: `id «${id}» ×2` })
      seen.add(id)
    }
  }),
})
export type MappingTable = z.infer<typeof MappingTable>

/** All tables: one of each built-in kind, and those of own kinds. */
export type MappingTables = Record<MappingKind, MappingTable>

/** What happens to a value without a row until a person decides otherwise: section 10; the others let pass what both sides share. */
export const defaultPolicies: Readonly<Record<BuiltInKind, UnmappedPolicy>> = {
  product: { on: 'fail' },
  storage: { on: 'fail' },
  delivery_method: { on: 'fail' },
  transport_company: { on: 'pass' },
  city: { on: 'pass' },
  payment_method: { on: 'pass' },
  order_status: { on: 'pass' },
  cml_order_status: { on: 'pass' },
  cml_price_type: { on: 'pass' },
  cml_warehouse: { on: 'pass' },
  regate_city: { on: 'pass' },
  regate_warehouse: { on: 'pass' },
  ksup_warehouse: { on: 'pass' },
  ksup_deal_type: { on: 'pass' },
}

/** Tables without rows, under the usual policies. */
export const emptyTables = (): MappingTables =>
  Object.fromEntries(
    mappingKinds.map((kind) => [kind, { policy: defaultPolicies[kind], rows: [] }]),
  ) as unknown as MappingTables

/** A built-in kind that the document does not name has an empty table; a name that is no kind is told with its place. */
export const MappingTables = z
  .object(
    Object.fromEntries(
      mappingKinds.map((kind) => [kind, MappingTable.prefault({ policy: defaultPolicies[kind], rows: [] })]),
    ),
  )
  .catchall(MappingTable)
  .superRefine((tables, context) => {
    for (const [kind, { own }] of Object.entries(tables)) {
      const isBuiltIn = isBuiltInKind(kind)
      if (!isBuiltIn && !isOwnKindId(kind))
        context.addIssue({ code: 'custom', path: [kind], message: `unknown kind «${kind}»` })
      else if (isBuiltIn === (own !== undefined))
        context.addIssue({
          code: 'custom',
          path: [kind, 'own'],
          message: isBuiltIn ? 'a built-in kind has no definition' : 'an own kind needs its definition',
        })
    }
  })
  .transform((tables) => tables as MappingTables)

/** Kinds that there are tables of: built-in ones, then own ones by their ids. */
export const kindsOf = (tables: Readonly<Partial<MappingTables>>): MappingKind[] => [
  ...mappingKinds.filter((kind) => tables[kind]),
  ...Object.keys(tables).filter(isOwnKindId).sort(),
]

/** Derived from the row and its table, never stored. */
export type MappingState = 'mapped' | 'unmapped_site' | 'unmapped_1c' | 'conflict' | 'broken' | 'archived'

export interface MappingRowView extends MappingRow {
  state: MappingState
}

export interface MappingKindSummary {
  kind: MappingKind
  /** `null` for a built-in kind. */
  own: OwnKind | null
  policy: UnmappedPolicy
  counts: Record<MappingState, number>
  total: number
  /** Values seen in traffic that no row answers for. */
  unmapped: number
}

/** One replacement that a simulated side made while it read or wrote a message. */
export interface Replacement {
  kind: MappingKind
  /** RFC 6901 pointer into the message. */
  pointer: string
  part: 'request' | 'response'
  direction: 'site_to_1c' | 'onec_to_site'
  from: string
  /** `null`: nothing answered for the value. */
  to: string | null
  outcome: 'mapped' | 'passed' | 'defaulted' | 'unmapped' | 'conflict' | 'broken'
  row: string | null
}

/** A value that traffic brought and that no row answered for. */
export interface UnmappedValue {
  kind: MappingKind
  direction: Replacement['direction']
  value: string
  /** Name beside the value in the message, when there was one. */
  name: string
  firstAt: string
  lastAt: string
  times: number
  /** Journal entry that brought it last. */
  entry: number | null
  /** Order ids that wait for it. */
  subjects: string[]
}

/** A change of one table that is applied as a whole or not at all. */
export interface MappingBatch {
  /** Rows to add or to replace, by `id`. */
  put: Omit<MappingRow, 'updated_at' | 'updated_by'>[]
  /** Ids of rows to take out; an id that is already gone is no fault. */
  remove: string[]
  /** Ids in the wanted order; rows that it does not name follow in the order they had. */
  order?: string[]
}

/**
 * What an import does, row by row. `added` and `changed` are applied together, the rest of the file is left out and named
 * here: `conflicting` would break a uniqueness rule, `problems` could not be read (lines count from 1).
 */
export interface MappingImportPlan {
  added: MappingRow[]
  changed: { before: MappingRow; after: MappingRow }[]
  conflicting: { line: number; row: MappingRow; reason: Text }[]
  unchanged: number
  problems: { line: number; message: Text }[]
}
