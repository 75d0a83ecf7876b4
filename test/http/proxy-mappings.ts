import {
  defaultPolicies,
  mappingKinds,
  type BuiltInKind,
  type MappingRow,
  type MappingTables,
} from '../../server/mappings/model.ts'

/** Mapping tables without rows, under the usual policies. */
const blank = (): MappingTables =>
  Object.fromEntries(
    mappingKinds.map((kind) => [kind, { policy: defaultPolicies[kind], rows: [] }]),
  ) as unknown as MappingTables

const none = blank()
export const emptyMappings = (): MappingTables => none

const row = (id: string, change: Partial<MappingRow>): MappingRow => ({
  id,
  site_id: '',
  site_name: '',
  ref_1c: '',
  code_1c: '',
  name_1c: '',
  updated_at: '2026-11-26T09:00:00Z',
  updated_by: '',
  ...change,
})

/** Tables with some rows. */
export function mappingsWith(rows: Partial<Record<BuiltInKind, Partial<MappingRow>[]>>): () => MappingTables {
  const tables = blank()
  for (const [kind, list] of Object.entries(rows))
    tables[kind as BuiltInKind].rows = list.map((change, i) => row(`${kind}-${i}`, change))
  return () => tables
}
