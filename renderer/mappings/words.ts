import type { MappingKind, MappingState, UnmappedPolicy } from '../api/types.ts'
import { t } from '../i18n/index.ts'
import { groupOf, isOwn, sidesOf } from './kind-words.ts'
import type { ColumnKey } from './grid/columns.ts'

/** What the parts of a table are called: where the warehouses of КСУП are, КСУП stands in the place of the site. */

/** What opens beside the table. */
export type MappingTool = 'suggest' | 'check' | 'history'

const isKsup = (kind: MappingKind): kind is 'ksup_warehouse' => kind === 'ksup_warehouse'

export function columnTitle(kind: MappingKind, key: ColumnKey): string {
  if (isKsup(kind) && (key === 'site_id' || key === 'ref_1c')) return t(`mappings.ksup.column.${key}`)
  const sides = sidesOf(kind)
  if (!sides || key === 'mode' || key === 'note') return t(`mappings.column.${key}`)
  const side = key.startsWith('site_') ? sides.site : sides.onec
  return t(`mappingKinds.column.${key}`, { side })
}

const isHalf = (state: MappingState): state is 'unmapped_site' | 'unmapped_1c' =>
  state === 'unmapped_site' || state === 'unmapped_1c'

/** The system that a half filled row lacks, where it is not the site and 1C. */
function missingSide(kind: MappingKind, state: MappingState): string | null {
  const sides = sidesOf(kind)
  return sides && (state === 'unmapped_site' ? sides.onec : sides.site)
}

export function stateTitle(kind: MappingKind, state: MappingState): string {
  if (isKsup(kind) && isHalf(state)) return t(`mappings.ksup.state.${state}`)
  const side = missingSide(kind, state)
  return side && isHalf(state) ? t(`mappingKinds.state.${state}`, { side }) : t(`mappings.state.${state}`)
}

export function stateHint(kind: MappingKind, state: MappingState): string {
  if (isKsup(kind) && isHalf(state)) return t(`mappings.ksup.stateHint.${state}`)
  const side = missingSide(kind, state)
  return side && isHalf(state)
    ? t(`mappingKinds.stateHint.${state}`, { side })
    : t(`mappings.stateHint.${state}`)
}

export function directionTitle(kind: MappingKind, direction: 'site_to_1c' | 'onec_to_site'): string {
  if (isKsup(kind)) return t(`mappings.ksup.direction.${direction}`)
  const sides = sidesOf(kind)
  if (!sides) return t(`mappings.direction.${direction}`)
  const [from, to] = direction === 'site_to_1c' ? [sides.site, sides.onec] : [sides.onec, sides.site]
  return t('mappingKinds.direction', { from, to })
}

/** Where the partner of a value is looked for. */
export function partnerTitle(kind: MappingKind, direction: 'site_to_1c' | 'onec_to_site'): string {
  const side = direction === 'site_to_1c' ? 'onec' : 'site'
  const sides = sidesOf(kind)
  return sides ? t('mappings.bind.partner.other', { side: sides[side] }) : t(`mappings.bind.partner.${side}`)
}

export function policyHint(kind: MappingKind, on: UnmappedPolicy['on']): string {
  if (isOwn(kind)) return t('mappingKinds.evidenceOnly')
  if (isKsup(kind) && on === 'fail') return t('mappings.ksup.refused')
  return groupOf(kind) !== 'site' && on === 'fail'
    ? t('mappingKinds.refused')
    : t(`mappings.policyHint.${on}`)
}
