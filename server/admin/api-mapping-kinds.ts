import { z } from 'zod'
import {
  isOwnKindId,
  OwnKind,
  UnmappedPolicy,
  type MappingKindSummary,
  type OwnKindId,
} from '../mappings/model.ts'
import { post, put } from './endpoint.ts'

/** Own kinds: tables that a person adds to those of the contracts. */

const NewId = z.string().transform((name, context): OwnKindId => {
  if (isOwnKindId(name)) return name
  context.addIssue({ code: 'custom', message: 'own_ и до 24 латинских строчных букв, цифр и «_»' })
  return z.NEVER
})

export const mappingKindsApi = {
  /** Adds a kind with an empty table. Refused with `MAPPING-KIND-TAKEN` when there is one of the id. */
  'mappings.addKind': post<MappingKindSummary>()(
    '/mappings-kinds',
    z.strictObject({ id: NewId, own: OwnKind, policy: UnmappedPolicy.default({ on: 'pass' }) }),
  ),
  /** Says something else of a kind; its id and its rows stay. */
  'mappings.editKind': put<MappingKindSummary>()('/mappings-kinds/:kind', OwnKind),
  /** Takes a kind out with its rows. Undoing that change in the history (`change`) brings both back. */
  'mappings.removeKind': post<{ change: number }>()('/mappings-kinds/:kind/remove'),
} as const
