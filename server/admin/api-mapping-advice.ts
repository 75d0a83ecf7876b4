import { z } from 'zod'
import type { MappingProblem } from '../mappings/checks/model.ts'
import type { TableStep } from '../mappings/delta.ts'
import { MappingKindId, type MappingKind } from '../mappings/model.ts'
import type { Suggestion } from '../mappings/suggest/model.ts'
import { get, post } from './endpoint.ts'

/** Sides whose dictionary took part. A side that is not simulated has none that the bench could ask. */
export interface AskedSides {
  site: boolean
  onec: boolean
}

const chosen = z.array(z.string().max(10_000)).min(1).max(20_000)

/** What the bench advises on the mapping tables: pairs that are likely one, and what is wrong. Nothing is applied by itself. */
export const mappingAdviceApi = {
  /** Values without a partner that are likely one, the most certain first. */
  'mappings.suggestions': get<{ suggestions: Suggestion[]; threshold: number; asked: AskedSides }>()(
    '/mappings/:kind/suggestions',
  ),
  /**
   * Binds the pairs of `ids`, or all with at least the confidence of `threshold`, as one change. Refused as a whole
   * (`MAPPING-SUGGESTIONS-STALE`) when one of `ids` is not suggested any more.
   */
  'mappings.acceptSuggestions': post<{ accepted: string[] } & TableStep>()(
    '/mappings/:kind/suggestions',
    z
      .strictObject({ ids: chosen.optional(), threshold: z.number().min(0).max(1).optional() })
      .refine(
        ({ ids, threshold }) => (ids === undefined) !== (threshold === undefined),
        'нужно одно из двух: ids или threshold',
      ),
  ),
  /**
   * Problems of all tables or of one, errors of a kind first, then what tables say against each other. `asked`: which
   * dictionaries the rows were held against.
   */
  'mappings.problems': get<{
    problems: MappingProblem[]
    asked: Partial<Record<MappingKind, AskedSides>>
  }>()('/mappings-problems', z.object({ kind: MappingKindId.optional() })),
  /** Mends the problems named, one change a table. `left`: those that have no certain fix, or that are gone. */
  'mappings.fixProblem': post<{ fixed: string[]; left: string[] }>()(
    '/mappings-problems/fix',
    z.strictObject({ ids: chosen }),
  ),
} as const
