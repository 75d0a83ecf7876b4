import type { MappingKind, MappingState, UnmappedPolicy } from '../api/types.ts'
import { t } from '../i18n/index.ts'
import type { ColumnKey } from './grid/columns.ts'

/** What the parts of a table are called: where the warehouses of КСУП are, КСУП stands in the place of the site. */

/** What opens beside the table. */
export type MappingTool = 'suggest' | 'check' | 'history'

const isKsup = (kind: MappingKind): kind is 'ksup_warehouse' => kind === 'ksup_warehouse'

export function columnTitle(kind: MappingKind, key: ColumnKey): string {
  return isKsup(kind) && (key === 'site_id' || key === 'ref_1c')
    ? t(`mappings.ksup.column.${key}`)
    : t(`mappings.column.${key}`)
}

const isHalf = (state: MappingState): state is 'unmapped_site' | 'unmapped_1c' =>
  state === 'unmapped_site' || state === 'unmapped_1c'

export function stateTitle(kind: MappingKind, state: MappingState): string {
  return isKsup(kind) && isHalf(state) ? t(`mappings.ksup.state.${state}`) : t(`mappings.state.${state}`)
}

export function stateHint(kind: MappingKind, state: MappingState): string {
  return isKsup(kind) && isHalf(state)
    ? t(`mappings.ksup.stateHint.${state}`)
    : t(`mappings.stateHint.${state}`)
}

export function directionTitle(kind: MappingKind, direction: 'site_to_1c' | 'onec_to_site'): string {
  return isKsup(kind) ? t(`mappings.ksup.direction.${direction}`) : t(`mappings.direction.${direction}`)
}

export function policyHint(kind: MappingKind, on: UnmappedPolicy['on']): string {
  return isKsup(kind) && on === 'fail' ? t('mappings.ksup.refused') : t(`mappings.policyHint.${on}`)
}
