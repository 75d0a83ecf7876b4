import { z } from 'zod'
import type { MappingKindSummary, MappingRowView } from '../mappings/model.ts'
import type { TableStep } from '../mappings/delta.ts'
import { MappingRow, UnmappedPolicy } from '../mappings/model.ts'
import type { MergeConflict } from '../mappings/sharing/model.ts'
import type { BrokenValue } from './api-mapping-usage.ts'
import { get, put } from './endpoint.ts'

/** The mapping tables: rows, policies, what traffic left unmapped. */
export const mappingsApi = {
  'mappings.kinds': get<MappingKindSummary[]>()('/mappings'),
  /** `revision`: what `mappings.save` is told to be based on. */
  'mappings.table': get<{ policy: UnmappedPolicy; rows: MappingRowView[]; revision: number }>()(
    '/mappings/:kind',
  ),
  /**
   * What has changed in the table since a revision. `MAPPING-BASE-OLD` when the history does not reach back to it: then the
   * table has to be read whole.
   */
  'mappings.since': get<{ policy: UnmappedPolicy } & TableStep>()(
    '/mappings/:kind/since',
    z.object({ revision: z.coerce.number().int().nonnegative() }),
  ),
  /**
   * Applies a batch as one change: either all of it or nothing. Rows keep the order of `order` when it is given. With
   * `basedOn` it is merged with what others changed since that revision; rows in conflict are left as they are and told.
   */
  'mappings.save': put<TableStep & { conflicts: MergeConflict[] }>()(
    '/mappings/:kind/rows',
    z.object({
      put: z.array(MappingRow.omit({ updated_at: true, updated_by: true })).default([]),
      remove: z.array(z.string()).default([]),
      order: z.array(z.string()).optional(),
      basedOn: z.number().int().nonnegative().optional(),
      /** For the history. */
      why: z.enum(['edit', 'suggestion']).default('edit'),
    }),
  ),
  'mappings.policy': put<MappingKindSummary>()('/mappings/:kind/policy', UnmappedPolicy),
  /** What traffic brought and no row answers for, with the exchanges that it broke. */
  'mappings.unmapped': get<BrokenValue[]>()('/mappings-unmapped'),
  /** Values of both sides that a cell can be filled with. */
  'mappings.choices': get<{
    site: { id: string; name: string }[]
    onec: { ref: string; code: string; name: string }[]
  }>()('/mappings/:kind/choices'),
} as const
