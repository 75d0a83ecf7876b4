import { z } from 'zod'
import type { Text } from '../contracts/text.ts'

/**
 * Mapping tables («таблицы соответствий», site-orders section 10): what the browser, the document and the resolvers share.
 * Pure: no I/O.
 */

export const mappingKinds = [
  'product',
  'storage',
  'delivery_method',
  'transport_company',
  'city',
  'payment_method',
  'order_status',
  'ksup_warehouse',
] as const
export type MappingKind = (typeof mappingKinds)[number]
/** What the site and 1C name differently. In `ksup_warehouse` КСУП stands in the place of the site. */
export type SiteMappingKind = Exclude<MappingKind, 'ksup_warehouse'>

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

export const MappingTable = z.object({
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

export const MappingTables = z.record(z.enum(mappingKinds), MappingTable)
export type MappingTables = Record<MappingKind, MappingTable>

/** What happens to a value without a row until a person decides otherwise: section 10, and names that КСУП may share with 1C. */
export const defaultPolicies: Readonly<Record<MappingKind, UnmappedPolicy>> = {
  product: { on: 'fail' },
  storage: { on: 'fail' },
  delivery_method: { on: 'fail' },
  transport_company: { on: 'pass' },
  city: { on: 'pass' },
  payment_method: { on: 'pass' },
  order_status: { on: 'pass' },
  ksup_warehouse: { on: 'pass' },
}

/** Derived from the row and its table, never stored. */
export type MappingState = 'mapped' | 'unmapped_site' | 'unmapped_1c' | 'conflict' | 'broken' | 'archived'

export interface MappingRowView extends MappingRow {
  state: MappingState
}

export interface MappingKindSummary {
  kind: MappingKind
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
