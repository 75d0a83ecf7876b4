import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

type Conditions = ResultOf<AdminApi['regate.conditions']>

/** What hinders a base most, as one word. */
export function baseState({ maintenance, no_licence, locked, platform }: Conditions) {
  if (platform !== null) return 'platform'
  if (maintenance) return 'maintenance'
  if (no_licence) return 'licence'
  return locked ? 'locked' : 'works'
}
