import { z } from 'zod'
import type {
  MappingImportPlan,
  MappingKindSummary,
  MappingRowView,
  UnmappedValue,
} from '../mappings/model.ts'
import { MappingRow, UnmappedPolicy } from '../mappings/model.ts'
import { get, post, put } from './endpoint.ts'

/** The mapping tables: rows, policies, what traffic left unmapped. */
export const mappingsApi = {
  'mappings.kinds': get<MappingKindSummary[]>()('/mappings'),
  'mappings.table': get<{ policy: UnmappedPolicy; rows: MappingRowView[] }>()('/mappings/:kind'),
  /** Applies a batch as one change: either all of it or nothing. Rows keep the order of `order` when it is given. */
  'mappings.save': put<{ rows: MappingRowView[] }>()(
    '/mappings/:kind/rows',
    z.object({
      put: z.array(MappingRow.omit({ updated_at: true, updated_by: true })).default([]),
      remove: z.array(z.string()).default([]),
      order: z.array(z.string()).optional(),
    }),
  ),
  'mappings.policy': put<MappingKindSummary>()('/mappings/:kind/policy', UnmappedPolicy),
  'mappings.import': post<MappingImportPlan>()(
    '/mappings/:kind/import',
    z.object({ csv: z.string().max(20_000_000), apply: z.boolean().default(false) }),
  ),
  'mappings.unmapped': get<UnmappedValue[]>()('/mappings-unmapped'),
  /** Values of both sides that a cell can be filled with. */
  'mappings.choices': get<{
    site: { id: string; name: string }[]
    onec: { ref: string; code: string; name: string }[]
  }>()('/mappings/:kind/choices'),
} as const
