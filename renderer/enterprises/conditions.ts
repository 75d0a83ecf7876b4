import type { BaseConditions } from '../api/types.ts'

/** Switches of a base and the code that its callers get while one is on. */
export const switches = [
  { field: 'maintenance', code: 'RG-MAINTENANCE' },
  { field: 'no_licence', code: 'RG-LICENSE' },
  { field: 'locked', code: 'RG-LOCK' },
] as const

export type SwitchName = (typeof switches)[number]['field']

/** What is on now. */
export const switchedOn = (conditions: BaseConditions): SwitchName[] =>
  switches.map(({ field }) => field).filter((field) => conditions[field])

export const isDisturbed = (conditions: BaseConditions): boolean =>
  conditions.platform !== null || switchedOn(conditions).length > 0
