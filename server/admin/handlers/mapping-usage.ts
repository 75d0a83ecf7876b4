import { bindAndRepeat, repeatPlan } from '../bind-and-repeat.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'
import { mappingKind, operator } from './mappings.ts'

export function mappingUsageHandlers(parts: BenchParts) {
  const { journal } = parts
  return {
    'mappings.usage': ({ params }) => journal.uses(mappingKind(params.kind)),
    'mappings.usageOf': ({ params, query }) =>
      journal.usesOfRow(mappingKind(params.kind), params.row, query.limit),
    'mappings.repeatPlan': ({ body }) => repeatPlan(parts, mappingKind(body.kind), body),
    'mappings.bindAndRepeat': ({ body }) => bindAndRepeat(parts, mappingKind(body.kind), body, operator),
  } satisfies Partial<AdminHandlers>
}
