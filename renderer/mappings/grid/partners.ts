import type { MappingChoices, MappingSuggestion, UnmappedValue } from '../../api/types.ts'

/** The other side of a value, for `mappings.bindAndRepeat`. */
export type PartnerTarget =
  { ref_1c: string; code_1c: string; name_1c: string } | { site_id: string; site_name: string }

/** A value of the other side's dictionary. */
export interface Partner {
  /** Tells it from its neighbours. */
  id: string
  name: string
  detail: string
  target: PartnerTarget
}

/** What a value can be bound to. */
export function partnersOf(
  { direction }: Pick<UnmappedValue, 'direction'>,
  { site, onec }: MappingChoices,
): Partner[] {
  return direction === 'site_to_1c'
    ? onec.map(({ ref, code, name }) => ({
        id: ref || code || name,
        name: name || ref,
        detail: code || ref,
        target: { ref_1c: ref, code_1c: code, name_1c: name },
      }))
    : site.map(({ id, name }) => ({
        id: id || name,
        name: name || id,
        detail: id,
        target: { site_id: id, site_name: name },
      }))
}

/** What a person has typed where the other side gives no dictionary: its identifier. */
export const typedTarget = ({ direction }: Pick<UnmappedValue, 'direction'>, text: string): PartnerTarget =>
  direction === 'site_to_1c' ? { ref_1c: text, code_1c: '', name_1c: '' } : { site_id: text, site_name: '' }

/** The most certain suggestion for a value, with the partner that it means; `null` when the dictionary has none. */
export function suggestedPartner(
  { direction, value }: Pick<UnmappedValue, 'direction' | 'value'>,
  suggestions: readonly MappingSuggestion[],
  partners: readonly Partner[],
): { partner: Partner; suggestion: MappingSuggestion } | null {
  // The most certain one comes first.
  for (const suggestion of suggestions) {
    const { site, onec } = suggestion
    const [own, other] = direction === 'site_to_1c' ? [site.id, onec.ref || onec.code] : [onec.ref, site.id]
    const partner = own === value ? partners.find(({ id }) => id === other) : undefined
    if (partner) return { partner, suggestion }
  }
  return null
}
